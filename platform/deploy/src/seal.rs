//! Secrets as they are kept: a salt and a slow hash each, by which the same secret is known again and no other is found.
//!
//! Whoever reads the entry can test guesses, a tenth of a second each: a secret that can be guessed is no secret there.

use pbkdf2::pbkdf2_hmac;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

const ROUNDS: u32 = 100_000;
const KEY: &str = "$sealed";

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The slow hash. What it came to is remembered while the program runs: a plan and what is kept after it ask for the same.
fn hash(text: &str, salt: &str, rounds: u32) -> String {
    static KNOWN: Mutex<BTreeMap<[u8; 32], String>> = Mutex::new(BTreeMap::new());
    let known = || KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let key: [u8; 32] = Sha256::digest(format!("{rounds}${salt}${text}").as_bytes()).into();
    if let Some(found) = known().get(&key) {
        return found.clone();
    }
    let mut out = [0; 32];
    pbkdf2_hmac::<Sha256>(text.as_bytes(), salt.as_bytes(), rounds, &mut out);
    let out = hex(&out);
    known().insert(key, out.clone());
    out
}

/// A secret as it is kept.
pub(crate) fn seal(text: &str) -> Value {
    let mut salt = [0; 16];
    // Without chance a salt would be the same each time: then nothing is kept, and the secret is set again.
    if getrandom::fill(&mut salt).is_err() {
        return Value::Null;
    }
    let salt = hex(&salt);
    json!({KEY: format!("pbkdf2-sha256${ROUNDS}${salt}${}", hash(text, &salt, ROUNDS))})
}

/// Whether what is kept is a secret.
pub(crate) fn is_sealed(kept: &Value) -> bool {
    kept.get(KEY).is_some()
}

/// Whether what is kept is this secret; nothing where it cannot be told.
pub(crate) fn opens(kept: &Value, text: &str) -> Option<bool> {
    let mut parts = kept.get(KEY)?.as_str()?.split('$');
    let (kind, rounds, salt, wanted) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let rounds = rounds.parse().ok().filter(|rounds| (1..=10_000_000).contains(rounds))?;
    (kind == "pbkdf2-sha256").then(|| hash(text, salt, rounds) == wanted)
}

#[cfg(test)]
mod tests {
    use super::{is_sealed, opens, seal};
    use serde_json::json;

    #[test]
    fn a_secret_is_known_again_and_not_found() {
        let kept = seal("hunter2");
        assert!(is_sealed(&kept) && !kept.to_string().contains("hunter2"));
        assert_eq!(opens(&kept, "hunter2"), Some(true));
        assert_eq!(opens(&kept, "hunter3"), Some(false));
        assert_ne!(kept, seal("hunter2"), "each has a salt of its own");
        assert_eq!(opens(&json!({"$sealed": "later$1$a$b"}), "hunter2"), None);
    }
}
