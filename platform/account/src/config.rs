//! The configuration file: profiles, which one is used, the OAuth client. Comments and order stay as they are.

use crate::files::{self, Access};
use crate::{Environment, Error, Source, Sourced};
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item, Table, value};

/// The name of the profile that is used when nothing says otherwise.
pub const DEFAULT_PROFILE: &str = "default";

/// The configuration file as it is, and as it will be written.
#[derive(Clone, Debug)]
pub struct Config {
    path: Option<PathBuf>,
    document: DocumentMut,
}

/// What a profile can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The account that is meant, by name or id.
    Account,
    /// The zone that is meant, by name or id.
    Zone,
    /// Where the API is.
    BaseUrl,
}

impl Key {
    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Zone => "zone",
            Self::BaseUrl => "base_url",
        }
    }
}

impl Config {
    /// Where the file is: as the command line says, else `CFS_CONFIG`, else `config.toml` in the system's folder for
    /// configuration. None without a home.
    pub fn place(environment: &Environment, argument: Option<&Path>) -> Option<PathBuf> {
        let variable = || environment.get("CFS_CONFIG").map(PathBuf::from);
        let folder = || environment.config_folder().map(|folder| folder.join("config.toml"));
        argument.map(Path::to_owned).or_else(variable).or_else(folder)
    }

    /// Reads the file; one that is not there is empty.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be read, with the place when it is no TOML.
    pub fn read(path: Option<PathBuf>) -> Result<Self, Error> {
        let text = match &path {
            Some(path) => files::read(path)?.unwrap_or_default(),
            None => String::new(),
        };
        let document = text.parse().map_err(|error: toml_edit::TomlError| {
            let why = format!("{}\ncorrect the file, or move it away", error.to_string().trim_end());
            Error::file(path.as_deref().unwrap_or(Path::new("")), why)
        })?;
        Ok(Self { path, document })
    }

    /// The file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be written, or there is no place for one.
    pub fn write(&self) -> Result<(), Error> {
        match &self.path {
            Some(path) => files::write(path, &self.document.to_string(), Access::Everybody),
            None => Err(Error::Setting(
                "there is no home folder for the configuration: name a file with --config or CFS_CONFIG"
                    .into(),
            )),
        }
    }

    /// The profile that the file says is used.
    pub fn profile(&self) -> Option<&str> {
        self.document.get("profile").and_then(Item::as_str)
    }

    /// Says which profile is used.
    pub fn set_profile(&mut self, name: &str) {
        set(self.document.as_table_mut(), "profile", name);
    }

    /// The names of all profiles, in the file's order.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.document
            .get("profiles")
            .and_then(Item::as_table_like)
            .into_iter()
            .flat_map(|table| table.iter().map(|(name, _)| name))
    }

    /// What a profile says, else what the file says at its top, for all profiles.
    pub fn get(&self, profile: &str, key: Key) -> Option<Sourced<String>> {
        let text = |item: Option<&Item>| {
            let text = item?.get(key.name())?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let file = self.path.clone().unwrap_or_default();
        let own = text(self.document.get("profiles").and_then(|profiles| profiles.get(profile)));
        let own = own
            .map(|text| Sourced::new(text, Source::Profile { name: profile.to_owned(), file: file.clone() }));
        own.or_else(|| Some(Sourced::new(text(Some(self.document.as_item()))?, Source::File(file))))
    }

    /// What the file says at its top: names, and their texts if they are texts.
    pub fn members(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.document.iter().map(|(name, item)| (name, item.as_str()))
    }

    /// Has a profile say something, or nothing. Makes the profile.
    ///
    /// # Errors
    /// [`Error::Setting`] when the name is none, or `profiles` is no table.
    pub fn set(&mut self, profile: &str, key: Key, text: Option<&str>) -> Result<(), Error> {
        let table = self.make_profile(profile)?;
        match text {
            Some(text) => set(table, key.name(), text),
            None => drop(table.remove(key.name())),
        }
        Ok(())
    }

    /// Makes a profile if there is none of the name.
    ///
    /// # Errors
    /// As [`set`](Self::set).
    pub fn add_profile(&mut self, profile: &str) -> Result<(), Error> {
        self.make_profile(profile).map(drop)
    }

    fn make_profile(&mut self, name: &str) -> Result<&mut Table, Error> {
        check_name(name)?;
        let wrong = || Error::Setting(format!("`profiles.{name}` in the configuration is no table"));
        let profiles = self.document.entry("profiles").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let profiles = profiles.as_table_mut().ok_or_else(wrong)?;
        let profile = profiles.entry(name).or_insert_with(|| Item::Table(Table::new()));
        profile.as_table_mut().ok_or_else(wrong)
    }

    /// Removes a profile; whether there was one.
    pub fn remove_profile(&mut self, name: &str) -> bool {
        if self.profile() == Some(name) {
            self.document.remove("profile");
        }
        let profiles = self.document.get_mut("profiles").and_then(Item::as_table_like_mut);
        profiles.is_some_and(|profiles| profiles.remove(name).is_some())
    }

    /// A text of the table `oauth`.
    pub(crate) fn oauth(&self, name: &str) -> Option<&str> {
        self.document.get("oauth")?.get(name)?.as_str().filter(|text| !text.trim().is_empty())
    }

    /// A number of the table `oauth`.
    pub(crate) fn oauth_number(&self, name: &str) -> Option<i64> {
        self.document.get("oauth")?.get(name)?.as_integer()
    }

    /// A list of the table `oauth`.
    pub(crate) fn oauth_list(&self, name: &str) -> Vec<String> {
        let list = self.document.get("oauth").and_then(|oauth| oauth.get(name)).and_then(Item::as_array);
        let texts = list.into_iter().flatten().filter_map(|item| item.as_str());
        texts.map(str::to_owned).collect()
    }
}

/// Sets a text where it stands, with the comment that follows it.
fn set(table: &mut Table, name: &str, text: &str) {
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            let decor = old.decor().clone();
            *old = text.into();
            *old.decor_mut() = decor;
        }
        None => drop(table.insert(name, value(text))),
    }
}

/// Names are parts of files' names and of keyring entries.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(fits) {
        let why = "letters, digits, `-`, `_` and `.`, 64 at most";
        return Err(Error::Setting(format!(
            "`{}` cannot be a profile's name: it has {why}",
            name.escape_debug()
        )));
    }
    Ok(())
}
