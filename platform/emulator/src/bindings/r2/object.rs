//! Single objects.

use super::condition::{holds, number, range, uploaded};
use super::{Call, failed, missing, told};
use crate::ids::hex;
use crate::products::r2;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};
use sha2::{Sha256, Sha384, Sha512};

const HASHES: [&str; 5] = ["md5", "sha1", "sha256", "sha384", "sha512"];

/// What is said of an object, and of the bytes of it that are given.
pub(super) fn about(blob: &Blob, range: Option<(usize, usize)>) -> Value {
    let about = &blob.about;
    let custom = about["custom_metadata"].as_object().into_iter().flatten();
    let custom: Vec<Value> = custom.map(|(name, value)| json!({"k": name, "v": value})).collect();
    let etag = about["etag"].as_str().unwrap_or_default();
    let mut checksums = Map::new();
    for (at, name) in HASHES.iter().enumerate() {
        let known = about["checksums"][*name].as_str();
        let known = known.or_else(|| (at == 0 && etag.len() == 32).then_some(etag));
        if let Some(known) = known {
            checksums.insert(at.to_string(), json!(known));
        }
    }
    let mut out = json!({
        "name": blob.key, "version": about["version"], "size": about["size"], "etag": etag, "uploaded": uploaded(blob),
        "httpFields": about["http_metadata"], "customFields": custom, "checksums": checksums,
        "storageClass": about["storage_class"],
    });
    if let Some((offset, length)) = range {
        out["range"] = json!({"offset": offset, "length": length});
    }
    out
}

/// An object, without its content.
fn find(call: &Call<'_>) -> Result<Option<Blob>, Reply> {
    Ok(call.bound.world.store.about(&call.place, call.key()?)?)
}

fn size(blob: &Blob) -> usize {
    blob.about["size"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or_default()
}

/// What is said of an object.
pub(super) fn head(call: &Call<'_>) -> Answered {
    let found = find(call)?.ok_or_else(missing)?;
    Ok(told(&about(&found, Some((0, size(&found)))), None))
}

/// An object, or a range of it.
pub(super) fn get(call: &Call<'_>) -> Answered {
    let object = call.bound.world.store.object(&call.place, call.key()?)?.ok_or_else(missing)?;
    let found = Blob { key: object.key, content: Vec::new(), about: object.about, expires: None };
    if !holds(&call.asked["onlyIf"], Some(&found)) {
        let mut reply = told(&about(&found, Some((0, size(&found)))), None);
        let refused = unmet();
        reply.status = refused.status;
        reply.headers.extend(refused.headers.into_iter().filter(|(name, _)| name == "cf-r2-error"));
        return Ok(reply);
    }
    let (offset, length) = range(&call.asked, size(&found))?;
    let content = object.content.range(offset as u64, length as u64);
    Ok(told(&about(&found, Some((offset, length))), Some(content)))
}

fn unmet() -> Reply {
    failed(412, 10_031, "At least one of the pre-conditions you specified did not hold.")
}

/// What is kept with an object, of what was said when it was written.
pub(super) fn kept(call: &Call<'_>, size: usize, etag: &str) -> Value {
    let custom = call.asked["customFields"].as_array().into_iter().flatten();
    let custom: Map<String, Value> =
        custom.filter_map(|field| Some((field["k"].as_str()?.to_owned(), field["v"].clone()))).collect();
    let mut http = call.asked["httpFields"].as_object().cloned().unwrap_or_default();
    if let Some(expiry) = http.get("cacheExpiry").and_then(number) {
        http.insert("cacheExpiry".to_owned(), json!(expiry));
    }
    let world = call.bound.world;
    let class = call.asked["storageClass"].as_str().unwrap_or("Standard");
    r2::about(world, etag, size as u64, class, http, custom)
}

/// Stores an object.
pub(super) fn put(call: &Call<'_>) -> Answered {
    let key = call.key()?.to_owned();
    let etag = hex(&Md5::digest(call.content));
    let checksums = checksums(call, &etag)?;
    let store = &call.bound.world.store;
    let content = store.keep(call.content)?;
    // From the condition to what is written, nobody else writes.
    let _one = call.bound.world.binding.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !call.asked["onlyIf"].is_null() && !holds(&call.asked["onlyIf"], find(call)?.as_ref()) {
        return Err(unmet());
    }
    let mut about_it = kept(call, call.content.len(), &etag);
    about_it["checksums"] = checksums;
    store.put_object(&call.place, &key, &about_it, content)?;
    let blob = Blob { key, content: Vec::new(), about: about_it, expires: None };
    Ok(told(&about(&blob, None), None))
}

fn checksums(call: &Call<'_>, md5: &str) -> Result<Value, Reply> {
    let mut out = Map::new();
    for name in HASHES {
        let Some(given) = call.asked[name].as_str() else { continue };
        // The first is base64, the others are hexadecimal.
        let given = match name {
            "md5" => STANDARD.decode(given).map_or_else(|_| given.to_owned(), |bytes| hex(&bytes)),
            _ => given.to_lowercase(),
        };
        let own = match name {
            "md5" => md5.to_owned(),
            "sha256" => hex(&Sha256::digest(call.content)),
            "sha384" => hex(&Sha384::digest(call.content)),
            "sha512" => hex(&Sha512::digest(call.content)),
            _ => given.clone(),
        };
        if own != given {
            let message = format!(
                "The {name} checksum you specified did not match what we received.\nYou provided a {name} checksum with \
                 value: {given}\nActual {name} was: {own}"
            );
            return Err(failed(400, 10_037, &message));
        }
        out.insert(name.to_owned(), json!(own));
    }
    Ok(Value::Object(out))
}
