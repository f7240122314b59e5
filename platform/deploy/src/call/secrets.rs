//! Secrets, by where they are found. What they are shows nowhere.

use super::resolve::markers;
use cfs_config::model::{Model, Secret};
use std::collections::BTreeMap;
use std::fmt;

/// A secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretValue(String);

impl SecretValue {
    /// A secret of this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text: for what is sent, never for what is shown.
    pub fn exposed(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hidden]")
    }
}

/// The secrets of a model, as far as they were found.
#[derive(Clone, Debug, Default)]
pub struct Secrets(BTreeMap<String, SecretValue>);

/// Where a secret is found, in words.
pub(crate) fn said(secret: &Secret) -> String {
    match secret {
        Secret::Env(name) => format!("environment variable {name}"),
        Secret::File(path) => format!("file {path}"),
        Secret::Command(command) => format!("output of `{}`", command.join(" ")),
        Secret::Prompt(question) => format!("answer to `{question}`"),
    }
}

fn key(secret: &Secret) -> String {
    serde_json::to_string(secret).unwrap_or_default()
}

impl Secrets {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }

    /// Those of a model, each looked up once by a function that gives nothing where there is none.
    ///
    /// # Errors
    /// Those of the function.
    pub fn of_model<E>(
        model: &Model,
        mut find: impl FnMut(&Secret) -> Result<Option<SecretValue>, E>,
    ) -> Result<Self, E> {
        let mut all = Self::default();
        for secret in mentioned(model) {
            let key = key(&secret);
            if all.0.contains_key(&key) {
                continue;
            }
            if let Some(found) = find(&secret)? {
                all.0.insert(key, found);
            }
        }
        Ok(all)
    }

    /// The secret that is found there.
    pub fn of(&self, secret: &Secret) -> Option<&SecretValue> {
        self.0.get(&key(secret))
    }

    /// Gives each of them to a function: for what has to know them so that they show nowhere.
    pub fn each(&self, mut function: impl FnMut(&str)) {
        self.0.values().for_each(|secret| function(&secret.0));
    }

    /// A text without any of them.
    pub fn hidden(&self, text: &str) -> String {
        /// What is shorter is a word that may mean something else.
        const LEAST: usize = 4;
        let known = self.0.values().filter(|secret| secret.0.len() >= LEAST);
        known.fold(text.to_owned(), |text, secret| text.replace(&secret.0, "[hidden]"))
    }
}

/// The secrets that a model mentions.
pub(crate) fn mentioned(model: &Model) -> Vec<Secret> {
    markers(&serde_json::to_value(model).unwrap_or_default(), &Secret::of)
}
