//! `versions.toml`: the version of every package, and what of it is in the registry.

use codegen::artifact::write_file;
use codegen::diag::Diagnostic;
use semver::Version;
use std::collections::BTreeMap;
use std::path::Path;

/// Where it is.
pub(super) const FILE: &str = "versions.toml";

const HEAD: &str =
    "# The version of every package that is published; `cargo xtask release --raise` writes the next ones.\n";
const PUBLISHED: &str = "\n# What is in the registry, and the commit that it was made of.\n[published]\n";

/// The file's content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Versions {
    /// The version of each package.
    pub(crate) next: BTreeMap<String, Version>,
    /// What is in the registry of each; nothing of those that were never published.
    pub(crate) published: BTreeMap<String, Published>,
}

/// A version in the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) version: Version,
    /// The commit that it was made of.
    pub(crate) commit: String,
}

impl Versions {
    /// Reads the file.
    pub(crate) fn read(file: &Path) -> Result<Self, Vec<Diagnostic>> {
        let text = std::fs::read_to_string(file)
            .map_err(|error| failed(format!("cannot read `{}`: {error}", file.display())))?;
        Self::parse(&text).map_err(|what| failed(format!("{}: {what}", file.display())))
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: toml::Table = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        let entries = |key: &str| table.get(key).and_then(toml::Value::as_table).into_iter().flatten();
        let version = |name: &str, value: Option<&toml::Value>| {
            let text =
                value.and_then(toml::Value::as_str).ok_or_else(|| format!("`{name}` has no version"))?;
            Version::parse(text).map_err(|error| format!("`{name}`: `{text}`: {error}"))
        };
        let mut versions = Self::default();
        for (name, value) in entries("versions") {
            versions.next.insert(name.clone(), version(name, Some(value))?);
        }
        for (name, value) in entries("published") {
            let commit = value.get("commit").and_then(toml::Value::as_str);
            let commit = commit.ok_or_else(|| format!("`{name}` has no commit"))?.to_owned();
            let version = version(name, value.get("version"))?;
            versions.published.insert(name.clone(), Published { version, commit });
        }
        Ok(versions)
    }

    /// Writes the file.
    pub(crate) fn write(&self, file: &Path) -> Result<(), Vec<Diagnostic>> {
        write_file(file, self.to_text().as_bytes()).map_err(|error| vec![error])
    }

    fn to_text(&self) -> String {
        let mut out = format!("{HEAD}[versions]\n");
        for (name, version) in &self.next {
            out.push_str(&format!("{name} = \"{version}\"\n"));
        }
        out.push_str(PUBLISHED);
        for (name, Published { version, commit }) in &self.published {
            out.push_str(&format!("{name} = {{ version = \"{version}\", commit = \"{commit}\" }}\n"));
        }
        out
    }

    /// Whether the registry lacks a package's version.
    pub(crate) fn is_due(&self, name: &str) -> bool {
        self.published.get(name).map(|there| &there.version) != self.next.get(name)
    }

    /// Refuses a file that does not have exactly these packages.
    pub(super) fn check<'a>(&self, names: impl Iterator<Item = &'a str>) -> Result<(), Vec<Diagnostic>> {
        let names: Vec<&str> = names.collect();
        let missing = names.iter().filter(|name| !self.next.contains_key(**name));
        let missing = missing.map(|name| format!("{FILE} has no version of `{name}`"));
        let gone = self.next.keys().filter(|name| !names.contains(&name.as_str()));
        let gone = gone.map(|name| format!("{FILE} has a version of `{name}`, which is no package"));
        let wrong: Vec<String> = missing.chain(gone).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let error = |what| Diagnostic::error("release::versions", what);
        let mut errors: Vec<Diagnostic> = wrong.into_iter().map(error).collect();
        if let Some(last) = errors.pop() {
            errors.push(last.help("`cargo xtask release --raise` brings it up to date"));
        }
        Err(errors)
    }
}

fn failed(what: String) -> Vec<Diagnostic> {
    vec![Diagnostic::error("release::versions", what)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Versions {
        let version = Version::new(0, 1, 0);
        Versions {
            next: [("a", Version::new(0, 1, 1)), ("b", version.clone()), ("c", version.clone())]
                .map(|(name, version)| (name.to_owned(), version))
                .into(),
            published: ["a", "b"]
                .map(|name| {
                    (name.to_owned(), Published { version: version.clone(), commit: "abc".to_owned() })
                })
                .into(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Versions::parse(&some().to_text()), Ok(some()));
    }

    #[test]
    fn due_is_what_the_registry_lacks() {
        assert_eq!(["a", "b", "c"].map(|name| some().is_due(name)), [true, false, true]);
    }

    #[test]
    fn packages_without_a_version_and_versions_without_a_package_are_errors() {
        assert!(some().check(["a", "b", "c"].into_iter()).is_ok());
        let errors = some().check(["a", "b", "d"].into_iter()).unwrap_err();
        let told: Vec<String> = errors.iter().map(|error| error.message.clone()).collect();
        assert_eq!(
            told,
            [
                "versions.toml has no version of `d`",
                "versions.toml has a version of `c`, which is no package"
            ]
        );
        let error = Versions::parse("[versions]\na = \"one\"\n").unwrap_err();
        assert!(error.starts_with("`a`: `one`"), "{error}");
    }
}
