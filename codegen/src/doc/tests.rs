//! Places of values, in JSON and in YAML.

use super::{Pointer, Source};

fn place(source: &Source, pointer: &str) -> String {
    let doc = source.parse().expect("a document");
    let node = Pointer::parse(pointer).and_then(|pointer| doc.resolve(&pointer)).expect("a value");
    source.location(&doc, node.id()).to_string()
}

#[test]
fn yaml_written_by_hand_has_lines() {
    let text = "# über\nüber:\n  - a: 'ä'\n    b: {c: [1, ß, true]}\n  - |\n    text\n200: null\nbase: &b\n  x: 1\nuse:\n  <<: *b\n  y: 2\n";
    let source = Source::by_hand("a.yaml", text.into()).expect("YAML");
    for (pointer, place_of_it) in [
        ("/über/0/a", "a.yaml:3:8 at /über/0/a"),
        ("/über/0/b/c/1", "a.yaml:4:16 at /über/0/b/c/1"),
        ("/über/1", "a.yaml:5:5 at /über/1"),
        ("/200", "a.yaml:7:6 at /200"),
        ("/base/x", "a.yaml:9:6 at /base/x"),
        ("/use/y", "a.yaml:12:6 at /use/y"),
        // Nothing is written there.
        ("/use/x", "a.yaml at /use/x"),
    ] {
        assert_eq!(place(&source, pointer), place_of_it);
    }
    let location = source.location(&source.parse().expect("a document"), super::NodeId(0));
    assert_eq!(location.to_string(), "a.yaml:2:1 at /");
    // Other YAML does without.
    let source = Source::new("a.yaml", text.into()).expect("YAML");
    assert_eq!(place(&source, "/200"), "a.yaml at /200");
}

#[test]
fn an_excerpt_shows_the_line() {
    let source = Source::by_hand("a.yaml", b"one: 1\nactions:\n  - target: $.a.b\n".to_vec()).expect("YAML");
    let doc = source.parse().expect("a document");
    let target = doc.resolve(&Pointer::parse("/actions/0/target").expect("a pointer")).expect("a value");
    let excerpt = source.location(&doc, target.id()).excerpt.expect("an excerpt");
    assert_eq!(&excerpt.text[excerpt.mark.0..excerpt.mark.0 + excerpt.mark.1], "$.a.b");
}

#[test]
fn pointers_move() {
    let pointer = |text: &str| Pointer::parse(text).expect("a pointer");
    let moved = |of: &str, from: &str, to: &str| {
        pointer(of).rebase(&pointer(from), &pointer(to)).map(|moved| moved.as_str().to_owned())
    };
    assert_eq!(moved("/a/b/c", "/a/b", "/x").as_deref(), Some("/x/c"));
    assert_eq!(moved("/a/b", "/a/b", "").as_deref(), Some(""));
    assert_eq!(moved("/a/b", "", "/x").as_deref(), Some("/x/a/b"));
    assert_eq!(moved("/a/bc", "/a/b", "/x"), None);
    assert_eq!(pointer("/a/b").parent(), Some(pointer("/a")));
    assert_eq!(pointer("/a").parent(), Some(Pointer::root()));
    assert_eq!(Pointer::root().parent(), None);
}

#[test]
fn values_keep_what_was_written() {
    let text = r#"{"number": 1e400, "escaped": "a\u00e9\"\n", "list": [null, true], "b": 1, "a": 2}"#;
    let source = Source::json("a.json", text);
    let doc = source.parse().expect("a document");
    let root = doc.root();
    assert_eq!(root.get("number").and_then(super::Node::as_number), Some("1e400"));
    assert_eq!(root.get("escaped").and_then(super::Node::as_str), Some("aé\"\n"));
    let list = root.get("list").expect("a list").items();
    assert_eq!((list[0].is_null(), list[1].as_bool()), (true, Some(true)));
    let keys: Vec<&str> = root.members().iter().map(|member| member.key.as_ref()).collect();
    assert_eq!(keys, ["a", "b", "escaped", "list", "number"], "nothing depends on the order in the text");
}

#[test]
fn every_value_has_its_pointer() {
    let source = Source::json("a.json", r#"{"a/b": {"~": [10, 20]}}"#);
    let doc = source.parse().expect("a document");
    let pointer = Pointer::root().join("a/b").join("~").join("1");
    assert_eq!(pointer.as_str(), "/a~1b/~0/1");
    let node = doc.resolve(&pointer).expect("a value");
    assert_eq!(node.as_number(), Some("20"));
    assert_eq!(doc.pointer(node.id()), pointer);
    assert!(doc.resolve(&Pointer::root().join("a/b").join("2")).is_none());
}

#[test]
fn what_is_no_document_says_where() {
    for (text, line, column) in [("{\"a\": }", 1, 7), ("{\n  \"a\": 1,,\n}", 2, 10), ("[1", 1, 3)] {
        let source = Source::json("a.json", text);
        let error = source.parse().expect_err("it is no JSON");
        let place = error.location.expect("a place");
        assert_eq!((place.line, place.column), (line, column), "{text}: {}", error.message);
    }
    let deep = "[".repeat(100_000);
    assert!(Source::json("a.json", deep).parse().is_err(), "what nests too deep is refused");
}

#[test]
fn a_repeated_key_is_told_and_the_last_one_counts() {
    let source = Source::json("a.json", r#"{"a": 1, "b": {}, "a": 2}"#);
    let doc = source.parse().expect("a document");
    assert_eq!(doc.root().get("a").and_then(super::Node::as_number), Some("2"));
    let told: Vec<_> = doc.duplicates().iter().map(|id| source.repeated_key(&doc, *id)).collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].message.contains("appears again"), "{told:?}");
    let place = told[0].location.as_ref().expect("a place");
    assert_eq!((place.line, place.column), (1, 1), "the object that has it twice");
}

#[test]
fn values_are_the_same_whatever_their_layout() {
    let (one, other) = (Source::json("a", r#"{"a": [1, "x"]}"#), Source::json("b", "{\n\"a\":[1,\"x\"]}"));
    let (one, other) = (one.parse().expect("a document"), other.parse().expect("a document"));
    assert!(one.root().same(other.root()));
    let third = Source::json("c", r#"{"a": [1, "y"]}"#);
    assert!(!one.root().same(third.parse().expect("a document").root()));
}
