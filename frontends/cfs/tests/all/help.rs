//! Help of the whole tool, and of some operations.

use crate::support::run;

fn said(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let ran = run(&words, "", &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{words:?}");
    ran.stdout
}

#[test]
fn the_fixed_help() {
    let mut text = String::new();
    for words in [
        "--help",
        "api --help",
        "auth --help",
        "auth login --help",
        "auth token --help",
        "auth profiles --help",
        "auth profiles list --help",
        "auth profiles use --help",
        "auth profiles remove --help",
        "auth whoami --help",
        "auth logout --help",
        "doctor --help",
        "mcp --help",
        "local --help",
        "kv --help",
        "kv namespace --help",
        "kv key --help",
        "kv key put --help",
        "kv bulk --help",
        "kv bulk put --help",
        "d1 --help",
        "d1 query --help",
        "d1 execute --help",
        "d1 migrations --help",
        "d1 time-travel --help",
        "d1 time-travel restore --help",
        "r2 --help",
        "r2 bucket --help",
        "r2 object --help",
        "r2 object put --help",
        "queues --help",
        "queues send --help",
        "queues pull --help",
        "dns --help",
        "dns set --help",
        "dns import --help",
        "cache purge --help",
        "vectorize --help",
        "vectorize insert --help",
        "vectorize query --help",
        "hyperdrive --help",
        "hyperdrive create --help",
        "hyperdrive update --help",
        "secret --help",
        "secret put --help",
        "secret bulk --help",
        "secrets-store --help",
        "secrets-store store --help",
        "secrets-store secret --help",
        "secrets-store secret create --help",
        "workflows --help",
        "workflows trigger --help",
        "workflows instances --help",
        "workflows instances send-event --help",
        "ai --help",
        "ai run --help",
        "pages --help",
        "pages project --help",
        "pages deployment --help",
        "pages deploy --help",
        "completions --help",
        "man --help",
        "help --help",
        "help",
        "help output",
        "help exit-codes",
        "help environment",
        "help expressions",
        "help bodies",
        "help each",
        "help data",
    ] {
        let said = said(words);
        assert!(said.contains("Example"), "{words} has no example");
        text.push_str(&format!("$ cfs {words}\n{said}\n"));
    }
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
