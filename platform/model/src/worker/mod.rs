//! Workers.

mod classes;
mod code;
mod settings;
mod triggers;

pub use classes::{
    Class, Container, DurableObject, WorkflowBinding, WorkflowSettings, durable_object, workflow,
};
pub use code::Assets;
pub use settings::{Check, Observability, Placement, Signals, status};
pub use triggers::{Consumer, Domain};

use crate::binding::of;
use crate::json::{Json, Object};
use crate::resource::handle;
use crate::state::{Called, Place, State, Thing, place};
use crate::{Bind, Binding, Service};
use std::panic::Location;

handle! {
    /// A Worker. It can be bound to others: `.bind("API", &api)`.
    Worker
}

impl Worker {
    pub(crate) fn declare(state: &'static State, name: String, place: Place) -> Self {
        let kind = "worker".to_owned();
        let members = Object::new();
        Self(state.declare(Thing { kind, name, called: Called::Usual, label: None, members, place }))
    }

    fn insert(self, name: &str, value: impl Into<Json>) -> Self {
        let value = value.into();
        self.0.members(|members| members.insert(name, value));
        self
    }

    /// Adds to a list, and notes where.
    fn add(self, list: &str, value: impl Into<Json>, at: Place) -> Self {
        let value = value.into();
        let index = self.0.members(|members| {
            let items = members.array(list);
            items.push(value);
            items.len() - 1
        });
        self.note(&format!("{list}.{index}"), at)
    }

    /// Notes where a member was declared.
    fn note(self, path: &str, at: Place) -> Self {
        self.0.set("declared", path, place(at));
        self
    }

    fn bound(self, name: &str, binding: Binding, at: Place) -> Self {
        let (before, worker) = self.0.thing(|thing| {
            let before = thing.members.object("bindings").insert(name, binding.0);
            let first = thing.members.object("places").insert(name, place(at));
            (before.and(first), thing.name.clone())
        });
        if let Some(first) = before {
            let part = |name| first.get(name).map(plain).unwrap_or_default();
            let first = format!("{}:{}:{}", part("file"), part("line"), part("column"));
            let message = format!("worker `{worker}` has two bindings `{name}`: the first at {first}");
            self.0.state.mistake(at, message);
        }
        self
    }

    /// Binds something under a name that its program reads: a thing of the application, another Worker, or what one of the
    /// functions of this crate names.
    #[track_caller]
    pub fn bind(self, name: impl AsRef<str>, what: impl Bind) -> Self {
        self.bound(name.as_ref(), of(what), Location::caller())
    }

    /// A value that is no secret: a text as it is, anything else as JSON.
    #[track_caller]
    pub fn var(self, name: impl AsRef<str>, value: impl Into<Json>) -> Self {
        let at = Location::caller();
        let value = value.into();
        let binding = match &value {
            Json::String(_) => Json::of("type", "plain_text").with("text", value),
            Json::Object(members) if members.get("$ref").is_some() => {
                Json::of("type", "plain_text").with("text", value)
            }
            Json::Object(members) if members.get("$secret").is_some() => {
                let name = name.as_ref();
                let message = format!("variable `{name}` would show a secret: declare it with `.secret(…)`");
                self.0.state.mistake(at, message);
                Json::of("type", "secret_text").with("text", value)
            }
            _ => Json::of("type", "json").with("json", value),
        };
        self.bound(name.as_ref(), Binding(binding), at)
    }

    /// A secret, by where it is found: [`env`](crate::env), [`file`](crate::file), [`command`](crate::command),
    /// [`prompt`](crate::prompt), or a secret of a [store](crate::SecretsStore::secret).
    #[track_caller]
    pub fn secret(self, name: impl AsRef<str>, secret: impl Bind) -> Self {
        self.bound(name.as_ref(), of(secret), Location::caller())
    }

    /// What the class of this name answers, as a binding for other Workers.
    pub fn entrypoint(&self, class: &str) -> Service {
        crate::service(self).entrypoint(class)
    }
}

/// A text or a number, as it is.
fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
