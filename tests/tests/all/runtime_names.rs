//! Names of the runtime crates: what is added to the definitions renames nothing, what the ledger says is what things
//! are called.

use codegen::stack::big;
use gen_dts::Sources;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tests::{read, root};

/// Blocks of a ledger, and the names and keys of their members.
fn blocks(ledger: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut blocks: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in ledger.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if !line.starts_with(' ') {
            line.split(" arrives").next().unwrap_or_default().clone_into(&mut current);
            blocks.entry(current.clone()).or_default();
        } else if let Some((head, _)) = line.trim().rsplit_once('"') {
            blocks.entry(current.clone()).or_default().insert(head.to_owned());
        }
    }
    blocks
}

/// Unnamed types, as declarations would be called that come to the same Rust name: `KVNamespace.put.Value`.
fn unnamed(ledger: &str) -> BTreeSet<String> {
    const OPEN: [&str; 5] = ["KVNamespace", "R2", "D1", "Vectorize", "Workflow"];
    let keys = ledger.lines().filter_map(|line| line.strip_prefix("  < "));
    let keys = keys.filter(|key| key.chars().all(|c| c.is_alphanumeric() || c == '.') && key.contains('.'));
    let keys = keys.filter(|key| OPEN.iter().any(|open| key.starts_with(open)));
    keys.map(|key| key.replace('.', "")).collect()
}

/// Definitions some months newer: before everything else a member and an overload more of each of many interfaces, and
/// declarations called like what has no name today.
fn newer(text: &str, ledgers: &str) -> (String, usize) {
    let mut added = String::new();
    let mut count = 0;
    let mut rest = text;
    while let Some(at) = rest.find("\ninterface ") {
        rest = &rest[at + "\ninterface ".len()..];
        let name = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let plain = rest[name.len()..].starts_with(" {\n");
        let body = rest.split("\n}").next().unwrap_or_default();
        let method = body.lines().find_map(|line| {
            let (method, _) = line.strip_prefix("  ")?.split_once('(')?;
            method.chars().all(char::is_alphanumeric).then_some(method)
        });
        if let (true, Some(method)) = (plain, method) {
            _ = writeln!(
                added,
                "interface {name} {{ aaa(first: Date): Promise<{{ at: string }}>; {method}(aaa: Date, bbb?: {{ ccc: \
                 string }}): Promise<{{ ddd: number }}>; }}"
            );
            count += 2;
        }
    }
    for name in unnamed(ledgers) {
        _ = writeln!(added, "interface {name} {{ clash: string }}");
        count += 1;
    }
    (format!("{added}\n{text}"), count)
}

#[test]
fn what_is_added_renames_nothing() {
    let sources = pipeline::runtime::read(root()).expect("the definitions are pinned");
    let today = pipeline::runtime::generate(root(), &sources).expect("they go through").ledgers;
    let all: String = today.iter().map(|(_, text)| text).collect();
    let mut added = 0;
    let mut tomorrow = Sources::default();
    for file in 0..sources.len() {
        let (text, count) = big(|| newer(sources.text(file), &all));
        tomorrow.add(sources.name(file), text);
        added += count;
    }
    assert!(added > 50, "{added} additions");
    let tomorrow = pipeline::runtime::generate(root(), &tomorrow).expect("they go through").ledgers;
    for (path, text) in today.iter().filter(|(_, text)| text.starts_with("# Public names")) {
        let new = blocks(tomorrow.get(path).unwrap_or_default());
        for (block, members) in blocks(text) {
            let there = new.get(&block).unwrap_or_else(|| panic!("{path}: `{block}` is called otherwise"));
            let lost: Vec<&String> = members.difference(there).collect();
            assert!(lost.is_empty(), "{path}: {block}: {lost:#?}");
        }
    }
}

#[test]
fn committed_ledgers_are_what_is_made_of_them() {
    let sources = pipeline::runtime::read(root()).expect("the definitions are pinned");
    let made = pipeline::runtime::generate(root(), &sources).expect("they go through").ledgers;
    for (path, text) in made.iter() {
        assert_eq!(text, read(&root().join("ledger/runtime").join(path)), "{path}");
    }
}

/// Names in a line of a ledger: those of a block, or a member's in both layers and its forms.
fn names(line: &str) -> Vec<&str> {
    let Some(member) = line.strip_prefix("  ") else {
        let path = line.split_whitespace().nth(1).unwrap_or_default();
        return path.split('<').next().unwrap_or_default().split("::").collect();
    };
    if member.starts_with("< ") || member.starts_with("= ") {
        return Vec::new();
    }
    let Some((_, behind)) = member.rsplit_once('"') else { return Vec::new() };
    let sys = behind.split(" sys ").nth(1).and_then(|sys| sys.split_whitespace().next());
    let forms = behind.split(", ").filter(|form| form.ends_with("_with"));
    member.split_whitespace().next().into_iter().chain(sys).chain(forms).collect()
}

#[test]
fn no_name_is_longer_than_forty_characters() {
    let sources = pipeline::runtime::read(root()).expect("the definitions are pinned");
    let made = pipeline::runtime::generate(root(), &sources).expect("they go through").ledgers;
    let ledgers = made.iter().filter(|(_, text)| text.starts_with("# Public names"));
    let lines = ledgers.flat_map(|(_, text)| text.lines()).filter(|line| !line.starts_with('#'));
    let all: BTreeSet<&str> = lines.flat_map(names).collect();
    assert!(all.len() > 4000, "{} names", all.len());
    let long: Vec<&&str> = all.iter().filter(|name| name.chars().count() > 40).collect();
    assert!(long.is_empty(), "{long:#?}");
}
