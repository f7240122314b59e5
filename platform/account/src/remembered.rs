//! What is remembered for a login, without asking any keyring.

use crate::cache::Cache;
use crate::{Session, Source};
use serde_json::Value as Json;
use std::time::Duration;

impl Session {
    /// What [`remember`](Self::remember) was given under a name for this login, unless that was longer ago than `most`, or
    /// somebody logged in meanwhile. No keyring is asked.
    pub fn recall(&self, name: &str, most: Duration) -> Option<Json> {
        let (cache, key) = self.memory(name)?;
        cache.get(&key, self.now(), most)
    }

    /// Keeps a value that is no secret, for this login.
    pub fn remember(&self, name: &str, value: &Json) {
        if let Some((cache, key)) = self.memory(name) {
            cache.set(&key, self.now(), value);
        }
    }

    /// Forgets what was kept under a name for this login.
    pub fn forget(&self, name: &str) {
        if let Some((cache, key)) = self.memory(name) {
            cache.forget(&key);
        }
    }

    fn memory(&self, name: &str) -> Option<(Cache, String)> {
        let cache = Cache::new(self.environment.cache_folder());
        let named = self.profile().source == Source::Argument;
        let whose = match self.of_environment().ok()? {
            Some(secret) if !named => self.whose(&secret.value),
            // Which login of the profile it is, is known without reading it.
            _ => {
                let login = cache.get(&self.login_key(), self.now(), Duration::MAX).unwrap_or_default();
                format!("{} {} at {}", self.profile().value, login, self.base_url().value)
            }
        };
        Some((cache, format!("{name} for {whose}")))
    }

    fn login_key(&self) -> String {
        format!("the login of {}", self.profile().value)
    }

    /// Has nothing that was remembered for the profile be recalled any more.
    pub(crate) fn begin_login(&self) {
        let cache = Cache::new(self.environment.cache_folder());
        cache.set(&self.login_key(), self.now(), &self.now().as_nanosecond().to_string().into());
    }
}
