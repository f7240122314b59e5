//! Every collection of the API that can be made, read and deleted: a declaration of its own goes through plan, apply, an empty
//! plan, a change, an empty plan, and away again.

use crate::support::{Account, SECRET, model};
use cfs_catalogue::{Collection, CollectionKind, Form, Kind as Type, Schema, Verb, catalogue};
use cfs_deploy::{Action, Options};
use cfs_emulator::{ACCOUNT_ID, ZONE_ID};
use serde_json::{Map, Value, json};

/// Collections that are not declared by themselves, each with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("kv.namespaces.values", "values of a namespace are data"),
    ("r2.buckets.objects", "objects of a bucket are data"),
    ("workers.scripts", "a Worker is declared as one"),
    ("workers.scripts.deployments", "a Worker is declared as one"),
    ("workers.scripts.versions", "a Worker is declared as one"),
    ("workers.beta.workers", "a Worker is declared as one"),
    ("workers.beta.workers.versions", "a Worker is declared as one"),
    ("workers_for_platforms.dispatch.namespaces.scripts", "a Worker is declared as one"),
    ("pages.projects.deployments", "a deployment is made of files"),
    ("workflows", "a workflow is declared with its Worker"),
    ("accounts", "the account itself is where things are declared"),
    ("images.v1", "an image is a file"),
];

/// Collections whose turn does not come to its end against the emulator, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "accounts.members",
        "the API takes roles by id and tells them whole, which the emulator makes up anew each time",
    ),
    ("browser_rendering.crawl", "a job: its creation tells an id that its answers do not have"),
    ("browser_rendering.devtools.browser", "a session: reading it opens a WebSocket"),
    ("cloudforce_one.threat_signals.feeds", "neither list nor item tells the id that the creation does"),
    ("cloudforce_one.threat_signals.skills", "neither list nor item tells the id that the creation does"),
    ("email_security.settings.domains", "the emulator makes up a UUID for a text that was given"),
    ("firewall.ua_rules", "the document's creation allows a target that its change does not"),
    ("moq.relays.tokens", "the creation does not tell which it made, and nothing else names it"),
    ("origin_ca_certificates", "its list must be told a zone"),
    ("stream", "a video is uploaded, not declared"),
    ("zero_trust.access.ai_controls.mcp.portals", "the emulator makes up members of servers anew each time"),
];

fn collections() -> Vec<Collection> {
    let has = |collection: &Collection, verb| collection.operation(verb).is_some();
    let all = catalogue().collections().filter(|collection| collection.kind() == CollectionKind::Collection);
    all.filter(|one| {
        has(one, Verb::Create) && has(one, Verb::Delete) && (has(one, Verb::Get) || has(one, Verb::List))
    })
    .collect()
}

/// The JSON body of an operation that the document allows.
fn example(collection: Collection) -> Option<Value> {
    let detail = collection.operation(Verb::Create)?.detail().ok()?;
    let Some(body) = detail.bodies().first() else { return Some(json!({})) };
    let schema = detail.body(body).filter(|_| !matches!(body.form, Form::Raw | Form::Lines))?;
    if let Type::Form(form) = schema.kind() {
        let parts = form.parts().iter().filter(|part| part.required);
        let parts = parts.map(|part| {
            let value = form
                .schema(part)
                .map_or_else(|| json!("text"), |schema| value(schema.example(false).as_text()));
            (part.name.to_owned(), value)
        });
        return Some(Value::Object(parts.collect()));
    }
    let item = if let Type::List(item) = schema.kind() { item } else { schema };
    Some(whole(item))
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn whole(schema: Schema) -> Value {
    let whole = schema.example(true);
    if whole.get("name").and_then(|name| name.as_str()).as_deref() == Some("example.com") {
        return value(&whole.as_text().replace("example.com", "example.net"));
    }
    let fits = schema.check(&whole).is_empty();
    value(if fits { whole } else { schema.example(false) }.as_text())
}

/// What a path leads through, made where it is not there; the values of its parameters.
fn parents(account: &Account, collection: Collection) -> Map<String, Value> {
    let path = collection.path().expect("a path");
    let (mut so_far, mut known) = (String::new(), Map::new());
    for (at, segment) in path.trim_start_matches('/').split('/').enumerate() {
        let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            so_far += &format!("/{segment}");
            continue;
        };
        if name == "accounts_or_zones" {
            so_far += "/accounts";
            continue;
        }
        let id = match so_far.as_str() {
            "/accounts" => ACCOUNT_ID.to_owned(),
            "/zones" => ZONE_ID.to_owned(),
            _ => format!("f174e90afafe4643bbbc4a0ed4fc84{at:02}"),
        };
        known.insert(name.to_owned(), id.clone().into());
        so_far += &format!("/{id}");
        if id != ACCOUNT_ID && id != ZONE_ID {
            // What is no item needs not to be there.
            drop(account.emulator.seed(&format!(r#"[{{"path": "{so_far}", "value": {{}}}}]"#)));
        }
    }
    known
}

/// Another value of the same kind, if there is one that is sure to fit.
fn other(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(flag) => Some((!flag).into()),
        Value::Number(number) => number.as_u64().map(|number| (number + 1).into()),
        Value::String(text) if text == "text" => Some("other".into()),
        _ => None,
    }
}

/// A member that changes, and what it becomes: one that some call changes, and that the document allows to be that.
fn changed(collection: Collection, body: &Map<String, Value>) -> Option<(String, Value)> {
    let name = collection.name().unwrap_or_default();
    let id = collection.id().unwrap_or_default();
    let verbs = [Verb::Edit, Verb::Update].into_iter().filter_map(|verb| collection.operation(verb));
    let schemas: Vec<Schema> = verbs
        .filter_map(|operation| {
            let detail = operation.detail().ok()?;
            detail.body(detail.bodies().first()?)
        })
        .collect();
    body.iter().filter(|(member, _)| *member != name && *member != id).find_map(|(member, value)| {
        let new = other(value)?;
        let mut all = body.clone();
        all.insert(member.clone(), new.clone());
        let json = cfs_http::Json::parse(&Value::Object(all).to_string()).ok()?;
        let fits = |schema: &Schema| {
            schema.at(member).is_some()
                && schema.check(&json).iter().all(|problem| !problem.path.starts_with(member.as_str()))
        };
        schemas.iter().any(fits).then(|| (member.clone(), new))
    })
}

async fn turn(account: &Account, collection: Collection) -> Result<bool, String> {
    let path = collection.path().map_err(|error| error.to_string())?;
    let body = example(collection).ok_or("no body that can be declared")?;
    let body = body.as_object().cloned().ok_or("a body without members")?;
    let mut known = parents(account, collection);
    known.remove("account_or_zone_id");
    let zone = path.starts_with("/zones/{").then_some(ZONE_ID);
    let declared = |settings: &Map<String, Value>| {
        let resource =
            json!({"kind": path, "name": "thing", "zone": zone, "path": known, "settings": settings});
        model(json!({"cfs_model": 1, "app": "one", "resources": [resource]}))
    };
    let deploy = async |settings: &Map<String, Value>, what: &str| {
        let model = declared(settings);
        let desired = account.desired(&model, SECRET);
        let actual = cfs_deploy::actual::read(&account.client, &desired, &account.materials).await;
        let plan =
            cfs_deploy::plan(&desired, &actual.map_err(|error| error.to_string())?, &Options::default());
        if !plan.problems.is_empty() {
            return Err(format!("{what}: {:?}", plan.problems));
        }
        let outcome = account.apply(&plan).await;
        if !outcome.is_complete() {
            return Err(format!("{what}: {:?} {:?}", outcome.not_done, outcome.error));
        }
        let again = cfs_deploy::actual::read(&account.client, &desired, &account.materials).await;
        let again =
            cfs_deploy::plan(&desired, &again.map_err(|error| error.to_string())?, &Options::default());
        if !again.is_empty() {
            return Err(format!("{what}: there is left {again}{:?}", again.problems));
        }
        Ok(plan)
    };
    let first = deploy(&body, "made").await?;
    if first.count(Action::Create) != 1 {
        return Err(format!("made: {first}"));
    }
    let mut does_change = false;
    if let Some((member, new)) = changed(collection, &body) {
        let mut body = body.clone();
        body.insert(member.clone(), new);
        let plan = deploy(&body, &format!("{member} changed")).await?;
        does_change = plan.count(Action::Change) == 1;
        if !does_change {
            return Err(format!("{member} changed: {plan}"));
        }
    }
    let empty = model(json!({"cfs_model": 1, "app": "one"}));
    let all = Options { delete_data: vec!["all".to_owned()], ..Options::default() };
    let plan = account.plan_with(&account.client, &empty, SECRET, &all).await;
    if plan.count(Action::Delete) != 1 {
        return Err(format!("destroyed: {plan}"));
    }
    let outcome = account.apply(&plan).await;
    if !outcome.is_complete() {
        return Err(format!("destroyed: {:?}", outcome.not_done));
    }
    Ok(does_change)
}

#[tokio::test]
async fn every_collection_is_made_changed_and_deleted() {
    let account = Account::start().await;
    let (mut done, mut changes, mut failed, mut left) = (0, 0, Vec::new(), Vec::new());
    // `CFS_FULL` takes all of them.
    let step = if std::env::var_os("CFS_FULL").is_some() { 1 } else { 6 };
    for collection in collections().into_iter().step_by(step) {
        let name = collection.resource().name();
        if let Some((_, why)) = LEFT_OUT.iter().find(|(out, _)| *out == name) {
            left.push(format!("{name}: {why}"));
            continue;
        }
        match turn(&account, collection).await {
            Ok(does_change) => {
                done += 1;
                changes += usize::from(does_change);
            }
            Err(error) => {
                failed.push(format!("{name}: {error}"));
                account.call("kv.namespaces.list", &[], None).await;
                forget(&account).await;
            }
        }
    }
    println!(
        "{done} of {} collections, {changes} of them with a change; left out:\n{}",
        collections().len(),
        left.join("\n")
    );
    println!("not yet:\n{}", failed.join("\n"));
    let unexpected: Vec<&String> = failed
        .iter()
        .filter(|line| !EXCEPTIONS.iter().any(|(name, _)| line.starts_with(&format!("{name}: "))))
        .collect();
    assert!(unexpected.is_empty(), "{} failed", unexpected.len());
}

/// What one collection left behind is not the next one's.
async fn forget(account: &Account) {
    let all = account.call("kv.namespaces.list", &[], None).await;
    for namespace in all.as_array().into_iter().flatten().filter(|one| one["title"] == "cfs") {
        account
            .call(
                "kv.namespaces.delete",
                &[("namespace_id", namespace["id"].as_str().unwrap_or_default())],
                None,
            )
            .await;
    }
}
