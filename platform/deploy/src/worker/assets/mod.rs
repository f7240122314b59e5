//! Files that a Worker serves as they are: found, hashed, and those sent that the account does not have.

mod hash;
mod headers;
mod ignore;
mod redirects;
mod send;
mod site;
mod walk;

pub use hash::{extension, hash, hash_file, media};
pub use headers::{HeaderRule, read_headers};
pub use ignore::Ignore;
pub use redirects::{RedirectRule, read_redirects};
pub use send::{AssetError, Progress, Refused, Transport, begin, send};
pub use site::{LARGEST, Site, SiteError};
pub use walk::{File, Found, hash_all, walk};

use std::fmt;

/// Something in a file of rules that the service leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The file's name.
    pub file: &'static str,
    /// Counted from one.
    pub line: usize,
    /// What is wrong with the line.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// What a line of a file of rules has at most, in characters.
const LONGEST: usize = 2_000;

/// The lines of a file of rules that say something, with their numbers; those that are too long are left out with a warning.
fn lines<'a>(file: &'static str, text: &'a str, warnings: &mut Vec<Warning>) -> Vec<(usize, &'a str)> {
    let mut all = Vec::new();
    for (at, line) in text.split('\n').enumerate() {
        let (number, line) = (at + 1, line.trim());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        // As the service counts: in units of UTF-16.
        if line.encode_utf16().count() > LONGEST {
            let message = format!("the line has more than {LONGEST} characters and is left out");
            warnings.push(Warning { file, line: number, message });
            continue;
        }
        all.push((number, line));
    }
    all
}

/// Whether a text begins as an address with a host does: `scheme://` or `//`.
fn has_host(text: &str) -> bool {
    if text.starts_with("//") {
        return true;
    }
    text.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+-.".contains(letter))
    })
}

/// Whether a path has a named part as `:name`.
fn has_placeholder(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair[0] == b':' && pair[1].is_ascii_alphabetic())
}
