//! The files of a folder that Pages is to serve, and the hashes that it knows them by.

use crate::failure::Failure;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::{Path, PathBuf};

/// How many bytes a file has at most.
const LARGEST: u64 = 25 << 20;
/// How many files there are at most.
const MOST: usize = 20_000;
/// What is not served where it is at the root.
const AT_ROOT: [&str; 6] = ["_worker.js", "_redirects", "_headers", "_routes.json", "functions", ".wrangler"];
/// What is served nowhere.
const NOWHERE: [&str; 3] = [".DS_Store", "node_modules", ".git"];

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// Its path on the site, from `/` on.
    pub(super) key: String,
    /// Where it is.
    pub(super) path: PathBuf,
    /// How many bytes it has.
    pub(super) size: u64,
    /// What Pages knows it by.
    pub(super) hash: String,
}

/// The files below a folder, in the order of their paths.
///
/// # Errors
/// When one cannot be read, is too large, or there are too many.
pub(super) fn of(root: &Path) -> Result<Vec<Asset>, Failure> {
    let mut all = Vec::new();
    below(root, "", &mut all)?;
    if all.is_empty() {
        return Err(Failure::usage(format!("{}: it has no files to deploy", root.display())));
    }
    all.sort_by(|one, other| one.key.cmp(&other.key));
    Ok(all)
}

fn below(folder: &Path, before: &str, all: &mut Vec<Asset>) -> Result<(), Failure> {
    let told =
        |path: &Path, error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    for entry in std::fs::read_dir(folder).map_err(|error| told(folder, &error))? {
        let path = entry.map_err(|error| told(folder, &error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(told(&path, &"a name that is not UTF-8 is no address"));
        };
        if NOWHERE.contains(&name) || before.is_empty() && AT_ROOT.contains(&name) {
            continue;
        }
        let key = format!("{before}/{name}");
        // What a link leads to is a file or a folder like any other.
        let about = std::fs::metadata(&path).map_err(|error| told(&path, &error))?;
        if about.is_dir() {
            below(&path, &key, all)?;
            continue;
        }
        if about.len() > LARGEST {
            return Err(told(
                &path,
                &format!("{} bytes; a file of a site has {LARGEST} at most", about.len()),
            ));
        }
        if all.len() == MOST {
            return Err(Failure::usage(format!("there are more than {MOST} files")));
        }
        let content = std::fs::read(&path).map_err(|error| told(&path, &error))?;
        let hash = hash(&content, extension(name));
        all.push(Asset { key, size: content.len() as u64, path, hash });
    }
    Ok(())
}

/// What Node's `path.extname` gives, without its dot: nothing for names that begin with their only one.
fn extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((before, extension)) if !before.is_empty() => extension,
        _ => "",
    }
}

/// The first half of BLAKE3 over the content in base64, followed by the extension.
fn hash(content: &[u8], extension: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut text = String::new();
    // A multiple of three bytes is encoded without padding.
    for chunk in content.chunks(3 << 16) {
        text.clear();
        STANDARD.encode_string(chunk, &mut text);
        hasher.update(text.as_bytes());
    }
    hasher.update(extension.as_bytes());
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The content type of a file's name.
pub(super) fn media(key: &str) -> String {
    match mime_guess::from_path(key).first() {
        Some(media) if media.type_() == "text" => format!("{media}; charset=utf-8"),
        Some(media) => media.to_string(),
        None => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_wrangler() {
        let all: Vec<u8> = (0..=255).collect();
        let long: Vec<u8> = (0..1_000_000_u32).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
        for (content, extension, expected) in [
            (&b""[..], "", "af1349b9f5f9a1a6a0404dea36dcc949"),
            (b"", "txt", "f9bc91770fa5e997cbd47fba833629fc"),
            (b"hi\n", "txt", "0ee44dd5c7fcce036b163b52135449e3"),
            (b"hi\n", "TXT", "070d9532842f392bca604bc395b5d23e"),
            (b"{}", "json", "ec47da64e7da6749028b38bc647d8a22"),
            (&all, "bin", "04c51b7bb2984817f8bb7099dde4021f"),
            (&long, "bin", "8c4c50dfbb6da0cda0155bdddf21d95a"),
        ] {
            assert_eq!(hash(content, extension), expected, "{extension}");
        }
        let of = ["a.tar.gz", "a.TXT", ".env", "a.", ".htaccess.txt", "a"].map(extension);
        assert_eq!(of, ["gz", "TXT", "", "", "txt", ""]);
    }

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
