//! What every operation is answered with.

use cfs_emulator::coverage;
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
fn what_is_special_is_an_operation() {
    let names: Vec<String> =
        cfs_catalogue::catalogue().operations().map(cfs_catalogue::Operation::name).collect();
    for name in coverage::special() {
        assert!(names.iter().any(|known| known == name), "{name}");
    }
    assert!(coverage::special().is_sorted());
}
