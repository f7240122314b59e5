//! JSON values.

use serde_json::Value;

/// A value as text: a text itself, everything else as JSON writes it.
pub(crate) fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
