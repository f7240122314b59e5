//! Numbers that count are integers: definition files say `number` of everything, so names decide.

use crate::ir::rust::{CallKind, Crates, ItemKind, Method, RTy};
use codegen::names::{counts, is_calculated, is_unit, singular, words};

/// Last words of names of sizes and places, which are whole numbers here: JavaScript's own and the platform's.
const WHOLE: [&str; 9] = ["attempt", "byte", "index", "length", "number", "row", "size", "status", "token"];

/// Words that say of what there is a number, wherever a name has them: `max_connections`, `rows_read`, `size_after`.
const COUNTED: [&str; 23] = [
    "attempts",
    "bytes",
    "changes",
    "channels",
    "chunks",
    "cols",
    "columns",
    "connections",
    "dimensions",
    "events",
    "images",
    "iterations",
    "objects",
    "requests",
    "results",
    "retries",
    "rows",
    "sessions",
    "size",
    "steps",
    "tokens",
    "vectors",
    "words",
];

/// Ends of names that mean a whole number which may be below zero.
const SIGNED: [&[&str]; 3] = [&["code"], &["row", "id"], &["desired", "size"]];

pub(crate) fn run(crates: &mut Crates) {
    for item in &mut crates.items {
        match &mut item.kind {
            ItemKind::Handle(handle) => handle.methods.iter_mut().for_each(method),
            ItemKind::Function(function) => method(function),
            ItemKind::Dict(dict) => dict.fields.iter_mut().for_each(|field| count(&mut field.ty, &field.js)),
            _ => {}
        }
    }
}

/// Arguments and properties by their names; what a call gives is not said by its name.
fn method(method: &mut Method) {
    let set = method.kind == CallKind::Setter;
    for arg in &mut method.args {
        count(&mut arg.ty, if set { &method.js } else { &arg.name });
    }
    if method.kind == CallKind::Getter {
        count(&mut method.ret, &method.js);
    }
}

/// Makes a number an integer, where what is called so counts.
fn count(ty: &mut RTy, name: &str) {
    match ty {
        RTy::F64 => *ty = integer(name).map_or(RTy::F64, RTy::Int),
        RTy::Opt(inner) => count(inner, name),
        _ => {}
    }
}

/// The integer that a number of the name is.
fn integer(name: &str) -> Option<&'static str> {
    if counts(name) {
        return Some("u64");
    }
    let words = words(name);
    let last = words.last()?;
    let whole = WHOLE.contains(&singular(last).as_str());
    if is_calculated(name) || is_unit(last) && !whole {
        return None;
    }
    let ends = |end: &[&str]| words.len() >= end.len() && words[words.len() - end.len()..] == *end;
    if SIGNED.into_iter().any(ends) {
        return Some("i64");
    }
    let counted = words.iter().any(|word| COUNTED.contains(&word.as_str()));
    (whole || counted).then_some("u64")
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn what_counts_is_an_integer_and_what_is_measured_is_none() {
        for name in [
            "rows_read",
            "rowsWritten",
            "size",
            "size_after",
            "fileSize",
            "backlogBytes",
            "limit",
            "maxRetries",
            "attempts",
        ] {
            assert_eq!(integer(name), Some("u64"), "{name}");
        }
        for name in ["code", "exitCode", "last_row_id", "desiredSize"] {
            assert_eq!(integer(name), Some("i64"), "{name}");
        }
        for name in [
            "timestamp",
            "cpuTimeMs",
            "width",
            "latitude",
            "vector_score",
            "memoryMib",
            "retryDelayMs",
            "seed",
        ] {
            assert_eq!(integer(name), None, "{name}");
        }
    }
}
