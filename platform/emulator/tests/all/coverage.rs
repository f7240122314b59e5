//! What every operation is answered with.

use cfs_catalogue::{CollectionKind, Operation, Verb, catalogue};
use cfs_emulator::coverage::{self, Coverage};
use std::path::Path;

/// `CFS_ACCEPT=1` writes it anew.
#[test]
fn the_list_is_the_committed_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("coverage.txt");
    let table = coverage::table();
    if std::env::var_os("CFS_ACCEPT").is_some() {
        std::fs::write(&path, &table).expect("written");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let made_up = |text: &str| text.lines().filter(|line| line.starts_with("made-up")).count();
    assert!(made_up(&table) <= made_up(&committed), "more is made up than before");
    assert_eq!(table, committed, "run the test with CFS_ACCEPT=1, and read what changed");
}

#[test]
fn what_can_be_made_or_set_lasts() {
    let made_up = |operation: &Operation| coverage::of(*operation) == Coverage::MadeUp;
    let mut lost = Vec::new();
    for collection in catalogue().collections() {
        let makes = match collection.kind() {
            CollectionKind::Collection => [Verb::Create, Verb::Put].as_slice(),
            CollectionKind::Setting => [Verb::Update, Verb::Edit, Verb::Put].as_slice(),
            CollectionKind::ReadOnly => continue,
        };
        if makes.iter().any(|verb| collection.operation(*verb).is_some()) {
            lost.extend(Verb::ALL.iter().filter_map(|verb| collection.operation(*verb)).filter(made_up));
        }
    }
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn what_is_special_is_an_operation() {
    let names: Vec<String> = catalogue().operations().map(cfs_catalogue::Operation::name).collect();
    for name in coverage::special() {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    assert!(coverage::special().is_sorted());
}
