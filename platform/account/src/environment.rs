//! What the process finds around it: variables and folders. Nothing else in this crate asks the system for them.

use crate::sourced::{Source, Sourced};
use directories::{BaseDirs, ProjectDirs};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a variable sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Setting {
    /// An API token.
    ApiToken,
    /// A global API key.
    ApiKey,
    /// The e-mail address of the key.
    Email,
    /// A user service key, for Origin CA.
    UserServiceKey,
    /// Where the API is.
    BaseUrl,
    /// Headers of every call, `name: value` in lines.
    CustomHeaders,
    /// An account's id or name.
    Account,
    /// A zone's id or name.
    Zone,
    /// A profile of ours.
    Profile,
    /// A profile of wrangler's, for `--from-wrangler`.
    WranglerProfile,
    /// The environment of a wrangler file.
    WranglerEnvironment,
    /// The client that logs in with OAuth.
    OAuthClient,
    /// `off` keeps secrets in a file.
    Keyring,
}

impl Setting {
    /// Whether its value must not be shown.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::ApiToken | Self::ApiKey | Self::UserServiceKey | Self::CustomHeaders)
    }
}

/// The variables that are read, of one setting the first that is set: those of the official SDKs (`cloudflare` 7.3.0), of
/// wrangler (4.164.0) with its deprecated names, and ours.
pub const VARIABLES: [(&str, Setting); 20] = [
    ("CLOUDFLARE_API_TOKEN", Setting::ApiToken),
    ("CF_API_TOKEN", Setting::ApiToken),
    ("CLOUDFLARE_API_KEY", Setting::ApiKey),
    ("CF_API_KEY", Setting::ApiKey),
    ("CLOUDFLARE_EMAIL", Setting::Email),
    ("CF_EMAIL", Setting::Email),
    ("CLOUDFLARE_API_USER_SERVICE_KEY", Setting::UserServiceKey),
    ("CLOUDFLARE_BASE_URL", Setting::BaseUrl),
    ("CLOUDFLARE_API_BASE_URL", Setting::BaseUrl),
    ("CF_API_BASE_URL", Setting::BaseUrl),
    ("CLOUDFLARE_CUSTOM_HEADERS", Setting::CustomHeaders),
    ("CLOUDFLARE_ACCOUNT_ID", Setting::Account),
    ("CF_ACCOUNT_ID", Setting::Account),
    ("CLOUDFLARE_ZONE_ID", Setting::Zone),
    ("CF_ZONE_ID", Setting::Zone),
    ("CFS_PROFILE", Setting::Profile),
    ("CLOUDFLARE_AUTH_PROFILE", Setting::WranglerProfile),
    ("CLOUDFLARE_ENV", Setting::WranglerEnvironment),
    ("CFS_OAUTH_CLIENT_ID", Setting::OAuthClient),
    ("CFS_KEYRING", Setting::Keyring),
];

/// Variables and folders.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
    directory: Option<PathBuf>,
    home: Option<PathBuf>,
    config: Option<PathBuf>,
    cache: Option<PathBuf>,
    data: Option<PathBuf>,
    /// Where wrangler keeps its folder.
    wrangler: Option<PathBuf>,
}

/// Variables are not shown: among them are secrets of others.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("directory", &self.directory)
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

impl Environment {
    /// The process's own.
    pub fn of_process() -> Self {
        let text = |value: std::ffi::OsString| value.to_string_lossy().into_owned();
        let variables: BTreeMap<String, String> =
            std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
        let project = ProjectDirs::from("", "", "cfs");
        let home = BaseDirs::new().map(|base| base.home_dir().to_owned());
        let wrangler = wrangler_base(&variables, home.as_deref());
        Self {
            directory: std::env::current_dir().ok(),
            config: project.as_ref().map(|project| project.config_dir().to_owned()),
            cache: project.as_ref().map(|project| project.cache_dir().to_owned()),
            data: project.as_ref().map(|project| project.data_local_dir().to_owned()),
            home,
            wrangler,
            variables,
        }
    }

    /// No variables and no folders, to be filled by a test or a program that brings its own.
    pub fn empty() -> Self {
        Self::default()
    }

    /// With a variable.
    #[must_use]
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// With a home folder; ours are below it.
    #[must_use]
    pub fn home(mut self, home: impl Into<PathBuf>) -> Self {
        let home = home.into();
        self.config = Some(home.join(".config/cfs"));
        self.cache = Some(home.join(".cache/cfs"));
        self.data = Some(home.join(".local/share/cfs"));
        self.wrangler = Some(home.join(".config"));
        self.home = Some(home);
        self
    }

    /// With a current folder, in which and above which a project is looked for.
    #[must_use]
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = Some(directory.into());
        self
    }

    /// A variable's value without the space around it; none if nothing is left.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The value of a setting: of the first of its variables that is set.
    pub fn setting(&self, setting: Setting) -> Option<Sourced<String>> {
        self.settings(setting).next()
    }

    /// The values of all variables of a setting, the one that counts first.
    pub fn settings(&self, setting: Setting) -> impl Iterator<Item = Sourced<String>> {
        VARIABLES.iter().filter(move |(_, known)| *known == setting).filter_map(|(name, _)| {
            Some(Sourced::new(self.get(name)?.to_owned(), Source::Variable((*name).to_owned())))
        })
    }

    /// The names of variables that are set to nothing.
    pub fn empty_variables(&self) -> impl Iterator<Item = &'static str> {
        let is_empty = |name: &str| self.variables.get(name).is_some_and(|value| value.trim().is_empty());
        VARIABLES.iter().map(|(name, _)| *name).filter(move |name| is_empty(name))
    }

    /// The current folder.
    pub fn current(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// The user's home.
    pub fn home_folder(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// Where the configuration is.
    pub fn config_folder(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    /// Where caches are; everything in it may be deleted.
    pub fn cache_folder(&self) -> Option<&Path> {
        self.cache.as_deref()
    }

    /// Where secrets are without a keyring, and locks.
    pub fn data_folder(&self) -> Option<&Path> {
        self.data.as_deref()
    }

    pub(crate) fn wrangler_folder(&self) -> Option<&Path> {
        self.wrangler.as_deref()
    }
}

/// The folder in which wrangler makes its own: as its `xdg-app-paths` says.
fn wrangler_base(variables: &BTreeMap<String, String>, home: Option<&Path>) -> Option<PathBuf> {
    if let Some(base) = variables.get("XDG_CONFIG_HOME").filter(|base| !base.is_empty()) {
        return Some(base.into());
    }
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Preferences"));
    }
    if cfg!(windows) {
        let data = variables.get("APPDATA").map(PathBuf::from);
        return Some(data.or_else(|| Some(home?.join("AppData/Roaming")))?.join("xdg.config"));
    }
    Some(home?.join(".config"))
}
