//! Any text as `_redirects`: what is kept is read again as it is.
#![no_main]

use cfs_deploy::worker::assets::read_redirects;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let lines = text.split('\n').count();
    for handling in [None, Some("none")] {
        let (rules, warnings) = read_redirects(text, handling);
        assert!(rules.len() <= 2_100);
        assert!(warnings.iter().all(|warning| (1..=lines).contains(&warning.line)));
        let written: String =
            rules.iter().map(|rule| format!("{} {} {}\n", rule.from, rule.to, rule.status)).collect();
        let (again, warnings) = read_redirects(&written, handling);
        if written.lines().all(|line| line.len() < 2_000) {
            assert!(again.len() == rules.len() && warnings.is_empty(), "{written}{warnings:?}");
        }
    }
});
