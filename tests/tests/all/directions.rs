//! Which crate may know which: a new arrow is a decision, made here and in ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::path::Path;
use tests::{files, folders, read, root};

/// What each hand-written crate knows of the others. Generated crates know support crates and each other only.
const KNOWN: [(&str, &[&str]); 27] = [
    ("codegen", &[]),
    ("inputs", &[]),
    ("openapi", &["codegen"]),
    ("sdk", &["codegen", "openapi"]),
    ("document", &["codegen", "inputs", "openapi", "sdk"]),
    // Its command takes the pinned document with all that belongs to it.
    ("segmenter", &["codegen", "document", "openapi"]),
    ("gen-openapi", &["codegen", "openapi"]),
    ("gen-dts", &["codegen"]),
    ("pipeline", &["codegen", "document", "gen-dts", "gen-openapi", "inputs", "segmenter"]),
    ("tests/figures", &[]),
    ("regen", &["codegen", "document", "figures", "gen-dts", "gen-openapi", "inputs", "openapi", "pipeline"]),
    (
        "tests",
        &[
            "cfs-http",
            "codegen",
            "document",
            "gen-dts",
            "gen-openapi",
            "inputs",
            "openapi",
            "pipeline",
            "sdk",
            "segmenter",
        ],
    ),
    (
        "xtask",
        &[
            "cfs-build",
            "codegen",
            "document",
            "figures",
            "gen-dts",
            "gen-openapi",
            "inputs",
            "openapi",
            "pipeline",
            "regen",
            "segmenter",
        ],
    ),
    // Users build with it: it knows none of the above.
    // Who somebody is: a few calls through the client that is given.
    ("platform/account", &["cfs-http"]),
    // It compiles infrastructure programs against the model's sources.
    ("platform/build", &["cfs-model"]),
    // It judges what the others do: of the house it knows the catalogue's reader and the local runtime.
    ("platform/emulator", &["cfs-http", "cfs-local"]),
    // A language: what names mean is its users' business.
    ("platform/expr", &[]),
    // What an application is, and the files that say it.
    ("platform/config", &[]),
    // It takes models and built modules, and makes accounts so: it builds nothing.
    ("platform/deploy", &["cfs-config", "cfs-http"]),
    ("platform/local", &[]),
    // What infrastructure programs are compiled against.
    ("platform/model", &[]),
    // What is generated of tails it takes as well: over the operations and types of `output`.
    ("platform/monitor", &["cfs-http"]),
    // All operations it takes from the catalogue, none from a typed crate.
    (
        "frontends/cfs",
        &["cfs-account", "cfs-build", "cfs-config", "cfs-deploy", "cfs-emulator", "cfs-expr", "cfs-http"],
    ),
    ("support/http", &[]),
    ("support/worker", &[]),
    ("support/worker-macros", &[]),
    ("runtime", &["cfs-worker", "cfs-worker-macros"]),
];

/// What a package depends on when it is built, tests aside.
fn dependencies(folder: &Path) -> BTreeSet<String> {
    let manifest: toml::Table = toml::from_str(&read(&folder.join("Cargo.toml"))).expect("a manifest");
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let tables = targets.into_iter().flatten().filter_map(|(_, target)| target.as_table());
    let names = std::iter::once(&manifest).chain(tables).flat_map(|table| {
        ["dependencies", "build-dependencies"].into_iter().filter_map(|key| table.get(key)?.as_table())
    });
    names.flat_map(|table| table.keys().cloned()).collect()
}

#[test]
fn crates_know_only_what_they_may() {
    let own: BTreeSet<&str> = KNOWN
        .iter()
        .map(|(folder, _)| match *folder {
            "support/http" => "cfs-http",
            "support/worker" => "cfs-worker",
            "support/worker-macros" => "cfs-worker-macros",
            "runtime" => "cfs-runtime",
            "platform/account" => "cfs-account",
            "platform/build" => "cfs-build",
            "platform/local" => "cfs-local",
            "platform/config" => "cfs-config",
            "platform/deploy" => "cfs-deploy",
            "platform/expr" => "cfs-expr",
            "platform/model" => "cfs-model",
            "platform/emulator" => "cfs-emulator",
            "platform/monitor" => "cfs-monitor",
            "frontends/cfs" => "cfs-cli",
            "tests/figures" => "figures",
            other => other,
        })
        .collect();
    for (folder, known) in KNOWN {
        let found: BTreeSet<String> = dependencies(&root().join(folder))
            .into_iter()
            .filter(|name| own.contains(name.as_str()))
            .collect();
        let known: BTreeSet<String> = known.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found, known, "{folder}");
    }
}

/// What makes and tests, and users never get: all before what is shipped.
fn generators() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(folder, _)| *folder).take_while(|folder| !folder.starts_with("platform/"))
}

#[test]
fn what_is_shipped_knows_no_generator() {
    let mut seen = 0;
    for group in ["output/management", "output/runtime"] {
        for folder in folders(&root().join(group)).iter().filter(|folder| folder.join("Cargo.toml").exists())
        {
            let known: Vec<String> = dependencies(folder)
                .into_iter()
                .filter(|name| generators().any(|generator| name == generator))
                .collect();
            assert!(known.is_empty(), "{}: {known:?}", folder.display());
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} crates");
}

/// What printers of management crates know of their generator: a model, in which all is decided.
const PRINTERS_KNOW: [&str; 5] = ["config", "deep", "ir", "model", "print"];

#[test]
fn printers_know_only_the_model() {
    let mut open = vec![root().join("gen-openapi/src/print")];
    let mut seen = 0;
    while let Some(folder) = open.pop() {
        open.extend(folders(&folder));
        for path in files(&folder) {
            let text = read(&path);
            let used = used(&syn::parse_file(&text).expect("Rust").items);
            let more: Vec<&String> =
                used.iter().filter(|name| !PRINTERS_KNOW.contains(&name.as_str())).collect();
            assert!(more.is_empty(), "{} uses {more:?}", path.display());
            // Paths are written out as well.
            for decides in ["lower", "pass", "read"] {
                assert!(!text.contains(&format!("crate::{decides}::")), "{} uses {decides}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 10, "only {seen} files");
}

/// The modules of its own crate that a file uses.
fn used(items: &[syn::Item]) -> Vec<String> {
    let of_item = |item: &syn::Item| match item {
        syn::Item::Use(item) => match &item.tree {
            syn::UseTree::Path(path) if path.ident == "crate" => first_names(&path.tree),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    items.iter().flat_map(of_item).collect()
}

fn first_names(tree: &syn::UseTree) -> Vec<String> {
    match tree {
        syn::UseTree::Path(path) => vec![path.ident.to_string()],
        syn::UseTree::Name(name) => vec![name.ident.to_string()],
        syn::UseTree::Rename(rename) => vec![rename.ident.to_string()],
        syn::UseTree::Group(group) => group.items.iter().flat_map(first_names).collect(),
        syn::UseTree::Glob(_) => vec!["*".to_owned()],
    }
}

#[test]
fn every_member_of_the_workspace_is_listed() {
    let manifest: toml::Table = toml::from_str(&read(&root().join("Cargo.toml"))).expect("a manifest");
    let members = manifest["workspace"]["members"].as_array().expect("members");
    let members: BTreeSet<&str> = members.iter().filter_map(toml::Value::as_str).collect();
    let listed: BTreeSet<&str> = KNOWN.iter().map(|(folder, _)| *folder).collect();
    assert_eq!(members, listed);
}

/// Where a generator must decide as the client does and neither can take it from the other, both have the same file.
#[test]
fn copies_are_equal() {
    let [theirs, ours] = ["support/http/src/secret/name.rs", "gen-openapi/src/lower/secret/name.rs"];
    let text = |path: &str| read(&root().join(path));
    assert!(
        text(theirs) == text(ours),
        "`{ours}` is no copy of `{theirs}`: copy the one that is right over the other"
    );
}
