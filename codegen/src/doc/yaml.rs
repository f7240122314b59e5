//! YAML to JSON text. Keys become strings, as OpenAPI's status codes (`200:`) need.

use super::write_string;
use serde_yaml::{Mapping, Value};

/// Converts a YAML text, merge keys (`<<`) applied.
///
/// # Errors
/// The reason, when the text is not YAML or says what JSON cannot.
pub(super) fn to_json(text: &str) -> Result<String, String> {
    let mut value: Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    let mut out = String::with_capacity(text.len());
    write(&value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut String) -> Result<(), String> {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) if number.is_f64() && !number.is_finite() => {
            return Err(format!("the number {number} has no JSON form"));
        }
        Value::Number(number) => out.push_str(&number.to_string()),
        Value::String(text) => write_string(text, out),
        Value::Sequence(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out)?;
            }
            out.push(']');
        }
        Value::Mapping(members) => write_mapping(members, out)?,
        Value::Tagged(tagged) => write(&tagged.value, out)?,
    }
    Ok(())
}

fn write_mapping(members: &Mapping, out: &mut String) -> Result<(), String> {
    out.push('{');
    for (index, (key, value)) in members.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        match key {
            Value::String(text) => write_string(text, out),
            Value::Number(number) => write_string(&number.to_string(), out),
            Value::Bool(value) => write_string(if *value { "true" } else { "false" }, out),
            Value::Null => write_string("null", out),
            _ => return Err("a mapping key is itself a list or a mapping".into()),
        }
        out.push(':');
        write(value, out)?;
    }
    out.push('}');
    Ok(())
}
