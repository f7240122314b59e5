//! What documentation says beyond what stands beside it anyway.

use crate::ir::Facts;
use codegen::names::sentence;

/// The text of a member or a parameter, without its default and bounds, which are told apart; empty where it is but its name.
pub(super) fn described<'t>(docs: &'t str, name: &str, facts: &Facts) -> &'t str {
    let without = docs.strip_suffix(facts.text().as_str()).unwrap_or(docs);
    own_docs(without.trim_end(), name)
}

/// A text; empty where it is but a name.
pub(super) fn own_docs<'t>(docs: &'t str, name: &str) -> &'t str {
    if docs == sentence(name) { "" } else { docs }
}
