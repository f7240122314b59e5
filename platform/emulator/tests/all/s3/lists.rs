//! Lists.

use super::S3;
use rusty_s3::actions::ListObjectsV2;

impl S3 {
    /// Keys and folders of all pages.
    async fn walk(
        &self,
        prefix: &str,
        delimiter: Option<&str>,
        page: usize,
    ) -> (Vec<String>, Vec<String>, usize) {
        let (mut keys, mut folders, mut pages) = (Vec::new(), Vec::new(), 0);
        let mut token: Option<String> = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.keys));
            action.with_prefix(prefix.to_owned());
            action.with_max_keys(page);
            if let Some(delimiter) = delimiter {
                action.with_delimiter(delimiter.to_owned());
            }
            if let Some(token) = &token {
                action.with_continuation_token(token.clone());
            }
            let came = self.signed("GET", &action, &[], b"").await;
            let listed = ListObjectsV2::parse_response(&came.text()).expect("a list");
            pages += 1;
            keys.extend(listed.contents.into_iter().map(|object| object.key));
            folders.extend(listed.common_prefixes.into_iter().map(|folder| folder.prefix));
            match listed.next_continuation_token {
                Some(next) => token = Some(next),
                None => return (keys, folders, pages),
            }
        }
    }
}

#[tokio::test]
async fn lists_are_paged_and_grouped() {
    let s3 = S3::start().await;
    let keys = ["a/1", "a/2", "a/b/3", "b&<>\" '.txt", "c+ü %.txt", "d"];
    for key in keys {
        s3.put(key, &[], key.as_bytes()).await;
    }
    for page in [1, 2, 1000] {
        let (all, folders, pages) = s3.walk("", None, page).await;
        assert_eq!((all, folders.len()), (keys.map(str::to_owned).to_vec(), 0), "{page}");
        assert_eq!(pages, keys.len().div_ceil(page).max(1));
        let (flat, folders, _) = s3.walk("", Some("/"), page).await;
        assert_eq!(
            (flat, folders),
            (keys[3..].iter().map(|key| (*key).to_owned()).collect(), vec!["a/".to_owned()])
        );
    }
    let (all, folders, _) = s3.walk("a/", Some("/"), 1000).await;
    assert_eq!((all, folders), (vec!["a/1".to_owned(), "a/2".to_owned()], vec!["a/b/".to_owned()]));
    let empty = s3.walk("none", None, 1000).await;
    assert_eq!(empty, (Vec::new(), Vec::new(), 1));
}
