//! Web standards.

use crate::check::Checks;
use cfs_runtime::core::{
    self, AbortController, Blob, FormData, Headers, TextDecoder, TextEncoder, Url, UrlSearchParams,
};
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::prelude::*;

pub fn of(buffer: &cfs_runtime::js_sys::ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

pub async fn standards(c: &mut Checks) -> Result<()> {
    let url = Url::new("https://user:pw@example.com:8080/a/b?x=1&y=2#top")?;
    c.eq("host", url.host(), "example.com:8080");
    c.eq("hostname", url.hostname(), "example.com");
    c.eq("port", url.port(), "8080");
    c.eq("pathname", url.pathname(), "/a/b");
    c.eq("search", url.search(), "?x=1&y=2");
    c.eq("hash", url.hash(), "#top");
    c.eq("username", url.username(), "user");
    c.eq("search params", url.search_params().get("y")?, Some("2".to_owned()));
    url.set_pathname("/c");
    c.eq("set pathname", url.pathname(), "/c");
    c.ok("a bad URL is a typed error", Url::new("no url").err().and_then(|error| error.name()).as_deref() == Some("TypeError"));
    c.ok("canParse", Url::can_parse("https://a.b")?);
    c.ok("cannot parse", !Url::can_parse("::")?);
    c.ok("parse gives null", Url::parse("::")?.is_none());
    let params = UrlSearchParams::new()?;
    params.append("k", "1")?;
    params.append("k", "2")?;
    c.eq("getAll", params.get_all("k")?.join(","), "1,2");
    c.eq("size", params.size()?, 2);
    params.set("k", "3")?;
    c.eq("set", params.to_string()?, "k=3");
    c.eq("entries", params.entries()?.collect::<Result<Vec<_>>>()?, vec![("k".to_owned(), "3".to_owned())]);
    let headers = Headers::new()?;
    headers.set("X-One", "1")?;
    headers.append("x-one", "2")?;
    c.eq("headers are joined", headers.get("x-one")?, Some("1, 2".to_owned()));
    c.ok("has", headers.has("X-ONE")?);
    headers.delete("x-one")?;
    c.eq("deleted", headers.get("x-one")?, None);
    headers.append("set-cookie", "a=1")?;
    headers.append("set-cookie", "b=2")?;
    c.eq("cookies", headers.get_set_cookie()?.len(), 2);
    c.eq("keys", headers.keys()?.collect::<Result<Vec<_>>>()?.len(), 2);
    let seen = std::rc::Rc::new(std::cell::Cell::new(0));
    let counter = std::rc::Rc::clone(&seen);
    headers.for_each(move |_: String, _: String, _: Headers| counter.set(counter.get() + 1))?;
    c.eq("callback", seen.get(), 2);
    let encoded = TextEncoder::new()?.encode_with(Some("é"))?;
    c.eq("encoder", encoded.to_vec(), vec![0xc3, 0xa9]);
    c.eq("decoder", TextDecoder::new()?.decode_with(Some(vec![0xc3, 0xa9].into()), None)?, "é");
    c.eq("btoa", core::btoa("hi")?, "aGk=");
    c.eq("atob", core::atob("aGk=")?, "hi");
    let blob = Blob::new_with(Some(&["ab".into(), "cd".into()]), None)?;
    c.eq("blob size", blob.size()?, 4);
    c.eq("blob text", blob.text().await?, "abcd");
    c.eq("blob slice", blob.slice_with(Some(1.0), Some(3.0), None)?.text().await?, "bc");
    let form = FormData::new()?;
    form.append("a", "1")?;
    c.ok("form has", form.has("a")?);
    let controller = AbortController::new()?;
    c.ok("not aborted", !controller.signal().aborted());
    controller.abort()?;
    c.ok("aborted", controller.signal().aborted());
    c.eq("clone", core::structured_clone::<Vec<u32>>(&vec![1u32, 2])?, vec![1, 2]);
    let uuid = core::crypto().random_uuid()?;
    c.eq("uuid", uuid.len(), 36);
    Ok(())
}

pub async fn fetching(c: &mut Checks, request: &Request) -> Result<()> {
    c.eq("method", request.method(), "GET");
    c.ok("url", request.url()?.pathname() == "/fetch");
    let made = core::Request::new_with("https://a.example/", Some(&core::RequestInit::new().method("POST").body("text")))?;
    c.eq("made method", made.method(), "POST");
    c.eq("made body", made.text().await?, "text");
    let response = Response::json(&vec![1u32, 2])?;
    c.eq("json header", response.headers().get("content-type")?, Some("application/json".to_owned()));
    c.eq("json body", response.json::<Vec<u32>>().await?, vec![1, 2]);
    let response = Response::error(418, "teapot")?;
    c.eq("status", response.status()?, 418);
    c.ok("not ok", !core::Response::ok(&response));
    let copy = response.try_clone()?;
    c.eq("copy", copy.text().await?, "teapot");
    c.ok("original unused", !response.body_used());
    let redirect = Response::redirect("https://b.example/", 302)?;
    c.eq("location", redirect.headers().get("location")?, Some("https://b.example/".to_owned()));
    let bytes = core::Response::new_with(Some(vec![1u8, 2, 3].into()), None)?;
    c.eq("bytes", of(&bytes.array_buffer().await?), vec![1, 2, 3]);
    let failed = core::fetch("http://127.0.0.1:1/").await;
    c.ok("a refused connection is an error or an answer", failed.is_err() || failed.is_ok_and(|answer| answer.status().is_ok_and(|status| status >= 500)));
    let wrong: Result<Vec<u32>> = Response::ok("no json")?.json().await;
    c.eq("bad json", wrong.err().and_then(|error| error.name()), Some("SyntaxError".to_owned()));
    let shape: Result<Vec<u32>> = Response::json(&vec!["a"])?.json().await;
    c.eq("bad shape names the item", shape.err().map(|error| error.to_string()), Some("[0]: expected a whole number (u32), found string \"a\"".to_owned()));
    Ok(())
}

pub async fn cache(c: &mut Checks) -> Result<()> {
    let cache = core::caches().default();
    let address = "https://cache.example/page";
    c.ok("miss", cache.match_(address).await?.is_none());
    let page = Response::ok("cached")?.with_header("cache-control", "max-age=60")?;
    cache.put(address, &page).await?;
    let hit = cache.match_(address).await?;
    c.ok("hit", hit.is_some());
    if let Some(hit) = hit {
        c.eq("body", hit.text().await?, "cached");
    }
    c.ok("delete", cache.delete(address).await?);
    c.ok("gone", cache.match_(address).await?.is_none());
    Ok(())
}
