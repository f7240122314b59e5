//! The examples that AWS publishes for signature version 4 with S3: the same key, times and signatures.

use super::{Signable, UNSIGNED};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};

const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn headers(list: &[(&str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&str, &str)| {
        (HeaderName::try_from(*name).expect("a name"), HeaderValue::from_str(value).expect("a value"))
    };
    list.iter().map(pair).collect()
}

/// Whether a request with these headers has this signature.
fn fits(
    method: &str,
    path: &str,
    query: &[(&str, &str)],
    list: &[(&str, &str)],
    signature: &str,
) -> Option<super::Chunks> {
    let mut names: Vec<&str> = list.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={KEY}/20130524/us-east-1/s3/aws4_request,SignedHeaders={},Signature={signature}",
        names.join(";")
    );
    let mut headers = headers(list);
    headers.insert("authorization", HeaderValue::try_from(authorization).expect("a value"));
    let query: Vec<(String, String)> =
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Signable { method, path, query: &query, headers: &headers };
    let signed = request.signed().expect("a signature");
    let payload = headers["x-amz-content-sha256"].to_str().expect("text");
    request.check(&signed, SECRET, payload)
}

const HOST: (&str, &str) = ("host", "examplebucket.s3.amazonaws.com");
const DATE: (&str, &str) = ("x-amz-date", "20130524T000000Z");
const NOTHING: (&str, &str) = ("x-amz-content-sha256", EMPTY);

#[test]
fn signatures_in_headers_are_those_of_the_published_examples() {
    let get = [HOST, ("range", "bytes=0-9"), NOTHING, DATE];
    let signature = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
    assert!(fits("GET", "/test.txt", &[], &get, signature).is_some());
    assert!(fits("GET", "/test.txt2", &[], &get, signature).is_none());
    let put = [
        ("date", "Fri, 24 May 2013 00:00:00 GMT"),
        HOST,
        ("x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
        DATE,
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    let signature = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
    assert!(fits("PUT", "/test%24file.text", &[], &put, signature).is_some());
    // The same path, written otherwise.
    assert!(fits("PUT", "/test$file.text", &[], &put, signature).is_some());
    let signature = "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543";
    assert!(fits("GET", "/", &[("lifecycle", "")], &[HOST, NOTHING, DATE], signature).is_some());
    let signature = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
    let query = [("prefix", "J"), ("max-keys", "2")];
    assert!(fits("GET", "/", &query, &[HOST, NOTHING, DATE], signature).is_some());
}

#[test]
fn a_signature_in_the_query_is_that_of_the_published_example() {
    let credential = format!("{KEY}/20130524/us-east-1/s3/aws4_request");
    let query = [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", "20130524T000000Z"),
        ("X-Amz-Expires", "86400"),
        ("X-Amz-SignedHeaders", "host"),
        ("X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
    ];
    let query: Vec<(String, String)> =
        query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let headers = headers(&[HOST]);
    let request = Signable { method: "GET", path: "/test.txt", query: &query, headers: &headers };
    let signed = request.signed().expect("a signature");
    assert_eq!(signed.expires, Some(86_400));
    assert!(request.check(&signed, SECRET, UNSIGNED).is_some());
    assert!(request.check(&signed, "another", UNSIGNED).is_none());
}

#[test]
fn signatures_of_chunks_are_those_of_the_published_example() {
    let list = [
        ("content-encoding", "aws-chunked"),
        ("content-length", "66824"),
        ("host", "s3.amazonaws.com"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        DATE,
        ("x-amz-decoded-content-length", "66560"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    let signature = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    let path = "/examplebucket/chunkObject.txt";
    let mut chunks = fits("PUT", path, &[], &list, signature).expect("the seed");
    let chunks_of = [
        (65_536, "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
        (1024, "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
        (0, "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
    ];
    for (size, signature) in chunks_of {
        assert!(chunks.chunk(&Sha256::digest(vec![b'a'; size]), signature), "{size}");
    }
    assert!(!chunks.chunk(&Sha256::digest(b"a"), signature));
}

#[test]
fn what_is_missing_is_named() {
    let empty = HeaderMap::new();
    let request = |query: &[(&str, &str)], headers: &HeaderMap| {
        let query: Vec<(String, String)> =
            query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Signable { method: "GET", path: "/", query: &query, headers }.signed().map(|_| ())
    };
    assert_eq!(request(&[], &empty), Err("X-Amz-Algorithm"));
    assert_eq!(request(&[("X-Amz-Algorithm", "AWS4-HMAC-SHA256")], &empty), Err("X-Amz-Credential"));
    assert_eq!(
        request(&[], &headers(&[("authorization", "AWS4-HMAC-SHA256 Signature=1")])),
        Err("Credential")
    );
}
