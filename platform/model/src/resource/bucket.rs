//! R2 buckets.

use super::{plain, resource, settings};
use crate::Queue;
use crate::json::{Json, Object};
use crate::state::{Place, State};
use crate::value::{Jurisdiction, Location, Ref, StorageClass};

resource! {
    /// An R2 bucket.
    R2
}

settings! { R2 {
    /// Where it should lie; a hint, taken when it is created.
    location(Location) = "locationHint";
    /// Where its data must stay. It comes before the bucket is bound: bindings say it as well.
    jurisdiction(Jurisdiction) = "jurisdiction";
    /// How objects are stored that do not say it themselves.
    storage_class(StorageClass) = "storageClass";
}}

impl R2 {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        Self(plain(state, "r2", name, place))
    }

    /// Its name in the account, which is its id.
    pub fn id(&self) -> Ref {
        self.member("name")
    }

    fn rule(self, part: &str, rule: Object) -> Self {
        self.0.members(|members| members.object("parts").object(part).array("rules").push(rule.into()));
        self
    }

    /// Lets pages of other origins read or write it.
    pub fn cors(self, rule: CorsRule) -> Self {
        self.rule("cors", rule.0)
    }

    /// Deletes or moves objects after a time.
    pub fn lifecycle(self, rule: LifecycleRule) -> Self {
        self.rule("lifecycle", rule.0)
    }

    /// Keeps objects from being deleted.
    pub fn lock(self, rule: LockRule) -> Self {
        self.rule("locks", rule.0)
    }

    /// Tells a queue what happens to objects.
    pub fn notify(self, queue: &Queue, rules: impl IntoIterator<Item = Notification>) -> Self {
        let rules = Json::list(rules.into_iter().map(|rule| rule.0));
        let told = Json::of("queue_id", queue.id()).with("rules", rules);
        self.0.members(|members| members.object("parts").array("event_notifications").push(told));
        self
    }

    /// Serves it on a host of one's own zone.
    pub fn domain(self, host: impl Into<String>) -> Self {
        self.domain_with(host, Object::new())
    }

    /// The same with more members: `zone` (by name or id), `minTLS`, `ciphers`, `enabled`.
    pub fn domain_with(self, host: impl Into<String>, more: impl Into<Json>) -> Self {
        let mut domain = Object::new();
        domain.insert("domain", host.into());
        domain.insert("enabled", true);
        for (name, value) in crate::value::members(more.into()).unwrap_or_default().iter() {
            domain.insert(name, value);
        }
        self.0.members(|members| members.object("parts").array("custom_domains").push(domain.into()));
        self
    }

    /// Whether it is served on its host below `r2.dev`.
    pub fn public(self, public: bool) -> Self {
        self.0.set("parts", "managed_domain", Json::of("enabled", public));
        self
    }
}

/// Which pages of other origins may do what.
#[derive(Clone, Debug, Default)]
pub struct CorsRule(Object);

impl CorsRule {
    /// For pages of these origins (`https://example.com`, `*`), with these methods (`GET`, `PUT`, …).
    pub fn new<const N: usize, const M: usize>(origins: [&str; N], methods: [&str; M]) -> Self {
        let mut rule = Object::new();
        rule.insert("allowed", Json::of("origins", origins).with("methods", methods));
        Self(rule)
    }

    /// Headers that they may send.
    pub fn headers<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.0.object("allowed").insert("headers", names);
        self
    }

    /// Headers of answers that they may see.
    pub fn expose<const N: usize>(mut self, names: [&str; N]) -> Self {
        self.0.insert("exposeHeaders", names);
        self
    }

    /// Seconds that a browser may remember this.
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.0.insert("maxAgeSeconds", seconds);
        self
    }

    /// What it is called.
    pub fn id(mut self, id: &str) -> Self {
        self.0.insert("id", id);
        self
    }
}

/// What happens to objects after a time.
#[derive(Clone, Debug, Default)]
pub struct LifecycleRule(Object);

impl LifecycleRule {
    /// A rule of this name for all objects.
    pub fn new(id: &str) -> Self {
        let mut rule = Object::new();
        rule.insert("id", id);
        rule.insert("enabled", true);
        rule.insert("conditions", Json::of("prefix", ""));
        Self(rule)
    }

    /// Only for objects whose key begins so.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.0.insert("conditions", Json::of("prefix", prefix));
        self
    }

    /// Deletes objects after some seconds.
    pub fn delete_after(mut self, seconds: u32) -> Self {
        self.0.insert("deleteObjectsTransition", Json::of("condition", age(seconds)));
        self
    }

    /// Deletes objects on a day: `2027-01-01T00:00:00Z`.
    pub fn delete_on(mut self, date: &str) -> Self {
        let condition = Json::of("type", "Date").with("date", date);
        self.0.insert("deleteObjectsTransition", Json::of("condition", condition));
        self
    }

    /// Moves objects to infrequent access after some seconds.
    pub fn infrequent_after(mut self, seconds: u32) -> Self {
        let class = StorageClass::InfrequentAccess;
        let transition = Json::of("condition", age(seconds)).with("storageClass", class);
        self.0.array("storageClassTransitions").push(transition);
        self
    }

    /// Gives up uploads that were not completed after some seconds.
    pub fn abort_uploads_after(mut self, seconds: u32) -> Self {
        self.0.insert("abortMultipartUploadsTransition", Json::of("condition", age(seconds)));
        self
    }

    /// Keeps the rule, but does not apply it.
    pub fn disabled(mut self) -> Self {
        self.0.insert("enabled", false);
        self
    }
}

fn age(seconds: u32) -> Json {
    Json::of("type", "Age").with("maxAge", seconds)
}

/// Which objects cannot be deleted, and how long.
#[derive(Clone, Debug, Default)]
pub struct LockRule(Object);

impl LockRule {
    fn new(id: &str, condition: Json) -> Self {
        let mut rule = Object::new();
        rule.insert("id", id);
        rule.insert("enabled", true);
        rule.insert("condition", condition);
        Self(rule)
    }

    /// For some seconds after they were written.
    pub fn for_seconds(id: &str, seconds: u32) -> Self {
        Self::new(id, Json::of("type", "Age").with("maxAgeSeconds", seconds))
    }

    /// Until a day: `2027-01-01T00:00:00Z`.
    pub fn until(id: &str, date: &str) -> Self {
        Self::new(id, Json::of("type", "Date").with("date", date))
    }

    /// As long as the rule is there.
    pub fn indefinitely(id: &str) -> Self {
        Self::new(id, Json::of("type", "Indefinite"))
    }

    /// Only objects whose key begins so.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.0.insert("prefix", prefix);
        self
    }
}

/// Which events of objects a queue is told.
#[derive(Clone, Debug, Default)]
pub struct Notification(Object);

impl Notification {
    /// That objects were written.
    pub fn written() -> Self {
        Self::of(["PutObject", "CompleteMultipartUpload", "CopyObject"])
    }

    /// That objects were deleted.
    pub fn deleted() -> Self {
        Self::of(["DeleteObject", "LifecycleDeletion"])
    }

    /// These actions, as the API calls them.
    pub fn of<const N: usize>(actions: [&str; N]) -> Self {
        let mut rule = Object::new();
        rule.insert("actions", actions);
        Self(rule)
    }

    /// Only objects whose key begins so.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.0.insert("prefix", prefix);
        self
    }

    /// Only objects whose key ends so.
    pub fn suffix(mut self, suffix: &str) -> Self {
        self.0.insert("suffix", suffix);
        self
    }
}
