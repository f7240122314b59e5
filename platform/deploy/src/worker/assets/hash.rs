//! What files are known by.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::{self, Read};
use std::path::Path;

/// So much is encoded at once: a multiple of three bytes, which has no padding.
const CHUNK: usize = 3 << 15;

/// What Node's `path.extname` gives, without its dot: nothing for names that begin with their only one.
pub fn extension(name: &str) -> &str {
    let name = name.rsplit_once('/').map_or(name, |(_, name)| name);
    match name.rsplit_once('.') {
        Some((before, extension)) if !before.is_empty() => extension,
        _ => "",
    }
}

/// What assets of Workers and files of Pages are known by: the first half of BLAKE3 over the content in base64, followed by the
/// extension of the file's name, in hexadecimal digits.
pub fn hash(content: &[u8], extension: &str) -> String {
    let mut state = State::default();
    content.chunks(CHUNK).for_each(|chunk| state.add(chunk));
    state.end(extension)
}

/// The same of a file, read piece by piece; with it, how many bytes were read.
///
/// # Errors
/// When it cannot be read.
pub fn hash_file(path: &Path) -> io::Result<(String, u64)> {
    let mut file = std::fs::File::open(path)?;
    let mut state = State::default();
    let mut buffer = vec![0; CHUNK];
    let mut size = 0;
    loop {
        let mut filled = 0;
        while filled < CHUNK {
            match file.read(&mut buffer[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        state.add(&buffer[..filled]);
        size += filled as u64;
        if filled < CHUNK {
            break;
        }
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    Ok((state.end(extension(name)), size))
}

#[derive(Default)]
struct State {
    hasher: blake3::Hasher,
    text: String,
}

impl State {
    fn add(&mut self, chunk: &[u8]) {
        self.text.clear();
        STANDARD.encode_string(chunk, &mut self.text);
        self.hasher.update(self.text.as_bytes());
    }

    fn end(mut self, extension: &str) -> String {
        self.hasher.update(extension.as_bytes());
        self.hasher.finalize().to_hex()[..32].to_owned()
    }
}

/// The media type of a file's name, if it tells one.
pub fn media(name: &str) -> Option<String> {
    let media = mime_guess::from_path(name).first()?;
    Some(if media.type_() == "text" { format!("{media}; charset=utf-8") } else { media.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_wrangler() {
        let all: Vec<u8> = (0..=255).collect();
        let long: Vec<u8> = (0..1_000_000_u32).map(|at| u8::try_from(at % 251).expect("a byte")).collect();
        let vectors = [
            (&b""[..], "", "af1349b9f5f9a1a6a0404dea36dcc949"),
            (b"", "txt", "f9bc91770fa5e997cbd47fba833629fc"),
            (b"hi\n", "txt", "0ee44dd5c7fcce036b163b52135449e3"),
            (b"hi\n", "TXT", "070d9532842f392bca604bc395b5d23e"),
            (b"hi\n", "", "19cdaf503aea99cae910fdd748e442ff"),
            (b"{}", "json", "ec47da64e7da6749028b38bc647d8a22"),
            (b"<svg/>", "svg", "f9cbaf57b9ff198bc21daa8503068d18"),
            (b"x", "gz", "5ff97cea8ec5a5f41c0d36ee3bed6eea"),
            (&all, "bin", "04c51b7bb2984817f8bb7099dde4021f"),
            (&long, "bin", "8c4c50dfbb6da0cda0155bdddf21d95a"),
        ];
        let folder = tempfile::tempdir().expect("a folder");
        for (content, extension, expected) in vectors {
            assert_eq!(hash(content, extension), expected, "{extension}");
            let path = folder.path().join(if extension.is_empty() {
                "a".to_owned()
            } else {
                format!("a.{extension}")
            });
            std::fs::write(&path, content).expect("a file");
            assert_eq!(hash_file(&path).expect("read"), (expected.to_owned(), content.len() as u64));
        }
        let of = ["a.tar.gz", "a.TXT", ".env", "a.", ".htaccess.txt", "a", "b.c/a"].map(extension);
        assert_eq!(of, ["gz", "TXT", "", "", "txt", "", ""]);
        assert_eq!(media("/a.html").as_deref(), Some("text/html; charset=utf-8"));
        assert_eq!(media("/a"), None);
    }
}
