//! What is wrong, and where.

use super::{SMALL, failure, folder, write};
use cfs_build::Stage;
use cfs_build::program::Program;

#[test]
fn a_mistake_in_the_code_is_told_by_the_compiler() {
    let wrong = SMALL.replace("app.kv(\"cache\")", "app.kv(cache)");
    let front = format!("---\npackage.edition = \"2024\"\n---\n{wrong}");
    for (text, line) in [(wrong, 5), (front, 8)] {
        let folder = folder(&[("infrastructure.rs", &text)]);
        let path = folder.path().join("infrastructure.rs");
        let error = failure(&path);
        assert_eq!((error.stage(), error.message()), (Stage::Program, "the program does not compile"));
        let details = error.details().expect("details");
        assert!(details.contains("cannot find value `cache`"), "{details}");
        assert!(details.contains(&format!("--> {}:{line}:16", path.display())), "{details}");
        assert!(details.contains(&format!("{line} |         app.kv(cache);")), "{details}");
    }
}

#[test]
fn cargo_tells_the_same_places() {
    let text =
        format!("---\n[dependencies]\nx = {{ path = \"x\" }}\n---\n{}", SMALL.replace("app.kv(", "app.kvv("));
    let manifest = "[package]\nname = \"x\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
    let folder = folder(&[("infrastructure.rs", &text), ("x/Cargo.toml", manifest), ("x/src/lib.rs", "")]);
    let path = folder.path().join("infrastructure.rs");
    let error = failure(&path);
    let details = error.details().expect("details");
    assert!(details.contains(&format!("--> {}:9:13", path.display())), "{details}");
}

#[test]
fn a_mistake_in_the_description_has_its_place() {
    let text = SMALL.replace("Ok(())", "app.kv(\"cache\");\n        Ok(())");
    let folder = folder(&[("infrastructure.rs", &text)]);
    let path = folder.path().join("infrastructure.rs");
    let shown = path.display();
    let expected = format!("{shown}:6:13: kv `cache` is declared twice: first at {shown}:5:13");
    assert_eq!(failure(&path).message(), expected);
}

#[test]
fn a_program_that_fails_says_why() {
    let folder = folder(&[("infrastructure.rs", &SMALL.replace("Ok(())", "panic!(\"no such thing\")"))]);
    assert!(failure(folder.path()).message().contains("no such thing"));
    write(folder.path(), "infrastructure.rs", &SMALL.replace("Ok(())", "Err(\"not today\".into())"));
    assert_eq!(failure(folder.path()).message(), "not today");
    write(folder.path(), "infrastructure.rs", "fn main() {}\n");
    let error = failure(folder.path());
    assert_eq!(error.message(), "the program describes no application");
    assert!(error.help().is_some_and(|help| help.contains("app(")));
}

#[test]
fn a_newer_model_is_refused() {
    let write = |model: &str| {
        format!(
            "fn main() {{ std::fs::write(std::env::var(\"CFS_OUT\").unwrap(), r#\"{model}\"#).unwrap() }}\n"
        )
    };
    let newer = folder(&[("infrastructure.rs", &write("{\"cfs_model\": 99, \"app\": \"a\"}"))]);
    let error = failure(newer.path());
    assert!(error.message().contains("version 99"), "{error}");
    assert!(error.help().is_some_and(|help| help.contains("update cfs")));
    let none = folder(&[("infrastructure.rs", &write("[]"))]);
    assert_eq!(failure(none.path()).message(), "what it wrote is no model");
}

#[test]
fn what_is_no_program_is_said() {
    let folder = folder(&[("wrangler.toml", ""), ("a.rs", "---\n[x\n---\n"), ("b.rs", "//! ```cargo\n")]);
    let find = |name: &str| Program::find(&folder.path().join(name)).expect_err("no program");
    assert_eq!(find("wrangler.toml").message(), "is no Rust file");
    assert_eq!(find("none.rs").message(), "there is no such file");
    assert!(find("").message().contains("neither"));
    let message = failure(&folder.path().join("a.rs")).message().to_owned();
    assert!(message.starts_with("line 2: the manifest in it is not right"), "{message}");
    let message = failure(&folder.path().join("b.rs")).message().to_owned();
    assert_eq!(message, "line 1: the manifest has no end: a line with ```");
}
