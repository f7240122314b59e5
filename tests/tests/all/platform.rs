//! Where platform crates and generated ones must agree, as neither knows the other.

use std::collections::BTreeSet;
use tests::{read, root};

/// `cfs-build` knows bindings by the names of the types that read them.
#[test]
fn types_of_bindings_are_generated() {
    let ledgers = std::fs::read_dir(root().join("ledger/runtime")).expect("the ledgers are there");
    let ledgers: String = ledgers.filter_map(Result::ok).map(|entry| read(&entry.path())).collect();
    let blocks = ledgers.lines().filter_map(|line| line.split_once(' ')?.1.split([' ', '<']).next());
    let mut types: BTreeSet<&str> = blocks.collect();
    types.extend(["Secret", "Variable"]); // of `cfs-runtime` itself
    let table = read(&root().join("platform/build/src/manifest/bindings.rs"));
    let named: Vec<&str> =
        table.lines().filter_map(|line| line.trim().strip_prefix("(\"")?.split('"').next()).collect();
    assert!(named.len() > 20, "the table is read: {named:?}");
    let unknown: Vec<&&str> = named.iter().filter(|name| !types.contains(**name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
