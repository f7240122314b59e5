//! What a shell is told when it asks.

use crate::support::run;

/// What follows these words, of which the last is not whole.
fn after(words: &[&str]) -> Vec<String> {
    let at = words.len().to_string();
    let arguments = [&["--", "cfs"], words].concat();
    let ran = run(
        &arguments,
        "",
        &[
            ("COMPLETE", "bash"),
            ("_CLAP_COMPLETE_INDEX", &at),
            ("_CLAP_IFS", "\n"),
            ("_CLAP_COMPLETE_COMP_TYPE", "9"),
        ],
    );
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn operations_and_their_flags_are_completed() {
    let has = |words: &[&str], word: &str| {
        let found = after(words);
        assert!(found.iter().any(|one| one == word), "{words:?}: no {word} in {found:?}");
    };
    has(&["ap"], "api");
    has(&["api", "zero"], "zero-trust");
    has(&["api", "dns", "rec"], "records");
    has(&["api", "dns", "record", "li"], "list");
    has(&["api", "d1", "database", "create", "--prim"], "--primary-location-hint");
    has(&["api", "d1", "database", "create", "--primary-location-hint", "w"], "wnam");
    has(&["api", "d1", "database", "list", "--outp"], "--output");
    has(&["api", "schema", "d1", "data"], "database");
    has(&["api", "--output", "js"], "json");
    has(&["completions", "ba"], "bash");
}

#[test]
fn every_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish", "nushell"] {
        let ran = run(&["completions", shell], "", &[]);
        assert!(
            ran.code == 0 && ran.stdout.contains("cfs") && ran.stdout.contains("COMPLETE"),
            "{shell}: {ran:?}"
        );
    }
}

#[test]
fn shells_that_no_test_can_type_into_have_scripts_that_change_only_on_purpose() {
    for shell in ["powershell", "nushell"] {
        insta::assert_snapshot!(shell, run(&["completions", shell], "", &[]).stdout);
    }
}
