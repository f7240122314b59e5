//! What a deployment of a Worker is about.

use super::assets::Site;
use super::target::Target;
use super::upload::Upload;
use cfs_config::model::Worker;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A Worker as it should be. References in it may still stand where it is only planned: they come out in the requests as they
/// are, for [`Request::resolve`](super::Request::resolve).
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The declaration. Secrets among its bindings hold their `text` when requests are made to be sent; to plan, they may stand
    /// as what they refer to.
    pub worker: &'a Worker,
    /// Where it belongs.
    pub target: Target,
    /// Its code; absent for one that only has assets.
    pub upload: Option<&'a Upload>,
    /// The files that it serves.
    pub site: Option<&'a Site>,
    /// What was declared with the last deployment, as far as it is known: what stood there and is gone is removed. Without it,
    /// what is there and not declared counts as set elsewhere.
    pub before: Option<&'a Worker>,
    /// The secrets whose values are those that are deployed; all others are set again.
    pub same_secrets: BTreeSet<String>,
    /// What the code was at the last deployment, if that is known.
    pub known_code: Option<KnownCode>,
    /// Ids of the account's queues, by name: consumers are told by them.
    pub queues: BTreeMap<String, String>,
    /// Tags of the Worker.
    pub tags: Vec<String>,
    /// What is said of the version.
    pub annotations: Annotations,
    /// How it goes.
    pub policy: Policy,
}

impl<'a> Wanted<'a> {
    /// A Worker of an account, with nothing built yet and nothing known of what was before.
    pub fn new(account: &str, worker: &'a Worker) -> Self {
        Self {
            worker,
            target: Target::of(account, worker),
            upload: None,
            site: None,
            before: None,
            same_secrets: BTreeSet::new(),
            known_code: None,
            queues: BTreeMap::new(),
            tags: Vec::new(),
            annotations: Annotations::default(),
            policy: Policy::default(),
        }
    }
}

/// Which code an `etag` of the account stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownCode {
    /// The script's `etag` after the last deployment: as long as the account says it, nobody has uploaded other code.
    pub etag: String,
    /// The [digest](super::digest()) of what was uploaded.
    pub digest: String,
}

/// What others did, and what becomes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Elsewhere {
    /// It stays, and is told.
    Keep,
    /// It becomes what is declared.
    #[default]
    Reset,
}

/// How a deployment goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Variables that were set elsewhere. The Worker's own `keep_vars` keeps them too.
    pub variables: Elsewhere,
    /// Secrets that were set elsewhere.
    pub secrets: Elsewhere,
    /// Observability, logpush and tails where nothing is declared of them and others have set them.
    pub shared: Elsewhere,
    /// Routes, domains, schedules and consumers of a Worker whose declaration does not name any.
    pub triggers: Elsewhere,
    /// How new classes are told: as migrations, or as declarative exports.
    pub classes: Classes,
    /// Whether bindings that `inherit` must be there.
    pub strict: bool,
    /// How running objects change to new code: `{"mode": "deferred", "max_delay": 300}` unless it is said.
    pub code_update: Option<Value>,
    /// A version only: uploaded, reached by no request yet, triggers as they are.
    pub version_only: bool,
    /// Whether to take over hosts that DNS records or other origins use.
    pub override_hosts: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            variables: Elsewhere::Reset,
            secrets: Elsewhere::Keep,
            shared: Elsewhere::Keep,
            triggers: Elsewhere::Keep,
            classes: Classes::Migrations,
            strict: true,
            code_update: None,
            version_only: false,
            override_hosts: false,
        }
    }
}

/// How classes of Durable Objects are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Classes {
    /// As migrations, with tags of their own, from what is there to what is declared.
    #[default]
    Migrations,
    /// As declarative `exports`.
    Exports,
}

/// What is said of a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations {
    /// Why it was made: at most 1,000 bytes, what is longer is cut.
    pub message: Option<String>,
    /// What the user calls it: at most 100 bytes.
    pub tag: Option<String>,
    /// The name of its preview address.
    pub alias: Option<String>,
    /// The commit that it was built from.
    pub commit: Option<String>,
    /// The branch.
    pub branch: Option<String>,
    /// Who deploys.
    pub who: Option<String>,
    /// Further ones, as they are sent.
    pub more: Map<String, Value>,
}
