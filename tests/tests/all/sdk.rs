//! The official SDK as a second source: it is read to the last call, and adds without taking.

use codegen::doc::{Node, Pointer, Source};
use inputs::Inputs;
use openapi::assembly::Assembly;
use sdk::{Added, Merged, Sdk};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;
use tests::{real, rendered, root};

fn read() -> &'static Sdk {
    static SDK: OnceLock<Sdk> = OnceLock::new();
    SDK.get_or_init(|| document::sdk(root()).unwrap_or_else(|errors| panic!("{}", rendered(&errors))))
}

/// The pinned document alone.
fn pinned() -> Assembly {
    let fetched =
        Inputs::open(root()).and_then(|inputs| inputs.file(document::PINNED)).expect("the document");
    Assembly::new(Source::new(document::PINNED, fetched.bytes).expect("JSON"))
}

fn merged() -> &'static Merged {
    static MERGED: OnceLock<Merged> = OnceLock::new();
    MERGED.get_or_init(|| sdk::merge(&pinned(), read()).expect("a document"))
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// `METHOD /path/{}` of every operation of a document.
fn operations(source: &Source) -> BTreeSet<String> {
    let doc = source.parse().expect("JSON");
    let paths = doc.root().get("paths").expect("paths");
    let of = |method: &str, path: &str| format!("{} {}", method.to_uppercase(), shape(path));
    let item = |item: &Node<'_>, path: &str| {
        let methods =
            item.members().iter().filter(|member| segmenter::METHODS.contains(&member.key.as_ref()));
        methods.map(|member| of(&member.key, path)).collect::<Vec<_>>()
    };
    paths.members().iter().flat_map(|member| item(&member.node, &member.key)).collect()
}

#[test]
fn every_call_is_read() {
    assert_eq!(read().calls.len(), 2747);
    let doc = read().source.parse().expect("JSON");
    let mut open = vec![doc.root()];
    while let Some(node) = open.pop() {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str) {
            let to = Pointer::parse(reference).expect("a pointer");
            assert!(doc.resolve(&to).is_some(), "{reference} leads nowhere");
        }
        open.extend(node.items());
        open.extend(node.members().iter().map(|member| &member.node));
    }
}

/// `segmenter/sdk-names.txt` says what the sources say: names and styles of pages, each of every call.
#[test]
fn the_table_of_names_is_that_of_the_sources() {
    let mut table: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut path = "";
    for line in segmenter::SDK_NAMES.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix(' ').and_then(|line| line.split_once(' ')) {
            Some((method, name)) => {
                table.entry(format!("{method} {path}")).or_default().insert(name.to_owned());
            }
            None => path = line,
        }
    }
    let style = |class: &str| match class {
        "SinglePage" => " single",
        "V4PagePagination" | "V4PagePaginationArray" => " page",
        "CursorPagination" => " cursor",
        "CursorPaginationAfter" => " cursor-after",
        "CursorLimitPagination" => " cursor-limit",
        "PageTokenPagination" | "ContainersInstancesV1Pagination" => " page-token",
        other => panic!("{other} is a class of pages that nobody knows"),
    };
    let mut read_names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for call in &read().calls {
        let name = format!("{}{}", call.name, call.page.as_deref().map(style).unwrap_or_default());
        read_names.entry(format!("{} {}", call.method, call.path)).or_default().insert(name);
    }
    assert_eq!(table, read_names);
}

#[test]
fn the_document_keeps_all_it_has() {
    fn keeps(old: &Node<'_>, new: &Node<'_>, path: &mut Vec<String>) {
        for member in old.members() {
            path.push(member.key.to_string());
            let new = new.get(&member.key).unwrap_or_else(|| panic!("{} is lost", path.join("/")));
            keeps(&member.node, new, path);
            path.pop();
        }
        assert!(old.items().len() <= new.items().len(), "{} is shorter", path.join("/"));
        for (index, (old, new)) in old.items().iter().zip(new.items()).enumerate() {
            path.push(index.to_string());
            keeps(old, new, path);
            path.pop();
        }
        let whole = old.is_object() || old.is_array();
        assert!(whole && old.kind() == new.kind() || old.same(new), "{} is another", path.join("/"));
    }
    let base = pinned();
    let (old, new) =
        (base.source().parse().expect("JSON"), merged().assembly.source().parse().expect("JSON"));
    keeps(old.root(), new.root(), &mut Vec::new());
}

#[test]
fn what_is_generated_is_the_union_of_all_sources() {
    let base = operations(pinned().source());
    let calls = operations(&read().source);
    let both = operations(merged().assembly.source());
    assert_eq!(both.len(), base.len() + merged().added.operations);
    assert!(base.is_subset(&both));
    // A call for accounts and zones alike may be one operation of the document.
    let alike = |call: &String| {
        let other = |scope: &str| call.replacen(&format!(" /{scope}/{{}}/"), " /{}/{}/", 1);
        both.contains(call) || both.contains(&other("accounts")) || both.contains(&other("zones"))
    };
    let lost: Vec<&String> = calls.iter().filter(|call| !alike(call)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let whole = operations(real::source());
    assert!(both.is_subset(&whole));
    assert_eq!(whole.len(), real::OPERATIONS);
    assert_eq!(
        real::run().outputs.iter().map(|output| output.report.operations).sum::<usize>(),
        real::OPERATIONS
    );
}

#[test]
fn merging_twice_adds_nothing() {
    let again = sdk::merge(&merged().assembly, read()).expect("a document");
    assert_eq!(again.added, Added::default());
}

/// How much is added today: it shrinks when the pinned document becomes newer.
#[test]
fn what_is_added_is_counted() {
    let added = merged().added;
    assert_eq!(
        added,
        Added { operations: 633, parameters: 206, bodies: 1, members: 1498, values: 144, variants: 35 }
    );
}
