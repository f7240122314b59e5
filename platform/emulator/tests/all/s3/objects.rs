//! Single objects.

use super::S3;

#[tokio::test]
async fn an_object_keeps_what_is_said_of_it() {
    let s3 = S3::start().await;
    let put = s3
        .put(
            "a/ü %+.txt",
            &[
                ("content-type", "text/plain"),
                ("cache-control", "no-store"),
                ("content-encoding", "aws-chunked,gzip"),
                ("x-amz-meta-mtime", "1.5"),
                ("content-md5", "XrY7u+Ae7tCTyyK7j1rNww=="),
            ],
            b"hello world",
        )
        .await;
    assert_eq!((put.status, put.header("etag")), (200, "\"5eb63bbbe01eeed093cb22bb8f5acdc3\""), "{put:?}");
    let got = s3.get("a/ü %+.txt", &[]).await;
    assert_eq!((got.status, got.text().as_str()), (200, "hello world"));
    for (name, value) in [
        ("content-type", "text/plain"),
        ("cache-control", "no-store"),
        ("content-encoding", "gzip"),
        ("x-amz-meta-mtime", "1.5"),
        ("content-length", "11"),
    ] {
        assert_eq!(got.header(name), value, "{got:?}");
    }
    let head = s3.signed("HEAD", &s3.bucket.head_object(Some(&s3.keys), "a/ü %+.txt"), &[], b"").await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (200, "11", 0));
    assert_eq!(s3.delete("a/ü %+.txt").await.status, 204);
    let gone = s3.get("a/ü %+.txt", &[]).await;
    assert_eq!((gone.status, gone.element("Code").as_str()), (404, "NoSuchKey"));
    assert_eq!(s3.delete("a/ü %+.txt").await.status, 204, "what is not there is removed, too");
}

#[tokio::test]
async fn ranges_and_conditions_of_reads() {
    let s3 = S3::start().await;
    // Larger than what is kept in a row.
    let content: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
    let etag = s3.put("big", &[], &content).await.header("etag").to_owned();
    assert_eq!(s3.get("big", &[]).await.body, content);
    let part = s3.get("big", &[("range", "bytes=131000-131999")]).await;
    assert_eq!((part.status, part.header("content-range")), (206, "bytes 131000-131999/300000"));
    assert_eq!(part.body, content[131_000..132_000]);
    assert_eq!(s3.get("big", &[("range", "bytes=-10")]).await.body, content[299_990..]);
    let beyond = s3.get("big", &[("range", "bytes=300000-")]).await;
    assert_eq!((beyond.status, beyond.element("Code").as_str()), (416, "InvalidRange"));
    let same = s3.get("big", &[("if-none-match", &etag)]).await;
    assert_eq!((same.status, same.body.len()), (304, 0));
    assert_eq!(s3.get("big", &[("if-match", "\"other\"")]).await.status, 412);
    assert_eq!(s3.get("big", &[("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")]).await.status, 304);
    assert_eq!(s3.get("big", &[("if-unmodified-since", "Fri, 01 Jan 2010 00:00:00 GMT")]).await.status, 412);
}

#[tokio::test]
async fn conditions_of_writes() {
    let s3 = S3::start().await;
    assert_eq!(s3.put("once", &[("if-none-match", "*")], b"1").await.status, 200);
    let again = s3.put("once", &[("if-none-match", "*")], b"2").await;
    assert_eq!((again.status, again.element("Code").as_str()), (412, "PreconditionFailed"));
    assert_eq!(s3.get("once", &[]).await.text(), "1");
    assert_eq!(
        s3.put("once", &[("if-match", "\"c4ca4238a0b923820dcc509a6f75849b\"")], b"2").await.status,
        200
    );
    assert_eq!(
        s3.put("none", &[("if-match", "\"c4ca4238a0b923820dcc509a6f75849b\"")], b"2").await.status,
        412
    );
}

#[tokio::test]
async fn checksums_are_checked_kept_and_told() {
    let s3 = S3::start().await;
    // The check values that the catalogue of CRCs has for "123456789".
    let sums = [
        ("x-amz-checksum-crc32", "y/Q5Jg=="),
        ("x-amz-checksum-crc32c", "4waSgw=="),
        ("x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        ("x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
        ("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
    ];
    for (name, value) in sums {
        let put = s3.put(name, &[(name, value)], b"123456789").await;
        assert_eq!((put.status, put.header(name)), (200, value), "{put:?}");
        assert_eq!(s3.get(name, &[("x-amz-checksum-mode", "ENABLED")]).await.header(name), value);
        let wrong = s3.put("wrong", &[(name, value)], b"12345678").await;
        assert_eq!((wrong.status, wrong.element("Code").as_str()), (400, "BadDigest"), "{name}");
    }
    let wrong = s3.put("wrong", &[("content-md5", "XrY7u+Ae7tCTyyK7j1rNww==")], b"hello").await;
    assert_eq!((wrong.status, wrong.element("Code").as_str()), (400, "BadDigest"));
    assert_eq!(s3.put("wrong", &[("content-md5", "short")], b"hello").await.element("Code"), "InvalidDigest");
    assert_eq!(s3.get("wrong", &[]).await.status, 404, "nothing of it is kept");
}

#[tokio::test]
async fn copies_are_of_what_was_there() {
    let s3 = S3::start().await;
    let content = vec![7; 200_000];
    s3.put("from ü", &[("content-type", "text/a"), ("x-amz-meta-a", "1")], &content).await;
    let source = ("x-amz-copy-source", "/photos/from%20%C3%BC");
    let copied = s3.put("to", &[source], b"").await;
    assert_eq!(copied.status, 200, "{copied:?}");
    assert_eq!(s3.delete("from ü").await.status, 204);
    let got = s3.get("to", &[]).await;
    assert_eq!((got.header("content-type"), got.header("x-amz-meta-a")), ("text/a", "1"));
    assert_eq!(got.body, content);
    let replaced =
        [("x-amz-copy-source", "photos/to"), ("x-amz-metadata-directive", "REPLACE"), ("x-amz-meta-b", "2")];
    assert_eq!(s3.put("to", &replaced, b"").await.status, 200);
    let got = s3.get("to", &[]).await;
    assert_eq!((got.header("x-amz-meta-a"), got.header("x-amz-meta-b"), got.body.len()), ("", "2", 200_000));
    assert_eq!(s3.put("to", &[("x-amz-copy-source", "photos/none")], b"").await.element("Code"), "NoSuchKey");
    assert_eq!(
        s3.put("to", &[("x-amz-copy-source", "photos/to")], b"").await.element("Code"),
        "InvalidRequest"
    );
}
