//! What overlays do to a document, and what is said where they do nothing.

use super::{Rules, Stale, apply};
use crate::assembly::{Assembly, Kind};
use codegen::diag::Diagnostic;
use codegen::doc::{Pointer, Source};

const DOCUMENT: &str = r#"{"info": {"title": "Shop"}, "paths": {
    "/a": {"get": {"tags": ["x"], "parameters": [{"name": "page"}, {"name": "q"}, {"name": "r"}]}},
    "/b": {"get": {"tags": ["y"]}}
}}"#;

fn overlay(actions: &str) -> Source {
    let text = format!("overlay: 1.0.0\ninfo:\n  title: Test\n  version: '1'\nactions:\n{actions}");
    Source::by_hand("fix.yaml", text.into_bytes()).expect("YAML")
}

fn applied(overlays: &[&str]) -> Result<Assembly, Vec<Diagnostic>> {
    let base = Assembly::new(Source::json("shop.json", DOCUMENT));
    let overlays: Vec<Source> = overlays.iter().map(|actions| overlay(actions)).collect();
    apply(&base, &overlays, Rules::GIVEN)
}

/// A value of the result, without layout.
fn value(overlays: &[&str], pointer: &str) -> String {
    let made = applied(overlays).unwrap_or_else(|errors| panic!("{errors:?}"));
    let doc = made.source().parse().expect("JSON");
    let node = doc.resolve(&Pointer::parse(pointer).expect("a pointer"));
    node.map_or("-".to_owned(), |node| made.source().text()[node.span()].split_whitespace().collect())
}

/// What is printed of the first error.
fn refused(actions: &str) -> String {
    applied(&[actions]).map(|_| ()).expect_err("an error").remove(0).to_string()
}

#[test]
fn objects_are_merged_arrays_appended_and_the_rest_replaced() {
    let update = "
- target: $.paths['/a'].get
  update:
    tags: [z, x]
    summary: A list
    responses: {'200': {description: OK}}
- target: $.info
  update: {title: Store}
- target: $.paths['/a'].get.parameters
  update: {name: s}
- target: $.paths['/a'].get.parameters[?@.name == 'q']
  update: {required: true}
";
    assert_eq!(value(&[update], "/info"), r#"{"title":"Store"}"#);
    assert_eq!(
        value(&[update], "/paths/~1a/get/parameters"),
        r#"[{"name":"page"},{"name":"q","required":true},{"name":"r"},{"name":"s"}]"#
    );
    assert_eq!(value(&[update], "/paths/~1a/get/tags"), r#"["x","z"]"#);
    assert_eq!(value(&[update], "/paths/~1a/get/responses/200/description"), r#""OK""#);
    assert_eq!(value(&[update], "/paths/~1b"), r#"{"get":{"tags":["y"]}}"#);
}

#[test]
fn what_is_named_is_removed_wherever_it_is() {
    let remove = "
- target: $.paths['/a'].get.parameters[?@.name != 'q']
  remove: true
- target: $..tags
  remove: true
  update: [ignored]
";
    assert_eq!(value(&[remove], "/paths"), r#"{"/a":{"get":{"parameters":[{"name":"q"}]}},"/b":{"get":{}}}"#);
}

#[test]
fn later_overlays_see_what_earlier_ones_made() {
    let first = "- {target: $.paths, update: {/c: {get: {tags: [new]}}}}";
    let second = "- {target: \"$.paths[?@.get.tags[0] == 'new'].get\", update: {deprecated: true}}";
    assert_eq!(value(&[first, second], "/paths/~1c"), r#"{"get":{"deprecated":true,"tags":["new"]}}"#);
    assert!(applied(&[second, first]).is_err());
}

#[test]
fn what_an_overlay_brings_is_shown_in_the_overlay() {
    let update = "- target: $.paths['/a'].get\n  description: It pages\n  update:\n    summary: A list\n";
    let made = applied(&[update]).expect("an assembly");
    let doc = made.source().parse().expect("JSON");
    let place = |pointer: &str| {
        let node = doc.resolve(&Pointer::parse(pointer).expect("a pointer")).expect("a value");
        made.source().location(&doc, node.id()).to_string()
    };
    assert_eq!(place("/paths/~1a/get/summary"), "fix.yaml:9:14 at /actions/0/update/summary");
    assert_eq!(place("/paths/~1b/get/tags"), "shop.json:3:28 at /paths/~1b/get/tags");
    let changes: Vec<_> = made.changes().collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(*changes[0].kind, Kind::Added);
    assert_eq!(changes[0].reason.text, "It pages");
    assert_eq!(changes[0].reason.location.to_string(), "fix.yaml:6:3 at /actions/0");
}

#[test]
fn an_action_that_does_nothing_is_an_error_that_names_it() {
    let table = [
        ("- {target: \"$.paths['/x']\", remove: true}", "overlay::no-match", "matches nothing"),
        ("- {target: $.info, update: {title: Shop}}", "overlay::no-change", "changes nothing"),
        ("- {target: $.info, update: {}}", "overlay::no-change", "changes nothing"),
        ("- {target: \"$.paths['/b'].get\", update: {tags: [y]}}", "overlay::no-change", "changes nothing"),
        ("- {target: \"$.paths['/b'].get.tags\", update: y}", "overlay::no-change", "changes nothing"),
        ("- {target: $.info, update: {title: New}, x-new: true}", "overlay::not-new", "/info/title is there"),
        (
            "- {target: $.paths, x-new: true, update: {/b: {get: {tags: [z]}}}}",
            "overlay::not-new",
            "tags is there",
        ),
        ("- {target: $.info.title, update: New}", "overlay::kind", "updates string at /info/title"),
        ("- {target: $.info, update: New}", "overlay::kind", "updates the object at /info with string"),
        (
            "- {target: \"$.paths['/b'].get\", update: {tags: {x: 1}}}",
            "overlay::kind",
            "puts object in the place of array at /paths/~1b/get/tags",
        ),
        (
            "- {target: \"$.paths['/b']\", update: {get: [x]}}",
            "overlay::kind",
            "array in the place of object",
        ),
        ("- {target: $.info, update: {title: {en: Shop}}}", "overlay::kind", "object in the place of string"),
        ("- {target: $, remove: true}", "overlay::kind", "whole document"),
        ("- {target: $.x-y, remove: true}", "overlay::target", "is no JSONPath"),
        ("- {remove: true}", "overlay::form", "no `target`"),
        ("- {target: $.info}", "overlay::form", "neither `update` nor `remove: true`"),
        ("- {target: $.info, updates: {}}", "overlay::form", "`update` is meant"),
        ("- {target: $.info, remove: 'yes'}", "overlay::form", "neither `true` nor `false`"),
        ("- text", "overlay::form", "an action is an object"),
    ];
    for (actions, code, message) in table {
        let error = refused(actions);
        assert!(
            error.contains(code) && error.contains(message) && error.contains("fix.yaml:6:"),
            "{actions}: {error}"
        );
    }
    // What is removed first may become anything.
    let other = "- {target: $.info.title, remove: true}\n- {target: $.info, update: {title: {en: Shop}}}";
    assert_eq!(value(&[other], "/info"), r#"{"title":{"en":"Shop"}}"#);
    // Members whose objects are new, beside others, are new.
    let new = "- {target: $.paths, x-new: true, update: {/b: {post: {}}}}";
    assert_eq!(value(&[new], "/paths/~1b/post"), "{}");
}

#[test]
fn a_text_that_is_no_overlay_is_refused() {
    let base = Assembly::new(Source::json("shop.json", DOCUMENT));
    let source = Source::by_hand("other.yaml", b"openapi: 3.0.0\npaths: {}\n".to_vec()).expect("YAML");
    let errors = apply(&base, &[source], Rules::GIVEN).map(|_| ()).expect_err("errors");
    let told: Vec<String> = errors.iter().map(|error| error.message.clone()).collect();
    assert!(told[0].contains("no overlay"), "{told:?}");
    assert!(told.iter().any(|message| message.contains("no `actions`")), "{told:?}");
}

#[test]
fn evidence_is_asked_for_where_corrections_are_kept() {
    let base = Assembly::new(Source::json("shop.json", DOCUMENT));
    let with = |evidence: &str| {
        let source = overlay(&format!("- target: $.info\n  update: {{title: New}}\n{evidence}"));
        apply(&base, &[source], Rules::KEPT).map(|_| ()).map_err(|errors| errors[0].to_string())
    };
    assert_eq!(with("  x-evidence: https://example.com/answer"), Ok(()));
    assert_eq!(with("  x-evidence: [https://example.com/answer, recorded]"), Ok(()));
    for without in ["", "  x-evidence: ''", "  x-evidence: []", "  x-evidence: true"] {
        assert!(with(without).is_err_and(|error| error.contains("overlay::evidence")), "{without}");
    }
}

#[test]
fn on_a_document_that_is_tried_an_action_without_effect_is_a_warning() {
    let base = Assembly::new(Source::json("shop.json", DOCUMENT));
    let rules = Rules { stale: Stale::Warn, ..Rules::GIVEN };
    let source = overlay("- {target: $.gone, remove: true}\n- {target: $.info, update: {title: New}}");
    let made = apply(&base, &[source], rules).expect("an assembly");
    assert_eq!(made.changes().count(), 1);
    let warnings: Vec<_> = made.warnings().iter().map(|warning| warning.code).collect();
    assert_eq!(warnings, ["overlay::no-match"]);
    let wrong = overlay("- {target: $.info.title, update: New}");
    assert!(apply(&base, &[wrong], rules).is_err());
}
