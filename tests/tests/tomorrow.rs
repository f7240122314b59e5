//! A document some months newer: what is new in it finds its place without an edited manifest.

use segmenter::{Config, Fallback, Manifest, SDK_NAMES, SERVICES_TOML, SdkNames, Segmentation, misc_service};
use serde_json::{Value, json};
use tests::real;

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
    let config = Config {
        manifest: Some(Manifest::parse("services.toml", SERVICES_TOML).expect("the manifest")),
        names: SdkNames::parse(SDK_NAMES).expect("the names"),
        fallback: Fallback::Misc,
        only: Vec::new(),
    };
    segmenter::segment(&source, &doc, &config).expect("it goes through")
}

#[test]
fn new_operations_find_their_service() {
    let (text, added) = newer();
    let segmentation = segment(text);
    let total: usize = segmentation.segments.iter().map(|segment| segment.operations).sum();
    assert_eq!(total, 2489 + added + 2);
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
