//! Forms and the files in them.

use super::Body;
use crate::codec::{Codec, Dates, Kind, Reader, from_str, to_string_with};
use std::collections::BTreeMap;
use std::fmt;

/// A file to be sent as a part of a form.
#[derive(Debug, Default)]
pub struct File {
    /// The part's file name.
    pub name: Option<String>,
    /// The part's content type; `application/octet-stream` without.
    pub content_type: Option<String>,
    /// Its content.
    pub content: Body,
}

impl File {
    /// A file from its content.
    pub fn new(content: impl Into<Body>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// Sets the file name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the content type.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl<T: Into<Body>> From<T> for File {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

/// One part of a form, before it is written.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) file_name: Option<String>,
    /// None for plain text.
    pub(super) content_type: Option<String>,
    pub(super) content: Body,
}

/// A `multipart/form-data` body.
#[derive(Debug, Default)]
pub struct Form {
    pub(super) parts: Vec<Part>,
    dates: Dates,
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form whose JSON and text parts have moments in this way.
    pub fn with_dates(dates: Dates) -> Self {
        Self { dates, ..Self::default() }
    }

    /// Adds a text part.
    #[must_use]
    pub fn text(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.push(name.into(), None, value.to_string());
        self
    }

    /// Adds a JSON part.
    #[must_use]
    pub fn json(mut self, name: impl Into<String>, value: &dyn Codec) -> Self {
        let text = to_string_with(value, self.dates);
        self.push(name.into(), Some("application/json"), text);
        self
    }

    /// Adds a file. Without a file name it gets the part's.
    #[must_use]
    pub fn file(mut self, name: impl Into<String>, file: impl Into<File>) -> Self {
        self.push_file(name.into(), file.into());
        self
    }

    fn push(&mut self, name: String, content_type: Option<&str>, content: String) {
        let content_type = content_type.map(str::to_owned);
        self.parts.push(Part { name, file_name: None, content_type, content: content.into() });
    }

    fn push_file(&mut self, name: String, file: File) {
        let file_name = Some(file.name.unwrap_or_else(|| name.clone()));
        let content_type = Some(file.content_type.unwrap_or_else(|| "application/octet-stream".into()));
        self.parts.push(Part { name, file_name, content_type, content: file.content });
    }

    /// A JSON part, unless the value is absent.
    #[doc(hidden)]
    pub fn add_json(&mut self, name: &'static str, value: &dyn Codec) {
        if !value.is_absent() {
            let text = to_string_with(value, self.dates);
            self.push(name.into(), Some("application/json"), text);
        }
    }

    /// A text part, unless the value is absent; for a list, one for each item.
    #[doc(hidden)]
    pub fn add_text(&mut self, name: &'static str, value: &dyn Codec) {
        if value.is_absent() {
            return;
        }
        let json = to_string_with(value, self.dates);
        match Reader::new(&json).kind() {
            Ok(Kind::String) => self.push(name.into(), None, from_str(&json).unwrap_or_default()),
            Ok(Kind::Array) => {
                for item in from_str::<Vec<crate::Json>>(&json).unwrap_or_default() {
                    self.push(name.into(), None, item.as_str().unwrap_or_else(|| item.to_string()));
                }
            }
            _ => self.push(name.into(), None, json),
        }
    }

    /// Files, each under `name` or, if `how` is `named`, under its own name.
    #[doc(hidden)]
    pub fn add_files(&mut self, how: &str, name: &'static str, files: Vec<File>) {
        for file in files {
            let own = file.name.clone().filter(|_| how == "named");
            self.push_file(own.unwrap_or_else(|| name.into()), file);
        }
    }
}

/// A type that is sent as a form.
pub trait IntoForm {
    /// The form, with moments in this way.
    fn into_form(self, dates: Dates) -> Form;
}

impl IntoForm for Form {
    fn into_form(self, _: Dates) -> Form {
        self
    }
}

/// Something that is some files.
pub trait IntoFiles {
    /// The files.
    fn into_files(self) -> Vec<File>;
}

impl IntoFiles for File {
    fn into_files(self) -> Vec<File> {
        vec![self]
    }
}

impl IntoFiles for Option<File> {
    fn into_files(self) -> Vec<File> {
        self.into_iter().collect()
    }
}

impl IntoFiles for Vec<File> {
    fn into_files(self) -> Vec<File> {
        self
    }
}

/// Files by their names.
impl IntoFiles for BTreeMap<String, File> {
    fn into_files(self) -> Vec<File> {
        self.into_iter().map(|(name, file)| File { name: Some(name), ..file }).collect()
    }
}
