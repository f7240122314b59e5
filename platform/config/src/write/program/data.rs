//! Settings and parts of resources, by the methods that the builder has for them.

use super::Printer;
use super::chain::Op;
use super::settings::METRIC;
use super::value::{quoted, small};
use indexmap::IndexMap;
use serde_json::{Map, Value};

/// The members of a value, if it has all of these and no other.
pub(super) fn exactly<'v, const N: usize>(value: &'v Value, names: [&str; N]) -> Option<[&'v Value; N]> {
    let members = value.as_object().filter(|members| members.len() == N)?;
    let values: Option<Vec<&Value>> = names.iter().map(|name| members.get(*name)).collect();
    values?.try_into().ok()
}

impl Printer<'_> {
    /// Calls that say what `set` says less well; what they say is taken out of the settings.
    pub(super) fn known_settings(&self, method: &str, rest: &mut Map<String, Value>) -> Vec<Op> {
        let taken: &[&str] = match method {
            "d1" => &["read_replication"],
            "queue" => &["settings"],
            "vectorize" => &["config"],
            "hyperdrive" => &["caching", "origin"],
            "mtls_certificate" => &["certificates", "private_key"],
            "pipeline_stream" => &["http", "worker_binding"],
            "pipeline_sink" | "ai_search" => &["type"],
            "ai_gateway" => &["rate_limiting_limit"],
            _ => &[],
        };
        let mut ops = Vec::new();
        for member in taken {
            let Some(value) = rest.get(*member).cloned() else { continue };
            let said = self.maybe("", || self.known_setting(method, member, &value, rest));
            if let Some(op) = said {
                rest.remove(*member);
                ops.push(op);
            }
        }
        ops
    }

    fn known_setting(
        &self,
        method: &str,
        member: &str,
        value: &Value,
        rest: &mut Map<String, Value>,
    ) -> Option<String> {
        match (method, member) {
            ("d1", _) => {
                let [mode] = exactly(value, ["mode"])?;
                let mode = mode.as_str().filter(|mode| ["auto", "disabled"].contains(mode))?;
                Some(format!(".read_replication({})", mode == "auto"))
            }
            ("queue", _) => queue(value),
            ("vectorize", _) => self.index(value),
            ("hyperdrive", "caching") => caching(value),
            ("hyperdrive", _) => Some(format!(".connection_string({})", super::value::secret(value)?)),
            ("mtls_certificate", "certificates") => {
                let ca = rest.get("ca")?.as_bool()?;
                rest.remove("ca");
                Some(format!(".certificate({}, {ca})", self.value(value)))
            }
            ("mtls_certificate", _) => Some(format!(".private_key({})", super::value::secret(value)?)),
            ("pipeline_stream", "http") => {
                let [enabled, authentication] = exactly(value, ["enabled", "authentication"])?;
                enabled.as_bool().filter(|on| *on)?;
                Some(format!(".http({})", authentication.as_bool()?))
            }
            ("pipeline_stream", _) => {
                let [enabled] = exactly(value, ["enabled"])?;
                Some(format!(".worker_binding({})", enabled.as_bool()?))
            }
            ("pipeline_sink", _) => self.sink(value, rest),
            ("ai_search", _) => self.search(value, rest),
            _ => {
                let seconds = small(rest.get("rate_limiting_interval")?)?;
                let technique =
                    quoted(rest.get("rate_limiting_technique").map_or(Some("fixed"), Value::as_str)?);
                let limit = small(value)?;
                rest.retain(|name, _| {
                    !["rate_limiting_interval", "rate_limiting_technique"].contains(&name.as_str())
                });
                Some(format!(".rate_limit({limit}, {seconds}, {technique})"))
            }
        }
    }

    fn index(&self, value: &Value) -> Option<String> {
        let mut out = String::new();
        for (name, value) in value.as_object().filter(|members| !members.is_empty())? {
            match name.as_str() {
                "dimensions" => out.push_str(&format!(".dimensions({})", small(value)?)),
                "metric" => out.push_str(&format!(".metric({})", self.argument(METRIC, value)?)),
                "preset" => out.push_str(&format!(".preset({})", quoted(value.as_str()?))),
                _ => return None,
            }
        }
        Some(out)
    }

    fn sink(&self, kind: &Value, rest: &mut Map<String, Value>) -> Option<String> {
        let (kind, config) = (kind.as_str()?, rest.get("config")?.clone());
        let bucket = || {
            let [bucket, credentials] = exactly(&config, ["bucket", "credentials"])?;
            let [id, key] = exactly(credentials, ["access_key_id", "secret_access_key"])?;
            let (bucket, key) = (self.handle(bucket, "r2", "name")?, super::value::secret(key)?);
            Some(format!(".bucket(&{bucket}, {}, {key})", self.value(id)))
        };
        let said = bucket().filter(|_| kind == "r2");
        let said = said.unwrap_or_else(|| format!(".to({}, {})", quoted(kind), self.value(&config)));
        rest.remove("config");
        Some(said)
    }

    fn search(&self, kind: &Value, rest: &mut Map<String, Value>) -> Option<String> {
        let source = rest.get("source")?.clone();
        let said = match kind.as_str()? {
            "r2" => format!(".bucket(&{})", self.handle(&source, "r2", "name")?),
            "web-crawler" => format!(".site({})", quoted(source.as_str()?)),
            _ => return None,
        };
        rest.remove("source");
        Some(said)
    }

    /// Calls that say what `part` says less well.
    pub(super) fn known_parts(&self, method: &str, parts: &mut IndexMap<String, Value>) -> Vec<Op> {
        let mut ops = Vec::new();
        parts.retain(|name, value| {
            let said = match (method, name.as_str()) {
                ("d1", "migrations") => self
                    .maybe("", || Some(format!(".migrations({})", quoted(value.as_str()?))))
                    .map(|op| vec![op]),
                ("queue", "consumers") => self.each("consumers", value, &|one| self.pull(one)),
                ("vectorize", "metadata_indexes") => self.each("indexes", value, &metadata_index),
                ("r2", _) => self.bucket_part(name, value),
                _ => None,
            };
            let kept = said.is_none();
            ops.extend(said.unwrap_or_default());
            kept
        });
        ops
    }

    /// A call for each item of a list, if each can be said so.
    pub(super) fn each(
        &self,
        group: &'static str,
        list: &Value,
        say: &dyn Fn(&Value) -> Option<String>,
    ) -> Option<Vec<Op>> {
        let items = list.as_array().filter(|items| !items.is_empty())?;
        items.iter().map(|item| self.maybe(group, || say(item))).collect()
    }

    fn pull(&self, consumer: &Value) -> Option<String> {
        let mut calls = String::new();
        let members = consumer
            .as_object()
            .filter(|members| members.get("type").is_some_and(|kind| kind == "http_pull"))?;
        let settings = members.get("settings")?.as_object().filter(|settings| !settings.is_empty())?;
        for (name, value) in settings {
            let method = match name.as_str() {
                "batch_size" => "max_batch",
                "max_retries" | "retry_delay" | "visibility_timeout_ms" => name,
                _ => return None,
            };
            calls.push_str(&format!(".{method}({})", small(value)?));
        }
        for (name, value) in members {
            match name.as_str() {
                "type" | "settings" => {}
                "dead_letter_queue" => calls.push_str(&format!(".dead_letter({})", self.queue_name(value)?)),
                _ => return None,
            }
        }
        Some(format!(".pull(|consumer| consumer{calls})"))
    }

    /// A queue by its name, or one of the application.
    pub(super) fn queue_name(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(name) => Some(quoted(name)),
            _ => self.handle(value, "queue", "queue_name").map(|queue| format!("&{queue}")),
        }
    }
}

fn queue(value: &Value) -> Option<String> {
    let mut out = String::new();
    for (name, value) in value.as_object().filter(|members| !members.is_empty())? {
        match name.as_str() {
            "delivery_delay" => out.push_str(&format!(".delivery_delay({})", small(value)?)),
            "message_retention_period" => out.push_str(&format!(".retention({})", small(value)?)),
            "delivery_paused" => out.push_str(&format!(".paused({})", value.as_bool()?)),
            _ => return None,
        }
    }
    Some(out)
}

fn caching(value: &Value) -> Option<String> {
    if let Some([disabled]) = exactly(value, ["disabled"]) {
        return disabled.as_bool().filter(|off| *off).map(|_| ".no_cache()".to_owned());
    }
    let [disabled, age, stale] = exactly(value, ["disabled", "max_age", "stale_while_revalidate"])?;
    disabled.as_bool().filter(|off| !off)?;
    Some(format!(".cache({}, {})", small(age)?, small(stale)?))
}

fn metadata_index(value: &Value) -> Option<String> {
    let [name, kind] = exactly(value, ["propertyName", "indexType"])?;
    Some(format!(".metadata_index({}, {})", quoted(name.as_str()?), quoted(kind.as_str()?)))
}
