//! The server for agents.

use crate::support::{ACCOUNT, NOBODY, Server, TOKEN, page, result};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

/// Sends messages and reads what is answered.
fn talked(server: &Server, write: bool, messages: &[Value]) -> Vec<Value> {
    let stdin: String = messages.iter().map(|message| format!("{message}\n")).collect();
    let arguments: &[&str] = if write { &["mcp", "--write"] } else { &["mcp"] };
    let ran = server.run_with(arguments, &stdin, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn call(id: u32, tool: &str, arguments: Value) -> Value {
    json!({"jsonrpc":"2.0","id":id,"method":"tools/call","params":{"name":tool,"arguments":arguments}})
}

fn text(answer: &Value) -> Value {
    let text = answer["result"]["content"][0]["text"].as_str().expect("text");
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

fn server() -> Server {
    Server::new(|seen| match seen.line.as_str() {
        line if line.starts_with("GET") && line.contains("/tokens") => {
            page(&[r#"{"id":"1","name":"ci","api_token":"very-secret-value"}"#], 1, 1, 1)
        }
        line if line.starts_with("GET") => page(&[r#"{"uuid":"1","name":"orders"}"#], 1, 1, 1),
        _ => result(r#"{"uuid":"2","name":"made"}"#),
    })
}

#[test]
fn agents_search_describe_and_call() {
    let answers = talked(
        &server(),
        false,
        &[
            json!({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}),
            json!({"jsonrpc":"2.0","method":"notifications/initialized"}),
            json!({"jsonrpc":"2.0","id":1,"method":"tools/list"}),
            call(2, "search", json!({"words":"d1 database"})),
            call(3, "describe", json!({"operation":"d1.database.create"})),
            call(4, "call", json!({"operation":"d1.database.list"})),
            call(5, "call", json!({"operation":"d1.database.create","body":{"name":"x"}})),
            json!({"jsonrpc":"2.0","id":6,"method":"nothing"}),
        ],
    );
    assert_eq!(answers.len(), 7);
    assert_eq!(answers[0]["result"]["protocolVersion"], "2025-06-18");
    let tools: Vec<&str> = answers[1]["result"]["tools"]
        .as_array()
        .expect("tools")
        .iter()
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(tools, ["search", "describe", "call"]);
    assert_eq!(text(&answers[2])["operations"][0]["operation"], "d1.database.create");
    assert_eq!(text(&answers[3])["permissions"], json!(["D1 Write"]));
    assert_eq!(text(&answers[4])["rows"][0]["name"], "orders");
    assert_eq!(answers[5]["result"]["isError"], true);
    assert!(answers[5].to_string().contains("--write"), "{}", answers[5]);
    assert_eq!(answers[6]["error"]["code"], -32601);
}

#[test]
fn a_write_is_shown_first_and_secrets_never() {
    let server = server();
    let create = json!({"operation":"d1.database.create","body":{"name":"x"}});
    let shown = talked(
        &server,
        true,
        &[call(1, "call", create.clone()), call(2, "call", json!({"operation":"accounts.tokens.list"}))],
    );
    let first = text(&shown[0]);
    assert_eq!(first["nothing_was_sent"], true);
    assert_eq!(first["url"], format!("{}/accounts/{ACCOUNT}/d1/database", server.url));
    assert_eq!(first["body"], json!({"name":"x"}));
    assert!(server.seen().iter().all(|seen| seen.line.starts_with("GET")));
    assert!(!shown[1].to_string().contains("very-secret"), "{}", shown[1]);
    let wrong = json!({"operation":"d1.database.create","body":{"name":"x"},"confirm":"0000"});
    let again = talked(&server, true, &[call(1, "call", wrong)]);
    assert_eq!(text(&again[0])["nothing_was_sent"], true);
}

#[test]
fn a_write_that_is_confirmed_is_done_once_it_is() {
    let server = server();
    let variables = [
        ("CLOUDFLARE_BASE_URL", server.url.as_str()),
        ("CLOUDFLARE_API_TOKEN", TOKEN),
        ("CLOUDFLARE_ACCOUNT_ID", ACCOUNT),
    ];
    let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
    command
        .args(["mcp", "--write"])
        .env_clear()
        .envs(NOBODY)
        .envs(variables)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let (mut stdin, mut stdout) =
        (child.stdin.take().expect("stdin"), BufReader::new(child.stdout.take().expect("stdout")));
    let mut ask = |arguments: Value| {
        writeln!(stdin, "{}", call(1, "call", arguments)).expect("it reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it answers");
        text(&serde_json::from_str(&line).expect("JSON"))
    };
    let mut create = json!({"operation":"d1.database.create","body":{"name":"x"}});
    let code = ask(create.clone())["confirm"].clone();
    // The code is that of what was shown, and of nothing else.
    let other = json!({"operation":"d1.database.create","body":{"name":"y"},"confirm":code});
    assert_eq!(ask(other)["nothing_was_sent"], true);
    assert!(server.seen().is_empty());
    create["confirm"] = code;
    assert_eq!(ask(create)["name"], "made");
    assert_eq!(server.seen().len(), 1);
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}
