//! Every call once more by a command line of `cfs`, through its argument parser: what it sends is what the typed method sent.

use crate::named::{Body, Given, Part};
use crate::record::Call;
use crate::server::{Seen, State};
use crate::tally::Tally;
use cfs_catalogue::{Check, Detail, Place, catalogue};
use cfs_http::{Client, Json};
use std::cell::RefCell;
use std::ffi::OsString;
use std::path::Path;
use tempfile::TempDir;

/// What came of the calls so far.
pub struct Commanded<'a> {
    client: &'a Client,
    /// Files that forms are made of.
    folder: TempDir,
    tally: Tally,
}

impl<'a> Commanded<'a> {
    /// None yet. Beside the file `accepted` is `command.txt`, with a line for each call that differs: its name, and why.
    pub fn new(client: &'a Client, accepted: &str) -> std::io::Result<Self> {
        let folder = tempfile::tempdir()?;
        for name in ["file", "value.txt", "metadata.json", "raw.bin", "main.js", "lib.wasm"] {
            let content: &[u8] = match name {
                "value.txt" => b"value\r\nof lines",
                "raw.bin" => &[0, 159, 146, 150, 13, 10],
                "main.js" => b"export default {}",
                "lib.wasm" => &[0, 97, 115, 109],
                _ => b"content",
            };
            std::fs::write(folder.path().join(name), content)?;
        }
        let accepted = Path::new(accepted).with_file_name("command.txt");
        Ok(Self { client, folder, tally: Tally::new("command", &accepted) })
    }

    /// Makes a call by a command line and compares what it sends with what the typed one sent.
    pub async fn call(&mut self, call: &Call, typed: &[Seen], state: &RefCell<State>) {
        let arguments = match call.again {
            Some(_) => special(call.operation, self.folder.path()),
            None => self.arguments(call),
        };
        let of = |arguments: &[String]| arguments.iter().map(OsString::from).collect::<Vec<_>>();
        let checked = cfs_cli::request(self.client, of(&arguments), Check::All).await;
        let made = match checked {
            Ok(request) => Ok(request),
            // What examples make does not always fit the document.
            Err(_) => cfs_cli::request(self.client, of(&arguments), Check::Off).await,
        };
        let made = made.map_err(|failure| failure.to_string());
        let key = format!("{}{}", call.operation, call.way);
        self.tally.call(key, made, typed, state, &arguments.join(" ")).await;
    }

    /// The command line of a call: values of the path without names, everything else by flags.
    fn arguments(&self, call: &Call) -> Vec<String> {
        let words = call.operation.replace('.', " ").replace('_', "-");
        let mut all: Vec<String> = ["cfs", "api"].map(str::to_owned).to_vec();
        all.extend(words.split(' ').map(str::to_owned));
        let detail = catalogue().operation(call.operation).and_then(|operation| operation.detail().ok());
        let Some(detail) = detail else { return all };
        for (name, given) in call.given {
            all.push(format!("--{}={}", flag(detail, name), value(given)));
        }
        match &call.content {
            Body::None => {}
            Body::Json(media, text, read) | Body::Lines(media, text, read) => {
                all.extend([format!("--body={}", read(text)), format!("--content-type={media}")]);
            }
            Body::Raw(media) => all.extend(["--body=content".to_owned(), format!("--content-type={media}")]),
            // A form without parts is a body, too.
            Body::Form([]) => all.push("--body={}".to_owned()),
            Body::Form(parts) => all.extend(parts.iter().map(|(name, part)| self.part(name, part))),
        }
        all
    }

    fn part(&self, name: &str, part: &Part) -> String {
        let name = if name.is_empty() { "file" } else { name };
        let file = self.folder.path().join("file").display().to_string();
        match part {
            Part::Text => format!("--part={name}=text"),
            Part::Json(text, read) => format!("--part={name}={}", read(text)),
            Part::File => format!("--part={name}=@{file};name="),
            Part::Named => format!("--part={name}=@{file}"),
        }
    }

    /// Prints the numbers, and whether every difference is accepted.
    pub fn report(&self) -> bool {
        self.tally.report("")
    }
}

/// The flag of a parameter, by its name in Rust.
fn flag(detail: Detail, name: &str) -> String {
    let Some(parameter) = detail.parameters().iter().find(|one| one.rust == name) else {
        return name.replace('_', "-");
    };
    match parameter.place {
        Place::Scope => "account-id".to_owned(),
        Place::Path => format!("path.{}", parameter.name),
        Place::Query => format!("query.{}", parameter.name),
        Place::Header => format!("header.{}", parameter.name),
        Place::Cookie => format!("cookie.{}", parameter.name),
        _ => format!("token.{}", parameter.name),
    }
}

/// What a person writes for a value: text as it is, everything else as JSON.
fn value(given: &Given) -> String {
    match given {
        Given::Text(text) => (*text).to_owned(),
        Given::Json(text, read) => {
            let json = read(text);
            json.as_str().unwrap_or_else(|| json.to_string())
        }
        Given::Named(text) => Json::object([("name", Json::from(*text))]).to_string(),
    }
}

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// The command lines of calls whose arguments no document makes.
fn special(name: &str, folder: &Path) -> Vec<String> {
    let file = |name: &str| folder.join(name).display().to_string();
    let account = format!("--account-id={ACCOUNT}");
    let key = |key: &str| format!("kv namespaces values get\t{account}\tns\t{key}");
    let text = match name.split_once(": ").unwrap_or((name, "")) {
        ("path", rest) if rest.starts_with("slash") => key("a/b c%d?e#f&g=h+i"),
        ("path", rest) if rest.starts_with("letters") => key("grüße/日本語/🦀"),
        ("path", _) => key(".."),
        ("query", _) => format!("d1 database list\t{account}\t--name=a&b=c d+e/ü\t--per-page=5"),
        ("scope", "an account") => format!("rulesets list\t{account}"),
        ("scope", _) => "rulesets list\t--zone-id=zone".to_owned(),
        ("body", rest) if rest.starts_with("raw") => {
            format!("kv namespaces values update\t{account}\tns\tkey\t--body=@{}", file("raw.bin"))
        }
        ("body", rest) if rest.starts_with("a Worker") => format!(
            "workers scripts update\t{account}\tmy-worker\t--metadata.main_module=main.js\t--files={}\t--files={}",
            file("main.js"),
            file("lib.wasm")
        ),
        ("body", rest) if rest.starts_with("a KV") => format!(
            "kv namespaces values update\t{account}\tns\tkey\t--metadata=\"note\"\t--part=value=value\r\nof lines"
        ),
        ("body", _) => format!(
            "vectorize indexes insert\t{account}\tindex\t--body={{\"id\":\"1\",\"values\":[1,2]}}\n{{\"id\":\"2\",\"values\":[3,4]}}\n"
        ),
        ("member", _) => format!(
            "load-balancers pools update\t{account}\tpool\t--name=pool\t--notification-filter=null\t--monitor=monitor\t--origins=[]"
        ),
        _ => "ips list\t--header=x-trace: abc\t--query=networks=jdcloud".to_owned(),
    };
    let (words, rest) = text.split_once('\t').unwrap_or((&text, ""));
    let words = words.split(' ').chain(rest.split('\t'));
    ["cfs", "api"].into_iter().chain(words).map(str::to_owned).collect()
}
