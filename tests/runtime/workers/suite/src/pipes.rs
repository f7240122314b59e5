//! Streams.

use crate::check::Checks;
use cfs_runtime::core::{self, TransformStream};
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::{JsCast, JsValue};
use futures_util::{AsyncReadExt, AsyncWriteExt, SinkExt, TryStreamExt};
use std::cell::Cell;
use std::rc::Rc;

pub async fn streams(c: &mut Checks) -> Result<()> {
    let mut chunks = Response::ok("streamed")?.body().ok_or_else(|| Error::new("no body"))?.chunks()?;
    let mut text = Vec::new();
    while let Some(chunk) = chunks.next().await {
        text.extend(chunk?);
    }
    c.eq("chunks", String::from_utf8_lossy(&text).into_owned(), "streamed");
    let transform = core::IdentityTransformStream::new()?;
    let (readable, writable) = (transform.readable(), transform.writable());
    let mut sink = writable.sink()?;
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
    let made = cfs_runtime::streams::readable(Numbers(0))?;
    c.eq("a Rust stream as a body", Response::ok(made)?.text().await?, "0;1;2;");
    byob(c).await?;
    traits(c).await?;
    pipes(c).await
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

async fn byob(c: &mut Checks) -> Result<()> {
    let transform = core::IdentityTransformStream::new()?;
    let mut sink = transform.writable().sink()?;
    cfs_runtime::spawn(async move {
        drop(sink.send(b"0123456789").await);
        drop(sink.close().await);
    });
    let mut reader = transform.readable().byob()?;
    c.eq("BYOB, a small buffer", reader.read(4).await?, Some(b"0123".to_vec()));
    c.eq("BYOB, at least", reader.read_at_least(6, 100).await?, Some(b"456789".to_vec()));
    c.eq("BYOB, the end", reader.read(4).await?, None);
    Ok(())
}

async fn traits(c: &mut Checks) -> Result<()> {
    let transform = core::IdentityTransformStream::new()?;
    let mut sink = transform.writable().sink()?;
    cfs_runtime::spawn(async move {
        // As any crate writes: through the traits.
        let sent = async {
            SinkExt::send(&mut sink, b"by Sink, ".to_vec()).await?;
            sink.write_all(b"by AsyncWrite").await?;
            AsyncWriteExt::flush(&mut sink).await?;
            AsyncWriteExt::close(&mut sink).await?;
            Ok::<_, Error>(())
        };
        drop(sent.await);
    });
    let mut reader = transform.readable().bytes()?;
    let mut first = [0; 9];
    reader.read_exact(&mut first).await?;
    c.eq("AsyncRead, exactly", first.as_slice(), b"by Sink, ".as_slice());
    let mut rest = String::new();
    AsyncReadExt::read_to_string(&mut reader, &mut rest).await?;
    c.eq("AsyncRead, the rest", rest, "by AsyncWrite");
    let chunks = Response::ok("as a Stream")?.body().ok_or("no body")?.chunks()?;
    let all: Vec<Vec<u8>> = chunks.try_collect().await?;
    c.eq("Stream", all.concat(), b"as a Stream".to_vec());
    Ok(())
}

async fn pipes(c: &mut Checks) -> Result<()> {
    let text = "squeeze ".repeat(1000);
    let packed = core::CompressionStream::new("gzip")?;
    let body = Response::ok(text.as_str())?.body().ok_or("no body")?;
    let (writable, readable) = (packed.writable(), packed.readable());
    cfs_runtime::spawn(async move { drop(body.pipe_to(&FromJs::from_js(writable.into()).unwrap_or_else(|_| JsValue::NULL.into())).await) });
    let packed: Vec<u8> = readable.chunks()?.try_collect::<Vec<_>>().await?.concat();
    c.ok("gzip makes it smaller", packed.len() < text.len() / 10);
    c.eq("gzip magic", packed.get(..2), Some([0x1f, 0x8b].as_slice()));
    let unpacked = core::DecompressionStream::new("gzip")?;
    let (mut writer, reader) = (unpacked.writable().sink()?, unpacked.readable());
    cfs_runtime::spawn(async move {
        drop(writer.send(&packed).await);
        drop(writer.close().await);
    });
    let again: Vec<u8> = reader.chunks()?.try_collect::<Vec<_>>().await?.concat();
    c.eq("gzip and back", String::from_utf8_lossy(&again).into_owned(), text);
    let (one, two) = Response::ok("twice")?.body().ok_or("no body")?.tee()?;
    c.eq("tee, first", Response::ok(one)?.text().await?, "twice");
    c.eq("tee, second", Response::ok(two)?.text().await?, "twice");
    let transformer = core::Transformer::<JsValue, JsValue>::new().transform(
        async |chunk: JsValue, controller: core::TransformStreamDefaultController| {
            let upper = chunk.as_string().unwrap_or_default().to_uppercase();
            controller.enqueue_with(Some(&JsValue::from_str(&upper)))
        },
    );
    let loud = TransformStream::<JsValue, JsValue>::new_with(Some(&transformer), None, None)?;
    let writer = loud.writable().get_writer()?;
    cfs_runtime::spawn(async move { drop(writer.write_with(Some(&JsValue::from_str("loud"))).await) });
    let mut chunks = loud.readable().chunks()?;
    let first = chunks.next().await.ok_or("no chunk")??;
    c.eq("a transformer in Rust", first, b"LOUD".to_vec());
    let transform = core::IdentityTransformStream::new()?;
    let mut sink = transform.writable().sink()?;
    drop(transform.readable().chunks()?);
    c.ok("writing to a cancelled stream is an error", sink.send(b"x").await.is_err());
    Ok(())
}

/// A gigabyte through a `TransformStream`: neither side may run ahead of the other, and no memory may pile up.
pub async fn gigabyte(c: &mut Checks) -> Result<()> {
    const CHUNK: usize = 256 * 1024;
    const CHUNKS: usize = 4096;
    let transform = TransformStream::<JsValue, JsValue>::new()?;
    let mut sink = transform.writable().sink()?;
    let sent = Rc::new(Cell::new(0));
    let counter = Rc::clone(&sent);
    cfs_runtime::spawn(async move {
        let chunk = vec![7; CHUNK];
        for _ in 0..CHUNKS {
            if sink.send(&chunk).await.is_err() {
                return;
            }
            counter.set(counter.get() + 1);
        }
        drop(sink.close().await);
    });
    let (mut received, mut bytes, mut lead) = (0usize, 0u64, 0usize);
    let mut chunks = transform.readable().chunks()?;
    let mut early = 0.0;
    while let Some(chunk) = chunks.next().await {
        bytes += chunk?.len() as u64;
        received += 1;
        lead = lead.max(sent.get().max(received) - received);
        if received == 16 {
            early = memory()?;
        }
    }
    c.eq("a gigabyte arrives", bytes, (CHUNK * CHUNKS) as u64);
    c.ok("the writer is never far ahead", lead <= 4);
    c.eq("memory stays as it was after a few chunks", memory()?, early);
    Ok(())
}

/// Memory of the wasm instance in bytes; it never shrinks, so that a peak shows.
fn memory() -> Result<f64> {
    let memory: cfs_runtime::js_sys::WebAssembly::Memory = cfs_runtime::wasm_bindgen::memory().unchecked_into();
    FromJs::from_js(cfs_runtime::js_sys::Reflect::get(&memory.buffer(), &"byteLength".into())?)
}
