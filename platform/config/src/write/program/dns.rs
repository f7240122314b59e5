//! DNS records.

use super::Printer;
use super::value::{quoted, texts};
use super::zone::{Helped, zone};
use crate::model::Resource;
use serde_json::{Map, Value};

/// What an argument is.
#[derive(Clone, Copy)]
enum Argument {
    Text,
    U8,
    U16,
}

use Argument::{Text, U8, U16};

/// A type whose records have several values: its function, and its arguments with the members that they are.
type Data = (&'static str, &'static str, &'static [(&'static str, Argument)]);

const CERTIFICATE: &[(&str, Argument)] =
    &[("usage", U8), ("selector", U8), ("matching_type", U8), ("certificate", Text)];
const TARGET: &[(&str, Argument)] = &[("priority", U16), ("target", Text), ("value", Text)];

static DATA: [Data; 11] = [
    ("CAA", "Caa", &[("flags", U8), ("tag", Text), ("value", Text)]),
    ("SRV", "Srv", &[("priority", U16), ("weight", U16), ("port", U16), ("target", Text)]),
    ("HTTPS", "Https", TARGET),
    ("SVCB", "Svcb", TARGET),
    ("SSHFP", "Sshfp", &[("algorithm", U8), ("type", U8), ("fingerprint", Text)]),
    ("TLSA", "Tlsa", CERTIFICATE),
    ("SMIMEA", "Smimea", CERTIFICATE),
    ("DS", "Ds", &[("key_tag", U16), ("algorithm", U8), ("digest_type", U8), ("digest", Text)]),
    ("DNSKEY", "Dnskey", &[("flags", U16), ("protocol", U8), ("algorithm", U8), ("public_key", Text)]),
    ("CERT", "Cert", &[("type", U16), ("key_tag", U16), ("algorithm", U8), ("certificate", Text)]),
    (
        "NAPTR",
        "Naptr",
        &[
            ("order", U16),
            ("preference", U16),
            ("flags", Text),
            ("service", Text),
            ("regex", Text),
            ("replacement", Text),
        ],
    ),
];

/// Types whose records are one text, with their functions, and whether a name usually has several.
static CONTENT: [(&str, &str, bool); 7] = [
    ("A", "A", false),
    ("AAAA", "Aaaa", false),
    ("CNAME", "Cname", false),
    ("PTR", "Ptr", false),
    ("NS", "Ns", true),
    ("TXT", "Txt", true),
    ("OPENPGPKEY", "Openpgpkey", true),
];

/// A record by the function of its type.
pub(super) fn record(printer: &Printer<'_>, resource: &Resource, in_zone: &str) -> Option<Helped> {
    let mut rest = resource.settings.clone();
    let (kind, host) = (rest.remove("type")?, rest.remove("name")?);
    let (kind, host) = (kind.as_str()?, host.as_str()?);
    let below = below(host, in_zone)?;
    let ttl = rest.remove("ttl")?;
    let (mut record, several) = content(kind, &mut rest).or_else(|| data(printer, kind, &mut rest))?;
    if ttl != 1 {
        match super::value::small(&ttl) {
            Some(seconds) => record.push_str(&format!(".ttl({seconds})")),
            None => rest.extend([("ttl".to_owned(), ttl)]),
        }
    }
    for (member, value) in rest {
        record.push_str(&call(printer, &member, &value));
    }
    let member = if resource.settings.contains_key("data") { "data" } else { "content" };
    let mut identity = if several { vec!["type", "name", member] } else { vec!["type", "name"] };
    if !several && resource.identity == ["type", "name", member] {
        record.push_str(".one_of_several()");
        identity.push(member);
    }
    let several = identity.len() == 3;
    let head = format!("{}.dns({}, {record})", zone(in_zone), quoted(&below));
    let mut name = format!("{host}:{}", kind.to_lowercase());
    if several {
        let content = resource.settings.get("content").and_then(Value::as_str);
        // Members of `data` may come in another order than they were declared in.
        name = content.map_or(String::new(), |content| format!("{name}:{}", digest(content)));
    }
    Some(Helped { is_resource: true, ..Helped::new(head, &name, &identity, Map::new()) })
}

fn call(printer: &Printer<'_>, member: &str, value: &Value) -> String {
    let text = match (member, value) {
        ("proxied", Value::Bool(true)) => Some(".proxied()".to_owned()),
        ("proxied", Value::Bool(false)) => Some(".unproxied()".to_owned()),
        ("comment", Value::String(text)) => Some(format!(".comment({})", quoted(text))),
        ("tags", tags) => texts(tags).map(|tags| format!(".tags({tags})")),
        _ => None,
    };
    text.unwrap_or_else(|| format!(".set({}, {})", quoted(member), printer.value(value)))
}

fn content(kind: &str, rest: &mut Map<String, Value>) -> Option<(String, bool)> {
    let text = quoted(rest.get("content")?.as_str()?);
    let found = if kind == "MX" {
        let priority = u16::try_from(rest.get("priority")?.as_u64()?).ok()?;
        rest.remove("priority");
        (format!("Mx({priority}, {text})"), true)
    } else if let Some((_, function, several)) = CONTENT.iter().find(|(name, ..)| *name == kind) {
        (format!("{function}({text})"), *several)
    } else {
        (format!("Record::other({}, \"content\", {text})", quoted(kind)), true)
    };
    rest.remove("content");
    Some(found)
}

fn data(printer: &Printer<'_>, kind: &str, rest: &mut Map<String, Value>) -> Option<(String, bool)> {
    let data = rest.remove("data")?;
    let found = DATA.iter().find(|(name, ..)| *name == kind).and_then(|(_, function, members)| {
        let object = data.as_object().filter(|object| object.len() == members.len())?;
        let arguments: Option<Vec<String>> =
            members.iter().map(|(name, is)| argument(object.get(*name)?, *is)).collect();
        Some(format!("{function}({})", arguments?.join(", ")))
    });
    let record = found.or_else(|| {
        let uri = uri(&data, rest.get("priority")?).filter(|_| kind == "URI")?;
        rest.remove("priority");
        Some(uri)
    });
    let record = record.unwrap_or_else(|| match kind {
        "LOC" => format!("Loc({})", printer.value(&data)),
        _ => format!("Record::other({}, \"data\", {})", quoted(kind), printer.value(&data)),
    });
    Some((record, true))
}

fn uri(data: &Value, priority: &Value) -> Option<String> {
    let [weight, target] = super::data::exactly(data, ["weight", "target"])?;
    Some(format!(
        "Uri({}, {}, {})",
        argument(priority, U16)?,
        argument(weight, U16)?,
        argument(target, Text)?
    ))
}

fn argument(value: &Value, is: Argument) -> Option<String> {
    match is {
        Text => value.as_str().map(quoted),
        U8 => u8::try_from(value.as_u64()?).ok().map(|number| number.to_string()),
        U16 => u16::try_from(value.as_u64()?).ok().map(|number| number.to_string()),
    }
}

/// A host as the builder is told it, if that makes it the same host again.
pub(super) fn below(host: &str, zone: &str) -> Option<String> {
    if !zone.contains('.') {
        return Some(host.to_owned());
    }
    if host == zone {
        return Some("@".to_owned());
    }
    let name = host.strip_suffix(zone)?.strip_suffix('.')?;
    // A short name that itself looks like one of the zone would be taken as it is; so would an empty one or `@`.
    let again = name.is_empty() || name == "@" || name == zone || name.ends_with(&format!(".{zone}"));
    Some(if again { host.to_owned() } else { name.to_owned() })
}

/// What the builder puts at the end of the name of a record that is one of several.
fn digest(content: &str) -> String {
    let mut text = String::from("\"");
    for c in content.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{:08x}", hash >> 32)
}
