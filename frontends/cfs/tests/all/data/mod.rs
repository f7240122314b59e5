//! Commands of products against an account on loopback: what they do is looked at through `cfs api`.

mod ai;
mod cache;
mod d1;
mod dns;
mod hyperdrive;
mod kv;
mod local;
mod pages;
mod queues;
mod r2;
mod secret;
mod secrets_store;
mod vectorize;
mod workflows;

use crate::support::{Ran, run};
use cfs_emulator::Emulator;
use serde_json::Value;

/// An account of the test's own.
pub(crate) struct Account {
    _runtime: tokio::runtime::Runtime,
    emulator: Emulator,
}

impl Account {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let emulator = runtime.block_on(Emulator::start()).expect("an account");
        Self { _runtime: runtime, emulator }
    }

    /// Runs the program with something on stdin.
    pub(crate) fn with(&self, words: &[&str], stdin: &str) -> Ran {
        let url = self.emulator.base_url();
        run(words, stdin, &[("CLOUDFLARE_BASE_URL", &url), ("CLOUDFLARE_API_TOKEN", self.emulator.token())])
    }

    /// Runs the program, which has to do it.
    pub(crate) fn done(&self, words: &[&str]) -> String {
        let ran = self.with(words, "");
        assert_eq!(ran.code, 0, "{words:?}: {ran:?}");
        ran.stdout
    }

    /// The same for what it prints as JSON.
    pub(crate) fn json(&self, words: &[&str]) -> Value {
        let text = self.done(words);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{words:?}: {error}: {text}"))
    }
}
