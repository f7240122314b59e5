#![doc = include_str!("../README.md")]
// Every method changes what its handle stands for: what it gives back only serves chaining.
#![allow(clippy::return_self_not_must_use)]

mod app;
mod binding;
mod json;
mod resource;
#[cfg(feature = "sources")]
pub mod sources;
mod state;
mod value;
mod worker;
mod zone;

pub use app::{App, Environments, Error, Result, app, model};
pub use binding::{
    AnalyticsEngine, Bind, Binding, HelloWorld, Inherited, RateLimit, SendEmail, Service, agent_memory, ai,
    ai_search, ai_search_namespace, analytics, analytics_engine, artifacts, assets, browser, data_blob,
    flagship, hello_world, images, inherit, json_value, k2, logfwdr, media, messaging, ratelimit, raw,
    secret_key, send_email, service, stream, text, text_blob, version_metadata, vpc_network, vpc_service,
    vpc_tunnel, wasm_module, worker_loader,
};
pub use json::{Json, Object, ParseError};
pub use resource::{
    AiGateway, AiSearch, Any, CorsRule, D1, DispatchNamespace, EmailAddress, Hyperdrive, Kv, LifecycleRule,
    LockRule, MtlsCertificate, Notification, PagesProject, Pipeline, PipelineSink, PipelineStream,
    PullConsumer, Queue, R2, SecretsStore, StoredSecret, Vectorize,
};
pub use value::{
    Jurisdiction, Location, Metric, QueueName, Ref, Secret, StorageClass, WorkerName, command, env, file,
    prompt,
};
pub use worker::{
    Assets, Check, Class, Consumer, Container, Domain, DurableObject, Observability, Placement, Signals,
    Worker, WorkflowBinding, WorkflowSettings, durable_object, status, workflow,
};
pub use zone::{
    A, Aaaa, AccessApplication, Caa, Cert, Cname, CustomHostname, Dnskey, Ds, EmailRule, HealthCheck, Https,
    LoadBalancer, Loc, Monitor, Mx, Naptr, Ns, Openpgpkey, Pool, Ptr, Record, Resource, Ruleset, Smimea, Srv,
    Sshfp, Svcb, Tlsa, Txt, Uri, Zone, access_application, monitor, pool, zone,
};

/// The version of the form that is written.
pub const VERSION: u32 = 1;
