//! `cfs ai`.

use super::Account;
use crate::support::{Reply, Server, body, file};
use serde_json::json;

#[test]
fn models_answer_with_text_images_and_sounds() {
    let account = Account::new();
    let folder = tempfile::tempdir().expect("a folder");
    let model = "@cf/meta/llama-3.2-1b-instruct";
    let ask = ["ai", "run", model, "--prompt", "Why?"];
    assert_eq!(account.done(&ask), "The emulator was asked: Why?\n");
    assert_eq!(account.done(&[&ask[..], &["--no-stream"]].concat()), "The emulator was asked: Why?\n");
    let rows = account.done(&[&ask[..], &["--output", "ndjson"]].concat());
    assert!(rows.lines().count() > 3 && rows.contains(r#"{"response":"Why?"}"#), "{rows}");
    let whole = account.json(&[&ask[..], &["--no-stream", "--output", "json"]].concat());
    assert_eq!(whole["response"], "The emulator was asked: Why?");

    for (model, option, begins) in [
        ("@cf/black-forest-labs/flux-1-schnell", "--prompt", &b"\x89PNG"[..]),
        ("@cf/stabilityai/stable-diffusion-xl-base-1.0", "--prompt", b"\x89PNG"),
        ("@cf/myshell-ai/melotts", "--prompt", b"RIFF"),
    ] {
        let path = folder.path().join("made").display().to_string();
        account.done(&["ai", "run", model, option, "a lighthouse", "-o", &path]);
        let made = std::fs::read(path).expect("a file");
        assert!(made.starts_with(begins), "{model}");
    }
    let texts = r#"{"text": ["one", "two"]}"#;
    let found = account.json(&["ai", "run", "@cf/baai/bge-base-en-v1.5", "--input", texts]);
    assert_eq!(found["shape"], json!([2, 768]));
    let sound = file(folder.path(), "talk.mp3", "a talk");
    let said = account.done(&["ai", "run", "@cf/openai/whisper", "--file", &sound]);
    assert_eq!(said, "The emulator was given 6 bytes\n");
    let models = account.json(&["ai", "models", "--search", "llama", "--all"]);
    assert!(models.as_array().expect("a list").iter().any(|one| one["name"] == model), "{models}");
}

#[test]
fn what_is_sent_is_what_the_model_takes() {
    let server = Server::new(|seen| {
        if !seen.body().contains("\"stream\":true") {
            return body(200, r#"{"success":true,"errors":[],"messages":[],"result":{"response":"whole"}}"#);
        }
        let said = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"response\":\"b\"}\n\ndata: [DONE]\n\n";
        Reply(200, vec![("content-type", "text/event-stream".to_owned())], said.into())
    });
    let ran = server.run(&[
        "ai",
        "run",
        "@cf/meta/llama-3.2-1b-instruct",
        "-p",
        "Why?",
        "--system",
        "Be brief",
        "--set",
        "max_tokens=5",
    ]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "ab\n"), "{ran:?}");
    let sent: serde_json::Value = serde_json::from_str(&server.seen()[0].body()).expect("JSON");
    let messages = json!([{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Why?"}]);
    assert_eq!(sent, json!({"messages": messages, "max_tokens": 5, "stream": true}));
    // What no document knows is sent as it is.
    let ran = server.run(&["ai", "run", "@cf/new/model", "--input", r#"{"odd": [1]}"#]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "whole\n"), "{ran:?}");
    let seen = server.seen().pop().expect("a request");
    assert!(seen.line.ends_with("/ai/run/@cf/new/model") && seen.body() == r#"{"odd":[1]}"#, "{seen:?}");
    let ran = server.run(&[
        "ai",
        "run",
        "@cf/stabilityai/stable-diffusion-xl-base-1.0",
        "--input",
        r#"{"prompt":"x","height":1}"#,
    ]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("height"), "{ran:?}");
    let ran = server.run(&["ai", "run", "@cf/new/model", "--input", "{odd"]);
    assert_eq!(ran.code, 2);
}
