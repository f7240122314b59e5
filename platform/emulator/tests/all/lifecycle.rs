//! Every collection with its calls, through the catalogue's own strict reader.

use crate::calls::{arguments, content};
use crate::support::{client, json};
use cfs_catalogue::{Answer, Arguments, Collection, CollectionKind, Content, Operation, Verb, catalogue};
use cfs_emulator::{ACCOUNT_ID, Emulator, ZONE_ID};
use cfs_http::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// Collections in which no example can be made: what they take must be there, or be of use. `workers.rs` has them.
const OWN: [&str; 4] = [
    "workers.assets.upload",
    "workers.beta.workers.versions",
    "workers.scripts.deployments",
    "workers.scripts.versions",
];

/// Calls an operation with values that its types allow.
pub(crate) async fn call(
    client: &Client,
    operation: Operation,
    known: &BTreeMap<String, String>,
) -> Result<Option<Value>, String> {
    call_with(client, operation, arguments(operation, known), content(operation)).await
}

/// Calls an operation; the JSON that comes back.
pub(crate) async fn call_with(
    client: &Client,
    operation: Operation,
    arguments: Arguments,
    body: Content,
) -> Result<Option<Value>, String> {
    match operation.call(client, &arguments, body).await {
        Ok(Answer::Json(value)) => Ok(Some(json(&value))),
        Ok(Answer::Page(page)) => Ok(Some(Value::Array(page.items().iter().map(json).collect()))),
        Ok(_) => Ok(None),
        Err(error) => Err(format!("{}: {error}", operation.name())),
    }
}

#[tokio::test]
async fn every_collection_with_its_calls() {
    let emulator = Emulator::start().await.expect("an emulator");
    let client = client(&emulator);
    let mut failed = Vec::new();
    let (mut done, mut untold) = (0, Vec::new());
    for collection in
        catalogue().collections().filter(|collection| collection.kind() == CollectionKind::Collection)
    {
        if collection.operation(Verb::Create).is_none()
            || OWN.contains(&collection.resource().name().as_str())
        {
            continue;
        }
        let mut known = BTreeMap::from([
            ("account_id".to_owned(), ACCOUNT_ID.to_owned()),
            ("zone_id".to_owned(), ZONE_ID.to_owned()),
        ]);
        parents(&emulator, collection, &mut known);
        match turn(&client, collection, &mut known).await {
            Ok(true) => done += 1,
            Ok(false) => untold.push(collection.resource().name()),
            Err(error) => failed.push(error),
        }
    }
    println!("{done} done; the creation does not say what it made: {untold:?}");
    assert!(failed.is_empty(), "{done} done, {} failed:\n{}", failed.len(), failed.join("\n"));
}

async fn turn(
    client: &Client,
    collection: Collection,
    known: &mut BTreeMap<String, String>,
) -> Result<bool, String> {
    let name = collection.resource().name();
    let create = collection.operation(Verb::Create).ok_or("no create")?;
    let made = call(client, create, known).await?;
    let id = collection.id().expect("an id");
    let told = made.as_ref().and_then(|made| find(made, id));
    let own = match (told, collection.operation(Verb::List)) {
        (Some(own), _) => own,
        // Where the creation does not say what it made, the list does.
        (None, Some(list)) if !id.is_empty() => {
            let listed = call(client, list, known).await?.unwrap_or_default();
            find(&listed, id).ok_or_else(|| format!("{name}: no {id:?} in {listed}"))?
        }
        (None, _) => return Ok(false),
    };
    known.insert(collection.parameter().expect("a parameter").to_owned(), own.clone());
    for verb in [Verb::Get, Verb::List, Verb::Update, Verb::Edit, Verb::Delete] {
        let Some(operation) = collection.operation(verb) else { continue };
        let answer = call(client, operation, known).await?;
        if verb == Verb::Get
            && let Some(answer) = &answer
            && answer.get(id).is_some()
            && find(answer, id).is_some_and(|got| got != own)
        {
            return Err(format!("{name}: got {answer} for {own}"));
        }
        if verb == Verb::List && !answer.as_ref().is_some_and(|answer| answer.to_string().contains(&own)) {
            return Err(format!("{name}: {own} is not listed"));
        }
    }
    if let (Some(get), Some(_)) = (collection.operation(Verb::Get), collection.operation(Verb::Delete)) {
        match call(client, get, known).await {
            Err(error) if error.contains("404") => {}
            other => return Err(format!("{name}: after the deletion {other:?}")),
        }
    }
    Ok(true)
}

/// The first member of a name in a value, as text.
pub(crate) fn find(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(members) => match members.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => members.values().find_map(|inner| find(inner, name)),
        },
        Value::Array(items) => items.iter().find_map(|inner| find(inner, name)),
        _ => None,
    }
}

/// Makes the items that a collection's path leads through.
pub(crate) fn parents(emulator: &Emulator, collection: Collection, known: &mut BTreeMap<String, String>) {
    let path = collection.path().expect("a path");
    let mut so_far = String::new();
    for (at, segment) in path.trim_start_matches('/').split('/').enumerate() {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            so_far += &format!("/{segment}");
            continue;
        };
        if name == "accounts_or_zones" {
            so_far += "/accounts";
            continue;
        }
        if so_far.ends_with("/accounts") && so_far.len() == 9 {
            known.insert(name.to_owned(), ACCOUNT_ID.to_owned());
        }
        let id =
            known.entry(name.to_owned()).or_insert_with(|| format!("f174e90afafe4643bbbc4a0ed4fc84{at:02}"));
        so_far += &format!("/{id}");
        if id != ACCOUNT_ID && id != ZONE_ID {
            // What is no item needs not to be there.
            drop(emulator.seed(&format!(r#"[{{"path": "{so_far}", "value": {{}}}}]"#)));
        }
    }
}
