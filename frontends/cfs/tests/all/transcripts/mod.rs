//! Transcripts: every command against an account on loopback whose ids and clock are fixed, once with pipes and once on a
//! terminal of 80 columns, colours off. A script says what is typed; the snapshot of its name has what came of it.
//!
//! Over all of them: no token and no secret value shows (each has `planted` in it), and stdout is data only.

mod screen;
mod script;

use crate::support::NOBODY;
use cfs_emulator::{Emulator, ManualClock};
use nix::pty::{Winsize, openpty};
use script::{Line, Step};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// The token of the account: no output may have it.
const TOKEN: &str = "planted-token-of-the-account-0123456789";

/// Words of commands whose stdout is text or bytes: that is the data which is asked for.
const TEXT: [&str; 19] = [
    // What is planned and done is read by people, unless a format is asked for.
    "plan",
    "diff",
    "deploy",
    "apply",
    "destroy",
    "types",
    "help",
    "completions",
    "man",
    "kv key get",
    "d1 export",
    "dns export",
    "r2 object get",
    "ai run",
    "--help",
    "--version",
    "--dry-run",
    "--curl",
    "--output",
];

macro_rules! transcripts {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                transcript(stringify!($name), include_str!(concat!(stringify!($name), ".txt")));
            }
        )*

        /// All scripts.
        const SCRIPTS: &[&str] = &[$(include_str!(concat!(stringify!($name), ".txt"))),*];
    };
}

transcripts! {
    account ai api auth cache d1 deployments dns doctor explained hyperdrive kv mcp pages queues r2 secret secrets_store vectorize workflows
    wrong
}

/// A folder, and an account that gives out the same ids each time.
struct Place {
    _runtime: tokio::runtime::Runtime,
    emulator: Emulator,
    folder: tempfile::TempDir,
}

/// What came of a command.
struct Came {
    code: i32,
    stdout: String,
    stderr: String,
}

fn transcript(name: &str, text: &str) {
    let (piped, terminal) = (Place::new(), Place::new());
    let mut told = String::new();
    for step in script::read(text) {
        match step {
            Step::Comment(line) => told.push_str(&format!("\n{line}\n")),
            Step::File { name, content } => {
                [&piped, &terminal].iter().for_each(|place| place.file(&name, &content));
            }
            Step::Run(line) if line.only_on_terminal => {
                let (code, shown) = terminal.run_on_terminal(&line);
                told.push_str(&format!("\n$ {}\n{}", line.text, on_terminal(&line, code, &shown)));
            }
            Step::Run(line) => {
                let came = piped.run(&line);
                data_only(&line, &came);
                let (code, shown) = terminal.run_on_terminal(&line);
                told.push_str(&said(&line, &came, code, &shown));
            }
        }
    }
    [piped, terminal].iter().for_each(Place::looked_at);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/transcripts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, told));
}

/// A command with what came of it.
fn said(line: &Line, came: &Came, code: i32, shown: &[String]) -> String {
    let mut told = format!("\n$ {}\n", line.text);
    let stdin = line.stdin.iter().flat_map(|text| text.lines());
    stdin.for_each(|text| told.push_str(&format!("< {text}\n")));
    let lines = |mark: &str, text: &str| {
        let lines: String = text.split_inclusive('\n').map(|line| format!("{mark}{line}")).collect();
        let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n     (no line end)\n" };
        format!("{lines}{end}")
    };
    told.push_str(&format!("exit {}\n", came.code));
    told.push_str(&lines("out| ", &came.stdout));
    told.push_str(&lines("err| ", &came.stderr));
    let both = format!("{}{}", came.stdout, came.stderr);
    let turned = format!("{}{}", came.stderr, came.stdout);
    let same = |text: &str| text.lines().map(str::trim_end).eq(shown.iter().map(String::as_str));
    if code == came.code && line.typed.is_empty() && (same(&both) || same(&turned)) {
        told.push_str("terminal: the same\n");
        return told;
    }
    told + &on_terminal(line, code, shown)
}

fn on_terminal(line: &Line, code: i32, shown: &[String]) -> String {
    let typed = line.typed.iter().map(|text| format!("> {text}\n"));
    let shown = shown.iter().map(|line| format!("tty| {line}\n"));
    format!("terminal: exit {code}\n{}", typed.chain(shown).collect::<String>())
}

/// stdout has JSON values and nothing else, unless other data was asked for.
fn data_only(line: &Line, came: &Came) {
    let command = line.words.join(" ");
    if TEXT.iter().any(|text| command.contains(text)) {
        return;
    }
    let mut values = serde_json::Deserializer::from_str(&came.stdout).into_iter::<serde_json::Value>();
    assert!(values.all(|value| value.is_ok()), "`cfs {command}`: stdout is not data:\n{}", came.stdout);
}

impl Place {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("a runtime");
        let now = "2026-11-28T12:00:00Z".parse().expect("a time");
        let builder =
            Emulator::builder().token(TOKEN).ids_from([11; 16]).clock(Arc::new(ManualClock::new(now)));
        let emulator = runtime.block_on(builder.start()).expect("an account");
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("home")).expect("a home");
        std::fs::create_dir(folder.path().join("here")).expect("a folder");
        Self { _runtime: runtime, emulator, folder }
    }

    fn file(&self, name: &str, content: &str) {
        let path = self.folder.path().join("here").join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    fn command(&self, line: &Line) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
        command.args(&line.words).env_clear().envs(NOBODY);
        command.envs([
            ("CLOUDFLARE_BASE_URL", self.emulator.base_url().as_str()),
            ("CLOUDFLARE_API_TOKEN", TOKEN),
            ("LANG", "C.UTF-8"),
            ("NO_COLOR", "1"),
            ("TERM", "xterm-256color"),
            ("TZ", "UTC"),
        ]);
        command.env("HOME", self.folder.path().join("home")).current_dir(self.folder.path().join("here"));
        let (key, secret) = self.emulator.s3_keys();
        for (name, value) in &line.variables {
            match value.as_str() {
                "" => command.env_remove(name),
                "[KEY]" => command.env(name, &key),
                "[SECRET]" => command.env(name, &secret),
                value => command.env(name, value),
            };
        }
        command
    }

    /// Runs a command with pipes.
    fn run(&self, line: &Line) -> Came {
        let mut command = self.command(line);
        command.stdin(if line.stdin.is_some() { Stdio::piped() } else { Stdio::null() });
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        give(&mut child, line);
        let output = child.wait_with_output().expect("it ends");
        Came {
            code: output.status.code().unwrap_or(-1),
            stdout: self.stable(&output.stdout),
            stderr: self.stable(&output.stderr),
        }
    }

    /// Runs it on a terminal, and gives the code and what stands there in the end.
    fn run_on_terminal(&self, line: &Line) -> (i32, Vec<String>) {
        let size = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = openpty(Some(&size), None).expect("a terminal");
        let slave = || Stdio::from(pair.slave.try_clone().expect("a terminal"));
        let mut command = self.command(line);
        command.stdin(if line.stdin.is_some() { Stdio::piped() } else { slave() });
        let mut child = command.stdout(slave()).stderr(slave()).spawn().expect("the program runs");
        drop(command);
        drop(pair.slave);
        give(&mut child, line);
        let mut master = File::from(pair.master);
        let (mut written, mut chunk, mut typed) = (Vec::new(), [0; 4096], line.typed.iter());
        // A question is drawn again while it is answered: each line has one answer.
        let mut answered = None;
        // A terminal that nobody has open any more is an error to read.
        while let Ok(read @ 1..) = master.read(&mut chunk) {
            written.extend_from_slice(&chunk[..read]);
            if let Some(row) = asked_in(&String::from_utf8_lossy(&written))
                && Some(row) > answered
            {
                answered = Some(row);
                // Where the script says no more, whoever sits there leaves: that ends every question.
                let text = typed.next().map_or("\u{3}\u{4}".to_owned(), |text| format!("{text}\r"));
                master.write_all(text.as_bytes()).expect("it is typed");
            }
        }
        let code = child.wait().expect("it ends").code().unwrap_or(-1);
        (code, screen::shown(&self.stable(&written)))
    }

    /// What is written, without what is another each time; no secret is in it.
    fn stable(&self, written: &[u8]) -> String {
        let text = String::from_utf8_lossy(written).into_owned();
        assert!(
            !text.contains("planted") && !text.contains(&self.emulator.s3_keys().1),
            "a secret shows: {text}"
        );
        let origin = self.emulator.s3_endpoint();
        let text = text.replace(origin, "http://emulator");
        let text = text.replace(origin.trim_start_matches("http://"), "emulator");
        let text = text.replace(&self.folder.path().display().to_string(), "[FOLDER]");
        without_times(&text).replace(env!("CARGO_PKG_VERSION"), "[VERSION]")
    }

    /// What is left behind: no secret but where secrets are kept, and no temporary file.
    fn looked_at(&self) {
        let mut open = vec![self.folder.path().to_owned()];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(&path).expect("a folder").flatten().map(|entry| entry.path()));
                continue;
            }
            let is_temporary = |name: &str| {
                name.starts_with(".tmp") || name.starts_with(".cfs-") || name.ends_with("cfs-part")
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            assert!(!is_temporary(&name), "{} is left", path.display());
            assert!(!self.is_home(&path) || !has_secret(&path), "{} has a secret", path.display());
        }
    }

    /// Whether it is of the home, and not where secrets are kept.
    fn is_home(&self, path: &Path) -> bool {
        path.starts_with(self.folder.path().join("home")) && !path.ends_with("cfs/secrets.toml")
    }
}

fn has_secret(path: &Path) -> bool {
    let content = std::fs::read(path).expect("a file");
    String::from_utf8_lossy(&content).contains("planted")
}

/// Gives a program what is on its stdin; one that has ended does not read.
fn give(child: &mut std::process::Child, line: &Line) {
    if let (Some(mut pipe), Some(text)) = (child.stdin.take(), &line.stdin) {
        let _ = pipe.write_all(text.as_bytes());
    }
}

/// The line of the question that what stands on a terminal ends with.
fn asked_in(written: &str) -> Option<usize> {
    let shown = screen::shown(written);
    let last = shown.last()?;
    let is_question = last.ends_with("[y/N]") || last.starts_with("? ") && last.ends_with(':');
    is_question.then_some(shown.len())
}

/// How long an attempt took is another each time.
fn without_times(text: &str) -> String {
    let seconds = |line: &str| {
        let (rest, number) = line.strip_suffix(" s")?.rsplit_once(' ')?;
        let is_number = number.contains('.') && number.parse::<f64>().is_ok();
        is_number.then(|| format!("{rest} [N] s"))
    };
    let lines = text.split('\n').map(|line| seconds(line).unwrap_or_else(|| line.to_owned()));
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut parts = text.split(" ms, ray");
    let first = parts.next().unwrap_or_default();
    let cut = |part: &str| part.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let mut all = vec![first.to_owned()];
    for part in parts {
        let last = all.pop().unwrap_or_default();
        all.push(format!("{}[N]", cut(&last)));
        all.push(part.to_owned());
    }
    all.join(" ms, ray")
}

/// The commands of the help, as far as none is below them.
#[test]
fn every_command_has_a_transcript() {
    let help = include_str!("../snapshots/all__help__fixed.snap");
    let told: Vec<Vec<String>> = SCRIPTS
        .iter()
        .flat_map(|text| script::read(text))
        .filter_map(|step| match step {
            Step::Run(line) => Some(line.words),
            _ => None,
        })
        .collect();
    let sections = help.split("\n$ cfs ").skip(1).filter(|section| !section.contains("\nCommands:\n"));
    let commands = sections.filter_map(|section| section.lines().next()?.strip_suffix(" --help"));
    let lacking: Vec<&str> = commands
        .filter(|command| {
            let words: Vec<&str> = command.split(' ').collect();
            !told.iter().any(|told| told.len() >= words.len() && told.iter().zip(&words).all(|(a, b)| a == b))
        })
        .collect();
    assert!(lacking.is_empty(), "no transcript has {lacking:#?}");
}
