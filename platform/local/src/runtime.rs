//! The child process: started, listened to, ended.

use crate::Error;
use crate::binary::Binary;
use crate::dispatch::{Connection, connection};
use crate::print::{Printed, print};
use crate::setup::Setup;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};
use tokio::sync::{Mutex, mpsc};

/// How a runtime runs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The program.
    pub binary: Binary,
    /// Where what it reads is written: an empty folder of its own.
    pub folder: PathBuf,
    /// Where Durable Objects are kept; else they are forgotten when it ends.
    pub storage: Option<PathBuf>,
    /// The server that bindings ask, on this machine.
    pub back: SocketAddr,
    /// What the back knows its requests by, in the header [`TOKEN`](crate::TOKEN).
    pub token: String,
    /// Whether bindings that the runtime calls experimental are allowed.
    pub experimental: bool,
}

impl Options {
    /// A runtime that forgets.
    pub fn new(
        binary: Binary,
        folder: impl Into<PathBuf>,
        back: SocketAddr,
        token: impl Into<String>,
    ) -> Self {
        Self { binary, folder: folder.into(), storage: None, back, token: token.into(), experimental: true }
    }
}

/// A line that the runtime or a Worker wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// `log`, `error`, `warn` … as the runtime calls it.
    pub level: String,
    /// What was written.
    pub text: String,
}

/// A running runtime. Dropped, it ends; [`Runtime::stop`] waits for that.
#[derive(Debug)]
pub struct Runtime {
    processes: Mutex<Processes>,
    address: SocketAddr,
    connection: Connection,
    workers: BTreeSet<String>,
    workflows: BTreeSet<String>,
    lines: Option<mpsc::Receiver<Line>>,
}

/// The runtime, and what ends it when this process is killed and can end nothing.
#[derive(Debug)]
struct Processes {
    runtime: Child,
    guard: Option<Child>,
}

/// How many lines wait to be read before older ones are kept from being written.
const LINES: usize = 1024;

impl Runtime {
    /// Writes the setup below [`Options::folder`] and starts the runtime; answers when it listens.
    ///
    /// # Errors
    /// [`Error::Refused`] and [`Error::TooNew`] with the runtime's words, [`Error::Io`] where a file or the process
    /// cannot be made.
    pub async fn start(setup: &Setup, options: &Options) -> Result<Self, Error> {
        // Nobody else can print where this runtime listens: its Workers do not know the name.
        static STARTED: AtomicU64 = AtomicU64::new(0);
        let socket = format!("{}-{}", options.token, STARTED.fetch_add(1, Ordering::Relaxed));
        let printed = print(setup, options, &options.token, &socket);
        write(&options.folder, &printed).await?;
        if let Some(storage) = &options.storage {
            tokio::fs::create_dir_all(storage)
                .await
                .map_err(Error::io(format!("making {}", storage.display())))?;
        }
        let mut child = spawn(options)?;
        let (Some(output), Some(errors)) = (child.stdout.take(), child.stderr.take()) else {
            return Err(Error::Gone { doing: "starting the runtime".into(), why: "it has no output".into() });
        };
        let mut output = BufReader::new(output).lines();
        let Some(port) = listens(&mut output, &socket).await else {
            return Err(refused(errors).await);
        };
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let workers = setup.workers.iter().map(|worker| worker.name.clone()).collect();
        let workflows = setup.workflows.iter().map(|workflow| workflow.id.clone()).collect();
        let lines = Some(listen(output, errors));
        let guard = child.id().and_then(guard);
        let processes = Mutex::new(Processes { runtime: child, guard });
        Ok(Self { processes, address, connection: connection(), workers, workflows, lines })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What the runtime and its Workers write, once; older lines are lost where nobody reads.
    pub fn lines(&mut self) -> Option<mpsc::Receiver<Line>> {
        self.lines.take()
    }

    /// Ends it at once, with the requests it has, and waits until it is gone. What Durable Objects were told is written
    /// stays: they are answered after it is on disk.
    ///
    /// # Errors
    /// [`Error::Io`] where the process cannot be waited for.
    pub async fn stop(self) -> Result<(), Error> {
        self.end().await
    }

    /// As [`Runtime::stop`], where others still have it: what they send is answered with [`Error::Gone`].
    ///
    /// # Errors
    /// [`Error::Io`] where the process cannot be waited for.
    pub async fn end(&self) -> Result<(), Error> {
        let doing = "ending the runtime";
        let mut processes = self.processes.lock().await;
        if let Some(mut guard) = processes.guard.take() {
            // It would end a process that is gone.
            guard.start_kill().map_err(Error::io(doing))?;
            guard.wait().await.map_err(Error::io(doing))?;
        }
        processes.runtime.start_kill().map_err(Error::io(doing))?;
        processes.runtime.wait().await.map_err(Error::io(doing))?;
        Ok(())
    }

    /// Whether it ends by itself within this time: what lost its connections may take a moment to be gone.
    ///
    /// # Errors
    /// [`Error::Io`] where the process cannot be waited for.
    pub async fn ends_within(&self, time: Duration) -> Result<bool, Error> {
        let mut processes = self.processes.lock().await;
        match tokio::time::timeout(time, processes.runtime.wait()).await {
            Ok(ended) => ended.map(|_| true).map_err(Error::io("waiting for the runtime's end")),
            Err(_) => Ok(false),
        }
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(crate) fn has_workflow(&self, id: &str) -> bool {
        self.workflows.contains(id)
    }

    pub(crate) fn knows(&self, worker: &str) -> Result<(), Error> {
        if self.workers.contains(worker) {
            Ok(())
        } else {
            Err(Error::NoWorker { worker: worker.to_owned() })
        }
    }
}

async fn write(folder: &Path, printed: &Printed) -> Result<(), Error> {
    let doing = |path: &Path| format!("writing {}", path.display());
    tokio::fs::create_dir_all(folder).await.map_err(Error::io(doing(folder)))?;
    for (name, content) in &printed.files {
        let path = folder.join(name);
        tokio::fs::write(&path, content).await.map_err(Error::io(doing(&path)))?;
    }
    let path = folder.join("config.capnp");
    tokio::fs::write(&path, &printed.config).await.map_err(Error::io(doing(&path)))
}

fn spawn(options: &Options) -> Result<Child, Error> {
    let mut command = Command::new(&options.binary.path);
    command.arg("serve").arg(options.folder.join("config.capnp")).arg("--control-fd=1");
    if options.experimental {
        command.arg("--experimental");
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().map_err(Error::io(format!("starting {}", options.binary.path.display())))
}

/// A shell that waits for the end of its input, which comes when this process ends, however it ends. Where there is no shell, the runtime
/// may outlive a process that is killed.
fn guard(runtime: u32) -> Option<Child> {
    let mut command = Command::new("sh");
    command.args(["-c", "read line; kill -9 \"$1\"", "cfs-local", &runtime.to_string()]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    command.spawn().ok()
}

/// The port it says it listens on.
async fn listens(output: &mut Lines<BufReader<ChildStdout>>, socket: &str) -> Option<u16> {
    while let Ok(Some(line)) = output.next_line().await {
        let Ok(said) = serde_json::from_str::<Value>(&line) else { continue };
        if said["event"] == "listen" && said["socket"] == socket {
            return said["port"].as_u64().and_then(|port| u16::try_from(port).ok());
        }
    }
    None
}

/// What the runtime said before it ended.
async fn refused(errors: ChildStderr) -> Error {
    let mut lines = BufReader::new(errors).lines();
    let mut problems: Vec<(String, String)> = Vec::new();
    while let Ok(Some(line)) = lines.next_line().await {
        let message = line_of(&line, "error").text;
        let named = message.strip_prefix("service worker:").and_then(|rest| rest.split_once(": "));
        match (named, problems.last_mut()) {
            (Some((worker, message)), _) => problems.push((worker.to_owned(), message.to_owned())),
            // Further lines of the same: a stack, or where it is.
            (None, Some((_, before))) => *before = format!("{before}\n{message}"),
            (None, None) => problems.push((String::new(), message)),
        }
    }
    let new = problems.iter().find_map(|(worker, message)| too_new(worker, message));
    new.unwrap_or(Error::Refused { problems })
}

fn too_new(worker: &str, message: &str) -> Option<Error> {
    let rest = message.strip_prefix("This Worker requires compatibility date \"")?;
    let (asked, rest) = rest.split_once('"')?;
    let newest = rest.split('"').nth(1)?;
    Some(Error::TooNew { worker: worker.to_owned(), asked: asked.to_owned(), newest: newest.to_owned() })
}

/// Lines come as JSON objects, but for what the runtime says before it has read that they should.
fn line_of(line: &str, otherwise: &str) -> Line {
    let said = serde_json::from_str::<Value>(line).ok();
    let member = |name: &str| said.as_ref().and_then(|said| said[name].as_str());
    match member("message") {
        Some(text) => Line { level: member("level").unwrap_or(otherwise).to_owned(), text: text.to_owned() },
        None => Line { level: otherwise.to_owned(), text: line.to_owned() },
    }
}

/// Reads on, so that the runtime never waits for a reader.
fn listen(output: Lines<BufReader<ChildStdout>>, errors: ChildStderr) -> mpsc::Receiver<Line> {
    let (sender, receiver) = mpsc::channel(LINES);
    tokio::spawn(pass(output, sender.clone(), "log"));
    tokio::spawn(pass(BufReader::new(errors).lines(), sender, "error"));
    receiver
}

async fn pass<R: AsyncRead + Unpin>(
    mut lines: Lines<BufReader<R>>,
    to: mpsc::Sender<Line>,
    level: &'static str,
) {
    while let Ok(Some(line)) = lines.next_line().await {
        // Nobody reads, or not fast enough: the line is let go.
        drop(to.try_send(line_of(&line, level)));
    }
}
