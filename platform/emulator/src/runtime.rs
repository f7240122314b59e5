//! Where uploaded Workers run, for those who run them otherwise than [`crate::Builder::run_workers`] does, or only look.

use bytes::Bytes;
use std::fmt;

/// A Worker as it was uploaded: one of its versions.
#[derive(Clone, Debug)]
pub struct UploadedWorker {
    /// The account.
    pub account_id: String,
    /// Its name.
    pub name: String,
    /// The version's id.
    pub version_id: String,
    /// What was uploaded beside the modules: main module, bindings, compatibility date. Secrets are among the bindings.
    pub metadata: serde_json::Value,
    /// Its modules: name, content type, content.
    pub modules: Vec<(String, String, Bytes)>,
}

/// Runs Workers.
pub trait Runtime: Send + Sync + 'static {
    /// A Worker's deployment was made or changed: from now on these versions answer, each with its share of the requests in
    /// per cent.
    ///
    /// # Errors
    /// When the Worker does not start; the text is what the uploader is told.
    fn deploy(&self, versions: &[(UploadedWorker, f64)]) -> Result<(), String>;

    /// A Worker is gone.
    fn remove(&self, account_id: &str, name: &str);
}

/// Keeps Workers and runs none.
#[derive(Debug, Default)]
pub struct NoRuntime;

impl Runtime for NoRuntime {
    fn deploy(&self, _: &[(UploadedWorker, f64)]) -> Result<(), String> {
        Ok(())
    }

    fn remove(&self, _: &str, _: &str) {}
}

impl fmt::Debug for dyn Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}
