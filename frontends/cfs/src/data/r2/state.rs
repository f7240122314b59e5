//! What is known of a copy that goes on: a small file in the cache of the user, named after both sides. It may be lost: then what was
//! begun begins again.

use super::walk::Facts;
use crate::failure::Failure;
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Of files that are read in a moment nothing is kept.
const LEAST: u64 = 1 << 20;

/// A file that was the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    facts: Facts,
    etag: String,
}

/// What came of an object whose parts are copied one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begun {
    /// The id of an upload, the tag of an object that comes.
    pub(super) id: String,
    pub(super) size: u64,
    /// When the file was changed; 0 for what comes.
    pub(super) modified: i64,
    pub(super) part: u64,
    /// The MD5s of the parts that are done.
    pub(super) done: BTreeMap<u16, String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    seen: BTreeMap<String, Seen>,
    begun: BTreeMap<String, Begun>,
}

/// The state of one copy.
#[derive(Debug)]
pub(super) struct State {
    path: Option<PathBuf>,
    known: RefCell<Known>,
}

impl State {
    /// The state of a copy between two places.
    pub(super) fn open(cache: Option<&Path>, from: &str, to: &str) -> Self {
        let name = crate::data::hex(&Md5::digest(format!("{from}\n{to}").as_bytes()));
        let path = cache.map(|cache| cache.join("r2").join(format!("{name}.json")));
        let text = path.as_ref().and_then(|path| std::fs::read(path).ok());
        let known = text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { path, known: RefCell::new(known) }
    }

    /// Whether a file is known to be what an object is.
    pub(super) fn is_seen(&self, name: &str, facts: Facts, etag: &str) -> bool {
        self.known.borrow().seen.get(name).is_some_and(|seen| seen.facts == facts && seen.etag == etag)
    }

    /// A file is what an object is.
    pub(super) fn see(&self, name: &str, facts: Facts, etag: &str) {
        if facts.size < LEAST {
            return;
        }
        let seen = Seen { facts, etag: etag.to_owned() };
        self.known.borrow_mut().seen.insert(name.to_owned(), seen);
        self.keep();
    }

    /// What was begun of an object.
    pub(super) fn begun(&self, name: &str) -> Option<Begun> {
        self.known.borrow().begun.get(name).cloned()
    }

    pub(super) fn begin(&self, name: &str, begun: Begun) {
        self.known.borrow_mut().begun.insert(name.to_owned(), begun);
        self.keep();
    }

    /// A part is done.
    pub(super) fn part(&self, name: &str, number: u16, hash: String) {
        if let Some(begun) = self.known.borrow_mut().begun.get_mut(name) {
            begun.done.insert(number, hash);
        }
        self.keep();
    }

    /// An object is done, or given up.
    pub(super) fn end(&self, name: &str) {
        if self.known.borrow_mut().begun.remove(name).is_some() {
            self.keep();
        }
    }

    /// Forgets files that are not there any more.
    pub(super) fn tidy(&self, is_there: impl Fn(&str) -> bool) {
        let before = self.known.borrow().seen.len();
        self.known.borrow_mut().seen.retain(|name, _| is_there(name));
        if self.known.borrow().seen.len() != before {
            self.keep();
        }
    }

    /// Writes it, whole or not at all. Where that fails there is nothing to go on from, which is no reason to end.
    fn keep(&self) {
        let Some(path) = &self.path else { return };
        let known = self.known.borrow();
        if known.seen.is_empty() && known.begun.is_empty() {
            let _ = std::fs::remove_file(path);
        } else {
            let _ = written(path, &known);
        }
    }
}

fn written(path: &Path, known: &Known) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let text = serde_json::to_vec(known).map_err(|error| Failure::failed(error.to_string()))?;
    file.write_all(&text)?;
    file.persist(path).map_err(|error| Failure::failed(error.to_string()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Begun, Facts, State};

    #[test]
    fn what_was_begun_is_known_to_the_next_run_until_it_ends() {
        let cache = tempfile::tempdir().expect("a folder");
        let open = || State::open(Some(cache.path()), "a", "b");
        let facts = Facts { size: 2 << 20, modified: 7 };
        let begun = Begun { id: "id".to_owned(), size: 9, modified: 7, part: 5, done: [].into() };
        open().begin("film", begun);
        open().part("film", 2, "hash".to_owned());
        assert_eq!(open().begun("film").expect("it").done[&2], "hash");
        assert_eq!(State::open(Some(cache.path()), "a", "c").begun("film"), None);
        open().see("film", facts, "tag");
        open().end("film");
        assert_eq!(open().begun("film"), None);
        assert!(open().is_seen("film", facts, "tag"));
        assert!(!open().is_seen("film", Facts { modified: 8, ..facts }, "tag"));
        open().tidy(|_| false);
        let left = std::fs::read_dir(cache.path().join("r2")).expect("a folder").count();
        assert_eq!(left, 0, "a state of nothing is no file");
    }
}
