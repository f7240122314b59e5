//! What a client says who it is with.

use crate::Error;
use crate::operation::Auth;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What a client says who it is with. One client can have several; each call sends the ones that its operation prefers.
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
        self.token = Some(token.into().into());
        self
    }

    /// Also an account's e-mail address and global API key.
    #[must_use]
    pub fn and_key(mut self, email: impl Into<String>, key: impl Into<String>) -> Self {
        self.key = Some((email.into(), key.into().into()));
        self
    }

    /// Also a user service key, for Origin CA.
    #[must_use]
    pub fn and_user_service_key(mut self, key: impl Into<String>) -> Self {
        self.service_key = Some(key.into().into());
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.token.is_none() && self.key.is_none() && self.service_key.is_none()
    }

    fn has(&self, auth: Auth) -> bool {
        match auth {
            Auth::Token => self.token.is_some(),
            Auth::Key => self.key.is_some(),
            Auth::ServiceKey => self.service_key.is_some(),
            Auth::Anonymous => true,
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
            Auth::Anonymous => Ok(()),
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
