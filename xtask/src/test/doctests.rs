//! The examples in the documentation of the generated crates.
//!
//! rustdoc makes a program of every crate's examples, and builds and links it: minutes, for examples none of which is run.
//! Here they are functions of one package, which is checked; `--full` lets rustdoc judge as well.

use super::{Context, generated};
use crate::{Outcome, diff};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

/// Where the package goes.
const PACKAGE: &str = "target/doctests";

/// Its README has an example that is a program and checked as such.
const UMBRELLA: &str = "cfs-management";

/// As many programs as processors help to check.
const PROGRAMS: usize = 4;

pub(super) fn compile(cx: &Context<'_>) -> Outcome {
    let count = write(cx.root)?;
    println!("{count} examples");
    let folder = cx.root.join(PACKAGE);
    let checked = generated::cargo_in(cx, &folder, &["check", "--quiet"], &[])?;
    if !cx.full {
        return Ok(checked && count > 0);
    }
    let rustdoc = ["test", "--workspace", "--doc", "--features", "cfs-management/all", "--quiet"];
    Ok(generated::cargo_in(cx, &generated::workspace(cx.root), &rustdoc, &[])? && checked)
}

/// Writes the package; the number of examples in it.
fn write(root: &Path) -> Result<usize, Vec<Diagnostic>> {
    let mut files = Artifacts::default();
    let (mut dependencies, mut count) = (String::new(), 0);
    let folder = generated::workspace(root);
    let there = diff::folder(&folder).map_err(|error| vec![error])?;
    let mut modules: BTreeMap<&str, String> = BTreeMap::new();
    for (path, text) in there.iter() {
        let Some((krate, file)) = path.split_once('/') else { continue };
        if file == "Cargo.toml" {
            modules.entry(krate).or_default();
        }
        let readme = (file == "README.md" && krate != UMBRELLA).then(|| commented(text));
        if !file.starts_with("src/") && readme.is_none() {
            continue;
        }
        for (line, example) in examples(readme.as_deref().unwrap_or(text)) {
            let module = modules.entry(krate).or_default();
            let _ = writeln!(module, "// {path}:{line}\nfn line{count}() {{\n{example}}}\n");
            count += 1;
        }
    }
    let mut programs = vec![String::from("#![allow(warnings, clippy::all)]\n\n"); PROGRAMS];
    for (at, (name, module)) in modules.into_iter().enumerate() {
        let package = if name == UMBRELLA { name.to_owned() } else { format!("cfs-management-{name}") };
        let ident = package.replace('-', "_");
        let _ = writeln!(programs[at % PROGRAMS], "#[path = \"../{ident}.rs\"]\nmod {ident}_;");
        // Examples of the umbrella call what is behind its features.
        let features = if name == UMBRELLA { ", features = [\"all\"]" } else { "" };
        let path = folder.join(name).display().to_string();
        let _ = writeln!(dependencies, "{package} = {{ path = {path:?}{features} }}");
        files.insert(format!("src/{ident}.rs"), module);
    }
    for (at, program) in programs.into_iter().enumerate() {
        files.insert(format!("src/bin/part{at}.rs"), program + "\nfn main() {}\n");
    }
    let support = root.join("support/http").display().to_string();
    files.insert(
        "Cargo.toml",
        format!(
            "[package]\nname = \"doctests\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\ncfs-http = {{ path = \
             {support:?} }}\n{dependencies}\n[profile.dev]\ndebug = false\n\n[workspace]\n"
        ),
    );
    files.write(&root.join(PACKAGE), &["src"]).map_err(|error| vec![error])?;
    Ok(count)
}

/// Markdown as the documentation of a source file.
fn commented(markdown: &str) -> String {
    markdown.lines().map(|line| format!("//! {line}\n")).collect()
}

/// The examples of a source file that rustdoc would compile, each with the line where it begins.
fn examples(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (at, line) in source.lines().enumerate() {
        let line = line.trim_start();
        let Some(text) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            open = None;
            continue;
        };
        let text = text.strip_prefix(' ').unwrap_or(text);
        let fence = text.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(language)) => {
                let rust = matches!(language.trim(), "" | "rust" | "no_run" | "rust,no_run");
                open = Some((at + 1, rust, String::new()));
            }
            (None, None) => {}
            (Some(_), Some(_)) => {
                found.extend(open.take().filter(|(_, rust, _)| *rust).map(|(line, _, text)| (line, text)));
            }
            (Some((_, _, example)), None) => {
                // `# ` hides a line from readers only.
                let hidden = text.trim_start().strip_prefix("# ");
                let code = hidden.unwrap_or(if text.trim() == "#" { "" } else { text });
                let _ = writeln!(example, "{code}");
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::examples;

    #[test]
    fn what_rustdoc_would_compile_is_found_with_its_hidden_lines() {
        let source = "\
//! Front page.
//!
//! ```no_run
//! # use a::B;
//! #
//! let b = B; // # not hidden
//! ```
//!
//! ```json
//! {}
//! ```
struct A;
impl A {
    /// ```
    /// assert!(true);
    /// ```
    fn a() {}
    /// ```no_run
    /// never_closed();
    fn b() {}
}
";
        let found = examples(source);
        assert_eq!(
            found,
            [
                (3, "use a::B;\n\nlet b = B; // # not hidden\n".to_owned()),
                (14, "assert!(true);\n".to_owned())
            ]
        );
    }
}
