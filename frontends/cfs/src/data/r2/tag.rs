//! Entity tags: what they say of the content.

use crate::data::hex;
use md5::{Digest as _, Md5};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

const MIB: u64 = 1 << 20;
/// The parts of what is put in parts have this size, unless there were too many of them.
const PART: u64 = 16 * MIB;
/// So many parts are enough.
const MOST_PARTS: u64 = 1000;
/// Sizes of parts that programs use.
const USUAL: [u64; 9] = [5, 8, 10, 16, 20, 32, 50, 64, 100];

/// The size of the parts in which so much is put.
pub(super) fn part_size(size: u64) -> u64 {
    PART.max(size.div_ceil(MOST_PARTS).next_multiple_of(MIB))
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// What an entity tag is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// The MD5 of the content.
    Whole(String),
    /// The MD5 of the MD5s of so many parts.
    Parts(String, u64),
    /// Something that says nothing.
    Other,
}

impl Tag {
    pub(super) fn parse(text: &str) -> Self {
        let text = text.trim_matches('"');
        let is_hash = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        match text.split_once('-') {
            None if is_hash(text) => Self::Whole(text.to_ascii_lowercase()),
            Some((hash, count)) if is_hash(hash) => match count.parse() {
                Ok(count) => Self::Parts(hash.to_ascii_lowercase(), count),
                Err(_) => Self::Other,
            },
            _ => Self::Other,
        }
    }

    /// The sizes that parts may have, where so much was put in so many.
    pub(super) fn sizes(&self, size: u64) -> Vec<u64> {
        let Self::Parts(_, count) = self else { return Vec::new() };
        let ours = part_size(size);
        let mut all = vec![ours];
        all.extend(USUAL.iter().map(|mib| mib * MIB).filter(|part| *part != ours));
        all.retain(|part| size.div_ceil(*part) == *count);
        all
    }
}

/// The tag of parts with these MD5s, in digits.
pub(super) fn of_parts<'h>(hashes: impl Iterator<Item = &'h str>) -> String {
    let (mut all, mut count) = (Md5::new(), 0);
    for hash in hashes {
        all.update(unhex(hash).unwrap_or_default());
        count += 1;
    }
    format!("{}-{count}", hex(&all.finalize()))
}

/// The MD5s of a file's parts.
fn hashes(path: &Path, part: u64) -> io::Result<Vec<String>> {
    let mut file = File::open(path)?;
    let mut space = vec![0; 256 << 10];
    let (mut all, mut hash, mut left) = (Vec::new(), Md5::new(), part);
    loop {
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(space.len());
        let read = file.read(&mut space[..wanted])?;
        hash.update(&space[..read]);
        left -= read as u64;
        if read == 0 || left == 0 {
            if left < part || all.is_empty() {
                all.push(hex(&hash.finalize_reset()));
            }
            left = part;
        }
        if read == 0 {
            return Ok(all);
        }
    }
}

/// Whether a file has the content that a tag is of; `None` where that cannot be told.
pub(super) fn fits(path: &Path, size: u64, tag: &str) -> io::Result<Option<bool>> {
    match Tag::parse(tag) {
        Tag::Whole(hash) => Ok(Some(hashes(path, u64::MAX)?.first() == Some(&hash))),
        tag @ Tag::Parts(..) => {
            let Tag::Parts(hash, count) = &tag else { return Ok(None) };
            let wanted = format!("{hash}-{count}");
            for part in tag.sizes(size) {
                if of_parts(hashes(path, part)?.iter().map(String::as_str)) == wanted {
                    return Ok(Some(true));
                }
            }
            Ok(None)
        }
        Tag::Other => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::{MIB, Tag, fits, part_size};

    #[test]
    fn tags_are_of_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        std::fs::write(&path, "hello world").expect("a file");
        let of = |tag: &str| fits(&path, 11, tag).expect("a file");
        assert_eq!(of("\"5eb63bbbe01eeed093cb22bb8f5acdc3\""), Some(true));
        assert_eq!(of("00000000000000000000000000000000"), Some(false));
        // The MD5 of the one part's MD5.
        assert_eq!(of("241d8a27c836427bd7f04461b60e7359-1"), Some(true));
        assert_eq!(of("00000000000000000000000000000000-1"), None);
        assert_eq!(of("something"), None);
        std::fs::write(&path, "").expect("a file");
        assert_eq!(fits(&path, 0, "d41d8cd98f00b204e9800998ecf8427e").expect("a file"), Some(true));
    }

    #[test]
    fn parts_are_few() {
        assert_eq!(part_size(2 << 30), 16 * MIB);
        for size in [1_u64 << 40, 5 << 40] {
            assert!(size.div_ceil(part_size(size)) <= 1000, "{size}");
            assert_eq!(part_size(size) % MIB, 0);
        }
        assert_eq!(Tag::parse("00000000000000000000000000000000-128").sizes(2 << 30), [16 * MIB]);
    }
}
