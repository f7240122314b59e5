//! Thousands of damaged documents: each is refused with a reason or read with warnings. Nothing panics, nothing grows
//! out of proportion, and what is made is made whole.

use codegen::doc::Source;
use rayon::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tests::damage::{Random, corrupt, damage};
use tests::through::{self, Ran};
use tests::tree::Tree;
use tests::{fixture, real};

/// Documents of each kind of damage.
const STRUCTURE: u64 = 2_000;
const TEXT: u64 = 1_000;

/// A whole document and the places in it that references may lead to.
struct Base {
    tree: Tree,
    pointers: Vec<String>,
}

impl Base {
    fn new(tree: Tree) -> Self {
        let mut pointers = vec!["#".to_owned(), "#/paths".to_owned(), "#/components".to_owned()];
        let names = |tree: &Tree| match tree {
            Tree::Map(members) => members.iter().map(|(name, _)| name.clone()).collect(),
            _ => Vec::new(),
        };
        let components = tree.get("components").cloned().unwrap_or(Tree::Null);
        for kind in names(&components) {
            let inside = components.get(&kind).map(names).unwrap_or_default();
            pointers.extend(inside.iter().map(|name| format!("#/components/{kind}/{name}")));
        }
        Self { tree, pointers }
    }
}

/// Several fixtures as one document, and two services as they really are.
fn bases() -> Vec<Base> {
    const FIXTURES: [&str; 12] = [
        "all-of",
        "bodies",
        "contradictions",
        "envelope",
        "multipart",
        "pages",
        "parameter-places",
        "recursion",
        "roles",
        "union-members",
        "union-simplified",
        "variant-names",
    ];
    let read = |source: &Source| Tree::from(source.parse().expect("a document").root());
    let mut combined = Tree::Map(Vec::new());
    *combined.entry("openapi") = Tree::text("3.0.3");
    for fixture in fixture::all().iter().filter(|fixture| FIXTURES.contains(&fixture.name.as_str())) {
        let tree = read(&fixture.source().expect("a fixture"));
        for part in ["paths", "components"] {
            let Some(Tree::Map(members)) = tree.get(part) else { continue };
            for (key, value) in members {
                let place = combined.entry(part).entry(key);
                match value {
                    Tree::Map(inside) => inside.iter().for_each(|(k, v)| place.entry(k).clone_from(v)),
                    other => place.clone_from(other),
                }
            }
        }
    }
    let segments = real::segmentation().segments.iter();
    let services = segments.filter(|segment| ["d1", "queues"].contains(&segment.name.as_str()));
    let services = services.map(|segment| read(&Source::json("segment", segment.json.as_str())));
    std::iter::once(combined).chain(services).map(Base::new).collect()
}

/// Runs one document through one way; what went wrong, if anything.
fn try_one(seed: u64, bytes: &[u8]) -> (Option<String>, bool) {
    let ways: [fn(Vec<u8>) -> Ran; 3] = [through::alone, through::foreign, through::cloudflare];
    let way = ways[usize::try_from(seed % 3).unwrap_or_default()];
    match catch_unwind(AssertUnwindSafe(|| way(bytes.to_vec()))) {
        Ok(ran) => {
            let problem = ran.problem(bytes.len()).map(|problem| format!("seed {seed}: {problem}"));
            (problem, matches!(ran, Ran::Made(..)))
        }
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            (Some(format!("seed {seed}: panicked: {}", text.unwrap_or_default())), false)
        }
    }
}

fn check(found: Vec<(Option<String>, bool)>, least_made: usize, least_refused: usize) {
    let made = found.iter().filter(|one| one.1).count();
    let refused = found.len() - made;
    let problems: Vec<String> = found.into_iter().filter_map(|one| one.0).collect();
    assert!(problems.is_empty(), "{} of them: {:#?}", problems.len(), &problems[..problems.len().min(20)]);
    // Damage that never shows, or that nothing survives, would test nothing.
    assert!(made >= least_made && refused >= least_refused, "{made} made, {refused} refused");
}

#[test]
fn undamaged_documents_are_made() {
    for base in bases() {
        for seed in 0..3 {
            let (problem, made) = try_one(seed, base.tree.to_json().as_bytes());
            assert_eq!(problem, None);
            assert!(made);
        }
    }
}

#[test]
fn damaged_structure_is_refused_or_read_with_warnings() {
    let bases = bases();
    let found = (0..STRUCTURE).into_par_iter().map(|seed| {
        let mut random = Random::new(seed);
        let base = &bases[random.below(bases.len())];
        let mut tree = base.tree.clone();
        damage(&mut tree, &base.pointers, &mut random);
        try_one(seed, tree.to_json().as_bytes())
    });
    check(found.collect(), 1_000, 100);
}

#[test]
fn damaged_text_is_refused_or_read_with_warnings() {
    let bases = bases();
    let texts: Vec<String> = bases.iter().map(|base| base.tree.to_json()).collect();
    let found = (0..TEXT).into_par_iter().map(|seed| {
        let mut random = Random::new(seed);
        let text = &texts[random.below(texts.len())];
        try_one(seed, &corrupt(text, &mut random))
    });
    check(found.collect(), 100, 500);
}
