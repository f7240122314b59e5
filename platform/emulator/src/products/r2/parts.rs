//! Objects that come in parts, from whichever side.

use crate::ids::{hex, unhex};
use crate::store::{Failed, Item, Kept};
use crate::world::World;
use md5::{Digest, Md5};
use serde_json::{Value, json};

/// All parts but the last have so many bytes.
const LEAST: u64 = 5 << 20;

/// What may be wrong with an upload.
#[derive(Debug)]
pub(crate) enum Wrong {
    NoUpload,
    NoParts,
    NoPart,
    TooSmall,
    Uneven,
    State(Failed),
}

impl Wrong {
    /// In R2's words.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::NoUpload => "The specified multipart upload does not exist.",
            Self::NoParts => "You must specify at least one part.",
            Self::NoPart => "One or more of the specified parts could not be found.",
            Self::TooSmall => "Your proposed upload is smaller than the minimum allowed object size.",
            Self::Uneven => "All non-trailing parts must have the same length.",
            Self::State(failed) => &failed.0,
        }
    }
}

impl<E: Into<Failed>> From<E> for Wrong {
    fn from(error: E) -> Self {
        Self::State(error.into())
    }
}

/// Where the uploads of a bucket are.
pub(crate) fn uploads(place: &str) -> String {
    format!("{place}/_uploads")
}

fn of(place: &str, id: &str) -> String {
    format!("{}/{id}", uploads(place))
}

fn name(number: u64) -> String {
    format!("{number:05}")
}

/// Begins an upload of a key, with what is to be kept with the object.
pub(crate) fn begin(world: &World, place: &str, key: &str, about: &Value) -> rusqlite::Result<String> {
    let id = world.ids.hex();
    world.store.put(&uploads(place), &id, None, &json!({"key": key, "about": about}))?;
    Ok(id)
}

/// An upload that was begun and not ended.
pub(crate) fn find(world: &World, place: &str, key: &str, id: &str) -> Result<Item, Wrong> {
    let found = world.store.get(&uploads(place), id)?;
    found.filter(|found| found.value["key"] == key).ok_or(Wrong::NoUpload)
}

/// Keeps a part.
pub(crate) fn put(
    world: &World,
    place: &str,
    id: &str,
    number: u64,
    etag: &str,
    kept: Kept,
) -> Result<(), Failed> {
    let about = json!({"etag": etag, "size": kept.size(), "uploaded": world.now().to_string()});
    world.store.put_object(&of(place, id), &name(number), &about, kept)
}

/// Numbers of parts behind one, and what is said of them.
pub(crate) fn all(
    world: &World,
    place: &str,
    id: &str,
    after: u64,
    limit: usize,
) -> rusqlite::Result<Vec<(u64, Value)>> {
    let after = if after == 0 { String::new() } else { name(after) };
    let found = world.store.keys(&of(place, id), "", &after, limit, i64::MIN)?;
    Ok(found.into_iter().filter_map(|part| Some((part.key.parse().ok()?, part.about))).collect())
}

/// Makes the object of its parts, by their numbers and etags; what is said of it.
pub(crate) fn complete(
    world: &World,
    place: &str,
    key: &str,
    id: &str,
    wanted: &[(u64, String)],
) -> Result<Value, Wrong> {
    let found = find(world, place, key, id)?;
    let own = of(place, id);
    let (mut hashes, mut sizes) = (Md5::new(), Vec::with_capacity(wanted.len()));
    for (number, etag) in wanted {
        let part =
            world.store.about(&own, &name(*number))?.filter(|part| part.about["etag"] == etag.as_str());
        let part = part.ok_or(Wrong::NoPart)?;
        hashes.update(unhex(etag).unwrap_or_default());
        sizes.push(part.about["size"].as_u64().unwrap_or_default());
    }
    let (last, others) = sizes.split_last().ok_or(Wrong::NoParts)?;
    if others.iter().any(|size| *size < LEAST) {
        return Err(Wrong::TooSmall);
    }
    // The last one may be shorter than the others, which are all alike.
    if others.iter().any(|size| *size != others[0]) || others.first().is_some_and(|size| last > size) {
        return Err(Wrong::Uneven);
    }
    let mut about = found.value["about"].clone();
    about["etag"] = json!(format!("{}-{}", hex(&hashes.finalize()), wanted.len()));
    about["size"] = json!(sizes.iter().sum::<u64>());
    about["uploaded"] = json!(world.now().to_string());
    let parts: Vec<String> = wanted.iter().map(|(number, _)| name(*number)).collect();
    let _one = world.binding.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    world.store.assemble((place, key, &about), (&uploads(place), id), &parts)?;
    Ok(about)
}

/// Gives an upload up.
pub(crate) fn abort(world: &World, place: &str, key: &str, id: &str) -> Result<(), Wrong> {
    let found = find(world, place, key, id)?;
    world.store.delete(&uploads(place), &found.id)?;
    Ok(())
}
