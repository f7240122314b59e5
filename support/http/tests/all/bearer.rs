//! A call that brings a token of its own sends no other credential.

use crate::support::*;
use cfs_http::prelude::*;
use cfs_http::{BearerToken, Credentials};

const TOKEN: &str = "eyJhbGciOi.upload.token";

#[derive(Debug)]
struct Upload(Call);
request! {
    Upload = POST "/assets/{id}" as "assets.upload";
    auth [Bearer]; permissions [];
    unit
}

async fn server() -> Server {
    Server::start(|_, _| async { json(200, &envelope("null")) }).await
}

#[tokio::test]
async fn nothing_but_the_token_is_sent() {
    let server = server().await;
    let all = Credentials::token("account-token")
        .and_key("me@example.com", "account-key")
        .and_user_service_key("v1.0-service-key");
    for credentials in [Credentials::none(), Credentials::key("me@example.com", "account-key"), all] {
        let client = server.builder().credentials(credentials).build().unwrap();
        Upload(Upload::call(&client).path(&"a").bearer(&TOKEN.into())).await.unwrap();
    }
    for seen in server.requests() {
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
        for other in ["x-auth-email", "x-auth-key", "x-auth-user-service-key"] {
            assert_eq!(seen.header(other), None, "{other}");
        }
        let text = format!("{seen:?}");
        assert!(!text.contains("account-") && !text.contains("service-key"), "{text}");
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn the_token_is_not_shown() {
    let server = server().await;
    let token = BearerToken::from(TOKEN);
    let call = Upload(Upload::call(&server.client()).path(&"a").bearer(&token));
    for shown in [format!("{token:?}"), format!("{call:?}")] {
        assert!(!shown.contains("upload.token"), "{shown}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_token_is_refused_before_anything_is_sent() {
    let server = server().await;
    for (token, told) in [("", "is empty"), ("Bearer abc", "begins with `Bearer`"), ("a b", "has a space")] {
        let call = Upload(Upload::call(&server.client()).path(&"a").bearer(&token.into()));
        let error = call.await.unwrap_err().to_string();
        assert!(error.contains(told) && (token.is_empty() || !error.contains("abc")), "{error}");
    }
    // Space around it comes from copying.
    let call = Upload(Upload::call(&server.client()).path(&"a").bearer(&" abc\n".into()));
    call.await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer abc"));
}
