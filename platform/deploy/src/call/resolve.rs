//! Values that are known only once other things are there.

use super::{Body, Call, Content, Part, Secrets};
use cfs_config::model::{Reference, Secret};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is known of things, by their address: as the API gives them.
pub type Known = BTreeMap<String, Value>;

/// The references that a value holds.
pub fn references(value: &Value) -> Vec<Reference> {
    markers(value, &Reference::of)
}

/// What the objects in a value stand for, of one sort; there is nothing within such an object.
pub(crate) fn markers<T>(value: &Value, of: &impl Fn(&Value) -> Option<T>) -> Vec<T> {
    if let Some(found) = of(value) {
        return vec![found];
    }
    match value {
        Value::Object(members) => members.values().flat_map(|member| markers(member, of)).collect(),
        Value::Array(items) => items.iter().flat_map(|item| markers(item, of)).collect(),
        _ => Vec::new(),
    }
}

/// A value with what its references stand for; with secrets, where they are given, else these stay as they are.
///
/// # Errors
/// What is not known yet: a member of an address, or a secret.
pub fn resolved(value: &Value, known: &Known, secrets: Option<&Secrets>) -> Result<Value, String> {
    if let Some(reference) = Reference::of(value) {
        let found = known.get(&reference.address).and_then(|item| at(item, &reference.member));
        return found
            .cloned()
            .ok_or_else(|| format!("`{}` of {} is not known", reference.member, reference.address));
    }
    if let (Some(secret), Some(secrets)) = (Secret::of(value), secrets) {
        let found =
            secrets.of(&secret).ok_or_else(|| format!("there is no {}", super::secrets::said(&secret)))?;
        return Ok(found.exposed().into());
    }
    Ok(match value {
        Value::Object(members) => Value::Object(resolved_members(members, known, secrets)?),
        Value::Array(items) => {
            let items: Result<Vec<Value>, String> =
                items.iter().map(|item| resolved(item, known, secrets)).collect();
            Value::Array(items?)
        }
        other => other.clone(),
    })
}

/// The same of members.
pub(crate) fn resolved_members(
    members: &Map<String, Value>,
    known: &Known,
    secrets: Option<&Secrets>,
) -> Result<Map<String, Value>, String> {
    let pairs = members.iter().map(|(name, member)| Ok((name.clone(), resolved(member, known, secrets)?)));
    pairs.collect()
}

/// A member, in dotted form where it lies deeper.
pub(crate) fn at<'v>(item: &'v Value, path: &str) -> Option<&'v Value> {
    if let Some(found) = item.get(path) {
        return Some(found);
    }
    path.split('.').try_fold(item, |item, name| match item {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => item.get(name),
    })
}

impl Call {
    /// The same with everything that its values stand for.
    ///
    /// # Errors
    /// What is not known yet.
    pub fn resolved(&self, known: &Known, secrets: &Secrets) -> Result<Self, String> {
        let of = |value: &Value| resolved(value, known, Some(secrets));
        let members = |members: &Map<String, Value>| resolved_members(members, known, Some(secrets));
        let content = |content: &Content| {
            Ok::<_, String>(match content {
                Content::Json(value) => Content::Json(of(value)?),
                Content::Bytes(bytes) => Content::Bytes(bytes.clone()),
            })
        };
        let part = |part: &Part| Ok::<_, String>(Part { content: content(&part.content)?, ..part.clone() });
        let body = match &self.body {
            Body::None => Body::None,
            Body::Json(value) => Body::Json(of(value)?),
            Body::JsonAs(media, value) => Body::JsonAs(media.clone(), of(value)?),
            Body::Raw(media, raw) => Body::Raw(media.clone(), content(raw)?),
            Body::Form(parts) => Body::Form(parts.iter().map(part).collect::<Result<_, _>>()?),
        };
        Ok(Self {
            target: self.target.clone(),
            arguments: members(&self.arguments)?,
            query: members(&self.query)?,
            headers: members(&self.headers)?,
            body,
        })
    }
}
