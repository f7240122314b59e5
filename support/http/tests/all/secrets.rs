//! Credentials stay where they belong.

#[macro_use]
pub mod planted;

use crate::support::*;
use cfs_http::testing::{Cassette, Recorder, Replay, Reply, Script};
use cfs_http::{Client, Credentials, Error, Form};
use std::sync::{Arc, Mutex};

const SECRET: &str = "s3cr3t-token-value";

fn redirect(status: u16, to: String) -> Vec<Do> {
    with(status, &format!("Location: {to}\r\n"), b"")
}

#[tokio::test]
async fn credentials_do_not_follow_to_another_origin() {
    let other = Server::script(vec![|| json(200, &envelope(r#"{"id":"other"}"#))]).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}/elsewhere", other.url());
        let server = Server::start(move |_, _| {
            let steps = redirect(status, to.clone());
            async move { steps }
        })
        .await;
        let credentials = Credentials::key("me@example.com", SECRET);
        let client = server.builder().credentials(credentials).header("x-custom", SECRET).build().unwrap();
        let call = Get(Get::call(&client).path(&"a").cookie("session", &SECRET));
        assert_eq!(call.await.unwrap().id, "other");
        let seen = other.requests().pop().unwrap();
        assert_eq!(seen.target, "/elsewhere");
        assert!(!format!("{seen:?}").contains(SECRET), "{seen:?}");
        assert!(!format!("{seen:?}").contains("me@example.com"), "{seen:?}");
        assert!(format!("{:?}", server.requests()[0]).contains(SECRET));

        // Nor does what was to be stored.
        if status >= 307 {
            let error = put(&client).max_retries(0).await.unwrap_err();
            assert_eq!(error.status(), Some(status));
        }
    }
    assert!(other.requests().iter().all(|seen| seen.body.is_empty()));
}

#[tokio::test]
async fn redirects_within_an_origin_are_followed() {
    let server = Server::start(|number, _| async move {
        match number {
            0 => redirect(308, "/there?x=1".to_owned()),
            1 => redirect(307, "../again#part".to_owned()),
            _ => json(200, &envelope(r#"{"id":"x"}"#)),
        }
    })
    .await;
    let client = server.client();
    put(&client).await.unwrap();
    let seen = server.requests();
    assert_eq!(seen[1].target, "/there?x=1");
    assert_eq!(seen[2].method, "PUT");
    assert_eq!(seen[2].text(), seen[0].text());
    assert_eq!(seen[2].header("authorization"), Some("Bearer test-token-secret"));

    let server = Server::start(|_, _| async { redirect(302, "/round".to_owned()) }).await;
    let error = get(&server.client()).await.unwrap_err();
    assert!(error.to_string().contains("more than 10 redirects"), "{error}");
}

#[test]
fn plain_http_is_for_loopback() {
    for (url, allowed) in [
        ("http://127.0.0.1:1", true),
        ("http://[::1]:1", true),
        ("http://localhost", true),
        ("https://example.com", true),
        ("http://example.com", false),
        ("http://localhost.example.com", false),
        ("http://127.0.0.1.example.com", false),
        ("http://10.0.0.1", false),
    ] {
        assert_eq!(Client::builder().base_url(url).build().is_ok(), allowed, "{url}");
        assert!(Client::builder().base_url(url).allow_plain_http(true).build().is_ok(), "{url}");
    }
    for url in ["", "example.com", "ftp://example.com", "/path"] {
        assert!(Client::builder().base_url(url).build().is_err(), "{url}");
    }
}

#[tokio::test]
async fn an_answer_cannot_lead_to_plain_http() {
    let script = Script::new([Reply::status(302).header("location", "http://example.com/x")]);
    let client = Client::builder().token(SECRET).transport(script.clone()).max_retries(0).build().unwrap();
    assert_eq!(get(&client).await.unwrap_err().status(), Some(302));
    assert_eq!(script.requests().len(), 1);
}

/// Collects whatever is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        self.0.lock().unwrap().push_str(&format!("{span:?}\n"));
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        self.0.lock().unwrap().push_str(&format!("{values:?}\n"));
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        self.0.lock().unwrap().push_str(&format!("{event:?}\n"));
    }

    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn secrets_are_never_printed() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let credentials =
        Credentials::token(SECRET).and_key("me@example.com", SECRET).and_user_service_key(SECRET);
    let builder = Client::builder().credentials(credentials.clone()).header("x-secret", SECRET);
    let mut printed = format!("{credentials:?} {builder:?}");
    let server = Server::script(vec![
        || vec![Do::Reset],
        || {
            with(
                403,
                "CF-Ray: r\r\nContent-Type: application/json\r\n",
                br#"{"errors":[{"code":1,"message":"no"}]}"#,
            )
        },
        || json(200, r#"{"result":{"id":[1]}}"#),
    ])
    .await;
    let client = builder.base_url(server.url()).build().unwrap();
    printed += &format!("{client:?}");
    for _ in 0..2 {
        let call = Get(Get::call(&client).path(&"a").header("x-key", &SECRET).cookie("c", &SECRET));
        printed += &format!("{:?}", call.0);
        let error = call.await.unwrap_err();
        printed += &format!("{error} {error:?}");
    }
    for bad in ["a\nb", "\u{0}"] {
        let bad = format!("{SECRET}{bad}");
        let error = Client::new(Credentials::token(&bad)).unwrap_err();
        printed += &format!("{error} {error:?}");
        let error = Client::builder().header("x-a", &bad).build().unwrap_err();
        printed += &format!("{error} {error:?}");
        let error = Get(Get::call(&client).path(&"a").header("x-key", &bad)).await.unwrap_err();
        printed += &format!("{error} {error:?}");
    }
    printed += &log.0.lock().unwrap();
    assert!(
        printed.contains("test.operation") && printed.contains("/things/{id}") && printed.contains("403")
    );
    assert!(!printed.contains(SECRET), "{printed}");
}

#[test]
fn the_environment_is_read_without_telling() {
    let build = |variables: &[(&str, &str)]| {
        let variables: Vec<(String, String)> =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Client::builder()
            .variables(&|name| {
                Ok(variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
            })
            .and_then(cfs_http::ClientBuilder::build)
    };
    let client =
        build(&[("CLOUDFLARE_API_TOKEN", SECRET), ("CLOUDFLARE_BASE_URL", "https://example.com/v4/")])
            .unwrap();
    assert_eq!(client.base_url(), "https://example.com/v4");
    assert!(build(&[("CLOUDFLARE_API_KEY", SECRET), ("CLOUDFLARE_EMAIL", "a@b")]).is_ok());
    assert!(build(&[("CLOUDFLARE_API_USER_SERVICE_KEY", SECRET)]).is_ok());
    for (variables, expected) in [
        (&[][..], "no credentials"),
        (&[("CLOUDFLARE_API_KEY", SECRET)], "CLOUDFLARE_EMAIL is not"),
        (
            &[("CLOUDFLARE_API_TOKEN", "t"), ("CLOUDFLARE_CUSTOM_HEADERS", SECRET)],
            "CLOUDFLARE_CUSTOM_HEADERS has a line",
        ),
        (&[("CLOUDFLARE_API_TOKEN", "a\u{1}b")], "the API token has characters"),
    ] {
        let error = build(variables).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains(SECRET), "{error}");
    }
}

#[tokio::test]
async fn custom_headers_are_sent() {
    let server = Server::script(vec![|| json(200, r#"{"id":"a"}"#)]).await;
    let url = server.url();
    let variable = |name: &str| {
        Ok(match name {
            "CLOUDFLARE_API_TOKEN" => Some("t".to_owned()),
            "CLOUDFLARE_BASE_URL" => Some(url.clone()),
            "CLOUDFLARE_CUSTOM_HEADERS" => Some("x-one: 1\n\n X-Two : a: b \n".to_owned()),
            _ => None,
        })
    };
    let client = Client::builder().variables(&variable).unwrap().build().unwrap();
    Get(Get::call(&client).path(&"a").header("x-one", &"mine")).await.unwrap();
    let seen = &server.requests()[0];
    assert_eq!((seen.header("x-one"), seen.header("x-two")), (Some("mine"), Some("a: b")));
}

#[tokio::test]
async fn recordings_replay_and_hold_no_secrets() {
    let answers = [
        Reply::json(200, format!("{{\"success\":true,\n\"result\":{{\"id\":\"echo {SECRET}\"}}}}"))
            .header("set-cookie", "session=1"),
        Reply::status(200).header("content-type", "application/octet-stream").body(&b"\x00\xff\n"[..]),
        Reply::status(404),
        Reply::json(200, r#"{"id":"a"}"#),
    ];
    let recorder = Recorder::new(Script::new(answers)).secret("account-0815");
    let calls = async |client: Client| {
        let mut seen = Vec::new();
        seen.push(format!("{:?}", get(&client).query_param("account", "account-0815").await));
        seen.push(format!("{:?}", content(&client).await));
        seen.push(format!("{:?}", post(&client).await.map_err(|error| error.status())));
        let form = Form::new().text("a", "b\r\nc").file("f", &b"\x00"[..]);
        seen.push(format!("{:?}", Upload(Upload::call(&client).path(&"k").multipart(form)).await));
        seen
    };
    let client = Client::builder().token(SECRET).transport(recorder.clone()).build().unwrap();
    let first = calls(client).await;
    let text = recorder.cassette().to_text();
    assert!(
        !text.contains(SECRET) && !text.contains("account-0815") && !text.contains("session=1"),
        "{text}"
    );
    let cassette = Cassette::parse(&text).unwrap();
    assert_eq!(cassette, recorder.cassette());

    let replay = Replay::new(cassette).secret("account-0815");
    let client = Client::builder().token("another").max_retries(0).transport(replay.clone()).build().unwrap();
    let second = calls(client.clone()).await;
    assert_eq!(first[1..], second[1..]);
    assert!(second[0].contains("echo [redacted]"), "{}", second[0]);
    assert!(replay.unused().is_empty());
    match get(&client).await {
        Err(Error::Transport(error)) => {
            assert!(error.to_string().contains("not in the recording"), "{error}");
        }
        other => panic!("{other:?}"),
    }
}
