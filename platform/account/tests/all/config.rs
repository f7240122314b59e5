//! The file keeps what people wrote in it.

use crate::support::{environment, options, session, write};
use cfs_account::{Config, Environment, Key, Session, Source};
use std::path::Path;
use tempfile::tempdir;

#[test]
fn comments_and_order_stay() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("config.toml");
    write(
        &path,
        "# mine\nprofile = \"work\" # for now\n\n[profiles.work]\n# the big one\naccount = \"acme\"   # renamed soon\n\n[other]\nx = 1\n",
    );
    let mut config = Config::read(Some(path.clone())).unwrap();
    config.set("work", Key::Account, Some("acme-2")).unwrap();
    config.set("home", Key::Zone, Some("example.com")).unwrap();
    config.set_profile("home");
    config.write().unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "# mine\nprofile = \"home\" # for now\n\n[profiles.work]\n# the big one\naccount = \"acme-2\"   # renamed soon\n\n[profiles.home]\nzone = \"example.com\"\n\n[other]\nx = 1\n"
    );
    assert!(config.remove_profile("home"));
    assert_eq!((config.profile(), config.profiles().collect::<Vec<_>>()), (None, vec!["work"]));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn a_damaged_file_is_told_with_its_place() {
    let home = tempdir().unwrap();
    let path = home.path().join(".config/cfs/config.toml");
    write(&path, "profile = \"work\"\naccount = = 3\n");
    let error = Session::open(environment(home.path()), options()).unwrap_err().to_string();
    assert!(error.contains(&path.display().to_string()) && error.contains("line 2"), "{error}");
    for text in ["profiles = 3", "[profiles]\nwork = 3", "profile = 3", "oauth = []"] {
        write(&path, text);
        let mut session = session(environment(home.path()));
        let _ = session.config_mut().set("work", Key::Account, Some("x"));
        assert!(session.oauth().unwrap().is_none());
    }
}

#[test]
fn the_place_is_the_command_lines_then_the_variables() {
    let home = tempdir().unwrap();
    let environment = environment(home.path()).variable("CFS_CONFIG", "/of/the/variable.toml");
    assert_eq!(Config::place(&environment, Some(Path::new("x.toml"))).unwrap(), Path::new("x.toml"));
    assert_eq!(Config::place(&environment, None).unwrap(), Path::new("/of/the/variable.toml"));
    let usual = Config::place(&crate::support::environment(home.path()), None).unwrap();
    assert_eq!(usual, home.path().join(".config/cfs/config.toml"));
    assert_eq!(Config::place(&Environment::empty(), None), None);
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let home = tempdir().unwrap();
    for name in ["../evil", "", "a/b", ".hidden", "a b", &"x".repeat(65), "a\nb"] {
        let options = cfs_account::Options { profile: Some(name.into()), ..options() };
        let error = Session::open(environment(home.path()), options).unwrap_err().to_string();
        assert!(error.contains("cannot be a profile's name"), "{error}");
    }
}

#[test]
fn what_stands_at_the_top_is_for_all_profiles() {
    let home = tempdir().unwrap();
    let path = home.path().join("config.toml");
    write(&path, "account = \"all\"\nzone = 5\noutput = \"json\"\n[profiles.work]\naccount = \"own\"\n");
    let config = Config::read(Some(path.clone())).unwrap();
    assert_eq!(config.get("work", Key::Account).unwrap().value, "own");
    let all = config.get("default", Key::Account).unwrap();
    assert_eq!((all.value.as_str(), all.source), ("all", Source::File(path)));
    assert!(config.get("work", Key::Zone).is_none());
    let members: Vec<_> = config.members().collect();
    assert_eq!(members[..3], [("account", Some("all")), ("zone", None), ("output", Some("json"))]);
}
