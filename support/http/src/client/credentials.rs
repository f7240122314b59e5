//! What a client says who it is with.

use crate::Error;
use crate::operation::Auth;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a client says who it is with. One client can have several; each call sends the ones that its operation prefers.
///
/// Space around a secret is left out. What cannot be a secret is refused when the client is built: one that is empty, has
/// spaces in it, or begins with `Bearer`.
///
/// Never printed: `Debug` shows only which kinds there are.
#[derive(Clone, Default)]
pub struct Credentials {
    token: Option<SecretString>,
    key: Option<(String, SecretString)>,
    service_key: Option<SecretString>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut kinds = f.debug_list();
        for (kind, present) in [
            ("token", self.token.is_some()),
            ("email and key", self.key.is_some()),
            ("user service key", self.service_key.is_some()),
        ] {
            if present {
                kinds.entry(&format_args!("{kind} [hidden]"));
            }
        }
        kinds.finish()
    }
}

impl Credentials {
    /// None: for operations that need none, and servers that ask for none.
    pub fn none() -> Self {
        Self::default()
    }

    /// An API token.
    pub fn token(token: impl Into<String>) -> Self {
        Self::none().and_token(token)
    }

    /// An account's e-mail address and global API key.
    pub fn key(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self::none().and_key(email, key)
    }

    /// A user service key, for Origin CA.
    pub fn user_service_key(key: impl Into<String>) -> Self {
        Self::none().and_user_service_key(key)
    }

    /// Also an API token.
    #[must_use]
    pub fn and_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(trimmed(token.into()));
        self
    }

    /// Also an account's e-mail address and global API key.
    #[must_use]
    pub fn and_key(mut self, email: impl Into<String>, key: impl Into<String>) -> Self {
        self.key = Some((email.into().trim().to_owned(), trimmed(key.into())));
        self
    }

    /// Also a user service key, for Origin CA.
    #[must_use]
    pub fn and_user_service_key(mut self, key: impl Into<String>) -> Self {
        self.service_key = Some(trimmed(key.into()));
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.token.is_none() && self.key.is_none() && self.service_key.is_none()
    }

    /// Refuses what cannot be a credential, and says what to do.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let secrets = [
            ("the API token", self.token.as_ref()),
            ("the API key", self.key.as_ref().map(|(_, key)| key)),
            ("the user service key", self.service_key.as_ref()),
        ];
        for (what, secret) in secrets {
            if let Some(why) = secret.and_then(|secret| problem(secret.expose_secret())) {
                return Err(Error::request(format!("{what} {why}")));
            }
        }
        match &self.key {
            Some((email, _)) if !email.contains('@') || email.contains(char::is_whitespace) => {
                Err(Error::request("the e-mail address beside the API key is none: give that of the account"))
            }
            _ => Ok(()),
        }
    }

    fn has(&self, auth: Auth) -> bool {
        match auth {
            Auth::Token => self.token.is_some(),
            Auth::Key => self.key.is_some(),
            Auth::ServiceKey => self.service_key.is_some(),
            Auth::Bearer | Auth::Anonymous => true,
        }
    }

    /// The kind to send: the operation's first choice that is there, else whatever is there.
    pub(crate) fn choose(&self, accepted: &[Auth]) -> Auth {
        let known = accepted.iter().copied().find(|auth| self.has(*auth));
        let any = || [Auth::Token, Auth::Key, Auth::ServiceKey].into_iter().find(|auth| self.has(*auth));
        known.or_else(any).unwrap_or(Auth::Anonymous)
    }

    /// Sets the headers of one kind.
    pub(crate) fn apply(&self, auth: Auth, headers: &mut HeaderMap) -> Result<(), Error> {
        match auth {
            Auth::Token => {
                let Some(token) = &self.token else { return Ok(()) };
                insert(
                    headers,
                    header::AUTHORIZATION,
                    format!("Bearer {}", token.expose_secret()),
                    "the API token",
                )
            }
            Auth::Key => {
                let Some((email, key)) = &self.key else { return Ok(()) };
                insert(headers, EMAIL, email.clone(), "the e-mail address")?;
                insert(headers, KEY, key.expose_secret().to_owned(), "the API key")
            }
            Auth::ServiceKey => {
                let Some(key) = &self.service_key else { return Ok(()) };
                insert(headers, SERVICE_KEY, key.expose_secret().to_owned(), "the user service key")
            }
            // The call has its own, or needs none.
            Auth::Bearer | Auth::Anonymous => Ok(()),
        }
    }

    /// Tells credentials apart without showing them: rate limits are counted per credential.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.token.as_ref().map(ExposeSecret::expose_secret).hash(&mut hasher);
        self.key.as_ref().map(|(email, key)| (email, key.expose_secret())).hash(&mut hasher);
        self.service_key.as_ref().map(ExposeSecret::expose_secret).hash(&mut hasher);
        hasher.finish()
    }
}

/// A token that an answer gave for a few calls, such as that of an upload: an argument of the operations that take it.
///
/// ```
/// let token = cfs_http::BearerToken::from("eyJhbGciOi");
/// assert_eq!(format!("{token:?}"), "BearerToken([hidden])");
/// ```
#[derive(Clone)]
pub struct BearerToken(SecretString);

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken([hidden])")
    }
}

impl From<String> for BearerToken {
    fn from(token: String) -> Self {
        Self(trimmed(token))
    }
}

impl From<&str> for BearerToken {
    fn from(token: &str) -> Self {
        token.to_owned().into()
    }
}

impl From<&String> for BearerToken {
    fn from(token: &String) -> Self {
        token.clone().into()
    }
}

impl BearerToken {
    /// The header that sends it.
    pub(crate) fn apply(&self, headers: &mut HeaderMap) -> Result<(), Error> {
        let token = self.0.expose_secret();
        if let Some(why) = problem(token) {
            return Err(Error::request(format!("the token {why}")));
        }
        insert(headers, header::AUTHORIZATION, format!("Bearer {token}"), "the token")
    }
}

/// Line breaks and spaces around a secret come from copying.
fn trimmed(secret: String) -> SecretString {
    secret.trim().to_owned().into()
}

/// Why a text cannot be a token or a key, and what to do about it.
fn problem(secret: &str) -> Option<&'static str> {
    let begins = |word: &str| secret.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if secret.is_empty() {
        Some("is empty: give one, or none at all")
    } else if begins("bearer ") || begins("bearer:") || secret.eq_ignore_ascii_case("bearer") {
        Some("begins with `Bearer`: give only what follows it")
    } else if secret.starts_with(['"', '\'', '`']) || secret.ends_with(['"', '\'', '`']) {
        Some("stands in quotes: give it without them")
    } else if secret.contains(char::is_whitespace) {
        Some("has a space or a line break in it: copy it again, as one word")
    } else if !secret.is_ascii() {
        Some(
            "has a character that no token has, perhaps an invisible one: copy it again, from where it was made",
        )
    } else {
        None
    }
}

pub(crate) const EMAIL: HeaderName = HeaderName::from_static("x-auth-email");
pub(crate) const KEY: HeaderName = HeaderName::from_static("x-auth-key");
pub(crate) const SERVICE_KEY: HeaderName = HeaderName::from_static("x-auth-user-service-key");

fn insert(headers: &mut HeaderMap, name: HeaderName, value: String, what: &str) -> Result<(), Error> {
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        Error::request(format!("{what} has characters that cannot be sent, such as a line break"))
    })?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Ok(())
}
