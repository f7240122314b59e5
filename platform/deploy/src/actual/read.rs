//! Reading an account.

use super::Actual;
use crate::call::{Call, Known, listed, plain, resolved, sent};
use crate::desired::{Desired, Materials, Node, Task};
use crate::kind::Kind;
use crate::matching::{self, Matches};
use crate::migrations;
use crate::state::{self, Stored};
use cfs_catalogue::Verb;
use cfs_http::{Client, Error};
use futures_util::StreamExt as _;
use futures_util::stream::{self};
use serde_json::{Map, Value};
use std::fmt;

/// So many calls are under way at once.
const AT_ONCE: usize = 16;

/// What could not be read, and why.
#[derive(Debug)]
pub struct Failure {
    /// What was read.
    pub doing: String,
    /// Why it failed.
    pub error: Error,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doing, self.error)
    }
}

impl std::error::Error for Failure {}

/// Something to be asked for.
struct Wanted {
    place: String,
    call: Call,
    kind: Option<Kind>,
    /// Whether it is one item, which may not be there.
    single: bool,
}

/// Reads what a model and the entry of its application name.
///
/// # Errors
/// When a list cannot be read. What is not there is no error.
pub async fn read(client: &Client, desired: &Desired, materials: &Materials) -> Result<Actual, Failure> {
    let mut actual = Actual {
        account: desired.account.clone(),
        environment: materials.environment.clone(),
        ..Actual::default()
    };
    zones(client, desired, &mut actual).await?;
    let first = matching::matches(desired, &actual);
    let mut wanted = wanted(desired, &actual, &first);
    if let Ok(kv) = Kind::of("kv") {
        ask(&kv, &account_only(&desired.account), &actual, &mut wanted);
        fetch(client, wanted, &mut actual).await?;
        stored(client, desired, &kv, &mut actual).await?;
    }
    loop {
        let matches = matching::matches(desired, &actual);
        let more = self::wanted(desired, &actual, &matches);
        if more.is_empty() {
            applied(client, desired, &matches, &mut actual).await?;
            crate::workers::read(client, desired, &mut actual).await?;
            return Ok(actual);
        }
        fetch(client, more, &mut actual).await?;
    }
}

fn account_only(account: &str) -> Map<String, Value> {
    Map::from_iter([("account_id".to_owned(), account.into())])
}

/// The ids of the zones that are named: one call each where they are few, else the list.
async fn zones(client: &Client, desired: &Desired, actual: &mut Actual) -> Result<(), Failure> {
    const FEW: usize = 3;
    let is_id = |zone: &str| zone.len() == 32 && zone.chars().all(|digit| digit.is_ascii_hexdigit());
    let mut names: Vec<String> = desired.zones().into_iter().collect();
    for id in names.iter().filter(|zone| is_id(zone)) {
        actual.zones.insert(id.clone(), id.clone());
    }
    names.retain(|zone| !is_id(zone));
    let list = || {
        Call::operation("zones.list").with("query.account.id", desired.account.clone()).with("per_page", 50)
    };
    // The zone of a host is found among all of them.
    let many = !crate::workers::host_zones(desired).is_empty();
    let calls: Vec<Call> = match names.len() {
        _ if many => vec![list()],
        0 => Vec::new(),
        1..=FEW => names.iter().map(|name| list().with("query.name", name.as_str())).collect(),
        _ => vec![list()],
    };
    for call in calls {
        actual.reads += 1;
        let zones = listed(client, &call).await.map_err(|error| failure("the zones", error))?;
        for zone in zones.as_array().into_iter().flatten() {
            actual.zones.insert(plain(&zone["name"]), plain(&zone["id"]));
        }
    }
    Ok(())
}

/// The entry of the application.
async fn stored(client: &Client, desired: &Desired, kv: &Kind, actual: &mut Actual) -> Result<(), Failure> {
    let place = kv.place(&account_only(&desired.account)).unwrap_or_default();
    let namespaces = actual.items(&place).unwrap_or_default();
    let own = namespaces.iter().find(|namespace| namespace["title"] == state::NAMESPACE);
    let Some(id) = own.map(|namespace| namespace["id"].clone()) else { return Ok(()) };
    actual.stored =
        entry(client, &desired.account, &id, &state::key(&desired.app, desired.environment.as_deref()))
            .await?;
    actual.reads += 1;
    Ok(())
}

/// Reads the entry of a key.
pub(crate) async fn entry(
    client: &Client,
    account: &str,
    namespace: &Value,
    key: &str,
) -> Result<Stored, Failure> {
    let raw = match sent(client, &state::get(account, namespace, key)).await {
        Ok(Value::String(text)) => Some(text),
        // It is JSON, which was read as such.
        Ok(value) => Some(value.to_string()),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(failure("the entry of the application", error)),
    };
    Ok(Stored::read(Some(plain(namespace)), raw))
}

fn failure(doing: &str, error: Error) -> Failure {
    Failure { doing: format!("reading {doing}"), error }
}

/// What is to be read next: the lists of nodes whose paths are known, and those of entries.
fn wanted(desired: &Desired, actual: &Actual, matches: &Matches) -> Vec<Wanted> {
    let mut all = Vec::new();
    for node in desired.nodes.values() {
        let Some(arguments) = matches.arguments.get(&node.address) else { continue };
        match node.task {
            Task::Thing => {}
            Task::MetadataIndex => {
                let place = actual.place(node, arguments).unwrap_or_default();
                let call = Call::operation("vectorize.indexes.metadata_index.list")
                    .with("account_id", actual.account.clone())
                    .with("index_name", arguments.get("index_name").cloned().unwrap_or_default());
                push(&mut all, actual, Wanted { place, call, kind: None, single: false });
                continue;
            }
            Task::Migrations(_) => continue,
        }
        if node.kind.operation(Verb::List).is_some() || node.kind.is_setting() {
            ask(&node.kind, arguments, actual, &mut all);
        } else {
            let own = matching::entry(&actual.stored.state, node).and_then(|(_, entry)| entry.id.clone());
            let put = node.id.as_ref().and_then(|id| resolved(id, &matches.known, None).ok());
            let named = || named(node);
            one(&node.kind, arguments, own.or(put).or_else(named), actual, &mut all);
        }
    }
    let gone =
        actual.stored.state.entries.iter().filter(|(address, _)| !desired.nodes.contains_key(*address));
    for (_, entry) in gone {
        let Ok(kind) = Kind::of(&entry.kind) else { continue };
        if entry.declared.contains_key("propertyName") && entry.part_of.is_some() {
            continue;
        }
        if kind.operation(Verb::List).is_some() {
            ask(&kind, &entry.arguments, actual, &mut all);
        } else if !kind.is_setting() {
            one(&kind, &entry.arguments, entry.id.clone(), actual, &mut all);
        }
    }
    all
}

/// The name of a thing, where its id is its name.
fn named(node: &Node) -> Option<Value> {
    let name = node.kind.name()?;
    (node.kind.read(name) == node.kind.id()).then(|| node.name.clone().map(Value::from)).flatten()
}

fn push(all: &mut Vec<Wanted>, actual: &Actual, wanted: Wanted) {
    if !wanted.place.is_empty()
        && !actual.places.contains_key(&wanted.place)
        && !all.iter().any(|other| other.place == wanted.place)
    {
        all.push(wanted);
    }
}

fn ask(kind: &Kind, arguments: &Map<String, Value>, actual: &Actual, all: &mut Vec<Wanted>) {
    let Some(place) = kind.place(arguments) else { return };
    let setting = kind.is_setting();
    let call = if setting { kind.get(arguments, None) } else { kind.list(arguments) };
    if let Some(call) = call {
        push(all, actual, Wanted { place, call, kind: Some(kind.clone()), single: setting });
    }
}

/// One item of a collection that has no list: it comes to the items of its place.
fn one(
    kind: &Kind,
    arguments: &Map<String, Value>,
    id: Option<Value>,
    actual: &Actual,
    all: &mut Vec<Wanted>,
) {
    let Some(place) = kind.place(arguments) else { return };
    let Some(id) = id else {
        // There is nothing to look for: it is as if the list were empty.
        return;
    };
    let single = format!("{place}/{}", plain(&id));
    if let Some(call) = kind.get(arguments, Some(&id)) {
        push(all, actual, Wanted { place: single, call, kind: Some(kind.clone()), single: true });
    }
}

async fn fetch(client: &Client, wanted: Vec<Wanted>, actual: &mut Actual) -> Result<(), Failure> {
    actual.reads += wanted.len();
    let calls = wanted.into_iter().map(|wanted| async move {
        let answer = listed(client, &wanted.call).await;
        (wanted, answer)
    });
    let mut answers = stream::iter(calls).buffer_unordered(AT_ONCE);
    while let Some((wanted, answer)) = answers.next().await {
        let items = match answer {
            Ok(answer) => read_items(&wanted, answer),
            // What belongs to nothing has no items; what is not set is not there.
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => return Err(failure(&wanted.place, error)),
        };
        // Items that are read one by one stand in their place together.
        if let (true, Some(kind)) = (wanted.single, &wanted.kind)
            && !kind.is_setting()
            && let Some((place, _)) = wanted.place.rsplit_once('/')
        {
            actual.places.entry(place.to_owned()).or_default().extend(items.clone());
        }
        actual.places.insert(wanted.place, items);
    }
    Ok(())
}

fn read_items(wanted: &Wanted, answer: Value) -> Vec<Value> {
    match (&wanted.kind, wanted.single) {
        (Some(kind), true) => {
            let told = kind.item(answer.clone());
            told.or_else(|| kind.named(answer, wanted.place.rsplit('/').next()?)).into_iter().collect()
        }
        (Some(kind), false) => kind.items(answer),
        (None, _) => match answer.get("metadataIndexes") {
            Some(Value::Array(items)) => items.clone(),
            _ => answer.as_array().cloned().unwrap_or_default(),
        },
    }
}

/// The migrations that databases have.
async fn applied(
    client: &Client,
    desired: &Desired,
    matches: &Matches,
    actual: &mut Actual,
) -> Result<(), Failure> {
    let nodes = desired.nodes.values().filter(|node| matches!(node.task, Task::Migrations(_)));
    let known = nodes.filter_map(|node| Some((node, matches.arguments.get(&node.address)?)));
    let calls = known.map(|(node, arguments)| async move {
        let table = node.declared.get("table").map(plain).unwrap_or_default();
        let there = sent(client, &migrations::applied(arguments, &table)).await?;
        if migrations::rows(&there).is_empty() {
            return Ok((node.address.clone(), Vec::new()));
        }
        let names = sent(client, &migrations::names(arguments, &table)).await?;
        Ok((node.address.clone(), migrations::rows(&names)))
    });
    let all: Vec<Result<(String, Vec<String>), Error>> =
        stream::iter(calls).buffer_unordered(AT_ONCE).collect().await;
    for one in all {
        let (address, names) = one.map_err(|error| failure("migrations", error))?;
        actual.reads += 1;
        actual.applied.insert(address, names);
    }
    Ok(())
}

/// Reads again where an item was made, to see what came of a call that was not answered.
pub(crate) async fn again(
    client: &Client,
    node: &Node,
    arguments: &Map<String, Value>,
    known: &Known,
) -> Result<Vec<Value>, Error> {
    if let Task::MetadataIndex = node.task {
        let call = Call::operation("vectorize.indexes.metadata_index.list")
            .with("account_id", arguments.get("account_id").cloned().unwrap_or_default())
            .with("index_name", arguments.get("index_name").cloned().unwrap_or_default());
        let answer = listed(client, &call).await?;
        return Ok(answer["metadataIndexes"].as_array().cloned().unwrap_or_default());
    }
    let kind = &node.kind;
    if let Some(list) = kind.list(arguments) {
        return Ok(kind.items(listed(client, &list).await?));
    }
    let put = node.id.as_ref().and_then(|id| resolved(id, known, None).ok());
    let own = known.get(&node.address).and_then(|item| node.id_of(item));
    let id = own.or(put).or_else(|| named(node));
    let id = if kind.is_setting() { None } else { id };
    let Some(call) = kind.get(arguments, id.as_ref()).filter(|_| kind.is_setting() || id.is_some()) else {
        return Ok(Vec::new());
    };
    match sent(client, &call).await {
        Ok(answer) => {
            let told = kind.item(answer.clone());
            Ok(told.or_else(|| kind.named(answer, &plain(id.as_ref()?))).into_iter().collect())
        }
        Err(error) if error.is_not_found() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
