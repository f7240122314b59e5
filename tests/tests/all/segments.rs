//! The pinned document, cut: nothing is lost, nothing is left over, everything has its name.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use tests::real::{self, OPERATIONS};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Every segment as JSON, by service.
fn segments() -> Vec<(String, Value)> {
    let segments = &real::segmentation().segments;
    let parse = |json: &str| serde_json::from_str(json).expect("a segment is JSON");
    segments.iter().map(|segment| (segment.name.clone(), parse(&segment.json))).collect()
}

/// The operations of a document: path, method, operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let each = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS.into_iter().filter(|method| item.get(method).is_some());
        methods.map(move |method| (path.as_str(), method, &item[method]))
    });
    each.collect()
}

#[test]
fn every_operation_is_in_one_service() {
    let whole: Value = serde_json::from_str(real::source().text()).expect("the document is JSON");
    let wanted: BTreeSet<(&str, &str)> = operations(&whole).iter().map(|op| (op.0, op.1)).collect();
    let segments = segments();
    let mut found: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (service, segment) in &segments {
        for (path, method, _) in operations(segment) {
            found.entry((path, method)).or_default().push(service);
        }
    }
    let several: Vec<_> = found.iter().filter(|(_, services)| services.len() > 1).collect();
    assert!(several.is_empty(), "{several:?}");
    assert_eq!(found.keys().copied().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(wanted.len(), OPERATIONS);
}

#[test]
fn the_report_adds_up() {
    let segmentation = real::segmentation();
    let report = serde_json::to_value(segmentation.report()).expect("a report");
    assert_eq!(report["operations"], OPERATIONS);
    assert_eq!(report["unassigned"], 0);
    let services = report["services"].as_array().expect("services");
    let sum: u64 = services.iter().filter_map(|service| service["operations"].as_u64()).sum();
    assert_eq!(sum, OPERATIONS as u64);
    for (service, (name, segment)) in services.iter().zip(segments()) {
        assert_eq!(service["name"], name.as_str());
        assert_eq!(service["operations"], operations(&segment).len(), "{name}");
        let schemas = segment["components"].get("schemas").and_then(Value::as_object).map_or(0, Map::len);
        assert_eq!(service["schemas"], schemas, "{name}");
    }
    let bytes: Vec<usize> = segmentation.segments.iter().map(|segment| segment.json.len()).collect();
    let reported: Vec<u64> = services.iter().filter_map(|service| service["bytes"].as_u64()).collect();
    assert_eq!(reported, bytes.iter().map(|bytes| *bytes as u64).collect::<Vec<_>>());
}

/// The references in a value: `$ref`s, and what discriminators map to. Examples hold data.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            for (key, member) in members {
                match (key.as_str(), member) {
                    ("$ref", Value::String(target)) => drop(found.insert(target.clone())),
                    ("mapping", Value::Object(mapping)) => {
                        let targets = mapping.values().filter_map(Value::as_str).map(|target| {
                            if target.starts_with('#') {
                                target.to_owned()
                            } else {
                                format!("#/components/schemas/{target}")
                            }
                        });
                        found.extend(targets);
                    }
                    // A media type's examples are named, and may be components.
                    ("examples", Value::Object(named)) if !named.contains_key("type") => {
                        let targets = named.values().filter_map(|example| example.get("$ref")?.as_str());
                        found.extend(targets.map(str::to_owned));
                    }
                    // A member or a response may be called `default`; what it has says so.
                    ("example" | "examples" | "default" | "enum", member)
                        if ["type", "$ref", "allOf", "anyOf", "oneOf", "properties", "content"]
                            .iter()
                            .all(|key| member.get(key).is_none()) => {}
                    _ => references(member, found),
                }
            }
        }
        _ => {}
    }
}

/// `#/components/kind/name`, for a reference to a component or into one.
fn component(target: &str) -> Option<String> {
    let tokens: Vec<&str> = target.split('/').collect();
    (tokens.len() >= 4 && tokens[..2] == ["#", "components"]).then(|| tokens[..4].join("/"))
}

#[test]
fn segments_have_what_they_refer_to_and_nothing_else() {
    for (service, segment) in segments() {
        let mut open = BTreeSet::new();
        references(&segment["paths"], &mut open);
        let schemes = |node: &Value| -> Vec<String> {
            let each = node.as_array().into_iter().flatten().filter_map(Value::as_object);
            each.flat_map(Map::keys).map(|name| format!("#/components/securitySchemes/{name}")).collect()
        };
        for (_, _, operation) in operations(&segment) {
            open.extend(schemes(operation.get("security").unwrap_or(&segment["security"])));
        }
        let mut reached: BTreeSet<String> = BTreeSet::new();
        while let Some(target) = open.pop_first() {
            let pointer = target.trim_start_matches('#');
            let found = segment.pointer(pointer);
            // A scheme that nothing defines is a warning of the generator.
            if found.is_none() && target.contains("/securitySchemes/") {
                continue;
            }
            assert!(found.is_some(), "{service}: {target} leads nowhere");
            let whole = component(&target).unwrap_or_else(|| panic!("{service}: {target} is no component"));
            if reached.insert(whole.clone())
                && let Some(component) = segment.pointer(whole.trim_start_matches('#'))
            {
                references(component, &mut open);
            }
        }
        let kinds = segment.get("components").and_then(Value::as_object).into_iter().flatten();
        let there: BTreeSet<String> = kinds
            .flat_map(|(kind, members)| {
                let names = members.as_object().into_iter().flat_map(Map::keys);
                names.map(move |name| {
                    format!("#/components/{kind}/{}", name.replace('~', "~0").replace('/', "~1"))
                })
            })
            .collect();
        assert_eq!(there, reached, "{service}");
    }
}

/// Pointers at which a value read and written again misses something of the original.
fn lost(original: &Value, again: &Value, at: &str, found: &mut Vec<String>) {
    match (original, again) {
        (Value::Object(members), Value::Object(others)) => {
            for (key, member) in members {
                match others.get(key) {
                    Some(other) => lost(member, other, &format!("{at}/{key}"), found),
                    None => found.push(format!("{at}/{key}")),
                }
            }
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            for (index, (item, other)) in items.iter().zip(others).enumerate() {
                lost(item, other, &format!("{at}/{index}"), found);
            }
        }
        // 1 is 1.0
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => {}
        (one, other) if one == other => {}
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn openapiv3_reads_segments_without_loss() {
    for (service, segment) in segments() {
        let read: openapiv3::OpenAPI =
            serde_json::from_value(segment.clone()).unwrap_or_else(|error| panic!("{service}: {error}"));
        let written = serde_json::to_value(read).expect("JSON");
        let mut found = Vec::new();
        lost(&segment, &written, "", &mut found);
        assert!(found.is_empty(), "{service} loses {found:#?}");
    }
}

/// Resource chain and method.
fn name(operation: &Value) -> (Vec<&str>, &str) {
    let chain = operation["x-cfs-resource"].as_array().expect("a resource");
    (chain.iter().filter_map(Value::as_str).collect(), operation["x-cfs-method"].as_str().expect("a method"))
}

#[test]
fn ids_and_names_are_unique() {
    let segments = segments();
    let mut ids = BTreeMap::new();
    let mut names = BTreeMap::new();
    for (service, segment) in &segments {
        for (path, method, operation) in operations(segment) {
            let place = format!("{method} {path}");
            let id = operation["operationId"].as_str().expect("an id");
            let same = ids.insert(id, place.clone());
            assert!(same.is_none(), "{same:?} and {place} are both `{id}`");
            let (chain, method) = name(operation);
            // The other path of one method.
            if operation["x-cfs-scope"] == "told" {
                continue;
            }
            assert_eq!(chain.first().map(|root| root.replace('_', "-")).as_ref(), Some(service), "{place}");
            // One method for accounts and zones, made by the other of the two.
            if operation["x-cfs-scope"] == "told" {
                continue;
            }
            let same = names.insert((chain.clone(), method), place.clone());
            assert!(same.is_none(), "{same:?} and {place} are both {chain:?} {method}");
        }
    }
    assert_eq!(ids.len(), OPERATIONS);
}

/// The SDKs' table: names by method and path template.
fn sdk_names() -> BTreeMap<(String, String), Vec<String>> {
    let mut names: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut path = "";
    for line in segmenter::SDK_NAMES.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('/') {
            path = line;
        } else if let [method, name, ..] = line.split_whitespace().collect::<Vec<_>>()[..] {
            names.entry((method.to_lowercase(), path.to_owned())).or_default().push(name.to_owned());
        }
    }
    names
}

/// A path with every parameter written `{}`.
fn template(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| format!("{text}{{}}{}", piece.split_once('}').map_or("", |cut| cut.1)))
}

#[test]
fn services_resources_and_methods_are_those_of_the_sdks() {
    let names = sdk_names();
    let segments = segments();
    let mut known = 0;
    let mut other = Vec::new();
    for (_, segment) in &segments {
        for (path, method, operation) in operations(segment) {
            let Some(wanted) = names.get(&(method.to_owned(), template(path))) else { continue };
            known += 1;
            let (chain, own) = name(operation);
            let own = chain.into_iter().chain([own]).collect::<Vec<_>>().join(".");
            // `snake_case` on one side, `camelCase` on the other.
            let letters = |text: &str| text.replace('_', "").to_lowercase();
            if !wanted.iter().any(|name| letters(name) == letters(&own)) {
                other.push(format!("{method} {path}: {own}, in the SDKs {}", wanted.join(" and ")));
            }
        }
    }
    assert_eq!(known, 2688);
    assert!(other.is_empty(), "{other:#?}");
}

#[test]
fn every_value_of_a_segment_is_found_in_the_document() {
    let document = real::document();
    for segment in &real::segmentation().segments {
        let source = codegen::doc::Source::json(segment.name.as_str(), segment.json.as_str());
        let cut = source.parse().expect("a segment is JSON");
        for (path, method, _) in operations(&serde_json::from_str(&segment.json).expect("JSON")) {
            let mut pointer = codegen::doc::Pointer::root();
            ["paths", path, method].iter().for_each(|token| pointer.push(token));
            let operation = cut.resolve(&pointer).expect("an operation");
            let mut missing = Vec::new();
            walk(operation, &mut |node| {
                let original = segment.origins.original(&cut.pointer(node));
                if document.resolve(&original).is_none() {
                    missing.push(original.to_string());
                }
            });
            // What the segmenter adds stands nowhere else.
            missing.retain(|pointer| !pointer.contains("/x-cfs-") && !pointer.ends_with("/operationId"));
            assert!(missing.is_empty(), "{}: {missing:?}", segment.name);
        }
    }
}

/// Every `$ref` below a node.
fn walk(node: &codegen::doc::Node<'_>, visit: &mut dyn FnMut(codegen::doc::NodeId)) {
    node.items().iter().for_each(|item| walk(item, visit));
    for member in node.members() {
        if member.key == "$ref" || member.key == "description" || member.key.starts_with("x-cfs-") {
            visit(member.node.id());
        }
        walk(&member.node, visit);
    }
}
