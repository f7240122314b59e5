//! The compressions that are features.

use crate::support::*;
use cfs_http::Error;

/// The envelope of `{"id":"squeezed"}` as another implementation compresses it with brotli.
const BROTLI: [u8; 67] = [
    27, 68, 0, 96, 156, 7, 182, 205, 35, 187, 33, 11, 11, 94, 123, 227, 17, 107, 145, 189, 174, 173, 77, 150,
    22, 55, 39, 117, 88, 250, 90, 164, 172, 78, 175, 99, 28, 184, 188, 77, 223, 132, 3, 248, 224, 49, 172,
    29, 143, 79, 241, 208, 152, 176, 184, 28, 61, 236, 137, 81, 104, 95, 34, 184, 213, 195, 15,
];

#[tokio::test]
async fn brotli_and_zstd_are_asked_for_and_read() {
    let zstd = zstd::stream::encode_all(envelope(r#"{"id":"squeezed"}"#).as_bytes(), 3).unwrap();
    for (name, packed) in [("br", BROTLI.to_vec()), ("zstd", zstd)] {
        let cut = packed[..packed.len() - 9].to_vec();
        let server = Server::start(move |number, _| {
            let headers = format!("Content-Encoding: {name}\r\n");
            let steps = match number {
                0 => with(200, &headers, &packed),
                // Byte by byte, as a network may give it.
                1 => {
                    let head = format!("HTTP/1.1 200 X\r\n{headers}Content-Length: {}\r\n\r\n", packed.len());
                    let bytes = packed.iter().map(|byte| Do::Send(vec![*byte]));
                    std::iter::once(Do::text(head)).chain(bytes).collect()
                }
                2 => with(200, &headers, &cut),
                _ => with(200, &headers, b"something else"),
            };
            async move { steps }
        })
        .await;
        let client = server.client();
        for _ in 0..2 {
            assert_eq!(get(&client).await.unwrap().id, "squeezed", "{name}");
        }
        assert_eq!(server.requests()[0].header("accept-encoding"), Some("zstd, gzip, br"));
        for what in ["cut off", "no such content"] {
            let error = get(&client).await.unwrap_err();
            assert!(matches!(error, Error::Decode(_)), "{name}, {what}: {error:?}");
            assert!(error.to_string().contains("cannot be decompressed"), "{name}, {what}: {error}");
        }
        assert_eq!(server.count(), 4, "what cannot be decompressed would not be on another attempt");
    }
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_refused() {
    let bomb = zstd::stream::encode_all(&vec![b' '; 50_000_000][..], 19).unwrap();
    let server = Server::start(move |_, _| {
        let bomb = bomb.clone();
        async move { with(200, "Content-Encoding: zstd\r\n", &bomb) }
    })
    .await;
    let client = server.builder().max_body(1_000_000).build().unwrap();
    let text = get(&client).await.unwrap_err().to_string();
    assert!(text.contains("larger than 1000000 bytes"), "{text}");
}
