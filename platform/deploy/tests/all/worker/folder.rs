//! Modules of a folder, by wrangler's rules.

use cfs_deploy::worker::upload::{ModuleKind, ReadError, Rule, read_folder};
use serde_json::json;
use std::path::Path;

fn files(root: &Path, paths: &[&str]) {
    for path in paths {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, path.file_name().expect("a name").as_encoded_bytes()).expect("a file");
    }
}

#[test]
fn rules_say_which_files_are_modules() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = [
        "index.js",
        "index.js.map",
        "lib/x.mjs",
        "lib/deep/y.cjs",
        "a.wasm",
        "page.html",
        "q.sql",
        "b.bin",
        "readme.md",
        "photo.png",
        "node_modules/z/z.js",
        ".git/config.js",
        "other.map",
    ];
    files(folder.path(), &all);
    let upload = read_folder(folder.path(), "./index.js", &Rule::defaults()).expect("modules");
    let names: Vec<(&str, ModuleKind)> =
        upload.modules.iter().map(|module| (module.name.as_str(), module.kind)).collect();
    assert_eq!(
        names,
        [
            ("index.js", ModuleKind::EsModule),
            ("a.wasm", ModuleKind::Wasm),
            ("b.bin", ModuleKind::Data),
            ("index.js.map", ModuleKind::SourceMap),
            ("lib/deep/y.cjs", ModuleKind::CommonJs),
            ("lib/x.mjs", ModuleKind::EsModule),
            ("page.html", ModuleKind::Text),
            ("q.sql", ModuleKind::Text),
        ]
    );
    assert_eq!(upload.main().expect("the main module").content.as_ref(), b"index.js");
    assert_eq!(
        upload.size(),
        upload.modules.iter().map(|module| module.content.len()).sum::<usize>() - "index.js.map".len()
    );
    let rules = Rule::read(&[
        json!({"type": "Text", "globs": ["**/*.md"]}),
        json!({"type": "Data", "globs": ["*.png"], "fallthrough": true}),
    ]);
    let upload = read_folder(folder.path(), "index.js", &rules.expect("rules")).expect("modules");
    let kind =
        |name: &str| upload.modules.iter().find(|module| module.name == name).map(|module| module.kind);
    assert_eq!(
        (kind("readme.md"), kind("photo.png"), kind("b.bin")),
        (Some(ModuleKind::Text), Some(ModuleKind::Data), Some(ModuleKind::Data))
    );
    assert_eq!(kind("page.html"), None, "a rule that does not fall through replaces the usual one");
}

#[test]
fn what_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = read_folder(folder.path(), "index.js", &Rule::defaults()).expect_err("no module");
    assert!(
        matches!(missing, ReadError::Main { .. })
            && missing.to_string().contains("the main module `index.js` is not there")
    );
    assert!(read_folder(&folder.path().join("none"), "index.js", &[]).is_err());
    let wrong = Rule::read(&[json!({"type": "Nonsense", "globs": ["*"]})]).expect_err("no type");
    assert!(wrong.to_string().contains("`Nonsense` is no type of modules"));
    assert!(Rule::read(&[json!({"type": "Text", "globs": ["[z-a]"]})]).is_err());
}
