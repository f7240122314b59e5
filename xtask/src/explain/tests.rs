//! What is asked about is found in every way people name it, and rules are cited by the rulebook's numbers.

use super::rules::{Rulebook, TITLES};
use super::{explain as explain_with, explain_other};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use openapi::assembly::Assembly;
use openapi::overlay::{Rules, apply};
use pipeline::Ledgers;
use std::collections::BTreeSet;

fn source() -> Source {
    let text = r##"{"openapi":"3.0.3","info":{"title":"Cloudflare API","version":"4"},"paths":{
        "/accounts/{account_id}/d1/database":{"get":{"operationId":"d1-list-databases","parameters":[
            {"name":"account_id","in":"path","required":true,"schema":{"type":"string"}},
            {"name":"page","in":"query","schema":{"type":"number"}}],
            "responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"object","properties":{
                "success":{"type":"boolean"},"errors":{"type":"array","items":{}},"messages":{"type":"array","items":{}},
                "result":{"type":"array","items":{"$ref":"#/components/schemas/d1_database"}}}}}}}}}}},
        "components":{"schemas":{"d1_database":{"type":"object","properties":{"name":{"type":"string"},
            "created_at":{"type":"string","format":"date-time"}}},"d1_unused":{"type":"string"}}}}"##;
    Source::json("cloudflare.json", text)
}

/// Without a ledger, so that names depend on nothing but the document.
fn explain(source: &Source, text: &str) -> Result<String, Vec<Diagnostic>> {
    explain_with(&Assembly::new(source.clone()), text, Ledgers::Made(&Artifacts::default()))
}

#[track_caller]
fn told(text: &str) -> String {
    explain(&source(), text).unwrap_or_else(|errors| panic!("{text}: {}", errors[0]))
}

#[track_caller]
fn failed(text: &str) -> String {
    let errors = explain(&source(), text).expect_err("an error");
    format!("{} help: {}", errors[0], errors[0].help.clone().unwrap_or_default())
}

#[test]
fn one_method_for_accounts_and_zones_is_found_by_both_paths() {
    let get = |scope: &str| {
        format!(
            r#""get":{{"operationId":"{scope}-csrs","parameters":[{{"name":"{scope}_id","in":"path","required":true,
            "schema":{{"type":"string"}}}}],"responses":{{"200":{{"description":"ok"}}}}}}"#
        )
    };
    let text = format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"Cloudflare API","version":"4"}},"paths":{{
        "/accounts/{{account_id}}/custom_csrs":{{{}}},"/zones/{{zone_id}}/custom_csrs":{{{}}}}}}}"#,
        get("account"),
        get("zone")
    );
    let source = Source::json("cloudflare.json", text);
    for path in ["GET /accounts/{account_id}/custom_csrs", "GET /zones/{zone_id}/custom_csrs"] {
        let told = explain(&source, path).unwrap_or_else(|errors| panic!("{path}: {}", errors[0]));
        assert!(told.contains("method CustomCsrs::list"), "{told}");
    }
}

#[test]
fn an_operation_is_found_by_each_of_its_names() {
    let by_name = told("d1.database.list");
    for text in [
        "d1-list-databases",
        "GET /accounts/{account_id}/d1/database",
        "#/paths/~1accounts~1{account_id}~1d1~1database/get",
    ] {
        assert_eq!(told(text), by_name, "{text}");
    }
    for line in [
        "name       d1.database.list",
        "segment    d1",
        "placed by  `paths` has `/accounts/{}/d1/database` under [d1]",
        "The envelope is opened",
        "  method DatabaseResource::list  cfs-management-d1/src/database.rs",
        "  struct DatabaseListRequest  cfs-management-d1/src/database.rs",
    ] {
        assert!(by_name.contains(line), "{line:?} is not in\n{by_name}");
    }
}

#[test]
fn a_schema_shows_its_type_its_rules_and_the_names_considered() {
    let text = told("#/components/schemas/d1_database");
    for line in ["type       Database", "Formats", "Presence", "Database  chosen", "src/database.rs"] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    let field = told("#/components/schemas/d1_database/properties/created_at");
    assert!(field.contains("field      Database.created_at (wire \"created_at\")"), "{field}");
}

#[test]
fn what_is_not_there_gets_a_suggestion() {
    for (text, expected) in [
        ("d1.database.lisst", "did you mean `d1.database.list`?"),
        ("POST /accounts/{account_id}/d1/database", "that path has GET"),
        ("#/components/schemas/d1_databse", "did you mean `d1_database`?"),
        ("/accounts/{account_id}/d1/database", "did you mean `GET /accounts/{account_id}/d1/database`?"),
        ("databases", "names with it: d1-list-databases"),
        ("d1_unused", "no operation needs it"),
        ("utterly-different", "name an operation as `d1.database.list`"),
    ] {
        let error = failed(text);
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn a_number_is_what_the_rulebook_says() {
    let book = Rulebook::parse("# Conventions\n\n### R20 Presence\ntext\n### R23 Formats\n");
    assert_eq!(book.cite("Formats"), "R23   Formats");
    assert_eq!(book.cite("Secrets"), "      Secrets");
}

/// Titles that are cited and those of the rulebook stay in step.
#[test]
fn every_cited_rule_is_in_the_rulebook() {
    let book = Rulebook::read(&crate::root());
    let missing: BTreeSet<&str> = TITLES.into_iter().filter(|title| book.number(title).is_none()).collect();
    assert!(missing.is_empty(), "not in CONVENTIONS.md: {missing:#?}");
}

#[test]
fn what_an_overlay_changed_is_named_with_its_file_and_line() {
    let overlay = "overlay: 1.0.0
info: {title: Test, version: '1'}
actions:
  - target: $.components.schemas.d1_database.properties
    description: Databases say where they are
    update: {region: {type: string}}
  - target: $.paths
    update:
      /accounts/{account_id}/d1/backup: {get: {operationId: d1-backup, responses: {'200': {description: ok}}}}
";
    let overlay = Source::by_hand("fix.yaml", overlay.as_bytes().to_vec()).expect("YAML");
    let document = apply(&Assembly::new(source()), &[overlay], Rules::GIVEN).expect("a document");
    let told = |text: &str| {
        explain_with(&document, text, Ledgers::Made(&Artifacts::default()))
            .unwrap_or_else(|errors| panic!("{text}: {}", errors[0]))
    };
    let list = told("d1.database.list");
    assert!(list.contains("changed by fix.yaml:4: Databases say where they are\n"), "{list}");
    assert!(list.contains("adds #/components/schemas/d1_database/properties/region"), "{list}");
    // An operation that came with its path was changed there.
    let backup = told("d1-backup");
    assert!(backup.contains("changed by fix.yaml:7\n"), "{backup}");
    assert!(!told("#/components/schemas/d1_database/properties/name").contains("changed by"));
}

#[test]
fn of_another_document_one_crate_is_explained_with_what_an_overlay_changed() {
    let text = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /things/{id}:
    get:
      operationId: getThing
      tags: [things]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
components: {schemas: {Thing: {type: object, properties: {name: {type: string}}}}}
";
    let overlay = "overlay: 1.0.0
info: {title: Test, version: '1'}
actions:
  - target: $.components.schemas.Thing.properties
    description: Things have a size
    update: {size: {type: integer}}
";
    let source = Source::new("shop.yaml", text.as_bytes().to_vec()).expect("YAML");
    let overlay = Source::by_hand("fix.yaml", overlay.as_bytes().to_vec()).expect("YAML");
    let document = apply(&Assembly::new(source), &[overlay], Rules::GIVEN).expect("a document");
    let told =
        |text: &str| explain_other(&document, text).unwrap_or_else(|errors| panic!("{text}: {}", errors[0]));
    let operation = told("GET /things/{id}");
    for line in [
        "name       shop.things.get",
        "Resources and methods of other documents",
        "changed by fix.yaml:4: Things have a size\n",
        "  struct Thing  shop/src/things.rs",
    ] {
        assert!(operation.contains(line), "{line:?} is not in\n{operation}");
    }
    assert!(!operation.contains("placed by"), "{operation}");
    assert_eq!(told("getThing"), operation);
    let size = told("#/components/schemas/Thing/properties/size");
    assert!(size.contains("field      Thing.size (wire \"size\")"), "{size}");
}
