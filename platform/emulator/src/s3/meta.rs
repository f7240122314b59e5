//! What is said of an object: headers that are kept with it, and told again.

use super::Call;
use super::list::class;
use crate::products::r2::KEPT;
use crate::server::reply::Reply;
use serde_json::{Map, Value, json};

/// What is kept with an object: HTTP's headers, those of the user, the class.
pub(super) struct Given {
    pub(super) http: Map<String, Value>,
    pub(super) custom: Map<String, Value>,
    pub(super) class: &'static str,
}

/// What the headers of a request say.
pub(super) fn given(call: &Call<'_>) -> Given {
    let text = |name: &str| {
        let value = call.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let mut http = Map::new();
    for (header, name) in KEPT {
        let Some(mut value) = text(header) else { continue };
        if header == "content-encoding" {
            // How the content travels is not how it is encoded.
            let kept: Vec<&str> =
                value.split(',').map(str::trim).filter(|one| *one != "aws-chunked").collect();
            value = kept.join(", ");
        }
        if !value.is_empty() {
            http.insert(name.to_owned(), json!(value));
        }
    }
    let expires = text("expires").and_then(|text| jiff::fmt::rfc2822::parse(&text).ok());
    if let Some(expires) = expires {
        http.insert("cacheExpiry".to_owned(), json!(expires.timestamp().as_millisecond()));
    }
    let custom = call.headers().iter().filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix("x-amz-meta-")?;
        Some((name.to_owned(), json!(String::from_utf8_lossy(value.as_bytes()))))
    });
    let class = match call.header("x-amz-storage-class") {
        Some("STANDARD_IA") => "InfrequentAccess",
        _ => "Standard",
    };
    Given { http, custom: custom.collect(), class }
}

/// A time as HTTP has it.
pub(super) fn date(about: &Value) -> Option<String> {
    let time = about["uploaded"].as_str()?.parse::<jiff::Timestamp>().ok()?;
    Some(time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// The same answer with all that is said of an object. The query may say other things of it.
pub(super) fn told(call: &Call<'_>, about: &Value, mut reply: Reply) -> Reply {
    let etag = about["etag"].as_str().unwrap_or_default();
    reply = reply.with("etag", format!("\"{etag}\"")).with("accept-ranges", "bytes");
    if let Some(date) = date(about) {
        reply = reply.with("last-modified", date);
    }
    for (header, name) in KEPT {
        let own = about["http_metadata"][name].as_str();
        let usual = (header == "content-type").then_some("application/octet-stream");
        if let Some(value) = call.query(&format!("response-{header}")).or(own).or(usual) {
            reply = reply.with(header, value);
        }
    }
    let expires = about["http_metadata"]["cacheExpiry"].as_i64();
    if let Some(time) = expires.and_then(|expires| jiff::Timestamp::from_millisecond(expires).ok()) {
        reply = reply.with("expires", time.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
    }
    for (name, value) in about["custom_metadata"].as_object().into_iter().flatten() {
        reply = reply.with(&format!("x-amz-meta-{name}"), value.as_str().unwrap_or_default());
    }
    match class(about["storage_class"].as_str().unwrap_or_default()) {
        "STANDARD" => reply,
        other => reply.with("x-amz-storage-class", other),
    }
}
