//! What somebody is known by.

use cfs_http::{Credentials, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value as Json, json};
use std::fmt;

/// What is kept of a login. `Debug` shows its kind, never what is secret.
#[derive(Clone)]
#[non_exhaustive]
pub enum Secret {
    /// An API token.
    Token(SecretString),
    /// A global API key with its e-mail address.
    Key {
        /// The e-mail address.
        email: String,
        /// The key.
        key: SecretString,
    },
    /// What an OAuth login gave.
    OAuth(OAuthTokens),
    /// Several at once, from the environment: each call sends what its operation prefers.
    Several {
        /// An API token.
        token: Option<SecretString>,
        /// An e-mail address with its key.
        key: Option<(String, SecretString)>,
        /// A user service key.
        service_key: Option<SecretString>,
    },
}

/// What an OAuth login gave.
#[derive(Clone)]
pub struct OAuthTokens {
    /// What calls are made with.
    pub access: SecretString,
    /// What the next one is asked for with, if there is one.
    pub refresh: Option<SecretString>,
    /// When the access token ends, if that was said.
    pub expires_at: Option<Timestamp>,
    /// What was granted.
    pub scopes: Vec<String>,
}

impl OAuthTokens {
    /// Whether a call at this time would be refused, or might be before it arrives.
    pub fn is_over(&self, now: Timestamp) -> bool {
        const MARGIN: i64 = 60;
        self.expires_at.is_some_and(|end| end.as_second() - now.as_second() < MARGIN)
    }
}

impl fmt::Debug for OAuthTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthTokens")
            .field("expires_at", &self.expires_at)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} [hidden])", self.kind())
    }
}

impl Secret {
    /// An API token.
    pub fn token(token: impl Into<String>) -> Self {
        Self::Token(hidden(token))
    }

    /// A global API key.
    pub fn key(email: impl Into<String>, key: impl Into<String>) -> Self {
        Self::Key { email: email.into(), key: hidden(key) }
    }

    /// What it is, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Token(_) => "API token",
            Self::Key { .. } => "global API key",
            Self::OAuth(_) => "OAuth login",
            Self::Several { token: Some(_), .. } => "API token",
            Self::Several { key: Some(_), .. } => "global API key",
            Self::Several { .. } => "user service key",
        }
    }

    /// As a client takes it.
    pub fn credentials(&self) -> Credentials {
        match self {
            Self::Token(token) => Credentials::token(token.expose_secret()),
            Self::Key { email, key } => Credentials::key(email, key.expose_secret()),
            Self::OAuth(tokens) => Credentials::token(tokens.access.expose_secret()),
            Self::Several { token, key, service_key } => {
                let mut all = Credentials::none();
                if let Some(token) = token {
                    all = all.and_token(token.expose_secret());
                }
                if let Some((email, key)) = key {
                    all = all.and_key(email, key.expose_secret());
                }
                if let Some(key) = service_key {
                    all = all.and_user_service_key(key.expose_secret());
                }
                all
            }
        }
    }

    /// The bearer token, if it is one.
    pub(crate) fn bearer(&self) -> Option<&SecretString> {
        match self {
            Self::Token(token) | Self::Several { token: Some(token), .. } => Some(token),
            Self::OAuth(tokens) => Some(&tokens.access),
            _ => None,
        }
    }

    /// The text that is kept; none for what stays in its variable.
    pub(crate) fn to_text(&self) -> Option<SecretString> {
        let of_token = |token: &SecretString| json!({ "kind": "token", "token": token.expose_secret() });
        let of_key = |email: &str, key: &SecretString| json!({ "kind": "key", "email": email, "key": key.expose_secret() });
        let json = match self {
            Self::Token(token) | Self::Several { token: Some(token), .. } => of_token(token),
            Self::Key { email, key } | Self::Several { key: Some((email, key)), .. } => of_key(email, key),
            Self::OAuth(tokens) => json!({
                "kind": "oauth",
                "access": tokens.access.expose_secret(),
                "refresh": tokens.refresh.as_ref().map(ExposeSecret::expose_secret),
                "expires_at": tokens.expires_at.map(|at| at.to_string()),
                "scopes": tokens.scopes,
            }),
            Self::Several { .. } => return None,
        };
        Some(SecretString::from(json.to_string()))
    }

    /// What was kept; none if it is not what we keep.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text).ok()?;
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        Some(match text("kind")? {
            "token" => Self::token(text("token")?),
            "key" => Self::key(text("email")?, text("key")?),
            "oauth" => Self::OAuth(OAuthTokens {
                access: hidden(text("access")?),
                refresh: text("refresh").map(hidden),
                expires_at: text("expires_at").and_then(|at| at.parse().ok()),
                scopes: json
                    .get("scopes")
                    .and_then(Json::as_array)
                    .map(|scopes| {
                        scopes.iter().filter_map(|scope| Some(scope.as_str()?.to_owned())).collect()
                    })
                    .unwrap_or_default(),
            }),
            _ => return None,
        })
    }
}

pub(crate) fn hidden(text: impl Into<String>) -> SecretString {
    let text: String = text.into();
    SecretString::from(text.trim().to_owned())
}
