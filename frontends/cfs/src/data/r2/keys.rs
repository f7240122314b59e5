//! Keys for R2's S3 interface: those of the environment, or temporary ones that the API gives.

use crate::call::scope;
use crate::data::session::{Session, invocation};
use crate::failure::{Exit, Failure};
use crate::output::Value;
use cfs_account::{Source, What};
use rusty_s3::Credentials;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// For how long temporary credentials are asked.
const GOOD: Duration = Duration::from_hours(12);

/// The account's place for S3 clients.
const HOST: &str = "r2.cloudflarestorage.com";

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The keys of the environment. Who names a profile means the profile's login, which temporary ones are asked with.
pub(super) fn of_environment(session: &Session<'_>) -> Result<Option<Credentials>, Failure> {
    if session.settings.session.profile().source == Source::Argument {
        return Ok(None);
    }
    match (variable("R2_ACCESS_KEY_ID"), variable("R2_SECRET_ACCESS_KEY")) {
        (Some(key), Some(secret)) => {
            crate::settings::hide_text(&secret);
            Ok(Some(match variable("R2_SESSION_TOKEN") {
                Some(token) => {
                    crate::settings::hide_text(&token);
                    Credentials::new_with_token(key, secret, token)
                }
                None => Credentials::new(key, secret),
            }))
        }
        (None, None) => Ok(None),
        (key, _) => {
            let (there, missing) = match key {
                Some(_) => ("R2_ACCESS_KEY_ID", "R2_SECRET_ACCESS_KEY"),
                None => ("R2_SECRET_ACCESS_KEY", "R2_ACCESS_KEY_ID"),
            };
            Err(Failure::new(Exit::Denied, format!("{there} is set, and {missing} is not"))
                .hint("set both, or none"))
        }
    }
}

/// Where the S3 interface is: what is said, else beside an API on this machine, else the account's own host.
pub(super) async fn endpoint(said: Option<&str>, session: &Session<'_>) -> Result<String, Failure> {
    if let Some(said) = said.map(str::to_owned).or_else(|| variable("R2_ENDPOINT")) {
        return Ok(said);
    }
    let base = session.client.base_url();
    let origin = base.split("/client/v4").next().unwrap_or_default();
    let host = origin.split("://").nth(1).unwrap_or_default();
    let bare = host.rsplit_once(':').map_or(host, |(bare, _)| bare).trim_matches(['[', ']']);
    let is_loopback = bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if is_loopback || bare == "localhost" {
        return Ok(origin.to_owned());
    }
    let account = scope::id(What::Account, &session.client, session.global, session.settings, true).await?;
    Ok(format!("https://{account}.{HOST}"))
}

/// Keys, for as long as they are good.
pub(super) struct Keys<'s> {
    session: &'s Session<'s>,
    bucket: String,
    writes: bool,
    /// The keys, and when others are to be asked for.
    now: Mutex<Option<(Rc<Credentials>, Option<Instant>)>>,
}

impl<'s> Keys<'s> {
    /// The keys of the environment, or temporary ones for a bucket.
    pub(super) fn new(
        session: &'s Session<'s>,
        bucket: &str,
        writes: bool,
        own: Option<Credentials>,
    ) -> Self {
        let now = own.map(|own| (Rc::new(own), None));
        Self { session, bucket: bucket.to_owned(), writes, now: Mutex::new(now) }
    }

    /// Keys that are good now.
    pub(super) async fn get(&self) -> Result<Rc<Credentials>, Failure> {
        // Who comes meanwhile waits for the same keys.
        let mut now = self.now.lock().await;
        if let Some((keys, end)) = &*now
            && end.is_none_or(|end| Instant::now() < end)
        {
            return Ok(Rc::clone(keys));
        }
        let keys = Rc::new(self.temporary().await?);
        // Others are asked for well before these end.
        *now = Some((Rc::clone(&keys), Some(Instant::now() + GOOD * 9 / 10)));
        Ok(keys)
    }

    async fn temporary(&self) -> Result<Credentials, Failure> {
        let parent = self.token_id().await?;
        let permission = if self.writes { "object-read-write" } else { "object-read-only" };
        let body = Value::record([
            ("bucket", Value::text(self.bucket.as_str())),
            ("parentAccessKeyId", Value::Text(parent)),
            ("permission", Value::text(permission)),
            ("ttlSeconds", Value::Number(GOOD.as_secs().to_string())),
        ]);
        let told = self.session.ask(invocation("r2.temporary_credentials.create")?.json(&body)).await?;
        let text = |name: &str| told.get(name).map(Value::plain).unwrap_or_default();
        let (secret, token) = (text("secretAccessKey"), text("sessionToken"));
        crate::settings::hide_text(&secret);
        crate::settings::hide_text(&token);
        Ok(Credentials::new_with_token(text("accessKeyId"), secret, token))
    }

    /// The id of the token that calls are made with.
    async fn token_id(&self) -> Result<String, Failure> {
        let mut last = None;
        for name in ["user.tokens.verify", "accounts.tokens.verify"] {
            match self.session.ask(invocation(name)?).await {
                Ok(told) => {
                    if let Some(id) = told.get("id").map(Value::plain).filter(|id| !id.is_empty()) {
                        return Ok(id);
                    }
                }
                Err(failure) => last = Some(failure),
            }
        }
        let failure = last.unwrap_or_else(|| Failure::failed("the API does not say which token this is"));
        Err(failure.doing("temporary credentials for R2").hint(
            "only API tokens have them: log in with one, or set R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY",
        ))
    }
}
