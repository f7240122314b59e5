//! What services share: a value that was made for one is a value of the other.

use cfs_http::File;
use cfs_http::testing::{Reply, Script};
use cfs_management::{Client, workers, workers_for_platforms};

#[tokio::test]
async fn a_worker_is_deployed_alike_for_oneself_and_for_a_platform() {
    let answer =
        Reply::json(200, r#"{"success":true,"errors":[],"messages":[],"result":{"startup_time_ms":1}}"#);
    let script = Script::new([answer.clone(), answer]);
    let built = cfs_http::Client::builder().token("token").max_retries(0).transport(script.clone()).build();
    let cf = Client::new(built.expect("a client"));

    let greeting = workers::Binding::from(workers::PlainTextBinding::new("GREETING", "hello"));
    let metadata = workers::scripts::ScriptUpdateMetadata::new().main_module("main.js").bindings([greeting]);
    let modules =
        || [File::new("export default {}").name("main.js").content_type("application/javascript+module")];

    let own = workers::scripts::ScriptUpdate::new(metadata.clone()).files(modules());
    cf.workers().scripts().update("acct", "api", own).await.unwrap();
    let of_a_customer =
        workers_for_platforms::dispatch::namespaces::scripts::ScriptUpdate::new(metadata).files(modules());
    let answered = cf.workers_for_platforms().dispatch().namespaces().scripts().update(
        "acct",
        "customers",
        "api",
        of_a_customer,
    );
    let answered: workers::scripts::ScriptResponseUpload = answered.await.unwrap();
    assert_eq!(answered.startup_time_ms, 1);

    let sent: Vec<String> =
        script.requests().iter().map(|sent| String::from_utf8_lossy(&sent.body).into_owned()).collect();
    let greeting = r#"{"name":"GREETING","text":"hello","type":"plain_text"}"#;
    assert!(sent.len() == 2 && sent.iter().all(|body| body.contains(greeting)), "{sent:#?}");
}
