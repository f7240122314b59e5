//! Lists outside the query, moments, and query values with the characters of addresses.

use crate::support::*;
use cfs_http::{Json, ListStyle, PathStyle, Timestamp};

#[tokio::test]
async fn lists_in_paths_are_written_as_their_style_says() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a"}"#))]).await;
    let client = server.client();
    for (style, expected) in [
        (PathStyle::Simple, "/things/1,b%2Fc,%2C"),
        (PathStyle::Label, "/things/.1,b%2Fc,%2C"),
        (PathStyle::LabelEach, "/things/.1.b%2Fc.%2C"),
        (PathStyle::Matrix, "/things/;id=1,b%2Fc,%2C"),
        (PathStyle::MatrixEach, "/things/;id=1;id=b%2Fc;id=%2C"),
    ] {
        Get(Get::call(&client).path_list(style, ["1", "b/c", ","])).await.unwrap();
        assert_eq!(server.requests().last().unwrap().target, expected);
    }
}

#[tokio::test]
async fn moments_leave_in_whole_seconds_wherever_they_stand() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a","count":3}"#))]).await;
    let client = server.client();
    let moment: Timestamp = "2030-01-01T00:00:00.25Z".parse().unwrap();
    Get(Get::call(&client)
        .path_times(PathStyle::Simple, [moment, moment])
        .query_time("at", &moment)
        .query_times("times", ListStyle::Comma, [moment])
        .header_time("x-time", &moment)
        .header_times("x-times", [moment, moment]))
    .await
    .unwrap();
    let seen = &server.requests()[0];
    let encoded = "2030-01-01T00%3A00%3A00Z";
    assert_eq!(seen.target, format!("/things/{encoded},{encoded}?at={encoded}&times={encoded}"));
    assert_eq!(seen.header("x-time"), Some("2030-01-01T00:00:00Z"));
    assert_eq!(seen.header("x-times"), Some("2030-01-01T00:00:00Z,2030-01-01T00:00:00Z"));
}

#[tokio::test]
async fn a_list_that_would_name_another_path_is_refused() {
    let server = Server::script(vec![|| json(200, "{}")]).await;
    let client = server.client();
    for items in [vec![], vec![""], vec!["a", ""], vec![".."], vec!["."]] {
        let error = Get(Get::call(&client).path_list(PathStyle::Simple, &items)).await.unwrap_err();
        assert!(error.to_string().contains("`id`"), "{error}");
    }
    assert!(Get(Get::call(&client).path_list(PathStyle::Label, ["."])).await.is_err());
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn headers_take_lists_and_queries_reserved_characters() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a"}"#))]).await;
    let client = server.client();
    let call = Get::call(&client)
        .path(&"a")
        .header_list("x-ids", [1, 2, 3])
        .header_list("x-none", Vec::<String>::new())
        .query("path", &"/a:b?c#d&e+f %")
        .with_reserved("path")
        .query_list("paths", ListStyle::Comma, ["/a", "b@c"])
        .with_reserved("paths")
        .query("plain", &"/a");
    Get(call).await.unwrap();
    let seen = &server.requests()[0];
    assert_eq!((seen.header("x-ids"), seen.header("x-none")), (Some("1,2,3"), None));
    assert_eq!(seen.target, "/things/a?path=/a:b?c%23d%26e%2Bf%20%25&paths=/a,b@c&plain=%2Fa");
}

#[tokio::test]
async fn an_absent_body_has_no_content_type_whatever_it_would_be() {
    let server = Server::script(vec![|| json(200, &envelope(r#"{"id":"a"}"#))]).await;
    let client = server.client();
    Post(Post::call(&client).json_opt_as("application/merge-patch+json", &None::<u32>)).await.unwrap();
    Post(Post::call(&client).json_opt_as("application/merge-patch+json", &Json::parse("1").unwrap()))
        .await
        .unwrap();
    let seen = server.requests();
    assert_eq!((seen[0].text().as_str(), seen[0].header("content-type")), ("", None));
    assert_eq!(
        (seen[1].text().as_str(), seen[1].header("content-type")),
        ("1", Some("application/merge-patch+json"))
    );
}
