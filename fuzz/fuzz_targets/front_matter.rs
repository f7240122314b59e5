//! Any text as an infrastructure program: the manifest in it is a part of it, and blanking it moves no line.
#![no_main]

use cfs_build::program::embedded;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(Some(found)) = embedded(text) else { return };
    let lines = text.matches('\n').count();
    assert!(found.line >= 2 && found.line <= lines + 2, "line {} of {lines}", found.line);
    let Some(blanked) = found.blanked else { return };
    assert!(text.contains(&found.manifest));
    assert_eq!(blanked.matches('\n').count(), lines);
    // What follows the manifest is as it was.
    let rest = text.split_inclusive('\n').skip(found.line - 1 + found.manifest.matches('\n').count() + 1);
    let rest: String = rest.collect();
    assert!(blanked.ends_with(&rest));
});
