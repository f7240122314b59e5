//! Objects that come in parts.

use super::object::{about, kept};
use super::{Call, failed, told};
use crate::ids::hex;
use crate::products::r2::parts::{self, Wrong};
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use md5::{Digest, Md5};
use serde_json::{Value, json};

impl From<Wrong> for Reply {
    fn from(wrong: Wrong) -> Self {
        let code = match wrong {
            Wrong::State(failed) => return failed.into(),
            Wrong::NoUpload => 10_024,
            Wrong::NoPart | Wrong::NoParts => 10_025,
            Wrong::TooSmall => 10_011,
            Wrong::Uneven => 10_048,
        };
        failed(400, code, wrong.message())
    }
}

/// Begins an upload.
pub(super) fn create(call: &Call<'_>) -> Answered {
    let id = parts::begin(call.bound.world, &call.place, call.key()?, &kept(call, 0, ""))?;
    Ok(told(&json!({"uploadId": id}), None))
}

/// Takes a part.
pub(super) fn upload(call: &Call<'_>) -> Answered {
    let world = call.bound.world;
    let id = call.text("uploadId");
    parts::find(world, &call.place, call.key()?, id)?;
    let number = call.asked["partNumber"].as_u64().filter(|number| (1..=10_000).contains(number));
    let number = number.ok_or_else(|| failed(400, 10_025, "Part numbers are from 1 to 10000."))?;
    let etag = hex(&Md5::digest(call.content));
    parts::put(world, &call.place, id, number, &etag, world.store.keep(call.content)?)?;
    Ok(told(&json!({"etag": etag}), None))
}

/// Makes the object of its parts.
pub(super) fn complete(call: &Call<'_>) -> Answered {
    let parts = call.asked["parts"].as_array().into_iter().flatten();
    let mut wanted: Vec<(u64, String)> = parts
        .map(|part: &Value| {
            (part["part"].as_u64().unwrap_or(0), part["etag"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    wanted.sort_unstable();
    let (key, id) = (call.key()?, call.text("uploadId"));
    let about_it = parts::complete(call.bound.world, &call.place, key, id, &wanted)?;
    let blob = Blob { key: key.to_owned(), content: Vec::new(), about: about_it, expires: None };
    Ok(told(&about(&blob, None), None))
}

/// Gives an upload up.
pub(super) fn abort(call: &Call<'_>) -> Answered {
    parts::abort(call.bound.world, &call.place, call.key()?, call.text("uploadId"))?;
    Ok(Reply::content(200, "", ""))
}
