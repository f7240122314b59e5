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
