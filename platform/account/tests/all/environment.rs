//! Which variable counts.

use crate::support::{environment, session};
use cfs_account::{Environment, Secret, Setting, Source, VARIABLES};
use tempfile::tempdir;

#[test]
fn the_official_name_comes_before_the_deprecated_one() {
    let both = Environment::empty().variable("CF_API_TOKEN", "old").variable("CLOUDFLARE_API_TOKEN", " new ");
    let token = both.setting(Setting::ApiToken).unwrap();
    assert_eq!(
        (token.value.as_str(), token.source.to_string().as_str()),
        ("new", "the variable CLOUDFLARE_API_TOKEN")
    );
    let old = Environment::empty().variable("CF_API_TOKEN", "old").variable("CLOUDFLARE_API_TOKEN", "  ");
    assert_eq!(old.setting(Setting::ApiToken).unwrap().value, "old");
    assert_eq!(old.empty_variables().collect::<Vec<_>>(), ["CLOUDFLARE_API_TOKEN"]);
}

#[test]
fn every_variable_sets_something() {
    for (name, setting) in VARIABLES {
        let set = Environment::empty().variable(name, "value").setting(setting).unwrap();
        assert_eq!(set.source, Source::Variable(name.to_owned()));
    }
}

#[test]
fn credentials_of_each_kind_are_taken_from_the_environment() {
    let home = tempdir().unwrap();
    for (variables, kind) in [
        (vec![("CLOUDFLARE_API_TOKEN", "t")], "API token"),
        (vec![("CF_API_TOKEN", "t")], "API token"),
        (vec![("CLOUDFLARE_API_KEY", "k"), ("CLOUDFLARE_EMAIL", "e@x")], "global API key"),
        (vec![("CF_API_KEY", "k"), ("CF_EMAIL", "e@x")], "global API key"),
        (vec![("CLOUDFLARE_API_USER_SERVICE_KEY", "v1.0-x")], "user service key"),
    ] {
        let filled =
            variables.iter().fold(environment(home.path()), |e, (name, value)| e.variable(*name, *value));
        let secret = session(filled).credentials().unwrap();
        assert_eq!(secret.value.kind(), kind);
        assert_eq!(secret.source, Source::Variable(variables[0].0.to_owned()));
    }
    let alone = session(environment(home.path()).variable("CLOUDFLARE_API_KEY", "k")).credentials();
    assert!(alone.unwrap_err().to_string().contains("CLOUDFLARE_EMAIL"));
}

#[test]
fn a_profile_that_is_named_comes_before_the_environment() {
    let home = tempdir().unwrap();
    let environment = environment(home.path()).variable("CLOUDFLARE_API_TOKEN", "of-the-environment");
    let options = || cfs_account::Options { profile: Some("work".into()), ..crate::support::options() };
    let mut work = cfs_account::Session::open(environment.clone(), options()).unwrap();
    assert_eq!(
        work.credentials().unwrap_err().to_string(),
        "not logged in with the profile `work`: run `cfs auth login`, or set CLOUDFLARE_API_TOKEN"
    );
    work.log_in(&Secret::token("of-the-profile")).unwrap();
    assert!(matches!(work.credentials().unwrap().source, Source::File(_)));
    assert_eq!(
        session(environment).credentials().unwrap().source,
        Source::Variable("CLOUDFLARE_API_TOKEN".into())
    );
}

#[test]
fn the_api_is_where_variables_or_the_profile_say() {
    let home = tempdir().unwrap();
    let url = |environment| session(environment).base_url().value;
    assert_eq!(url(environment(home.path())), "https://api.cloudflare.com/client/v4");
    let region = environment(home.path()).variable("CLOUDFLARE_COMPLIANCE_REGION", "fedramp_high");
    assert_eq!(url(region), "https://api.fed.cloudflare.com/client/v4");
    let wrangler = environment(home.path()).variable("CLOUDFLARE_API_BASE_URL", "http://127.0.0.1:1/a");
    assert_eq!(url(wrangler.clone()), "http://127.0.0.1:1/a");
    assert_eq!(url(wrangler.variable("CLOUDFLARE_BASE_URL", "http://127.0.0.1:1/b")), "http://127.0.0.1:1/b");
}

#[test]
fn without_a_home_the_environment_is_enough() {
    let session = session(Environment::empty().variable("CLOUDFLARE_API_TOKEN", "t"));
    assert!(session.credentials().is_ok());
    assert!(session.config().write().unwrap_err().to_string().contains("CFS_CONFIG"));
}
