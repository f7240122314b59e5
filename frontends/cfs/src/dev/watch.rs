//! Files that change.

use crate::failure::Failure;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc;

/// Editors write several files, one several times: what comes within this time is one change.
const TOGETHER: Duration = Duration::from_millis(30);

/// Folders in which nothing is a source.
const OTHERS: [&str; 5] = ["target", "node_modules", ".git", ".cfs", ".wrangler"];

/// Folders and files that are watched.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
    changes: mpsc::UnboundedReceiver<PathBuf>,
}

impl Watch {
    pub(super) fn new() -> Result<Self, Failure> {
        let (sender, changes) = mpsc::unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            if matches!(event.kind, EventKind::Access(_)) {
                return;
            }
            for path in event.paths {
                // Nobody listens any more when the command ends.
                drop(sender.send(path));
            }
        });
        let watcher =
            watcher.map_err(|error| Failure::failed(format!("files cannot be watched: {error}")))?;
        Ok(Self { watcher, watched: BTreeSet::new(), changes })
    }

    /// Watches these files and folders, and no others.
    pub(super) fn only(&mut self, wanted: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        for gone in self.watched.difference(wanted) {
            // What is gone from the disk is no longer watched in any case.
            drop(self.watcher.unwatch(gone));
        }
        for path in wanted.difference(&self.watched) {
            self.watcher
                .watch(path, RecursiveMode::Recursive)
                .map_err(|error| Failure::failed(format!("{} cannot be watched: {error}", path.display())))?;
        }
        self.watched.clone_from(wanted);
        Ok(())
    }

    /// Waits until something changes; all that changed about then.
    pub(super) async fn next(&mut self) -> BTreeSet<PathBuf> {
        let mut changed = BTreeSet::new();
        loop {
            match self.changes.recv().await {
                Some(path) => changed.extend(self.source(path)),
                None => std::future::pending().await,
            }
            while let Ok(Some(path)) = tokio::time::timeout(TOGETHER, self.changes.recv()).await {
                changed.extend(self.source(path));
            }
            if !changed.is_empty() {
                return changed;
            }
        }
    }

    /// The path if a change of it can matter. Where the project itself lies does not.
    fn source(&self, path: PathBuf) -> Option<PathBuf> {
        let below = self.watched.iter().find_map(|root| path.strip_prefix(root).ok())?;
        (below.as_os_str().is_empty() || is_source(below)).then_some(path)
    }
}

/// Whether a change of a file can matter: nothing that builds write, no file of an editor's own.
fn is_source(path: &Path) -> bool {
    let others = |part: Component<'_>| matches!(part, Component::Normal(name) if OTHERS.iter().any(|other| name == *other));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let of_editor = name.ends_with('~') || name.ends_with(".swp") || name.starts_with(".#") || name == "4913";
    !of_editor && !path.components().any(others)
}

#[cfg(test)]
mod tests {
    use super::{Watch, is_source};
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn what_builds_and_editors_write_is_no_source() {
        for (path, is) in [
            ("src/lib.rs", true),
            (".dev.vars", true),
            ("dist/index.js", true),
            ("target/release/x.wasm", false),
            ("node_modules/x/index.js", false),
            ("src/.lib.rs.swp", false),
            ("src/lib.rs~", false),
        ] {
            assert_eq!(is_source(Path::new(path)), is, "{path}");
        }
    }

    #[tokio::test]
    async fn a_change_is_told_with_what_changes_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (a, b) = (folder.path().join("a.rs"), folder.path().join("deep/b.rs"));
        std::fs::create_dir(folder.path().join("deep")).expect("a folder");
        let mut watch = Watch::new().expect("a watch");
        watch.only(&BTreeSet::from([folder.path().to_owned()])).expect("watched");
        std::fs::write(&a, "a").expect("a file");
        std::fs::write(&b, "b").expect("a file");
        let mut seen = BTreeSet::new();
        while !(seen.contains(&a) && seen.contains(&b)) {
            seen.extend(watch.next().await);
        }
    }
}
