//! Everything in the pinned document that was read otherwise than literally, and that key order changes nothing.

use codegen::artifact::Artifacts;
use codegen::diag::{Diagnostic, count_by_code};
use std::fmt::Write;
use tests::damage::Random;
use tests::tree::Tree;
use tests::{listing, real, root};

#[test]
fn the_list_of_warnings_is_as_committed() {
    let run = real::run();
    let mut text = String::new();
    for (code, count) in count_by_code(&run.warnings) {
        let _ = writeln!(text, "{count:5} {code}");
    }
    text.push('\n');
    text.push_str(&listing::warnings(&run.warnings));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("warnings", text));
    let document = real::document();
    // What an overlay or the SDK brought is shown where it stands there.
    let own =
        |warning: &&Diagnostic| warning.location.as_ref().is_some_and(|location| location.file == real::NAME);
    for warning in run.warnings.iter().filter(own) {
        let found = warning.pointer().and_then(|pointer| document.resolve(pointer));
        assert!(found.is_some(), "{warning}");
    }
}

#[test]
fn key_order_changes_nothing() {
    let mut tree = Tree::from(real::document().root());
    tree.shuffle(&mut Random::new(2));
    let text = tree.to_json();
    assert_ne!(text, real::source().text());
    let (run, shuffled) = (real::run(), real::run_text(text));
    // A text alone does not know what it was put together from: neither the places there, nor what was said of that.
    let said = |warnings: &[Diagnostic]| {
        let of_parts = |code: &str| code.starts_with("sdk::") || code.starts_with("overlay::");
        let own = warnings.iter().filter(|warning| !of_parts(warning.code));
        let mut said: Vec<_> = own.map(|warning| (warning.code, warning.message.clone())).collect();
        said.sort();
        said
    };
    for (one, other) in run.segmentation.segments.iter().zip(&shuffled.segmentation.segments) {
        assert_eq!(one.name, other.name);
        assert!(one.json == other.json, "the segment {} differs", one.name);
        assert!(one.origins == other.origins, "the origins of {} differ", one.name);
    }
    for (one, other) in run.outputs.iter().zip(&shuffled.outputs) {
        assert_eq!(
            differing(&one.artifacts, &other.artifacts),
            Vec::<&str>::new(),
            "{}",
            one.model.api.root.ty
        );
        assert!(one.ledger == other.ledger, "the ledger of {} differs", one.model.api.root.ty);
    }
    assert_eq!(run.outputs.len(), shuffled.outputs.len());
    assert_eq!(said(&run.warnings), said(&shuffled.warnings));
}

fn differing<'a>(one: &'a Artifacts, other: &'a Artifacts) -> Vec<&'a str> {
    let each = one.iter().chain(other.iter()).map(|(path, _)| path);
    each.filter(|path| one.get(path) != other.get(path)).collect()
}
