//! The calls: lists, content, retries, limits of time, errors, redirects, events.

use crate::check::Checks;
use cfs_http::{Client, Error, TransportErrorKind, prelude::*};
use cfs_management_kv::Kv;
use futures_util::future::join_all;
use futures_util::{StreamExt, TryStreamExt, stream};

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

#[derive(Clone, Default, PartialEq)]
pub struct Piece {
    pub text: String,
}
record! { Piece { 0 text req "text" } }

pub struct Ask(Call);
request! {
    Ask = POST "/ask" as "ask"; auth [Token]; permissions [];
    events Piece or result Piece by "stream"
}

pub async fn run(api: &str, checks: &mut Checks) -> Result<(), Error> {
    let client = Client::builder().token("token").base_url(api).build()?;
    content(&client, checks).await?;
    lists(&client, checks).await?;
    faults(&client, checks).await?;
    let events = Ask(Ask::call(&client).json(&Piece { text: "why?".into() })).events();
    let pieces: Vec<Piece> = events.try_collect().await?;
    let text: String = pieces.into_iter().map(|piece| piece.text).collect();
    checks.eq("events arrive one by one", text, "because — ü 🦀");
    Ok(())
}

async fn content(client: &Client, checks: &mut Checks) -> Result<(), Error> {
    let values = || Kv::new(client).namespaces().values();
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let chunks: Vec<Result<Bytes, Error>> = bytes.chunks(70_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    let body = Body::stream(stream::iter(chunks), Some(bytes.len() as u64));
    values().update_bytes(ACCOUNT, "store", "a/b c ü", body).await?;
    let read = values().get(ACCOUNT, "store", "a/b c ü").await?;
    checks.eq("content is what was written", read == bytes, true);
    let mut download = values().get(ACCOUNT, "store", "a/b c ü").bytes_stream().await?;
    let mut count = 0;
    while let Some(chunk) = download.next().await {
        count += chunk?.len();
    }
    checks.eq("content is streamed", count, bytes.len());
    let squeezed = values().get(ACCOUNT, "other", "gzip").await?;
    checks.eq("the runtime decompresses", &squeezed[..], b"squeezed");
    Ok(())
}

async fn lists(client: &Client, checks: &mut Checks) -> Result<(), Error> {
    let list = || Kv::new(client).namespaces().keys().list(ACCOUNT, "store");
    let names: Vec<String> = list().limit(10).stream().map_ok(|key| key.name).try_collect().await?;
    let wanted: Vec<String> = (0..25).map(|number| format!("key {number}")).collect();
    checks.eq("all pages of a list", names, wanted);
    let calls = (0..20).map(|_| list().limit(10).into_future());
    let pages = join_all(calls).await.into_iter().filter(|page| page.as_ref().is_ok_and(|page| page.len() == 10));
    checks.eq("twenty calls at once", pages.count(), 20);
    Ok(())
}

async fn faults(client: &Client, checks: &mut Checks) -> Result<(), Error> {
    let values = || Kv::new(client).namespaces().values();
    let get = |key: &str| values().get(ACCOUNT, "faults", key);
    checks.eq("a call is tried again", &get("busy").await?[..], b"third time");
    match get("missing").await {
        Err(Error::Api(error)) => {
            checks.eq("an error has its code", error.codes().collect::<Vec<_>>(), [10009]);
            checks.eq("an error has its ray", error.ray_id(), Some("ray-1"));
        }
        other => checks.failed(&format!("an error of the API, not {other:?}")),
    }
    let late = get("late").timeout(Duration::from_millis(100)).max_retries(0).await;
    checks.eq("a call has a limit of time", late.is_err_and(|error| error.is_timeout()), true);
    let late = get("late").deadline(Duration::from_millis(150)).timeout(Duration::from_millis(60)).await;
    checks.eq("a call has a deadline", late.is_err_and(|error| error.is_timeout()), true);
    checks.eq("a redirect is followed without credentials", &get("moved").await?[..], b"no credentials");
    let refused = get("refused").max_retries(0).await;
    let kind = match refused {
        Err(Error::Transport(error)) => Some(error.kind),
        _ => None,
    };
    checks.eq("no connection", kind, Some(TransportErrorKind::Send));
    Ok(())
}
