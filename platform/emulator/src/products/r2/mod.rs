//! R2: objects of buckets over the API's own routes.

pub(crate) mod parts;
pub(crate) mod temporary;

use crate::collection;
use crate::ids::hex;
use crate::route::Route;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Blob;
use crate::world::World;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use md5::{Digest, Md5};
use serde_json::{Map, Value, json};

/// Headers that are kept with an object, and what they are called there.
pub(crate) const KEPT: [(&str, &str); 5] = [
    ("content-type", "contentType"),
    ("content-disposition", "contentDisposition"),
    ("content-encoding", "contentEncoding"),
    ("content-language", "contentLanguage"),
    ("cache-control", "cacheControl"),
];

/// What stands in the path of buckets in the place of `buckets`, for those of a jurisdiction.
pub(crate) fn place_within(jurisdiction: &str) -> String {
    format!("buckets@{jurisdiction}")
}

/// Where the objects of a bucket are.
fn place(world: &World, asked: &Asked) -> Result<String, Reply> {
    match world.store.get(&asked.place(4), &asked.segments[4])? {
        Some(_) => Ok(asked.place(5)),
        None => Err(Reply::error(404, 10_006, "The specified bucket does not exist.")),
    }
}

fn key(asked: &Asked) -> String {
    asked.segments[6..].join("/")
}

fn missing() -> Reply {
    Reply::error(404, 10_007, "The specified key does not exist.")
}

/// What is kept with an object that is written now.
pub(crate) fn about(
    world: &World,
    etag: &str,
    size: u64,
    class: &str,
    http: Map<String, Value>,
    custom: Map<String, Value>,
) -> Value {
    json!({
        "etag": etag, "size": size, "version": world.ids.hex(), "uploaded": world.now().to_string(),
        "storage_class": class, "http_metadata": http, "custom_metadata": custom,
    })
}

/// Stores an object.
pub(crate) fn put(world: &World, asked: &Asked) -> Answered {
    let (place, key) = (place(world, asked)?, key(asked));
    let etag = hex(&Md5::digest(&asked.body));
    let kept =
        KEPT.iter().filter_map(|(header, name)| Some(((*name).to_owned(), json!(asked.header(header)?))));
    let custom = asked.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().strip_prefix("x-amz-meta-")?.to_owned(), json!(value.to_str().ok()?)))
    });
    let class = asked.header("cf-r2-storage-class").unwrap_or("Standard");
    let content = world.store.keep(&asked.body)?;
    let about = about(world, &etag, content.size(), class, kept.collect(), custom.collect());
    world.store.put_object(&place, &key, &about, content)?;
    let result = json!({
        "key": key, "etag": etag, "size": asked.body.len().to_string(), "version": about["version"],
        "uploaded": about["uploaded"], "storage_class": class,
    });
    Ok(Reply::result(result))
}

/// Gives an object, or says that it is as it was.
pub(crate) fn get(world: &World, asked: &Asked) -> Answered {
    let found = world.store.object(&place(world, asked)?, &key(asked))?.ok_or_else(missing)?;
    let about = &found.about;
    let etag = format!("\"{}\"", about["etag"].as_str().unwrap_or_default());
    let same = asked
        .header("if-none-match")
        .is_some_and(|known| known.split(',').any(|one| one.trim() == etag || one.trim() == "*"));
    let mut reply = if same {
        Reply::content(304, "", "")
    } else {
        let media =
            about["http_metadata"]["contentType"].as_str().unwrap_or("application/octet-stream").to_owned();
        Reply::content(200, &media, "").then(found.content)
    };
    for (header, name) in &KEPT[1..] {
        if let Some(value) = about["http_metadata"][*name].as_str() {
            reply = reply.with(header, value);
        }
    }
    if let Ok(uploaded) = about["uploaded"].as_str().unwrap_or_default().parse::<jiff::Timestamp>() {
        reply = reply.with("last-modified", uploaded.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
    Ok(reply.with("etag", etag))
}

/// Removes an object.
pub(crate) fn delete(world: &World, asked: &Asked) -> Answered {
    let (place, key) = (place(world, asked)?, key(asked));
    world.store.delete_blobs(&place, std::slice::from_ref(&key))?;
    Ok(Reply::result(json!({"key": key})))
}

fn told(blob: &Blob) -> Value {
    let about = &blob.about;
    json!({
        "key": blob.key, "etag": about["etag"], "size": about["size"], "last_modified": about["uploaded"],
        "storage_class": about["storage_class"], "http_metadata": about["http_metadata"],
        "custom_metadata": about["custom_metadata"], "ssec": false,
    })
}

/// Objects, and folders of them, up to a limit.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) objects: Vec<Blob>,
    pub(crate) folders: Vec<String>,
    /// Whether there are more behind the last.
    pub(crate) more: bool,
    pub(crate) last: String,
}

/// Walks over keys after one, those of a folder as one where a delimiter is given.
pub(crate) fn walk(
    world: &World,
    place: &str,
    prefix: &str,
    delimiter: Option<&str>,
    mut after: String,
    limit: usize,
) -> Result<Found, Reply> {
    let (mut objects, mut folders, mut more) = (Vec::new(), Vec::new(), false);
    'all: loop {
        let next = world.store.keys(place, prefix, &after, limit + 1, i64::MIN)?;
        let last = next.len() <= limit;
        for blob in next {
            if objects.len() + folders.len() >= limit {
                more = true;
                break 'all;
            }
            after.clone_from(&blob.key);
            let rest = &blob.key[prefix.len()..];
            match delimiter
                .and_then(|delimiter| rest.find(delimiter).map(|at| prefix.len() + at + delimiter.len()))
            {
                Some(end) => {
                    let folder = blob.key[..end].to_owned();
                    // The rest of the folder is passed over.
                    after = format!("{folder}\u{10FFFF}");
                    folders.push(folder);
                    continue 'all;
                }
                None => objects.push(blob),
            }
        }
        if last {
            break;
        }
    }
    Ok(Found { objects, folders, more, last: after })
}

/// Lists objects, those of a folder as one where a delimiter is given.
pub(crate) fn list(world: &World, asked: &Asked) -> Answered {
    let place = place(world, asked)?;
    let limit =
        asked.query("per_page").and_then(|text| text.parse::<usize>().ok()).unwrap_or(20).clamp(1, 1000);
    let prefix = asked.query("prefix").unwrap_or_default();
    let delimiter = asked.query("delimiter").filter(|delimiter| !delimiter.is_empty());
    let cursor = URL_SAFE_NO_PAD.decode(asked.query("cursor").unwrap_or_default()).unwrap_or_default();
    let mut after = String::from_utf8(cursor).unwrap_or_default();
    if after.is_empty() {
        asked.query("start_after").unwrap_or_default().clone_into(&mut after);
    }
    let Found { objects, folders, more, last } = walk(world, &place, prefix, delimiter, after, limit)?;
    let objects: Vec<Value> = objects.iter().map(told).collect();
    let cursor = if more { URL_SAFE_NO_PAD.encode(&last) } else { String::new() };
    let mut info = json!({"is_truncated": more, "per_page": limit, "count": objects.len()});
    if more {
        info["cursor"] = json!(cursor);
    }
    if delimiter.is_some() {
        info["delimited"] = json!(folders);
    }
    Ok(Reply::enveloped(200, Value::Array(objects), Some(info)))
}

/// Creates a bucket; its name is the API's business.
pub(crate) fn create(world: &World, asked: &Asked, route: &Route) -> Answered {
    let body = crate::route::body::needed(asked)?;
    let name = body["name"].as_str().unwrap_or_default();
    let edge =
        |character: Option<char>| character.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let fits = (3..=63).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && edge(name.chars().next())
        && edge(name.chars().last());
    if !fits {
        return Err(Reply::error(400, 10_005, "The specified bucket name is not valid."));
    }
    let mut asked = asked.clone();
    let mut body = body;
    // The answer has other names for what the body says.
    for (given, told, usual) in
        [("storageClass", "storage_class", "Standard"), ("locationHint", "location", "WNAM")]
    {
        if body[told].is_null() {
            body[told] = json!(body[given].as_str().unwrap_or(usual));
        }
    }
    let jurisdiction = asked.segments[3].split_once('@').map_or("default", |(_, own)| own);
    body["jurisdiction"] = json!(jurisdiction);
    asked.body = body.to_string().into();
    collection::answer(world, &asked, route)
}

/// Removes a bucket that is empty.
pub(crate) fn remove(world: &World, asked: &Asked, route: &Route) -> Answered {
    let place = place(world, asked)?;
    if !world.store.keys(&place, "", "", 1, i64::MIN)?.is_empty() {
        let message = format!("The bucket you tried to delete ({}) is not empty.", asked.segments[4]);
        return Err(Reply::error(409, 10_008, message));
    }
    collection::answer(world, asked, route)
}
