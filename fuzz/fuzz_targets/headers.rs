//! Any text as `_headers`: every line is a rule's, or a warning, or says nothing.
#![no_main]

use cfs_deploy::worker::assets::read_headers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let lines = text.split('\n').count();
    let (rules, warnings) = read_headers(text);
    assert!(rules.len() <= 100);
    assert!(rules.iter().all(|rule| rule.line <= lines && !(rule.set.is_empty() && rule.unset.is_empty())));
    assert!(warnings.iter().all(|warning| (1..=lines).contains(&warning.line)));
    // What is kept is read again as it is.
    let written: String = rules.iter().map(|rule| {
        let set = rule.set.iter().map(|(name, value)| format!("  {name}: {value}\n"));
        let unset = rule.unset.iter().map(|name| format!("  ! {name}\n"));
        format!("{}\n{}", rule.path, set.chain(unset).collect::<String>())
    }).collect();
    if written.lines().all(|line| line.len() < 2_000) {
        assert_eq!(read_headers(&written).0.len(), rules.len(), "{written}");
    }
});
