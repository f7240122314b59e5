//! A document some months newer: what is new in it finds its place without an edited manifest.

use segmenter::{Segmentation, misc_service};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::{newer, real};

/// The pinned document with an operation more below every path that ends in a name, and a product nobody knows.
fn newer() -> (String, usize) {
    let mut document: Value = serde_json::from_str(real::source().text()).expect("the document is JSON");
    let paths = document["paths"].as_object_mut().expect("paths");
    let known: Vec<String> = paths.keys().cloned().collect();
    let operation =
        |id: String| json!({ "get": { "operationId": id, "responses": { "200": { "description": "" } } } });
    let mut added = 0;
    for (index, path) in known.iter().enumerate() {
        let new = format!("{path}/renewals");
        if !paths.contains_key(&new) {
            paths.insert(new, operation(format!("renewals-{index}")));
            added += 1;
        }
    }
    for new in ["/accounts/{account_id}/quantum_links", "/zones/{zone_id}/quantum_links/{link_id}"] {
        paths.insert(new.to_owned(), operation(format!("quantum{}", new.len())));
    }
    (document.to_string(), added)
}

fn segment(text: String) -> Segmentation {
    let source = codegen::doc::Source::json("newer.json", text);
    let doc = source.parse().expect("it is JSON");
    pipeline::segment(&source, &doc, &[], true).expect("it goes through")
}

#[test]
fn new_operations_find_their_service() {
    let (text, added) = newer();
    let segmentation = segment(text);
    let total: usize = segmentation.segments.iter().map(|segment| segment.operations).sum();
    assert_eq!(total, real::OPERATIONS + added + 2);
    let misc = segmentation.segments.iter().find(|segment| segment.name == misc_service());
    let unplaced = misc.map_or(0, |segment| segment.operations);
    assert_eq!(segmentation.unassigned, unplaced);
    assert!(unplaced >= 2, "what nobody knows is in `misc`");
    assert!(unplaced * 100 < total, "{unplaced} of {total} operations are in `misc`");
    assert!(!segmentation.warnings.is_empty(), "and that is a warning");
}

#[test]
fn a_new_resource_hangs_directly_below_its_service() {
    let path = "/accounts/{account_id}/d1/renewals";
    let mut document: Value = serde_json::from_str(real::source().text()).expect("the document is JSON");
    let schema = json!({ "$ref": "#/components/schemas/d1_database-details-response" });
    let answer = json!({ "description": "", "content": { "application/json": { "schema": schema } } });
    document["paths"][path] = json!({ "get": { "operationId": "renewals", "responses": { "200": answer } } });
    let segmentation = segment(document.to_string());
    let d1 = segmentation.segments.iter().find(|segment| segment.name == "d1").expect("d1");
    let d1: Value = serde_json::from_str(&d1.json).expect("a segment is JSON");
    assert_eq!(d1["paths"][path]["get"]["x-cfs-resource"], json!(["d1", "renewals"]));
}

/// The lines of a ledger by block: what a type, request or resource is called with its kind, where the latter two hang, and
/// what its members and methods are called.
fn blocks(ledger: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut blocks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in ledger.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let first = |line: &str, words: usize| {
            line.trim().splitn(words + 1, ' ').take(words).collect::<Vec<_>>().join(" ")
        };
        let head = |line: &str| first(line, 2);
        if !line.starts_with(' ') {
            current = first(line, 3);
            blocks.entry(current.clone()).or_default();
        } else if line.contains(" \"") {
            blocks.entry(current.clone()).or_default().insert(head(line));
        }
    }
    blocks
}

/// Everything that the ledgers of today have and those of a newer document lack.
fn lost(newer: &real::Run) -> Vec<String> {
    let today = real::run();
    let ledgers = |run: &'static real::Run| -> BTreeMap<&'static str, &'static str> {
        let segments = run.segmentation.segments.iter().map(|segment| segment.name.as_str());
        segments.zip(run.outputs.iter().map(|output| output.ledger.as_str())).collect()
    };
    let there: BTreeMap<&str, BTreeMap<String, BTreeSet<String>>> = newer
        .segmentation
        .segments
        .iter()
        .zip(&newer.outputs)
        .map(|(segment, output)| (segment.name.as_str(), blocks(&output.ledger)))
        .collect();
    let mut lost = Vec::new();
    for (service, ledger) in ledgers(today) {
        let Some(there) = there.get(service) else {
            lost.push(format!("the service {service}"));
            continue;
        };
        for (block, members) in blocks(ledger) {
            match there.get(&block) {
                None => lost.push(format!("{service}: {block}")),
                Some(known) => {
                    lost.extend(
                        members.difference(known).map(|member| format!("{service}: {block}: {member}")),
                    );
                }
            }
        }
    }
    lost
}

#[test]
fn paths_for_accounts_and_zones_may_be_written_apart() {
    let mut document = newer::document();
    newer::split_scopes(&mut document);
    let newer = real::run_text(document.to_string());
    assert_eq!(newer.segmentation.unassigned, 0);
    let total: usize = newer.outputs.iter().map(|output| output.report.operations).sum();
    assert!(total > real::OPERATIONS + 80, "only {total} operations: each of the two counts");
    let lost = lost(&newer);
    assert!(lost.is_empty(), "{lost:#?}");
    let rulesets = newer.segmentation.segments.iter().position(|segment| segment.name == "rulesets");
    let ledger = &newer.outputs[rulesets.expect("the service rulesets")].ledger;
    assert!(
        ledger.contains("rulesets.list GET /{accounts_or_zones}/{account_or_zone_id}/rulesets"),
        "{ledger}"
    );
}

#[test]
fn what_has_become_two_things_is_two_methods() {
    let mut document = newer::document();
    newer::split_scopes(&mut document);
    let body = json!({ "type": "object", "properties": { "only_here": { "type": "string" } } });
    let answer = json!({ "description": "", "content": { "application/json": { "schema": body } } });
    document["paths"]["/zones/{zone_id}/rulesets"]["get"]["responses"]["200"] = answer;
    let newer = real::run_text(document.to_string());
    let segments = newer.segmentation.segments.iter().zip(&newer.outputs);
    let (_, output) = segments.into_iter().find(|(segment, _)| segment.name == "rulesets").expect("rulesets");
    assert!(
        output.ledger.contains(" rulesets.list GET /accounts/{account_id}/rulesets"),
        "{}",
        output.ledger
    );
    assert!(
        output.ledger.contains(" rulesets.list_for_zone GET /zones/{zone_id}/rulesets"),
        "{}",
        output.ledger
    );
    let lost = lost(&newer);
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The newest operations that are published: those of Cloudflare's own command.
#[test]
fn todays_operations_find_their_service_and_keep_what_there_was() {
    let mut document = newer::document();
    newer::split_scopes(&mut document);
    let added = newer::add_commands(&mut document);
    assert!(added > 50, "only {added} operations are new");
    let newer = real::run_text(document.to_string());
    let total: usize = newer.segmentation.segments.iter().map(|segment| segment.operations).sum();
    let unplaced = newer.segmentation.unassigned;
    assert!(unplaced * 100 < total, "{unplaced} of {total} operations are in `misc`");
    let lost = lost(&newer);
    assert!(lost.is_empty(), "{lost:#?}");
}

/// The pinned document with operations and resources more, all of which sort before what is there or want its names.
fn crowded() -> (Value, usize) {
    let mut document: Value = serde_json::from_str(real::source().text()).expect("the document is JSON");
    let paths = document["paths"].as_object_mut().expect("paths");
    let known: Vec<(String, Value)> = paths.iter().map(|(path, item)| (path.clone(), item.clone())).collect();
    let answer_of = |item: &Value| item.get("get").map(|get| get["responses"].clone());
    let mut added = 0;
    let mut add = |paths: &mut serde_json::Map<String, Value>, path: String, method: &str, answers: Value| {
        let id = format!("added-{added}");
        let item = paths.entry(path).or_insert_with(|| json!({}));
        item[method] = json!({ "operationId": id, "responses": answers });
        added += 1;
    };
    let nothing = json!({ "200": { "description": "" } });
    // Below an action a resource, which wants to be called like the method: `database.query` and `database.query().get(id)`.
    let actions = known.iter().filter(|(path, item)| {
        let mut last = path.rsplit('/');
        let own = last.next().is_some_and(|own| !own.starts_with('{'));
        own && last.next().is_some_and(|above| above.starts_with('{')) && item.get("post").is_some()
    });
    for (path, item) in actions.step_by(7).take(20) {
        let answers = item["post"]["responses"].clone();
        add(paths, format!("{path}/{{added_id}}"), "get", answers);
    }
    // Beside an operation another that sorts before it, with the same answer: both want its name.
    let readable = known.iter().filter_map(|(path, item)| Some((path, answer_of(item)?)));
    for (path, answers) in readable.step_by(23).take(20) {
        let (above, _) = path.rsplit_once('/').expect("a path");
        add(paths, format!("{above}/a_added"), "get", answers);
    }
    // A method more on what has some.
    let quiet = known.iter().filter(|(path, item)| path.ends_with('}') && item.get("post").is_none());
    for (path, _) in quiet.step_by(17).take(20) {
        add(paths, path.clone(), "post", nothing.clone());
    }
    (document, added)
}

#[test]
fn what_is_added_renames_nothing() {
    let (document, added) = crowded();
    assert!(added >= 50, "only {added} operations are added");
    let newer = real::run_text(document.to_string());
    let total: usize = newer.segmentation.segments.iter().map(|segment| segment.operations).sum();
    assert_eq!(total, real::OPERATIONS + added);
    let lost = lost(&newer);
    assert!(lost.is_empty(), "{lost:#?}");
    let d1 = newer.segmentation.segments.iter().position(|segment| segment.name == "d1").expect("d1");
    let ledger = &newer.outputs[d1].ledger;
    assert!(ledger.contains("resource DatabaseResource d1.database\n"), "{ledger}");
}
