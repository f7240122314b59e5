//! What must hold for any input. Run by `tests/properties.rs` over inputs made from seeds, and by the fuzz targets.

pub mod values;

use cfs_http::codec::from_str;
use cfs_http::testing::{Cassette, Reply, Script, Sent, TestClock};
use cfs_http::{Call, Client, EventParser, File, Form, FrameReader, Json, Timestamp, prelude::*};
use futures_util::{FutureExt, StreamExt};

#[derive(Clone, Default, PartialEq)]
pub struct Thing {
    pub id: String,
    pub count: Option<u64>,
}

record! { Thing { 0 id req "id", 1 count opt "count" } }

macro_rules! operations {
    ($($name:ident $method:ident $path:literal { $($kind:tt)+ })*) => {$(
        pub struct $name(pub Call);

        request! {
            $name = $method $path as "property";
            auth []; permissions [];
            $($kind)+
        }
    )*};
}

operations! {
    Get GET "/x/{id}" { result Thing }
    Put PUT "/x" { unit }
    Lines GET "/lines" { ndjson Thing }
}

/// A client whose every call is answered at once.
fn client(reply: Reply) -> (Client, Script) {
    let script = Script::new([reply]);
    let client =
        Client::builder().transport(script.clone()).clock(TestClock::new()).max_retries(0).build().unwrap();
    (client, script)
}

fn now<T>(request: impl IntoFuture<Output = T>) -> T {
    request.into_future().now_or_never().expect("a scripted answer is there at once")
}

fn sent(script: &Script) -> Sent {
    script.requests().pop().unwrap()
}

/// Cuts the input in pieces whose sizes are in the input itself.
fn pieces(data: &[u8]) -> Vec<&[u8]> {
    let mut rest = data;
    let mut all = Vec::new();
    while let Some(first) = rest.first() {
        let (piece, after) = rest.split_at((usize::from(*first) % 7 + 1).min(rest.len()));
        all.push(piece);
        rest = after;
    }
    all
}

/// However events are cut, they mean the same.
pub fn events(data: &[u8]) {
    let read = |pieces: Vec<&[u8]>| {
        let mut parser = EventParser::new();
        let mut all = Vec::new();
        for piece in pieces {
            parser.push(piece);
            all.extend(std::iter::from_fn(|| parser.next_event()));
        }
        (all, parser.retry(), parser.last_id().map(str::to_owned), parser.held())
    };
    assert_eq!(read(vec![data]), read(pieces(data)));
}

/// However frames are cut, they mean the same, and nothing larger than allowed comes out.
pub fn frames(data: &[u8]) {
    let read = |pieces: Vec<&[u8]>| {
        let mut reader = FrameReader::new(1000);
        let mut all = Vec::new();
        for piece in pieces {
            reader.push(piece);
            loop {
                match reader.next_message() {
                    Ok(Some(message)) => all.push(Ok(message)),
                    Ok(None) => break,
                    Err(why) => {
                        all.push(Err(why));
                        return all;
                    }
                }
            }
        }
        all
    };
    assert_eq!(read(vec![data]), read(pieces(data)));
}

/// What another JSON parser accepts we accept, and the other way round.
pub fn json(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ours = Json::parse(text);
    match &ours {
        Ok(_) => {
            let theirs = serde_json::from_str::<serde::de::IgnoredAny>(text);
            assert!(theirs.is_ok(), "{text}: {theirs:?}");
        }
        Err(fail) => assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}: {fail}"),
    }
    if let Ok(theirs) = serde_json::from_str::<String>(text) {
        assert_eq!(from_str::<String>(text).ok(), Some(theirs));
    }
    if let Ok(theirs) = serde_json::from_str::<u64>(text) {
        assert_eq!(from_str::<u64>(text).ok(), Some(theirs));
    }
    if let Ok(theirs) = serde_json::from_str::<f64>(text) {
        assert_eq!(from_str::<f64>(text).unwrap().to_bits(), theirs.to_bits(), "{text}");
    }
    let _ = from_str::<Thing>(text);
    let _ = from_str::<Vec<BTreeMap<String, Option<Thing>>>>(text);
}

/// Any header is read without harm.
pub fn headers(data: &[u8]) {
    let Ok(value) = cfs_http::http::HeaderValue::from_bytes(data) else { return };
    let mut headers = cfs_http::http::HeaderMap::new();
    for name in ["ratelimit", "ratelimit-policy", "retry-after", "retry-after-ms"] {
        headers.insert(name, value.clone());
        let _ = cfs_http::rate_limits(&headers);
        let _ = cfs_http::policies(&headers);
        let _ = cfs_http::retry_after(&headers, Timestamp::UNIX_EPOCH);
    }
}

/// Any answer is a result or an error that can be printed.
pub fn answers(data: &[u8]) {
    let status =
        [200, 204, 301, 400, 403, 404, 429, 500, 502][usize::from(data.first().copied().unwrap_or(0)) % 9];
    let body = data.get(1..).unwrap_or_default().to_vec();
    let (client, _) = client(Reply::status(status).body(body));
    if let Err(error) = now(Get(Get::call(&client).path(&"a"))) {
        assert!(!format!("{error}{error:?}").is_empty());
    }
    let lines =
        now(Lines(Lines::call(&client)).bytes_stream()).map(|download| download.ndjson::<Thing>().collect());
    if let Ok(lines) = lines {
        let _: Vec<_> = now(lines);
    }
}

/// A form is read back by another parser as it was written.
pub fn forms(data: &[u8]) {
    let mut form = Form::new();
    let mut expected = Vec::new();
    for piece in data.split(|byte| *byte == b'|') {
        let name: String = String::from_utf8_lossy(&piece[..piece.len().min(5)]).into_owned();
        let file = File::new(piece.to_vec()).name(name.clone());
        form = form.file(format!("n{name}"), file);
        expected.push(piece.to_vec());
    }
    let (client, script) = client(Reply::status(200));
    now(Put(Put::call(&client).multipart(form))).unwrap();
    let sent = sent(&script);
    let boundary = multer::parse_boundary(sent.headers["content-type"].to_str().unwrap()).unwrap();
    let body = futures_util::stream::iter([Ok::<_, std::io::Error>(sent.body)]);
    let mut parts = multer::Multipart::new(body, boundary);
    let mut found = Vec::new();
    now(async {
        while let Some(part) = parts.next_field().await.unwrap() {
            found.push(part.bytes().await.unwrap().to_vec());
        }
    });
    assert_eq!(found, expected);
}

/// A path parameter arrives as it was.
pub fn paths(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let (client, script) = client(Reply::json(200, r#"{"id":"a"}"#));
    let result = now(Get(Get::call(&client).path(&text)).query_param(&text, &text));
    if text.is_empty() || text == "." || text == ".." {
        assert!(result.is_err());
        return;
    }
    // A URL may only be so long.
    let Ok(_) = result else {
        assert!(text.len() > 5_000);
        return;
    };
    let uri = sent(&script).uri;
    let segment = uri.path().strip_prefix("/client/v4/x/").unwrap();
    assert!(!segment.contains('/'));
    assert_eq!(percent_decode(segment), text.as_bytes());
    let (name, value) = uri.query().unwrap().split_once('=').unwrap();
    assert_eq!((percent_decode(name), percent_decode(value)), (text.clone().into_bytes(), text.into_bytes()));
}

fn percent_decode(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(if byte == b'%' {
            let code = [bytes.next().unwrap(), bytes.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&code).unwrap(), 16).unwrap()
        } else {
            byte
        });
    }
    out
}

/// A recording that can be read is written as what it is.
pub fn cassettes(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(cassette) = Cassette::parse(text) {
        assert_eq!(Cassette::parse(&cassette.to_text()).unwrap(), cassette);
    }
}
