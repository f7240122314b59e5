//! `cargo xtask bench`: what things cost, side by side in one run, into `BENCHMARKS.md`.

mod builds;
mod catalogue;
mod cli;
mod codec;
mod documents;
mod management;
pub(crate) mod measure;
mod runtime;
mod transport;
pub(crate) mod work;

use crate::{Outcome, figures, root};
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::path::Path;

/// Options of `cargo xtask bench`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only these sections; the others stay as they are in the file.
    sections: Vec<String>,
}

/// Measures and gives its part of the file.
type Measure = fn(&Path) -> Result<String, Vec<Diagnostic>>;

/// The sections in the file's order.
const SECTIONS: [(&str, Measure); 6] = [
    ("management", management::run),
    ("catalogue", catalogue::run),
    ("codec", codec::run),
    ("transport", transport::run),
    ("runtime", runtime::run),
    ("cli", cli::run),
];

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    if let Some(unknown) = args.sections.iter().find(|name| !SECTIONS.iter().any(|(known, _)| known == name))
    {
        let known: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        return Err(vec![
            Diagnostic::error("bench::unknown-section", format!("there is no section `{unknown}`"))
                .help(format!("there are {}", known.join(", "))),
        ]);
    }
    let file = root.join("BENCHMARKS.md");
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let mut text = String::from("# Benchmarks\n\nMade by `cargo xtask bench`.\n");
    for (name, measure) in SECTIONS {
        let wanted = args.sections.is_empty() || args.sections.iter().any(|section| section == name);
        let section =
            if wanted { measure(&root)? } else { kept(&before, name).unwrap_or_default().to_owned() };
        text.push_str(&format!("\n<!-- {name} -->\n{}\n", section.trim()));
    }
    write_file(&file, text.as_bytes()).map_err(|error| vec![error])?;
    println!("{text}");
    // Targets as the sections tell them: "met", "**missed**".
    let words = |word: &str| text.split(|c: char| !c.is_alphabetic()).filter(|found| *found == word).count();
    let figures = [("bench.met", words("met")), ("bench.missed", words("missed"))];
    let figures = figures.map(|(name, count)| (name.to_owned(), count.to_string())).into_iter().collect();
    figures::record(&root, "bench.", &figures)?;
    Ok(true)
}

/// A section as the file has it.
fn kept<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(&format!("<!-- {name} -->\n"))?;
    Some(rest.split_once("\n<!-- ").map_or(rest, |(section, _)| section))
}
