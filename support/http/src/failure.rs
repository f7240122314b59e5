//! Bodies that report an error under a successful status.

use crate::codec::{Kind, Reader};

/// Whether a JSON text reports an error, though its status is a success: `success` is `false`, there are `errors`, or an
/// `error`. Members that the expected type knows itself (`knows`) mean what they mean there, except for `success`, and for
/// `errors` beside the `data` of a query.
pub(crate) fn is_reported(text: &str, knows: &dyn Fn(&str) -> bool) -> bool {
    // Most bodies do not even mention one.
    let mentions = |word: &str| text.contains(word);
    (mentions("\"success\"") || mentions("\"error")) && read(text, knows).unwrap_or(false)
}

fn read(text: &str, knows: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut reader = Reader::new(text);
    reader.begin_object().ok()?;
    let (mut is_query, mut has_errors) = (false, false);
    let mut first = true;
    while let Some(key) = reader.next_key(first).ok()? {
        first = false;
        let kind = reader.kind().ok()?;
        let value = reader.skip().ok()?;
        let reports = match key.as_ref() {
            "success" => value == "false",
            "data" => {
                is_query = true;
                false
            }
            "errors" => {
                has_errors = kind == Kind::Array && !is_empty(value);
                has_errors && !knows("errors")
            }
            "error" if !knows("error") => match kind {
                Kind::String => value != "\"\"",
                Kind::Object => !is_empty(value),
                _ => false,
            },
            _ => false,
        };
        if reports {
            return Some(true);
        }
    }
    Some(is_query && has_errors)
}

/// Whether a list or an object has nothing in it.
fn is_empty(text: &str) -> bool {
    text[1..].trim_start().len() == 1
}
