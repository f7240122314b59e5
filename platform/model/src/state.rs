//! What has been declared so far. It lives as long as the process: an infrastructure program runs once, and handles that are
//! copied freely need no lifetimes so.

use crate::VERSION;
use crate::json::{Json, Object};
use std::cell::{Ref, RefCell, RefMut};
use std::collections::BTreeMap;
use std::fmt;

/// Where something was declared.
pub(crate) type Place = &'static std::panic::Location<'static>;

pub(crate) struct State {
    pub(crate) app: String,
    pub(crate) environment: Option<String>,
    inner: RefCell<Inner>,
}

#[derive(Default)]
pub(crate) struct Inner {
    pub(crate) account: Option<String>,
    /// For Workers that do not say one.
    pub(crate) compatibility_date: Option<String>,
    pub(crate) things: Vec<Thing>,
    /// Which of them has an address, the first if there are several.
    addresses: BTreeMap<String, usize>,
    pub(crate) outputs: Object,
    pub(crate) mistakes: Vec<(Place, String)>,
}

/// A resource or a Worker.
pub(crate) struct Thing {
    /// `worker`, or a resource's kind.
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) called: Called,
    /// The member of the settings that says what it is called in the account, where it stands there.
    pub(crate) label: Option<&'static str>,
    pub(crate) members: Object,
    pub(crate) place: Place,
}

/// What a thing is called in the account.
#[derive(Clone)]
pub(crate) enum Called {
    /// As in the application, with the environment at its end.
    Usual,
    /// As in the application, in every environment.
    Same,
    As(String),
}

/// What is declared with a handle.
#[derive(Clone, Copy)]
pub(crate) struct Handle {
    pub(crate) state: &'static State,
    index: usize,
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())
    }
}

impl Inner {
    /// The date of Workers that do not say one: the application's, or else the latest that one of them says.
    fn date(&self) -> Option<&str> {
        let dates = self.things.iter().filter_map(|thing| match thing.members.get("compatibility_date") {
            Some(Json::String(date)) => Some(date.as_str()),
            _ => None,
        });
        self.compatibility_date.as_deref().or_else(|| dates.max())
    }
}

impl State {
    pub(crate) fn new(app: &str, environment: Option<&str>) -> &'static Self {
        Box::leak(Box::new(Self {
            app: app.to_owned(),
            environment: environment.map(ToOwned::to_owned),
            inner: RefCell::default(),
        }))
    }

    pub(crate) fn get(&self) -> Ref<'_, Inner> {
        self.inner.borrow()
    }

    pub(crate) fn change(&self) -> RefMut<'_, Inner> {
        self.inner.borrow_mut()
    }

    pub(crate) fn mistake(&self, place: Place, message: impl Into<String>) {
        self.change().mistakes.push((place, message.into()));
    }

    /// Declares a thing; that another has its name is a mistake.
    pub(crate) fn declare(&'static self, thing: Thing) -> Handle {
        let (kind, name, place) = (&thing.kind, &thing.name, thing.place);
        let message = if name.is_empty() {
            Some(format!("a {kind} needs a name"))
        } else {
            let mut inner = self.change();
            let next = inner.things.len();
            let first = *inner.addresses.entry(format!("{kind}/{name}")).or_insert(next);
            inner
                .things
                .get(first)
                .map(|other| format!("{kind} `{name}` is declared twice: first at {}", other.place))
        };
        if let Some(message) = message {
            self.mistake(place, message);
        }
        let mut inner = self.change();
        inner.things.push(thing);
        Handle { state: self, index: inner.things.len() - 1 }
    }

    /// The model, as text.
    pub(crate) fn write(&self) -> String {
        let inner = self.get();
        let mut model = Object::new();
        model.insert("cfs_model", VERSION);
        model.insert("app", self.app.as_str());
        if let Some(environment) = &self.environment {
            model.insert("environment", environment);
        }
        if let Some(account) = &inner.account {
            model.insert("account", account);
        }
        let date = inner.date();
        for thing in &inner.things {
            let list = if thing.kind == "worker" { "workers" } else { "resources" };
            model.array(list).push(self.thing(thing, date));
        }
        if !inner.outputs.is_empty() {
            model.insert("outputs", inner.outputs.clone());
        }
        format!("{}\n", Json::Object(model))
    }

    fn thing(&self, thing: &Thing, date: Option<&str>) -> Json {
        let called = self.called(thing);
        let mut out = Object::new();
        if thing.kind != "worker" {
            out.insert("kind", thing.kind.as_str());
        }
        out.insert("name", thing.name.as_str());
        if called != thing.name {
            out.insert("called", called.as_str());
        }
        for (name, value) in thing.members.iter() {
            out.insert(name, value);
        }
        if let Some(date) = date.filter(|_| thing.kind == "worker" && out.get("compatibility_date").is_none())
        {
            out.insert("compatibility_date", date);
        }
        if let Some(label) = thing.label {
            out.object("settings").insert(label, called);
        }
        out.insert("place", place(thing.place));
        Json::Object(out)
    }

    fn called(&self, thing: &Thing) -> String {
        let ours = thing.members.get("origin").is_none();
        match (&thing.called, &self.environment) {
            (Called::As(name), _) => name.clone(),
            (Called::Usual, Some(environment)) if ours => format!("{}-{environment}", thing.name),
            _ => thing.name.clone(),
        }
    }
}

/// A place as JSON.
pub(crate) fn place(place: Place) -> Json {
    Json::of("file", place.file()).with("line", place.line()).with("column", place.column())
}

impl Handle {
    pub(crate) fn address(self) -> String {
        let inner = self.state.get();
        let thing = &inner.things[self.index];
        format!("{}/{}", thing.kind, thing.name)
    }

    pub(crate) fn name(self) -> String {
        self.state.get().things[self.index].name.clone()
    }

    /// What something of it is called in the account: in an environment, with its name at the end.
    pub(crate) fn suffixed(self, name: &str) -> String {
        match &self.state.environment {
            Some(environment) => format!("{name}-{environment}"),
            None => name.to_owned(),
        }
    }

    pub(crate) fn reference(self, member: &str) -> crate::Ref {
        crate::Ref::new(self.address(), member)
    }

    /// Changes what it is.
    pub(crate) fn thing<T>(self, change: impl FnOnce(&mut Thing) -> T) -> T {
        change(&mut self.state.change().things[self.index])
    }

    /// Changes its members.
    pub(crate) fn members<T>(self, change: impl FnOnce(&mut Object) -> T) -> T {
        self.thing(|thing| change(&mut thing.members))
    }

    /// What a setting is so far.
    pub(crate) fn setting(self, name: &str) -> Option<Json> {
        self.members(|members| members.get("settings")?.get(name).cloned())
    }

    /// Sets a member of the object `group`.
    pub(crate) fn set(self, group: &str, name: &str, value: impl Into<Json>) {
        let value = value.into();
        self.members(|members| members.object(group).insert(name, value));
    }

    /// Adds to the list `name`.
    pub(crate) fn push(self, name: &str, value: impl Into<Json>) {
        let value = value.into();
        self.members(|members| members.array(name).push(value));
    }
}
