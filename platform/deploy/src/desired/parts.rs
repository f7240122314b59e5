//! Parts of things that have calls of their own: each is a node of its collection.

use super::{Materials, Node, Task};
use crate::kind::Kind;
use cfs_config::model::{Origin, Reference, Resource};
use serde_json::{Map, Value, json};

type Made = Result<Vec<Node>, String>;

/// The parts of a thing.
pub(super) fn of(resource: &Resource, whole: &Node, materials: &Materials) -> Made {
    let mut all = Vec::new();
    for (name, value) in &resource.parts {
        let part = Part { whole, name, value };
        let made = match (whole.kind.rules.collection, name.as_str()) {
            ("r2.buckets", "cors") => part.rules("r2.buckets.cors"),
            ("r2.buckets", "lifecycle") => part.rules("r2.buckets.lifecycle"),
            ("r2.buckets", "locks") => part.rules("r2.buckets.locks"),
            ("r2.buckets", "event_notifications") => part.notifications(),
            ("r2.buckets", "custom_domains") => part.domains(),
            ("r2.buckets", "managed_domain") => part.managed(),
            ("d1.database", "migrations") => part.migrations(materials),
            ("vectorize.indexes", "metadata_indexes") => part.indexes(),
            ("queues", "consumers" | "http_pull") => part.consumers(),
            (_, other) => Err(format!("`{other}` is no part of a {}", resource.kind)),
        };
        all.extend(made?);
    }
    Ok(all)
}

struct Part<'a> {
    whole: &'a Node,
    name: &'a str,
    value: &'a Value,
}

impl Part<'_> {
    /// A node of a collection below the thing; `path` is the parameter that the thing is.
    fn node(&self, collection: &str, path: &str, member: &str, word: Option<&str>) -> Result<Node, String> {
        let kind = Kind::of(collection)?;
        let address = match word {
            Some(word) => format!("{}/{}/{word}", self.whole.address, self.name),
            None => format!("{}/{}", self.whole.address, self.name),
        };
        let mut arguments = self.whole.arguments.clone();
        let reference = Reference { address: self.whole.address.clone(), member: member.to_owned() };
        arguments.insert(path.to_owned(), serde_json::to_value(reference).unwrap_or_default());
        let suffix = address.strip_prefix(&self.whole.address).unwrap_or_default();
        let formerly = self.whole.formerly.iter().map(|before| format!("{before}{suffix}")).collect();
        Ok(Node {
            formerly,
            address,
            kind,
            name: None,
            origin: Origin::Ensure,
            arguments,
            id: None,
            zone: None,
            declared: Map::new(),
            identity: Vec::new(),
            task: Task::Thing,
            part_of: Some(self.whole.address.clone()),
            protect: self.whole.protect,
            was: Vec::new(),
            ignore: Vec::new(),
            place: self.whole.place.clone(),
        })
    }

    fn bucket(&self, collection: &str, word: Option<&str>) -> Result<Node, String> {
        self.node(collection, "bucket_name", "name", word)
    }

    /// `{"rules": […]}`, or the rules alone.
    fn rules(&self, collection: &str) -> Made {
        let mut node = self.bucket(collection, None)?;
        node.declared = match self.value {
            Value::Object(members) => members.clone(),
            Value::Array(_) => Map::from_iter([("rules".to_owned(), self.value.clone())]),
            _ => return Err(self.wrong("a list of rules")),
        };
        Ok(vec![node])
    }

    fn wrong(&self, expected: &str) -> String {
        format!("{}: expected {expected}", self.name)
    }

    fn each(&self, expected: &str) -> Result<Vec<&Map<String, Value>>, String> {
        let items = match self.value {
            Value::Array(items) => items.iter().collect(),
            object @ Value::Object(_) => vec![object],
            _ => return Err(self.wrong(expected)),
        };
        items.into_iter().map(|item| item.as_object().ok_or_else(|| self.wrong(expected))).collect()
    }

    fn notifications(&self) -> Made {
        let expected = "a list of `{\"queue\": …, \"rules\": […]}`";
        let each = self.each(expected)?.into_iter().map(|item| {
            let queue =
                item.get("queue").or_else(|| item.get("queue_id")).ok_or_else(|| self.wrong(expected))?;
            let word = Reference::of(queue).map_or_else(
                || queue.as_str().map(str::to_owned),
                |reference| reference.address.rsplit('/').next().map(str::to_owned),
            );
            let mut node = self.bucket("r2.buckets.event_notifications", word.as_deref())?;
            // A reference to a queue means its id, whichever member it names.
            node.id = Some(match Reference::of(queue) {
                Some(reference) => json!({"$ref": reference.address, "member": "queue_id"}),
                None => queue.clone(),
            });
            node.declared = item
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "queue" | "queue_id"))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            Ok(node)
        });
        each.collect()
    }

    fn domains(&self) -> Made {
        let expected = "a list of `{\"domain\": …, \"zoneId\": …}`";
        let each = self.each(expected)?.into_iter().map(|item| {
            let domain = item.get("domain").and_then(Value::as_str).ok_or_else(|| self.wrong(expected))?;
            let mut node = self.bucket("r2.buckets.domains.custom", Some(domain))?;
            node.name = Some(domain.to_owned());
            node.declared.clone_from(item);
            node.declared.entry("enabled").or_insert(Value::Bool(true));
            node.identity = vec!["domain".to_owned()];
            if let Some(zone) = node.declared.remove("zone").and_then(|zone| zone.as_str().map(str::to_owned))
            {
                node.declared
                    .insert("zoneId".to_owned(), json!({"$ref": format!("zone/{zone}"), "member": "id"}));
            }
            Ok(node)
        });
        each.collect()
    }

    fn managed(&self) -> Made {
        let mut node = self.bucket("r2.buckets.domains.managed", None)?;
        node.declared = match self.value {
            Value::Bool(enabled) => Map::from_iter([("enabled".to_owned(), (*enabled).into())]),
            Value::Object(members) => members.clone(),
            _ => return Err(self.wrong("true or false")),
        };
        Ok(vec![node])
    }

    fn migrations(&self, materials: &Materials) -> Made {
        let mut node = self.node("d1.database", "database_id", "uuid", None)?;
        let table = self.value.get("table").and_then(Value::as_str).unwrap_or(crate::migrations::TABLE);
        node.declared.insert("table".to_owned(), table.into());
        node.task =
            Task::Migrations(materials.migrations.get(&self.whole.address).cloned().unwrap_or_default());
        Ok(vec![node])
    }

    fn indexes(&self) -> Made {
        let expected = "a list of `{\"propertyName\": …, \"indexType\": …}`";
        let each = self.each(expected)?.into_iter().map(|item| {
            let name =
                item.get("propertyName").and_then(Value::as_str).ok_or_else(|| self.wrong(expected))?;
            let mut node = self.node("vectorize.indexes", "index_name", "name", Some(name))?;
            node.name = Some(name.to_owned());
            node.declared.clone_from(item);
            node.task = Task::MetadataIndex;
            node.identity = vec!["propertyName".to_owned()];
            Ok(node)
        });
        each.collect()
    }

    /// Consumers that pull: those that push are Workers', and stand there.
    fn consumers(&self) -> Made {
        let each = self.each("an object, or a list of them")?.into_iter().map(|item| {
            let mut node = self.node("queues.consumers", "queue_id", "queue_id", None)?;
            node.declared.clone_from(item);
            node.declared.entry("type").or_insert("http_pull".into());
            node.identity = vec!["type".to_owned()];
            Ok(node)
        });
        each.collect()
    }
}
