//! The application, and how it is handed over.

use crate::json::{Json, ParseError};
use crate::resource::{
    AiGateway, AiSearch, Any, D1, DispatchNamespace, EmailAddress, Hyperdrive, Kv, MtlsCertificate,
    PagesProject, Pipeline, PipelineSink, PipelineStream, Queue, R2, SecretsStore, Vectorize,
};
use crate::state::{Called, Place, State, Thing};
use crate::worker::Worker;
use crate::zone::Resource;
use std::fmt;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a program gives back.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

/// What is wrong with a program: a line for each mistake, with its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    /// A mistake of the program's own: `Err(Error::new("this application has no such environment"))`.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As `main` shows it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self(message)
    }
}

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self(message.to_owned())
    }
}

/// An application: what is declared on it makes the model.
#[derive(Clone, Copy)]
pub struct App {
    state: &'static State,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("name", &self.state.app).finish_non_exhaustive()
    }
}

static WRITTEN: AtomicBool = AtomicBool::new(false);

/// Describes the application of this program and hands it over: to the file that `CFS_OUT` names, or else to standard output.
/// `CFS_ENVIRONMENT` names the environment that it is made for.
///
/// # Errors
/// What the description gives, its mistakes with their places, and that the file cannot be written.
pub fn app(name: &str, describe: impl FnOnce(&App) -> Result) -> Result {
    let environment = std::env::var("CFS_ENVIRONMENT").ok().filter(|name| !name.is_empty());
    let text = model(name, environment.as_deref(), describe)?;
    if WRITTEN.swap(true, Ordering::Relaxed) {
        return Err(Error::new("a program describes one application: `app` is called a second time"));
    }
    match std::env::var_os("CFS_OUT") {
        Some(path) => std::fs::write(&path, text)
            .map_err(|error| Error(format!("{}: cannot be written: {error}", path.display()))),
        None => {
            print!("{text}");
            Ok(())
        }
    }
}

/// The model of an application in an environment, as text: what [`app`] hands over.
///
/// # Errors
/// What the description gives, and its mistakes with their places.
pub fn model(name: &str, environment: Option<&str>, describe: impl FnOnce(&App) -> Result) -> Result<String> {
    let state = State::new(name, environment);
    describe(&App { state })?;
    let mistakes = &state.get().mistakes;
    if mistakes.is_empty() {
        return Ok(state.write());
    }
    let lines: Vec<String> = mistakes.iter().map(|(place, message)| format!("{place}: {message}")).collect();
    Err(Error(lines.join("\n")))
}

/// Names of environments: one, or several in an array.
pub trait Environments {
    /// Whether `environment` is one of them.
    fn have(&self, environment: &str) -> bool;
}

impl Environments for &str {
    fn have(&self, environment: &str) -> bool {
        *self == environment
    }
}

impl<const N: usize> Environments for [&str; N] {
    fn have(&self, environment: &str) -> bool {
        self.contains(&environment)
    }
}

/// A method of [`App`] for each kind of resource.
macro_rules! resources {
    ($($(#[$doc:meta])* $method:ident: $kind:ident;)*) => {
        impl App {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $method(&self, name: impl Into<String>) -> $kind {
                $kind::declare(self.state, name.into(), Location::caller())
            }
        )*}
    };
}

resources! {
    /// A KV namespace.
    kv: Kv;
    /// An R2 bucket.
    r2: R2;
    /// A D1 database.
    d1: D1;
    /// A queue.
    queue: Queue;
    /// A Vectorize index; it needs [dimensions](Vectorize::dimensions) or a [preset](Vectorize::preset).
    vectorize: Vectorize;
    /// A Hyperdrive configuration; it needs an origin.
    hyperdrive: Hyperdrive;
    /// A store of secrets.
    secrets_store: SecretsStore;
    /// A namespace of Workers for Platforms.
    dispatch_namespace: DispatchNamespace;
    /// A client certificate for mTLS; it needs [its text](MtlsCertificate::certificate).
    mtls_certificate: MtlsCertificate;
    /// A pipeline; it needs [its SQL](Pipeline::sql).
    pipeline: Pipeline;
    /// A stream that pipelines read.
    pipeline_stream: PipelineStream;
    /// A sink that pipelines write to.
    pipeline_sink: PipelineSink;
    /// An AI gateway.
    ai_gateway: AiGateway;
    /// An instance of AI Search; it needs a source.
    ai_search: AiSearch;
    /// An address that mail may be sent on to; its owner has to confirm it.
    email_address: EmailAddress;
    /// A project of Pages.
    pages: PagesProject;
}

impl App {
    /// What it is called.
    pub fn name(&self) -> &str {
        &self.state.app
    }

    /// The environment that it is made for; none is the usual one.
    pub fn environment(&self) -> Option<&str> {
        self.state.environment.as_deref()
    }

    /// The environments that there are, beside the usual one: any other name is a mistake.
    ///
    /// ```
    /// # use cfs_model::{Result, model};
    /// let describe = |app: &cfs_model::App| -> Result {
    ///     app.environments(["staging", "preview"]);
    ///     Ok(())
    /// };
    /// assert!(model("shop", Some("staging"), describe).is_ok());
    /// let error = model("shop", Some("stagin"), describe).unwrap_err().to_string();
    /// assert!(error.ends_with("there is no environment `stagin`: it is `staging` or `preview`"));
    /// ```
    #[track_caller]
    pub fn environments<const N: usize>(&self, names: [&str; N]) -> &Self {
        if let Some(name) = self.environment().filter(|name| !names.contains(name)) {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let message = format!("there is no environment `{name}`: it is {}", names.join(" or "));
            self.state.mistake(Location::caller(), message);
        }
        self
    }

    /// Describes something in some environments only.
    pub fn when<T>(&self, environments: impl Environments, describe: impl FnOnce(&App) -> T) -> Option<T> {
        self.environment().is_some_and(|name| environments.have(name)).then(|| describe(self))
    }

    /// Describes something in all environments but some, the usual one included.
    pub fn unless<T>(&self, environments: impl Environments, describe: impl FnOnce(&App) -> T) -> Option<T> {
        (!self.environment().is_some_and(|name| environments.have(name))).then(|| describe(self))
    }

    /// The account that it goes to, by name or id. Called within [`when`](Self::when), an environment has one of its own.
    pub fn account(&self, account: impl Into<String>) -> &Self {
        self.state.change().account = Some(account.into());
        self
    }

    /// The runtime of which day Workers are written for that do not say it themselves: `2026-11-01`. Without, it is the latest
    /// day that one of them says.
    pub fn compatibility_date(&self, date: impl Into<String>) -> &Self {
        self.state.change().compatibility_date = Some(date.into());
        self
    }

    /// A Worker.
    #[track_caller]
    pub fn worker(&self, name: impl Into<String>) -> Worker {
        Worker::declare(self.state, name.into(), Location::caller())
    }

    /// A thing of any collection of the API, by a helper such as [`zone`](crate::zone()).
    #[track_caller]
    pub fn resource(&self, value: impl Into<Resource>) -> Any {
        let place = Location::caller();
        Any::new(value.into().declare(self.state, place))
    }

    /// A thing of any collection of the API: the path of its collection in the catalogue (`cfs api --help` shows them), what
    /// it is called in the application, and the body that creates it.
    ///
    /// ```
    /// use cfs_model::{json, zone};
    ///
    /// # cfs_model::model("shop", None, |app| {
    /// app.any("rules.lists", "office", json!({ "name": "office", "kind": "ip" })).protect();
    /// # Ok(()) }).unwrap();
    /// ```
    #[track_caller]
    pub fn any(&self, collection: impl Into<String>, name: impl Into<String>, body: impl Into<Json>) -> Any {
        let place = Location::caller();
        let thing = |settings| {
            let mut members = crate::Object::new();
            members.insert("settings", settings);
            thing(collection.into(), name.into(), members, place)
        };
        let body: Json = body.into();
        if !matches!(body, Json::Object(_)) {
            self.state
                .mistake(place, "the body of a thing is an object: `json!({ … })`, or `Json::parse(text)?`");
        }
        Any::new(self.state.declare(thing(body)))
    }

    /// Says something once it is deployed; the value may hold references.
    #[track_caller]
    pub fn output(&self, name: impl Into<String>, value: impl Into<Json>) -> &Self {
        let name = name.into();
        let place = Location::caller();
        if self.state.get().outputs.get(&name).is_some() {
            self.state.mistake(place, format!("output `{name}` is declared twice"));
        }
        self.state.change().outputs.insert(name, value);
        self
    }
}

fn thing(kind: String, name: String, members: crate::Object, place: Place) -> Thing {
    Thing { kind, name, called: Called::Same, label: None, members, place }
}

impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        Self(error.to_string())
    }
}
