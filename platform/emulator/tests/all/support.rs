//! A client of an emulator.

use cfs_catalogue::{Answer, Arguments, Content, catalogue};
use cfs_emulator::{ACCOUNT_ID, Emulator};
use cfs_http::{Client, Credentials, Error};
use serde_json::Value;

/// A client with the token that may do everything.
pub(crate) fn client(emulator: &Emulator) -> Client {
    with_token(emulator, emulator.token())
}

/// A client with another token.
pub(crate) fn with_token(emulator: &Emulator, token: &str) -> Client {
    Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::token(token))
        .build()
        .expect("a client")
}

/// A value of the catalogue as one of `serde_json`.
pub(crate) fn json(value: &cfs_http::Json) -> Value {
    serde_json::from_str(value.as_text()).expect("JSON")
}

/// A value as the catalogue takes it.
pub(crate) fn body(value: &Value) -> Content {
    Content::json(cfs_http::Json::parse(&value.to_string()).expect("JSON"))
}

/// Arguments of an operation of the account.
pub(crate) fn of_account(more: &[(&str, &str)]) -> Arguments {
    more.iter()
        .fold(Arguments::new().set("account_id", ACCOUNT_ID), |all, (name, value)| all.set(*name, *value))
}

/// Calls an operation; what comes back as a value, bytes as text.
pub(crate) async fn call(
    client: &Client,
    name: &str,
    arguments: Arguments,
    content: Content,
) -> Result<Value, Error> {
    let operation = catalogue().operation(name).unwrap_or_else(|| panic!("no operation {name}"));
    Ok(match operation.call(client, &arguments, content).await? {
        Answer::Json(value) => json(&value),
        Answer::Page(page) => page.items().iter().map(json).collect(),
        Answer::Bytes(bytes) => Value::from(String::from_utf8_lossy(&bytes).into_owned()),
        Answer::Text(text) => Value::from(text),
        _ => Value::Null,
    })
}

/// Calls an operation that must succeed.
pub(crate) async fn done(client: &Client, name: &str, more: &[(&str, &str)], content: Content) -> Value {
    call(client, name, of_account(more), content).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Calls an operation that must fail; the status and the first code.
pub(crate) async fn refused(
    client: &Client,
    name: &str,
    more: &[(&str, &str)],
    content: Content,
) -> (u16, i64) {
    match call(client, name, of_account(more), content).await {
        Err(Error::Api(error)) => (error.status, error.codes().next().unwrap_or(0)),
        other => panic!("{name}: {other:?}"),
    }
}
