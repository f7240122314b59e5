//! Programs of Debian that tests drive, installed where they are missing and the machine lets us.

use crate::process;
use std::path::Path;

/// Whether all of these programs are there, which are called like their packages; those that are not are installed if this
/// runs as root on Debian.
pub(crate) fn programs(root: &Path, names: &[&str]) -> bool {
    let missing = |name: &&&str| !process::quiet(root, "sh", &["-c", &format!("command -v {name}")]);
    let wanted: Vec<&str> = names.iter().filter(missing).copied().collect();
    if wanted.is_empty() {
        return true;
    }
    if !process::quiet(root, "sh", &["-c", "test \"$(id -u)\" = 0 && test -e /etc/debian_version"]) {
        return false;
    }
    println!("installing {}", wanted.join(" "));
    // Lists that are not fresh may still do.
    process::quiet(root, "apt-get", &["update", "-q"]);
    let install = ["install", "-y", "-q", "--no-install-recommends"];
    process::quiet(root, "apt-get", &[&install, wanted.as_slice()].concat())
}
