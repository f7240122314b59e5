//! CONVENTIONS.md, the fixtures and the sources name the same rules and diagnostics.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tests::{fixture, folders, read, root};

/// Fixture names by rule, as the first part's sections give them.
fn rules() -> BTreeMap<String, BTreeSet<String>> {
    let text = read(&root().join("CONVENTIONS.md"));
    let mut rules: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            current = heading.split(' ').next().map(str::to_owned);
            rules.entry(current.clone().unwrap_or_default()).or_default();
        } else if let (Some(rule), Some(fixture)) = (&current, line.strip_prefix("Fixture: `")) {
            let name = fixture.split('`').next().unwrap_or_default();
            rules.entry(rule.clone()).or_default().insert(name.to_owned());
        }
    }
    rules
}

#[test]
fn every_rule_has_its_fixture_and_every_fixture_its_rule() {
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for fixture in fixture::all() {
        for rule in fixture.case.rules {
            shown.entry(rule).or_default().insert(fixture.name.clone());
        }
    }
    assert_eq!(shown, rules());
}

#[test]
fn every_typescript_rule_names_fixtures_that_exist() {
    let text = read(&root().join("CONVENTIONS.md"));
    let rows = text.lines().filter(|line| line.starts_with("| TS-"));
    let named: BTreeSet<String> = rows
        .filter_map(|row| row.trim_end_matches(['|', ' ']).rsplit('|').next())
        .map(|cell| cell.trim().trim_matches('`').to_owned())
        .collect();
    let name = |folder: &Path| folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let there: BTreeSet<String> = folders(&root().join("fixtures/dts")).iter().map(|f| name(f)).collect();
    let rules: BTreeSet<String> = there.iter().filter(|name| !name.starts_with("error-")).cloned().collect();
    assert_eq!(named, rules);
}

/// The diagnostic codes of this half that a text mentions between these marks.
fn codes(text: &str, open: char) -> BTreeSet<String> {
    const AREAS: [&str; 6] = ["artifact", "document", "input", "openapi", "overlay", "segment"];
    let found = text.split(open).filter(|piece| {
        let Some((area, what)) = piece.split_once("::") else { return false };
        AREAS.contains(&area) && !what.is_empty() && what.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    });
    found.map(str::to_owned).collect()
}

fn sources(folder: &Path, found: &mut BTreeSet<String>) {
    for below in folders(folder) {
        sources(&below, found);
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()).filter(|path| path.is_file()) {
        found.extend(codes(&read(&path), '"'));
    }
}

#[test]
fn every_diagnostic_is_explained() {
    let mut made = BTreeSet::new();
    for package in ["codegen", "document", "gen-openapi", "inputs", "openapi", "segmenter"] {
        sources(&root().join(package).join("src"), &mut made);
    }
    let text = read(&root().join("CONVENTIONS.md"));
    let start = text.find("\n# Diagnostics").unwrap_or_default();
    assert_eq!(made, codes(&text[start..], '`'));
}
