//! The generated crates, one a product.

#[cfg(feature = "agent-memory")]
pub use cfs_runtime_agent_memory as agent_memory;
#[cfg(feature = "ai")]
pub use cfs_runtime_ai as ai;
#[cfg(feature = "analytics-engine")]
pub use cfs_runtime_analytics_engine as analytics_engine;
#[cfg(feature = "artifacts")]
pub use cfs_runtime_artifacts as artifacts;
#[cfg(feature = "browser")]
pub use cfs_runtime_browser as browser;
#[cfg(feature = "containers")]
pub use cfs_runtime_containers as containers;
#[cfg(feature = "d1")]
pub use cfs_runtime_d1 as d1;
#[cfg(feature = "dispatch")]
pub use cfs_runtime_dispatch as dispatch;
#[cfg(feature = "durable-objects")]
pub use cfs_runtime_durable_objects as durable_objects;
#[cfg(feature = "email")]
pub use cfs_runtime_email as email;
#[cfg(feature = "flagship")]
pub use cfs_runtime_flagship as flagship;
#[cfg(feature = "hello-world")]
pub use cfs_runtime_hello_world as hello_world;
#[cfg(feature = "hyperdrive")]
pub use cfs_runtime_hyperdrive as hyperdrive;
#[cfg(feature = "images")]
pub use cfs_runtime_images as images;
#[cfg(feature = "kv")]
pub use cfs_runtime_kv as kv;
#[cfg(feature = "media")]
pub use cfs_runtime_media as media;
#[cfg(feature = "pipelines")]
pub use cfs_runtime_pipelines as pipelines;
#[cfg(feature = "pubsub")]
pub use cfs_runtime_pubsub as pubsub;
#[cfg(feature = "queues")]
pub use cfs_runtime_queues as queues;
#[cfg(feature = "r2")]
pub use cfs_runtime_r2 as r2;
#[cfg(feature = "rate-limit")]
pub use cfs_runtime_rate_limit as rate_limit;
#[cfg(feature = "secrets-store")]
pub use cfs_runtime_secrets_store as secrets_store;
#[cfg(feature = "sockets")]
pub use cfs_runtime_sockets as sockets;
#[cfg(feature = "stream")]
pub use cfs_runtime_stream as stream;
#[cfg(feature = "tail")]
pub use cfs_runtime_tail as tail;
#[cfg(feature = "vectorize")]
pub use cfs_runtime_vectorize as vectorize;
#[cfg(feature = "version-metadata")]
pub use cfs_runtime_version_metadata as version_metadata;
#[cfg(feature = "web-search")]
pub use cfs_runtime_web_search as web_search;
#[cfg(feature = "worker-loader")]
pub use cfs_runtime_worker_loader as worker_loader;
#[cfg(feature = "workers")]
pub use cfs_runtime_workers as workers;
#[cfg(feature = "workflows")]
pub use cfs_runtime_workflows as workflows;
