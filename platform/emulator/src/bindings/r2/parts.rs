//! Objects that come in parts.

use super::object::{about, kept};
use super::{Call, failed, told};
use crate::ids::hex;
use crate::server::reply::{Answered, Reply};
use crate::store::{Blob, Item};
use md5::{Digest, Md5};
use serde_json::{Value, json};

/// All parts but the last have so many bytes.
const LEAST: usize = 5 << 20;

fn uploads(call: &Call<'_>) -> String {
    format!("{}/_uploads", call.place)
}

fn parts(call: &Call<'_>) -> String {
    format!("{}/{}", uploads(call), call.text("uploadId"))
}

fn find(call: &Call<'_>) -> Result<Item, Reply> {
    let found = call.bound.world.store.get(&uploads(call), call.text("uploadId"))?;
    let missing = || failed(400, 10_024, "The specified multipart upload does not exist.");
    let key = call.key()?;
    found.filter(|found| found.value["key"] == key).ok_or_else(missing)
}

/// Begins an upload.
pub(super) fn create(call: &Call<'_>) -> Answered {
    let id = call.bound.world.ids.hex();
    let value = json!({"key": call.key()?, "about": kept(call, 0, "")});
    call.bound.world.store.put(&uploads(call), &id, None, &value)?;
    Ok(told(&json!({"uploadId": id}), &[]))
}

fn name(number: u64) -> String {
    format!("{number:05}")
}

/// Takes a part.
pub(super) fn upload(call: &Call<'_>) -> Answered {
    find(call)?;
    let number = call.asked["partNumber"].as_u64().filter(|number| (1..=10_000).contains(number));
    let number = number.ok_or_else(|| failed(400, 10_025, "Part numbers are from 1 to 10000."))?;
    let etag = hex(&Md5::digest(call.content));
    let part = Blob {
        key: name(number),
        content: call.content.to_vec(),
        about: json!({"etag": etag}),
        expires: None,
    };
    call.bound.world.store.put_blobs(&parts(call), &[part])?;
    Ok(told(&json!({"etag": etag}), &[]))
}

/// Makes the object of its parts.
pub(super) fn complete(call: &Call<'_>) -> Answered {
    let found = find(call)?;
    let store = &call.bound.world.store;
    let mut wanted: Vec<&Value> = call.asked["parts"].as_array().into_iter().flatten().collect();
    wanted.sort_by_key(|part| part["part"].as_u64());
    let (mut content, mut hashes) = (Vec::new(), Md5::new());
    for (at, part) in wanted.iter().enumerate() {
        let there = store.blob(&parts(call), &name(part["part"].as_u64().unwrap_or(0)), i64::MIN)?;
        let there = there
            .filter(|there| there.about["etag"] == part["etag"])
            .ok_or_else(|| failed(400, 10_025, "One or more of the specified parts could not be found."))?;
        if at + 1 < wanted.len() && there.content.len() < LEAST {
            let message = "Your proposed upload is smaller than the minimum allowed object size.";
            return Err(failed(400, 10_011, message));
        }
        hashes.update(Md5::digest(&there.content));
        content.extend(there.content);
    }
    let mut about_it = found.value["about"].clone();
    about_it["etag"] = json!(format!("{}-{}", hex(&hashes.finalize()), wanted.len()));
    about_it["size"] = json!(content.len());
    about_it["uploaded"] = json!(call.bound.world.now().to_string());
    let blob = Blob { key: call.key()?.to_owned(), content, about: about_it, expires: None };
    store.put_blobs(&call.place, std::slice::from_ref(&blob))?;
    store.delete(&uploads(call), &found.id)?;
    Ok(told(&about(&blob, None), &[]))
}

/// Gives an upload up.
pub(super) fn abort(call: &Call<'_>) -> Answered {
    let found = find(call)?;
    call.bound.world.store.delete(&uploads(call), &found.id)?;
    Ok(Reply::content(200, "", ""))
}
