//! Applications from their first file on: `cfs new`, `init`, `build`, `import`, `deploy` of programs, `deploy --offline`, `dev`.

use crate::support::{Ran, file};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const API: &str = r#"export default {
  async fetch(request, env) {
    await env.CACHE.put("visits", String(1 + Number(await env.CACHE.get("visits"))));
    return new Response(`${env.GREETING} ${await env.CACHE.get("visits")} ${env.KEY}`);
  },
};
"#;

const PROGRAM: &str = r#"use cfs_model::*;

fn main() -> Result {
    app("shop", |app| {
        let cache = app.kv("cache");
        let api = app.worker("api").script("api.js").compatibility_date("2026-07-01").bind("CACHE", &cache);
        api.secret("KEY", env("SHOP_KEY"));
        app.when("staging", |_| api.var("GREETING", "staged"));
        app.unless("staging", |_| api.var("GREETING", "hello"));
        Ok(())
    })
}
"#;

/// Runs the program where there is a compiler.
fn run(arguments: &[&str]) -> Ran {
    let home = std::env::var("HOME").unwrap_or_default();
    let set = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| format!("{home}/{usual}"));
    let (rustup, cargo) = (set("RUSTUP_HOME", ".rustup"), set("CARGO_HOME", ".cargo"));
    let path = std::env::var("PATH").unwrap_or_default();
    let variables = [
        ("PATH", path.as_str()),
        ("RUSTUP_HOME", rustup.as_str()),
        ("CARGO_HOME", cargo.as_str()),
        // What programs are compiled against is made once.
        ("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR")),
    ];
    crate::support::run(arguments, "", &variables)
}

/// An application of one Worker in a folder.
fn application() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    file(folder.path(), "api.js", API);
    file(folder.path(), "infrastructure.rs", PROGRAM);
    folder
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn a_new_application_describes_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let shop = path(folder.path(), "shop");
    let ran = run(&["new", &shop]);
    assert_eq!(ran.code, 0, "{}", ran.transcript());
    assert!(ran.stderr.contains("wrote") && ran.stderr.contains("infrastructure.rs"), "{}", ran.transcript());
    let again = run(&["new", &shop]);
    assert_eq!(again.code, 2, "{}", again.transcript());
    assert!(again.stderr.contains("there already, and nothing was written"), "{}", again.transcript());
    let model = path(folder.path(), "model.json");
    let built = run(&["build", &format!("{shop}/infrastructure.rs"), "-o", &model]);
    assert_eq!(built.code, 0, "{}", built.transcript());
    let model: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&model).expect("a model")).expect("JSON");
    assert_eq!((&model["app"], &model["workers"][0]["source"]["crate"]), (&"shop".into(), &".".into()));
    let wrong = run(&["new", &path(folder.path(), "No Name")]);
    assert!(wrong.code == 2 && wrong.stderr.contains("is no name of a Worker"), "{}", wrong.transcript());
}

#[test]
fn an_environment_is_code_and_mistakes_have_their_place() {
    let folder = application();
    let program = path(folder.path(), "infrastructure.rs");
    let toml = |more: &[&str]| run(&[&["deploy", &program, "--offline", "--output", "-"], more].concat());
    let usual = toml(&[]);
    assert_eq!(usual.code, 0, "{}", usual.transcript());
    assert!(
        usual.stdout.contains("GREETING = \"hello\"") && usual.stdout.contains("name = \"api\""),
        "{}",
        usual.transcript()
    );
    let staging = toml(&["--env", "staging"]);
    assert!(staging.stdout.contains("GREETING = \"staged\""), "{}", staging.transcript());
    let types = run(&["types", &program]);
    assert!(types.stdout.contains("CACHE: KVNamespace;"), "{}", types.transcript());
    let types = run(&["types", &program, "--rust"]);
    assert!(types.stdout.contains("KvNamespace"), "{}", types.transcript());
    let hcl = toml(&["--as", "hcl"]);
    assert!(hcl.stdout.contains("resource \"cloudflare_workers_kv_namespace\""), "{}", hcl.transcript());

    file(folder.path(), "wrong.rs", &PROGRAM.replace("\"2026-07-01\"", "\"yesterday\""));
    let wrong = run(&["deploy", &path(folder.path(), "wrong.rs"), "--offline"]);
    assert_eq!(wrong.code, 2, "{}", wrong.transcript());
    assert!(
        wrong.stderr.contains("wrong.rs:6:") && wrong.stderr.contains("yesterday"),
        "{}",
        wrong.transcript()
    );
    file(folder.path(), "broken.rs", &PROGRAM.replace("app.kv(\"cache\")", "app.kv(cache)"));
    let broken = run(&["deploy", &path(folder.path(), "broken.rs"), "--offline"]);
    assert_eq!(broken.code, 1, "{}", broken.transcript());
    assert!(
        broken.stderr.contains("broken.rs:5:28") && broken.stderr.contains("E0425"),
        "{}",
        broken.transcript()
    );
}

#[test]
fn a_build_removes_what_a_build_wrote_and_nothing_else() {
    let folder = application();
    let (out, program) = (path(folder.path(), "."), path(folder.path(), "infrastructure.rs"));
    let build = || {
        let ran = run(&["build", &program, "--out-dir", &out]);
        assert_eq!(ran.code, 0, "{}", ran.transcript());
    };
    std::fs::create_dir(folder.path().join("api")).expect("a folder");
    file(&folder.path().join("api"), "notes.txt", "mine");
    build();
    assert!(folder.path().join("api/api.js").exists());
    std::fs::rename(folder.path().join("api.js"), folder.path().join("main.js")).expect("renamed");
    file(folder.path(), "infrastructure.rs", &PROGRAM.replace("api.js", "main.js"));
    build();
    assert!(folder.path().join("api/main.js").exists() && !folder.path().join("api/api.js").exists());
    assert_eq!(std::fs::read_to_string(folder.path().join("api/notes.txt")).expect("a file"), "mine");
    assert!(folder.path().join("main.js").exists() && folder.path().join("infrastructure.rs").exists());
}

#[test]
fn a_wrangler_file_becomes_a_program_that_says_the_same() {
    let folder = application();
    let wrangler = "name = \"api\"\nmain = \"api.js\"\ncompatibility_date = \"2026-07-01\"\n[[kv_namespaces]]\nbinding = \"CACHE\"\n\
                    [vars]\nGREETING = \"hello\"\n";
    std::fs::remove_file(folder.path().join("infrastructure.rs")).expect("removed");
    file(folder.path(), "wrangler.toml", wrangler);
    let ran = run(&["init", &folder.path().display().to_string()]);
    assert_eq!(ran.code, 0, "{}", ran.transcript());
    let model = |of: &str, to: &str| {
        let to = path(folder.path(), to);
        let ran = run(&["build", &path(folder.path(), of), "-o", &to]);
        assert_eq!(ran.code, 0, "{}", ran.transcript());
        let mut model: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&to).expect("a model")).expect("JSON");
        without_places(&mut model);
        model
    };
    assert_eq!(model("infrastructure.rs", "a.json"), model("wrangler.toml", "b.json"));
}

fn without_places(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(members) => {
            for name in ["place", "places", "declared"] {
                members.remove(name);
            }
            members.values_mut().for_each(without_places);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// `cfs dev`, until it is dropped.
struct Dev {
    child: Child,
    lines: std::io::Lines<BufReader<std::process::ChildStderr>>,
}

impl Drop for Dev {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Dev {
    fn start(folder: &Path) -> Self {
        let runtime = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/npm/node_modules");
        let workerd = runtime.join("@cloudflare/workerd-linux-64/bin/workerd");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfs"));
        command.args(["dev", "--port", "0"]).current_dir(folder).env_remove("SHOP_KEY");
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        if std::env::var_os("CFS_WORKERD").is_none() {
            command.env("CFS_WORKERD", workerd);
        }
        let mut child = command.spawn().expect("it starts");
        let lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        Self { child, lines }
    }

    /// Reads on until what was deployed answers so: a file may be seen half-written, and is deployed once more then.
    fn serves(&mut self, address: &str, what: &str) {
        while {
            self.until("total");
            !get(address).1.contains(what)
        } {}
    }

    /// Reads until a line holds this.
    fn until(&mut self, what: &str) -> String {
        let mut seen = String::new();
        for line in self.lines.by_ref() {
            let line = line.expect("a line");
            if line.contains(what) {
                return line;
            }
            seen.push_str(&line);
            seen.push('\n');
        }
        panic!("it ended before it said `{what}`:\n{seen}");
    }
}

/// The status and the body of an answer.
fn get(address: &str) -> (u16, String) {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("a connection");
    write!(stream, "GET / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

#[test]
fn what_is_saved_is_served_and_mistakes_leave_what_ran() {
    let folder = application();
    file(folder.path(), ".dev.vars", "KEY=local\n");
    let mut dev = Dev::start(folder.path());
    let line = dev.until("http://");
    let address = line.split_whitespace().last().expect("an address");
    assert!(get(address).1.contains("hello 1 local"), "{:?}", get(address));
    dev.until("the account");

    file(folder.path(), "api.js", &API.replace("${env.GREETING}", "good day,"));
    dev.serves(address, "good day, ");

    file(folder.path(), "api.js", "export default {");
    dev.until("SyntaxError");
    assert!(get(address).1.contains("good day, "), "{:?}", get(address));

    file(folder.path(), "api.js", API);
    dev.serves(address, "hello ");
    file(folder.path(), "infrastructure.rs", &PROGRAM.replace("\"hello\"", "\"hi\""));
    dev.serves(address, "hi ");
}
