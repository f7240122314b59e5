//! How output is cut into files: however much one module holds, no file is longer than 5,000 lines.

use gen_dts::{Config, Manifest, Package, Sources, generate};
use std::fmt::Write;

/// A definition file of many structs, one of them by itself too long for a file, and of a class of many methods.
fn much() -> String {
    let mut text = String::new();
    for name in 0..120 {
        _ = writeln!(
            text,
            "export interface Options{name} {{ first?: string; second?: number; third?: boolean }}"
        );
    }
    text.push_str("export interface Everything {\n");
    for field in 0..700 {
        _ = writeln!(
            text,
            "/** In short {field}.\n *\n * At length.\n *\n * Even longer. */\nfield{field}?: string;"
        );
    }
    text.push_str("}\nexport class Machine {\n");
    for method in 0..900 {
        _ = writeln!(
            text,
            "/** Does {method}.\n *\n * With care.\n */\nmethod{method}(options: Everything): Options1;"
        );
    }
    text.push_str("}\n");
    text
}

#[test]
fn no_file_is_longer_than_5000_lines() {
    let mut sources = Sources::default();
    sources.add("much.d.ts", much());
    let config = Config {
        manifest: Manifest::single("much"),
        package: Package { support: "\"0\"".into(), version: "0.0.0".into(), ..Package::default() },
        ..Config::default()
    };
    let output = generate(&sources, &config).expect("it is valid");
    let files: Vec<(&str, &str)> = output.artifacts.iter().collect();
    for (path, text) in &files {
        assert!(text.lines().count() <= 5000, "{path} has {} lines", text.lines().count());
        if path.contains("/src/") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    // Every part is a module of the file beside its folder, and nothing is lost or said twice.
    for folder in ["much/src/types", "much/src/sys/types"] {
        let (_, index) = files.iter().find(|(path, _)| *path == format!("{folder}.rs")).expect("a module");
        let parts: Vec<&str> =
            files.iter().filter_map(|(path, _)| path.strip_prefix(&format!("{folder}/"))).collect();
        assert!(parts.len() > 1, "{folder} is one file");
        for part in &parts {
            let name = part.trim_end_matches(".rs");
            assert!(index.contains(&format!("mod {name};\n")), "{folder}: {name}");
            assert!(index.contains(&format!("pub use {name}::*;")), "{folder}: {name}");
        }
        assert_eq!(index.matches("\nmod ").count(), parts.len());
    }
    let all: String =
        files.iter().filter(|(path, _)| !path.contains("/sys/")).map(|(_, text)| *text).collect();
    for name in 0..120 {
        assert_eq!(all.matches(&format!("pub struct Options{name} {{")).count(), 1, "Options{name}");
    }
    for index in 0..700 {
        assert_eq!(all.matches(&format!(" field{index} \"field{index}\": ")).count(), 1, "field{index}");
    }
    for index in 0..900 {
        assert_eq!(all.matches(&format!("pub fn method{index}(")).count(), 1, "method{index}");
    }
    // Documentation is said once.
    assert_eq!(all.matches("/// At length.").count(), 700);
}
