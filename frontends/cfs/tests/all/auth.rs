//! Logins, tokens, profiles: what is kept, where, and what is sent with it.

mod browser;

use crate::support::{ACCOUNT, Ran, Reply, Seen, Server, TOKEN, ZONE, body, file, page, result, run};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const OTHER: &str = "023e105f4ecef8ad9ca31a8372d0c3aa";

/// An API that knows who has the token.
fn api() -> Server {
    Server::new(answer)
}

fn answer(seen: &Seen) -> Reply {
    let path = seen.line.split([' ', '?']).nth(1).unwrap_or_default();
    if !seen.header("authorization").is_some_and(|header| header.starts_with("Bearer ")) {
        return body(401, r#"{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}]}"#);
    }
    match path.trim_start_matches("/client/v4") {
        "/user/tokens/verify" => result(r#"{"id":"tok-1","status":"active"}"#),
        "/user/tokens/tok-1" => result(
            r#"{"id":"tok-1","policies":[{"effect":"allow","permission_groups":[{"id":"1","name":"DNS Write"}]}]}"#,
        ),
        "/user" => result(r#"{"id":"1","email":"me@example.com"}"#),
        "/accounts" => page(
            &[
                &format!(r#"{{"id":"{ACCOUNT}","name":"Acme"}}"#),
                &format!(r#"{{"id":"{OTHER}","name":"Other"}}"#),
            ],
            1,
            1,
            2,
        ),
        "/zones" => page(&[&format!(r#"{{"id":"{ZONE}","name":"example.com"}}"#)], 1, 1, 1),
        _ => page(&[r#"{"uuid":"1","name":"orders"}"#], 1, 1, 1),
    }
}

/// Somebody with a home, and an API.
struct User {
    home: TempDir,
    api: Server,
}

impl User {
    fn new() -> Self {
        Self { home: tempfile::tempdir().expect("a home"), api: api() }
    }

    fn variables(&self) -> [(&str, &str); 2] {
        [("HOME", self.home.path().to_str().expect("text")), ("CLOUDFLARE_BASE_URL", &self.api.url)]
    }

    /// Runs the program; no token shows.
    fn run_with(&self, words: &str, stdin: &str, more: &[(&str, &str)]) -> Ran {
        let words: Vec<&str> = words.split(' ').collect();
        let ran = run(&words, stdin, &[&self.variables()[..], more].concat());
        assert!(!ran.stdout.contains(TOKEN) && !ran.stderr.contains(TOKEN), "{words:?} {ran:?}");
        ran
    }

    fn run(&self, words: &str, stdin: &str) -> Ran {
        self.run_with(words, stdin, &[])
    }

    fn done(&self, words: &str, stdin: &str) -> Ran {
        let ran = self.run(words, stdin);
        assert_eq!(ran.code, 0, "{words} {ran:?}");
        ran
    }

    fn secrets(&self) -> std::path::PathBuf {
        self.home.path().join(".local/share/cfs/secrets.toml")
    }

    /// The target of the last request.
    fn last(&self) -> String {
        self.api.seen().last().expect("a request").line.clone()
    }
}

fn json(ran: &Ran) -> serde_json::Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("JSON: {ran:?}"))
}

#[test]
fn a_token_is_kept_used_and_forgotten() {
    let user = User::new();
    let none = user.run("api zones list", "");
    assert!(none.code == 4 && none.stderr.contains("cfs auth login"), "{none:?}");
    let kept = user.done("auth token", &format!("{TOKEN}\n"));
    for part in ["profile `default`", "secrets.toml", "mode 0600", "Acme"] {
        assert!(kept.stderr.contains(part), "{part}: {kept:?}");
    }
    assert_eq!(kept.stdout, "");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(user.secrets()).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    user.done("api zones list", "");
    let sent = user.api.seen().last().and_then(|seen| seen.header("authorization").map(str::to_owned));
    assert_eq!(sent, Some(format!("Bearer {TOKEN}")));
    let curl = user.done("api zones list --curl", "");
    assert!(
        curl.stdout.contains("$CLOUDFLARE_API_TOKEN") && curl.stderr.contains("not in a variable"),
        "{curl:?}"
    );
    let shown = user.done("api zones list --dry-run", "");
    assert!(shown.stdout.contains("authorization: Bearer [hidden]"), "{shown:?}");
    let forgotten = user.done("auth logout", "");
    assert!(forgotten.stderr.contains("secrets.toml") && !user.secrets().exists(), "{forgotten:?}");
    assert!(user.done("auth logout", "").stderr.contains("nothing was done"));
    assert_eq!(user.run("api zones list", "").code, 4);
}

#[test]
fn what_cannot_be_a_token_is_not_kept() {
    let user = User::new();
    for (stdin, why) in [
        ("", "no token"),
        ("Bearer abc", "`Bearer`"),
        ("planted-one two", "a space"),
        ("pläntéd", "no token has"),
    ] {
        let ran = user.run("auth token", stdin);
        assert!(ran.code == 2 && ran.stderr.contains(why), "{ran:?}");
        assert!(!ran.stderr.contains("planted-one"), "{ran:?}");
    }
    for words in ["auth token", "auth login"] {
        let argument = user.run(&format!("{words} {TOKEN}"), "");
        assert!(argument.code == 2 && argument.stderr.contains("no argument"), "{argument:?}");
    }
    let dry = user.done("auth token --dry-run", TOKEN);
    assert!(dry.stderr.contains("would read") && user.api.seen().is_empty(), "{dry:?}");
    assert!(!user.secrets().exists());
}

#[test]
fn a_token_that_is_refused_is_not_kept() {
    let refusing = Server::new(|seen| {
        let said = format!("{seen:?}").replace(['\\', '"'], "'");
        body(401, format!(r#"{{"success":false,"errors":[{{"code":1000,"message":"bad: {said}"}}]}}"#))
    });
    let user = User { api: refusing, ..User::new() };
    let ran = user.run("auth token --verbose", TOKEN);
    assert!(ran.code == 4 && ran.stderr.contains("was not kept"), "{ran:?}");
    assert!(!user.secrets().exists());
    // What is kept does not show either when the API says it back.
    let kept = User { home: user.home, api: api() };
    kept.done("auth token", TOKEN);
    let user = User { home: kept.home, api: user.api };
    for words in ["api zones list", "auth whoami", "doctor"] {
        let ran = user.run(words, "");
        assert!(ran.code != 0 && ran.stdout.len() + ran.stderr.len() > 0, "{ran:?}");
    }
}

#[test]
fn without_a_network_a_token_is_kept_unchecked() {
    let user = User::new();
    let ran = user.run_with("auth token", TOKEN, &[("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/client/v4")]);
    assert!(ran.code == 0 && ran.stderr.contains("could not be checked"), "{ran:?}");
    assert!(user.secrets().exists());
}

#[test]
fn a_login_without_a_client_names_the_page_and_reads_a_token() {
    let user = User::new();
    let ran = user.done("auth login --account Other --zone example.com", TOKEN);
    assert!(
        ran.stderr.contains("https://dash.cloudflare.com/profile/api-tokens?permissionGroupKeys="),
        "{ran:?}"
    );
    user.done("api d1 database list", "");
    assert!(user.last().contains(&format!("/accounts/{OTHER}/d1/database")), "{}", user.last());
    let asked = user.api.seen().len();
    user.done("api d1 database list", "");
    assert_eq!(user.api.seen().len(), asked + 1, "the name is remembered");
    user.done("api dns records list", "");
    assert!(user.last().contains(&format!("/zones/{ZONE}/dns_records")), "{}", user.last());
}

#[test]
fn accounts_are_listed_where_none_is_meant() {
    let user = User::new();
    user.done("auth token", TOKEN);
    let many = user.run("api d1 database list", "");
    assert_eq!(many.code, 2);
    for part in ["which account?", "Acme", "Other", "--account"] {
        assert!(many.stderr.contains(part), "{part}: {many:?}");
    }
    let wrong = user.run("api d1 database list --account Nobody", "");
    assert!(wrong.code == 2 && wrong.stderr.contains(&format!("Acme ({ACCOUNT})")), "{wrong:?}");
    // The project says which.
    let project = tempfile::tempdir().expect("a folder");
    file(project.path(), "wrangler.jsonc", &format!("{{ \"account_id\": \"{OTHER}\", // ours\n}}"));
    let ran = Command::new(env!("CARGO_BIN_EXE_cfs"))
        .args(["api", "d1", "database", "list"])
        .env_clear()
        .envs(user.variables())
        .env("CFS_KEYRING", "off")
        .current_dir(project.path())
        .output()
        .expect("it runs");
    assert!(ran.status.success() && user.last().contains(OTHER), "{ran:?}");
}

#[test]
fn profiles_are_made_chosen_and_removed() {
    let user = User::new();
    user.done("auth token", "default-token-0123456789");
    let made = user.done("auth token --profile work --account Acme", TOKEN);
    assert!(made.stderr.contains("cfs auth profiles use work"), "{made:?}");
    let bearer = |words: &str| {
        user.done(words, "");
        user.api.seen().last().and_then(|seen| seen.header("authorization").map(str::to_owned))
    };
    assert_eq!(bearer("api zones list").as_deref(), Some("Bearer default-token-0123456789"));
    assert_eq!(bearer("api zones list --profile work"), Some(format!("Bearer {TOKEN}")));
    let list = json(&user.done("auth profiles", ""));
    assert_eq!(list[0]["name"], "default");
    assert_eq!(
        (&list[1]["name"], &list[1]["account"], &list[1]["used"]),
        (&"work".into(), &"Acme".into(), &false.into())
    );
    assert!(list[1]["kept_in"].as_str().is_some_and(|place| place.contains("secrets.toml")), "{list}");
    user.done("auth profiles use work", "");
    assert_eq!(bearer("api zones list"), Some(format!("Bearer {TOKEN}")));
    // A variable goes before what is kept, but not before a profile that is named.
    let variable = user.run_with("auth whoami", "", &[("CLOUDFLARE_API_TOKEN", "of-the-variable")]);
    assert_eq!(json(&variable)["from"], "the variable CLOUDFLARE_API_TOKEN");
    let unknown = user.run("auth profiles use wrok", "");
    assert!(unknown.code == 2 && unknown.stderr.contains("did you mean `work`?"), "{unknown:?}");
    let removed = user.done("auth profiles remove work", "");
    assert!(removed.stderr.contains("config.toml") && removed.stderr.contains("secrets.toml"), "{removed:?}");
    assert_eq!(bearer("api zones list").as_deref(), Some("Bearer default-token-0123456789"));
}

#[test]
fn a_profile_knows_where_its_api_is() {
    let (user, local) = (User::new(), api());
    let variables = [("HOME", user.home.path().to_str().expect("text"))];
    let words = ["auth", "token", "--profile", "local", "--base-url", local.url.as_str()];
    let kept = run(&words, TOKEN, &variables);
    assert!(kept.code == 0 && !local.seen().is_empty(), "{kept:?}");
    let used = run(&["api", "zones", "list", "--profile", "local"], "", &variables);
    assert!(
        used.code == 0 && local.seen().last().is_some_and(|seen| seen.line.contains("/zones")),
        "{used:?}"
    );
    let list = json(&run(&["auth", "profiles"], "", &variables));
    assert_eq!(list[0]["base_url"], local.url.as_str());
    let wrong = user.run("auth token --base-url 127.0.0.1", TOKEN);
    assert!(wrong.code == 2 && wrong.stderr.contains("--base-url"), "{wrong:?}");
}

#[test]
fn names_are_completed_and_asked_for_once_a_minute() {
    let user = User::new();
    user.done("auth token --profile work --account Acme", TOKEN);
    user.done("auth profiles use work", "");
    let completed = |words: &str| {
        let at = (words.split(' ').count() - 1).to_string();
        let shell = [
            ("COMPLETE", "bash"),
            ("_CLAP_COMPLETE_INDEX", at.as_str()),
            ("_CLAP_IFS", "\n"),
            ("_CLAP_COMPLETE_COMP_TYPE", "9"),
        ];
        let ran = user.run_with(&format!("-- {words}"), "", &shell);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.stdout
    };
    assert_eq!(completed("cfs auth profiles use w"), "work");
    let asked = user.api.seen().len();
    assert_eq!(completed("cfs api d1 --account O"), "Other");
    assert_eq!(user.api.seen().len(), asked + 1);
    assert_eq!(completed("cfs kv --account A"), "Acme");
    assert_eq!(completed("cfs auth whoami --profile w"), "work");
    assert_eq!(user.api.seen().len(), asked + 1, "it is remembered");
}

#[test]
fn whoami_says_what_a_token_can_do() {
    let user = User::new();
    assert_eq!(user.run("auth whoami", "").code, 4);
    user.done("auth token", TOKEN);
    let who = json(&user.done("auth whoami --output json", ""));
    assert_eq!(who["token"]["permissions"][0], "DNS Write");
    assert_eq!((&who["email"], &who["accounts"][0]["name"]), (&"me@example.com".into(), &"Acme".into()));
    assert_eq!(who["zones"][0]["name"], "example.com");
    let csv = user.done("auth whoami --output csv --fields kind,token.status", "");
    assert_eq!(csv.stdout, "kind,token.status\nAPI token,active\n");
    assert!(user.api.seen().iter().all(|seen| !seen.line.contains("memberships")));
}

#[test]
fn tokens_of_an_account_are_known() {
    let of_account = Server::new(|seen| match seen.line.split([' ', '?']).nth(1).unwrap_or_default() {
        path if path.ends_with(&format!("/accounts/{ACCOUNT}/tokens/verify")) => {
            result(r#"{"id":"tok-2","status":"active"}"#)
        }
        path if path.ends_with("/accounts") => {
            page(&[&format!(r#"{{"id":"{ACCOUNT}","name":"Acme"}}"#)], 1, 1, 1)
        }
        _ => body(401, r#"{"success":false,"errors":[{"code":1000,"message":"Invalid API Token"}]}"#),
    });
    let user = User { api: of_account, ..User::new() };
    user.done("auth token", TOKEN);
    let who = json(&user.done("auth whoami", ""));
    assert_eq!((&who["token"]["id"], &who["token"]["account"]), (&"tok-2".into(), &ACCOUNT.into()));
}

#[test]
fn wranglers_login_is_taken() {
    let user = User::new();
    let none = user.run("auth login --from-wrangler", "");
    assert!(none.code == 4 && none.stderr.contains("wrangler login"), "{none:?}");
    let folder = user.home.path().join(".config/.wrangler/config");
    std::fs::create_dir_all(&folder).expect("a folder");
    let login = format!(
        "oauth_token = \"{TOKEN}\"\nrefresh_token = \"never-sent-0123\"\nexpiration_time = \"2999-01-01T00:00:00.000Z\"\nscopes = [\"account:read\"]\n"
    );
    file(&folder, "default.toml", &login);
    let ran = user.done("auth login --from-wrangler", "");
    assert!(ran.stderr.contains("of wrangler's"), "{ran:?}");
    user.done("api zones list", "");
    let kept = std::fs::read_to_string(user.secrets()).expect("a file");
    assert!(!kept.contains("never-sent"), "what renews it stays wrangler's");
    assert_eq!(std::fs::read_to_string(folder.join("default.toml")).expect("a file"), login);
}

#[test]
fn what_explains_itself_reads_nothing() {
    let home = tempfile::tempdir().expect("a home");
    let config = home.path().join(".config/cfs");
    std::fs::create_dir_all(&config).expect("a folder");
    file(&config, "config.toml", "= damaged");
    let variables = [("HOME", home.path().to_str().expect("text"))];
    for words in ["--version", "--help", "auth login --help", "api zones list --help", "help output"] {
        let words: Vec<&str> = words.split(' ').collect();
        assert_eq!(run(&words, "", &variables).code, 0, "{words:?}");
    }
    let ran = run(&["auth", "whoami"], "", &variables);
    assert!(ran.code == 2 && ran.stderr.contains("config.toml"), "{ran:?}");
    assert!(Path::new(&config.join("config.toml")).exists());
}
