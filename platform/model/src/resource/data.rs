//! Stores and queues.

use super::{plain, resource, settings};
use crate::json::{Json, Object};
use crate::state::{Place, State};
use crate::value::{Jurisdiction, Location, Metric, QueueName, Ref, Secret};

resource! {
    /// A KV namespace.
    Kv
}

impl Kv {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "kv", name, place))
    }

    /// Its id.
    pub fn id(&self) -> Ref {
        self.member("id")
    }
}

settings! { Kv {
    /// Where its data must stay.
    jurisdiction(Jurisdiction) = "jurisdiction";
}}

resource! {
    /// A D1 database.
    D1
}

impl D1 {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "d1", name, place))
    }

    /// Its id.
    pub fn id(&self) -> Ref {
        self.member("uuid")
    }

    /// The folder with its migrations, relative to the file that declares it.
    pub fn migrations(self, folder: impl Into<String>) -> Self {
        self.0.set("parts", "migrations", folder.into());
        self
    }

    /// The same with the table that notes which of them were applied (without, `d1_migrations`), and with the pattern of their files where it is
    /// not `*.sql`.
    pub fn migrations_with(self, folder: &str, table: Option<&str>, pattern: Option<&str>) -> Self {
        let mut told = Object::new();
        told.insert("directory", folder);
        for (name, value) in [("table", table), ("pattern", pattern)] {
            if let Some(value) = value {
                told.insert(name, value);
            }
        }
        self.0.set("parts", "migrations", told);
        self
    }

    /// Has copies of it answer reads.
    pub fn read_replication(self, on: bool) -> Self {
        self.0.set("settings", "read_replication", Json::of("mode", if on { "auto" } else { "disabled" }));
        self
    }
}

settings! { D1 {
    /// Where it should lie; a hint, taken when it is created.
    location(Location) = "primary_location_hint";
    /// Where its data must stay.
    jurisdiction(Jurisdiction) = "jurisdiction";
}}

resource! {
    /// A queue.
    Queue
}

impl Queue {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "queue", name, place))
    }

    /// Its id.
    pub fn id(&self) -> Ref {
        self.member("queue_id")
    }

    /// Seconds that a message waits before it is delivered.
    pub fn delivery_delay(self, seconds: u32) -> Self {
        self.setting("delivery_delay", seconds)
    }

    /// Seconds that a message is kept.
    pub fn retention(self, seconds: u32) -> Self {
        self.setting("message_retention_period", seconds)
    }

    /// Stops delivery; messages are kept.
    pub fn paused(self, paused: bool) -> Self {
        self.setting("delivery_paused", paused)
    }

    fn setting(self, name: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.0.members(|members| members.object("settings").object("settings").insert(name, value));
        self
    }

    /// Lets messages be pulled over HTTP.
    pub fn pull(self, consumer: impl FnOnce(PullConsumer) -> PullConsumer) -> Self {
        let consumer = consumer(PullConsumer(Object::new())).0;
        self.0.members(|members| members.object("parts").array("consumers").push(consumer.into()));
        self
    }

    /// A binding that delays each message by some seconds.
    pub fn delayed(&self, seconds: u32) -> crate::Binding {
        crate::binding::of(*self).set("delivery_delay", seconds)
    }
}

settings! { Queue {
    /// Where its data must stay.
    jurisdiction(Jurisdiction) = "jurisdiction";
}}

/// How messages are pulled over HTTP.
#[derive(Clone, Debug)]
pub struct PullConsumer(Object);

impl PullConsumer {
    fn setting(mut self, name: &str, value: u32) -> Self {
        self.0.insert("type", "http_pull");
        self.0.object("settings").insert(name, value);
        self
    }

    /// Messages that one call gives at most.
    pub fn max_batch(self, messages: u32) -> Self {
        self.setting("batch_size", messages)
    }

    /// How often a message is given again before it is given up.
    pub fn max_retries(self, times: u32) -> Self {
        self.setting("max_retries", times)
    }

    /// Seconds before a message is given again.
    pub fn retry_delay(self, seconds: u32) -> Self {
        self.setting("retry_delay", seconds)
    }

    /// Milliseconds in which a message has to be acknowledged.
    pub fn visibility_timeout_ms(self, milliseconds: u32) -> Self {
        self.setting("visibility_timeout_ms", milliseconds)
    }

    /// The queue for messages that are given up.
    pub fn dead_letter(mut self, queue: impl Into<QueueName>) -> Self {
        self.0.insert("dead_letter_queue", queue.into().0);
        self
    }
}

resource! {
    /// A Vectorize index.
    Vectorize
}

impl Vectorize {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "vectorize", name, place))
    }

    fn config(self, name: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.0.members(|members| members.object("settings").object("config").insert(name, value));
        self
    }

    /// How many numbers a vector has.
    pub fn dimensions(self, dimensions: u32) -> Self {
        self.config("dimensions", dimensions)
    }

    /// How vectors are compared.
    pub fn metric(self, metric: Metric) -> Self {
        self.config("metric", metric)
    }

    /// Dimensions and metric of a model: `@cf/baai/bge-base-en-v1.5`.
    pub fn preset(self, model: &str) -> Self {
        self.config("preset", model)
    }

    /// A property of vectors' metadata that queries filter by; its type is `string`, `number` or `boolean`.
    pub fn metadata_index(self, property: &str, kind: &str) -> Self {
        let index = Json::of("propertyName", property).with("indexType", kind);
        self.0.members(|members| members.object("parts").array("metadata_indexes").push(index));
        self
    }
}

settings! { Vectorize {
    /// What it is for.
    description(&str) = "description";
}}

resource! {
    /// A Hyperdrive configuration.
    Hyperdrive
}

impl Hyperdrive {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "hyperdrive", name, place))
    }

    /// Its id.
    pub fn id(&self) -> Ref {
        self.member("id")
    }

    /// The database, by a connection string (`postgres://user:password@host:5432/name`), which is a secret.
    pub fn connection_string(self, secret: Secret) -> Self {
        self.0.set("settings", "origin", secret);
        self
    }

    /// The database, member by member: `scheme` (`postgres`, `mysql`), `host`, `port`, `database`, `user`, and `password`, which
    /// is a secret: `json!({ "scheme": "postgres", …, "password": env("DB_PASSWORD") })`. Behind a tunnel of Access, it has
    /// `access_client_id` and `access_client_secret` instead of a port.
    pub fn origin(self, origin: impl Into<Json>) -> Self {
        self.0.set("settings", "origin", origin);
        self
    }

    /// Answers queries from a cache: seconds that an answer is fresh, and seconds that it may still be used while a new one is fetched.
    pub fn cache(self, max_age: u32, stale_while_revalidate: u32) -> Self {
        let caching = Json::of("disabled", false).with("max_age", max_age);
        self.0.set("settings", "caching", caching.with("stale_while_revalidate", stale_while_revalidate));
        self
    }

    /// Asks the database every time.
    pub fn no_cache(self) -> Self {
        self.0.set("settings", "caching", Json::of("disabled", true));
        self
    }
}

settings! { Hyperdrive {
    /// Connections to the database at most.
    connection_limit(u32) = "origin_connection_limit";
    /// Certificates: `sslmode`, `ca_certificate_id`, `mtls_certificate_id`.
    mtls(impl Into<Json>) = "mtls";
}}
