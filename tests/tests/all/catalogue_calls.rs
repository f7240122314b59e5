//! Calls by name: what is refused and how that is said, what is sent, and what comes back.

use cfs_http::catalogue::{Answer, Arguments, Catalogue, Check, Content, Kind, Operation, Part, What};
use cfs_http::testing::{Reply, Script};
use cfs_http::{Client, File, Json};
use codegen::doc::Source;
use gen_openapi::Ledger;
use std::sync::OnceLock;
use tests::catalogue::{opened, printed};
use tests::fixture::config;

const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Things, version: '1'}
security: [{token: []}]
paths:
  /accounts/{account_id}/things:
    parameters: [{name: account_id, in: path, required: true, description: The account., schema: {type: string, maxLength: 32}}]
    get:
      tags: [things]
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: kinds, in: query, schema: {type: array, items: {type: string}}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: object, properties: {
            success: {type: boolean}, result: {type: array, items: {$ref: '#/components/schemas/Thing'}},
            result_info: {type: object, properties: {page: {type: integer}, total_pages: {type: integer}}}}}}}
    post:
      tags: [things]
      operationId: create
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /accounts/{account_id}/things/{thing_id}:
    parameters:
      - {name: account_id, in: path, required: true, schema: {type: string}}
      - {name: thing_id, in: path, required: true, schema: {type: string}}
    get:
      tags: [things]
      operationId: get
      responses: {'200': {description: ok, content: {application/octet-stream: {schema: {type: string, format: binary}}}}}
    put:
      tags: [things]
      operationId: upload
      requestBody: {content: {multipart/form-data: {schema: {type: object, required: [about, file], properties: {
        about: {$ref: '#/components/schemas/Thing'}, note: {type: string}, file: {type: string, format: binary},
        files: {type: array, items: {type: string, format: binary}}}}}}}
      responses: {'204': {description: done}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string, description: What it is called., minLength: 2, maxLength: 5}
        region: {type: string, enum: [wnam, enam, weur]}
        made: {type: string, format: date-time}
        count: {type: integer, maximum: 9}
        token: {type: string, format: password}
        tags: {type: object, additionalProperties: {type: string}}
        source:
          oneOf:
            - {type: object, required: [kind, url], properties: {kind: {type: string, enum: [web]}, url: {type: string}}}
            - {type: object, required: [kind, key], properties: {kind: {type: string, enum: [store]}, key: {type: string}}}
          discriminator: {propertyName: kind}
";

fn catalogue() -> &'static Catalogue {
    static OPENED: OnceLock<&'static Catalogue> = OnceLock::new();
    OPENED.get_or_init(|| {
        let source = Source::by_hand("things.yaml", DOCUMENT.as_bytes().to_vec()).expect("it is YAML");
        let doc = source.parse().expect("it is a document");
        let config = config("things", "things");
        let model = gen_openapi::model(&doc, &config, &Ledger::default());
        let made = printed([&model].into_iter(), &config.meta);
        opened(made.artifacts.bytes("catalogue.bin").expect("there is a table"))
    })
}

fn operation(word: &str) -> Operation {
    let found = catalogue().operations().find(|one| one.word() == word);
    found
        .unwrap_or_else(|| panic!("there is no {word} in {:?}", catalogue().operations().collect::<Vec<_>>()))
}

fn answered<const N: usize>(replies: [Reply; N]) -> (Client, Script) {
    let script = Script::new(replies);
    let built = Client::builder().token("token").max_retries(0).transport(script.clone()).build();
    (built.expect("a client"), script)
}

fn json(text: &str) -> Json {
    Json::parse(text).expect("it is JSON")
}

fn account() -> Arguments {
    Arguments::new().set("account_id", "acc")
}

/// What is said of a call that is refused.
fn refused(word: &str, arguments: &Arguments, content: Content) -> String {
    let (client, _) = answered([]);
    let refused = operation(word).prepare(&client, arguments, content, Check::All);
    refused.expect_err("it is refused").to_string()
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_place() {
    let body = json(
        r#"{"nme":"orders","region":"wnan","count":12,"made":"yesterday","tags":{"a":1},"source":{"kind":"wbe"}}"#,
    );
    let said = refused("create", &Arguments::new(), Content::json(body));
    assert_eq!(
        said,
        "things.things.create: 8 problems\n  account_id: missing; a string; The account.\n  body.nme: no such member; did you mean \
         `name`? (a string: What it is called.)\n  body.region: \"wnan\" is not one of wnam, enam, weur; did you mean `wnam`?\n  \
         body.count: expected at most 9, found 12\n  body.made: expected a string (an RFC 3339 date-time), found \"yesterday\"\n  \
         body.tags.a: expected a string, found 1\n  body.source.kind: \"wbe\" is not one of web, store; did you mean `web`?\n  \
         body.name: missing; a string; What it is called."
    );
}

#[test]
fn lengths_kinds_and_bodies_are_checked() {
    let of = |body: &str| refused("create", &account(), Content::json(json(body)));
    assert!(of(r#"{"name":"a"}"#).contains("body.name: expected at least 2 characters, not 1"));
    assert!(of(r#"{"name":"longer"}"#).contains("body.name: expected at most 5 characters, not 6"));
    assert!(of(r#"{"name":7}"#).contains("body.name: expected a string, found 7"));
    assert!(of("[]").contains("body: expected an object, found []"));
    assert!(of(r#"{"name":"abc","source":{"kind":"web"}}"#).contains("body.source.url: missing"));
    let nothing = refused("create", &account(), Content::none());
    assert!(nothing.contains("body: missing; application/json"), "{nothing}");
    let lines = refused("create", &account(), Content::lines(Vec::new()));
    assert!(lines.contains("expected a body of type application/json, found lines"), "{lines}");
}

#[test]
fn a_secret_is_in_no_problem() {
    let said = refused("create", &account(), Content::json(json(r#"{"name":"abc","token":1234567}"#)));
    assert!(said.contains("body.token: expected a string") && !said.contains("1234567"), "{said}");
}

#[test]
fn arguments_that_are_not_there_are_named_with_what_was_meant() {
    let said = refused("list", &account().set("pge", "2"), Content::none());
    assert!(said.contains("pge: no such argument; did you mean `page`?"), "{said}");
    let said = refused("list", &account().set("page", "two"), Content::none());
    assert!(said.contains("page: expected an integer, found \"two\""), "{said}");
    let (client, _) = answered([]);
    let off =
        operation("get").prepare(&client, &account(), Content::none(), Check::Off).expect_err("no path");
    assert_eq!(off.problems.iter().map(|problem| problem.what).collect::<Vec<_>>(), [What::MissingArgument]);
}

#[tokio::test]
async fn arguments_are_written_as_their_types_say_and_a_list_is_followed() {
    let page = |page: u32| {
        Reply::json(
            200,
            format!(
                r#"{{"success":true,"result":[{{"name":"p{page}"}}],"result_info":{{"page":{page},"total_pages":2}}}}"#
            ),
        )
    };
    let (client, script) = answered([page(1), page(2), page(1), page(2)]);
    let arguments = account()
        .set("kinds", vec!["a b".to_owned(), "c".to_owned()])
        .set("since", "2024-01-02T03:04:05.678Z");
    let Answer::Page(page) =
        operation("list").call(&client, &arguments, Content::none()).await.expect("a page")
    else {
        panic!("no page")
    };
    assert_eq!(page.first().map(Json::as_text), Some(r#"{"name":"p1"}"#));
    assert!(page.next().await.expect("the next").is_some());
    let sent = script.requests();
    let query = sent[0].uri.query().unwrap_or_default();
    assert_eq!(query, "kinds=a%20b&kinds=c&since=2024-01-02T03%3A04%3A05Z");
    let request =
        operation("list").prepare(&client, &account(), Content::none(), Check::All).expect("it fits");
    let all = request.items().expect("a list").collect_all(10).await.expect("all items");
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn bodies_answers_and_previews() {
    let (client, script) =
        answered([Reply::json(200, r#"{"success":true,"errors":[],"result":{"name":"orders"}}"#)]);
    let body = json(r#"{"count":1.0,"name":"abc","made":"2024-01-02T03:04:05.9Z","region":null}"#);
    let request =
        operation("create").prepare(&client, &account(), Content::json(body), Check::All).expect("it fits");
    let preview = request.preview().expect("it can be shown");
    assert!(preview.url.ends_with("/accounts/acc/things"), "{}", preview.url);
    let Answer::Json(_) = request.send().await.expect("an answer") else { panic!("no JSON") };
    let sent = String::from_utf8_lossy(&script.requests()[0].body).into_owned();
    assert_eq!(sent, r#"{"count":1,"made":"2024-01-02T03:04:05Z","name":"abc"}"#);
    assert_eq!(preview.body.as_deref(), Some(sent.as_bytes()));
}

#[tokio::test]
async fn forms_and_byte_streams() {
    use futures_util::TryStreamExt;
    let (client, script) = answered([Reply::status(204), Reply::status(200).body("bytes")]);
    let arguments = account().set("thing-id", "a/b");
    let form = || {
        Content::form(vec![
            ("note".to_owned(), Part::Text("a note".to_owned())),
            ("a.js".to_owned(), Part::File(File::new("module"))),
            ("file".to_owned(), Part::File(File::new("content").name("f.txt"))),
            ("about".to_owned(), Part::Json(json(r#"{"name":"abc"}"#))),
        ])
    };
    let answer = operation("upload").call(&client, &arguments, form()).await.expect("done");
    assert!(matches!(answer, Answer::Nothing), "{answer:?}");
    let sent = &script.requests()[0];
    assert_eq!(sent.uri.path(), "/client/v4/accounts/acc/things/a%2Fb");
    let body = String::from_utf8_lossy(&sent.body).into_owned();
    assert!(
        body.contains("name=\"about\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"abc\"}"),
        "{body}"
    );
    assert!(body.contains("filename=\"f.txt\""), "{body}");
    // In the order of the form, files with names of their own where it has them.
    let names = body.split("form-data; name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    assert_eq!(names.collect::<Vec<_>>(), ["about", "file", "a.js", "note"]);
    let request =
        operation("get").prepare(&client, &arguments, Content::none(), Check::All).expect("it fits");
    let chunks: Vec<_> = request.download().await.expect("content").try_collect().await.expect("whole");
    assert_eq!(chunks.concat(), b"bytes");
    let missing = refused("upload", &arguments, Content::form(Vec::new()));
    assert!(missing.contains("body.about: missing") && missing.contains("body.file: missing"), "{missing}");
}

#[tokio::test]
async fn a_file_for_a_part_that_is_text_is_sent_as_it_is() {
    let (client, script) = answered([Reply::status(204)]);
    let form = Content::form(vec![
        ("about".to_owned(), Part::Json(json(r#"{"name":"abc"}"#))),
        ("file".to_owned(), Part::File(File::new("content").name("f.txt"))),
        ("note".to_owned(), Part::File(File::new("the note's content").name("note.txt"))),
    ]);
    operation("upload").call(&client, &account().set("thing-id", "a"), form).await.expect("done");
    let body = String::from_utf8_lossy(&script.requests()[0].body).into_owned();
    assert!(body.contains("name=\"note\"; filename=\"note.txt\""), "{body}");
    assert!(body.contains("\r\n\r\nthe note's content\r\n"), "{body}");
}

#[test]
fn types_are_json_schema_and_have_examples() {
    let detail = operation("create").detail().expect("its block is whole");
    let schema = detail.body(&detail.bodies()[0]).expect("it has a type");
    let Kind::Record(record) = schema.kind() else { panic!("{schema:?}") };
    assert!(record.field("name").is_some_and(|field| field.required));
    let written = schema.json_schema();
    let value: serde_json::Value = serde_json::from_str(written.as_text()).expect("it is JSON");
    let thing = value["$ref"].as_str().expect("it refers").rsplit('/').next().unwrap_or_default();
    let thing = &value["$defs"][thing];
    assert_eq!(thing["required"], serde_json::json!(["name"]));
    assert_eq!(thing["properties"]["name"]["maxLength"], 5);
    assert_eq!(thing["properties"]["tags"]["additionalProperties"]["type"], "string");
    let whole = schema.example(true);
    assert!(whole.get("source").is_some(), "{whole}");
    assert_eq!(schema.at("source").map(|schema| matches!(schema.kind(), Kind::Union(_))), Some(true));
    let parameters: serde_json::Value =
        serde_json::from_str(detail.parameters_schema().as_text()).expect("it is JSON");
    assert_eq!(parameters["properties"]["account_id"]["maxLength"], 32);
}

#[test]
fn what_people_write_is_read_by_its_type_and_what_is_secret_is_hidden() {
    let detail = operation("create").detail().expect("its block is whole");
    let schema = detail.body(&detail.bodies()[0]).expect("it has a type");
    let read = |member: &str, text: &str| schema.at(member).expect(member).read_text(text).to_string();
    assert_eq!(read("name", "7"), "\"7\"");
    assert_eq!(read("count", "7"), "7");
    assert_eq!(read("count", "seven"), "\"seven\"");
    assert_eq!(read("tags", r#"{"a":"b"}"#), r#"{"a":"b"}"#);
    let body = json(
        r#"{"name":"abc","token":"very secret","tags":{"api_key":"x"},"other":{"password":"y","n":null}}"#,
    );
    let shown = schema.hide(&body).to_string();
    let expected = r#"{"name":"abc","token":"[hidden]","tags":{"api_key":"[hidden]"},"other":{"password":"[hidden]","n":null}}"#;
    assert_eq!(shown, expected);
}
