//! What is added, what is not, and that the document keeps all it has.

use super::{Merged, merge};
use crate::tests::sdk;
use codegen::doc::{Doc, Node, Pointer, Source};
use openapi::assembly::Assembly;

const GET: &str = "  get(thingID: string, options?: RequestOptions): APIPromise<Thing> {
    return (this._client.get(path`/things/${thingID}`, options) as APIPromise<{ result: Thing }>)._thenUnwrap((obj) => obj.result);
  }";

const PUT: &str =
    "  update(thingID: string, body: ThingUpdateParams, options?: RequestOptions): APIPromise<void> {
    return this._client.put(path`/things/${thingID}`, { body, ...options });
  }";

/// A document with one component, read by `GET /things/{id}` and written by `PUT /things/{id}`.
fn document(thing: &str) -> String {
    format!(
        r##"{{"openapi": "3.0.3", "paths": {{"/things/{{id}}": {{
            "get": {{"responses": {{"200": {{"content": {{"application/json": {{"schema": {{"type": "object", "properties": {{
                "success": {{"type": "boolean"}}, "errors": {{"type": "array"}},
                "result": {{"$ref": "#/components/schemas/thing"}}}}}}}}}}}}}}}},
            "put": {{"requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/thing"}}}}}}}},
                "responses": {{"200": {{"description": "done"}}}}}}}}}},
            "components": {{"schemas": {{"thing": {thing}}}}}}}"##
    )
}

fn merged(document: &str, methods: &str, types: &str) -> Merged {
    let base = Assembly::new(Source::json("base.json", document));
    let sdk = sdk(methods, types);
    let made = merge(&base, &sdk).expect("a document");
    let again = merge(&made.assembly, &sdk).expect("a document");
    assert_eq!(again.added, super::Added::default(), "merging twice adds nothing");
    made
}

fn at(made: &Merged, pointer: &str) -> String {
    let doc = made.assembly.source().parse().expect("JSON");
    let node = doc.resolve(&Pointer::parse(pointer).expect("a pointer")).map(Node::to_json);
    node.unwrap_or_else(|| panic!("nothing at {pointer} in {}", doc.root().to_json()))
        .lines()
        .map(str::trim_start)
        .collect()
}

fn codes(made: &Merged) -> Vec<String> {
    made.assembly.warnings().iter().map(ToString::to_string).collect()
}

#[test]
fn a_member_that_is_missing_is_added_and_says_where_it_is_from() {
    let made = merged(
        &document(r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#),
        &format!("{GET}\n{PUT}"),
        "export interface Thing { id: number; size?: number }\nexport interface ThingUpdateParams { id?: string; size?: number }",
    );
    let size = at(&made, "/components/schemas/thing/properties/size");
    assert_eq!(size, r#"{"description": "From the SDK 1.0.0.","type": "number"}"#);
    // What is there stays as it is, and is told.
    assert_eq!(at(&made, "/components/schemas/thing/properties/id"), r#"{"type": "string"}"#);
    let warnings = codes(&made);
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].starts_with(
            "warning[sdk::contradiction]: a string here, a number in the SDK (src/resources/things.ts:"
        ),
        "{warnings:?}"
    );
    assert!(warnings[0].contains("base.json:"), "{warnings:?}");
    let reason =
        made.assembly.changes().find(|change| change.reason.text.starts_with("a member")).expect("a change");
    assert_eq!(reason.reason.text, "a member of the SDK 1.0.0");
    assert_eq!(reason.reason.location.file, "src/resources/things.ts");
}

#[test]
fn what_is_only_sent_or_only_received_says_so() {
    let made = merged(
        &document(r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#),
        &format!("{GET}\n{PUT}"),
        "export interface Thing { id?: string; made?: string }\nexport interface ThingUpdateParams { id?: string; secret?: string }",
    );
    let property = |name: &str| at(&made, &format!("/components/schemas/thing/properties/{name}"));
    assert!(property("made").contains(r#""readOnly": true"#));
    assert!(property("secret").contains(r#""writeOnly": true"#));
}

#[test]
fn what_only_one_of_several_places_knows_is_added_there() {
    let two = r##"{"openapi": "3.0.3", "paths": {
        "/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}}}},
        "/b": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}}}}},
        "components": {"schemas": {"thing": {"type": "object", "properties": {"id": {"type": "string"}}}}}}"##;
    let call = |name: &str, ty: &str| {
        format!(
            "  {name}(options?: RequestOptions): APIPromise<{ty}> {{\n    return this._client.get('/{name}', options);\n  }}\n"
        )
    };
    let made = merged(
        two,
        &[call("a", "A"), call("b", "B")].concat(),
        "export interface A { id?: string; more?: string }\nexport interface B { id?: string }",
    );
    assert_eq!(at(&made, "/components/schemas/thing/properties"), r#"{"id": {"type": "string"}}"#);
    let schema = "/get/responses/200/content/application~1json/schema";
    assert!(at(&made, &format!("/paths/~1a{schema}/properties/more")).contains("From the SDK"));
    assert_eq!(at(&made, &format!("/paths/~1b{schema}")), r##"{"$ref": "#/components/schemas/thing"}"##);
}

#[test]
fn values_and_alternatives_are_added_with_what_tells_them_apart() {
    let thing = r#"{"type": "object", "properties": {"state": {"type": "string", "enum": ["on"]}, "shape": {"oneOf": [
        {"type": "object", "properties": {"kind": {"type": "string", "enum": ["circle"]}, "radius": {"type": "number"}}},
        {"type": "object", "properties": {"kind": {"type": "string", "enum": ["square"]}, "side": {"type": "number"}}}]}}}"#;
    let made = merged(
        &document(thing),
        GET,
        "export interface Thing { state?: 'on' | 'off'; shape?: Thing.Circle | Thing.Star }
export namespace Thing {
  export interface Circle { kind: 'circle'; radius?: number; colour?: string }
  export interface Star { kind: 'star'; rays: number }
}",
    );
    assert_eq!(at(&made, "/components/schemas/thing/properties/state/enum"), r#"["on","off"]"#);
    let texts = at(&made, "/components/schemas/thing/properties/state/x-enumDescriptions");
    assert!(
        texts.contains(r#""off""#) && texts.contains("From the SDK") && !texts.contains(r#""on""#),
        "{texts}"
    );
    assert_eq!((made.added.values, made.added.variants, made.added.members), (1, 1, 1));
    let shape = "/components/schemas/thing/properties/shape/oneOf";
    assert!(at(&made, &format!("{shape}/0/properties/colour")).contains("string"));
    assert_eq!(at(&made, &format!("{shape}/2")), r##"{"$ref": "#/components/schemas/sdk-thing_star"}"##);
    assert_eq!(at(&made, "/components/schemas/sdk-thing_star/properties/kind/enum"), r#"["star"]"#);
}

#[test]
fn what_says_nothing_adds_nothing() {
    let made = merged(
        &document(
            r#"{"type": "object", "properties": {"id": {"type": "string"}, "free": {"type": "object"}}}"#,
        ),
        GET,
        "export interface Thing { id?: unknown; free?: { [key: string]: unknown } }",
    );
    assert_eq!(made.added, super::Added::default());
    assert_eq!(codes(&made), Vec::<String>::new());
}

#[test]
fn an_operation_that_is_missing_comes_with_its_types_under_the_names_of_its_neighbours() {
    let get = "  get(thingID: string, params: ThingGetParams, options?: RequestOptions): APIPromise<Part> {
    const { part } = params;
    return this._client.get(path`/things/${thingID}/parts/${part}`, options);
  }";
    let made = merged(
        &document(r#"{"type": "object", "properties": {"id": {"type": "string"}}}"#),
        get,
        "export interface Part { name: string }\nexport interface ThingGetParams { part: string }",
    );
    assert_eq!(made.added.operations, 1);
    let path = "/paths/~1things~1{id}~1parts~1{part}/get";
    assert_eq!(at(&made, &format!("{path}/parameters/0/name")), r#""id""#);
    assert_eq!(at(&made, &format!("{path}/description")), r#""From the SDK 1.0.0.""#);
    assert!(at(&made, "/components/schemas/sdk-things_Part").contains("name"));
}

/// Everything of `old` is in `new`, where it was and as it was; lists may have become longer.
fn keeps(old: &Node<'_>, new: &Node<'_>) -> bool {
    if old.is_object() {
        old.members().iter().all(|member| new.get(&member.key).is_some_and(|new| keeps(&member.node, new)))
    } else if old.is_array() {
        old.items().len() <= new.items().len()
            && old.items().iter().zip(new.items()).all(|(old, new)| keeps(old, new))
    } else {
        old.same(new)
    }
}

#[test]
fn nothing_of_the_document_is_lost_or_changed() {
    let thing = r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "old": {"type": "integer"}}}"#;
    let text = document(thing);
    let made = merged(
        &text,
        &format!("{GET}\n{PUT}"),
        "export interface Thing { id?: number; old?: string; new: string }\nexport interface ThingUpdateParams { id?: string }",
    );
    let new = made.assembly.source().parse().expect("JSON");
    let old = Doc::parse(&text).expect("JSON");
    assert!(keeps(old.root(), new.root()));
    assert_eq!(made.added.members, 1);
}
