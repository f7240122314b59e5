//! Where secrets are kept: in the system's keyring, else in a file that only its owner reads.

use crate::config::check_name;
use crate::files::{self, Access};
use crate::secret::Secret;
use crate::{Environment, Error, Source, Sourced};
use keyring_core::{CredentialStore, Entry, Error as KeyringError};
use secrecy::ExposeSecret;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml_edit::{DocumentMut, Item};

/// Which keyring is used.
#[derive(Clone, Debug, Default)]
pub enum Keyring {
    /// The system's: Keychain, Credential Manager, or the Secret Service.
    #[default]
    System,
    /// None: secrets are in the file.
    Off,
    /// A store that the program brings, such as `keyring_core::mock::Store`.
    Store(Arc<CredentialStore>),
}

/// The service under which a keyring has our entries; the user of each is the profile.
const SERVICE: &str = "cfs";

/// What the file with secrets says of itself.
const HEADER: &str = "\
# Secrets of cfs in plain text, as this system has no keyring that could be used.
# Only you can read this file (mode 0600). `cfs auth logout` removes them.
";

/// Where secrets are kept, by profile. `Debug` shows none.
#[derive(Clone, Debug)]
pub struct SecretStore {
    keyring: Keyring,
    folder: Option<PathBuf>,
}

/// Where a secret was put.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The keyring or the file.
    pub source: Source,
    /// Why it is not in the keyring, and who can read it: to be shown.
    pub note: Option<String>,
}

impl SecretStore {
    /// The store of an environment; `CFS_KEYRING=off` turns the system's keyring off.
    pub fn new(environment: &Environment, keyring: Keyring) -> Self {
        let off = environment.setting(crate::Setting::Keyring).is_some_and(|setting| {
            ["off", "0", "false", "no", "none"].contains(&setting.value.to_ascii_lowercase().as_str())
        });
        let keyring = match keyring {
            Keyring::System if off => Keyring::Off,
            other => other,
        };
        Self { keyring, folder: environment.data_folder().map(Path::to_owned) }
    }

    /// The file that secrets are in where there is no keyring.
    pub fn file(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join("secrets.toml"))
    }

    /// The lock that whoever refreshes a profile's login holds.
    pub(crate) fn refresh_lock(&self, profile: &str) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{profile}.lock")))
    }

    /// The secret of a profile.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read; [`Error::Keyring`] when there is a keyring that refuses. A keyring that
    /// cannot be reached has nothing.
    pub fn get(&self, profile: &str) -> Result<Option<Sourced<Secret>>, Error> {
        check_name(profile)?;
        // The file costs no conversation with a service.
        if let Some(path) = self.file() {
            let document = self.read_file(&path)?;
            if let Some(text) = document.get(profile).and_then(Item::as_str) {
                let secret = Secret::of_text(text).ok_or_else(|| damaged(&path.display().to_string()))?;
                return Ok(Some(Sourced::new(secret, Source::File(path))));
            }
        }
        match self.with_entry(profile, Entry::get_password) {
            None | Some(Err(KeyringError::NoEntry)) => Ok(None),
            Some(Ok(text)) => {
                let secret = Secret::of_text(&text).ok_or_else(|| damaged("the system's keyring"))?;
                Ok(Some(Sourced::new(secret, Source::Keyring { profile: profile.to_owned() })))
            }
            Some(Err(error)) if is_out_of_reach(&error) => {
                tracing::debug!(why = reason(&error), "no keyring");
                Ok(None)
            }
            Some(Err(error)) => Err(Error::Keyring(reason(&error))),
        }
    }

    /// Keeps a secret for a profile, in place of the one before.
    ///
    /// # Errors
    /// [`Error::File`] when neither the keyring nor the file can have it.
    pub fn set(&self, profile: &str, secret: &Secret) -> Result<Stored, Error> {
        check_name(profile)?;
        let text = secret.to_text().ok_or_else(|| {
            Error::Setting(
                "a user service key is not kept: it stays in CLOUDFLARE_API_USER_SERVICE_KEY".into(),
            )
        })?;
        let why = match self.with_entry(profile, |entry| entry.set_password(text.expose_secret())) {
            Some(Ok(())) => {
                self.remove_from_file(profile)?;
                return Ok(Stored { source: Source::Keyring { profile: profile.to_owned() }, note: None });
            }
            Some(Err(error)) => reason(&error),
            None => "it is turned off".to_owned(),
        };
        let Some(path) = self.file() else {
            return Err(Error::Keyring(format!("{why}; and there is no home folder for a file")));
        };
        self.change_file(&path, |document| {
            document[profile] = toml_edit::value(text.expose_secret());
            true
        })?;
        let note = format!(
            "the system's keyring is not used ({why}): the secret is in plain text in {}, which only you can read (mode 0600)",
            path.display()
        );
        Ok(Stored { source: Source::File(path), note: Some(note) })
    }

    /// Forgets the secret of a profile; whether there was one.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn remove(&self, profile: &str) -> Result<bool, Error> {
        check_name(profile)?;
        let in_file = self.remove_from_file(profile)?;
        match self.with_entry(profile, Entry::delete_credential) {
            Some(Ok(())) => Ok(true),
            None | Some(Err(KeyringError::NoEntry)) => Ok(in_file),
            Some(Err(error)) if is_out_of_reach(&error) => Ok(in_file),
            Some(Err(error)) => Err(Error::Keyring(reason(&error))),
        }
    }

    /// Does something with the entry of a profile; none without a keyring. On a thread of its own: the Secret Service's
    /// client brings a runtime, which cannot start within another.
    fn with_entry<T: Send>(
        &self,
        profile: &str,
        act: impl FnOnce(&Entry) -> Result<T, KeyringError> + Send,
    ) -> Option<Result<T, KeyringError>> {
        if matches!(self.keyring, Keyring::Off) {
            return None;
        }
        let entry = || match &self.keyring {
            Keyring::Store(store) => Entry::new_in_store(store, SERVICE, profile),
            _ => Entry::new_in_store(&system()?, SERVICE, profile),
        };
        let done = std::thread::scope(|scope| scope.spawn(|| act(&entry()?)).join());
        let panicked = || Err(KeyringError::NotSupportedByStore("its client failed".into()));
        Some(done.unwrap_or_else(|_| panicked()))
    }

    fn read_file(&self, path: &Path) -> Result<DocumentMut, Error> {
        let text = files::read(path)?.unwrap_or_default();
        // What is wrong with it is not shown: its lines are secrets.
        text.parse().map_err(|_| Error::file(path, "is no TOML: remove the file, then log in again"))
    }

    fn remove_from_file(&self, profile: &str) -> Result<bool, Error> {
        match self.file() {
            Some(path) if path.exists() => {
                let removed = std::cell::Cell::new(false);
                self.change_file(&path, |document| {
                    removed.set(document.remove(profile).is_some());
                    removed.get()
                })?;
                Ok(removed.get())
            }
            _ => Ok(false),
        }
    }

    /// Changes the file; it is written if something changed, removed if nothing is left.
    fn change_file(&self, path: &Path, change: impl FnOnce(&mut DocumentMut) -> bool) -> Result<(), Error> {
        let _lock = files::lock_now(&path.with_extension("lock"))?;
        let mut document = self.read_file(path)?;
        if !change(&mut document) {
            return Ok(());
        }
        if document.is_empty() {
            return files::remove(path).map(drop);
        }
        let text = document.to_string();
        let text = if text.starts_with(HEADER) { text } else { format!("{HEADER}{text}") };
        files::write(path, &text, Access::Owner)
    }
}

fn damaged(place: &str) -> Error {
    Error::Setting(format!("{place} has a secret that is none of ours: `cfs auth logout`, then log in again"))
}

/// Whether there is no keyring, or none that answers here: no session bus, no service, a closed session.
fn is_out_of_reach(error: &KeyringError) -> bool {
    matches!(
        error,
        KeyringError::PlatformFailure(_)
            | KeyringError::NoStorageAccess(_)
            | KeyringError::NoDefaultStore
            | KeyringError::NotSupportedByStore(_)
    )
}

/// What a keyring says, without what was to be kept: some of its errors have that inside.
fn reason(error: &KeyringError) -> String {
    match error {
        KeyringError::PlatformFailure(why) | KeyringError::NoStorageAccess(why) => {
            let text = why.to_string();
            text.lines().next().unwrap_or("it does not answer").to_owned()
        }
        KeyringError::NoEntry => "it has no such entry".to_owned(),
        KeyringError::TooLong(_, most) => format!("it takes {most} characters at most"),
        KeyringError::NotSupportedByStore(why) => why.clone(),
        KeyringError::Ambiguous(_) => {
            "it has several such entries: remove them by its own program".to_owned()
        }
        _ => "it refused".to_owned(),
    }
}

#[cfg(all(feature = "keyring", target_os = "macos"))]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(all(feature = "keyring", windows))]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(all(feature = "keyring", unix, not(target_os = "macos")))]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(not(feature = "keyring"))]
fn system() -> Result<Arc<CredentialStore>, KeyringError> {
    Err(KeyringError::NotSupportedByStore("this build has none".into()))
}
