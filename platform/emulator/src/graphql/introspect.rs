//! What the schema says of itself: `__schema` and `__type`.

use super::document::Node;
use super::failure::Failure;
use super::plan::object;
use super::schema::{Member, Type, types};
use serde_json::{Map, Value, json};

/// Answers `__schema`.
pub(crate) fn schema(node: &Node) -> Result<Value, Failure> {
    members(node, "__Schema", |below| {
        Ok(Some(match below.name.as_str() {
            "types" => types().iter().map(|(name, of)| told(below, name, of)).collect::<Result<_, _>>()?,
            "queryType" => reference(below, "Query")?,
            "directives" => json!([directive(below, "include")?, directive(below, "skip")?]),
            "description" | "mutationType" | "subscriptionType" => Value::Null,
            _ => return Ok(None),
        }))
    })
}

/// Answers `__type(name:)`.
pub(crate) fn named(node: &Node) -> Result<Value, Failure> {
    let name = node.arguments.get("name").and_then(Value::as_str);
    let name = name.ok_or_else(|| {
        Failure::new(400, "error parsing args for \"__type\": name: required").at(node.place)
    })?;
    match types().get_key_value(name) {
        Some((name, of)) => told(node, name, of),
        None => Ok(Value::Null),
    }
}

/// An object of what is asked for; a name without an answer is an error.
fn members(
    node: &Node,
    of: &str,
    mut answer: impl FnMut(&Node) -> Result<Option<Value>, Failure>,
) -> Result<Value, Failure> {
    object(node)?;
    let mut out = Map::new();
    for below in &node.nodes {
        let value = match below.name.as_str() {
            "__typename" => json!(of),
            _ => answer(below)?.ok_or_else(|| {
                let message = format!("Unknown field \"{}\" on type \"{of}\"", below.name);
                Failure::new(400, message).at(below.place)
            })?,
        };
        out.insert(below.key.clone(), value);
    }
    Ok(Value::Object(out))
}

fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { json!(text) }
}

fn told(node: &Node, name: &str, of: &Type) -> Result<Value, Failure> {
    let all = |below: &Node, own: &[&str], each: fn(&Node, &Member) -> Result<Value, Failure>| {
        if !own.contains(&of.kind) {
            return Ok(Value::Null);
        }
        // What is deprecated is told where it is asked for.
        let deprecated = below.arguments.get("includeDeprecated") == Some(&Value::Bool(true));
        let shown = of.members.iter().filter(|member| deprecated || !member.deprecated);
        shown.map(|member| each(below, member)).collect::<Result<Value, Failure>>()
    };
    members(node, "__Type", |below| {
        Ok(Some(match below.name.as_str() {
            "kind" => json!(of.kind),
            "name" => json!(name),
            "description" => text(&of.about),
            "fields" => all(below, &["OBJECT"], field)?,
            "inputFields" => all(below, &["INPUT_OBJECT"], argument)?,
            "enumValues" => all(below, &["ENUM"], choice)?,
            "interfaces" if of.kind == "OBJECT" => json!([]),
            "interfaces" | "possibleTypes" | "ofType" | "specifiedByURL" | "specifiedByUrl" | "isOneOf" => {
                Value::Null
            }
            _ => return Ok(None),
        }))
    })
}

fn field(node: &Node, member: &Member) -> Result<Value, Failure> {
    members(node, "__Field", |below| {
        Ok(Some(match below.name.as_str() {
            "args" => {
                member.arguments.iter().map(|own| argument(below, own)).collect::<Result<Value, Failure>>()?
            }
            _ => return common(below, member),
        }))
    })
}

fn argument(node: &Node, member: &Member) -> Result<Value, Failure> {
    members(node, "__InputValue", |below| match below.name.as_str() {
        "defaultValue" => Ok(Some(Value::Null)),
        _ => common(below, member),
    })
}

fn choice(node: &Node, member: &Member) -> Result<Value, Failure> {
    members(node, "__EnumValue", |below| common(below, member))
}

fn common(node: &Node, member: &Member) -> Result<Option<Value>, Failure> {
    Ok(Some(match node.name.as_str() {
        "name" => json!(member.name),
        "description" => text(&member.about),
        "type" => reference(node, &member.kind)?,
        "isDeprecated" => json!(member.deprecated),
        "deprecationReason" => {
            if member.deprecated {
                json!("see the documentation of the dataset")
            } else {
                Value::Null
            }
        }
        _ => return Ok(None),
    }))
}

/// A type as it is referred to: `[string!]!` is a list that is not null of texts that are not.
fn reference(node: &Node, kind: &str) -> Result<Value, Failure> {
    let (own, inner) = match kind.strip_suffix('!') {
        Some(inner) => ("NON_NULL", inner),
        None => match kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
            Some(inner) => ("LIST", inner),
            None => {
                return match types().get_key_value(kind) {
                    Some((name, of)) => told(node, name, of),
                    None => Ok(Value::Null),
                };
            }
        },
    };
    members(node, "__Type", |below| {
        Ok(Some(match below.name.as_str() {
            "kind" => json!(own),
            "ofType" => reference(below, inner)?,
            "name" | "description" | "fields" | "inputFields" | "enumValues" | "interfaces"
            | "possibleTypes" => Value::Null,
            _ => return Ok(None),
        }))
    })
}

fn directive(node: &Node, name: &str) -> Result<Value, Failure> {
    members(node, "__Directive", |below| {
        Ok(Some(match below.name.as_str() {
            "name" => json!(name),
            "description" => Value::Null,
            "locations" => json!(["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"]),
            "isRepeatable" => json!(false),
            "args" => {
                let own = Member { name: "if".to_owned(), kind: "Boolean!".to_owned(), ..Member::default() };
                json!([argument(below, &own)?])
            }
            _ => return Ok(None),
        }))
    })
}
