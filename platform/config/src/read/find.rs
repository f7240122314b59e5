//! Which file is meant where none is named.

use crate::Finding;
use std::path::{Path, PathBuf};

/// A file that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file to read.
    pub path: PathBuf,
    /// The file that points to it, where a build tool has left one (`.wrangler/deploy/config.json`).
    pub redirected_by: Option<PathBuf>,
}

/// The names in wrangler's order: each is looked for in all folders before the next one is.
const NAMES: [&str; 3] = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

const REDIRECT: &str = ".wrangler/deploy/config.json";

/// The wrangler file that a folder belongs to, upwards from it; `None` if there is none.
///
/// # Errors
///
/// A redirection that leads nowhere.
pub fn find(folder: &Path) -> Result<Option<Found>, Finding> {
    let upwards = |name: &str| folder.ancestors().map(|folder| folder.join(name)).find(|path| path.is_file());
    let own = NAMES.into_iter().find_map(upwards);
    let redirect = upwards(REDIRECT).filter(|redirect| {
        // It counts beside the file that it was generated from only.
        own.as_deref().and_then(Path::parent).is_none_or(|folder| folder.join(REDIRECT) == *redirect)
    });
    let Some(redirect) = redirect else {
        return Ok(own.map(|path| Found { path, redirected_by: None }));
    };
    let told = std::fs::read_to_string(&redirect).unwrap_or_default();
    let source = crate::document::Source::new("", &told);
    let node = source.parse(false, &mut Vec::new());
    let target = node.as_ref().and_then(|node| node.get("configPath")?.as_str());
    let path = target.map(|target| redirect.parent().unwrap_or(folder).join(target));
    match path.filter(|path| path.is_file()) {
        Some(path) => Ok(Some(Found { path, redirected_by: Some(redirect) })),
        None => Err(Finding::error(
            None,
            format!("{}: `configPath` names no file that is there", redirect.display()),
        )
        .help("A build tool has written it: build again, or delete it.")),
    }
}
