//! The next version of every package: what changed since it was published, and what that means to its users.

use super::packages::{Package, needs};
use super::versions::{FILE, Versions};
use crate::diff::{self, Effect};
use crate::process;
use codegen::diag::Diagnostic;
use semver::Version;
use std::collections::BTreeMap;
use std::path::Path;

/// What a change of each package means to its users; nothing of those that did not change.
type Effects = BTreeMap<String, Effect>;

/// What a version is raised by, as the command line says it: `cfs-http=breaking`.
#[derive(Clone, Debug)]
pub(super) struct Said {
    name: String,
    effect: Effect,
}

impl std::str::FromStr for Said {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, word) = text.split_once('=').ok_or("it is PACKAGE=breaking, =addition or =fix")?;
        let effect = match word {
            "breaking" => Effect::Breaking,
            "addition" => Effect::Addition,
            "fix" => Effect::Behaviour,
            _ => return Err(format!("`{word}` is none of breaking, addition, fix")),
        };
        Ok(Self { name: name.to_owned(), effect })
    }
}

/// The versions that packages should have next. What [`diff`] cannot judge, as it is written by hand, has to be said.
pub(super) fn raised(
    root: &Path,
    packages: &[Package],
    versions: &Versions,
    said: &[Said],
) -> Result<Versions, Vec<Diagnostic>> {
    let mut effects: Effects = said.iter().map(|said| (said.name.clone(), said.effect)).collect();
    let mut judged: BTreeMap<&str, BTreeMap<String, Effect>> = BTreeMap::new();
    let mut open = Vec::new();
    for package in packages {
        let Some(there) = versions.published.get(&package.name) else { continue };
        let folder = package.folder.display().to_string();
        if effects.contains_key(&package.name) || same(root, &there.commit, &folder)? {
            continue;
        }
        if ![diff::MANAGEMENT, diff::RUNTIME].iter().any(|generated| folder.starts_with(generated)) {
            open.push(package.name.as_str());
            continue;
        }
        if !judged.contains_key(there.commit.as_str()) {
            judged.insert(&there.commit, diff::since(root, &there.commit)?);
        }
        let effect = judged[there.commit.as_str()].get(&package.name).copied();
        effects.insert(package.name.clone(), effect.unwrap_or(Effect::Docs));
    }
    if !open.is_empty() {
        let what =
            format!("these changed, and their sources do not say what that means: {}", open.join(", "));
        let help = "say it of each: `--effect PACKAGE=breaking`, `=addition` or `=fix`";
        return Err(vec![Diagnostic::error("release::raise", what).help(help)]);
    }
    Ok(next(packages, versions, &effects))
}

/// Whether a folder is as it was in a commit.
fn same(root: &Path, commit: &str, folder: &str) -> Result<bool, Vec<Diagnostic>> {
    let output = process::program(root, "git").args(["diff", "--quiet", commit, "--", folder]).output();
    let code = output.ok().and_then(|output| output.status.code());
    match code {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => {
            let what = format!("`{folder}` cannot be compared with commit {commit}");
            let help = format!("{FILE} names commits of this repository; fetch them");
            Err(vec![Diagnostic::error("release::raise", what).help(help)])
        }
    }
}

/// The version after a published one for each package that changed; the first one for what is new. What is built of a package
/// that breaks its users shows that package's types, and breaks its own.
fn next(packages: &[Package], versions: &Versions, effects: &Effects) -> Versions {
    let mut raised = Versions { next: BTreeMap::new(), published: versions.published.clone() };
    let mut effects = effects.clone();
    for package in packages {
        let name = &package.name;
        let breaks = |need: &String| effects.get(need) == Some(&Effect::Breaking);
        if needs(&package.manifest).iter().any(breaks) {
            effects.insert(name.clone(), Effect::Breaking);
        }
        let version = match (versions.published.get(name), effects.get(name)) {
            (Some(there), Some(effect)) => diff::next(&there.version, *effect),
            (Some(there), None) => there.version.clone(),
            // What is not in the registry has its version still before it.
            (None, _) => versions.next.get(name).cloned().unwrap_or(Version::new(0, 1, 0)),
        };
        raised.next.insert(name.clone(), version);
    }
    raised
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::versions::Published;
    use std::path::PathBuf;

    fn package(name: &str, needs: &[&str]) -> Package {
        let dependencies: String = needs.iter().map(|need| format!("{need} = \"1\"\n")).collect();
        let manifest = toml::from_str(&format!("[dependencies]\n{dependencies}")).unwrap();
        Package { name: name.to_owned(), folder: PathBuf::from(name), manifest }
    }

    fn told(effects: &[(&str, Effect)]) -> Vec<String> {
        let packages =
            [package("http", &[]), package("d1", &["http"]), package("kv", &["http"]), package("new", &[])];
        let mut versions = Versions::default();
        for name in ["http", "d1", "kv"] {
            let there = Published { version: Version::new(0, 3, 1), commit: "abc".to_owned() };
            versions.published.insert(name.to_owned(), there);
        }
        let effects = effects.iter().map(|(name, effect)| ((*name).to_owned(), *effect)).collect();
        let next = next(&packages, &versions, &effects).next;
        packages.iter().map(|package| next[&package.name].to_string()).collect()
    }

    #[test]
    fn what_did_not_change_keeps_its_version_and_what_is_new_has_the_first() {
        assert_eq!(told(&[]), ["0.3.1", "0.3.1", "0.3.1", "0.1.0"]);
        assert_eq!(told(&[("d1", Effect::Addition)]), ["0.3.1", "0.3.2", "0.3.1", "0.1.0"]);
    }

    #[test]
    fn a_break_goes_through_all_that_is_built_of_it() {
        let told = told(&[("http", Effect::Breaking), ("kv", Effect::Docs)]);
        assert_eq!(told, ["0.4.0", "0.4.0", "0.4.0", "0.1.0"]);
    }

    #[test]
    fn what_is_said_is_read_or_told_what_is_wrong() {
        assert_eq!("a=breaking".parse::<Said>().unwrap().effect, Effect::Breaking);
        assert_eq!("a=big".parse::<Said>().unwrap_err(), "`big` is none of breaking, addition, fix");
    }
}
