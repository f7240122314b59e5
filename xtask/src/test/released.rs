//! `cfs` as it is released.

use super::{Context, could_not_run};
use crate::{Outcome, dist, figures, process};
use codegen::diag::Diagnostic;
use std::path::Path;

/// It is small, at work in a folder that holds nothing else, and the same wherever it is built.
pub(super) fn binary(cx: &Context<'_>) -> Outcome {
    let (file, bytes) = dist::build(cx.root, dist::Library::Gnu)?;
    println!("{bytes} bytes");
    figures::measured(cx.root, "full.binary", bytes)?;
    if bytes > dist::MOST_BYTES {
        eprintln!("a release has at most {} bytes", dist::MOST_BYTES);
        return Ok(false);
    }
    Ok(works_alone(cx, &file)? && is_the_same_elsewhere(cx, &file)?)
}

/// Whether it works where there is nothing but itself.
fn works_alone(cx: &Context<'_>, file: &Path) -> Outcome {
    let alone = tempfile::tempdir().map_err(|error| failed(&error))?;
    std::fs::copy(file, alone.path().join("cfs")).map_err(|error| failed(&error))?;
    let mut enter = vec!["chroot"];
    if !process::quiet(cx.root, "chroot", &["/", "true"]) {
        // Who is not root may be it in a namespace of its own.
        enter.splice(0..0, ["unshare", "--map-root-user"]);
    }
    if !process::quiet(cx.root, enter[0], &[&enter[1..], &["/", "true"]].concat()) {
        return Err(could_not_run("no folder can be made the root on this machine"));
    }
    let folder = alone.path().display().to_string();
    let works = |words: &[&str]| {
        process::quiet(cx.root, enter[0], &[&enter[1..], &[folder.as_str(), "/cfs"], words].concat())
    };
    let all = [&["--version"][..], &["api", "dns", "records", "list", "--help"], &["help", "expressions"]];
    Ok(all.iter().all(|words| works(words)))
}

/// Whether a clone in another folder makes the same bytes.
fn is_the_same_elsewhere(cx: &Context<'_>, file: &Path) -> Outcome {
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    let clone = folder.path().join("elsewhere");
    let mut git = process::program(cx.root, "git");
    git.args(["clone", "--quiet", "--shared", "."]).arg(&clone);
    if !process::status(git)? {
        return Ok(false);
    }
    let read = |path: &Path| std::fs::read(path).map_err(|error| failed(&error));
    let here = read(file)?;
    let (file, _) = dist::build(&clone, dist::Library::Gnu)?;
    let same = here == read(&file)?;
    println!("built in another folder it {}", if same { "is the same" } else { "DIFFERS" });
    Ok(same)
}

fn failed(error: &std::io::Error) -> Vec<Diagnostic> {
    vec![Diagnostic::error("released::binary", error.to_string())]
}
