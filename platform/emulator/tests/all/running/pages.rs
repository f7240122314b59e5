//! Sites of Pages: files, Functions, previews.

use super::{World, ask};
use crate::support::{body, call, of_account};
use cfs_catalogue::{Content, Part};
use cfs_http::File;
use serde_json::{Value, json};

const PROJECT: [(&str, &str); 1] = [("project_name", "docs")];

impl World {
    /// Uploads a file of text; its hash.
    async fn file(&self, hash: &str, media: &str, text: &str) {
        let token = self.done("pages.projects.get_upload_token", &PROJECT, Content::none()).await;
        let token = token["jwt"].as_str().expect("a token").to_owned();
        let arguments = cfs_catalogue::Arguments::new().set("jwt", token);
        let file = json!([{"key": hash, "value": text, "metadata": {"contentType": media}, "base64": false}]);
        call(&self.client, "pages.assets.upload", arguments, body(&file)).await.expect("uploaded");
    }

    async fn deploy(&self, manifest: &Value, branch: &str, more: Vec<(String, Part)>) -> Value {
        let mut parts = vec![
            ("manifest".to_owned(), Part::Text(manifest.to_string())),
            ("branch".to_owned(), Part::Text(branch.to_owned())),
        ];
        parts.extend(more);
        let arguments = of_account(&PROJECT);
        call(&self.client, "pages.projects.deployments.create", arguments, Content::form(parts))
            .await
            .expect("deployed")
    }

    async fn page(&self, host: &str, path: &str) -> super::Told {
        ask(self.emulator.address(), host, "GET", path, "").await
    }
}

#[tokio::test]
async fn files_are_shown_as_pages_shows_them() {
    let world = World::start().await;
    world
        .done("pages.projects.create", &[], body(&json!({"name": "docs", "production_branch": "main"})))
        .await;
    for (hash, text) in [("a1", "<home>"), ("b2", "<about>"), ("c3", "<gone>"), ("d4", "<preview>")] {
        world.file(hash, "text/html", text).await;
    }
    let manifest =
        json!({"/index.html": "a1", "/about.html": "b2", "/guide/index.html": "b2", "/404.html": "c3"});
    let first = world.deploy(&manifest, "main", Vec::new()).await;
    let preview = world.deploy(&json!({"/index.html": "d4"}), "New/look", Vec::new()).await;
    let told = world.page("docs.pages.dev", "/").await;
    assert_eq!((told.status, told.text.as_str()), (200, "<home>"));
    assert_eq!(told.headers["content-type"], "text/html");
    assert_eq!(world.page("docs.pages.dev", "/about").await.text, "<about>");
    let moved = world.page("docs.pages.dev", "/about.html?x").await;
    assert_eq!((moved.status, moved.headers["location"].to_str().expect("text")), (308, "/about?x"));
    let moved = world.page("docs.pages.dev", "/guide").await;
    assert_eq!((moved.status, moved.headers["location"].to_str().expect("text")), (308, "/guide/"));
    let missing = world.page("docs.pages.dev", "/nothing/here").await;
    assert_eq!((missing.status, missing.text.as_str()), (404, "<gone>"));
    let host = preview["url"].as_str().expect("an address").trim_start_matches("https://").to_owned();
    assert_eq!(world.page(&host, "/").await.text, "<preview>");
    // Without a page for what is not there, the first one is shown.
    assert_eq!(world.page("new-look.docs.pages.dev", "/any").await.text, "<preview>");
    assert_eq!(world.page("nobody.pages.dev", "/").await.status, 404);
    world.deploy(&json!({"/index.html": "d4"}), "main", Vec::new()).await;
    assert_eq!(world.page("docs.pages.dev", "/").await.text, "<preview>");
    let back = [PROJECT[0], ("deployment_id", first["id"].as_str().expect("an id"))];
    world.done("pages.projects.deployments.rollback", &back, Content::none()).await;
    assert_eq!(world.page("docs.pages.dev", "/").await.text, "<home>");
}

#[tokio::test]
async fn rules_lead_elsewhere_and_set_headers() {
    let world = World::start().await;
    world
        .done("pages.projects.create", &[], body(&json!({"name": "docs", "production_branch": "main"})))
        .await;
    for (hash, text) in [("a1", "<home>"), ("b2", "<about>")] {
        world.file(hash, "text/html", text).await;
    }
    let manifest = json!({"/index.html": "a1", "/about.html": "b2"});
    let file = |name: &str, text: &'static str| (name.to_owned(), Part::File(File::new(text).name(name)));
    let rules = vec![
        file("_redirects", "/old/* /about?from=:splat 301\n/about-us /about 200\n"),
        file("_headers", "/*\n  X-Frame-Options: DENY\n/about\n  Cache-Control: max-age=60\n"),
    ];
    world.deploy(&manifest, "main", rules).await;
    let moved = world.page("docs.pages.dev", "/old/a/b").await;
    assert_eq!((moved.status, moved.headers["location"].to_str().expect("text")), (301, "/about?from=a/b"));
    assert_eq!(world.page("docs.pages.dev", "/about-us").await.text, "<about>");
    let about = world.page("docs.pages.dev", "/about").await;
    let cached = about.headers["cache-control"].to_str().expect("text");
    assert_eq!((about.text.as_str(), cached), ("<about>", "max-age=60"));
    assert_eq!(world.page("docs.pages.dev", "/").await.headers["x-frame-options"], "DENY");
    // Those of another deployment are its own.
    world.deploy(&manifest, "next", Vec::new()).await;
    assert_ne!(world.page("next.docs.pages.dev", "/old/a").await.status, 301);
}

#[tokio::test]
async fn functions_answer_with_the_bindings_of_the_project() {
    let world = World::start().await;
    let namespace = world.namespace().await;
    let config = json!({
        "compatibility_date": super::DATE, "env_vars": {"WHO": {"type": "plain_text", "value": "docs"}},
        "kv_namespaces": {"KV": {"namespace_id": namespace}},
    });
    let project =
        json!({"name": "docs", "production_branch": "main", "deployment_configs": {"production": config}});
    world.done("pages.projects.create", &[], body(&project)).await;
    world.file("a1", "text/html", "<home>").await;
    let code = "export default { async fetch(request, env) {
        const { pathname } = new URL(request.url);
        if (!pathname.startsWith('/api/')) return env.ASSETS.fetch(request);
        await env.KV.put('seen', pathname);
        return new Response(`${env.WHO} ${env.CF_PAGES} ${pathname}`);
    } }";
    let bundle = format!(
        "------bundle\r\nContent-Disposition: form-data; name=\"metadata\"\r\n\r\n{{\"main_module\":\"index.js\"}}\r\n\
         ------bundle\r\nContent-Disposition: form-data; name=\"index.js\"; filename=\"index.js\"\r\n\
         Content-Type: application/javascript+module\r\n\r\n{code}\r\n------bundle--\r\n"
    );
    let routes = json!({"version": 1, "include": ["/api/*", "/through"], "exclude": ["/api/static"]});
    let file = |name: &str, text: String| (name.to_owned(), Part::File(File::new(text).name(name)));
    let more = vec![file("_worker.bundle", bundle), file("_routes.json", routes.to_string())];
    world.deploy(&json!({"/index.html": "a1", "/through.html": "a1"}), "main", more).await;
    assert_eq!(world.page("docs.pages.dev", "/api/x").await.text, "docs 1 /api/x");
    assert_eq!(world.value(&namespace, "seen").await, "/api/x");
    assert_eq!(world.page("docs.pages.dev", "/").await.text, "<home>");
    assert_eq!(world.page("docs.pages.dev", "/api/static").await.text, "<home>");
    assert_eq!(world.page("docs.pages.dev", "/through").await.text, "<home>");
}
