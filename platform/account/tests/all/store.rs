//! Secrets: in the keyring, else in a file that says so.

use crate::support::{environment, keyring, write};
use cfs_account::keyring_core::{Entry, Error as KeyringError, mock};
use cfs_account::{Keyring, OAuthTokens, Secret, SecretStore, Source};
use std::path::Path;
use tempfile::tempdir;

fn store(home: &Path, keyring: Keyring) -> SecretStore {
    SecretStore::new(&environment(home), keyring)
}

#[test]
fn the_keyring_has_them_if_there_is_one() {
    let home = tempdir().unwrap();
    let store = store(home.path(), Keyring::Store(keyring()));
    let stored = store.set("work", &Secret::token("t-1")).unwrap();
    assert_eq!((stored.source, stored.note), (Source::Keyring { profile: "work".into() }, None));
    assert_eq!(store.get("work").unwrap().unwrap().value.kind(), "API token");
    assert!(store.get("home").unwrap().is_none());
    assert!(!store.file().unwrap().exists());
    assert!(store.remove("work").unwrap() && !store.remove("work").unwrap());
    assert!(store.get("work").unwrap().is_none());
}

#[test]
fn else_a_file_that_says_so() {
    let home = tempdir().unwrap();
    let store = store(home.path(), Keyring::Off);
    let stored = store.set("work", &Secret::key("me@example.com", "k-1")).unwrap();
    let path = store.file().unwrap();
    let note = stored.note.unwrap();
    assert!(note.contains("mode 0600") && note.contains(&path.display().to_string()), "{note}");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("# Secrets of cfs in plain text"), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        // One that became readable is not after the next change.
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
        store.set("home", &Secret::token("t-2")).unwrap();
        assert_eq!(mode(&path), 0o600);
    }
    store.set("home", &Secret::token("t-2")).unwrap();
    assert_eq!(store.get("work").unwrap().unwrap().value.kind(), "global API key");
    assert!(store.remove("work").unwrap());
    assert_eq!(std::fs::read_to_string(&path).unwrap().matches("# Secrets of cfs").count(), 1);
    assert!(store.remove("home").unwrap() && !path.exists());
}

#[test]
fn a_keyring_that_cannot_be_reached_is_none() {
    let home = tempdir().unwrap();
    let mock = keyring();
    let store = store(home.path(), Keyring::Store(mock.clone()));
    let fail = |error: KeyringError| {
        let entry = Entry::new_in_store(&mock, "cfs", "work").unwrap();
        entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(error);
    };
    fail(KeyringError::NoStorageAccess("no session bus".into()));
    let stored = store.set("work", &Secret::token("t-1")).unwrap();
    assert!(matches!(stored.source, Source::File(_)));
    assert!(stored.note.unwrap().contains("no session bus"));
    assert!(store.get("work").unwrap().is_some(), "the file is looked at first");
    // Back again: the keyring has it, the file no more.
    let stored = store.set("work", &Secret::token("t-2")).unwrap();
    assert!(matches!(stored.source, Source::Keyring { .. }) && !store.file().unwrap().exists());
}

#[test]
fn what_is_kept_comes_back() {
    let home = tempdir().unwrap();
    let store = store(home.path(), Keyring::Off);
    let tokens = OAuthTokens {
        access: "a".to_owned().into(),
        refresh: Some("r".to_owned().into()),
        expires_at: Some("2026-11-28T09:00:00Z".parse().unwrap()),
        scopes: vec!["account:read".into()],
    };
    store.set("work", &Secret::OAuth(tokens)).unwrap();
    match store.get("work").unwrap().unwrap().value {
        Secret::OAuth(tokens) => {
            assert_eq!(tokens.expires_at, Some("2026-11-28T09:00:00Z".parse().unwrap()));
            assert_eq!((tokens.refresh.is_some(), tokens.scopes), (true, vec!["account:read".to_owned()]));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_damaged_file_is_told_without_its_content() {
    let home = tempdir().unwrap();
    let store = store(home.path(), Keyring::Off);
    for text in ["work = = \"PLANTED\"", "work = \"PLANTED\"", "work = '{\"kind\":\"PLANTED\"}'"] {
        write(&store.file().unwrap(), text);
        let error = store.get("work").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("PLANTED"), "{error:?}");
        assert!(error.to_string().contains("log in"), "{error}");
    }
}
