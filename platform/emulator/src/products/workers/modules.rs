//! Modules of versions.

use super::upload::Module;
use super::{Script, deployments, versions};
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use bytes::Bytes;
use serde_json::json;

fn place(script: &Script<'_>, version: &str) -> String {
    script.below(&format!("versions/{version}"))
}

/// Keeps the modules of a version.
pub(super) fn keep(script: &Script<'_>, version: &str, modules: &[Module]) -> Result<(), Reply> {
    let blobs: Vec<Blob> = modules
        .iter()
        .map(|(name, media, content)| Blob {
            key: name.clone(),
            content: content.to_vec(),
            about: json!(media),
            expires: None,
        })
        .collect();
    Ok(script.world.store.put_blobs(&place(script, version), &blobs)?)
}

/// The modules of a version.
pub(super) fn of(script: &Script<'_>, version: &str) -> Result<Vec<Module>, Reply> {
    let (store, place) = (&script.world.store, place(script, version));
    let mut modules = Vec::new();
    for key in store.keys(&place, "", "", usize::MAX, 0)? {
        if let Some(blob) = store.blob(&place, &key.key, 0)? {
            let media = blob.about.as_str().unwrap_or_default().to_owned();
            modules.push((blob.key, media, Bytes::from(blob.content)));
        }
    }
    Ok(modules)
}

/// The modules that are deployed: a form, or the script where it is no module.
pub(super) fn content(script: &Script<'_>) -> Answered {
    script.there()?;
    let active = deployments::active(script)?.into_iter().next();
    let newest = versions::current(script)?.map(|version| version.id().to_owned());
    let Some(id) = active.or(newest) else {
        return Ok(Reply::content(200, "application/javascript", ""));
    };
    let (version, modules) = (versions::find(script, &id)?, of(script, &id)?);
    let main = version.upload["main_module"].as_str();
    let etag = version.value["resources"]["script"]["etag"].as_str().unwrap_or_default().to_owned();
    let Some(main) = main else {
        let content = modules.into_iter().next().map(|(.., content)| content).unwrap_or_default();
        return Ok(Reply::content(200, "application/javascript", content).with("etag", etag));
    };
    let boundary = format!("cfs-{}", script.world.ids.hex());
    let mut out = Vec::new();
    for (name, media, content) in &modules {
        let name = name.replace('"', "%22");
        let head = format!(
            "--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\ncontent-type: {media}\r\n\r\n"
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(content);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media = format!("multipart/form-data; boundary={boundary}");
    Ok(Reply::content(200, &media, out).with("cf-entrypoint", main).with("etag", etag))
}
