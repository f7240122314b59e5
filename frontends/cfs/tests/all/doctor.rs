//! What is wrong, and what is said of it.

use crate::support::{ACCOUNT, Ran, Server, TOKEN, body, file, page, result, run};

fn fine() -> Server {
    Server::new(|seen| match seen.line.split([' ', '?']).nth(1).unwrap_or_default() {
        path if path.ends_with("/verify") => result(r#"{"id":"tok-1","status":"active"}"#),
        path if path.ends_with("/accounts") => {
            page(&[&format!(r#"{{"id":"{ACCOUNT}","name":"Acme"}}"#)], 1, 1, 1)
        }
        path if path.ends_with("/zones") => page(&[], 1, 1, 0),
        _ => body(403, r#"{"success":false,"errors":[{"code":9109,"message":"no"}]}"#),
    })
}

fn found(ran: &Ran, check: &str, severity: &str) -> Vec<String> {
    let rows: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let rows = rows.as_array().expect("rows").iter();
    rows.filter(|row| row["check"] == check && row["severity"] == severity)
        .map(|row| row["what"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn what_is_well_is_said_and_ends_with_0() {
    let server = fine();
    let ran = server.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(found(&ran, "credentials", "good")[0].contains("CLOUDFLARE_API_TOKEN"), "{ran:?}");
    assert!(found(&ran, "permissions", "good")[0].contains("1 account can be seen: Acme"), "{ran:?}");
    assert!(found(&ran, "version", "note")[0].starts_with("cfs "), "{ran:?}");
    assert!(!ran.stdout.contains(TOKEN) && ran.stderr.is_empty(), "{ran:?}");
    let chosen =
        server.run(&["doctor", "--output", "csv", "--fields", "check", "--where", "check == \"account\""]);
    assert_eq!(chosen.stdout, "check\naccount\n");
}

#[test]
fn what_is_wrong_ends_with_3() {
    let ran = run(&["doctor"], "", &[]);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert!(found(&ran, "credentials", "error")[0].contains("cfs auth login"), "{ran:?}");
    assert!(ran.stderr.contains("1 thing is wrong"), "{ran:?}");
    let pasted = fine().run_with(&["doctor"], "", &[("CLOUDFLARE_API_TOKEN", "Bearer planted-token-9876")]);
    assert!(pasted.code == 3 && found(&pasted, "token", "error")[0].contains("`Bearer`"), "{pasted:?}");
    assert!(!pasted.stdout.contains("planted-token-9876"), "{pasted:?}");
    let nowhere = run(
        &["doctor"],
        "",
        &[("CLOUDFLARE_API_TOKEN", TOKEN), ("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/client/v4")],
    );
    assert!(nowhere.code == 3 && !found(&nowhere, "reach", "error").is_empty(), "{nowhere:?}");
}

#[test]
fn a_damaged_file_is_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("damaged.toml", "= ="), ("wrong.toml", "output = \"tabel\"\n")] {
        let config = file(folder.path(), name, text);
        let ran = fine().run(&["doctor", "--config", &config]);
        assert_eq!(ran.code, 3, "{ran:?}");
        let errors = found(&ran, "config", "error");
        assert!(errors.len() == 1 && errors[0].contains(name), "{ran:?}");
    }
}
