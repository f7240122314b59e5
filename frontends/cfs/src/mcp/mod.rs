//! The catalogue for agents: the Model Context Protocol over stdin and stdout. They search, describe and call operations;
//! what writes is shown before it is done, and secrets are in no answer.

mod call;
mod tools;

use crate::args::{Global, McpArgs};
use crate::failure::Failure;
use crate::output::Value;
use crate::settings::{Settings, without_secrets};
use std::hash::{BuildHasher as _, RandomState};
use std::io::Write as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// Versions of the protocol in which what is used here is the same, the newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// What a server knows between two requests.
struct Server<'a> {
    global: &'a Global,
    settings: &'a Settings,
    write: bool,
    /// Makes the codes that confirm writes: others in each run.
    codes: RandomState,
}

/// Serves until stdin ends.
pub(crate) async fn serve(options: &McpArgs, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let server = Server { global, settings, write: options.write, codes: RandomState::new() };
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        if line.trim().is_empty() {
            continue;
        }
        let Some(answer) = server.message(&line).await else { continue };
        let mut stdout = std::io::stdout().lock();
        writeln!(stdout, "{answer}")?;
        stdout.flush()?;
    }
    Ok(())
}

impl Server<'_> {
    /// The answer to a message; none to what asks for none.
    async fn message(&self, line: &str) -> Option<Value> {
        let Ok(message) = Value::parse(line) else {
            return Some(error(Value::Null, -32700, "no JSON"));
        };
        let id = message.get("id").cloned();
        let Some(Value::Text(method)) = message.get("method") else {
            return id.map(|id| error(id, -32600, "a request has a method"));
        };
        let id = id?;
        let parameters = message.get("params").cloned().unwrap_or_default();
        let result = match method.as_str() {
            "initialize" => self.hello(&parameters),
            "ping" => Value::Object(Vec::new()),
            "tools/list" => Value::record([("tools", tools::list(self.write))]),
            "tools/call" => self.tool(&parameters).await,
            other => return Some(error(id, -32601, &format!("there is no method `{other}`"))),
        };
        Some(Value::record([("jsonrpc", Value::text("2.0")), ("id", id), ("result", result)]))
    }

    fn hello(&self, parameters: &Value) -> Value {
        let asked = match parameters.get("protocolVersion") {
            Some(Value::Text(version)) => VERSIONS.iter().find(|known| *known == version),
            _ => None,
        };
        let about = if self.write {
            "Operations of the Cloudflare API. A call that writes is answered with what it would send and a code; called again with the code as `confirm`, it is done."
        } else {
            "Operations of the Cloudflare API, those that read. Search first, describe what you mean to call, then call it."
        };
        Value::record([
            ("protocolVersion", Value::text(*asked.unwrap_or(&VERSIONS[0]))),
            ("capabilities", Value::record([("tools", Value::Object(Vec::new()))])),
            (
                "serverInfo",
                Value::record([
                    ("name", Value::text("cfs")),
                    ("version", Value::text(env!("CARGO_PKG_VERSION"))),
                ]),
            ),
            ("instructions", Value::text(about)),
        ])
    }

    async fn tool(&self, parameters: &Value) -> Value {
        let name = parameters.get("name").map(Value::plain).unwrap_or_default();
        let arguments = parameters.get("arguments").cloned().unwrap_or_default();
        let done = match name.as_str() {
            "search" => Ok(tools::search(&arguments)),
            "describe" => tools::describe(&arguments),
            "call" => self.call(&arguments).await,
            other => {
                Err(Failure::usage(format!("there is no tool `{other}`")).hint("search, describe or call"))
            }
        };
        let (text, failed) = match done {
            Ok(value) => (value.pretty(0), false),
            Err(failure) => (failure.to_string(), true),
        };
        let content =
            Value::record([("type", Value::text("text")), ("text", Value::text(without_secrets(&text)))]);
        Value::record([("content", Value::List(vec![content])), ("isError", Value::Bool(failed))])
    }

    /// The code that confirms a write: of what it sends, and of this server.
    fn code(&self, what: &Value) -> String {
        format!("{:016x}", self.codes.hash_one(what.to_string()))
    }
}

fn error(id: Value, code: i32, text: &str) -> Value {
    let error = Value::record([("code", Value::Number(code.to_string())), ("message", Value::text(text))]);
    Value::record([("jsonrpc", Value::text("2.0")), ("id", id), ("error", error)])
}
