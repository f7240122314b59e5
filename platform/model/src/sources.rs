//! This crate's own sources: what compiles infrastructure programs brings them along, and needs no registry so.

/// The name and text of each file that the library is made of, names relative to the package.
pub const FILES: &[(&str, &str)] = &[
    ("README.md", include_str!("../README.md")),
    ("src/app.rs", include_str!("app.rs")),
    ("src/binding.rs", include_str!("binding.rs")),
    ("src/json/literal.rs", include_str!("json/literal.rs")),
    ("src/json/mod.rs", include_str!("json/mod.rs")),
    ("src/json/parse.rs", include_str!("json/parse.rs")),
    ("src/json/write.rs", include_str!("json/write.rs")),
    ("src/lib.rs", include_str!("lib.rs")),
    ("src/resource/bucket.rs", include_str!("resource/bucket.rs")),
    ("src/resource/data.rs", include_str!("resource/data.rs")),
    ("src/resource/mod.rs", include_str!("resource/mod.rs")),
    ("src/resource/services.rs", include_str!("resource/services.rs")),
    ("src/sources.rs", include_str!("sources.rs")),
    ("src/state.rs", include_str!("state.rs")),
    ("src/value.rs", include_str!("value.rs")),
    ("src/worker/classes.rs", include_str!("worker/classes.rs")),
    ("src/worker/code.rs", include_str!("worker/code.rs")),
    ("src/worker/mod.rs", include_str!("worker/mod.rs")),
    ("src/worker/settings.rs", include_str!("worker/settings.rs")),
    ("src/worker/triggers.rs", include_str!("worker/triggers.rs")),
    ("src/zone/dns.rs", include_str!("zone/dns.rs")),
    ("src/zone/mod.rs", include_str!("zone/mod.rs")),
    ("src/zone/services.rs", include_str!("zone/services.rs")),
];

/// A manifest for them, by which cargo knows the library.
pub const MANIFEST: &str = concat!(
    "[package]\nname = \"cfs-model\"\nversion = \"",
    env!("CARGO_PKG_VERSION"),
    "\"\nedition = \"2024\"\npublish = false\n\n[features]\nsources = []\n\n[workspace]\n",
);

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

#[cfg(test)]
mod tests {
    use super::FILES;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { files(&path, into) } else { into.push(path) }
        }
    }

    #[test]
    fn no_file_is_missing() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut there = Vec::new();
        files(&root.join("src"), &mut there);
        let mut there: Vec<String> = there
            .iter()
            .map(|path| path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/"))
            .collect();
        there.push("README.md".to_owned());
        there.sort();
        let listed: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
        assert_eq!(listed, there);
    }
}
