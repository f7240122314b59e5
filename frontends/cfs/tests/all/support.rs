//! A server that answers as it is told, and the program.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

/// A request that came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Method and target.
    pub(crate) line: String,
    /// Headers, their names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered: status, headers, body.
pub(crate) struct Reply(pub(crate) u16, pub(crate) Vec<(&'static str, String)>, pub(crate) Vec<u8>);

/// A result in an envelope.
pub(crate) fn result(json: &str) -> Reply {
    body(200, format!(r#"{{"success":true,"errors":[],"messages":[],"result":{json}}}"#))
}

/// JSON.
pub(crate) fn body(status: u16, json: impl Into<String>) -> Reply {
    let headers = vec![("content-type", "application/json".to_owned()), ("cf-ray", "8ray-TXL".to_owned())];
    Reply(status, headers, json.into().into_bytes())
}

/// A page of a list.
pub(crate) fn page(items: &[&str], page: usize, pages: usize, total: usize) -> Reply {
    let items = items.join(",");
    body(
        200,
        format!(
            r#"{{"success":true,"errors":[],"messages":[],"result":[{items}],"result_info":{{"page":{page},"per_page":2,"total_pages":{pages},"total_count":{total}}}}}"#
        ),
    )
}

/// A server on loopback.
pub(crate) struct Server {
    /// Where it is.
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// A server that answers each request with what a function says.
    pub(crate) fn new(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/client/v4", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let (log, answer) = (seen.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answer) = (log.clone(), answer.clone());
                std::thread::spawn(move || connection(stream, &log, &*answer));
            }
        });
        Self { url, seen }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no thread failed").clone()
    }

    /// Runs the program against it.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", &[])
    }

    /// The same with something on stdin, and more variables.
    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str, variables: &[(&str, &str)]) -> Ran {
        let own = [
            ("CLOUDFLARE_BASE_URL", self.url.as_str()),
            ("CLOUDFLARE_API_TOKEN", TOKEN),
            ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
        ];
        run(arguments, stdin, &[&own[..], variables].concat())
    }
}

/// A token that must show nowhere.
pub(crate) const TOKEN: &str = "planted-token-0123456789";

pub(crate) const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
pub(crate) const ZONE: &str = "023e105f4ecef8ad9ca31a8372d0c399";

fn connection(stream: TcpStream, log: &Mutex<Vec<Seen>>, answer: &dyn Fn(&Seen) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut stream = stream;
    while let Some(seen) = read(&mut reader) {
        let Reply(status, headers, body) = answer(&seen);
        log.lock().expect("no thread failed").push(seen);
        let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
        headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        head.push_str("\r\n");
        if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).is_err() {
            return;
        }
    }
}

fn line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut text = String::new();
    let read = reader.read_line(&mut text).ok()?;
    (read > 0).then(|| text.trim_end().to_owned())
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Seen> {
    let first = line(reader)?;
    let first = first.strip_suffix(" HTTP/1.1").unwrap_or(&first).to_owned();
    let mut headers = Vec::new();
    loop {
        let text = line(reader)?;
        if text.is_empty() {
            break;
        }
        let (name, value) = text.split_once(':')?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let of = |name: &str| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let mut body = Vec::new();
    if let Some(length) = of("content-length").and_then(|length| length.parse::<usize>().ok()) {
        body.resize(length, 0);
        reader.read_exact(&mut body).ok()?;
    } else if of("transfer-encoding").is_some() {
        loop {
            let size = usize::from_str_radix(&line(reader)?, 16).ok()?;
            let mut chunk = vec![0; size];
            reader.read_exact(&mut chunk).ok()?;
            line(reader)?;
            body.append(&mut chunk);
            if size == 0 {
                break;
            }
        }
    }
    Some(Seen { line: first, headers, body })
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// All of it, as a person would see it, without what is another each time.
    pub(crate) fn transcript(&self) -> String {
        format!("exit {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// A home that is not there, and no keyring: nothing of whoever runs the tests.
pub(crate) const NOBODY: [(&str, &str); 2] = [("HOME", "/no/home"), ("CFS_KEYRING", "off")];

/// Runs the program with these variables and no others, in an empty home unless they say otherwise.
pub(crate) fn run(arguments: &[&str], stdin: &str, variables: &[(&str, &str)]) -> Ran {
    let home = tempfile::tempdir().expect("a home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
    command.args(arguments).env_clear().envs(NOBODY).env("HOME", home.path());
    command.envs(variables.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    // A program that has ended does not read.
    let _ = child.stdin.take().expect("stdin").write_all(stdin.as_bytes());
    ran(&child.wait_with_output().expect("it ends"))
}

fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// A file in a folder, as an argument.
pub(crate) fn file(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("a file");
    path.display().to_string()
}
