//! What is too large for memory. In a process of its own, since it looks at the process's memory.

#![allow(missing_docs, clippy::format_push_string, clippy::needless_pass_by_value)]
#![cfg(target_os = "linux")]

#[path = "all/support/mod.rs"]
mod support;

use cfs_http::{Body, Bytes};
use futures_util::{StreamExt, stream};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The memory that this process has in use, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

const GIGABYTE: usize = 1_000_000_000;

/// Gives a gigabyte to whoever asks for one, and takes one from whoever has one.
async fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    let mut buffer = vec![7; 1_000_000];
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        if head.starts_with(b"GET ") {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {GIGABYTE}\r\n\r\n");
            stream.write_all(head.as_bytes()).await?;
            for _ in 0..1000 {
                stream.write_all(&buffer).await?;
            }
        } else {
            let mut left = GIGABYTE;
            while left > 0 {
                match stream.read(&mut buffer).await? {
                    0 => return Ok(()),
                    length => left -= length,
                }
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await?;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gigabyte_passes_through_constant_memory() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        // The client opens as many connections as it likes, in parallel or one after the other.
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    let client = cfs_http::Client::builder().base_url(url).clock(ManualClock::new()).build().unwrap();
    let before = resident();
    let mut download = content(&client).bytes_stream().await.unwrap();
    assert_eq!(download.length(), Some(GIGABYTE as u64));
    let (mut count, mut most) = (0, 0);
    while let Some(chunk) = download.next().await {
        count += chunk.unwrap().len();
        most = most.max(resident().saturating_sub(before));
    }
    assert_eq!(count, GIGABYTE);
    let chunk = Bytes::from(vec![7u8; 1_000_000]);
    let chunks = stream::iter((0..1000).map(move |_| Ok(chunk.clone())));
    let body = Body::stream(chunks, Some(GIGABYTE as u64));
    Upload(Upload::call(&client).path(&"k").raw("application/octet-stream", body)).await.unwrap();
    most = most.max(resident().saturating_sub(before));
    assert!(most < 32 * 1024 * 1024, "{most} bytes");
}
