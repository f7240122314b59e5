//! What reaches a Worker.

use super::Worker;
use crate::json::{Json, Object};
use crate::state::place;
use crate::value::QueueName;
use std::panic::Location;

impl Worker {
    /// Takes messages of a queue: `.consume(&mail, |consumer| consumer.max_batch(10))`.
    #[track_caller]
    pub fn consume(self, queue: impl Into<QueueName>, settings: impl FnOnce(Consumer) -> Consumer) -> Self {
        let at = Location::caller();
        let empty = Consumer { dead_letter: None, settings: Object::new() };
        let Consumer { dead_letter, settings } = settings(empty);
        let mut consumer = Object::new();
        consumer.insert("queue", queue.into().0);
        if let Some(queue) = dead_letter {
            consumer.insert("dead_letter_queue", queue);
        }
        if !settings.is_empty() {
            consumer.insert("settings", settings);
        }
        consumer.insert("place", place(at));
        self.0.push("consumers", consumer);
        self
    }

    /// Runs it on a schedule in cron syntax, in UTC.
    #[track_caller]
    pub fn cron(self, schedule: impl Into<String>) -> Self {
        self.add("crons", schedule.into(), Location::caller())
    }

    /// Says that it has no schedules: those of the account go.
    pub fn no_crons(self) -> Self {
        self.none("crons")
    }

    /// Answers a pattern of a zone: `api.example.com/*`.
    #[track_caller]
    pub fn route(self, pattern: impl Into<String>) -> Self {
        self.trigger("routes", Json::of("pattern", pattern.into()), place(Location::caller()))
    }

    /// The same in a zone by its name or id, where it does not follow from the host.
    #[track_caller]
    pub fn route_in(self, pattern: impl Into<String>, zone: impl Into<String>) -> Self {
        let route = Json::of("pattern", pattern.into()).with("zone", zone.into());
        self.trigger("routes", route, place(Location::caller()))
    }

    /// Says that it has no routes: those of the account go.
    pub fn no_routes(self) -> Self {
        self.none("routes")
    }

    /// Answers a host that is its own: `shop.example.com`.
    #[track_caller]
    pub fn domain(self, host: impl Into<String>) -> Self {
        self.trigger("domains", Json::of("hostname", host.into()), place(Location::caller()))
    }

    /// The same with more to say: `.domain_with("shop.example.com", |domain| domain.previews(true))`.
    #[track_caller]
    pub fn domain_with(self, host: impl Into<String>, settings: impl FnOnce(Domain) -> Domain) -> Self {
        let domain = settings(Domain(Json::of("hostname", host.into()))).0;
        self.trigger("domains", domain, place(Location::caller()))
    }

    /// Says that it has no hosts of its own: those of the account go.
    pub fn no_domains(self) -> Self {
        self.none("domains")
    }

    /// Takes the mail to an address: `orders@example.com`.
    #[track_caller]
    pub fn address(self, address: impl Into<String>) -> Self {
        self.add("addresses", address.into(), Location::caller())
    }

    /// An event that starts one of its workflows, as the API has it.
    #[track_caller]
    pub fn event(self, event: impl Into<Json>) -> Self {
        self.add("events", event, Location::caller())
    }

    /// Whether it answers on the account's `workers.dev` host. Without: if nothing else reaches it.
    pub fn workers_dev(self, on: bool) -> Self {
        self.insert("workers_dev", on)
    }

    /// Whether its versions have hosts of their own.
    pub fn preview_urls(self, on: bool) -> Self {
        self.insert("preview_urls", on)
    }

    fn trigger(self, list: &str, trigger: Json, place: Json) -> Self {
        self.0.push(list, trigger.with("place", place));
        self
    }

    fn none(self, list: &str) -> Self {
        self.insert(list, Json::Array(Vec::new()))
    }
}

/// How messages of a queue are taken.
#[derive(Clone, Debug)]
pub struct Consumer {
    dead_letter: Option<Json>,
    settings: Object,
}

impl Consumer {
    fn set(mut self, name: &str, value: u32) -> Self {
        self.settings.insert(name, value);
        self
    }

    /// Messages of a batch at most.
    pub fn max_batch(self, messages: u32) -> Self {
        self.set("batch_size", messages)
    }

    /// Milliseconds that a batch waits at most to be filled.
    pub fn max_wait_ms(self, milliseconds: u32) -> Self {
        self.set("max_wait_time_ms", milliseconds)
    }

    /// How often a message is tried again before it is given up.
    pub fn max_retries(self, times: u32) -> Self {
        self.set("max_retries", times)
    }

    /// Seconds before a message is tried again.
    pub fn retry_delay(self, seconds: u32) -> Self {
        self.set("retry_delay", seconds)
    }

    /// How many batches are taken at once at most.
    pub fn max_concurrency(self, batches: u32) -> Self {
        self.set("max_concurrency", batches)
    }

    /// The queue for messages that are given up.
    pub fn dead_letter(mut self, queue: impl Into<QueueName>) -> Self {
        self.dead_letter = Some(queue.into().0);
        self
    }
}

/// A host of a Worker's own.
#[derive(Clone, Debug)]
pub struct Domain(Json);

impl Domain {
    /// The zone, by name or id, where it does not follow from the host.
    pub fn zone(self, zone: &str) -> Self {
        Self(self.0.with("zone", zone))
    }

    /// Whether it answers.
    pub fn enabled(self, on: bool) -> Self {
        Self(self.0.with("enabled", on))
    }

    /// Whether versions have hosts below it.
    pub fn previews(self, on: bool) -> Self {
        Self(self.0.with("previews_enabled", on))
    }
}
