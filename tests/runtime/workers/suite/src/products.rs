//! Products with one or two calls: version metadata, secrets store, worker loader, pipelines, the binding that says hello.

use crate::check::Checks;
use crate::{Env, Order};
use cfs_runtime::Record;
use cfs_runtime::prelude::*;
use cfs_runtime::worker_loader::WorkerLoaderWorkerCode;

/// A Worker made at run time: what it is given comes back.
const LOADED: &str = "export default { fetch: (request, env) => new Response(env.GREETING + new URL(request.url).pathname) };";

pub async fn section(c: &mut Checks, env: &Env) -> Result<()> {
    c.ok("a version has an id", !env.version.id.is_empty());
    c.eq("a secret of the store", env.vault.get().await?, "kept apart".to_owned());

    let modules = Record::from([("main.js", LOADED.into())]);
    let code = WorkerLoaderWorkerCode::new("2026-04-01", "main.js", modules).env(&Record::from([("GREETING", "loaded ".to_owned())]))?;
    let loaded = env.loader.load(&code)?;
    let answer = loaded.get_entrypoint::<()>()?.fetch("http://loaded/path").await?;
    c.eq("a Worker made at run time", answer.text().await?, "loaded /path".to_owned());
    let named = env.loader.get_with(Some("named"), move || {
        let code = code.clone();
        async move { Ok(code) }
    })?;
    let answer = named.get_entrypoint::<()>()?.fetch("http://loaded/again").await?;
    c.eq("and one made when it is first asked for", answer.text().await?, "loaded /again".to_owned());

    env.hello.set("said").await?;
    c.eq("what was set", env.hello.get().await?.value, "said".to_owned());
    env.pipe.send(&[Order { item: "tea".into(), count: 1 }]).await?;
    c.ok("records are sent", true);
    Ok(())
}
