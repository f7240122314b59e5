//! Where operations go, and what goes with them.

use crate::{Config, Fallback, Manifest, SdkNames, Segmentation, segment};
use codegen::diag::Diagnostic;
use codegen::doc::{Pointer, Source};

/// Two products, one of which has a more specific path inside the other's; a schema that both need, one that none does.
const DOCUMENT: &str = r##"{
  "openapi": "3.0.0", "info": {"title": "t", "version": "1"},
  "paths": {
    "/accounts/{id}/stores": {"get": {"operationId": "all", "responses": {"200": {"description": "ok",
      "content": {"application/json": {"schema": {"$ref": "#/components/schemas/store"}}}}}}},
    "/accounts/{id}/stores/{store}/keys": {"get": {"operationId": "keys", "responses": {"200": {"description": "ok"}}}},
    "/accounts/{id}/stores/{store}/keys/purge": {"post": {"operationId": "purge", "responses": {"200": {"description": "ok"}}}}
  },
  "components": {"schemas": {
    "store": {"type": "object", "properties": {"owner": {"$ref": "#/components/schemas/owner"}}},
    "owner": {"type": "string"}, "unused": {"type": "string"}
  }}
}"##;

const SERVICES: &str =
    "[stores]\npaths = [\"/accounts/{}/stores\"]\n\n[keys]\npaths = [\"/accounts/{}/stores/{}/keys\"]\n";

fn run(services: &str, fallback: Fallback) -> Result<Segmentation, Vec<Diagnostic>> {
    let source = Source::json("api.json", DOCUMENT);
    let doc = source.parse().expect("a document");
    let config = Config {
        manifest: Some(Manifest::parse("services.toml", services).expect("a manifest")),
        names: SdkNames::parse("/accounts/{}/stores\n GET stores.list page\n").expect("names"),
        fallback,
        only: Vec::new(),
    };
    segment(&source, &doc, &config)
}

fn cut(services: &str) -> Segmentation {
    run(services, Fallback::Refuse).expect("every operation has its place")
}

#[test]
fn the_more_specific_rule_places_an_operation() {
    let made = cut(SERVICES);
    let placed: Vec<(&str, usize)> =
        made.segments.iter().map(|segment| (segment.name.as_str(), segment.operations)).collect();
    assert_eq!(placed, [("keys", 2), ("stores", 1)]);
    assert_eq!(made.unassigned, 0);
}

#[test]
fn a_rule_for_a_path_alone_takes_nothing_below_it() {
    let services = SERVICES.replace("[keys]\npaths", "[keys]\nexact");
    let placed: Vec<usize> = cut(&services).segments.iter().map(|segment| segment.operations).collect();
    assert_eq!(placed, [1, 2]);
}

#[test]
fn a_segment_has_what_it_refers_to_and_nothing_else() {
    let made = cut(SERVICES);
    let source = Source::json("stores.json", made.segments[1].json.as_str());
    let doc = source.parse().expect("a segment is a document");
    let schemas = doc.resolve(&Pointer::parse("/components/schemas").expect("a pointer")).expect("schemas");
    let names: Vec<&str> = schemas.members().iter().map(|member| member.key.as_ref()).collect();
    assert_eq!(names, ["owner", "store"]);
    assert_eq!(made.segments[0].schemas, 0);
}

#[test]
fn names_are_those_of_the_sdks_or_follow_from_the_path() {
    let made = cut(SERVICES);
    let method = |segment: usize, operation: &str| {
        let source = Source::json("a.json", made.segments[segment].json.as_str());
        let doc = source.parse().expect("a segment is a document");
        let pointer = Pointer::parse(operation).expect("a pointer");
        let node = doc.resolve(&pointer).expect("an operation");
        node.get("x-cfs-method").and_then(|name| name.as_str()).map(str::to_owned)
    };
    assert_eq!(method(1, "/paths/~1accounts~1{id}~1stores/get").as_deref(), Some("list"));
    let purge = "/paths/~1accounts~1{id}~1stores~1{store}~1keys~1purge/post";
    assert_eq!(method(0, purge).as_deref(), Some("purge"));
}

#[test]
fn an_operation_without_a_place_is_an_error_or_goes_to_the_rest() {
    let services = "[keys]\npaths = [\"/accounts/{}/stores/{}/keys\"]\n";
    let errors = run(services, Fallback::Refuse).expect_err("one has no place");
    assert_eq!(errors[0].code, "segment::unassigned");
    let made = run(services, Fallback::Misc).expect("it goes to the rest");
    assert_eq!(made.unassigned, 1);
}

#[test]
fn services_with_equally_specific_rules_are_an_error() {
    let errors =
        run(&format!("{SERVICES}\n[other]\npaths = [\"/accounts/{{}}/stores\"]\n"), Fallback::Refuse);
    assert_eq!(errors.expect_err("two claim it")[0].code, "segment::tie");
}

#[test]
fn manifests_and_names_of_another_form_are_refused() {
    let error = Manifest::parse("services.toml", "[Stores]\npaths = []\n").expect_err("no service's name");
    assert!(error.message.contains("`Stores`"), "{error}");
    assert!(Manifest::parse("services.toml", "[stores]\npath = []\n").is_err(), "there is no such member");
    let error = SdkNames::parse("/a\n GET\n").expect_err("no name");
    assert_eq!(error.message, "line 2: expected `METHOD name`");
    let error = SdkNames::parse("/a\n GET list\n").expect_err("no resource");
    assert_eq!(error.message, "line 2: `list` has no resource");
}
