//! A login in the browser, and the server that it comes back to.

use super::{User, json};
use crate::support::{Reply, Server, TOKEN, body, file};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

/// What a browser does with an address: the whole answer.
fn visited(url: &str) -> String {
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("an address");
    let mut stream = TcpStream::connect(host).expect("it is there");
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("it is asked");
    let mut reader = BufReader::new(stream);
    let (mut answer, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a head");
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
        if line.trim().is_empty() {
            break;
        }
        answer.push_str(&line);
    }
    let mut content = vec![0; length];
    reader.read_exact(&mut content).expect("a body");
    answer + &String::from_utf8_lossy(&content)
}

fn parameter(text: &str, name: &str) -> String {
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let value = query.split(['&', ' ']).find_map(|pair| pair.strip_prefix(&format!("{name}=")));
    value.unwrap_or_default().replace("%3A", ":").replace("%2F", "/")
}

/// A server that agrees to every login, renews it, and ends it.
fn authority() -> Server {
    Server::new(|seen| {
        if seen.line.starts_with("GET /auth") {
            let back = format!(
                "{}?code=the-code&state={}",
                parameter(&seen.line, "redirect_uri"),
                parameter(&seen.line, "state")
            );
            return Reply(302, vec![("location", back)], Vec::new());
        }
        if seen.line.starts_with("POST /revoke") {
            return Reply(200, Vec::new(), Vec::new());
        }
        if seen.body().contains("refresh_token=planted-refresh-0123") {
            let renewed =
                r#"{"access_token":"planted-renewed-0123","token_type":"bearer","expires_in":3600}"#;
            return body(200, renewed);
        }
        let is_whole = seen.body().contains("code=the-code") && seen.body().contains("code_verifier=");
        if !is_whole {
            return body(400, r#"{"error":"invalid_grant"}"#);
        }
        body(
            200,
            format!(
                r#"{{"access_token":"{TOKEN}","token_type":"bearer","expires_in":1,"refresh_token":"planted-refresh-0123"}}"#
            ),
        )
    })
}

#[test]
fn a_login_in_the_browser() {
    let authority = authority();
    let user = User::new();
    let at = authority.url.trim_end_matches("/client/v4");
    let config = user.home.path().join(".config/cfs");
    std::fs::create_dir_all(&config).expect("a folder");
    let text = format!(
        "[oauth]\nclient_id = \"ours\"\nauth_url = \"{at}/auth\"\ntoken_url = \"{at}/token\"\nrevoke_url = \"{at}/revoke\"\n"
    );
    file(&config, "config.toml", &text);
    let mut child = Command::new(env!("CARGO_BIN_EXE_cfs"))
        .args(["auth", "login"])
        .env_clear()
        .envs(user.variables())
        .env("CFS_KEYRING", "off")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines().map_while(Result::ok);
    let url = lines.by_ref().find(|line| line.contains("code_challenge=")).expect("an address");
    let answer = visited(url.trim());
    let back = answer.lines().find_map(|line| line.strip_prefix("location: ")).expect("a way back");
    assert!(visited(back).starts_with("HTTP/1.1 200"));
    let said: Vec<String> = lines.collect();
    assert!(child.wait().expect("it ends").success(), "{said:?}");
    let said = said.join("\n");
    assert!(said.contains("OAuth login is kept for the profile `default`"), "{said}");
    assert!(!said.contains(TOKEN) && !said.contains("planted-refresh"), "{said}");
    // It lasts a second, so it is renewed: once.
    user.done("api zones list", "");
    let sent = user.api.seen().last().and_then(|seen| seen.header("authorization").map(str::to_owned));
    assert_eq!(sent.as_deref(), Some("Bearer planted-renewed-0123"));
    let who = json(&user.done("auth whoami", ""));
    assert_eq!(who["kind"], "OAuth login");
    assert_eq!(authority.seen().len(), 3);
    // Who logs out is logged out there, too.
    let out = user.done("auth logout", "");
    assert!(out.stderr.contains("has ended the login") && !out.stderr.contains("planted"), "{out:?}");
    let ended = authority.seen()[3].body();
    assert_eq!(ended, "token=planted%2Drefresh%2D0123&token_type_hint=refresh_token&client_id=ours");
    let config = std::fs::read_to_string(config.join("config.toml")).expect("a file");
    assert!(config.contains("[profiles.default]") && !config.contains(TOKEN), "{config}");
}
