//! Web standards.

use crate::check::Checks;
use cfs_runtime::core::{
    self, AbortController, Blob, FormData, Headers, HtmlRewriter, HtmlRewriterElementContentHandlers, SubtleCryptoImportKeyAlgorithm,
    TextDecoder, TextEncoder, TransformStream, Url, UrlSearchParams, WebSocketPair,
};
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::prelude::*;
use cfs_runtime::stream::{IntoChunks, IntoSink};
use cfs_runtime::wasm_bindgen::JsValue;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()).collect()
}

fn of(buffer: &cfs_runtime::js_sys::ArrayBuffer) -> Vec<u8> {
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
    c.ok("a bad URL is a typed error", Url::new("no url").err().and_then(|error| error.name().map(str::to_owned)).as_deref() == Some("TypeError"));
    c.ok("canParse", Url::can_parse("https://a.b")?);
    c.ok("cannot parse", !Url::can_parse("::")?);
    c.ok("parse gives null", Url::parse("::")?.is_none());
    let params = UrlSearchParams::new()?;
    params.append("k", "1")?;
    params.append("k", "2")?;
    c.eq("getAll", params.get_all("k")?.join(","), "1,2");
    c.eq("size", params.size(), 2.0);
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
    c.eq("blob size", blob.size(), 4.0);
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
    c.eq("status", response.status(), 418.0);
    c.ok("not ok", !core::Response::ok(&response));
    let copy = response.try_clone()?;
    c.eq("copy", copy.text().await?, "teapot");
    c.ok("original unused", !response.body_used());
    let redirect = Response::redirect("https://b.example/", 302)?;
    c.eq("location", redirect.headers().get("location")?, Some("https://b.example/".to_owned()));
    let bytes = core::Response::new_with(Some(vec![1u8, 2, 3].into()), None)?;
    c.eq("bytes", of(&bytes.array_buffer().await?), vec![1, 2, 3]);
    let failed = core::fetch("http://127.0.0.1:1/").await;
    c.ok("a refused connection is an error or an answer", failed.is_err() || failed.is_ok_and(|answer| answer.status() >= 500.0));
    let wrong: Result<Vec<u32>> = Response::ok("no json")?.json().await;
    c.eq("bad json", wrong.err().and_then(|error| error.name().map(str::to_owned)), Some("SyntaxError".to_owned()));
    let shape: Result<Vec<u32>> = Response::json(&vec!["a"])?.json().await;
    c.eq("bad shape names the item", shape.err().map(|error| error.to_string()), Some("[0]: expected a whole number (u32), found string \"a\"".to_owned()));
    Ok(())
}

pub async fn crypto(c: &mut Checks) -> Result<()> {
    let subtle = core::crypto().subtle();
    // FIPS 180-4: SHA-256 and SHA-1 of "abc".
    let digest = subtle.digest("SHA-256", b"abc".as_slice()).await?;
    c.eq("SHA-256", hex(&of(&digest)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let digest = subtle.digest("SHA-1", b"abc".as_slice()).await?;
    c.eq("SHA-1", hex(&of(&digest)), "a9993e364706816aba3e25717850c26c9cd0d89d");
    let digest = subtle.digest("SHA-512", b"abc".as_slice()).await?;
    c.ok("SHA-512", hex(&of(&digest)).starts_with("ddaf35a193617abacc417349ae204131"));
    // RFC 4231 test case 2: HMAC-SHA-256 with key "Jefe".
    let algorithm = SubtleCryptoImportKeyAlgorithm::new("HMAC").hash("SHA-256");
    let key = subtle.import_key("raw", b"Jefe".as_slice(), algorithm, false, &["sign", "verify"]).await?;
    let message = b"what do ya want for nothing?".as_slice();
    let signature = of(&subtle.sign("HMAC", &key, message).await?);
    c.eq("HMAC", hex(&signature), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    c.ok("HMAC verifies", subtle.verify("HMAC", &key, signature.as_slice(), message).await?);
    c.ok("HMAC refuses", !subtle.verify("HMAC", &key, signature.as_slice(), b"other".as_slice()).await?);
    c.eq("key type", key.type_(), "secret");
    c.ok("not extractable", !key.extractable());
    c.ok("exporting it fails", subtle.export_key("raw", &key).await.is_err());
    // NIST GCM test case 2 (AES-128): one zero block.
    let key = subtle.import_key("raw", vec![0u8; 16], SubtleCryptoImportKeyAlgorithm::new("AES-GCM"), true, &["encrypt", "decrypt"]).await?;
    let gcm = || core::SubtleCryptoEncryptAlgorithm::new("AES-GCM").iv(vec![0u8; 12]);
    let sealed = of(&subtle.encrypt(gcm(), &key, vec![0u8; 16]).await?);
    c.eq("AES-GCM", hex(&sealed), "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf");
    let opened = of(&subtle.decrypt(gcm(), &key, sealed.clone()).await?);
    c.eq("AES-GCM opens", opened, vec![0u8; 16]);
    let mut damaged = sealed;
    damaged[0] ^= 1;
    let refused = subtle.decrypt(gcm(), &key, damaged).await;
    c.eq("AES-GCM refuses", refused.err().and_then(|error| error.name().map(str::to_owned)), Some("OperationError".to_owned()));
    // RFC 5869 test case 1: HKDF-SHA-256.
    let key = subtle.import_key("raw", vec![0x0bu8; 22], SubtleCryptoImportKeyAlgorithm::new("HKDF"), false, &["deriveBits"]).await?;
    let hkdf = core::SubtleCryptoDeriveKeyAlgorithm::new("HKDF").hash("SHA-256").salt(unhex("000102030405060708090a0b0c")).info(unhex("f0f1f2f3f4f5f6f7f8f9"));
    let bits = subtle.derive_bits_with(hkdf, &key, Some(42.0 * 8.0)).await?;
    c.eq("HKDF", hex(&of(&bits)), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    // RFC 8032 test 1: Ed25519, empty message.
    let public = unhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    let key = subtle.import_key("raw", public, SubtleCryptoImportKeyAlgorithm::new("Ed25519"), true, &["verify"]).await?;
    let signature = unhex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    c.ok("Ed25519", subtle.verify("Ed25519", &key, signature, Vec::<u8>::new()).await?);
    let random = core::crypto().get_random_values(&Uint8Array::new_with_length(16))?;
    c.ok("random", random.to_vec() != vec![0u8; 16]);
    Ok(())
}

pub async fn streams(c: &mut Checks) -> Result<()> {
    let mut chunks = Response::ok("streamed")?.body().ok_or_else(|| Error::new("no body"))?.chunks()?;
    let mut text = Vec::new();
    while let Some(chunk) = chunks.next().await {
        text.extend(chunk?);
    }
    c.eq("chunks", String::from_utf8_lossy(&text).into_owned(), "streamed");
    let transform = core::IdentityTransformStream::new()?;
    let (readable, writable) = (transform.readable(), transform.writable());
    let sink = writable.sink()?;
    cfs_runtime::spawn(async move {
        for part in ["one ", "two ", "three"] {
            drop(sink.send(part.as_bytes()).await);
        }
        drop(sink.close().await);
    });
    let mut chunks = FromJs::from_js(JsValue::from(readable)).and_then(|stream: core::ReadableStream| stream.chunks())?;
    let mut text = Vec::new();
    while let Some(chunk) = chunks.next().await {
        text.extend(chunk?);
    }
    c.eq("through a transform", String::from_utf8_lossy(&text).into_owned(), "one two three");
    let made = cfs_runtime::stream::readable(Numbers(0))?;
    c.eq("a Rust stream as a body", Response::ok(made)?.text().await?, "0;1;2;");
    let _ = TransformStream::<JsValue, JsValue>::new()?;
    c.ok("TransformStream", true);
    Ok(())
}

struct Numbers(u32);

impl futures_core::Stream for Numbers {
    type Item = Result<Vec<u8>>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        let at = self.0;
        self.0 += 1;
        std::task::Poll::Ready((at < 3).then(|| Ok(format!("{at};").into_bytes())))
    }
}

pub async fn html(c: &mut Checks) -> Result<()> {
    let handlers = HtmlRewriterElementContentHandlers::new().element(async |element: core::Element| {
        let href = element.get_attribute("href")?;
        element.set_attribute("href", &href.unwrap_or_default().replace("http:", "https:"))?;
        Ok(())
    });
    let rewriter = HtmlRewriter::new()?.on("a", &handlers)?;
    let page = Response::ok("<p><a href=\"http://x\">x</a></p>")?;
    let done = rewriter.transform(&page)?;
    c.eq("rewritten", done.text().await?, "<p><a href=\"https://x\">x</a></p>");
    Ok(())
}

pub async fn sockets(c: &mut Checks) -> Result<()> {
    let pair = WebSocketPair::new()?;
    let end = |index: u32| -> Result<core::WebSocket> {
        FromJs::from_js(cfs_runtime::js_sys::Reflect::get_u32(pair.as_ref(), index)?)
    };
    let (one, two) = (end(0)?, end(1)?);
    one.accept()?;
    two.accept()?;
    c.eq("open", one.ready_state(), 1.0);
    one.send("text")?;
    one.send(vec![1u8, 2])?;
    one.close_with(Some(4001.0), Some("done"))?;
    c.ok("closing", one.ready_state() >= 2.0);
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
