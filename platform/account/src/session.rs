//! Everything together: who this run of a program is, and for which account and zone.

use crate::cache::{Cache, hash};
use crate::config::{DEFAULT_PROFILE, Key, check_name};
use crate::directory::{Project, project};
use crate::names::{Named, Names, What};
use crate::oauth::{self, OAuth};
use crate::secret::{Secret, hidden};
use crate::store::{Keyring, SecretStore, Stored};
use crate::{Config, Environment, Error, Setting, Source, Sourced};
use cfs_http::http::Uri;
use cfs_http::{BASE_URL, Client, ClientBuilder, HyperTransport, Timestamp, Transport};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the command line says, and what tests put in place of the system's own.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The configuration file: `--config`.
    pub config: Option<PathBuf>,
    /// The profile: `--profile`.
    pub profile: Option<String>,
    /// The keyring.
    pub keyring: Keyring,
    /// What sends requests to the authorisation server; default: hyper.
    pub transport: Option<Arc<dyn Transport>>,
    /// The time; default: the system's.
    pub now: Option<Timestamp>,
}

/// Who this run is: environment, configuration, profile, secrets. Cheap to make: nothing is asked of anybody until it is
/// needed.
#[derive(Clone, Debug)]
pub struct Session {
    pub(crate) environment: Environment,
    pub(crate) config: Config,
    pub(crate) store: SecretStore,
    profile: Sourced<String>,
    project: Project,
    transport: Option<Arc<dyn Transport>>,
    now: Timestamp,
}

impl Session {
    /// Reads the configuration and what the project says.
    ///
    /// # Errors
    /// [`Error::File`] when the configuration cannot be read, [`Error::Setting`] when the profile's name is none.
    pub fn open(environment: Environment, options: Options) -> Result<Self, Error> {
        let config = Config::read(Config::place(&environment, options.config.as_deref()))?;
        Self::with_config(environment, config, options)
    }

    /// As [`open`](Self::open), with a configuration at hand: an empty one where a damaged one is looked into.
    ///
    /// # Errors
    /// [`Error::Setting`] when the profile's name is none.
    pub fn with_config(environment: Environment, config: Config, options: Options) -> Result<Self, Error> {
        let profile = chosen(&environment, &config, options.profile);
        check_name(&profile.value)?;
        Ok(Self {
            store: SecretStore::new(&environment, options.keyring),
            project: project(&environment),
            transport: options.transport,
            now: options.now.unwrap_or_else(Timestamp::now),
            environment,
            config,
            profile,
        })
    }

    /// The profile in use.
    pub fn profile(&self) -> &Sourced<String> {
        &self.profile
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The configuration, to be changed and [written](Config::write).
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// What the project in the current folder says.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// Where secrets are kept.
    pub fn store(&self) -> &SecretStore {
        &self.store
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The credentials: of the environment, else those that are kept for the profile. A profile that the command line names
    /// comes before the environment.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`] when there are none; those of [`SecretStore::get`]; [`Error::Setting`] when a key comes
    /// without its e-mail address.
    pub fn credentials(&self) -> Result<Sourced<Secret>, Error> {
        let named = self.profile.source == Source::Argument;
        if !named && let Some(secret) = self.of_environment()? {
            return Ok(secret);
        }
        match self.store.get(&self.profile.value)? {
            Some(secret) => Ok(secret),
            None if self.profile.value == DEFAULT_PROFILE => Err(Error::NotLoggedIn(String::new())),
            None => Err(Error::NotLoggedIn(format!(" with the profile `{}`", self.profile.value))),
        }
    }

    pub(crate) fn of_environment(&self) -> Result<Option<Sourced<Secret>>, Error> {
        let setting = |setting| self.environment.setting(setting);
        let (token, key, email) =
            (setting(Setting::ApiToken), setting(Setting::ApiKey), setting(Setting::Email));
        let service_key = setting(Setting::UserServiceKey);
        let source =
            [&token, &key, &service_key].into_iter().flatten().next().map(|first| first.source.clone());
        let Some(source) = source else {
            return Ok(None);
        };
        let key = match (key, email) {
            (Some(key), Some(email)) => Some((email.value, hidden(key.value))),
            (Some(_), None) if token.is_none() && service_key.is_none() => {
                return Err(Error::Setting(format!(
                    "{source} is set, but CLOUDFLARE_EMAIL is not: both are needed"
                )));
            }
            _ => None,
        };
        let token = token.map(|token| hidden(token.value));
        let service_key = service_key.map(|key| hidden(key.value));
        Ok(Some(Sourced::new(Secret::Several { token, key, service_key }, source)))
    }

    /// Where the API is.
    pub fn base_url(&self) -> Sourced<String> {
        let profile = self.config.get(&self.profile.value, Key::BaseUrl);
        // As wrangler: another region is another host.
        let region = || match self.environment.get("CLOUDFLARE_COMPLIANCE_REGION") {
            Some("fedramp_high") => Some(Sourced::new(
                "https://api.fed.cloudflare.com/client/v4".to_owned(),
                Source::Variable("CLOUDFLARE_COMPLIANCE_REGION".into()),
            )),
            _ => None,
        };
        let found = self.environment.setting(Setting::BaseUrl).or(profile).or_else(region);
        found.unwrap_or_else(|| Sourced::new(BASE_URL.to_owned(), Source::Default))
    }

    /// Where caches are; everything in it may be deleted.
    pub fn cache_folder(&self) -> Option<&Path> {
        self.environment.cache_folder()
    }

    /// A client with the credentials, at the API's place; a login that is over is renewed first. `more` sets whatever else
    /// the program wants: observers, limits, a transport.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials) and [`refresh`](crate::oauth::refresh); [`Error::Api`] when a setting cannot be
    /// sent.
    pub async fn client(&self, more: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Result<Client, Error> {
        let secret = self.valid(self.credentials()?).await?;
        self.client_for(&secret.value, more)
    }

    /// A client with other credentials: a token that was just read, before it is kept.
    ///
    /// # Errors
    /// [`Error::Api`] when a setting or the secret cannot be sent.
    pub fn client_for(
        &self,
        secret: &Secret,
        more: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Client, Error> {
        let base = self.base_url();
        let uri = base.value.trim().parse::<Uri>().ok();
        let is_http = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some();
        if !uri.as_ref().is_some_and(is_http) {
            return Err(Error::Setting(format!(
                "the address of the API, from {}, is none: https://HOST/client/v4 is expected",
                base.source
            )));
        }
        let mut builder = Client::builder().base_url(base.value).credentials(secret.credentials());
        let headers = self.environment.setting(Setting::CustomHeaders).map(|headers| headers.value);
        for line in headers.iter().flat_map(|lines| lines.lines()).filter(|line| !line.trim().is_empty()) {
            let (name, value) = line.split_once(':').ok_or_else(|| {
                Error::Setting("CLOUDFLARE_CUSTOM_HEADERS has a line that is not `name: value`".into())
            })?;
            builder = builder.header(name.trim(), value.trim());
        }
        Ok(more(builder).build()?)
    }

    /// Credentials that are not over.
    async fn valid(&self, secret: Sourced<Secret>) -> Result<Sourced<Secret>, Error> {
        match &secret.value {
            Secret::OAuth(tokens) if tokens.is_over(self.now) => {
                let oauth = self.oauth()?;
                let new = oauth::refresh(
                    &self.store,
                    &self.profile.value,
                    oauth.as_ref(),
                    self.transport(),
                    self.now,
                );
                Ok(Sourced::new(new.await?, secret.source))
            }
            _ => Ok(secret),
        }
    }

    /// The OAuth client, if one is configured.
    ///
    /// # Errors
    /// As [`OAuth::configured`].
    pub fn oauth(&self) -> Result<Option<OAuth>, Error> {
        OAuth::configured(&self.environment, &self.config)
    }

    /// What requests to the authorisation server are sent with.
    pub fn transport(&self) -> Arc<dyn Transport> {
        self.transport.clone().unwrap_or_else(|| Arc::new(HyperTransport::new()))
    }

    /// Keeps a secret for the profile, and makes the profile.
    ///
    /// # Errors
    /// As [`SecretStore::set`] and [`Config::write`].
    pub fn log_in(&mut self, secret: &Secret) -> Result<Stored, Error> {
        let stored = self.store.set(&self.profile.value, secret)?;
        if !self.config.profiles().any(|known| known == self.profile.value) {
            self.config.add_profile(&self.profile.value)?;
            self.config.write()?;
        }
        self.names_of(secret).forget();
        self.begin_login();
        Ok(stored)
    }

    /// Forgets the secret of the profile; whether there was one.
    ///
    /// # Errors
    /// As [`SecretStore::remove`].
    pub fn log_out(&self) -> Result<bool, Error> {
        self.begin_login();
        self.store.remove(&self.profile.value)
    }

    /// Has the authorisation server end an OAuth login; nothing happens to other secrets.
    ///
    /// # Errors
    /// [`Error::Login`] when no client is configured, or the server cannot be asked or refuses.
    pub async fn revoke(&self, secret: &Secret) -> Result<(), Error> {
        let Secret::OAuth(tokens) = secret else { return Ok(()) };
        match self.oauth()? {
            Some(oauth) => oauth::revoke(&oauth, tokens, self.transport()).await,
            None => Err(Error::Login("no OAuth client is configured to end the login with".into())),
        }
    }

    /// Accounts and zones by name, remembered for this login.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials).
    pub fn names(&self) -> Result<Names, Error> {
        Ok(self.names_of(&self.credentials()?.value))
    }

    fn names_of(&self, secret: &Secret) -> Names {
        let cache = Cache::new(self.environment.cache_folder());
        Names::new(cache, self.whose(secret), self.now)
    }

    /// What tells this login's lists apart from others': no secret can be got back from it.
    pub(crate) fn whose(&self, secret: &Secret) -> String {
        use secrecy::ExposeSecret;
        let login = match secret {
            // An OAuth login's tokens change.
            Secret::OAuth(_) => self.profile.value.clone(),
            Secret::Key { email, .. } => email.clone(),
            other => match other.bearer() {
                Some(token) => format!("{:08x}", hash(token.expose_secret()) >> 32),
                None => "key".to_owned(),
            },
        };
        format!("{login} at {}", self.base_url().value)
    }

    /// The account that is meant: what the command line says, else a variable, the project, the profile, or the only one.
    ///
    /// # Errors
    /// As [`Names::find`] and [`Names::only`].
    pub async fn account(&self, client: &Client, argument: Option<&str>) -> Result<Sourced<Named>, Error> {
        self.named(client, What::Account, argument).await
    }

    /// The zone that is meant, found as [`account`](Self::account) is.
    ///
    /// # Errors
    /// As [`Names::find`] and [`Names::only`].
    pub async fn zone(&self, client: &Client, argument: Option<&str>) -> Result<Sourced<Named>, Error> {
        self.named(client, What::Zone, argument).await
    }

    /// What says which account or zone is meant, before anything is looked up.
    pub fn said(&self, what: What, argument: Option<&str>) -> Option<Sourced<String>> {
        let (setting, project, key) = match what {
            What::Account => (Setting::Account, &self.project.account, Key::Account),
            What::Zone => (Setting::Zone, &self.project.zone, Key::Zone),
        };
        let argument = argument.map(|text| Sourced::new(text.to_owned(), Source::Argument));
        argument
            .or_else(|| self.environment.setting(setting))
            .or_else(|| project.clone())
            .or_else(|| self.config.get(&self.profile.value, key))
    }

    async fn named(
        &self,
        client: &Client,
        what: What,
        argument: Option<&str>,
    ) -> Result<Sourced<Named>, Error> {
        let names = self.names()?;
        let Some(said) = self.said(what, argument) else {
            return names.only(client, what).await;
        };
        match names.find(client, what, &said.value).await {
            Ok(named) => Ok(Sourced::new(named, said.source)),
            // Who said so is part of what is wrong, unless it was just typed.
            Err(Error::Name(why)) if said.source != Source::Argument => {
                Err(Error::Name(format!("{why}\n(from {})", said.source)))
            }
            Err(error) => Err(error),
        }
    }

    /// Who the credentials are.
    ///
    /// # Errors
    /// As [`credentials`](Self::credentials) and [`whoami`](crate::whoami()).
    pub async fn whoami(&self, client: &Client) -> Result<crate::Whoami, Error> {
        let hint = self.said(What::Account, None).map(|said| said.value);
        crate::whoami::whoami(client, &self.credentials()?, hint.as_deref()).await
    }
}

fn chosen(environment: &Environment, config: &Config, argument: Option<String>) -> Sourced<String> {
    if let Some(name) = argument {
        return Sourced::new(name, Source::Argument);
    }
    if let Some(name) = environment.setting(Setting::Profile) {
        return name;
    }
    match config.profile() {
        Some(name) => {
            Sourced::new(name.to_owned(), Source::File(config.path().map(Into::into).unwrap_or_default()))
        }
        None => Sourced::new(DEFAULT_PROFILE.to_owned(), Source::Default),
    }
}
