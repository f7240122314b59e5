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
use cfs_emulator::{ACCOUNT_ID, Emulator};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

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

    /// Puts objects whose content is their key, whatever it is: no client is in between.
    pub(crate) fn put_objects(&self, bucket: &str, keys: &[&str]) {
        for key in keys {
            let mut stream = TcpStream::connect(self.emulator.address()).expect("a connection");
            let encoded = key.replace('%', "%25").replace('/', "%2F");
            let request = format!(
                "PUT /client/v4/accounts/{ACCOUNT_ID}/r2/buckets/{bucket}/objects/{encoded} HTTP/1.1\r\nhost: localhost\r\n\
                 authorization: Bearer {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{key}",
                self.emulator.token(),
                key.len()
            );
            stream.write_all(request.as_bytes()).expect("it is sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).expect("an answer");
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
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
