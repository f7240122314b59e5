//! Where data is: folders and files of this machine, or keys of a bucket.

use crate::failure::Failure;
use std::path::PathBuf;

const SCHEME: &str = "r2://";

/// One side of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A file or folder of this machine.
    Local(PathBuf),
    /// A bucket, and a key or the beginning of keys.
    Remote { bucket: String, key: String },
}

impl Place {
    /// `r2://BUCKET/KEY` is in R2, everything else on this machine.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let Some(inner) = text.strip_prefix(SCHEME) else { return Ok(Self::Local(text.into())) };
        let (bucket, key) = inner.split_once('/').unwrap_or((inner, ""));
        if bucket.is_empty() {
            return Err(Failure::usage(format!("`{text}`: it names no bucket")).hint("r2://BUCKET/PREFIX"));
        }
        Ok(Self::Remote { bucket: bucket.to_owned(), key: key.to_owned() })
    }
}

/// The beginning of the keys of what is below a key, as a folder is.
pub(super) fn prefix(key: &str) -> String {
    if key.is_empty() || key.ends_with('/') { key.to_owned() } else { format!("{key}/") }
}

/// The path of a name below a folder; none where the name would be no file of it on every machine.
pub(super) fn below(name: &str) -> Option<PathBuf> {
    let strange = |part: &str| {
        part.is_empty()
            || part == "."
            || part == ".."
            || part.contains('\0')
            || cfg!(windows) && part.contains(['\\', ':'])
    };
    (!name.split('/').any(strange)).then(|| name.split('/').collect())
}

#[cfg(test)]
mod tests {
    use super::{Place, below, prefix};

    #[test]
    fn places_are_told_apart_by_the_scheme() {
        let remote =
            |bucket: &str, key: &str| Place::Remote { bucket: bucket.to_owned(), key: key.to_owned() };
        assert_eq!(Place::parse("r2://photos").expect("a place"), remote("photos", ""));
        assert_eq!(Place::parse("r2://photos/a b/ü").expect("a place"), remote("photos", "a b/ü"));
        assert_eq!(Place::parse("photos/a").expect("a place"), Place::Local("photos/a".into()));
        assert!(Place::parse("r2:///a").is_err());
        assert_eq!(
            (prefix(""), prefix("a"), prefix("a/")),
            (String::new(), "a/".to_owned(), "a/".to_owned())
        );
    }

    #[test]
    fn names_stay_below_their_folder() {
        assert_eq!(below("a/.b/c"), Some("a/.b/c".into()));
        for wrong in ["", "/a", "a//b", "../a", "a/./b", "a/..", "a\0"] {
            assert_eq!(below(wrong), None, "{wrong}");
        }
    }
}
