//! Generated files as a snapshot shows them: all the code, and of the documentation only what the case is about.

use crate::fixture::{Case, Crate, Made, Show};
use codegen::diag::Diagnostic;
use std::fmt::Write;

/// A fixture's snapshot.
pub fn snapshot(case: &Case, made: &Made) -> String {
    let mut out = format!("# {}\n", case.title);
    if !made.warnings.is_empty() {
        section(&mut out, "warnings", &warnings(&made.warnings));
    }
    for segment in made.segmentation.iter().flat_map(|segmentation| &segmentation.segments) {
        if case.show.contains(&Show::Segments) {
            section(&mut out, &format!("{}.json", segment.name), &segment.json);
            section(&mut out, &format!("{}.origins.json", segment.name), &segment.origins.to_json());
        }
    }
    let several = made.crates.len() > 1;
    for one in &made.crates {
        let within = if several { format!("{}/", one.package) } else { String::new() };
        for show in &case.show {
            files(&mut out, &within, one, *show, case.docs);
        }
    }
    out
}

/// One line a warning: code, place, message.
pub fn warnings(warnings: &[Diagnostic]) -> String {
    let mut out = String::new();
    for warning in warnings {
        let pointer = warning.pointer().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(out, "{} {pointer}: {}", warning.code, warning.message);
    }
    out
}

fn section(out: &mut String, title: &str, text: &str) {
    let text = text.trim();
    if !text.is_empty() {
        let _ = write!(out, "\n## {title}\n\n{text}\n");
    }
}

fn files(out: &mut String, within: &str, one: &Crate, show: Show, docs: bool) {
    match show {
        Show::Segments => {}
        Show::Types | Show::Requests | Show::Resources => {
            for (path, text) in one.output.artifacts.iter().filter(|(path, _)| path.starts_with("src/")) {
                let taken = text.lines().filter(|line| show == Show::Types && is_taken(line));
                let taken: String = taken.map(|line| format!("{line}\n")).collect();
                let taken = if taken.is_empty() { taken } else { taken + "\n" };
                let items = [taken, items(one, text, show)].concat();
                section(out, &format!("{within}{path}: {show:?}").to_lowercase(), &code(&items, docs));
            }
        }
        Show::Package => {
            for path in ["Cargo.toml", "README.md"] {
                section(out, &format!("{within}{path}"), one.output.artifacts.get(path).unwrap_or_default());
            }
            let front = one.output.artifacts.get("src/lib.rs").unwrap_or_default();
            let front = front.split("\n\n").take_while(|piece| named(piece).is_none());
            section(out, &format!("{within}src/lib.rs"), &front.collect::<Vec<_>>().join("\n\n"));
        }
        Show::Catalogue => {
            section(out, &format!("{within}catalogue"), &gen_openapi::print::listing(&one.output.model));
        }
        Show::Ledger => section(out, &format!("{within}ledger"), &one.output.ledger),
    }
}

/// Whether a line has types of another crate.
fn is_taken(line: &str) -> bool {
    let module = line.strip_prefix("pub use ").filter(|module| !module.starts_with("crate::"));
    // The parts of a module are re-exported as a whole.
    module.is_some_and(|module| !module.ends_with("::*;"))
}

/// The items of a file that are asked for.
fn items(one: &Crate, text: &str, show: Show) -> String {
    let api = &one.output.model.api;
    let is = |piece: &&str| {
        let Some(name) = named(piece) else { return false };
        let what = if api.operations.iter().any(|operation| operation.request == name) {
            Show::Requests
        } else if api.resources.iter().any(|resource| resource.name == name) {
            Show::Resources
        } else {
            Show::Types
        };
        what == show
    };
    text.split("\n\n").filter(is).collect::<Vec<_>>().join("\n\n")
}

/// The name of the item that a piece of a file begins with.
fn named(piece: &str) -> Option<&str> {
    let heads = ["pub struct ", "pub enum ", "pub type "];
    let item = piece.lines().find_map(|line| heads.iter().find_map(|head| line.strip_prefix(head)))?;
    item.split(|c: char| !c.is_alphanumeric() && c != '_').next()
}

/// A generated module without what is the same in all of them, and without documentation unless that is the point.
fn code(text: &str, docs: bool) -> String {
    let kept = text.lines().filter(|line| {
        let line = line.trim_start();
        let frame = ["// Generated", "//! ", "#![allow", "use "].iter().any(|start| line.starts_with(start));
        !frame && (docs || !line.starts_with("///"))
    });
    let mut out = String::new();
    let mut blank = true;
    for line in kept {
        if !(blank && line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out
}
