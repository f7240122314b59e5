//! What is tailed, and the tails of it that the API has.

use super::TailFilter;
use cfs_http::{Client, Clock, Duration, Error, Timestamp, WebSocket};
use cfs_management_pages::Pages;
use cfs_management_workers::Workers;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// What is tailed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Worker { account: String, name: String },
    Pages { account: String, project: String, deployment: String },
}

/// A tail that the API has made.
pub(super) struct Session {
    id: String,
    /// Whoever has it gets the events.
    url: String,
    /// When it was made, and how long the service sends events.
    made: Duration,
    life: Duration,
    /// When that is over by the clock on the wall, which goes on while a machine sleeps.
    pub(super) expires: Option<Timestamp>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("id", &self.id).field("life", &self.life).finish_non_exhaustive()
    }
}

/// How long a tail lives where the answer does not say so, or says what cannot be: a clock that is wrong.
const LIFE: Duration = Duration::from_hours(6);
const LONGEST: Duration = Duration::from_hours(24);

impl Session {
    fn new(clock: &dyn Clock, id: String, url: String, expires: Option<Timestamp>) -> Self {
        let left = expires.map(|expires| expires.duration_since(clock.now()));
        let left = left.and_then(|left| Duration::try_from(left).ok());
        let left = left.filter(|left| !left.is_zero() && *left <= LONGEST);
        let expires = expires.filter(|_| left.is_some());
        Self { id, url, made: clock.elapsed(), life: left.unwrap_or(LIFE), expires }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// When the service sends no more events.
    pub(super) fn end(&self) -> Duration {
        self.made + self.life
    }

    /// When another one should take its place: while it still lives, and there is time to try more than once.
    pub(super) fn renewal(&self) -> Duration {
        self.made + self.life.mul_f64(0.9)
    }

    /// Whether the service sends no more events.
    pub(super) fn is_over(&self, clock: &dyn Clock) -> bool {
        clock.elapsed() >= self.end() || self.expires.is_some_and(|expires| clock.now() >= expires)
    }
}

/// The subprotocol of the event stream.
const PROTOCOL: &str = "trace-v1";
/// What the service waits for: whether events that do not pass are sent as well.
const HELLO: &str = r#"{"debug":false}"#;

/// What is tailed, by which client, and which tails the API still has.
pub(super) struct Source {
    pub(super) client: Client,
    target: Target,
    filters: Vec<TailFilter>,
    made: Mutex<Vec<String>>,
}

impl Source {
    pub(super) fn new(client: Client, target: Target, filters: Vec<TailFilter>) -> Self {
        Self { client, target, filters, made: Mutex::default() }
    }

    pub(super) fn clock(&self) -> &dyn Clock {
        &**self.client.clock()
    }

    pub(super) fn filters(&self) -> &[TailFilter] {
        &self.filters
    }

    /// Has the API make a tail.
    pub(super) async fn create(&self) -> Result<Session, Error> {
        let filters = self.filters.iter().map(TailFilter::as_json);
        let session = match &self.target {
            Target::Worker { account, name } => {
                let body = cfs_management_workers::scripts::tail::TailCreate::new().filters(filters);
                let tail = Workers::new(&self.client).scripts().tail().create(account, name, body).await?;
                Session::new(self.clock(), tail.id, tail.url, Some(tail.expires_at))
            }
            Target::Pages { account, project, deployment } => {
                let body =
                    cfs_management_pages::projects::deployments::tails::TailCreate::new().filters(filters);
                let tails = Pages::new(&self.client);
                let tails = tails.projects().deployments().tails();
                let tail = tails.create(account, project, deployment, body).await?;
                let Some(url) = tail.url else {
                    return Err(Error::Request("the API names no address for the tail".to_owned()));
                };
                Session::new(self.clock(), tail.id, url, tail.expires_at)
            }
        };
        self.ids().push(session.id.clone());
        Ok(session)
    }

    /// Opens the connection that events come over.
    pub(super) async fn connect(&self, session: &Session) -> Result<WebSocket, Error> {
        self.client.websocket(&session.url).protocol(PROTOCOL).first(HELLO).await
    }

    /// Has the API delete all tails but one. One that could not be deleted is tried again the next time.
    pub(super) async fn delete_others(&self, kept: Option<&str>) -> Result<(), Error> {
        let mut failed = None;
        let others: Vec<String> = self.ids().iter().filter(|id| kept != Some(id.as_str())).cloned().collect();
        for id in others {
            match self.delete(&id).await {
                Err(error) if !error.is_not_found() => drop(failed.get_or_insert(error)),
                _ => self.ids().retain(|known| *known != id),
            }
        }
        failed.map_or(Ok(()), Err)
    }

    async fn delete(&self, id: &str) -> Result<(), Error> {
        match &self.target {
            Target::Worker { account, name } => {
                Workers::new(&self.client).scripts().tail().delete(account, name, id).await.map(drop)
            }
            Target::Pages { account, project, deployment } => {
                let tails = Pages::new(&self.client);
                let tails = tails.projects().deployments().tails();
                tails.delete(account, project, deployment, id).await.map(drop)
            }
        }
    }

    fn ids(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
