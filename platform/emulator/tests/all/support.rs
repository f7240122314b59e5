//! A client of an emulator.

use cfs_emulator::Emulator;
use cfs_http::{Client, Credentials};
use serde_json::Value;

/// A client with the token that may do everything.
pub(crate) fn client(emulator: &Emulator) -> Client {
    with_token(emulator, emulator.token())
}

/// A client with another token.
pub(crate) fn with_token(emulator: &Emulator, token: &str) -> Client {
    Client::builder().base_url(emulator.base_url()).credentials(Credentials::token(token)).build().expect("a client")
}

/// A value of the catalogue as one of `serde_json`.
pub(crate) fn json(value: &cfs_http::Json) -> Value {
    serde_json::from_str(value.as_text()).expect("JSON")
}
