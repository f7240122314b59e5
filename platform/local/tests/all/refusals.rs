//! What cannot run, and what is said of it.

use crate::back::{empty, module, options, serve, worker};
use cfs_local::{Binary, Error, Runtime, Setup, Worker};
use std::path::Path;

async fn refused(worker: Worker) -> Error {
    let folder = tempfile::tempdir().unwrap();
    let (back, _asked) = serve(empty).await;
    Runtime::start(&Setup::new([worker]), &options(folder.path(), back).await).await.unwrap_err()
}

#[tokio::test]
async fn a_syntax_error_names_the_worker_and_the_place() {
    let error = refused(worker("broken", "export default { fetch( { }")).await;
    let Error::Refused { problems } = &error else { panic!("{error:?}") };
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].0, "broken");
    assert!(problems[0].1.contains("SyntaxError") && problems[0].1.contains("index.mjs:1"), "{error}");
}

#[tokio::test]
async fn what_throws_at_the_top_is_refused() {
    let error = refused(worker("top", "throw new Error('at once')")).await;
    assert!(error.to_string().contains("Worker `top`") && error.to_string().contains("at once"), "{error}");
}

#[tokio::test]
async fn a_date_newer_than_the_runtime_names_the_newest_possible() {
    let error = refused(Worker::new("new", "2199-01-01", module("export default {}"))).await;
    let Error::TooNew { worker, asked, newest } = &error else { panic!("{error:?}") };
    assert_eq!((worker.as_str(), asked.as_str()), ("new", "2199-01-01"));
    assert!(newest.starts_with("20") && newest.len() == 10, "{error}");
}

#[tokio::test]
async fn a_program_that_is_no_runtime_is_said_to_be_none() {
    let error = Binary::open("/bin/echo".into()).await.unwrap_err();
    assert!(error.to_string().contains("/bin/echo"), "{error}");
    let error = Binary::open(Path::new("/nowhere/workerd").into()).await.unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
}
