//! Wrangler's login, wherever it is; judged, never renewed.

use crate::support::{environment, now, write};
use cfs_account::secrecy::ExposeSecret;
use cfs_account::{Environment, Secret, Source, wrangler};
use tempfile::tempdir;

const LOGIN: &str = r#"oauth_token = "theirs"
refresh_token = "PLANTED"
expiration_time = "2026-11-28T09:00:00.000Z"
scopes = [ "account:read", "workers:write" ]
"#;

fn access(environment: &Environment) -> Result<String, String> {
    match wrangler::login(environment, now()).map_err(|error| format!("{error} {error:?}"))?.value {
        Secret::OAuth(tokens) => {
            assert!(tokens.refresh.is_none(), "it is not ours to spend");
            Ok(tokens.access.expose_secret().to_owned())
        }
        other => Ok(other.kind().to_owned()),
    }
}

#[test]
fn each_place_is_looked_at() {
    for (place, variables) in [
        (".wrangler/config/default.toml", vec![]),
        (".config/.wrangler/config/default.toml", vec![]),
        (".config/.wrangler/config/staging.toml", vec![("WRANGLER_API_ENVIRONMENT", "staging")]),
        (".config/.wrangler/config/work.toml", vec![("CLOUDFLARE_AUTH_PROFILE", "work")]),
    ] {
        let home = tempdir().unwrap();
        let path = home.path().join(place);
        write(&path, LOGIN);
        let environment = variables.iter().fold(environment(home.path()), |e, (n, v)| e.variable(*n, *v));
        assert_eq!(access(&environment).as_deref(), Ok("theirs"));
        assert_eq!(wrangler::login(&environment, now()).unwrap().source, Source::Wrangler(path.clone()));
        assert_eq!(std::fs::read_to_string(path).unwrap(), LOGIN, "nothing was changed");
    }
}

#[test]
fn its_end_is_judged() {
    let home = tempdir().unwrap();
    let path = home.path().join(".wrangler/config/default.toml");
    for (text, why) in [
        (LOGIN.replace("09:00", "07:59"), "ended at 2026-11-28T07:59:00Z"),
        (LOGIN.replace("expiration_time", "x"), "does not say when it ends"),
        (LOGIN.replace("2026-11-28T09:00:00.000Z", "tomorrow"), "does not say when it ends"),
        ("x = 1".to_owned(), "has no login"),
        ("PLANTED = = PLANTED".to_owned(), "is no TOML"),
    ] {
        write(&path, &text);
        let error = access(&environment(home.path())).unwrap_err();
        assert!(error.contains(why) && !error.contains("PLANTED") && !error.contains("theirs"), "{error}");
    }
    write(&path, "api_token = \"old\"");
    assert_eq!(access(&environment(home.path())).as_deref(), Ok("API token"));
}

#[test]
fn what_cannot_be_read_is_told() {
    let home = tempdir().unwrap();
    assert!(access(&environment(home.path())).unwrap_err().contains("run `wrangler login`"));
    assert!(access(&Environment::empty()).unwrap_err().contains("no home folder"));
    write(&home.path().join(".config/.wrangler/config/default.enc"), "{}");
    assert!(access(&environment(home.path())).unwrap_err().contains("--no-use-keyring"));
    let evil = environment(home.path()).variable("CLOUDFLARE_AUTH_PROFILE", "../../x");
    assert!(access(&evil).unwrap_err().contains("cannot be a profile's name"));
}
