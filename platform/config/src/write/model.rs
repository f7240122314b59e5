//! Models as files.

use super::{Written, cannot_be_toml};
use crate::Model;
use crate::document::{Data, Node, Object, to_toml};

/// A model as JSON.
pub fn model_json(model: &Model) -> String {
    let mut text = serde_json::to_string_pretty(model).unwrap_or_default();
    text.push('\n');
    text
}

/// A model as TOML. What TOML does not have (`null`, numbers beyond 63 bits) is left out and told.
pub fn model_toml(model: &Model) -> Written {
    let value = serde_json::to_value(model).unwrap_or_default();
    let mut node = Node::of(&value);
    if let Data::Object(members) = &mut node.data {
        in_order(members, &["cfs_model", "app", "environment", "account", "resources", "workers", "outputs"]);
    }
    let mut lost = Vec::new();
    let text = to_toml(&node, &mut lost);
    Written { text, notes: lost.iter().map(|path| cannot_be_toml(path)).collect() }
}

fn in_order(members: &mut Object, names: &[&str]) {
    members.sort_by_key(|name, _| names.iter().position(|known| known == name));
}
