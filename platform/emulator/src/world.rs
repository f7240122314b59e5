//! The account: all that an answer is made of.

use crate::auth;
use crate::collection;
use crate::control;
use crate::events::{Events, record};
use crate::faults::Faults;
use crate::ids::{Clock, Ids};
use crate::made;
use crate::observed;
use crate::products;
use crate::products::workflows::Workflows;
use crate::route::Route;
use crate::running::Running;
use crate::runtime::Runtime;
use crate::server::PREFIX;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Store;
use cfs_catalogue::Catalogue;
use jiff::{Timestamp, Unit};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The account.
pub(crate) struct World {
    pub(crate) catalogue: &'static Catalogue,
    pub(crate) store: Store,
    pub(crate) databases: products::d1::Databases,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Ids,
    pub(crate) faults: Faults,
    /// What happened.
    pub(crate) events: Events,
    pub(crate) runtime: Arc<dyn Runtime>,
    /// Where the server is: `http://127.0.0.1:8788`.
    pub(crate) origin: String,
    /// The token that may do everything.
    pub(crate) token: String,
    /// What changes something is done by one at a time.
    pub(crate) writing: Mutex<()>,
    /// What Workers run from is changed by one at a time: that may take seconds, and holds up nothing else.
    pub(crate) deploying: Mutex<()>,
    /// What bindings change under a condition is done by one at a time.
    pub(crate) binding: Mutex<()>,
    /// What runs of Workflows.
    pub(crate) workflows: Workflows,
    /// Where Workers run, if they do.
    pub(crate) running: Option<Arc<Running>>,
}

impl World {
    /// The time, in whole microseconds.
    pub(crate) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.round(Unit::Microsecond).unwrap_or(now)
    }

    /// The time in seconds since 1970.
    pub(crate) fn seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// Holds what Workers run from.
    pub(crate) fn lock_deploying(&self) -> MutexGuard<'_, ()> {
        self.deploying.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers a request.
    pub(crate) fn answer(&self, mut asked: Asked) -> Reply {
        if let Some(rest) = asked.path.strip_prefix(PREFIX).map(str::to_owned) {
            asked.segments.drain(..2.min(asked.segments.len()));
            asked.path = rest;
            products::within_jurisdiction(&mut asked);
        } else {
            let _first = self.lock_deploying();
            let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
            return control::answer(self, &asked).unwrap_or_else(|| no_route(&asked));
        }
        let reads = matches!(asked.method.as_str(), "GET" | "HEAD" | "OPTIONS") || observed::is_own(&asked);
        let _one = (!reads).then(|| match asked.segments.get(2).map(String::as_str) {
            Some("workers" | "workflows" | "pages") => self.lock_deploying(),
            _ => self.writing.lock().unwrap_or_else(PoisonError::into_inner),
        });
        let begun = Instant::now();
        let route = Route::find(self.catalogue, &asked);
        let operation = route.as_ref().ok().filter(|_| !reads).map(|route| route.operation.name());
        let reply = self.of(&asked, route).unwrap_or_else(|reply| reply);
        record::call(self, &asked, &reply, begun.elapsed());
        record::audit(self, &asked, &reply, operation);
        reply
    }

    fn of(&self, asked: &Asked, route: Result<Route, Reply>) -> Answered {
        auth::check(self, asked, route.as_ref().ok())?;
        collection::scope_exists(self, asked)?;
        if let Some(reply) = observed::answer(self, asked)? {
            return Ok(reply);
        }
        if let Some(reply) = products::answer(self, asked, route.as_ref().ok())? {
            return Ok(reply);
        }
        let route = route?;
        collection::parents_exist(self, asked, &route)?;
        if collection::is_stateful(route.operation) {
            return collection::answer(self, asked, &route);
        }
        made::answer::answer(self, asked, &route)
    }
}

/// There is no such path.
pub(crate) fn no_route(asked: &Asked) -> Reply {
    let path = &asked.path;
    let first = format!("Could not route to {path}, perhaps your object identifier is invalid?");
    Reply::errors(404, &[(7003, first), (7000, "No route for that URI".to_owned())])
}

impl From<rusqlite::Error> for Reply {
    fn from(error: rusqlite::Error) -> Self {
        Self::error(500, 10_500, format!("the emulator's state cannot be read or written: {error}"))
    }
}

impl From<crate::store::Failed> for Reply {
    fn from(error: crate::store::Failed) -> Self {
        Self::error(500, 10_500, format!("the emulator's state cannot be read or written: {}", error.0))
    }
}

impl From<std::io::Error> for Reply {
    fn from(error: std::io::Error) -> Self {
        crate::store::Failed::from(error).into()
    }
}

impl From<cfs_catalogue::Damaged> for Reply {
    fn from(damaged: cfs_catalogue::Damaged) -> Self {
        Self::error(500, 10_500, damaged.to_string())
    }
}
