//! Where a Worker is.

use super::request::{Method, Request};
use cfs_config::model::Worker;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A segment of a path, encoded.
pub(crate) fn segment(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, SEGMENT)
}

/// Where a Worker is: an account, perhaps a namespace of Workers for Platforms, and a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The account's id.
    pub account: String,
    /// The namespace of Workers for Platforms.
    pub namespace: Option<String>,
    /// What the Worker is called in the account.
    pub name: String,
}

impl Target {
    /// Where a Worker of an account belongs. A namespace that is not known yet counts as its place in the model.
    pub fn of(account: &str, worker: &Worker) -> Self {
        let namespace = worker.dispatch_namespace.as_ref();
        let namespace =
            namespace.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        Self { account: account.to_owned(), namespace, name: worker.called().to_owned() }
    }

    /// A path of the account: `below` begins with `/` and is encoded.
    pub fn account(&self, below: &str) -> String {
        format!("/accounts/{}{below}", segment(&self.account))
    }

    /// The Worker's own path, and what is below it: `below` is empty or begins with `/`, and is encoded.
    pub fn script(&self, below: &str) -> String {
        let name = segment(&self.name);
        match &self.namespace {
            None => self.account(&format!("/workers/scripts/{name}{below}")),
            Some(namespace) => {
                let namespace = segment(namespace);
                self.account(&format!("/workers/dispatch/namespaces/{namespace}/scripts/{name}{below}"))
            }
        }
    }

    /// A request below the Worker's own path.
    pub(crate) fn request(&self, method: Method, below: &str) -> Request {
        Request::new(method, self.script(below))
    }
}
