//! Assets: what of a folder is served, and the conversation that brings it to the account.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use cfs_config::model::Assets;
use cfs_deploy::worker::assets::{AssetError, Progress, Refused, Site, SiteError, Transport, hash, send};
use cfs_deploy::worker::request::Body;
use cfs_deploy::worker::{Request, Target};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::Path;
use std::sync::Mutex;

fn files(root: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
}

fn read(root: &Path) -> Result<Site, SiteError> {
    Site::read(root, &Assets::default())
}

#[test]
fn a_folder_is_served_without_what_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    files(
        folder.path(),
        &[
            ("index.html", "hi"),
            ("Ünï cöde.txt", "hi\n"),
            (".well-known/x", "y"),
            ("_headers", "/a\n  X: y\nwrong\n"),
            ("_redirects", "/a /b\n/c\n"),
            (".assetsignore", "*.map\ndrafts/\n[z\n"),
            ("a.js.map", "{}"),
            ("drafts/a.html", ""),
            ("sub/_headers", "served"),
            ("_worker.js", "served, since .assetsignore is there"),
        ],
    );
    let site = read(folder.path()).expect("a site");
    let keys: Vec<&str> = site.files.iter().map(|file| file.key.as_str()).collect();
    assert_eq!(keys, ["/.well-known/x", "/_worker.js", "/index.html", "/sub/_headers", "/Ünï cöde.txt"]);
    let manifest: Value = serde_json::from_str(&site.manifest()).expect("JSON");
    assert_eq!(manifest["/Ünï cöde.txt"], json!({"hash": "0ee44dd5c7fcce036b163b52135449e3", "size": 3}));
    assert_eq!(site.redirects.as_deref(), Some("/a /b\n/c\n"));
    let warnings: Vec<String> =
        site.warnings.iter().map(|warning| format!("{}:{}", warning.file, warning.line)).collect();
    assert_eq!(warnings, [".assetsignore:3", "_headers:3", "_redirects:2"]);
}

#[test]
fn what_cannot_be_served_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    files(folder.path(), &[("_worker.js/index.js", "")]);
    assert!(read(folder.path()).expect_err("code").to_string().contains("this is code for Pages"));
    let folder = tempfile::tempdir().expect("a folder");
    let large = std::fs::File::create(folder.path().join("large.bin")).expect("a file");
    large.set_len((25 << 20) + 1).expect("a size");
    assert!(read(folder.path()).expect_err("large").to_string().contains("26214401 bytes"));
    assert!(matches!(read(&folder.path().join("none")), Err(SiteError::Io { .. })));
}

#[cfg(unix)]
#[test]
fn links_are_followed_but_not_in_circles() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = tempfile::tempdir().expect("a folder");
    files(other.path(), &[("x.txt", "x")]);
    files(folder.path(), &[("a/y.txt", "y")]);
    std::os::unix::fs::symlink(other.path(), folder.path().join("linked")).expect("a link");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("a/round")).expect("a link");
    let keys: Vec<String> =
        read(folder.path()).expect("a site").files.into_iter().map(|file| file.key).collect();
    assert_eq!(keys, ["/a/y.txt", "/linked/x.txt"]);
}

/// A service that takes assets as the API does, and can be told to fail.
#[derive(Default)]
struct Service {
    state: Mutex<State>,
    /// Claims of its sessions.
    claims: Value,
    /// How many uploads go well before the session is over.
    expires_after: Option<usize>,
    /// Whether no answer but an empty session's has the last token.
    silent: bool,
}

#[derive(Default)]
struct State {
    has: BTreeMap<String, Vec<u8>>,
    wanted: BTreeSet<String>,
    sessions: usize,
    uploads: usize,
    of_session: usize,
    paths: Vec<String>,
}

impl Service {
    fn answer(&self, request: &Request) -> Result<Value, Refused> {
        let mut state = self.state.lock().expect("a lock");
        state.paths.push(request.path.clone());
        if request.path.ends_with("/assets-upload-session") {
            return Ok(self.session(&mut state, request));
        }
        let token = format!("Bearer {}", self.token(state.sessions));
        assert_eq!(request.headers, [("authorization".to_owned(), token)], "the session's own token");
        if self.expires_after.is_some_and(|count| state.of_session >= count) {
            return Err(Refused { status: Some(401), codes: vec![10_000], message: "expired".into() });
        }
        state.uploads += 1;
        state.of_session += 1;
        match &request.body {
            Body::Form(parts) => {
                for part in parts {
                    let content = STANDARD.decode(part.bytes()).expect("base64");
                    assert!(state.wanted.remove(&part.name), "{} is not asked for", part.name);
                    state.has.insert(part.name.clone(), content);
                }
            }
            Body::Bytes { content, .. } => {
                let hash = request.path.rsplit('/').next().expect("a hash").to_owned();
                assert!(state.wanted.remove(&hash));
                state.has.insert(hash, content.to_vec());
            }
            other => panic!("{other:?}"),
        }
        let done = state.wanted.is_empty() && !self.silent;
        Ok(if done { json!({"jwt": "completion"}) } else { json!({}) })
    }

    fn token(&self, session: usize) -> String {
        format!("h.{}.{session}", URL_SAFE_NO_PAD.encode(self.claims.to_string()))
    }

    fn session(&self, state: &mut State, request: &Request) -> Value {
        state.sessions += 1;
        state.of_session = 0;
        let Body::Bytes { content, .. } = &request.body else { panic!("{request:?}") };
        let body: Value = serde_json::from_slice(content).expect("JSON");
        let manifest = body["manifest"].as_object().cloned().expect("a manifest");
        let hashes = manifest.values().filter_map(|file| file["hash"].as_str().map(str::to_owned));
        state.wanted = hashes.filter(|hash| !state.has.contains_key(hash)).collect();
        if state.wanted.is_empty() {
            return json!({"jwt": "completion", "buckets": []});
        }
        let all: Vec<&String> = state.wanted.iter().collect();
        json!({"jwt": self.token(state.sessions), "buckets": all.chunks(2).collect::<Vec<_>>()})
    }
}

impl Transport for Service {
    fn send(&self, request: Request) -> impl Future<Output = Result<Value, Refused>> + Send {
        std::future::ready(self.answer(&request))
    }
}

fn target() -> Target {
    Target { account: "acc".into(), namespace: None, name: "api".into() }
}

fn seven(folder: &Path) -> Site {
    let contents: Vec<(String, String)> =
        (0..7).map(|at| (format!("{at}.txt"), format!("content {at}"))).collect();
    let all: Vec<(&str, &str)> = contents.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files(folder, &all);
    // The same content under the same ending is sent once.
    files(folder, &[("copy/0.txt", "content 0")]);
    read(folder).expect("a site")
}

#[tokio::test]
async fn only_what_is_new_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = seven(folder.path());
    let service = Service::default();
    let told: Mutex<Vec<Progress>> = Mutex::default();
    let progress = |now: Progress| told.lock().expect("a lock").push(now);
    assert_eq!(send(&service, &target(), &site, &progress).await.expect("a token"), "completion");
    let told = told.into_inner().expect("a lock");
    assert_eq!(told[0], Progress { files: 7, bytes: 63, ..Progress::default() });
    assert_eq!(told.last(), Some(&Progress { files: 7, bytes: 63, files_sent: 7, bytes_sent: 63 }));
    {
        let state = service.state.lock().expect("a lock");
        assert_eq!((state.sessions, state.uploads), (1, 4));
        assert!(state.has.iter().all(|(known, content)| *known == hash(content, "txt")), "as they are");
        assert_eq!(state.paths[1], "/accounts/acc/workers/assets/upload");
    }
    // Again: a session, and nothing else. With one file changed: that one.
    send(&service, &target(), &site, &|_| {}).await.expect("a token");
    files(folder.path(), &[("3.txt", "changed")]);
    let site = read(folder.path()).expect("a site");
    send(&service, &target(), &site, &|_| {}).await.expect("a token");
    let state = service.state.lock().expect("a lock");
    assert_eq!((state.sessions, state.uploads), (3, 5));
}

#[tokio::test]
async fn a_session_that_expires_is_begun_again_with_what_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = seven(folder.path());
    let service = Service { expires_after: Some(1), ..Service::default() };
    assert_eq!(send(&service, &target(), &site, &|_| {}).await.expect("a token"), "completion");
    let counts = |service: &Service| {
        let state = service.state.lock().expect("a lock");
        (state.sessions, state.uploads, state.has.len())
    };
    assert_eq!(counts(&service), (4, 4, 7));
    // One that takes nothing is not begun for ever.
    let service = Service { expires_after: Some(0), ..Service::default() };
    let error = send(&service, &target(), &site, &|_| {}).await.expect_err("refused");
    assert!(matches!(error, AssetError::Refused(_)), "{error}");
    assert_eq!(counts(&service).0, 5);
}

#[tokio::test]
async fn a_token_that_was_lost_is_asked_for_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let service = Service { silent: true, ..Service::default() };
    assert_eq!(
        send(&service, &target(), &seven(folder.path()), &|_| {}).await.expect("a token"),
        "completion"
    );
    assert_eq!(service.state.lock().expect("a lock").sessions, 2);
}

#[tokio::test]
async fn files_go_alone_where_the_session_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let claims = json!({"wrangler_single_asset_uploads": true, "edge_kv_upload_concurrency": 2});
    let service = Service { claims, ..Service::default() };
    assert_eq!(
        send(&service, &target(), &seven(folder.path()), &|_| {}).await.expect("a token"),
        "completion"
    );
    let state = service.state.lock().expect("a lock");
    assert_eq!(state.uploads, 7);
    assert!(state.paths[1].starts_with("/accounts/acc/workers/assets/upload/"), "{:?}", state.paths);
}

#[tokio::test]
async fn large_buckets_go_in_several_requests() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = "x".repeat(4 << 20);
    files(folder.path(), &[("a.txt", &content), ("b.bin", &content)]);
    let service = Service::default();
    send(&service, &target(), &read(folder.path()).expect("a site"), &|_| {}).await.expect("a token");
    assert_eq!(service.state.lock().expect("a lock").uploads, 2);
}
