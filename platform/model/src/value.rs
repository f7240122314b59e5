//! What stands for something else: members of other things, secrets, names, words of the API.

use crate::json::{Json, Object};
use crate::resource::Queue;
use crate::worker::Worker;

/// A member of another thing, known once that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ref {
    address: String,
    member: String,
}

impl Ref {
    pub(crate) fn new(address: String, member: &str) -> Self {
        Self { address, member: member.to_owned() }
    }
}

impl From<Ref> for Json {
    fn from(value: Ref) -> Self {
        Json::of("$ref", value.address).with("member", value.member)
    }
}

impl From<&Ref> for Json {
    fn from(value: &Ref) -> Self {
        value.clone().into()
    }
}

/// Where a secret is found when it is deployed: never the secret itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Secret(pub(crate) Json);

/// The value of an environment variable.
pub fn env(name: impl Into<String>) -> Secret {
    Secret(Json::of("env", name.into()))
}

/// What stands in a file, without the line break at its end; the path is relative to the file that declares it.
pub fn file(path: impl Into<String>) -> Secret {
    Secret(Json::of("file", path.into()))
}

/// What a command writes, without the line break at its end: `command(["pass", "show", "api-key"])`.
pub fn command<T: Into<String>>(words: impl IntoIterator<Item = T>) -> Secret {
    Secret(Json::of("command", Json::list(words.into_iter().map(Into::<String>::into))))
}

/// Asked for on the terminal, with this text.
pub fn prompt(question: impl Into<String>) -> Secret {
    Secret(Json::of("prompt", question.into()))
}

impl From<Secret> for Json {
    fn from(value: Secret) -> Self {
        Json::of("$secret", value.0)
    }
}

/// A queue: one of the application, or the name of any in the account.
#[derive(Clone, Debug, PartialEq)]
pub struct QueueName(pub(crate) Json);

impl From<&str> for QueueName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<&Queue> for QueueName {
    fn from(queue: &Queue) -> Self {
        Self(queue.member("queue_name").into())
    }
}

/// A Worker: one of the application, or the name of any in the account.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerName(pub(crate) Json);

impl From<&str> for WorkerName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<&Worker> for WorkerName {
    fn from(worker: &Worker) -> Self {
        Self(worker.member("name").into())
    }
}

/// Words of the API, each with what it is called there; `Other` is sent as it is.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
            /// Any other, as the API calls it.
            Other(String),
        }

        impl From<$name> for Json {
            fn from(value: $name) -> Self {
                match value {
                    $($name::$word => $text.into(),)*
                    $name::Other(text) => text.into(),
                }
            }
        }
    };
}

words! {
    /// Where data should lie: a hint, taken when the thing is created.
    Location {
        /// Western North America.
        Wnam = "wnam",
        /// Eastern North America.
        Enam = "enam",
        /// Western Europe.
        Weur = "weur",
        /// Eastern Europe.
        Eeur = "eeur",
        /// Asia and the Pacific.
        Apac = "apac",
        /// Oceania.
        Oc = "oc",
    }
}

words! {
    /// Where data must stay.
    Jurisdiction {
        /// The European Union.
        Eu = "eu",
        /// Data centres with `FedRAMP`.
        Fedramp = "fedramp",
        /// The United States.
        Us = "us",
    }
}

words! {
    /// How the objects of a bucket are stored.
    StorageClass {
        /// For what is read often.
        Standard = "Standard",
        /// For what is read rarely.
        InfrequentAccess = "InfrequentAccess",
    }
}

words! {
    /// How vectors are compared.
    Metric {
        /// By their angle.
        Cosine = "cosine",
        /// By their distance.
        Euclidean = "euclidean",
        /// By their inner product.
        DotProduct = "dot-product",
    }
}

/// The members of a value, where it is an object.
pub(crate) fn members(value: Json) -> Option<Object> {
    match value {
        Json::Object(object) => Some(object),
        _ => None,
    }
}
