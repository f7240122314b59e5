//! What code is known by: the account tells neither modules nor assets back.

use super::assets::Site;
use super::upload::Upload;
use cfs_config::model::Worker;
use serde_json::Value;

/// What a digest begins with where it is a version's tag.
const PREFIX: &str = "cfs-";

/// A digest of what a deployment uploads: modules, assets with their configuration, and the members of its metadata that the
/// account does not tell back. Equal digests are equal uploads, bindings and settings aside.
pub fn digest(worker: &Worker, upload: Option<&Upload>, site: Option<&Site>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |what: &[u8]| {
        hasher.update(&(what.len() as u64).to_le_bytes());
        hasher.update(what);
    };
    if let Some(upload) = upload {
        add(upload.main.as_bytes());
        let mut modules: Vec<_> = upload.modules.iter().collect();
        modules.sort_by_key(|module| &module.name);
        for module in modules {
            add(module.name.as_bytes());
            add(module.kind.media().as_bytes());
            add(&module.content);
        }
    }
    add(b"assets");
    if let (Some(assets), Some(site)) = (&worker.assets, site) {
        for file in &site.files {
            add(file.key.as_bytes());
            add(file.hash.as_bytes());
        }
        for text in [&site.headers, &site.redirects] {
            add(text.as_deref().unwrap_or_default().as_bytes());
        }
        add(canonical(&Value::Object(assets.config.clone())).to_string().as_bytes());
    }
    for container in &worker.containers {
        add(container.class_name.as_bytes());
    }
    format!("{PREFIX}{}", &hasher.finalize().to_hex()[..32])
}

/// Members in the order of their names, however the map keeps them.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(all) => {
            let mut names: Vec<&String> = all.keys().collect();
            names.sort();
            names.into_iter().map(|name| (name.clone(), canonical(&all[name]))).collect()
        }
        Value::Array(all) => all.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

/// Whether a version's tag is a digest.
pub(crate) fn is_digest(tag: &str) -> bool {
    tag.strip_prefix(PREFIX)
        .is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
