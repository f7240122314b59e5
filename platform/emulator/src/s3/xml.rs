//! XML, as S3 writes and reads it.

use super::error::{Done, S3Error};
use quick_xml::escape::escape;
use serde::de::DeserializeOwned;
use std::fmt::Write as _;

const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// An element that is being written.
pub(super) struct Xml {
    name: &'static str,
    inner: String,
}

/// A text between tags. What XML 1.0 has no character for is written by its number, as S3 does.
fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for character in escape(raw).chars() {
        match character {
            '\t' | '\n' => out.push(character),
            // Writing to a string cannot fail.
            control if control < ' ' => drop(write!(out, "&#x{:X};", u32::from(control))),
            other => out.push(other),
        }
    }
    out
}

impl Xml {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, inner: String::new() }
    }

    /// The same with an element that holds text.
    pub(super) fn text(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.inner.push_str(&format!("<{name}>{}</{name}>", text(value.as_ref())));
        self
    }

    /// The same, where there is a value.
    pub(super) fn maybe(self, name: &str, value: Option<impl AsRef<str>>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    /// The same with an element in it.
    pub(super) fn with(mut self, inner: &Self) -> Self {
        self.inner.push_str(&inner.element(""));
        self
    }

    /// The same with elements in it.
    pub(super) fn all(self, inner: impl IntoIterator<Item = Self>) -> Self {
        inner.into_iter().fold(self, |all, one| all.with(&one))
    }

    fn element(&self, attributes: &str) -> String {
        format!("<{0}{attributes}>{1}</{0}>", self.name, self.inner)
    }

    /// The whole document.
    pub(super) fn document(&self) -> String {
        let attributes = if self.name == "Error" { String::new() } else { format!(" xmlns=\"{NAMESPACE}\"") };
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{}", self.element(&attributes))
    }
}

/// Reads a body.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Done<T> {
    let malformed = |what: String| {
        let message =
            "The XML you provided was not well formed or did not validate against our published schema.";
        S3Error::new(400, "MalformedXML", format!("{message} {what}").trim_end())
    };
    let text = std::str::from_utf8(body).map_err(|error| malformed(error.to_string()))?;
    quick_xml::de::from_str(text).map_err(|error| malformed(error.to_string()))
}
