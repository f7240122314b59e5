//! Items: what is kept of what was given, and what is told of what is kept.

use crate::made::answer::shaped;
use crate::made::{Fill, Hint, Maker};
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use cfs_catalogue::{Access, Collection, Field, Format, Kind, Record, Schema, Success, Verb};
use serde_json::{Map, Value, json};

/// What an operation on a collection is done with.
pub(crate) struct Shape<'a> {
    pub(crate) world: &'a World,
    pub(crate) asked: &'a Asked,
    pub(crate) route: &'a Route,
    pub(crate) collection: Collection,
}

impl<'a> Shape<'a> {
    fn maker(&self, fill: Fill) -> Maker<'a> {
        let mut maker = Maker::new(self.world, fill);
        maker.known = self.route.known(self.asked);
        maker.read_only = self.collection.members(Access::ReadOnly).unwrap_or_default();
        maker
    }

    fn within(&self) -> &'static str {
        self.collection.within().unwrap_or_default()
    }

    /// The id of an item.
    pub(crate) fn id(&self, item: &Value) -> Option<String> {
        let id = self.collection.id().ok().filter(|id| !id.is_empty())?;
        text(item.get(id)?)
    }

    /// The name of an item.
    pub(crate) fn name(&self, item: &Value) -> Option<String> {
        let name = self.collection.name().ok().filter(|name| !name.is_empty())?;
        text(item.get(name)?)
    }

    /// What is taken of a body. Members in which the API itself wraps an item are taken off.
    pub(crate) fn taken(&self, body: Option<Value>) -> Value {
        let body = body.unwrap_or_else(|| json!({}));
        let within = self.within();
        match body.get(within) {
            Some(inner) if !within.is_empty() && inner.is_object() => inner.clone(),
            _ => body,
        }
    }

    /// A new item: what was given, and all that the API sets.
    pub(crate) fn made(&self, given: Value, id: Option<&str>) -> Value {
        let Value::Object(mut item) = given else { return given };
        if let (Some(id), Ok(member)) = (id, self.collection.id())
            && !member.is_empty()
        {
            item.entry(member).or_insert_with(|| json!(id));
        }
        let mut maker = self.maker(Fill::Given);
        self.same_ids(&mut maker, &item);
        self.number_it(&mut item);
        self.fill(&maker, &mut item);
        Value::Object(item)
    }

    /// Where any answer has a number or a UUID as the id, it is one: both are texts as well.
    fn number_it(&self, item: &mut Map<String, Value>) {
        let Some(id) = self.collection.id().ok().filter(|id| !id.is_empty() && !item.contains_key(*id))
        else {
            return;
        };
        let kinds: Vec<Kind> = self.schemas().filter_map(|schema| schema.at(id)).map(Schema::kind).collect();
        if kinds.iter().any(|kind| matches!(kind, Kind::Integer(..) | Kind::Number)) {
            item.insert(id.to_owned(), json!(self.world.ids.number()));
        } else if kinds.iter().any(|kind| matches!(kind, Kind::Format(Format::Uuid))) {
            item.insert(id.to_owned(), json!(self.world.ids.uuid()));
        }
    }

    /// The types of an item in all answers.
    fn schemas(&self) -> impl Iterator<Item = Schema> {
        let verbs = [Verb::Get, Verb::List, Verb::Create, Verb::Update, Verb::Edit, Verb::Put];
        let told = verbs.into_iter().filter_map(|verb| self.gives(verb));
        let own = self.collection.item().ok().flatten().map(|schema| self.unwrapped(schema));
        own.into_iter().chain(told)
    }

    /// The type of the item in a type that holds one.
    fn unwrapped(&self, schema: Schema) -> Schema {
        let Kind::Record(record) = schema.kind() else { return schema };
        self.holder(record).and_then(|holder| schema.at(holder)).unwrap_or(schema)
    }

    /// The member of a record in which an item is, where the record is none itself.
    fn holder(&self, record: Record) -> Option<&'static str> {
        let id = self.collection.id().ok().filter(|id| !id.is_empty())?;
        let first = self.within().split('.').next().filter(|first| record.field(first).is_some());
        if first.is_some_and(|first| !first.is_empty()) {
            return first;
        }
        if record.field(id).is_some() {
            return None;
        }
        let holds = |field: &&'static Field| {
            let inner = record.schema(field);
            !matches!(field.name, "errors" | "messages" | "result_info")
                && !matches!(inner.kind(), Kind::Map(_) | Kind::Any)
                && inner.at(id).is_some()
        };
        let is_list = |field: &&&'static Field| matches!(record.schema(field).kind(), Kind::List(_));
        let all: Vec<&'static Field> = record.fields().iter().filter(holds).collect();
        let first = all.iter().find(|field| !is_list(field)).or_else(|| all.first());
        first.map(|field| field.name)
    }

    /// An item's own id goes by several names.
    fn same_ids(&self, maker: &mut Maker<'_>, item: &Map<String, Value>) {
        for name in ["name", "hostname", "email"] {
            if let Some(value) = item.get(name) {
                maker.known.entry(name).or_insert_with(|| value.clone());
            }
        }
    }

    /// Adds what answers must have, and the API sets.
    fn fill(&self, maker: &Maker<'_>, item: &mut Map<String, Value>) {
        for schema in self.schemas() {
            let fitted = maker.fit(schema, Hint::default(), Some(&Value::Object(item.clone())), 0);
            let Value::Object(fitted) = fitted else { continue };
            for (name, value) in fitted {
                // What was given of an object may be a part of it.
                match item.get_mut(&name) {
                    Some(there) if there.is_object() && value.is_object() => add(there, value),
                    Some(_) => {}
                    None => drop(item.insert(name, value)),
                }
            }
        }
    }

    /// The type of an item in the answers of an operation.
    fn gives(&self, verb: Verb) -> Option<Schema> {
        let detail = self.collection.operation(verb)?.detail().ok()?;
        let mut schema = detail.gives()?;
        if verb != Verb::List {
            schema = schema.at(self.within())?;
        }
        schema = self.unwrapped(schema);
        match schema.kind() {
            Kind::Maybe(inner) | Kind::List(inner) => Some(inner),
            Kind::Record(record) if !is_envelope(record.fields().iter().map(|field| field.name)) => {
                Some(schema)
            }
            Kind::Union(_) => Some(schema),
            _ => None,
        }
    }

    /// An item of which nothing is known but its id.
    pub(crate) fn imagined(&self, id: &str) -> Value {
        let mut maker = self.maker(Fill::All);
        if let Ok(member) = self.collection.id() {
            maker.known.insert(member.to_owned(), json!(id));
        }
        let schema = self.collection.item().ok().flatten().or_else(|| self.gives(Verb::Get));
        schema.map_or_else(|| json!({}), |schema| maker.fit(schema, Hint::default(), None, 0))
    }

    /// An item after a change: replaced, or with what was given.
    pub(crate) fn changed(&self, before: Value, given: Value, whole: bool) -> Value {
        let (Value::Object(before), Value::Object(given)) = (before, given) else { return Value::Null };
        let stays = |access| self.collection.members(access).unwrap_or_default();
        let mut after = before.clone();
        if whole {
            let own = [self.collection.id(), self.collection.name()];
            let kept = |name: &str| {
                stays(Access::ReadOnly).contains(&name)
                    || stays(Access::CreateOnly).contains(&name)
                    || own.iter().any(|own| own.is_ok_and(|own| own == name))
            };
            after.retain(|name, _| kept(name));
        }
        for (name, value) in given {
            match after.get_mut(&name) {
                _ if stays(Access::CreateOnly).contains(&name.as_str())
                    && before.contains_key(&name)
                    && !whole => {}
                Some(there) if !whole && there.is_object() && value.is_object() => merge(there, value),
                _ => drop(after.insert(name, value)),
            }
        }
        for name in ["modified_on", "modified_at", "updated_at", "updated_on", "last_updated"] {
            if before.get(name).is_some_and(Value::is_string) {
                after.insert(name.to_owned(), json!(self.world.now().to_string()));
            }
        }
        self.fill(&self.maker(Fill::Given), &mut after);
        Value::Object(after)
    }

    /// Tells an item.
    pub(crate) fn one(&self, item: Value) -> Reply {
        let detail = self.route.detail;
        let status = self.route.status();
        if detail.given() == Success::Page {
            let items = vec![self.told(detail.gives(), &item)];
            return super::page::reply(self.asked, self.route, items, 1);
        }
        let value = self.placed(detail.gives(), &item);
        self.content(status, value, &item)
    }

    /// Tells several items at once.
    pub(crate) fn many(&self, items: Value) -> Reply {
        let detail = self.route.detail;
        if detail.given() == Success::Page {
            let items = items
                .as_array()
                .into_iter()
                .flatten()
                .map(|item| self.told(detail.gives(), item))
                .collect::<Vec<_>>();
            let count = items.len() as u64;
            return super::page::reply(self.asked, self.route, items, count);
        }
        let value = self.placed(detail.gives(), &items);
        self.content(self.route.status(), value, &items)
    }

    /// Tells a value that is no item.
    pub(crate) fn whole(&self, value: &Value) -> Reply {
        let told = self.told(self.route.detail.gives(), value);
        self.content(self.route.status(), told, value)
    }

    fn content(&self, status: u16, value: Value, item: &Value) -> Reply {
        let detail = self.route.detail;
        match detail.given() {
            Success::Text => {
                Reply::content(status, "text/plain", text(item).unwrap_or_else(|| item.to_string()))
            }
            Success::Bytes => Reply::content(
                status,
                "application/octet-stream",
                text(item).unwrap_or_else(|| item.to_string()),
            ),
            Success::Lines => Reply::content(status, "application/x-ndjson", format!("{value}\n")),
            success => {
                let schema = detail.gives();
                let outcome = matches!(schema.map(Schema::kind), Some(Kind::Outcome(_)));
                if outcome && let Some(first) = detail.answers().first() {
                    let (success, schema) = detail.success(first);
                    return shaped(status, success, schema, self.placed(schema, item));
                }
                shaped(status, success, schema, value)
            }
        }
    }

    /// An item as a type has it, without what is only sent, and without secrets that were given before.
    pub(crate) fn told(&self, schema: Option<Schema>, item: &Value) -> Value {
        let Some(schema) = schema else { return Value::Null };
        let mut item = item.clone();
        for name in self.collection.members(Access::WriteOnly).unwrap_or_default() {
            if schema.at(name).is_none() && self.collection.id() != Ok(name) {
                remove(&mut item, name);
            }
        }
        let is_new = matches!(self.route.operation.verb(), Some(Verb::Create | Verb::Put));
        let own = self.collection.members(Access::ReadOnly).unwrap_or_default();
        let secret = self.collection.members(Access::Secret).unwrap_or_default().iter();
        // What the API made is there to be read.
        for name in secret.filter(|name| !is_new && !own.contains(name) && is_hidden(name)) {
            remove(&mut item, name);
        }
        self.maker(Fill::Needed).fit(schema, Hint::default(), Some(&item), 0)
    }

    /// An item, or a list of them, where an answer of a type has it.
    pub(crate) fn placed(&self, schema: Option<Schema>, item: &Value) -> Value {
        let Some(schema) = schema else { return Value::Null };
        match (schema.kind(), item) {
            (Kind::Maybe(inner), _) => self.placed(Some(inner), item),
            (Kind::List(_), Value::Object(_)) => self.told(Some(schema), &json!([item])),
            (Kind::Record(record), Value::Array(_)) => {
                let list = record.fields().iter().find(|field| {
                    matches!(record.schema(field).kind(), Kind::List(_))
                        && !matches!(field.name, "errors" | "messages")
                });
                match list {
                    Some(field) => self.told(Some(schema), &json!({field.name: item})),
                    None => self.told(Some(schema), item.get(0).unwrap_or(&Value::Null)),
                }
            }
            (Kind::Record(record), Value::Object(members)) => {
                let holder = || self.holder(record).filter(|holder| !members.contains_key(*holder));
                let wrapped =
                    record.field("result").map(|_| "result").filter(|_| !members.contains_key("result"));
                match wrapped.or_else(holder) {
                    Some(name) => {
                        let inner = self.placed(schema.at(name), item);
                        let is_list = record
                            .field(name)
                            .is_some_and(|field| matches!(record.schema(field).kind(), Kind::List(_)));
                        self.told(Some(schema), &json!({name: if is_list { json!([item]) } else { inner }}))
                    }
                    None => self.told(Some(schema), item),
                }
            }
            _ => self.told(Some(schema), item),
        }
    }
}

/// Whether a member's name says that it is a secret, and not the key of something.
fn is_hidden(name: &str) -> bool {
    const WORDS: [&str; 9] = [
        "secret",
        "password",
        "passphrase",
        "private_key",
        "psk",
        "token",
        "credential",
        "authorization",
        "custom_key",
    ];
    let last = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    WORDS.iter().any(|word| last.contains(word))
}

/// Takes off what members lead to, wherever it is in lists.
fn remove(value: &mut Value, path: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, path)),
        Value::Object(members) => match path.split_once('.') {
            Some((first, rest)) => {
                if let Some(inner) = members.get_mut(first) {
                    remove(inner, rest);
                }
            }
            None => drop(members.remove(path)),
        },
        _ => {}
    }
}

fn is_envelope<'n>(mut names: impl Iterator<Item = &'n str>) -> bool {
    names.any(|name| name == "success")
}

/// Adds members that are not there.
fn add(there: &mut Value, more: Value) {
    if let (Value::Object(there), Value::Object(more)) = (there, more) {
        for (name, value) in more {
            match there.get_mut(&name) {
                Some(inner) => add(inner, value),
                None => drop(there.insert(name, value)),
            }
        }
    }
}

/// Sets members, those of members one by one.
pub(super) fn merge(there: &mut Value, more: Value) {
    match (there, more) {
        (Value::Object(there), Value::Object(more)) => {
            for (name, value) in more {
                merge(there.entry(name).or_insert(Value::Null), value);
            }
        }
        (there, more) => *there = more,
    }
}

/// A text, or a number as one.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
