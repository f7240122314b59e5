//! Reading files: places, mistakes, environments, which file is meant.

use crate::{told, wrangler};
use cfs_config::model::Source;
use cfs_config::{Form, find, read, read_file};
use serde_json::json;
use std::fs;

#[test]
fn a_mistyped_field_is_told_with_its_place_and_the_nearest_name() {
    let read = wrangler(
        "name = \"a\"\nmain = \"b.js\"\n\n[[kv_namespace]]\nbinding = \"KV\"\n\n[env.live]\ncompatibility_dat = \"x\"\n",
    );
    assert_eq!(
        told(&read.findings),
        "wrangler.toml:4:3: warning: wrangler has no field `kv_namespace`: it has no effect\n  Did you mean `kv_namespaces`?\n"
    );
    let read = wrangler(
        "name = \"a\"\n[[d1_databases]]\nbinding = \"DB\"\ndatabase = \"x\"\n[observability]\nenable = true\n",
    );
    let text = told(&read.findings);
    assert!(text.contains("wrangler.toml:4:1: warning: `d1_databases` has no member `database`"), "{text}");
    assert!(
        text.contains(
            "wrangler.toml:6:1: warning: `observability` has no member `enable`\n  Did you mean `enabled`?"
        ),
        "{text}"
    );
}

#[test]
fn what_stands_in_a_field_is_looked_at_however_deep() {
    let read = wrangler(
        "name = \"a\"\nminify = \"yes\"\n[observability.logs]\ninvocation_log = true\nhead_sampling_rate = \"1\"\n[build]\nwatch_dir = [1]\ncomand = \"x\"\n\
         [[ratelimits]]\nname = \"R\"\nnamespace_id = \"1\"\nsimple = { limit = 1, periode = 10 }\n[dev]\nport = 1\nnew_one = 2\n",
    );
    assert_eq!(
        told(&read.findings),
        "wrangler.toml:2:10: error: `minify`: expected true or false, found a string\n\
         wrangler.toml:4:1: warning: `observability.logs` has no member `invocation_log`\n  Did you mean `invocation_logs`?\n\
         wrangler.toml:5:22: error: `observability.logs.head_sampling_rate`: expected a number, found a string\n\
         wrangler.toml:7:14: error: `build.watch_dir`: expected a string, found a number\n\
         wrangler.toml:8:1: warning: `build` has no member `comand`\n  Did you mean `command`?\n\
         wrangler.toml:12:23: warning: `ratelimits.simple` has no member `periode`\n  Did you mean `period`?\n"
    );
}

#[test]
fn environments_are_checked_where_they_are_chosen() {
    let text = "name = \"a\"\nkv_namespaces = [{ binding = \"KV\" }]\n[env.live]\ndev = { port = 1 }\nkv_namespace = []\n";
    let text = told(&read(text, "w.toml", Form::Toml, Some("live")).findings);
    assert!(
        text.contains("w.toml:2:1: warning: `kv_namespaces` is not inherited: environment `live` has none"),
        "{text}"
    );
    assert!(text.contains("w.toml:4:1: warning: `dev` only stands at the top level"), "{text}");
    assert!(text.contains("w.toml:5:1: warning: wrangler has no field `env.live.kv_namespace`"), "{text}");
    let read = read("name = \"a\"\n[env.live]\n", "w.toml", Form::Toml, Some("love"));
    assert!(read.is_err());
    assert_eq!(
        told(&read.findings),
        "w.toml:2:2: error: there is no environment `love` in this file\n  There are live.\n"
    );
}

#[test]
fn without_environments_the_top_level_counts_under_the_name() {
    let read = read("name = \"a\"\nmain = \"x.js\"\n", "w.toml", Form::Toml, Some("live"));
    assert!(!read.is_err());
    assert_eq!(read.model.workers[0].called(), "a-live");
    assert_eq!(read.model.environment.as_deref(), Some("live"));
}

#[test]
fn every_mistake_is_told_at_once() {
    let text = "name = 5\nmain = [\"a\"]\ncompatibility_flags = \"nodejs_compat\"\nkv_namespaces = { binding = \"A\" }\n\
                vectorize = [{ binding = \"I\" }, { index_name = \"x\" }]\nplacement = { mode = \"fast\" }\nroute = 7\nai = \"AI\"\n\
                queues = { consumers = [{ queue = \"q\", type = \"http_pull\" }, { max_retries = \"3\", queue = \"r\" }] }\n";
    insta::assert_snapshot!(told(&wrangler(text).findings));
}

#[test]
fn a_binding_that_is_declared_twice_tells_both_places() {
    let read = wrangler("name = \"a\"\nvars = { X = \"1\" }\nkv_namespaces = [\n  { binding = \"X\" },\n]\n");
    assert_eq!(
        told(&read.findings),
        "wrangler.toml:4:3: error: binding `X` is declared twice: the other one is at wrangler.toml:2:10\n  Give one of them another name.\n"
    );
}

#[test]
fn texts_that_are_no_files_say_where_they_go_wrong() {
    for (form, text, message) in [
        (
            Form::Json,
            "{\n  \"name\": \"a\"\n  \"main\": 1 }",
            "f:3:3: error: expected `,` or `}`, found `\\\"`",
        ),
        (Form::Json, "{ \"a\": tru }", "f:1:8: error: expected a value, found `t`"),
        (Form::Json, "{ /* no end", "f:1:3: error: this comment has no end"),
        (Form::Json, "{} {}", "f:1:4: error: expected the end of the file, found `{`"),
        (Form::Json, "", "f:1:1: error: expected a value, found the end of the file"),
        (Form::Json, "{ \"é\": \"open\n\" }", "f:1:8: error: this string has no end on its line"),
        (Form::Json, "[1]", "f:1:1: error: expected a table, found a list"),
        (Form::Toml, "a = 1\na = 2\n", "f:2:1: error: duplicate key"),
        (Form::Toml, "name = \n", "f:1:8: error: string values must be quoted"),
    ] {
        let read = read(text, "f", form, None);
        assert!(read.is_err(), "{text}");
        let told = told(&read.findings).replace("`\"`", "`\\\"`");
        assert!(
            told.starts_with(message) || form == Form::Toml && told.starts_with(&message[..14]),
            "{text}: {told}"
        );
    }
    let deep = format!("{{\"vars\": {}1{}}}", "[".repeat(1000), "]".repeat(1000));
    assert!(told(&read(&deep, "f", Form::Json, None).findings).contains("more than 64 levels"));
}

#[test]
fn json_is_read_with_comments_commas_and_a_mark_at_its_beginning() {
    let text = "\u{feff}// first\n{ /* in\n between */ \"name\": \"a\", \"vars\": { \"A\": \"\\u00e9\", \"A\": [1, 2,], }, // at the end\n}\n/* after */";
    let read = read(text, "w.jsonc", Form::Json, None);
    assert!(!read.is_err(), "{}", told(&read.findings));
    assert_eq!(read.model.workers[0].bindings["A"], json!({"type": "json", "json": [1, 2]}));
    assert_eq!(told(&read.findings), "w.jsonc:3:51: warning: `A` stands here twice; the last one counts\n");
}

#[test]
fn the_file_is_found_upwards_in_the_order_of_wrangler() {
    let home = tempfile::tempdir().expect("a folder");
    let inner = home.path().join("a/b");
    fs::create_dir_all(&inner).expect("folders");
    // This machine's own folders above have none.
    assert_eq!(find(&inner), Ok(None));
    let write = |path: &str, text: &str| {
        let path = home.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    };
    let found = || find(&inner).expect("no mistake").expect("a file");
    let toml = write("a/b/wrangler.toml", "");
    assert_eq!(found().path, toml);
    let jsonc = write("a/wrangler.jsonc", "{}");
    assert_eq!(found().path, jsonc, "JSON comes first, even from further up");
    let json = write("wrangler.json", "{}");
    assert_eq!(found().path, json);
    // What a build tool has left counts beside the file only.
    let elsewhere = write("a/b/.wrangler/deploy/config.json", "{\"configPath\": \"x.json\"}");
    assert_eq!(found().redirected_by, None);
    fs::remove_file(elsewhere).expect("removed");
    let redirect =
        write(".wrangler/deploy/config.json", "{ \"configPath\": \"../../dist/wrangler.json\" } // made");
    let told = find(&inner).expect_err("nothing is there").to_string();
    assert!(told.contains("`configPath` names no file that is there"), "{told}");
    write("dist/wrangler.json", "{\"name\": \"built\"}");
    assert_eq!(found().redirected_by, Some(redirect));
    assert_eq!(read_file(&found().path, None).expect("read").model.app, "built");
}

#[test]
fn the_manifest_of_a_crate_is_enough() {
    let text = "[package]\nname = \"my_api\"\n\n[package.metadata.cfs]\ncompatibility_date = \"2026-11-01\"\ntriggers = { crons = [\"0 * * * *\"] }\n\n\
                [[package.metadata.cfs.d1_databases]]\nbinding = \"DB\"\ndatabase_name = \"orders\"\n";
    let read = read(text, "Cargo.toml", Form::Cargo, None);
    assert!(read.findings.is_empty(), "{}", told(&read.findings));
    let worker = &read.model.workers[0];
    assert_eq!(worker.name, "my-api");
    assert_eq!(worker.source, Some(Source::Crate(".".to_owned())));
    assert_eq!(worker.places["DB"].to_string(), "Cargo.toml:8:1");
    assert_eq!(read.model.resources[0].address(), "d1/orders");
    for (text, message) in [
        ("[workspace]\n", "this manifest has no `[package]`"),
        ("[package]\nname = \"a\"\n", "this manifest has no `[package.metadata.cfs]`"),
        ("[package]\nname = \"a\"\nmetadata.cfs = 1\n", "expected a table"),
    ] {
        let read = cfs_config::read(text, "Cargo.toml", Form::Cargo, None);
        assert!(read.is_err() && told(&read.findings).contains(message), "{}", told(&read.findings));
    }
}
