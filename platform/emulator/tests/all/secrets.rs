//! What is only sent, or secret, is never given back.

use crate::calls::{arguments, body_of};
use crate::lifecycle::{call, call_with, find, parents};
use crate::support::client;
use cfs_catalogue::{Access, Content, Verb, catalogue};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use serde_json::Value;
use std::collections::BTreeMap;

const PLANTED: &str = "planted-secret-planted-secret-planted-secret";

/// Of the members that are secret by the catalogue, keys of things (`region_key`) are given back.
const WORDS: [&str; 6] = ["secret", "password", "passphrase", "private_key", "psk", "token"];

/// Puts the planted text where members lead to, if a text is there.
fn plant(value: &mut Value, path: &str) -> bool {
    match value {
        Value::Array(items) => items.iter_mut().any(|item| plant(item, path)),
        Value::Object(members) => match path.split_once('.') {
            Some((first, rest)) => members.get_mut(first).is_some_and(|inner| plant(inner, rest)),
            None => match members.get_mut(path) {
                Some(text @ Value::String(_)) => {
                    *text = Value::from(PLANTED);
                    true
                }
                _ => false,
            },
        },
        _ => false,
    }
}

#[tokio::test]
async fn what_is_only_sent_is_not_given_back() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let (mut told, mut planted) = (Vec::new(), 0);
    for collection in catalogue().collections() {
        let Some(create) = collection.operation(Verb::Create) else { continue };
        let Some(mut body) = body_of(create) else { continue };
        let secret = collection.members(Access::Secret).expect("members").iter();
        let read = collection.members(Access::ReadOnly).expect("members");
        let members =
            secret.filter(|name| !read.contains(name) && WORDS.iter().any(|word| name.contains(word)));
        let any = members.filter(|member| plant(&mut body, member)).count() > 0;
        if !any {
            continue;
        }
        let mut known = BTreeMap::from([
            ("account_id".to_owned(), ACCOUNT_ID.to_owned()),
            ("zone_id".to_owned(), ZONE_ID.to_owned()),
        ]);
        parents(&emulator, collection, &mut known);
        let content = Content::json(cfs_http::Json::parse(&body.to_string()).expect("JSON"));
        let Ok(made) = call_with(&client, create, arguments(create, &known), content).await else { continue };
        planted += 1;
        let id = made.as_ref().and_then(|made| find(made, collection.id().unwrap_or_default()));
        known.insert(collection.parameter().expect("a parameter").to_owned(), id.unwrap_or_default());
        for verb in [Verb::Get, Verb::List] {
            let Some(operation) = collection.operation(verb) else { continue };
            let Ok(Some(answer)) = call(&client, operation, &known).await else { continue };
            if answer.to_string().contains(PLANTED) {
                told.push(operation.name());
            }
        }
    }
    println!("{planted} collections");
    assert!(told.is_empty(), "{planted} collections, told by {told:?}");
}
