//! Another version of the runtime's definitions, pinned; the runtime crates made from it; what that means to users.

use super::{Update, finish, say};
use crate::{Outcome, diff, fetch, root};
use codegen::diag::Diagnostic;
use inputs::{Inputs, Lock, Source, sha256};
use pipeline::runtime::{INPUTS, sources};
use std::collections::BTreeMap;

/// Pins a version, unless nothing is to be written, and says what it means.
pub(super) fn run(version: &str, dry_run: bool) -> Outcome {
    let inputs = Inputs::open(&root()).map_err(fetch::failed)?;
    let mut files: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for name in INPUTS {
        let (package, path) = package(inputs.lock(), name)?;
        files.insert(name, inputs.of_npm(name, &package, version, &path).map_err(fetch::failed)?);
    }
    let lock = pinned(inputs.lock(), version, &files);
    say(inputs.lock(), &lock, &INPUTS);
    // Made in memory first: definitions that cannot be generated change no file.
    let told = diff::against_definitions(&sources(|name| Ok(files[name].clone()))?)?;
    let files = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    finish(&inputs, &Update { files, lock: &lock, openapi: None }, &told, dry_run)
}

/// The package that an input is from, and its path there.
fn package(lock: &Lock, name: &str) -> Result<(String, String), Vec<Diagnostic>> {
    let input = lock.get(name).map_err(fetch::failed)?;
    let of_npm = input.sources.iter().find_map(|source| match source {
        Source::Npm { npm, path, .. } => Some((npm.clone(), path.clone())),
        _ => None,
    });
    of_npm.ok_or_else(|| {
        vec![Diagnostic::error(
            "update::no-package",
            format!("`{name}` comes from no npm package in specs.lock"),
        )]
    })
}

/// The lock with these files pinned.
fn pinned(lock: &Lock, version: &str, files: &BTreeMap<&str, Vec<u8>>) -> Lock {
    let mut lock = lock.clone();
    for input in &mut lock.inputs {
        let Some(bytes) = files.get(input.name.as_str()) else { continue };
        version.clone_into(&mut input.version);
        input.sha256 = sha256(bytes);
        for source in &mut input.sources {
            if let Source::Npm { version: there, .. } = source {
                version.clone_into(there);
            }
        }
    }
    lock
}

#[cfg(test)]
mod tests {
    use super::{package, pinned};
    use inputs::Lock;
    use std::collections::BTreeMap;

    const LOCK: &str = "[[input]]\nname = \"workers-types.d.ts\"\nversion = \"1\"\nlicense = \"MIT\"\nsha256 = \"00\"\n\n\
                        [[input.sources]]\nenv = \"CFS_WORKERS_TYPES\"\n\n[[input.sources]]\nnpm = \"types\"\nversion = \
                        \"1\"\npath = \"index.d.ts\"\n\n[[input]]\nname = \"other\"\nversion = \"1\"\nlicense = \
                        \"MIT\"\nsha256 = \"11\"\nsources = []\n";

    #[test]
    fn a_version_is_pinned_by_its_content_and_where_it_is_from() {
        let lock: Lock = toml::from_str(LOCK).expect("a lock");
        assert_eq!(package(&lock, "workers-types.d.ts").expect("a package").1, "index.d.ts");
        assert!(package(&lock, "other").is_err());
        let text = b"declare const a: 1;".to_vec();
        let hash = inputs::sha256(&text);
        let new = pinned(&lock, "2", &BTreeMap::from([("workers-types.d.ts", text)]));
        assert_eq!((new.inputs[0].version.as_str(), &new.inputs[0].sha256), ("2", &hash));
        assert!(new.to_text().contains("npm = \"types\"\nversion = \"2\""), "{}", new.to_text());
        assert_eq!(new.inputs[1], lock.inputs[1]);
    }
}
