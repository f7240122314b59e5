//! What is sent and what comes back, over real connections.

use crate::support::*;
use cfs_http::{Client, Credentials, DecodeReason, Error, Json, ListStyle};

#[tokio::test]
async fn sends_what_was_asked_and_reads_the_result() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a","count":3}"#))]).await;
    let client = server.client();
    let thing = Get(Get::call(&client)
        .path(&"a/b c%ü")
        .query("name", &"x&y=z +")
        .query_list("tags", ListStyle::Comma, ["a,b", "c"])
        .query_list("ids", ListStyle::Repeat, [1, 2])
        .query_object("filter", ListStyle::Brackets, &Json::parse(r#"{"a":"1","b":[2,3]}"#).unwrap())
        .header("x-extra", &"yes"))
    .query_param("extra", "1 2")
    .await
    .unwrap();
    assert_eq!((thing.id.as_str(), thing.count), ("a", Some(3)));

    let seen = &server.requests()[0];
    assert_eq!(seen.method, "GET");
    assert_eq!(
        seen.target,
        "/things/a%2Fb%20c%25%C3%BC?name=x%26y%3Dz%20%2B&tags=a%2Cb,c&ids=1&ids=2&filter[a]=1&filter[b]=2&filter[b]=3\
         &extra=1%202"
    );
    assert_eq!(seen.header("authorization"), Some("Bearer test-token-secret"));
    assert_eq!(seen.header("x-extra"), Some("yes"));
    assert!(seen.header("user-agent").unwrap().starts_with("cfs/"));
    assert!(seen.header("accept").unwrap().starts_with("application/json"));
}

#[tokio::test]
async fn sends_json_and_form_bodies() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a"}"#))]).await;
    let client = server.client();
    post(&client).await.unwrap();
    Post(Post::call(&client).form(&Json::parse(r#"{"a":"x y","b":[1,2],"c":null}"#).unwrap())).await.unwrap();
    Post(Post::call(&client).ndjson(&[1u32, 2])).await.unwrap();
    Post(Post::call(&client).json_opt(&None::<u32>)).await.unwrap();

    let seen = server.requests();
    assert_eq!(seen[0].text(), r#"{"id":"new","count":1}"#);
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    assert_eq!(seen[1].text(), "a=x%20y&b=1&b=2");
    assert_eq!(seen[1].header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(seen[2].text(), "1\n2\n");
    assert_eq!((seen[3].text().as_str(), seen[3].header("content-type")), ("", None));
}

#[tokio::test]
async fn chooses_the_credentials_that_an_operation_prefers() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a"}"#))]).await;
    let both = Credentials::token("t").and_key("me@example.com", "k").and_user_service_key("s");
    let client = server.builder().credentials(both).build().unwrap();
    get(&client).await.unwrap();
    let key = server.builder().credentials(Credentials::key("me@example.com", "k")).build().unwrap();
    get(&key).await.unwrap();
    let service = server.builder().credentials(Credentials::user_service_key("s")).build().unwrap();
    get(&service).await.unwrap();

    let seen = server.requests();
    assert_eq!(seen[0].header("authorization"), Some("Bearer t"));
    assert_eq!(seen[0].header("x-auth-key"), None);
    assert_eq!(
        (seen[1].header("x-auth-email"), seen[1].header("x-auth-key")),
        (Some("me@example.com"), Some("k"))
    );
    // Nothing fits: what there is is sent anyway.
    assert_eq!(seen[2].header("x-auth-user-service-key"), Some("s"));
}

#[tokio::test]
async fn bad_arguments_fail_before_anything_is_sent() {
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    let client = server.client();
    for (request, expected) in [
        (Get(Get::call(&client).path(&"")), "test.operation: `id` is empty"),
        (Get(Get::call(&client).path(&"..")), "test.operation: `id` cannot be `..`"),
        (Get(Get::call(&client)), "test.operation: a path parameter is missing"),
        (Get(Get::call(&client).path(&"a").path(&"b")), "test.operation: it has fewer path parameters"),
        (
            Get(Get::call(&client).path(&"a").header("x-a", &"line\nbreak")),
            "test.operation: `x-a` with this value is not a valid header",
        ),
    ] {
        match request.await {
            Err(Error::Request(why)) => assert_eq!(why, expected),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn scopes_and_segments_fill_the_path() {
    struct App(Call);
    use cfs_http::prelude::*;
    request! {
        App = GET "/{accounts_or_zones}/{account_or_zone_id}/run/{model}" as "app";
        auth [Token]; permissions [];
        unit
    }
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    let client = server.client();
    App(App::call(&client).scope(Scope::zone("z")).path_segments(&"@cf/meta/llama:1")).await.unwrap();
    App(App::call(&client).scope(Scope::account("a/b")).path(&"@cf/x")).await.unwrap();
    let seen = server.requests();
    assert_eq!(seen[0].target, "/zones/z/run/@cf/meta/llama:1");
    assert_eq!(seen[1].target, "/accounts/a%2Fb/run/@cf%2Fx");
}

#[tokio::test]
async fn raw_answers_keep_everything() {
    let server = Server::script(vec![|| {
        with(
            404,
            "CF-Ray: 8f-AMS\r\nContent-Type: application/json\r\n",
            br#"{"success":false,"errors":[{"code":7,"message":"gone"}]}"#,
        )
    }])
    .await;
    let raw = get(&server.client()).send().await.unwrap();
    assert_eq!(raw.status(), 404);
    assert_eq!(raw.ray_id(), Some("8f-AMS"));
    assert!(raw.text().contains("gone"));
    let error = raw.decode().unwrap_err();
    assert!(error.is_not_found());
}

fn api(error: Error) -> Box<cfs_http::ApiError> {
    match error {
        Error::Api(error) => error,
        other => panic!("{other:?}"),
    }
}

fn decode(error: Error) -> Box<cfs_http::DecodeError> {
    match error {
        Error::Decode(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn api_errors_say_all_that_the_api_says() {
    let server = Server::script(vec![|| {
        with(
            403,
            "Content-Type: application/json\r\nCF-Ray: 77-LHR\r\n",
            br#"{"result":null,"success":false,"messages":["hm"],"errors":[{"code":10000,"message":"Authentication error","documentation_url":"https://developers.cloudflare.com/x","source":{"pointer":"/name"},"error_chain":[{"code":9109,"message":"Invalid access token"}]}]}"#,
        )
    }])
    .await;
    let error = api(get(&server.client()).await.unwrap_err());
    assert_eq!(error.status, 403);
    assert_eq!(error.codes().collect::<Vec<_>>(), [10000, 9109]);
    assert_eq!(error.errors[0].documentation_url.as_deref(), Some("https://developers.cloudflare.com/x"));
    assert_eq!(error.errors[0].source.as_ref().unwrap().pointer.as_deref(), Some("/name"));
    assert_eq!(error.messages[0].message, "hm");
    assert_eq!(error.ray_id(), Some("77-LHR"));
    assert_eq!(
        error.to_string(),
        "GET /things/a: 403: Authentication error (code 10000) at /name, because of Invalid access token (code 9109) \
         (the token needs one of the permissions `Things Read`, `Things Write`)"
    );
}

#[tokio::test]
async fn a_success_that_says_it_is_none_is_an_error() {
    let body = r#"{"result":null,"success":false,"errors":[{"code":1,"message":"no"}]}"#;
    let server = Server::start(move |_, _| async move { json(200, body) }).await;
    let client = server.client();
    assert!(api(get(&client).await.unwrap_err()).has_code(1));
    assert!(api(Delete(Delete::call(&client).path(&"a")).await.unwrap_err()).has_code(1));
    assert!(api(NumberList(NumberList::call(&client)).await.unwrap_err()).has_code(1));
    assert!(api(content(&client).await.unwrap_err()).has_code(1));
}

#[tokio::test]
async fn odd_error_bodies_have_their_own_words() {
    let server = Server::script(vec![
        || {
            with(
                502,
                "Content-Type: text/html\r\n",
                b"<html><head><title>502 Bad Gateway</title></head></html>",
            )
        },
        || with(500, "", b""),
        || with(500, "Content-Type: text/plain\r\n", b"upstream is sad"),
        || with(500, "Content-Type: application/json\r\n", b"\xff\xfe"),
        || json(400, r#"{"error":"bad thing"}"#),
        || json(400, r#"{"errors":["one","two"]}"#),
        || json(400, "[1]"),
    ])
    .await;
    let client = server.builder().max_retries(0).build().unwrap();
    let mut texts = Vec::new();
    for _ in 0..7 {
        texts.push(get(&client).await.unwrap_err().to_string());
    }
    assert_eq!(
        texts,
        [
            "GET /things/a: 502: Bad Gateway: the answer is an HTML page, \"502 Bad Gateway\"",
            "GET /things/a: 500: Internal Server Error: the answer has no body",
            "GET /things/a: 500: Internal Server Error: upstream is sad",
            "GET /things/a: 500: Internal Server Error: the answer is not UTF-8, from byte 0 on",
            "GET /things/a: 400: bad thing",
            "GET /things/a: 400: one; two",
            "GET /things/a: 400: Bad Request: [1]",
        ]
    );
}

#[tokio::test]
async fn answers_of_the_wrong_form_have_their_own_words() {
    let server = Server::script(vec![
        || json(200, r#"{"success":true,"result":{"id":["a"],"count":1}}"#),
        || json(200, r#"{"success":true,"result":{"id":"a""#),
        || json(200, ""),
        || with(200, "Content-Type: text/html\r\n", b"<!doctype html><title>Log in</title>"),
        || json(200, "\u{0}"),
        || with(200, "", b"{\"result\":\"\xff\"}"),
    ])
    .await;
    let client = server.client();
    let mut errors = Vec::new();
    for _ in 0..6 {
        errors.push(decode(get(&client).await.unwrap_err()));
    }
    assert_eq!(
        errors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "GET /things/a: result.id: expected a string, found [\"a\"]",
            "GET /things/a: the answer ends early, at byte 34: result: expected `,` or `}`, found the end of the text",
            "GET /things/a: the answer has no body",
            "GET /things/a: the answer is an HTML page, \"Log in\"",
            "GET /things/a: expected a JSON value, found \u{0}",
            "GET /things/a: the answer is not UTF-8, from byte 11 on",
        ]
    );
    assert_eq!(errors[0].path(), "result.id");
    assert!(errors[0].snippet.contains("\"id\":[…]"), "{}", errors[0].snippet);
    assert!(errors[0].body.starts_with(b"{\"success\""));
}

#[tokio::test]
async fn tolerates_a_missing_envelope_and_missing_members() {
    let server = Server::script(vec![|| json(200, r#"{"id":"bare"}"#), || {
        json(200, r#"{"success":true,"result":{"count":1}}"#)
    }])
    .await;
    let client = server.client();
    assert_eq!(get(&client).await.unwrap().id, "bare");
    let answer = get(&client).send().await.unwrap();
    assert_eq!(answer.decode().unwrap().count, Some(1));
    assert_eq!(answer.notes()[0].to_string(), "result.id: expected a member of Thing, found nothing");

    let server = Server::script(vec![|| json(200, r#"{"success":true,"result":{"count":1}}"#), || {
        json(200, r#"{"success":true,"result":null}"#)
    }])
    .await;
    let strict = server.builder().strict(true).build().unwrap();
    let error = decode(get(&strict).await.unwrap_err());
    assert_eq!(error.path(), "result");
    assert!(matches!(decode(get(&strict).await.unwrap_err()).reason, DecodeReason::Unexpected(_)));
}

#[tokio::test]
async fn answers_larger_than_the_limit_are_refused() {
    let server = Server::start(|_, _| async { with(200, "", &[b'x'; 2000]) }).await;
    let client = server.builder().max_body(1000).build().unwrap();
    let error = decode(content(&client).await.unwrap_err());
    assert_eq!(error.to_string(), "GET /content/key: the answer is larger than 1000 bytes");
    assert_eq!(server.count(), 1, "trying again would not help");
}

#[tokio::test]
async fn content_is_bytes_and_text() {
    let server = Server::script(vec![
        || with(200, "Content-Type: application/octet-stream\r\n", b"\x00\xff{"),
        || with(200, "Content-Type: text/plain\r\n", "grüße".as_bytes()),
    ])
    .await;
    let client = server.client();
    assert_eq!(&content(&client).await.unwrap()[..], b"\x00\xff{");
    assert_eq!(Text(Text::call(&client)).await.unwrap(), "grüße");
}

#[test]
fn clients_go_everywhere() {
    fn check<T: Send + Sync + Clone + 'static>() {}
    fn check_send<T: Send + 'static>(_: T) {}
    check::<Client>();
    let client = Client::new(Credentials::none()).unwrap();
    check_send(get(&client).into_future());
    check_send(content(&client).bytes_stream());
    check_send(NumberList(NumberList::call(&client)).stream());
    check_send(Watch(Watch::call(&client)).events());
}

#[test]
fn a_call_without_a_runtime_is_an_error() {
    let client = Client::builder().base_url("http://127.0.0.1:1").token("t").build().unwrap();
    let mut call = get(&client).into_future();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match call.as_mut().poll(&mut context) {
        std::task::Poll::Ready(Err(Error::Request(error))) => {
            assert!(error.contains("need a tokio runtime"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn errors_at_a_successful_status_are_errors_with_their_texts() {
    for (body, expected) in [
        (r#"{"success":false,"errors":[{"code":7003,"message":"no route"}]}"#, "no route (code 7003)"),
        (r#"{"code":10000,"error":"Unauthorized"}"#, "Unauthorized (code 10000)"),
        (
            r#"{"data":null,"errors":[{"message":"too old","path":["viewer","zones","0"],"extensions":{"code":"range"}}]}"#,
            "too old (range) at /viewer/zones/0",
        ),
        (
            r#"{"success":false,"_e":null,"_c":{"issues":[{"code":"too_big","message":"at most 2000","path":["limit"]}]}}"#,
            "at most 2000 (too_big) at /limit",
        ),
        (r#"{"error":{"code":"bad","message":"no such thing"}}"#, "no such thing (bad)"),
    ] {
        let server = Server::start(move |_, _| async move { json(200, body) }).await;
        let error = get(&server.client()).await.unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error:?}");
        assert_eq!(error.to_string(), format!("GET /things/a: 200: {expected}"));
    }
    for body in [r#"{"data":null,"errors":null,"id":"a"}"#, r#"{"id":"a","error":null,"errors":[]}"#] {
        let server = Server::start(move |_, _| async move { json(200, body) }).await;
        assert_eq!(get(&server.client()).await.unwrap().id, "a", "{body}");
    }
}

#[tokio::test]
async fn malformed_credentials_get_a_hint() {
    let body = r#"{"success":false,"errors":[{"code":6003,"message":"Invalid request headers","error_chain":[{"code":6111,"message":"Invalid format for Authorization header"}]}]}"#;
    let server = Server::start(move |_, _| async move { json(400, body) }).await;
    let error = get(&server.client()).await.unwrap_err().to_string();
    assert!(error.contains("look for `Bearer`"), "{error}");
    for (token, why) in [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("Bearer abc", "begins with `Bearer`"),
        ("bearer:abc", "begins with `Bearer`"),
        ("abc def", "has a space"),
        ("abc\u{200b}", "a character that no token has"),
        ("\"abc\"", "stands in quotes"),
    ] {
        let error = Client::new(Credentials::token(token)).unwrap_err().to_string();
        assert!(error.contains(why), "{token}: {error}");
    }
    let client = server.builder().credentials(Credentials::token(" abc\n")).build().unwrap();
    let _ = get(&client).await;
    assert_eq!(server.requests()[1].header("authorization"), Some("Bearer abc"));
}

#[tokio::test]
async fn a_base_url_may_have_a_query_and_hides_its_password() {
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    let url = format!("{}/base?gateway=1", server.url().replace("http://", "http://me:s3cr3t@"));
    let builder = Client::builder().token("t").base_url(&url);
    assert!(!format!("{builder:?}").contains("s3cr3t"));
    let client = builder.build().unwrap();
    assert!(!format!("{client:?}").contains("s3cr3t"));
    let plain = server.builder().base_url(format!("{}/base/?gateway=1", server.url())).build().unwrap();
    Get(Get::call(&plain).path(&"a")).query_param("x", "2").await.unwrap();
    assert_eq!(server.requests()[0].target, "/base/things/a?gateway=1&x=2");
}
