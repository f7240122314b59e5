//! Things with a name of their own.

mod bucket;
mod data;
mod services;

pub use bucket::{CorsRule, LifecycleRule, LockRule, Notification, R2};
pub use data::{D1, Hyperdrive, Kv, PullConsumer, Queue, Vectorize};
pub use services::{
    AiGateway, AiSearch, DispatchNamespace, EmailAddress, MtlsCertificate, PagesProject, Pipeline,
    PipelineSink, PipelineStream, SecretsStore, StoredSecret,
};

use crate::json::{Json, Object};
use crate::state::{Called, Handle, Place, State, Thing};

/// What all handles of things can.
macro_rules! handle {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name(pub(crate) crate::state::Handle);

        impl $name {
            /// What it is called in the account, in every environment.
            pub fn called(self, name: impl Into<String>) -> Self {
                self.0.call(name.into());
                self
            }

            /// It is never deleted and never replaced.
            pub fn protect(self) -> Self {
                self.0.members(|members| members.insert("protect", true));
                self
            }

            /// What it was called before, in the application or in the account: it is renamed or adopted, not made again.
            pub fn was(self, name: impl Into<String>) -> Self {
                self.0.push("was", name.into());
                self
            }

            /// A member that others set: it is never compared and never changed.
            pub fn ignore(self, member: impl Into<String>) -> Self {
                self.0.push("ignore", member.into());
                self
            }

            /// Sets a member of the model itself, as its JSON has it: what no other method says.
            pub fn raw(self, member: &str, value: impl Into<crate::Json>) -> Self {
                let value = value.into();
                self.0.members(|members| members.insert(member, value));
                self
            }

            /// A member of it, known once it is there; dots lead deeper.
            pub fn member(&self, member: &str) -> crate::Ref {
                self.0.reference(member)
            }
        }
    };
}
pub(crate) use handle;

/// What handles of things in an account can that an application may also find there.
macro_rules! resource {
    ($(#[$doc:meta])* $name:ident) => {
        crate::resource::handle! { $(#[$doc])* $name }

        impl $name {
            /// It is not made: that it is not there is an error.
            pub fn existing(self) -> Self {
                self.0.origin(crate::Json::of("existing", crate::Object::new()));
                self
            }

            /// It is not made: it is the one with this id.
            pub fn existing_id(self, id: impl Into<String>) -> Self {
                self.0.origin(crate::Json::of("existing", crate::Json::of("id", id.into())));
                self
            }

            /// Another application makes it, under the same name.
            pub fn from_app(self, app: impl Into<String>) -> Self {
                self.0.origin(crate::Json::of("app", app.into()));
                self
            }

            /// It is not made: the environment variable of this name holds its id.
            pub fn from_environment(self, variable: impl Into<String>) -> Self {
                self.0.origin(crate::Json::of("environment", variable.into()));
                self
            }

            /// It is there in local development only.
            pub fn local(self) -> Self {
                self.0.origin("local");
                self
            }

            /// Sets a part of it that has calls of its own, as the API has it: `.part("cors", json!({ "rules": [] }))`.
            pub fn part(self, name: &str, value: impl Into<crate::Json>) -> Self {
                self.0.set("parts", name, value);
                self
            }

            /// Sets any member of the body that creates it.
            pub fn set(self, member: &str, value: impl Into<crate::Json>) -> Self {
                self.0.set("settings", member, value);
                self
            }
        }
    };
}
pub(crate) use resource;

/// Methods that set a member of the settings, under the name that the API has for it.
macro_rules! settings {
    ($name:ident { $($(#[$doc:meta])* $method:ident($kind:ty) = $member:literal;)* }) => {
        impl $name {$(
            $(#[$doc])*
            pub fn $method(self, value: $kind) -> Self {
                self.0.set("settings", $member, value);
                self
            }
        )*}
    };
}
pub(crate) use settings;

impl Handle {
    pub(crate) fn call(self, name: String) {
        self.thing(|thing| thing.called = Called::As(name));
    }

    pub(crate) fn origin(self, origin: impl Into<Json>) {
        let origin = origin.into();
        self.members(|members| members.insert("origin", origin));
    }
}

/// Declares a thing of one of the short kinds.
fn plain(state: &'static State, kind: &str, name: String, place: Place) -> Handle {
    labelled(state, kind, None, name, place)
}

/// Declares a thing whose settings hold what it is called.
fn labelled(
    state: &'static State,
    kind: &str,
    label: Option<&'static str>,
    name: String,
    place: Place,
) -> Handle {
    let members = Object::new();
    state.declare(Thing { kind: kind.to_owned(), name, called: Called::Usual, label, members, place })
}

resource! {
    /// A thing of any collection of the API.
    Any
}

impl Any {
    pub(crate) fn new(handle: Handle) -> Self {
        Self(handle)
    }

    /// The zone that it belongs to, by name or id.
    pub fn zone(self, zone: impl Into<String>) -> Self {
        let zone = zone.into();
        self.0.members(|members| members.insert("zone", zone));
        self
    }

    /// What else stands in the path of its collection, by the name of the parameter: `.path("gateway_id", gateway.id())`.
    pub fn path(self, parameter: &str, value: impl Into<Json>) -> Self {
        self.0.set("path", parameter, value);
        self
    }

    /// Members whose value tells that a thing of the account is this one.
    pub fn identity<const N: usize>(self, members: [&str; N]) -> Self {
        self.0.members(|all| all.insert("identity", members));
        self
    }

    /// Its id, known once it is there.
    pub fn id(&self) -> crate::Ref {
        self.member("id")
    }
}
