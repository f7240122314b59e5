//! What Workers are bound to, as the metadata of an upload has it.

use crate::json::Json;
use crate::resource::{
    AiSearch, D1, DispatchNamespace, Hyperdrive, Kv, MtlsCertificate, PipelineStream, Queue, R2,
    StoredSecret, Vectorize,
};
use crate::value::{Secret, WorkerName};
use crate::worker::Worker;

/// What a Worker can be bound to: things of the application, and the functions of this crate that name other things.
pub trait Bind {
    /// The binding, without its name. What is bound does not change; but where it could, clippy sees no needless borrow in
    /// `&db`.
    fn binding(&mut self) -> Binding;
}

impl<T: Bind + Clone> Bind for &T {
    fn binding(&mut self) -> Binding {
        of(T::clone(self))
    }
}

/// The binding of something.
pub(crate) fn of(mut what: impl Bind) -> Binding {
    what.binding()
}

/// A binding without its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding(pub(crate) Json);

impl Bind for Binding {
    fn binding(&mut self) -> Binding {
        self.clone()
    }
}

impl Binding {
    fn new(kind: &str) -> Self {
        Self(Json::of("type", kind))
    }

    /// Sets a member, as the API has it.
    pub fn set(self, member: &str, value: impl Into<Json>) -> Self {
        Self(self.0.with(member, value))
    }
}

macro_rules! things {
    ($($thing:ident: $kind:literal, $member:literal = $of:literal;)*) => {$(
        impl Bind for $thing {
            fn binding(&mut self) -> Binding {
                Binding::new($kind).set($member, self.member($of))
            }
        }
    )*};
}

things! {
    Kv: "kv_namespace", "namespace_id" = "id";
    D1: "d1", "id" = "uuid";
    Queue: "queue", "queue_name" = "queue_name";
    Vectorize: "vectorize", "index_name" = "name";
    Hyperdrive: "hyperdrive", "id" = "id";
    MtlsCertificate: "mtls_certificate", "certificate_id" = "id";
    DispatchNamespace: "dispatch_namespace", "namespace" = "namespace_name";
    PipelineStream: "pipelines", "stream" = "id";
    AiSearch: "ai_search", "instance_name" = "id";
    Worker: "service", "service" = "name";
}

impl Bind for R2 {
    fn binding(&mut self) -> Binding {
        let binding = Binding::new("r2_bucket").set("bucket_name", self.id());
        match self.0.setting("jurisdiction") {
            Some(jurisdiction) => binding.set("jurisdiction", jurisdiction),
            None => binding,
        }
    }
}

impl Bind for StoredSecret {
    fn binding(&mut self) -> Binding {
        Binding::new("secrets_store_secret")
            .set("store_id", self.store.id())
            .set("secret_name", self.name.as_str())
    }
}

impl Bind for Secret {
    fn binding(&mut self) -> Binding {
        Binding::new("secret_text").set("text", self.clone())
    }
}

impl DispatchNamespace {
    /// A binding whose Workers' requests go through another Worker, which is given these parameters.
    pub fn outbound<const N: usize>(&self, worker: impl Into<WorkerName>, parameters: [&str; N]) -> Binding {
        let mut outbound = Json::of("worker", Json::of("service", worker.into().0));
        if N > 0 {
            outbound = outbound.with("params", Json::list(parameters.map(|name| Json::of("name", name))));
        }
        of(*self).set("outbound", outbound)
    }
}

/// Functions that make a binding of a kind, of values that name what it is bound to.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident($($value:ident: $ty:ty),*) = $kind:literal $($member:literal)*;)*) => {$(
        $(#[$doc])*
        pub fn $name($($value: $ty),*) -> Binding {
            Binding::new($kind)$(.set($member, $value))*
        }
    )*};
}

functions! {
    /// A text that is no secret.
    text(text: &str) = "plain_text" "text";
    /// A value that is no secret, given as JavaScript has it.
    json_value(value: impl Into<Json>) = "json" "json";
    /// Workers AI.
    ai() = "ai";
    /// Browser rendering.
    browser() = "browser";
    /// Images.
    images() = "images";
    /// Stream.
    stream() = "stream";
    /// Media transformations.
    media() = "media";
    /// Which version runs.
    version_metadata() = "version_metadata";
    /// The Worker's assets; [`Worker::assets`] has a shorter way.
    assets() = "assets";
    /// Analytics of the account.
    analytics() = "analytics";
    /// Code that is loaded while the Worker runs.
    worker_loader() = "worker_loader";
    /// A service of a private network, by its id.
    vpc_service(id: impl Into<Json>) = "vpc_service" "service_id";
    /// A private network behind a tunnel, by the tunnel's id.
    vpc_tunnel(id: impl Into<Json>) = "vpc_network" "tunnel_id";
    /// A private network, by its id.
    vpc_network(id: impl Into<Json>) = "vpc_network" "network_id";
    /// An instance of AI Search, by its name.
    ai_search(instance: impl Into<Json>) = "ai_search" "instance_name";
    /// A namespace of AI Search.
    ai_search_namespace(namespace: impl Into<Json>) = "ai_search_namespace" "namespace";
    /// A namespace of agents' memory.
    agent_memory(namespace: impl Into<Json>) = "agent_memory" "namespace";
    /// A namespace of artifacts.
    artifacts(namespace: impl Into<Json>) = "artifacts" "namespace";
    /// An application of feature flags, by its id.
    flagship(app: impl Into<Json>) = "flagship" "app_id";
    /// A stream of K2.
    k2(stream: impl Into<Json>) = "k2" "stream";
    /// A namespace of messaging.
    messaging(namespace: impl Into<Json>) = "messaging" "namespace";
    /// A part of the upload as a WebAssembly module; only for Workers that are no ES modules.
    wasm_module(part: &str) = "wasm_module" "part";
    /// A part of the upload as a text; only for Workers that are no ES modules.
    text_blob(part: &str) = "text_blob" "part";
    /// A part of the upload as bytes; only for Workers that are no ES modules.
    data_blob(part: &str) = "data_blob" "part";
    /// A destination of logs.
    logfwdr(destination: &str) = "logfwdr" "destination";
}

/// Structs around bindings that have more members, each with a method.
macro_rules! options {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$method_doc:meta])* $method:ident($ty:ty) = $member:literal;)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(Binding);

        impl $name {$(
            $(#[$method_doc])*
            pub fn $method(self, value: $ty) -> Self {
                Self(self.0.set($member, value))
            }
        )*}

        impl Bind for $name {
            fn binding(&mut self) -> Binding {
                self.0.clone()
            }
        }
    )*};
}

options! {
    /// Another Worker.
    Service {
        /// The class that answers, instead of the default export.
        entrypoint(&str) = "entrypoint";
        /// What the class is given as its properties: an object.
        props(impl Into<Json>) = "props";
        /// The environment of the Worker, where it has some of old.
        environment(&str) = "environment";
    }
    /// What the version before is bound to.
    Inherited {
        /// The binding's name there.
        old_name(&str) = "old_name";
        /// Another version than the one before.
        version_id(&str) = "version_id";
    }
    /// Data points for Analytics Engine.
    AnalyticsEngine {
        /// What the data set is called; without, as the binding.
        dataset(&str) = "dataset";
    }
    /// Mail.
    SendEmail {
        /// The only address that it goes to.
        destination(impl Into<Json>) = "destination_address";
        /// The addresses that it may go to.
        allowed_destinations(impl Into<Json>) = "allowed_destination_addresses";
        /// The addresses that it may come from.
        allowed_senders(impl Into<Json>) = "allowed_sender_addresses";
    }
    /// A greeting, to try bindings with.
    HelloWorld {
        /// Whether it has a timer.
        enable_timer(bool) = "enable_timer";
    }
}

/// Another Worker: one of the application, or the name of any in the account. A [`Worker`] itself can be bound as well.
pub fn service(worker: impl Into<WorkerName>) -> Service {
    Service(Binding::new("service").set("service", worker.into().0))
}

/// What the version before is bound to under the same name.
pub fn inherit() -> Inherited {
    Inherited(Binding::new("inherit"))
}

/// Data points for Analytics Engine.
pub fn analytics_engine() -> AnalyticsEngine {
    AnalyticsEngine(Binding::new("analytics_engine"))
}

/// Mail to addresses that the account has confirmed.
pub fn send_email() -> SendEmail {
    SendEmail(Binding::new("send_email"))
}

/// A greeting, to try bindings with.
pub fn hello_world() -> HelloWorld {
    HelloWorld(Binding::new("unsafe_hello_world"))
}

/// A limit of calls: `limit` in `period` seconds, which are 10 or 60. The namespace is a number of one's own, as a text.
pub fn ratelimit(namespace: &str, limit: u32, period: u32) -> RateLimit {
    RateLimit { namespace: namespace.to_owned(), simple: Json::of("limit", limit).with("period", period) }
}

/// A limit of calls.
#[derive(Clone, Debug, PartialEq)]
pub struct RateLimit {
    namespace: String,
    simple: Json,
}

impl RateLimit {
    /// Seconds that calls are refused once the limit is reached.
    pub fn mitigation_timeout(self, seconds: u32) -> Self {
        Self { simple: self.simple.with("mitigation_timeout", seconds), ..self }
    }
}

impl Bind for RateLimit {
    fn binding(&mut self) -> Binding {
        let namespace = self.namespace.as_str();
        Binding::new("ratelimit").set("namespace_id", namespace).set("simple", self.simple.clone())
    }
}

/// A key for Web Crypto, in base64 (`raw`, `pkcs8`, `spki`) or as a JSON Web Key (`jwk`), with its algorithm as Web Crypto has it.
pub fn secret_key<const N: usize>(
    format: &str,
    algorithm: impl Into<Json>,
    usages: [&str; N],
    key: Secret,
) -> Binding {
    let member = if format == "jwk" { "key_jwk" } else { "key_base64" };
    let binding = Binding::new("secret_key").set("format", format).set("algorithm", algorithm);
    binding.set("usages", usages).set(member, key)
}

/// A binding of any kind, with its members as the API has them.
pub fn raw(kind: &str, members: impl Into<Json>) -> Binding {
    let members = crate::value::members(members.into()).unwrap_or_default();
    members.iter().fold(Binding::new(kind), |binding, (name, value)| binding.set(name, value))
}
