//! What documentation says beyond what stands beside it anyway.

use crate::ir::Facts;

/// The text of a member or a parameter, without its default and bounds, which are told apart.
pub(super) fn described<'t>(docs: &'t str, facts: &Facts) -> &'t str {
    docs.strip_suffix(facts.text().as_str()).unwrap_or(docs).trim_end()
}
