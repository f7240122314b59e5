//! The files of a folder that Pages is to serve: found and hashed as the assets of a Worker are.

use crate::failure::Failure;
use cfs_deploy::worker::assets::{self, File, hash_all, walk};
use std::path::{Path, PathBuf};

/// How many bytes a file has at most.
const LARGEST: u64 = assets::LARGEST;
/// How many files there are at most.
const MOST: usize = 20_000;
/// What is not served where it is at the root.
const AT_ROOT: [&str; 6] = ["_worker.js", "_redirects", "_headers", "_routes.json", "functions", ".wrangler"];
/// What is served nowhere.
const NOWHERE: [&str; 3] = [".DS_Store", "node_modules", ".git"];

/// A file.
pub(super) type Asset = File;

/// The files below a folder, in the order of their paths.
///
/// # Errors
/// When one cannot be read, is too large, or there are too many.
pub(super) fn of(root: &Path) -> Result<Vec<Asset>, Failure> {
    let ignored = |path: &str, _: bool| {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        NOWHERE.contains(&name) || AT_ROOT.contains(&path)
    };
    let told =
        |(path, error): (PathBuf, std::io::Error)| Failure::usage(format!("{}: {error}", path.display()));
    let found = walk(root, &ignored).map_err(told)?;
    if found.is_empty() {
        return Err(Failure::usage(format!("{}: it has no files to deploy", root.display())));
    }
    if found.len() > MOST {
        return Err(Failure::usage(format!("there are more than {MOST} files")));
    }
    if let Some(large) = found.iter().find(|file| file.size > LARGEST) {
        let (path, size) = (large.path.display(), large.size);
        return Err(Failure::usage(format!("{path}: {size} bytes; a file of a site has {LARGEST} at most")));
    }
    hash_all(found).map_err(told)
}

/// The content type of a file's name.
pub(super) fn media(key: &str) -> String {
    assets::media(key).unwrap_or_else(|| "application/octet-stream".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_served_is_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        for path in
            ["index.html", "a/_headers", "_headers", "functions/x.js", "a/node_modules/x.js", ".well-known/b"]
        {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, "x").expect("a file");
        }
        let keys: Vec<String> = of(root).expect("files").into_iter().map(|file| file.key).collect();
        assert_eq!(keys, ["/.well-known/b", "/a/_headers", "/index.html"]);
        assert!(of(&root.join("none")).is_err());
        assert_eq!(media("/a.html"), "text/html; charset=utf-8");
        assert_eq!(media("/a"), "application/octet-stream");
    }
}
