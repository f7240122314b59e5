//! The public names that the pinned document's crates have.

use std::collections::BTreeSet;
use tests::{real, root};

/// A block of a ledger: a type with where it was found and what it has.
struct Named<'l> {
    service: &'l str,
    kind: &'l str,
    name: &'l str,
    lines: Vec<&'l str>,
}

/// Every type and request of every crate, as the ledgers list them.
fn named() -> Vec<Named<'static>> {
    let run = real::run();
    let mut all = Vec::new();
    for (segment, output) in run.segmentation.segments.iter().zip(&run.outputs) {
        for line in output.ledger.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if line.starts_with(' ') {
                let last: Option<&mut Named<'_>> = all.last_mut();
                last.expect("a block before its lines").lines.push(line);
            } else {
                let mut words = line.split(' ');
                let (kind, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                all.push(Named { service: &segment.name, kind, name, lines: vec![line] });
            }
        }
    }
    assert!(all.len() > 5_000, "the ledgers have only {} blocks", all.len());
    all
}

#[test]
fn names_are_short() {
    let long: Vec<_> = named().iter().map(|named| named.name).filter(|name| name.len() > 40).collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn no_name_is_an_alias_or_a_tools() {
    let noise = ["Alias", "Inline", "Unnamed", "Schemas", "Parenthesis"];
    let named = named();
    let found = named.iter().filter(|named| noise.iter().any(|noise| named.name.contains(noise)));
    // What the API itself calls so is called so.
    let own = |named: &&Named<'_>| {
        let lines = named.lines.join("\n").to_lowercase();
        !noise.iter().any(|noise| lines.contains(&noise.to_lowercase()) && named.name.contains(noise))
    };
    let found: Vec<_> = found.filter(own).map(|named| (named.service, named.name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// Runs of hexadecimal digits that no word of a language is: `2090BE18E612`.
fn has_hash(name: &str) -> bool {
    let run = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.len() >= 8 && digits >= 2 && text.len() - digits >= 1
    };
    name.split(|c: char| !c.is_ascii_hexdigit()).any(run)
}

#[test]
fn no_name_has_a_hash() {
    assert!(
        has_hash("Inline2090BE18E612") && has_hash("Ref_d2a16d7ee1ad3a88") && !has_hash("DeadbeefSha256")
    );
    let found: Vec<_> =
        named().iter().filter(|named| has_hash(named.name)).map(|n| (n.service, n.name)).collect();
    assert!(found.is_empty(), "{found:?}");
}

/// The numbers in a text, each with the letters before it, small: `r2`, `ipv4`.
fn numbered(text: &str) -> BTreeSet<String> {
    // A name that begins with a number has a letter before it.
    let text = if text.starts_with('N') && numeric(&text[1..]) { &text[1..] } else { text };
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let mut found = BTreeSet::new();
    for (at, _) in plain.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !plain[at + 1..].starts_with(|next: char| next.is_ascii_digit())
    }) {
        let start = plain[..=at].rfind(|c: char| !c.is_ascii_digit()).unwrap_or_default();
        found.insert(plain[start..=at].to_owned());
    }
    found
}

fn numeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

#[test]
fn no_number_tells_names_apart() {
    assert_eq!(numbered("R2BucketIpv4"), BTreeSet::from(["r2".to_owned(), "v4".to_owned()]));
    let named = named();
    let mut invented = Vec::new();
    for one in &named {
        // The number of a name stands in what it was made from: where it was found, what it has, or the operations
        // that mention it.
        let mut known = numbered(one.service);
        let own = one.lines.iter().skip(usize::from(one.kind != "request"));
        let mentions = |other: &&Named<'_>| {
            let mention =
                |line: &&str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|w| w == one.name);
            other.kind == "request"
                && other.service == one.service
                && other.lines.iter().any(|line| mention(&line))
        };
        let above = named.iter().filter(mentions).flat_map(|other| &other.lines);
        own.chain(above).for_each(|line| known.extend(numbered(line)));
        if numbered(one.name).iter().any(|number| !known.contains(number)) {
            invented.push(format!("{}::{}", one.service, one.name));
        }
    }
    assert!(invented.is_empty(), "{invented:#?}");
}

/// Words that are added when every proposal is taken.
const LAST: [&str; 9] = ["Other", "Alternate", "Further", "Extra", "More", "Added", "Next", "Later", "Final"];

/// A name without its last word, if it is one of those.
fn stem(name: &str) -> Option<&str> {
    LAST.iter().find_map(|word| name.strip_suffix(word))
}

/// Each of these names is a defect of the naming rules: two types that nothing but such a word tells apart.
#[test]
fn few_names_are_last_resorts() {
    let named = named();
    let rivals = |one: &Named<'_>, other: &Named<'_>| {
        let same = other.service == one.service && other.name != one.name;
        same && stem(one.name).is_some_and(|own| own == other.name || stem(other.name) == Some(own))
    };
    let last: Vec<String> = named
        .iter()
        .filter(|one| stem(one.name).is_some() && named.iter().any(|other| rivals(one, other)))
        .map(|one| format!("{}::{}", one.service, one.name))
        .collect();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(root().join("tests/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("last-resorts", last.join("\n")));
}

#[test]
fn names_in_a_crate_are_all_different() {
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = named()
        .iter()
        .filter(|named| !seen.insert((named.service, named.name)))
        .map(|named| (named.service, named.name))
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}
