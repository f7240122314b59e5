//! Records of a zone as a file, out and in.

mod zone_file;

use crate::collection;
use crate::json::plain;
use crate::route::{Route, body};
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Item;
use crate::world::World;
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;
use zone_file::Record;

/// Answers one of the two calls.
pub(crate) fn answer(world: &World, asked: &Asked, what: &str) -> Answered {
    let zone = world.store.get(&asked.place(1), &asked.segments[1])?;
    let zone = zone.and_then(|zone| zone.value["name"].as_str().map(str::to_owned)).unwrap_or_default();
    if what == "export" { export(world, asked, &zone) } else { import(world, asked, &zone) }
}

fn export(world: &World, asked: &Asked, zone: &str) -> Answered {
    let records = world.store.list(&asked.place(3))?;
    let mut by_kind = BTreeMap::<String, Vec<Item>>::new();
    for record in records {
        by_kind.entry(text(&record.value, "type")).or_default().push(record);
    }
    let mut out = format!(";;\n;; Domain:     {zone}.\n;; Exported:   {}\n;;\n\n", world.now());
    for (kind, records) in by_kind {
        // Writing to a string cannot fail.
        let _ = writeln!(out, ";; {kind} Records");
        for record in records {
            let (name, ttl) = (text(&record.value, "name"), record.value["ttl"].as_u64().unwrap_or(1));
            let tag = if record.value["proxied"] == true { " ; cf_tags=cf-proxied:true" } else { "" };
            let content = written(&record.value, &kind);
            let _ = writeln!(out, "{name}.\t{ttl}\tIN\t{kind}\t{content}{tag}");
        }
        out.push('\n');
    }
    Ok(Reply::content(200, "text/plain; charset=utf-8", out))
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// A record's content as a zone file has it.
fn written(record: &Value, kind: &str) -> String {
    let content = text(record, "content");
    let data = |names: &[&str]| {
        let of = |name: &&str| match &record["data"][name] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        names.iter().map(of).collect::<Vec<_>>().join(" ")
    };
    match kind {
        "CNAME" | "NS" | "PTR" => format!("{}.", content.trim_end_matches('.')),
        "MX" => format!("{} {}.", record["priority"].as_u64().unwrap_or(0), content.trim_end_matches('.')),
        "TXT" if content.starts_with('"') => content,
        "TXT" => format!("\"{}\"", content.replace('\\', "\\\\").replace('"', "\\\"")),
        "SRV" => format!("{}.", data(&["priority", "weight", "port", "target"]).trim_end_matches('.')),
        "CAA" => {
            format!(
                "{} \"{}\"",
                data(&["flags", "tag"]),
                record["data"]["value"].as_str().unwrap_or_default()
            )
        }
        _ => content,
    }
}

/// Adds what is not there yet. What only the zone's own servers say, its SOA and its NS, is passed over.
fn import(world: &World, asked: &Asked, zone: &str) -> Answered {
    let given = body::needed(asked)?;
    let file = plain(&given["file"]);
    let records = zone_file::records(&file, zone).map_err(|error| Reply::error(400, 9004, error))?;
    let proxied = matches!(&given["proxied"], Value::Bool(true)) || given["proxied"] == "true";
    let total = records.len();
    let mut added = 0;
    for record in records {
        let own = record.kind == "SOA" || record.kind == "NS" && record.name == zone;
        if own || is_there(world, asked, &record)? {
            continue;
        }
        add(world, asked, &record, proxied)?;
        added += 1;
    }
    let result = json!({"recs_added": added, "total_records_parsed": total});
    let timing = json!({"start_time": world.now().to_string(), "end_time": world.now().to_string(), "process_time": 0.0});
    let body = json!({"success": true, "errors": [], "messages": [], "result": result, "timing": timing});
    Ok(Reply::json(200, &body))
}

/// What a record is made of.
fn members(record: &Record) -> Value {
    let number = |at: usize| record.data.get(at).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
    let plain = |at: usize| record.data.get(at).map(|text| text.trim_matches('"').to_owned());
    let mut out = json!({"type": record.kind, "name": record.name, "ttl": record.ttl.unwrap_or(1)});
    match record.kind.as_str() {
        "MX" => {
            out["priority"] = json!(number(0));
            out["content"] = json!(plain(1));
        }
        "SRV" => {
            out["data"] =
                json!({"priority": number(0), "weight": number(1), "port": number(2), "target": plain(3)});
        }
        "CAA" => out["data"] = json!({"flags": number(0), "tag": plain(1), "value": plain(2)}),
        _ => out["content"] = json!(record.data.join(" ")),
    }
    out
}

fn is_there(world: &World, asked: &Asked, record: &Record) -> Result<bool, Reply> {
    let wanted = members(record);
    let is_same = |item: &Item| {
        ["type", "name", "content", "data"].iter().all(|name| match &wanted[*name] {
            Value::Object(members) => {
                members.iter().all(|(member, value)| item.value[*name][member] == *value)
            }
            Value::Null => true,
            value => item.value[*name] == *value,
        })
    };
    Ok(world.store.list(&asked.place(3))?.iter().any(is_same))
}

/// Makes a record as its own call does.
fn add(world: &World, asked: &Asked, record: &Record, proxied: bool) -> Result<(), Reply> {
    let mut members = members(record);
    if matches!(record.kind.as_str(), "A" | "AAAA" | "CNAME") {
        members["proxied"] = json!(record.proxied.unwrap_or(proxied));
    }
    let mut headers = http::HeaderMap::new();
    headers.insert("content-type", http::HeaderValue::from_static("application/json"));
    let path = format!("/zones/{}/dns_records", asked.segments[1]);
    let call = Asked::new("POST", &path, "", headers, Bytes::from(members.to_string()));
    let route = Route::find(world.catalogue, &call)?;
    collection::answer(world, &call, &route).map(drop)
}
