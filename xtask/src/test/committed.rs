//! Texts that steps make and the repository keeps, so that a change of them is seen.

use super::Context;
use crate::Outcome;
use codegen::artifact::write_file;

/// Whether a step's text is the committed one; with `--update` it becomes that. The lines that differ are printed.
pub(super) fn same(cx: &Context<'_>, step: &str, file: &str, text: &str) -> Outcome {
    let path = cx.root.join(file);
    if cx.update {
        write_file(&path, text.as_bytes()).map_err(|error| vec![error])?;
        return Ok(true);
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed == text {
        return Ok(true);
    }
    for line in text.lines().filter(|line| !committed.lines().any(|there| there == *line)) {
        println!("now        {line}");
    }
    for line in committed.lines().filter(|line| !text.lines().any(|there| there == *line)) {
        println!("committed  {line}");
    }
    println!("{file} differs: look at why, and take it with `cargo xtask test {step} --update`");
    Ok(false)
}
