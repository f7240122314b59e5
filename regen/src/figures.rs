//! The figures of the README's status. Steps measure them, `tests/figures.txt` holds what was committed, and the README
//! shows them through the template `tests/readme/status.md`: none is written by hand.
//!
//! A program that a step runs adds lines `name = value` to a file, as `tests/figures` does.

use crate::Outcome;
use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was committed.
const COMMITTED: &str = "tests/figures.txt";
/// How the README says it.
const TEMPLATE: &str = "tests/readme/status.md";
const BEGIN: &str = "<!-- status: made by `cargo xtask` of tests/readme/status.md -->\n";
const END: &str = "<!-- end of status -->\n";

/// How figures begin that say how the last run of something went, which takes long or differs from run to run: they are
/// recorded, and not compared.
const RECORDED: [&str; 2] = ["full.", "bench."];

/// Figures by name.
pub type Figures = BTreeMap<String, String>;

/// Where programs write what they measure.
pub fn file(root: &Path) -> PathBuf {
    root.join("target/figures.txt")
}

/// Adds a figure to what is measured, as a program that a step runs would.
pub fn measured(root: &Path, name: &str, value: impl std::fmt::Display) -> Result<(), Vec<Diagnostic>> {
    let file = file(root);
    ::figures::append(&file, name, value).map_err(|error| {
        vec![Diagnostic::error("figures::io", format!("cannot write `{}`: {error}", file.display()))]
    })
}

/// What was measured since the last time, which is forgotten.
pub fn take(root: &Path) -> Figures {
    let file = file(root);
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    drop(std::fs::remove_file(file));
    parse(&text)
}

/// Compares what was measured with what is committed and says what differs; with `update`, commits to it instead.
pub fn settle(root: &Path, measured: &Figures, update: bool) -> Outcome {
    let mut committed = parse(&read(root, COMMITTED)?);
    let mut same = true;
    for (name, value) in measured.iter().filter(|(name, _)| !is_recorded(name)) {
        let was = committed.insert(name.clone(), value.clone());
        if was.as_ref() != Some(value) {
            same = false;
            println!("figure {name}: committed {}, measured {value}", was.as_deref().unwrap_or("none"));
        }
    }
    if same || !update {
        if !same {
            println!("accept with `--update`, which rewrites the README's status");
        }
        return Ok(same);
    }
    commit(root, &committed)?;
    Ok(true)
}

/// Says in the README how the last run of something went: all figures that begin like it are replaced.
pub fn record(root: &Path, begin: &str, measured: &Figures) -> Result<(), Vec<Diagnostic>> {
    let mut committed = parse(&read(root, COMMITTED)?);
    committed.retain(|name, _| !name.starts_with(begin));
    let own = measured.iter().filter(|(name, _)| name.starts_with(begin));
    committed.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    commit(root, &committed)
}

fn is_recorded(name: &str) -> bool {
    RECORDED.iter().any(|begin| name.starts_with(begin))
}

fn commit(root: &Path, figures: &Figures) -> Result<(), Vec<Diagnostic>> {
    let text: String = figures.iter().map(|(name, value)| format!("{name} = {value}\n")).collect();
    put(root, COMMITTED, &text)?;
    put(root, "README.md", &with_status(root, figures)?)
}

/// Whether the README shows what is committed; with `update`, it is made to.
pub fn shown(root: &Path, update: bool) -> Outcome {
    let wanted = with_status(root, &parse(&read(root, COMMITTED)?))?;
    if read(root, "README.md")? == wanted {
        return Ok(true);
    }
    if update {
        put(root, "README.md", &wanted)?;
        return Ok(true);
    }
    println!(
        "the README's status is not what {TEMPLATE} makes of {COMMITTED}; run `cargo xtask test readme --update`"
    );
    Ok(false)
}

/// The README with its status rendered.
fn with_status(root: &Path, figures: &Figures) -> Result<String, Vec<Diagnostic>> {
    let readme = read(root, "README.md")?;
    let missing = || vec![Diagnostic::error("figures::readme", "README.md has no place for the status")];
    let (before, rest) = readme.split_once(BEGIN).ok_or_else(missing)?;
    let (_, after) = rest.split_once(END).ok_or_else(missing)?;
    let status = render(&read(root, TEMPLATE)?, figures)?;
    Ok(format!("{before}{BEGIN}{status}{END}{after}"))
}

/// Fills `{name}`, and with sums `{name+name}` and `{prefix*}`; numbers get their thousands. Lines about runs that were not
/// made are left out.
fn render(template: &str, figures: &Figures) -> Result<String, Vec<Diagnostic>> {
    let missing = |line: &str| {
        let names = line.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        names.map(|(name, _)| name).any(|name| is_recorded(name) && !figures.contains_key(name))
    };
    let template: String = template.split_inclusive('\n').filter(|line| !missing(line)).collect();
    let mut out = String::new();
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let (names, after) = after.split_once('}').unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(&value(names, figures)?);
        rest = after;
    }
    Ok(out + rest)
}

fn value(names: &str, figures: &Figures) -> Result<String, Vec<Diagnostic>> {
    let find = |name: &str| {
        figures.get(name).ok_or_else(|| {
            let said = format!("{TEMPLATE} shows `{name}`, which {COMMITTED} does not have");
            vec![Diagnostic::error("figures::unknown", said).help("`cargo xtask test --update` measures it")]
        })
    };
    let number = |value: &String| value.parse::<u64>().unwrap_or_default();
    let sum: u64 = if let Some(prefix) = names.strip_suffix('*') {
        figures.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, value)| number(value)).sum()
    } else if names.contains('+') {
        names.split('+').map(|name| find(name).map(number)).sum::<Result<u64, _>>()?
    } else {
        return find(names).map(|value| thousands(value));
    };
    Ok(thousands(&sum.to_string()))
}

/// `12345` as `12,345`; what is no whole number stays.
pub fn thousands(value: &str) -> String {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.to_owned();
    }
    let mut out = String::new();
    for (index, digit) in value.chars().enumerate() {
        if index > 0 && (value.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn parse(text: &str) -> Figures {
    let pairs = text.lines().filter_map(|line| line.split_once(" = "));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn read(root: &Path, file: &str) -> Result<String, Vec<Diagnostic>> {
    std::fs::read_to_string(root.join(file))
        .map_err(|error| vec![Diagnostic::error("figures::io", format!("cannot read `{file}`: {error}"))])
}

fn put(root: &Path, file: &str, text: &str) -> Result<(), Vec<Diagnostic>> {
    write_file(&root.join(file), text.as_bytes()).map_err(|error| vec![error])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(pairs: &[(&str, &str)]) -> Figures {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_template_is_filled_with_figures_and_sums() {
        let figures = figures(&[("calls", "2489"), ("more", "11"), ("size", "11.4 MB")]);
        let made = render("| {calls} of {calls+more} | {size} | {m*} |\n", &figures).unwrap();
        assert_eq!(made, "| 2,489 of 2,500 | 11.4 MB | 11 |\n");
    }

    #[test]
    fn a_line_about_a_run_that_was_not_made_is_left_out() {
        let template = "| {calls} |\n| last at {full.commit} |\n";
        let made = render(template, &figures(&[("calls", "1")])).unwrap();
        assert_eq!(made, "| 1 |\n");
        let made = render(template, &figures(&[("calls", "1"), ("full.commit", "abc")])).unwrap();
        assert_eq!(made, "| 1 |\n| last at abc |\n");
    }

    #[test]
    fn a_figure_that_nothing_measured_is_an_error_that_names_it() {
        let error = render("{calls}", &Figures::new()).unwrap_err();
        assert!(error[0].to_string().contains("`calls`"), "{error:?}");
    }

    #[test]
    fn measured_lines_are_read_and_others_ignored() {
        assert_eq!(parse("a = 1\nnoise\nb.c = 2 of 3\n"), figures(&[("a", "1"), ("b.c", "2 of 3")]));
    }

    #[test]
    fn thousands_are_told_apart() {
        let of = ["1", "999", "1000", "1234567", "1.5", "-1000"].map(thousands);
        assert_eq!(of, ["1", "999", "1,000", "1,234,567", "1.5", "-1000"]);
    }
}
