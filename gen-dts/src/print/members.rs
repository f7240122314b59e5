//! What the reflection check looks up in the runtime.

use crate::ir::rust::{CallKind, Crates, ItemKind, Receiver};
use std::collections::BTreeSet;

/// Every member that is emitted, by class, as JSON: what the reflection check looks up in the runtime.
pub fn members(crates: &Crates) -> String {
    let mut classes = Vec::new();
    for item in &crates.items {
        let ItemKind::Handle(handle) = &item.kind else { continue };
        let names = |receiver: Receiver| -> BTreeSet<&str> {
            let methods = handle.methods.iter();
            let wanted =
                methods.filter(|method| method.receiver == receiver && method.kind != CallKind::Setter);
            wanted.map(|method| method.js.as_str()).collect()
        };
        let (instance, statics) = (names(Receiver::Instance), names(Receiver::Static));
        if item.decl.is_none() || (instance.is_empty() && statics.is_empty()) {
            continue;
        }
        let class = handle.class.as_ref();
        classes.push(serde_json::json!({
            "class": item.ts.rsplit('.').next().unwrap_or(&item.ts),
            "module": class.and_then(|class| class.module.clone()),
            "namespace": class.map(|class| class.namespace.clone()).unwrap_or_default(),
            "value": class.is_some(),
            "instance": instance,
            "static": statics,
        }));
    }
    let lines: Vec<String> = classes.iter().map(ToString::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
