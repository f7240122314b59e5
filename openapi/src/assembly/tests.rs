//! Whatever is put together: the text is the JSON that was meant, and every value is found where it was taken from.

use super::{Assembly, Edit, Input, Kind, Reason, Value};
use codegen::diag::Location;
use codegen::doc::{Node, Pointer, Source};

fn pointer(text: &str) -> Pointer {
    Pointer::parse(text).expect("a pointer")
}

fn reason(text: &str) -> Reason {
    Reason::new(Location::default(), text)
}

/// One stage.
fn edited(base: &Assembly, work: impl FnOnce(&mut Edit<'_>)) -> Assembly {
    with(base, base.source(), |edit, _, _| work(edit))
}

/// One stage that takes from another document.
fn with(
    base: &Assembly,
    other: &Source,
    work: impl for<'d> FnOnce(&mut Edit<'d>, Input, &'d Node<'d>),
) -> Assembly {
    let doc = base.source().parse().expect("JSON");
    let other_doc = other.parse().expect("JSON");
    let mut edit = base.edit(&doc);
    let input = edit.input(other, &other_doc);
    work(&mut edit, input, other_doc.root());
    edit.finish()
}

/// A value below a node.
fn below<'d>(node: &'d Node<'d>, tokens: &[&str]) -> &'d Node<'d> {
    tokens.iter().fold(node, |node, token| node.child(token).expect("a value"))
}

/// The text without layout.
fn json(assembly: &Assembly) -> String {
    let doc = assembly.source().parse().expect("JSON");
    doc.root().to_json().split_whitespace().collect()
}

fn place(assembly: &Assembly, at: &str) -> String {
    let doc = assembly.source().parse().expect("JSON");
    let node = doc.resolve(&pointer(at)).expect("a value");
    assembly.source().location(&doc, node.id()).to_string()
}

/// `kind pointer reason` of every change.
fn changes(assembly: &Assembly) -> Vec<String> {
    let doc = assembly.source().parse().expect("JSON");
    let of = |change: super::Change<'_>| {
        let kind = match change.kind {
            Kind::Added => "added".to_owned(),
            Kind::Replaced => "replaced".to_owned(),
            Kind::Lost(what) => format!("lost {what}"),
        };
        format!("{kind} {} {}", doc.pointer(change.at), change.reason.text)
    };
    assembly.changes().map(of).collect()
}

#[test]
fn a_document_alone_is_itself() {
    let assembly = Assembly::new(Source::json("a.json", "{\"a\": [1,\n 2]}"));
    assert_eq!(place(&assembly, "/a/1"), "a.json:2:2 at /a/1");
    let same = edited(&assembly, |_| {});
    assert_eq!(same.source().text(), assembly.source().text());
    assert_eq!(place(&same, "/a/1"), "a.json:2:2 at /a/1");
    assert_eq!(same.changes().count(), 0);
}

#[test]
fn what_moves_is_found_where_it_was() {
    let assembly = Assembly::new(Source::json("a.json", "{\"list\": [\n\"x\",\n{\"y\": 1},\n\"z\"]}"));
    let moved = edited(&assembly, |edit| assert!(edit.remove(&pointer("/list/0"))));
    assert_eq!(json(&moved), r#"{"list":[{"y":1},"z"]}"#);
    assert_eq!(place(&moved, "/list/0/y"), "a.json:3:7 at /list/1/y");
    assert_eq!(place(&moved, "/list/1"), "a.json:4:1 at /list/2");
    // Once more, on top of that.
    let again = edited(&moved, |edit| assert!(edit.remove(&pointer("/list/0"))));
    assert_eq!(place(&again, "/list/0"), "a.json:4:1 at /list/2");
    assert_eq!(changes(&again), ["lost 0 /list ", "lost 0 /list "]);
}

#[test]
fn stages_build_on_each_other() {
    let assembly = Assembly::new(Source::json("a.json", r#"{"one": {"n": 1}, "two": {}}"#));
    let added = Source::json("b.json", "\n{\"v\": {\"deep\": [true]}}");
    let first = with(&assembly, &added, |edit, input, root| {
        let value = below(root, &["v"]);
        edit.because(reason("b"));
        assert!(edit.set(&pointer("/two"), "taken", input.value(value)));
        assert!(edit.set(&pointer("/one"), "n", Value::integer(2).standing(input, value)));
    });
    assert_eq!(json(&first), r#"{"one":{"n":2},"two":{"taken":{"deep":[true]}}}"#);
    assert_eq!(place(&first, "/two/taken/deep/0"), "b.json:2:17 at /v/deep/0");
    assert_eq!(place(&first, "/one/n"), "b.json:2:7 at /v");

    let written = b"# by hand\nvalue:\n  - name: x\n".to_vec();
    let yaml = Source::by_hand("c.yaml", written).expect("YAML");
    let second = with(&first, &yaml, |edit, input, root| {
        edit.because(reason("c"));
        assert!(edit.push(&pointer("/two/taken/deep"), input.value(below(root, &["value", "0"]))));
    });
    assert_eq!(json(&second), r#"{"one":{"n":2},"two":{"taken":{"deep":[true,{"name":"x"}]}}}"#);
    assert_eq!(place(&second, "/two/taken/deep/1/name"), "c.yaml:3:11 at /value/0/name");
    assert_eq!(place(&second, "/two/taken/deep/0"), "b.json:2:17 at /v/deep/0");
    assert_eq!(place(&second, "/one/n"), "b.json:2:7 at /v");
    assert_eq!(place(&second, "/two"), "a.json:1:26 at /two");
    assert_eq!(changes(&second), ["replaced /one/n b", "added /two/taken b", "added /two/taken/deep/1 c"]);

    // What was put together may itself be put into something.
    let other = Assembly::new(Source::json("d.json", "{}"));
    let third = with(&other, second.source(), |edit, input, root| {
        assert!(edit.set(&Pointer::root(), "copy", input.value(below(root, &["two"]))));
    });
    assert_eq!(place(&third, "/copy/taken/deep/1/name"), "c.yaml:3:11 at /value/0/name");
    assert_eq!(place(&third, "/copy/taken/deep"), "b.json:2:16 at /v/deep");
    assert_eq!(place(&third, "/copy"), "a.json:1:26 at /two");
}

#[test]
fn what_is_made_without_a_place_is_shown_where_it_was_made_for() {
    let assembly = Assembly::new(Source::json("a.json", "{\n\"one\": {\"n\": 1}}"));
    let made = edited(&assembly, |edit| {
        let value =
            Value::map([("list", Value::list([Value::null(), Value::bool(true), Value::string("\"")]))]);
        assert!(edit.set(&pointer("/one"), "a", value));
    });
    assert_eq!(json(&made), r#"{"one":{"a":{"list":[null,true,"\""]},"n":1}}"#);
    for at in ["/one/a", "/one/a/list/2", "/one"] {
        assert_eq!(place(&made, at), "a.json:2:8 at /one", "{at}");
    }
    let again = edited(&made, |edit| assert!(edit.remove(&pointer("/one/a/list/0"))));
    assert_eq!(place(&again, "/one/a/list/1"), "a.json:2:8 at /one");
    assert_eq!(place(&again, "/one/n"), "a.json:2:14 at /one/n");
}

#[test]
fn changes_are_found_by_the_value_they_are_in() {
    let assembly = Assembly::new(Source::json("a.json", r#"{"a": {"x": 1}, "b": {"x": 1}}"#));
    let assembly = edited(&assembly, |edit| {
        edit.because(reason("in b"));
        assert!(edit.set(&pointer("/b"), "x", Value::integer(2)));
        edit.because(reason("in a"));
        assert!(edit.remove(&pointer("/a/x")));
    });
    let doc = assembly.source().parse().expect("JSON");
    let within = |at: &str| {
        let span = doc.resolve(&pointer(at)).expect("a value").span();
        assembly.changes_within(span).map(|change| change.reason.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(within("/a"), ["in a"]);
    assert_eq!(within("/b"), ["in b"]);
    assert_eq!(within(""), ["in a", "in b"]);
    // What is replaced as a whole takes its history with it.
    let again = edited(&assembly, |edit| {
        edit.because(reason("no b any more"));
        assert!(edit.remove(&pointer("/b")));
    });
    assert_eq!(changes(&again), ["lost b / no b any more", "lost x /a in a"]);
}

#[test]
fn what_leads_nowhere_changes_nothing() {
    let assembly = Assembly::new(Source::json("a.json", r#"{"a": {"x": [1]}}"#));
    let same = edited(&assembly, |edit| {
        assert!(!edit.set(&pointer("/a/y"), "k", Value::null()));
        assert!(!edit.set(&pointer("/a/x"), "k", Value::null()));
        assert!(!edit.set(&pointer("/a/x/0"), "k", Value::null()));
        assert!(!edit.push(&pointer("/a"), Value::null()));
        assert!(!edit.remove(&pointer("/a/x/1")));
        assert!(!edit.remove(&pointer("/b")));
        assert!(!edit.remove(&Pointer::root()));
    });
    assert_eq!(json(&same), json(&assembly));
    assert_eq!(same.changes().count(), 0);
}

#[test]
fn a_repeated_key_is_told_once_whatever_becomes_of_its_object() {
    let text = r#"{"a": {"k": 1, "k": 2}, "b": {"k": 1, "k": {"j": 1, "j": 2}}}"#;
    let assembly = Assembly::new(Source::json("a.json", text));
    let changed = edited(&assembly, |edit| {
        assert!(edit.set(&pointer("/a"), "l", Value::null()));
        assert!(edit.set(&pointer("/b"), "l", Value::null()));
    });
    let mut told: Vec<String> = changed.warnings().iter().map(ToString::to_string).collect();
    let doc = changed.source().parse().expect("JSON");
    told.extend(doc.duplicates().iter().map(|id| changed.source().repeated_key(&doc, *id).to_string()));
    told.sort();
    let places: Vec<&str> = told.iter().filter_map(|line| line.split("(a.json:").nth(1)).collect();
    assert_eq!(places, ["1:30 at /b)", "1:44 at /b/k)", "1:7 at /a)"], "{told:#?}");
}

/// Every scalar of an assembly, with what stands at its place in its own document.
fn check_places(assembly: &Assembly) {
    let doc = assembly.source().parse().expect("JSON");
    let mut open: Vec<&Node<'_>> = vec![doc.root()];
    let mut seen = 0;
    while let Some(node) = open.pop() {
        open.extend(node.items());
        open.extend(node.members().iter().map(|member| &member.node));
        if node.is_object() || node.is_array() {
            continue;
        }
        let at = doc.pointer(node.id());
        let Some(pieces) = assembly.source().pieces() else { continue };
        let place = pieces.place(node.id(), &at).expect("a place");
        let there = place.input.parse().expect("JSON");
        let original = there.resolve(&place.pointer).expect("a value at its place");
        assert!(original.same(node), "{at} is not {} of {}", place.pointer, place.input.name());
        assert_eq!(original.span().start, place.offset, "{at}");
        seen += 1;
    }
    assert!(seen > 3, "only {seen} values");
}

#[test]
fn any_edits_keep_places() {
    // Values that differ everywhere, so that one cannot pass for another.
    let text = |name: &str| {
        let part = |n: usize| {
            format!(
                "{{\"k\": \"{name}{n}\",\n \"list\": [\"{name}{n}.0\", {{\"v\": \"{name}{n}.1\"}}, \"{name}{n}.2\"]}}"
            )
        };
        format!("{{\"a\": {}, \"b\": {}, \"c\": {}}}", part(1), part(2), part(3))
    };
    let other = Source::json("other.json", text("other"));
    let mut state = 7_u64;
    let mut draw = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % limit
    };
    for _ in 0..40 {
        let mut assembly = Assembly::new(Source::json("first.json", text("first")));
        for _ in 0..4 {
            assembly = with(&assembly, &other, |edit, input, root| {
                for _ in 0..3 {
                    let member = ["a", "b", "c"][draw(3)];
                    let from = below(root, &[["a", "b", "c"][draw(3)]]);
                    let list = pointer(&format!("/{member}/list"));
                    let _ = match draw(4) {
                        0 => edit.set(&pointer(&format!("/{member}")), "new", input.value(from)),
                        1 => edit.remove(&pointer(&format!("/{member}/list/{}", draw(3)))),
                        2 => edit.push(&list, input.value(from)),
                        _ => edit.set(&pointer(&format!("/{member}/list/1")), "v", input.value(from)),
                    };
                }
            });
            check_places(&assembly);
        }
    }
}
