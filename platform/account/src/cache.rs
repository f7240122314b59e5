//! What was found out, kept for a while. What cannot be read or written is as if it were not there.

use crate::files::{self, Access};
use cfs_http::Timestamp;
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Values by name in a folder, a file each.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: Option<PathBuf>,
}

/// The form of the files; others are not read.
const VERSION: u64 = 1;

impl Cache {
    /// A cache in a folder; without one, nothing is kept.
    pub fn new(folder: Option<&Path>) -> Self {
        Self { folder: folder.map(Path::to_owned) }
    }

    /// What was kept under a name, unless that was longer ago than `most`, or is said to have been in the future.
    pub fn get(&self, name: &str, now: Timestamp, most: Duration) -> Option<Json> {
        let text = files::read(&self.file(name)?).ok().flatten()?;
        let mut json: Json = serde_json::from_str(&text).ok()?;
        let at = json.get("at")?.as_i64()?;
        let age = u64::try_from(now.as_second().checked_sub(at)?).ok()?;
        let fits = json.get("version")?.as_u64()? == VERSION
            && json.get("name")?.as_str()? == name
            && age <= most.as_secs();
        fits.then(|| json.get_mut("value").map(Json::take))?
    }

    /// Keeps a value under a name; no secrets, as everybody may read it.
    pub fn set(&self, name: &str, now: Timestamp, value: &Json) {
        let Some(path) = self.file(name) else {
            return;
        };
        let json = json!({ "version": VERSION, "name": name, "at": now.as_second(), "value": value });
        if let Err(error) = files::write(&path, &json.to_string(), Access::Owner) {
            tracing::debug!(%error, "not cached");
        }
    }

    /// Forgets what was kept under a name.
    pub fn forget(&self, name: &str) {
        if let Some(path) = self.file(name) {
            let _ = files::remove(&path);
        }
    }

    /// Names are whatever they are, files are not.
    fn file(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{:016x}.json", hash(name))))
    }
}

/// FNV-1a: the same on every machine and in every version.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
