//! An emulator as a process of its own, which can be killed.

use super::{ask, npm};
use crate::support::{call, of_account};
use cfs_catalogue::Content;
use cfs_emulator::TOKEN;
use cfs_http::{Client, Credentials};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// An emulator as a process of its own.
pub(super) struct Process {
    child: Child,
    pub(super) client: Client,
    pub(super) at: SocketAddr,
}

impl Process {
    pub(super) fn start(state: &Path) -> Self {
        Self::start_with(state, |_| {})
    }

    pub(super) fn start_with(state: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfs-emulator"));
        command
            .args(["--port", "0", "--state"])
            .arg(state)
            .current_dir(if npm().is_dir() { npm() } else { state.to_owned() })
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        change(&mut command);
        let mut child = command.spawn().expect("a process");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its address");
        let base = line.trim().to_owned();
        let at = base
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap_or_default()
            .parse()
            .expect("an address");
        let client = Client::builder()
            .base_url(base)
            .credentials(Credentials::token(TOKEN))
            .build()
            .expect("a client");
        Self { child, client, at }
    }

    pub(super) async fn done(&self, name: &str, more: &[(&str, &str)], content: Content) -> Value {
        call(&self.client, name, of_account(more), content)
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The text that a Worker of a name answers.
    pub(super) async fn worker(&self, name: &str, method: &str, path: &str, content: &str) -> String {
        ask(self.at, &format!("{name}.emulator.workers.dev"), method, path, content).await.text
    }

    pub(super) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
