//! Which names are those of secrets. `support/http` and `gen-openapi` decide by the same text, so that what is generated agrees
//! with what it stands on: each has a copy, as a package takes no file from outside, and a test compares them.

/// Words that a secret's name ends in, also run together with what is before them (`authtoken`).
const WORDS: [&str; 9] =
    ["authorization", "credential", "passcode", "passphrase", "passwd", "password", "pwd", "secret", "token"];

/// The ending that other words have too (`monkey`): it begins a word, or follows one of [`KINDS`].
const KEY: &str = "key";

/// What keys are called where they are written as one word: `apikey`.
const KINDS: [&str; 10] =
    ["access", "account", "api", "auth", "client", "priv", "private", "secret", "session", "signing"];

/// Whether a member of this name holds a secret: `api_token`, `streamKey`, `Client-Secret`, `privkey`, but not `token_id`
/// or `public_key`.
pub(crate) fn is_secret(name: &str) -> bool {
    let singular = name.strip_suffix(['s', 'S']).unwrap_or(name);
    [name, singular].into_iter().any(|name| {
        let word = WORDS.iter().find_map(|word| before(name, word));
        let key = || before(name, KEY).filter(|rest| is_key(rest, &name[rest.len()..]));
        word.or_else(key).is_some_and(|rest| !is_public(rest))
    })
}

/// What a name has before its end, if that is `word`.
fn before<'n>(name: &'n str, word: &str) -> Option<&'n str> {
    let at = name.len().checked_sub(word.len())?;
    name.get(at..)?.eq_ignore_ascii_case(word).then(|| &name[..at])
}

/// Whether `key` is a word of its own, or one with what it is a key of.
fn is_key(rest: &str, key: &str) -> bool {
    let kind = |kind: &&str| before(rest, kind).is_some_and(|start| begins(start, &rest[start.len()..]));
    begins(rest, key) || KINDS.iter().any(kind)
}

/// Whether a word begins between the two: after a sign, as a capital, or at the start.
fn begins(before: &str, word: &str) -> bool {
    let Some(last) = before.chars().next_back() else { return true };
    let mut word = word.chars();
    let (first, second) = (word.next(), word.next());
    let is_capital = first.is_some_and(char::is_uppercase);
    // Of capitals only the last begins a word: `APIKey`, but `DNSKEY` is one.
    !last.is_alphanumeric() || is_capital && (!last.is_uppercase() || second.is_some_and(char::is_lowercase))
}

fn is_public(rest: &str) -> bool {
    let rest = rest.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    before(rest, "public").or_else(|| before(rest, "pub")).is_some()
}

#[cfg(test)]
mod tests {
    use super::is_secret;

    #[test]
    fn secrets_are_known_by_the_end_of_their_names() {
        for name in [
            "token",
            "api_token",
            "apiToken",
            "streamKey",
            "client-secret",
            "keys",
            "Credentials",
            "KEY",
            "X-Auth-Key",
            "privkey",
            "apikey",
            "my_apiKey",
            "APIKEYS",
            "DNSKey",
            "X_KEY",
            "authtoken",
            "dbpassword",
            "clientsecret",
            "passphrase",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "token_id",
            "monkey",
            "DNSKEY",
            "public_key",
            "publicKey",
            "publickey",
            "pubkey",
            "keyword",
            "tokenised",
            "name",
            "",
            "s",
            "ключ",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }
}
