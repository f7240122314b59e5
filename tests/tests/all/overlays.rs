//! Every correction shows: what it makes of the generated code is there, and is not without its overlay.
//!
//! An action says so itself. `x-shows` has a text of the generated code by service, or several; `x-accepted` an operation
//! whose request the mock server rejected before, or whose example did not fit, for what no generated code tells: the lists
//! of what is accepted have it no more.

use codegen::doc::{Doc, Node, Pointer, Source};
use document::overlays;
use openapi::assembly::Assembly;
use openapi::overlay::{Rules, Stale, apply};
use std::collections::BTreeMap;
use tests::{read, real, rendered, root};

/// What one action says that it makes.
struct Shown {
    /// Where the action stands.
    place: String,
    /// Texts by service.
    texts: Vec<(String, String)>,
    /// An operation that is accepted.
    accepted: Option<String>,
}

fn shown(source: &Source, doc: &Doc<'_>) -> Vec<Shown> {
    let actions = doc.resolve(&Pointer::root().join("actions")).map(Node::items).unwrap_or_default();
    let of = |action: &Node<'_>| {
        let strings = |node: &Node<'_>| -> Vec<String> {
            let own = node.as_str().into_iter();
            own.chain(node.items().iter().filter_map(Node::as_str)).map(str::to_owned).collect()
        };
        let shows = action.get("x-shows").map(Node::members).unwrap_or_default();
        let texts = shows
            .iter()
            .flat_map(|member| strings(&member.node).into_iter().map(|text| (member.key.to_string(), text)));
        Shown {
            place: source.location(doc, action.id()).to_string(),
            texts: texts.collect(),
            accepted: action.get("x-accepted").and_then(Node::as_str).map(str::to_owned),
        }
    };
    actions.iter().map(of).collect()
}

/// How code is laid out means nothing.
fn without_layout(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn every_action_shows_in_the_generated_code() {
    let sdk = document::sdk(root()).unwrap_or_else(|errors| panic!("{}", rendered(&errors)));
    let document = sdk::merge(&Assembly::new(real::pinned().clone()), &sdk).expect("a document").assembly;
    let all = overlays(root()).unwrap_or_else(|errors| panic!("{}", rendered(&errors)));
    let ledger = ["wire", "examples"].map(|list| read(&root().join(format!("ledger/accepted/{list}.txt"))));
    let mut with: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (at, source) in all.iter().enumerate() {
        let doc = source.parse().expect("YAML");
        let others: Vec<Source> = all
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, source)| source.clone())
            .collect();
        let others = apply(&document, &others, Rules { stale: Stale::Warn, ..Rules::KEPT })
            .unwrap_or_else(|errors| panic!("{}", rendered(&errors)));
        let mut without: BTreeMap<String, String> = BTreeMap::new();
        for action in shown(source, &doc) {
            if action.texts.is_empty() && action.accepted.is_none() {
                wrong.push(format!("{}: says neither `x-shows` nor `x-accepted`", action.place));
            }
            for (service, text) in &action.texts {
                let made = |document| without_layout(&real::code(document, service));
                let with = with.entry(service.clone()).or_insert_with(|| made(real::assembly()));
                let without = without.entry(service.clone()).or_insert_with(|| made(&others));
                let text = without_layout(text);
                if !with.contains(&text) {
                    wrong.push(format!("{}: `{text}` is not in {service}", action.place));
                } else if without.contains(&text) {
                    wrong.push(format!("{}: `{text}` is in {service} without it", action.place));
                }
            }
            let listed = |operation: &String| {
                let names =
                    ledger.iter().flat_map(|list| list.lines()).filter_map(|line| line.split_once(": "));
                names.map(|(name, _)| name.rsplit(' ').next().unwrap_or(name)).any(|name| name == operation)
            };
            if let Some(operation) = action.accepted.filter(listed) {
                wrong.push(format!("{}: {operation} is still among what is accepted", action.place));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
