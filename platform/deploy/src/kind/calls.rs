//! The calls about a thing.

use super::{Kind, body, takes};
use crate::call::{Body, Call, Content, Part};
use cfs_catalogue::{Form, Kind as Type, Operation, Place, Verb};
use serde_json::{Map, Value, json};

impl Kind {
    /// What stands in a path, by the names of the operation. What the account, the zone and the parents are comes from the
    /// arguments of the thing, by the names of the collection; the id is the last.
    pub(crate) fn call(
        &self,
        operation: Operation,
        arguments: &Map<String, Value>,
        id: Option<&Value>,
    ) -> Call {
        let mut call = Call::operation(operation.name());
        let Ok(detail) = operation.detail() else { return call };
        let own: Vec<&str> = self.path().trim_start_matches('/').split('/').collect();
        let segments: Vec<&str> = detail.path().trim_start_matches('/').split('/').collect();
        for (at, segment) in segments.iter().enumerate() {
            let Some(name) = parameter(segment) else { continue };
            let before =
                at.checked_sub(1).and_then(|before| segments.get(before)).copied().unwrap_or_default();
            let same = own.get(at).and_then(|segment| parameter(segment));
            let value = match (name, before) {
                ("accounts_or_zones", _) => continue,
                ("account_or_zone_id", _) => {
                    let scope =
                        ["zone_id", "account_id"].into_iter().find(|scope| arguments.contains_key(*scope));
                    if let Some(scope) = scope {
                        call = call.with(scope, arguments[scope].clone());
                    }
                    continue;
                }
                (_, "accounts") if at == 1 && own.len() > 1 => arguments.get("account_id"),
                (_, "zones") if at == 1 && own.len() > 1 => arguments.get("zone_id"),
                _ if at >= own.len() && id.is_some() => id,
                _ => same.and_then(|same| arguments.get(same)).or_else(|| arguments.get(name)),
            };
            if let Some(value) = value {
                call = call.with(format!("path.{name}"), value.clone());
            }
        }
        for parameter in detail.parameters().iter().filter(|parameter| parameter.place == Place::Header) {
            if let Some(value) = arguments.get(parameter.name) {
                call = call.header(parameter.name, value.clone());
            }
        }
        call
    }

    /// The calls that make one: what the creation does not take is set by a change after it.
    pub(crate) fn create(
        &self,
        arguments: &Map<String, Value>,
        declared: &Map<String, Value>,
        id: Option<&Value>,
    ) -> Option<Call> {
        let (_, operation) = self.creation()?;
        let members = declared.iter().filter(|(name, _)| takes(operation, name) || !self.changes(name));
        let members: Map<String, Value> =
            members.map(|(name, value)| (name.clone(), value.clone())).collect();
        Some(self.with_body(operation, self.call(operation, arguments, id), members))
    }

    /// The members that a creation does not take and a change does.
    pub(crate) fn after_creation(&self, declared: &Map<String, Value>) -> Vec<String> {
        let Some((_, operation)) = self.creation() else { return Vec::new() };
        let late = |name: &&String| !takes(operation, name) && self.changes(name);
        declared.keys().filter(late).cloned().collect()
    }

    /// The call that changes members of an item: those that changed where the API takes a part, else all.
    pub(crate) fn change(
        &self,
        arguments: &Map<String, Value>,
        id: Option<&Value>,
        declared: &Map<String, Value>,
        changed: &[String],
        item: &Value,
    ) -> Option<Call> {
        if self.rules.collection == "r2.buckets" {
            let edit = self.operation(Verb::Edit)?;
            let class = declared.get("storageClass")?;
            return Some(self.call(edit, arguments, id).header("cf-r2-storage-class", class.clone()));
        }
        let takes_all = |operation: &Operation| changed.iter().all(|name| takes(*operation, name));
        if let Some(edit) = self.operation(Verb::Edit).filter(takes_all) {
            let members =
                changed.iter().filter_map(|name| Some((name.clone(), self.overlaid(name, declared, item)?)));
            return Some(self.with_body(
                edit,
                self.call(edit, arguments, id),
                self.needed(edit, members.collect(), declared, item),
            ));
        }
        let verbs = [Verb::Update, Verb::Put, Verb::Edit, Verb::Create];
        let setting = self.is_setting();
        let verbs = verbs.into_iter().filter(|verb| setting || *verb != Verb::Create);
        let operation = verbs.filter_map(|verb| self.operation(verb)).find(takes_all)?;
        // What replaces the whole keeps what is there and not declared.
        let mut members = self.kept(operation, item);
        for name in declared.keys().filter(|name| takes(operation, name)) {
            members.insert(name.clone(), self.overlaid(name, declared, item).unwrap_or_default());
        }
        Some(self.with_body(operation, self.call(operation, arguments, id), members))
    }

    /// What a change must have beside what changed.
    fn needed(
        &self,
        operation: Operation,
        mut members: Map<String, Value>,
        declared: &Map<String, Value>,
        item: &Value,
    ) -> Map<String, Value> {
        let Some(schema) = body(operation) else { return members };
        let fields = if let Type::Record(record) = schema.kind() { record.fields() } else { &[] };
        for field in fields.iter().filter(|field| field.required) {
            let value = declared.get(field.name).or_else(|| item.get(self.read(field.name)));
            if let (Some(value), false) = (value, members.contains_key(field.name)) {
                members.insert(field.name.to_owned(), value.clone());
            }
        }
        let whole = cfs_http::Json::parse(&Value::Object(members.clone()).to_string());
        // What is one of several forms must be told as one.
        let fits = whole.is_ok_and(|whole| schema.check(&whole).is_empty());
        if !fits {
            let rest = declared.iter().filter(|(name, _)| takes(operation, name));
            for (name, value) in rest {
                members.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        members
    }

    /// What is there, as far as it can be sent.
    fn kept(&self, operation: Operation, item: &Value) -> Map<String, Value> {
        let Some(Type::Record(record)) = body(operation).map(cfs_catalogue::Schema::kind) else {
            return Map::new();
        };
        let read_only = self.collection.members(cfs_catalogue::Access::ReadOnly).unwrap_or_default();
        let fields =
            record.fields().iter().filter(|field| !field.read_only && !read_only.contains(&field.name));
        let kept = fields.filter_map(|field| {
            let value = item.get(self.read(field.name)).filter(|value| !value.is_null())?;
            let fits = cfs_http::Json::parse(&value.to_string()).ok()?;
            record.schema(field).check(&fits).is_empty().then(|| (field.name.to_owned(), value.clone()))
        });
        kept.collect()
    }

    /// A declared member over what is there of it: an object that is sent whole keeps what is not declared.
    fn overlaid(&self, name: &str, declared: &Map<String, Value>, item: &Value) -> Option<Value> {
        let wanted = declared.get(name)?;
        Some(wanted.clone()).map(|wanted| match (item.get(self.read(name)), wanted) {
            (Some(Value::Object(there)), Value::Object(wanted)) if !wanted.contains_key("$ref") => {
                let prefix = format!("{}.", self.read(name));
                let read_only = self.collection.members(cfs_catalogue::Access::ReadOnly).unwrap_or_default();
                let own = |member: &String| !read_only.contains(&format!("{prefix}{member}").as_str());
                let kept = there.iter().filter(|(member, value)| own(member) && !value.is_null());
                let kept = kept.map(|(member, value)| (member.clone(), value.clone()));
                let whole: Map<String, Value> = kept.chain(wanted.clone()).collect();
                if fits(self, name, &whole) { Value::Object(whole) } else { Value::Object(wanted) }
            }
            (_, wanted) => wanted,
        })
    }

    /// The call that deletes one; none where it cannot be deleted.
    pub(crate) fn delete(&self, arguments: &Map<String, Value>, id: Option<&Value>) -> Option<Call> {
        let operation = self.operation(Verb::Delete)?;
        Some(self.call(operation, arguments, id))
    }

    /// The call that reads one.
    pub(crate) fn get(&self, arguments: &Map<String, Value>, id: Option<&Value>) -> Option<Call> {
        let operation = self.operation(Verb::Get)?;
        Some(self.call(operation, arguments, id))
    }

    /// The call that lists all, as many a page as the API gives.
    pub(crate) fn list(&self, arguments: &Map<String, Value>) -> Option<Call> {
        let operation = self.operation(Verb::List)?;
        let mut call = self.call(operation, arguments, None);
        let detail = operation.detail().ok()?;
        // Where a list must be told what of, that stands in the arguments; else there is no list.
        for parameter in detail.parameters().iter().filter(|one| one.required && one.place == Place::Query) {
            call = call.with(format!("query.{}", parameter.name), arguments.get(parameter.name)?.clone());
        }
        if let Some(size) = detail.pages().map(|pages| pages.by.size).filter(|size| !size.is_empty())
            && let Some(parameter) = detail.parameters().iter().find(|parameter| parameter.name == size)
        {
            let most = parameter.facts.most.and_then(|most| most.value.parse::<f64>().ok());
            let most = most.map_or(100, |most| most.min(1000.0) as u64);
            call = call.with(format!("query.{size}"), most);
        }
        Some(call)
    }

    fn with_body(&self, operation: Operation, call: Call, members: Map<String, Value>) -> Call {
        let Ok(detail) = operation.detail() else { return call };
        let Some(own) =
            detail.bodies().iter().find(|body| !matches!(body.form, Form::Raw)).or(detail.bodies().first())
        else {
            return call;
        };
        match own.form {
            Form::Multipart | Form::AnyMultipart => {
                let parts = members.into_iter().map(|(name, value)| Part {
                    name,
                    file: None,
                    media: None,
                    content: match value {
                        Value::String(text) => Content::from(text.as_str()),
                        other => Content::Json(other),
                    },
                });
                call.body(Body::Form(parts.collect()))
            }
            _ => {
                let is_list = detail.body(own).is_some_and(|schema| matches!(schema.kind(), Type::List(_)));
                let whole = self.wrapped(operation, members);
                call.json(if is_list { json!([whole]) } else { whole })
            }
        }
    }

    /// Members within what the API wraps an item in, where what is sent is wrapped, too.
    fn wrapped(&self, operation: Operation, members: Map<String, Value>) -> Value {
        let within = self.collection.within().unwrap_or_default();
        let wraps = !within.is_empty() && !members.contains_key(within) && takes(operation, within);
        if wraps { json!({within: members}) } else { Value::Object(members) }
    }
}

/// Whether an object is what a change takes for a member.
fn fits(kind: &Kind, name: &str, whole: &Map<String, Value>) -> bool {
    let operations =
        [Verb::Edit, Verb::Update, Verb::Put].into_iter().filter_map(|verb| kind.operation(verb));
    let mut schemas = operations.filter_map(|operation| body(operation)?.at(name));
    let Ok(json) = cfs_http::Json::parse(&Value::Object(whole.clone()).to_string()) else { return false };
    schemas.next().is_some_and(|schema| schema.check(&json).is_empty())
}

/// The name of a parameter that a segment of a path is.
pub(super) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}
