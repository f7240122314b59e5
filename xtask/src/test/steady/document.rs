//! The document as the server has to be given it.
//!
//! What is required and `readOnly` is required of answers only, OpenAPI 3.0 says. The server asks for it in requests
//! too, where it must not be sent: so that it is not asked for, it is not required here.

use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Writes the document for the server.
pub(super) fn write(root: &Path) -> Result<PathBuf, Vec<Diagnostic>> {
    let document = document::pinned(root)?;
    let mut value: Value = serde_json::from_str(document.source().text())
        .map_err(|error| vec![super::failed(error.to_string())])?;
    let whole = value.clone();
    relax(&mut value, &whole);
    let path = root.join("target/wire-document.json");
    write_file(&path, value.to_string().as_bytes()).map_err(|error| vec![error])?;
    Ok(path)
}

/// Takes the names of `readOnly` members out of `required`, everywhere.
fn relax(value: &mut Value, whole: &Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| relax(item, whole)),
        Value::Object(members) => {
            let read_only: Vec<String> = match members.get("properties") {
                Some(Value::Object(properties)) => properties
                    .iter()
                    .filter(|(_, schema)| is_read_only(schema, whole, 0))
                    .map(|(name, _)| name.clone())
                    .collect(),
                _ => Vec::new(),
            };
            if let Some(Value::Array(required)) = members.get_mut("required") {
                required.retain(|name| {
                    !name.as_str().is_some_and(|name| read_only.iter().any(|known| known == name))
                });
            }
            members.values_mut().for_each(|member| relax(member, whole));
        }
        _ => {}
    }
}

/// Whether a schema says `readOnly`, itself or by what it refers to.
fn is_read_only(schema: &Value, whole: &Value, depth: usize) -> bool {
    /// References that lead to references lead somewhere, or around in a circle.
    const MOST: usize = 16;
    let target =
        schema.get("$ref").and_then(Value::as_str).and_then(|at| whole.pointer(at.strip_prefix('#')?));
    schema.get("readOnly") == Some(&Value::Bool(true))
        || depth < MOST && target.is_some_and(|target| is_read_only(target, whole, depth + 1))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_read_only_is_not_required_and_nothing_else_changes() {
        let mut document = json!({
            "components": {"schemas": {
                "id": {"type": "string", "readOnly": true},
                "list": {"required": ["id", "name", "own"], "properties": {
                    "id": {"$ref": "#/components/schemas/id"},
                    "name": {"type": "string"},
                    "own": {"type": "string", "readOnly": true}}},
                "loop": {"required": ["loop"], "properties": {"loop": {"$ref": "#/components/schemas/loop"}}}}}
        });
        let whole = document.clone();
        super::relax(&mut document, &whole);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["list"]["required"], json!(["name"]));
        assert_eq!(schemas["loop"]["required"], json!(["loop"]));
        assert_eq!(schemas["list"]["properties"], whole["components"]["schemas"]["list"]["properties"]);
    }
}
