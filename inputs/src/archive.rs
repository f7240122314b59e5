//! Files inside a package's archive.

use flate2::read::GzDecoder;
use std::io::{BufReader, Error, ErrorKind, Read};

/// How much is unpacked at once, in bytes.
const BUFFER: usize = 1 << 16;

/// The texts in an npm package's archive whose path in the package is wanted, by path.
///
/// # Errors
/// When the archive is damaged, or a file that is wanted is no text.
pub fn texts(archive: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, String)>, Error> {
    let text = |(path, bytes)| {
        let text = String::from_utf8(bytes).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
        Ok((path, text))
    };
    files(archive, wanted)?.into_iter().map(text).collect()
}

/// The files of a package's archive that are `wanted`, by path below the folder around everything.
///
/// # Errors
/// When it is no such archive.
pub fn files(archive: &[u8], wanted: impl Fn(&str) -> bool) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut found = Vec::new();
    // What is not wanted is passed over as it is unpacked: all of a package may be many times what is.
    let unpacked = BufReader::with_capacity(BUFFER, GzDecoder::new(archive));
    for entry in tar::Archive::new(unpacked).entries()? {
        let mut entry = entry?;
        // The folder around everything is called `package`, or like the package.
        let path: std::path::PathBuf = entry.path()?.iter().skip(1).collect();
        let Some(path) = path.to_str().filter(|path| wanted(path)).map(str::to_owned) else { continue };
        let mut bytes = Vec::with_capacity(entry.size() as usize);
        entry.read_to_end(&mut bytes)?;
        found.push((path, bytes));
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::texts;
    use std::io::Write;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (path, content) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append_data(&mut header, path, *content).expect("a file");
        }
        let bytes = builder.into_inner().expect("an archive");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&bytes).expect("bytes");
        encoder.finish().expect("bytes")
    }

    #[test]
    fn what_is_wanted_is_given_by_its_path_in_the_package() {
        let packed = archive(&[
            ("package/src/b.ts", b"b"),
            ("package/README.md", b"\xff"),
            ("package/src/a.ts", b"a"),
        ]);
        let found = texts(&packed, |path| path.starts_with("src/")).expect("texts");
        assert_eq!(found, [("src/a.ts".to_owned(), "a".to_owned()), ("src/b.ts".to_owned(), "b".to_owned())]);
        assert!(texts(&packed, |_| true).is_err(), "a file that is no text");
        assert!(texts(&packed[..packed.len() / 2], |_| true).is_err(), "an archive that is cut off");
    }
}
