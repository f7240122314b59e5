//! Items in what the API answers.

use super::Kind;
use super::calls::parameter;
use crate::call::{at, plain};
use serde_json::{Map, Value, json};

impl Kind {
    /// Where the items of a list are: the path with its values. None where one of them is not known.
    pub(crate) fn place(&self, arguments: &Map<String, Value>) -> Option<String> {
        let mut place = String::new();
        for segment in self.path().trim_start_matches('/').split('/') {
            place.push('/');
            match parameter(segment) {
                Some("accounts_or_zones") => {
                    place += if arguments.contains_key("zone_id") { "zones" } else { "accounts" };
                }
                Some(name) => {
                    let scope = |place: &str| match place {
                        "/accounts/" => Some("account_id"),
                        "/zones/" => Some("zone_id"),
                        _ => None,
                    };
                    let name = scope(&place).unwrap_or(name);
                    let value = arguments.get(name).filter(|value| !value.is_object())?;
                    place += &plain(value);
                }
                None => place += segment,
            }
        }
        // What is asked for in a jurisdiction is another list.
        for (_, header) in self.rules.headers {
            if let Some(value) = arguments.get(*header) {
                place += &format!("@{}", plain(value));
            }
        }
        Some(place)
    }

    /// The names of what must be known of a path beside the account and the zone.
    pub(crate) fn parameters(&self) -> Vec<&'static str> {
        let segments: Vec<&str> = self.path().trim_start_matches('/').split('/').collect();
        let own = segments.iter().enumerate().filter(|(at, segment)| {
            let scope = *at == 1 && matches!(segments[0], "accounts" | "zones" | "{accounts_or_zones}");
            segment.starts_with('{') && !scope && **segment != "{accounts_or_zones}"
        });
        own.filter_map(|(_, segment)| parameter(segment)).collect()
    }

    /// Whether items belong to a zone, or may.
    pub(crate) fn takes_zone(&self) -> (bool, bool) {
        let path = self.path();
        (path.starts_with("/zones/{"), path.starts_with("/{accounts_or_zones}"))
    }

    /// The items of a list, wherever in the answer they are.
    pub(crate) fn items(&self, answer: Value) -> Vec<Value> {
        match answer {
            Value::Array(items) => items,
            Value::Object(mut members) => {
                let within = self.collection.within().unwrap_or_default();
                if let Some(Value::Array(items)) = members.get_mut(within) {
                    return std::mem::take(items);
                }
                let id = self.id().split('.').next().unwrap_or_default();
                if members.contains_key(id) && !id.is_empty() {
                    return vec![Value::Object(members)];
                }
                let lists =
                    members.iter_mut().filter(|(name, _)| !matches!(name.as_str(), "errors" | "messages"));
                let mut lists = lists.filter_map(|(_, value)| value.as_array_mut());
                let list = lists.find(|items| items.iter().any(|item| item.get(id).is_some()));
                list.map(std::mem::take).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The item of an answer: what the API wraps it in is taken off. Nothing where the answer does not tell it.
    pub(crate) fn item(&self, answer: Value) -> Option<Value> {
        if self.is_setting() {
            return (!answer.is_null()).then_some(answer);
        }
        let id = self.id();
        let told = |item: &Value| id.is_empty() || at(item, id).is_some();
        match answer {
            // Some creations answer with nothing but the id.
            Value::String(text) if !id.is_empty() && !text.is_empty() => Some(json!({id: text})),
            Value::Array(items) => items.into_iter().find(told),
            Value::Object(members) => {
                let whole = Value::Object(members);
                let within = self.collection.within().unwrap_or_default();
                if !within.is_empty()
                    && let Some(inner) = at(&whole, within).filter(|inner| told(inner))
                {
                    return Some(inner.clone());
                }
                if told(&whole) {
                    return Some(whole);
                }
                let inner = whole.as_object()?.values().find(|inner| inner.is_object() && told(inner));
                let listed = || {
                    whole.as_object()?.values().filter_map(Value::as_array).flatten().find(|item| told(item))
                };
                inner.or_else(listed).cloned()
            }
            _ => None,
        }
    }

    /// An item that was asked for by its id, and does not tell it.
    pub(crate) fn named(&self, answer: Value, id: &str) -> Option<Value> {
        let Value::Object(mut members) = answer else { return None };
        let member = self.id();
        if member.is_empty() || member.contains('.') || members.is_empty() {
            return None;
        }
        members.insert(member.to_owned(), id.into());
        Some(Value::Object(members))
    }

    /// What an item is called by the API.
    pub(crate) fn id_of(&self, item: &Value) -> Option<Value> {
        let id = self.id();
        if id.is_empty() { None } else { at(item, id).filter(|id| !id.is_null()).cloned() }
    }
}
