//! Who may use an operation: permissions of tokens, rights of the caller, plans.

use super::Lower;
use crate::read::Operation;
use codegen::doc::Node;

/// Who may use an operation.
#[derive(Debug, Default)]
pub(super) struct Access {
    /// Permissions of a token of which one is needed.
    pub(super) permissions: Vec<String>,
    /// Rights of the caller of which one is checked.
    pub(super) rights: Vec<String>,
    /// Plans, each with whether the operation is part of it.
    pub(super) plans: Vec<(String, bool)>,
}

/// The order in which plans are named; others follow.
const PLANS: [&str; 4] = ["free", "pro", "business", "enterprise"];

impl<'d> Lower<'d> {
    /// Who may use an operation. What is written in another form is left out and told.
    pub(super) fn access(&mut self, operation: &Operation<'d>) -> Access {
        let member = |key: &str| operation.node.get(key).filter(|node| !node.is_null());
        let permissions =
            member("x-api-token-group").map(|node| self.names(node, "permissions of a token", Some(node)));
        let rights = member("x-cfPermissionsRequired").map(|node| {
            let list = if node.is_array() { Some(node) } else { node.get("enum") };
            self.names(node, "rights of the caller", list)
        });
        let plans = member("x-cfPlanAvailability").map(|node| self.plans(node));
        Access {
            permissions: permissions.unwrap_or_default(),
            rights: rights.unwrap_or_default(),
            plans: plans.unwrap_or_default(),
        }
    }

    /// The texts of a list, each once.
    fn names(&mut self, node: &'d Node<'d>, what: &str, list: Option<&'d Node<'d>>) -> Vec<String> {
        let Some(list) = list.filter(|list| list.is_array()) else {
            self.note("openapi::access", node.id(), format!("{what} that are no list; left out"));
            return Vec::new();
        };
        let mut found: Vec<String> = Vec::new();
        for item in list.items() {
            match item.as_str().map(str::trim) {
                Some(name) if found.iter().any(|known| known == name) => {}
                Some(name) if !name.is_empty() => found.push(name.to_owned()),
                _ => self.note(
                    "openapi::access",
                    item.id(),
                    format!("one of the {what} has no name; left out"),
                ),
            }
        }
        found
    }

    fn plans(&mut self, node: &'d Node<'d>) -> Vec<(String, bool)> {
        let mut found: Vec<(String, bool)> = Vec::new();
        for member in node.members() {
            match member.node.as_bool() {
                Some(part) => found.push((member.key.to_string(), part)),
                None => {
                    let what = format!(
                        "whether the plan `{}` has it is neither true nor false; left out",
                        member.key
                    );
                    self.note("openapi::access", member.node.id(), what);
                }
            }
        }
        if !node.is_object() {
            self.note("openapi::access", node.id(), "plans that are not told by their names; left out");
        }
        found.sort_by_key(|(plan, _)| PLANS.iter().position(|known| known == plan).unwrap_or(PLANS.len()));
        found
    }
}
