//! Files inside a package's archive.

use std::io::{Error, Read};

/// The texts in an npm package's archive whose path in the package is wanted, by path.
///
/// # Errors
/// When the archive is damaged, or a file that is wanted is no text.
pub fn texts(archive: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, String)>, Error> {
    let mut found = Vec::new();
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(archive).read_to_end(&mut bytes)?;
    for entry in tar::Archive::new(bytes.as_slice()).entries()? {
        let mut entry = entry?;
        // The folder around everything is called `package`, or like the package.
        let path: std::path::PathBuf = entry.path()?.iter().skip(1).collect();
        let Some(path) = path.to_str().filter(|path| wanted(path)).map(str::to_owned) else { continue };
        let mut text = String::with_capacity(entry.size() as usize);
        entry.read_to_string(&mut text)?;
        found.push((path, text));
    }
    found.sort();
    Ok(found)
}
