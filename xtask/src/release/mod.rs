//! `cargo xtask release`: the packages to a registry.
//!
//! 1. [`mod@packages`]: which there are, and in which order they can be published.
//! 2. [`versions`]: `versions.toml`, which says their versions and what is published; [`raise`] writes the next ones.
//! 3. [`pack`], with [`licences`]: packages as a registry gets them, and whether they build.
//! 4. [`publish`]: one after the other, to where a run that was interrupted had come. [`rehearsal`] does all of it to a
//!    registry on this machine.

mod licences;
mod pack;
mod packages;
mod publish;
mod raise;
mod rehearsal;
mod versions;

pub(crate) use packages::{all as packages, missing};
pub(crate) use rehearsal::rehearse;

use crate::{Outcome, process, root};
use codegen::diag::Diagnostic;
use pack::{Archive, Workspace};
use packages::Package;
use publish::Cargo;
use raise::Said;
use std::path::Path;
use versions::Versions;

/// The largest package that crates.io takes, in bytes.
const LARGEST: u64 = 10 << 20;

/// Options of `cargo xtask release`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Send nothing: pack, build what was packed, and say what would be published.
    #[arg(long)]
    dry_run: bool,
    /// Write the next versions to `versions.toml`, by what changed since the published ones.
    #[arg(long, conflicts_with = "dry_run")]
    raise: bool,
    /// What a change of a hand-written package means: PACKAGE=breaking, =addition or =fix; may be repeated.
    #[arg(long, value_name = "PACKAGE=WORD", requires = "raise")]
    effect: Vec<Said>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let root = root();
    let packages = packages(&root)?;
    let file = root.join(versions::FILE);
    let mut versions = Versions::read(&file)?;
    if args.raise {
        let raised = raise::raised(&root, &packages, &versions, &args.effect)?;
        say(&packages, &versions, &raised);
        raised.write(&file)?;
        return Ok(true);
    }
    versions.check(packages.iter().map(|package| package.name.as_str()))?;
    let folder = root.join("target/release-workspace");
    let workspace = Workspace::make(&root, folder, &packages, &versions, None)?;
    if args.dry_run {
        return dry(&workspace, &packages, &versions);
    }
    let commit = committed(&root)?;
    let command = |package: &Package| {
        let mut command = workspace.command();
        command.args(["publish", "--allow-dirty", "--no-verify", "--package", &package.name]);
        command
    };
    let count =
        publish::publish(&packages, &mut versions, &commit, &mut Cargo { command: &command, file: &file })?;
    println!("{count} packages published; commit {}", versions::FILE);
    Ok(true)
}

/// Packs everything, builds what was packed, and prints what would be published in which order.
fn dry(workspace: &Workspace, packages: &[Package], versions: &Versions) -> Outcome {
    let archives = workspace.pack(packages)?;
    let due = packages.iter().filter(|package| versions.is_due(&package.name)).count();
    let (mut total, mut held) = (0, archives.len() == packages.len());
    for (at, package) in packages.iter().enumerate() {
        let version = versions.next.get(&package.name).map(ToString::to_string).unwrap_or_default();
        let bytes = size(&archives, &format!("{}-{version}.crate", package.name));
        total += bytes;
        held &= bytes > 0 && bytes <= LARGEST;
        let what = match versions.published.get(&package.name) {
            _ if !versions.is_due(&package.name) => "is published".to_owned(),
            Some(there) => format!("after {}", there.version),
            None => "new".to_owned(),
        };
        println!("{:4}  {:44} {version:8} {:9}  {what}", at + 1, package.name, thousands(bytes));
    }
    println!("{due} of {} packages would be published; all are {} bytes", packages.len(), thousands(total));
    Ok(held && workspace.builds(&archives)?)
}

fn size(archives: &[Archive], name: &str) -> u64 {
    let archive = archives.iter().find(|archive| archive.path.file_name().is_some_and(|file| file == name));
    archive.map_or(0, |archive| archive.bytes)
}

fn thousands(bytes: u64) -> String {
    crate::figures::thousands(&bytes.to_string())
}

/// Prints which versions change.
fn say(packages: &[Package], old: &Versions, new: &Versions) {
    let mut changed = 0;
    for package in packages {
        let (was, is) = (old.next.get(&package.name), new.next.get(&package.name));
        if was != is {
            let text =
                |version: Option<&semver::Version>| version.map_or("–".to_owned(), ToString::to_string);
            println!("{:44} {:8} → {}", package.name, text(was), text(is));
            changed += 1;
        }
    }
    println!("{changed} of {} versions change", packages.len());
}

/// The commit that is checked out. What is published has to be in it.
fn committed(root: &Path) -> Result<String, Vec<Diagnostic>> {
    let failed = |what: &str| vec![Diagnostic::error("release::commit", what)];
    let git = |arguments: &[&str]| -> Result<String, Vec<Diagnostic>> {
        let output = process::program(root, "git").args(arguments).output();
        let output = output.map_err(|_| failed("git does not run"))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    // What has been published is written down as it is published.
    let changed = git(&["status", "--porcelain", "--", ".", &format!(":!{}", versions::FILE)])?;
    if !changed.is_empty() {
        return Err(failed("there are changes that are not committed"));
    }
    git(&["rev-parse", "HEAD"])
}
