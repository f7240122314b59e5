//! Which members hold secrets, where their schemas do not say so themselves.

mod name;

pub(crate) use name::is_secret;

use codegen::names::{singular, words};

/// Words that are said of secrets.
const SECRETS: [&str; 7] = ["credential", "key", "passphrase", "password", "pem", "secret", "token"];

/// Whether a member that is never read back is a secret, by its name: a `position` is none.
pub(crate) fn speaks_of_secrets(name: &str) -> bool {
    words(name).iter().any(|word| SECRETS.contains(&singular(word).as_str()))
}

/// Whether a member is a secret by its description, which calls it write-only and begins by speaking of secrets: some
/// schemas say so only in words.
pub(crate) fn is_described_as_secret(docs: &str) -> bool {
    let text = docs.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let first = text.split(['.', ';']).next().unwrap_or_default();
    ["write-only", "write only"].iter().any(|said| text.contains(said)) && speaks_of_secrets(first)
}
