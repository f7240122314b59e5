//! Accounts and zones by name, by id, and by what is meant.

use crate::support::{ACME, Asked, OTHER, Server, environment, list, now, options, session, write};
use cfs_account::{Cache, Environment, Error, FRESH, Names, Options, Session, Source, What};
use std::path::Path;
use tempfile::tempdir;

fn accounts(asked: &Asked) -> crate::support::Answer {
    if asked.line.contains("/zones") {
        let all =
            format!(r#"[{{"id":"{ACME}","name":"example.com"}},{{"id":"{OTHER}","name":"example.org"}}]"#);
        return match asked.line.contains("name=example.com") {
            true => list(&format!(r#"[{{"id":"{ACME}","name":"example.com"}}]"#)),
            false if asked.line.contains("name=") => list("[]"),
            false => list(&all),
        };
    }
    list(&format!(r#"[{{"id":"{ACME}","name":"Acme"}},{{"id":"{OTHER}","name":"Other Inc"}}]"#))
}

fn with(home: &Path, server: &Server) -> Environment {
    environment(home).variable("CLOUDFLARE_API_TOKEN", "t").variable("CLOUDFLARE_BASE_URL", server.base_url())
}

async fn account(session: &Session, argument: Option<&str>) -> Result<String, Error> {
    let client = session.client(|builder| builder).await?;
    let found = session.account(&client, argument).await?;
    Ok(format!("{} from {}", found.value, found.source))
}

#[tokio::test]
async fn a_name_is_asked_for_once() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    for _ in 0..2 {
        let session = session(with(home.path(), &server));
        assert_eq!(
            account(&session, Some("acme")).await.unwrap(),
            format!("Acme ({ACME}) from the command line")
        );
        assert_eq!(
            account(&session, Some("Other Inc")).await.unwrap(),
            format!("Other Inc ({OTHER}) from the command line")
        );
        assert_eq!(account(&session, Some(ACME)).await.unwrap(), format!("{ACME} from the command line"));
    }
    assert_eq!(server.asked().len(), 1);
    let known = session(with(home.path(), &server)).names().unwrap().known(What::Account);
    assert_eq!(known.len(), 2, "for completion");
}

#[tokio::test]
async fn an_id_needs_no_call() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    let session = session(with(home.path(), &server));
    account(&session, Some(ACME)).await.unwrap();
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn what_is_not_there_is_told_with_what_is() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    let session = session(with(home.path(), &server));
    assert_eq!(
        account(&session, Some("acne")).await.unwrap_err().to_string(),
        format!("no account `acne`; there is:\n  Acme ({ACME})\n  Other Inc ({OTHER})")
    );
    assert_eq!(
        account(&session, None).await.unwrap_err().to_string(),
        format!(
            "which account? say it with --account, or in the profile:\n  Acme ({ACME})\n  Other Inc ({OTHER})"
        )
    );
    let client = session.client(|builder| builder).await.unwrap();
    let zone = session.zone(&client, Some("example.net")).await.unwrap_err().to_string();
    assert!(zone.starts_with("no zone `example.net`; there is:\n  example.com"), "{zone}");
}

#[tokio::test]
async fn the_only_one_is_meant() {
    let home = tempdir().unwrap();
    let server = Server::start(|_| list(&format!(r#"[{{"id":"{ACME}","name":"Acme"}}]"#))).await;
    let session = session(with(home.path(), &server));
    assert_eq!(account(&session, None).await.unwrap(), format!("Acme ({ACME}) from the only one there is"));
    let none = Server::start(|_| list("[]")).await;
    let session = crate::support::session(with(home.path(), &none));
    assert_eq!(account(&session, None).await.unwrap_err().to_string(), "these credentials see no account");
}

#[tokio::test]
async fn zones_are_asked_for_by_name() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    let session = session(with(home.path(), &server));
    let client = session.client(|builder| builder).await.unwrap();
    for _ in 0..2 {
        let zone = session.zone(&client, Some("Example.COM.")).await.unwrap();
        assert_eq!((zone.value.id.as_str(), zone.value.name.as_str()), (ACME, "example.com"));
    }
    assert_eq!(server.lines().len(), 1, "{:?}", server.lines());
}

#[tokio::test]
async fn two_of_a_name_are_told_apart_by_their_ids() {
    let home = tempdir().unwrap();
    let server = Server::start(|_| {
        list(&format!(r#"[{{"id":"{ACME}","name":"Twin"}},{{"id":"{OTHER}","name":"Twin"}}]"#))
    })
    .await;
    let session = session(with(home.path(), &server));
    let error = account(&session, Some("twin")).await.unwrap_err().to_string();
    assert!(error.starts_with("several accounts are called `twin`, say the id:"), "{error}");
}

#[tokio::test]
async fn what_says_so_is_in_its_order() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    let project = home.path().join("project/deep/er");
    std::fs::create_dir_all(&project).unwrap();
    write(&home.path().join(".config/cfs/config.toml"), "[profiles.default]\naccount = \"acme\"\n");
    let base = with(home.path(), &server).directory(&project);
    let source = |environment: Environment| async move {
        account(&session(environment), None).await.unwrap().split_once(" from ").unwrap().1.to_owned()
    };
    assert!(source(base.clone()).await.starts_with("the profile default in "));
    let file = home.path().join("project/wrangler.toml");
    write(&file, "account_id = \"other inc\"\n");
    assert_eq!(source(base.clone()).await, file.display().to_string());
    assert_eq!(source(base.clone().variable("CF_ACCOUNT_ID", ACME)).await, "the variable CF_ACCOUNT_ID");
    write(&file, "account_id = \"nobody\"\n");
    let error = account(&session(base), None).await.unwrap_err().to_string();
    assert!(error.ends_with(&format!("(from {})", file.display())), "{error}");
}

#[test]
fn projects_say_it_in_their_own_ways() {
    for (name, text, env, expected) in [
        ("wrangler.toml", "account_id = \"a\"\n[env.staging]\naccount_id = \"b\"", None, Some("a")),
        (
            "wrangler.toml",
            "account_id = \"a\"\n[env.staging]\naccount_id = \"b\"",
            Some("staging"),
            Some("b"),
        ),
        ("wrangler.toml", "account_id = \"a\"\n[env.staging]\nname = \"b\"", Some("staging"), Some("a")),
        (
            "wrangler.jsonc",
            "{ // x\n \"a\": \"//\", /* \"account_id\": \"no\" */ \"account_id\": \"a\",\n}",
            None,
            Some("a"),
        ),
        ("wrangler.json", "{\"env\":{\"e\":{\"account_id\":\"b\"}}}", Some("e"), Some("b")),
        (
            "infrastructure.rs",
            "fn main() {\n    // app.account(\"no\");\n    app.account(\"a\").zone(\"z\");\n}",
            None,
            Some("a"),
        ),
        ("wrangler.json", "{\"account_id\": 7}", None, None),
        ("wrangler.toml", "= =", None, None),
    ] {
        let folder = tempdir().unwrap();
        write(&folder.path().join(name), text);
        let mut environment = Environment::empty().directory(folder.path().join("."));
        if let Some(env) = env {
            environment = environment.variable("CLOUDFLARE_ENV", env);
        }
        let project = cfs_account::project(&environment);
        assert_eq!(project.account.map(|account| account.value).as_deref(), expected, "{name}: {text}");
        assert_eq!(project.problems.len(), usize::from(text == "= ="));
    }
}

#[test]
fn the_cache_survives_whatever_happens_to_it() {
    let folder = tempdir().unwrap();
    let cache = Cache::new(Some(folder.path()));
    cache.set("a", now(), &serde_json::json!([1]));
    assert_eq!(cache.get("a", now(), FRESH), Some(serde_json::json!([1])));
    assert_eq!(cache.get("b", now(), FRESH), None);
    let later = |hours| now() + cfs_account::cfs_http::jiff::SignedDuration::from_hours(hours);
    assert_eq!(cache.get("a", later(25), FRESH), None, "too old");
    assert_eq!(cache.get("a", later(-1), FRESH), None, "of the future");
    let file = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    for text in [
        "",
        "{",
        "null",
        "[]",
        "{\"version\":2}",
        "{\"version\":1,\"name\":\"b\",\"at\":0,\"value\":1}",
        "\u{0}",
    ] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(cache.get("a", now(), FRESH), None, "{text}");
    }
    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    assert_eq!(cache.get("a", now(), FRESH), None);
    cache.set("a", now(), &serde_json::json!(2));
    assert_eq!(cache.get("a", now(), FRESH), Some(serde_json::json!(2)));
    // Nowhere to write: as if nothing had been kept.
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    cache.set("a", now(), &serde_json::json!(3));
    assert_eq!(cache.get("a", now(), FRESH), None);
    Cache::new(None).set("a", now(), &serde_json::json!(3));
}

#[tokio::test]
async fn an_old_list_is_asked_for_again() {
    let (home, server) = (tempdir().unwrap(), Server::start(accounts).await);
    account(&session(with(home.path(), &server)), Some("acme")).await.unwrap();
    let tomorrow = Options { now: Some("2026-11-29T08:00:01Z".parse().unwrap()), ..options() };
    let session = Session::open(with(home.path(), &server), tomorrow).unwrap();
    account(&session, Some("acme")).await.unwrap();
    assert_eq!(server.asked().len(), 2);
    let names = Names::new(Cache::new(None), "x", now());
    assert!(names.known(What::Zone).is_empty());
    assert_eq!(Source::Only.to_string(), "the only one there is");
}
