//! Many calls of one method in one request, through our layer and through externs written by hand.

use cfs_runtime::core::{Blob, Headers};
use cfs_runtime::js_sys::{Promise, futures::JsFuture};
use cfs_runtime::wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use cfs_runtime::{Error, prelude::*};

#[wasm_bindgen(wasm_bindgen = cfs_runtime::wasm_bindgen)]
extern "C" {
    #[wasm_bindgen(js_name = Headers)]
    type RawHeaders;
    #[wasm_bindgen(method, catch)]
    fn get(this: &RawHeaders, name: &str) -> std::result::Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_name = Blob)]
    type RawBlob;
    #[wasm_bindgen(method, catch)]
    fn text(this: &RawBlob) -> std::result::Result<Promise, JsValue>;
}

#[event(fetch)]
async fn fetch(req: Request, _env: JsValue, _ctx: Context) -> Result<Response> {
    let url = req.url()?;
    let count: u32 = url.query("n").and_then(|n| n.parse().ok()).unwrap_or_default();
    let mut length = 0;
    match url.pathname().as_str() {
        "/get/ours" => {
            let headers = Headers::new()?;
            headers.set("name", "value")?;
            for _ in 0..count {
                length += headers.get("name")?.map_or(0, |value| value.len());
            }
        }
        "/get/raw" => {
            let headers = Headers::new()?;
            headers.set("name", "value")?;
            let headers: RawHeaders = JsValue::from(headers).unchecked_into();
            for _ in 0..count {
                length += headers.get("name").map_err(Error::from)?.map_or(0, |value| value.len());
            }
        }
        "/text/ours" => {
            let blob = Blob::new()?;
            for _ in 0..count {
                length += blob.text().await?.len() + 1;
            }
        }
        "/text/raw" => {
            let blob: RawBlob = JsValue::from(Blob::new()?).unchecked_into();
            for _ in 0..count {
                let promise = blob.text().map_err(Error::from)?;
                let text = JsFuture::from(promise).await.map_err(Error::from)?;
                length += text.as_string().unwrap_or_default().len() + 1;
            }
        }
        _ => return Response::error(404, "no such route"),
    }
    Response::ok(length.to_string())
}
