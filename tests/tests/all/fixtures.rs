//! Every rule of CONVENTIONS.md has a small document, and what is made from it is a snapshot.

use std::panic::{AssertUnwindSafe, catch_unwind};
use tests::{fixture, listing, rendered, root};

#[test]
fn every_fixture_makes_what_its_snapshot_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots/fixtures"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut differing = Vec::new();
    for fixture in fixture::all() {
        let text = match fixture.make() {
            Ok(made) => listing::snapshot(&fixture.case, &made),
            Err(errors) => format!("# {}\n\n{}", fixture.case.title, rendered(&errors)),
        };
        // One that differs must not hide the others.
        let check = || settings.bind(|| insta::assert_snapshot!(fixture.name.as_str(), text));
        if catch_unwind(AssertUnwindSafe(check)).is_err() {
            differing.push(fixture.name);
        }
    }
    assert!(differing.is_empty(), "these fixtures make something else now: {}", differing.join(", "));
}
