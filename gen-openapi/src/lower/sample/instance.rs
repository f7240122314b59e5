//! Values that satisfy a schema, made up from what it says.

use crate::lower::{Lower, flat};
use crate::read::{Additional, Kinds, Schema};
use codegen::doc::{Draft, Node, Value};
use std::borrow::Cow;

/// How deep optional members are filled in.
const MAX_DEPTH: usize = 5;

/// A value of a schema as it is sent or received: members that do not exist in that direction are left out.
pub(super) fn instance<'d>(lower: &mut Lower<'d>, schema: Schema<'d>, depth: usize, sent: bool) -> Draft<'d> {
    let mut parts = lower.parts(schema);
    if depth > MAX_DEPTH * 3 {
        return Draft::Object(Vec::new());
    }
    let mut variants = lower.variants(&parts);
    // A variant may offer variants again; a discriminator's value follows from the last one's own member.
    for _ in 0..MAX_DEPTH {
        let Some(variant) = variants.iter().copied().find(|variant| variant.kinds() != Kinds::NULL) else {
            break;
        };
        let own = lower.parts(variant);
        parts.extend(own.iter().copied());
        let nested = own.iter().any(|part| part.has_variants());
        if nested && flat::kinds(&parts) != Kinds::OBJECT {
            return instance(lower, variant, depth + 1, sent);
        }
        variants = if nested { lower.variants(&own) } else { Vec::new() };
    }
    if let Some(values) = parts.iter().rev().find_map(|part| part.values())
        && let Some(value) = values.iter().find(|value| !value.is_null())
        && !matches!(value.value(), Value::Object(_) | Value::Array(_))
    {
        return Draft::Node(value);
    }
    let kinds = flat::kinds(&parts);
    let kind = kinds.each().next().unwrap_or(Kinds::OBJECT);
    match kind {
        Kinds::OBJECT => object(lower, &parts, depth, sent),
        Kinds::ARRAY => array(lower, &parts, depth, sent),
        Kinds::STRING => string(&parts),
        Kinds::BOOLEAN => Draft::Bool(true),
        Kinds::INTEGER | Kinds::NUMBER => number(&parts, kind == Kinds::INTEGER),
        _ => Draft::Object(Vec::new()),
    }
}

fn object<'d>(lower: &mut Lower<'d>, parts: &[Schema<'d>], depth: usize, sent: bool) -> Draft<'d> {
    let required: Vec<&str> = parts.iter().flat_map(|part| part.required()).collect();
    let mut members: Vec<(Cow<'d, str>, Draft<'d>)> = Vec::new();
    for (name, member) in lower.members(parts) {
        let hides = |schema: Schema<'_>| if sent { schema.read_only() } else { schema.write_only() };
        let hidden = member.schemas.iter().any(|schema| {
            hides(*schema) || lower.document.follow(schema.node).is_some_and(|node| hides(Schema { node }))
        });
        if hidden || (depth >= MAX_DEPTH && !required.contains(&name)) {
            continue;
        }
        let telling =
            member.schemas.iter().rev().find(|schema| !schema.says_nothing()).or(member.schemas.last());
        let value = match telling {
            Some(schema) => instance(lower, *schema, depth + 1, sent),
            None => Draft::Object(Vec::new()),
        };
        members.push((Cow::Borrowed(name), value));
    }
    if members.is_empty()
        && let Some(example) =
            parts.iter().rev().find_map(|part| part.example()).filter(|example| example.is_object())
    {
        return Draft::Node(example);
    }
    if members.is_empty()
        && let Some(Additional::Schema(values)) = parts
            .iter()
            .rev()
            .map(|part| part.additional())
            .find(|found| matches!(found, Additional::Schema(_)))
    {
        members.push(("key".into(), instance(lower, values, depth + 1, sent)));
    }
    Draft::Object(members)
}

fn array<'d>(lower: &mut Lower<'d>, parts: &[Schema<'d>], depth: usize, sent: bool) -> Draft<'d> {
    let Some(items) = parts.iter().rev().find_map(|part| part.items()) else {
        return Draft::Array(Vec::new());
    };
    let wanted = bound(parts, "minItems").map_or(1.0, |least| least.max(1.0));
    // Items that must differ would have to be made up one by one: the document's own are used where it asks for more.
    if wanted > 1.0
        && let Some(example) =
            parts.iter().rev().find_map(|part| part.example()).filter(|example| example.is_array())
    {
        return Draft::Node(example);
    }
    let item = instance(lower, items, depth + 1, sent);
    Draft::Array(vec![item; wanted as usize])
}

fn bound(parts: &[Schema<'_>], key: &str) -> Option<f64> {
    parts.iter().rev().find_map(|part| part.bound(key)).and_then(|text| text.parse().ok())
}

fn number<'d>(parts: &[Schema<'d>], whole: bool) -> Draft<'d> {
    let least = bound(parts, "minimum");
    let most = bound(parts, "maximum");
    let fits = |value: f64| least.is_none_or(|least| value >= least) && most.is_none_or(|most| value <= most);
    let stated = parts.iter().rev().find_map(|part| part.example().or_else(|| part.default_value()));
    if let Some(text) = stated.and_then(Node::as_number)
        && text.parse::<f64>().is_ok_and(|value| fits(value) && (!whole || value.fract() == 0.0))
    {
        return Draft::Number(Cow::Borrowed(text));
    }
    let value = [1.0, least.unwrap_or(1.0), most.unwrap_or(1.0)]
        .into_iter()
        .find(|value| fits(*value))
        .unwrap_or(1.0);
    Draft::Number(Cow::Owned(if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string() }))
}

fn string<'d>(parts: &[Schema<'d>]) -> Draft<'d> {
    let least = bound(parts, "minLength").unwrap_or_default() as usize;
    let most = bound(parts, "maxLength").map_or(usize::MAX, |most| most as usize);
    let fits = |text: &str| (least..=most).contains(&text.chars().count());
    let stated = parts.iter().rev().find_map(|part| part.example().or_else(|| part.default_value()));
    let format = parts.iter().rev().find_map(|part| part.format()).unwrap_or_default().to_ascii_lowercase();
    let of_format = |text: &str| match format.as_str() {
        "date-time" => text.len() >= 20 && text.contains('T'),
        "date" => text.len() == 10,
        "uuid" => text.len() == 36,
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "uri" => text.contains("://"),
        _ => true,
    };
    if let Some(text) = stated.and_then(Node::as_str)
        && fits(text)
        && of_format(text)
    {
        return Draft::string(text.to_owned());
    }
    let made = match format.as_str() {
        "date-time" => "2024-01-02T03:04:05Z".to_owned(),
        "date" => "2024-01-02".to_owned(),
        "uuid" => "f174e90a-fafe-4643-bbbc-4a0ed4fc8415".to_owned(),
        "ipv4" => "192.0.2.1".to_owned(),
        "ipv6" => "2001:db8::1".to_owned(),
        "uri" | "url" => "https://example.com/".to_owned(),
        "email" => "user@example.com".to_owned(),
        "hostname" => "example.com".to_owned(),
        "byte" => "Y29udGVudA==".to_owned(),
        _ => "023e105f4ecef8ad9ca31a8372d0c353".to_owned(),
    };
    let mut text: String = made.chars().take(most).collect();
    while text.chars().count() < least {
        text.push('a');
    }
    Draft::string(text)
}
