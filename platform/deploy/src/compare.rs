//! What is declared beside what is there: of what the model says only.

use crate::call::{SecretValue, Secrets, at};
use crate::kind::Kind;
use crate::seal;
use crate::state::Entry;
use cfs_config::model::{Reference, Secret};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A member that changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The member, in dotted form where it lies deeper.
    pub member: String,
    /// What is there; absent where nothing is, or nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// What is wanted; a reference where that is known only after the deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
    /// Whether neither may be shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// Whether what is there is not known: the API does not tell it, and nothing says what was set last.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
}

/// What members are compared with.
pub(crate) struct Compare<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) item: &'a Value,
    pub(crate) entry: Option<&'a Entry>,
    pub(crate) secrets: &'a Secrets,
    pub(crate) ignore: &'a [String],
}

impl Compare<'_> {
    /// The members that differ. `declared` has values where they are known.
    pub(crate) fn changes(&self, declared: &Map<String, Value>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, wanted) in declared {
            let hint = self.kind.rules.hints.contains(&name.as_str());
            if !hint {
                let read = self.kind.read(name);
                self.member(name, read, wanted, &mut changes);
            }
        }
        changes
    }

    fn member(&self, path: &str, read: &str, wanted: &Value, changes: &mut Vec<Change>) {
        if self.ignore.iter().any(|ignored| ignored == path) {
            return;
        }
        let there = at(self.item, read);
        if Reference::of(wanted).is_some() {
            return changes.push(Change { from: there.cloned(), ..Change::of(path, wanted.clone()) });
        }
        if let Some(secret) = secret(self.kind, path, wanted, self.secrets) {
            return self.secret(path, &secret, changes);
        }
        match (there, wanted) {
            (Some(Value::Object(_)), Value::Object(members)) => {
                for (name, member) in members {
                    self.member(&format!("{path}.{name}"), &format!("{read}.{name}"), member, changes);
                }
            }
            (None | Some(Value::Null), _) => self.not_told(path, wanted, changes),
            (Some(there), wanted) if covers(there, wanted) => {}
            (Some(there), wanted) if self.as_before(path, there, wanted) => {}
            (Some(there), wanted) => {
                changes.push(Change { from: Some(there.clone()), ..Change::of(path, wanted.clone()) });
            }
        }
    }

    /// What the API does not tell is as it was declared last.
    fn not_told(&self, path: &str, wanted: &Value, changes: &mut Vec<Change>) {
        let kept = self.entry.and_then(|entry| kept(&entry.declared, path));
        if kept == Some(wanted) || wanted.is_null() {
            return;
        }
        if let (Value::Object(members), true) = (wanted, kept.is_none_or(Value::is_object)) {
            if members.is_empty() {
                return;
            }
            for (name, member) in members {
                self.member(&format!("{path}.{name}"), &format!("{path}.{name}"), member, changes);
            }
            return;
        }
        changes.push(Change {
            from: kept.cloned(),
            unknown: kept.is_none(),
            ..Change::of(path, wanted.clone())
        });
    }

    /// Whether the account tells a member as it told it after the last deployment of this very value: in a form of its own.
    fn as_before(&self, path: &str, there: &Value, wanted: &Value) -> bool {
        let Some(entry) = self.entry else { return false };
        let same = kept(&entry.declared, path).is_some_and(|kept| kept == wanted);
        same && entry.told.get(path) == Some(there)
    }

    fn secret(&self, path: &str, secret: &SecretValue, changes: &mut Vec<Change>) {
        let kept = self.entry.and_then(|entry| kept(&entry.declared, path));
        let opens = kept.and_then(|kept| seal::opens(kept, secret.exposed()));
        if opens != Some(true) {
            changes.push(Change {
                secret: true,
                unknown: opens.is_none(),
                to: None,
                ..Change::of(path, Value::Null)
            });
        }
    }
}

impl Change {
    fn of(member: &str, to: Value) -> Self {
        Self { member: member.to_owned(), from: None, to: Some(to), secret: false, unknown: false }
    }
}

/// The secret that a value is.
fn secret(kind: &Kind, path: &str, wanted: &Value, secrets: &Secrets) -> Option<SecretValue> {
    if let Some(secret) = Secret::of(wanted) {
        return Some(secrets.of(&secret).cloned().unwrap_or_else(|| SecretValue::new("")));
    }
    let text = wanted.as_str().filter(|_| kind.is_secret(path))?;
    Some(SecretValue::new(text))
}

/// A member of what is kept: names may hold dots themselves.
fn kept<'v>(declared: &'v Map<String, Value>, path: &str) -> Option<&'v Value> {
    if let Some(found) = declared.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.')?;
    at(declared.get(first)?, rest)
}

/// Whether what is there has everything that is wanted.
pub(crate) fn covers(there: &Value, wanted: &Value) -> bool {
    match (there, wanted) {
        (Value::Object(there), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| match there.get(name) {
                Some(there) => covers(there, wanted),
                None => wanted.is_null(),
            })
        }
        (Value::Array(there), Value::Array(wanted)) => {
            there.len() == wanted.len()
                && there.iter().zip(wanted).all(|(there, wanted)| covers(there, wanted))
        }
        (Value::Number(there), Value::Number(wanted)) => there.as_f64() == wanted.as_f64(),
        (there, wanted) => there == wanted,
    }
}

/// What is declared as it is kept: secrets are sealed, and those that are known already stay as they are.
pub(crate) fn sealed(
    kind: &Kind,
    declared: &Map<String, Value>,
    before: Option<&Entry>,
    secrets: &Secrets,
) -> Map<String, Value> {
    let before = before.map(|entry| &entry.declared);
    let all = declared.iter().map(|(name, value)| (name.clone(), one(kind, name, value, before, secrets)));
    all.collect()
}

fn one(
    kind: &Kind,
    path: &str,
    value: &Value,
    before: Option<&Map<String, Value>>,
    secrets: &Secrets,
) -> Value {
    if let Some(secret) = secret(kind, path, value, secrets) {
        let known = before.and_then(|before| kept(before, path));
        let same = known.filter(|known| seal::opens(known, secret.exposed()) == Some(true));
        return same.cloned().unwrap_or_else(|| seal::seal(secret.exposed()));
    }
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| {
                (name.clone(), one(kind, &format!("{path}.{name}"), member, before, secrets))
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.map(|(at, item)| one(kind, &format!("{path}.{at}"), item, before, secrets)).collect()
        }
        other => other.clone(),
    }
}

/// The members that an item tells otherwise than they were declared.
pub(crate) fn told(kind: &Kind, declared: &Map<String, Value>, item: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    for (name, wanted) in declared {
        tell(name, kind.read(name), wanted, item, &mut out);
    }
    out
}

fn tell(path: &str, read: &str, wanted: &Value, item: &Value, out: &mut Map<String, Value>) {
    match (at(item, read), wanted) {
        (Some(Value::Object(_)), Value::Object(members)) if !seal::is_sealed(wanted) => {
            for (name, member) in members {
                tell(&format!("{path}.{name}"), &format!("{read}.{name}"), member, item, out);
            }
        }
        (Some(Value::Null) | None, _) => {}
        (Some(there), wanted) if seal::is_sealed(wanted) || covers(there, wanted) => {}
        (Some(there), _) => drop(out.insert(path.to_owned(), there.clone())),
    }
}

/// A value for the eye: nothing of secrets.
pub(crate) fn shown(kind: &Kind, path: &str, value: &Value) -> Value {
    match value {
        Value::String(_) if kind.is_secret(path) => json!("[hidden]"),
        Value::Object(members) => {
            let members = members
                .iter()
                .map(|(name, member)| (name.clone(), shown(kind, &format!("{path}.{name}"), member)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(|item| shown(kind, path, item)).collect(),
        other => other.clone(),
    }
}
