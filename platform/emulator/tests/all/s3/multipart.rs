//! Objects that come in parts.

use super::{Came, S3};
use rusty_s3::actions::{CreateMultipartUpload, ListParts};

const LEAST: usize = 5 << 20;

impl S3 {
    async fn begin(&self, key: &str) -> String {
        let action = self.bucket.create_multipart_upload(Some(&self.keys), key);
        let began = self.signed("POST", &action, &[("content-type", "video/mp4")], b"").await;
        let parsed = CreateMultipartUpload::parse_response(&began.text()).expect("an answer");
        parsed.upload_id().to_owned()
    }

    async fn part(&self, key: &str, id: &str, number: u16, body: &[u8]) -> Came {
        let action = self.bucket.upload_part(Some(&self.keys), key, number, id);
        self.signed("PUT", &action, &[], body).await
    }

    async fn complete(&self, key: &str, id: &str, etags: &[String]) -> Came {
        let etags = etags.iter().map(String::as_str);
        let action = self.bucket.complete_multipart_upload(Some(&self.keys), key, id, etags);
        let url = rusty_s3::S3Action::sign(&action, super::LONG);
        let body = action.body();
        self.send("POST", url.as_str(), &[], body.as_bytes()).await
    }
}

#[tokio::test]
async fn an_object_is_made_of_its_parts() {
    let s3 = S3::start().await;
    let id = s3.begin("film").await;
    let parts = [vec![1; LEAST], vec![2; LEAST], vec![3; 10]];
    let mut etags = Vec::new();
    for (number, part) in (1..).zip(&parts) {
        etags.push(s3.part("film", &id, number, part).await.header("etag").to_owned());
    }
    let listed = s3.signed("GET", &s3.bucket.list_parts(Some(&s3.keys), "film", &id), &[], b"").await;
    let listed = ListParts::parse_response(&listed.text()).expect("a list");
    let sizes: Vec<u64> = listed.parts.iter().map(|part| part.size).collect();
    assert_eq!(sizes, [LEAST as u64, LEAST as u64, 10]);
    let done = s3.complete("film", &id, &etags).await;
    assert_eq!(done.status, 200, "{done:?}");
    let got = s3.get("film", &[]).await;
    assert_eq!(got.header("content-type"), "video/mp4");
    assert!(got.header("etag").ends_with("-3\""), "{got:?}");
    assert_eq!(got.body, parts.concat());
    let across = s3.get("film", &[("range", &format!("bytes={}-{}", LEAST - 2, 2 * LEAST + 1))]).await;
    assert_eq!(across.body.len(), LEAST + 4);
    assert_eq!((&across.body[..3], &across.body[LEAST + 1..]), (&[1, 1, 2][..], &[2, 3, 3][..]));
    assert_eq!(s3.part("film", &id, 1, b"late").await.element("Code"), "NoSuchUpload");
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused() {
    let s3 = S3::start().await;
    let id = s3.begin("film").await;
    let mut etags = Vec::new();
    for (number, size) in [(1, LEAST), (2, LEAST + 1), (3, 10), (4, 10)] {
        etags.push(s3.part("film", &id, number, &vec![0; size]).await.header("etag").to_owned());
    }
    let code = async |etags: &[String]| s3.complete("film", &id, etags).await.element("Code");
    assert_eq!(code(&etags[..2]).await, "InvalidPart", "the last one is longer than the others");
    assert_eq!(code(&etags).await, "EntityTooSmall");
    assert_eq!(code(&["\"00000000000000000000000000000000\"".to_owned()]).await, "InvalidPart");
    assert_eq!(code(&[]).await, "InvalidPart");
    assert_eq!(s3.get("film", &[]).await.status, 404);
    let abort = s3.bucket.abort_multipart_upload(Some(&s3.keys), "film", &id);
    assert_eq!(s3.signed("DELETE", &abort, &[], b"").await.status, 204);
    assert_eq!(code(&etags[..1]).await, "NoSuchUpload");
}

#[tokio::test]
async fn what_nobody_names_leaves_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = || async {
        let emulator = cfs_emulator::Emulator::builder().state(folder.path()).start().await;
        emulator.expect("an emulator")
    };
    let s3 = S3::of(start().await).await;
    let files = || std::fs::read_dir(folder.path().join("objects")).expect("a folder").count();
    for content in [vec![1; 100_000], vec![2; 100_001]] {
        s3.put("one", &[], &content).await;
    }
    assert_eq!(files(), 1, "what was overwritten is gone");
    let id = s3.begin("film").await;
    for number in [1, 2] {
        s3.part("film", &id, number, &vec![0; LEAST]).await;
    }
    assert_eq!(files(), 3);
    let etag = s3.part("film", &id, 1, &vec![1; LEAST]).await.header("etag").to_owned();
    assert_eq!(s3.complete("film", &id, &[etag]).await.status, 200);
    assert_eq!(files(), 2, "the part that is not in the object is gone");
    s3.delete("film").await;
    assert_eq!(files(), 1);
    // A run that was killed leaves what was not ended.
    std::fs::write(folder.path().join("objects/unfinished.part"), "x").expect("a file");
    s3.emulator.stop().await;
    let emulator = start().await;
    assert_eq!(files(), 1);
    emulator.stop().await;
}
