//! Help of the whole tool, and of some operations.

use crate::support::run;

fn said(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let ran = run(&words, "", &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words:?}");
    ran.stdout
}

/// The commands that a help text lists. Those of `api` are the catalogue's.
fn below(words: &str, text: &str) -> Vec<String> {
    let listed = text.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let listed = listed.lines().take_while(|line| !line.is_empty());
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names.map(|name| format!("{words} {name}").trim().to_owned()).collect()
}

/// A help text without the options that every command has, which the first one shows.
fn own(text: &str) -> String {
    let is_head =
        |line: &str| line.ends_with(':') && line.starts_with(|first: char| first.is_ascii_uppercase());
    let mut shared = false;
    let lines = text.lines().filter(|line| {
        if is_head(line) {
            shared = matches!(*line, "Output:" | "Everywhere:");
        }
        !shared
    });
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_fixed_help() {
    let (mut text, mut lacking) = (String::new(), Vec::new());
    let mut open = vec![String::new()];
    while let Some(words) = open.pop() {
        let help = said(&format!("{words} --help"));
        if words != "api" {
            open.extend(below(&words, &help).into_iter().rev());
        }
        if !help.contains("Example") {
            lacking.push(words.clone());
        }
        let help = if words.is_empty() { help } else { own(&help) };
        text.push_str(&format!("$ cfs {words} --help\n{help}\n").replace("cfs  --", "cfs --"));
    }
    for topic in [
        "help",
        "help output",
        "help exit-codes",
        "help environment",
        "help expressions",
        "help bodies",
        "help each",
        "help data",
        "help copying",
    ] {
        text.push_str(&format!("$ cfs {topic}\n{}\n", said(topic)));
    }
    assert!(lacking.is_empty(), "no example: {lacking:#?}");
    insta::assert_snapshot!("fixed", text);
}

#[test]
fn operations_explain_themselves() {
    let mut text = String::new();
    for words in [
        "d1 database create",
        "kv namespaces values get",
        "kv namespaces values update",
        "dns records list",
        "rulesets list",
        "workers scripts update",
    ] {
        text.push_str(&format!("$ cfs api {words} --help\n{}\n", said(&format!("api {words} --help"))));
    }
    insta::assert_snapshot!("operations", text);
}

#[test]
fn what_is_there_is_listed() {
    let text = said("api d1 --output table") + &said("api --search purge cache --output table");
    insta::assert_snapshot!("listing", text);
    assert_eq!(said("api --output ndjson").lines().count(), cfs_catalogue::catalogue().services().count());
    let resource = said("api dns records --help");
    assert!(resource.contains("dns records create") && resource.contains("Example"), "{resource}");
}

#[test]
fn every_operation_has_help_with_an_example_and_a_schema() {
    for operation in cfs_catalogue::catalogue().operations() {
        let text = cfs_cli::operation_help(operation).expect("its help");
        for part in
            ["Usage: cfs api ", "\nExample:\n  cfs api ", "\nIn Rust:\n", "\nAnswer: ", operation.method()]
        {
            assert!(text.contains(part), "{}: no {part}", operation.name());
        }
    }
    let schema: serde_json::Value =
        serde_json::from_str(&said("api schema d1 database create")).expect("JSON");
    assert_eq!(schema["path"], "/accounts/{account_id}/d1/database");
    assert!(schema["body"]["$defs"].is_object() && schema["answer"].is_object(), "{schema}");
}

#[test]
fn manual_pages_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run(&["man", folder.path().to_str().expect("text")], "", &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let page = std::fs::read_to_string(folder.path().join("cfs.1")).expect("a page");
    assert!(page.contains(".TH cfs 1"), "{page}");
    assert!(folder.path().join("cfs-api.1").exists());
}

/// The page of the reference has what the program says, so that it is written once.
#[test]
fn the_reference_has_the_topics() {
    let mut page = "# The command line\n\nWhat is the same in every command of `cfs`, as `cfs help TOPIC` says it. Commands explain themselves with \
                    `--help`.\n"
        .to_owned();
    let topics = said("help");
    let names = topics
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once("  "))
        .map(|(name, _)| name.trim());
    for name in names.filter(|name| !name.starts_with("cfs ")) {
        let text = said(&format!("help {name}"));
        let (title, rest) = text.split_once('\n').expect("a title");
        page.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", rest.trim_matches('\n')));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/command-line.md");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(path, &page).expect("the page is written");
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        page,
        "INSTA_UPDATE=always writes it again"
    );
}
