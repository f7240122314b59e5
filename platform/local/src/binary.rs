//! The runtime's program: where it is, and what it can.

use crate::Error;
use std::env;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Environment variables that say where the runtime is, the first that is set counts. The second is miniflare's.
pub const RUNTIME_VARIABLES: [&str; 2] = ["CFS_WORKERD", "MINIFLARE_WORKERD_PATH"];

/// The runtime's program.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Binary {
    /// Where it is.
    pub path: PathBuf,
    /// `YYYY-MM-DD`, as it says of itself.
    pub version: String,
}

impl Binary {
    /// Looks for the runtime: where [`RUNTIME_VARIABLES`] say (nowhere else if one is set), in `node_modules` of `folder`
    /// and the folders above it, in `cache`, in `PATH`.
    ///
    /// # Errors
    /// [`Error::NotFound`] with all places; what [`Binary::open`] says of the first that is there.
    pub async fn find(folder: &Path, cache: Option<&Path>) -> Result<Self, Error> {
        let said =
            RUNTIME_VARIABLES.iter().find_map(|name| env::var_os(name).filter(|value| !value.is_empty()));
        let looked = match said {
            Some(path) => vec![PathBuf::from(path)],
            None => places(folder, cache, env::var_os("PATH").as_deref()),
        };
        match looked.iter().find(|path| path.is_file()) {
            Some(path) => Self::open(path.clone()).await,
            None => Err(Error::NotFound { looked }),
        }
    }

    /// The program at this place.
    ///
    /// # Errors
    /// [`Error::Io`] where it does not start, [`Error::Gone`] where it does not say a version.
    pub async fn open(path: PathBuf) -> Result<Self, Error> {
        let doing = format!("asking {} for its version", path.display());
        let output = Command::new(&path).arg("--version").output().await.map_err(Error::io(doing.clone()))?;
        let said = String::from_utf8_lossy(&output.stdout);
        match said.trim().strip_prefix("workerd ") {
            Some(version) => Ok(Self { path, version: version.to_owned() }),
            None => Err(Error::Gone {
                doing,
                why: format!("it says {:?}, which is not what workerd says", said.trim()),
            }),
        }
    }
}

/// What npm calls the package for this machine.
fn package() -> Option<&'static str> {
    Some(match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "workerd-linux-64",
        ("linux", "aarch64") => "workerd-linux-arm64",
        ("macos", "x86_64") => "workerd-darwin-64",
        ("macos", "aarch64") => "workerd-darwin-arm64",
        ("windows", "x86_64") => "workerd-windows-64",
        _ => return None,
    })
}

fn places(folder: &Path, cache: Option<&Path>, path: Option<&std::ffi::OsStr>) -> Vec<PathBuf> {
    let program = if cfg!(windows) { "workerd.exe" } else { "workerd" };
    let installed = package().into_iter().flat_map(|package| {
        let below = Path::new("node_modules/@cloudflare").join(package).join("bin").join(program);
        folder.ancestors().map(move |each| each.join(&below))
    });
    let cached = cache.map(|cache| cache.join(program));
    let paths = path.into_iter().flat_map(env::split_paths).map(|each| each.join(program));
    installed.chain(cached).chain(paths).collect()
}

#[cfg(test)]
mod tests {
    use super::places;
    use std::ffi::OsStr;
    use std::path::Path;

    #[test]
    fn nearer_places_come_first() {
        let found = places(Path::new("/a/b"), Some(Path::new("/cache")), Some(OsStr::new("/bin")));
        let found: Vec<_> = found.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        assert!(found[0].starts_with("/a/b/node_modules/@cloudflare/workerd-"), "{found:?}");
        assert!(found[1].starts_with("/a/node_modules/"), "{found:?}");
        assert!(found[found.len() - 2].starts_with("/cache/"), "{found:?}");
        assert!(found[found.len() - 1].starts_with("/bin/"), "{found:?}");
    }
}
