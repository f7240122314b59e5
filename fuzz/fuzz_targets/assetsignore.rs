//! Any text as `.assetsignore`, with a path that it is asked about after its first line.
#![no_main]

use cfs_deploy::worker::assets::Ignore;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (path, rules) = text.split_once('\n').unwrap_or((text, ""));
    let lines = rules.split('\n').count();
    let (ignore, warnings) = Ignore::read(rules);
    assert!(warnings.iter().all(|warning| (1..=lines).contains(&warning.line)));
    let told = ignore.ignores(path, false);
    assert_eq!(told, ignore.ignores(path, false));
    // Comments and empty lines change nothing.
    assert_eq!(told, Ignore::read(&format!("# a\n\n{rules}")).0.ignores(path, false));
    // The last word counts.
    assert!(Ignore::read(&format!("{rules}\n/a.txt\n")).0.ignores("a.txt", false));
    assert!(!Ignore::read(&format!("{rules}\n!/a.txt\n")).0.ignores("a.txt", false));
});
