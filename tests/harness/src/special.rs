//! Calls whose arguments the document does not make: odd identifiers, every state of a member, files with names.

use crate::record::{Answer, Call, send};
use cfs_http::{File, Scope};
use cfs_management::Client;
use std::future::Future;
use std::pin::Pin;

type Sent = Pin<Box<dyn Future<Output = Answer>>>;

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// The calls, by what is special about them.
pub const CALLS: &[Call] = &[
    special("path: slash, space, percent and question mark in a key", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "a/b c%d?e#f&g=h+i").send()))
    }),
    special("path: letters beyond ASCII in a key", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "grüße/日本語/🦀").send()))
    }),
    special("path: nothing but dots in a key is refused", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "..").send()))
    }),
    special("query: text that means something to URLs", |cf| {
        Box::pin(send(cf.d1().database().list(ACCOUNT).name("a&b=c d+e/ü").per_page(5).send()))
    }),
    special("scope: an account", |cf| {
        Box::pin(send(cf.rulesets().list(Scope::account(ACCOUNT)).send()))
    }),
    special("scope: a zone", |cf| Box::pin(send(cf.rulesets().list(Scope::zone("zone")).send()))),
    special("body: raw bytes under their own content type", |cf| {
        let body = vec![0u8, 159, 146, 150, 13, 10];
        Box::pin(send(cf.kv().namespaces().values().update_bytes(ACCOUNT, "ns", "key", body).send()))
    }),
    special("body: a Worker with two modules, each with name and content type", |cf| {
        let metadata = cfs_management::workers::ScriptUpdateMetadata::new().main_module("main.js");
        let form = cfs_management::workers::ScriptUpdate::new(metadata).files([
            File::new("export default {}").name("main.js").content_type("application/javascript+module"),
            File::new(vec![0u8, 97, 115, 109]).name("lib.wasm").content_type("application/wasm"),
        ]);
        Box::pin(send(cf.workers().scripts().update(ACCOUNT, "my-worker", form).send()))
    }),
    special("body: a KV value with metadata", |cf| {
        let form = cfs_management::kv::ValueUpdate::new("value\r\nof lines").metadata(cfs_http::Json::from("note"));
        Box::pin(send(cf.kv().namespaces().values().update(ACCOUNT, "ns", "key", form).send()))
    }),
    special("body: vectors, one a line", |cf| {
        let vectors = "{\"id\":\"1\",\"values\":[1,2]}\n{\"id\":\"2\",\"values\":[3,4]}\n";
        Box::pin(send(cf.vectorize().indexes().insert(ACCOUNT, "index", vectors).send()))
    }),
    special("member: null, left out, and a value", |cf| {
        let origins: [cfs_management::load_balancers::Origins; 0] = [];
        let body = cfs_management::load_balancers::PoolUpdate::new(origins, "pool")
            .notification_filter(None)
            .monitor("monitor");
        Box::pin(send(cf.load_balancers().pools().update(ACCOUNT, "pool", body).send()))
    }),
    special("options: a header and a query parameter of the caller's", |cf| {
        Box::pin(send(cf.ips().list().header("x-trace", "abc").query_param("networks", "jdcloud").send()))
    }),
];

const fn special(operation: &'static str, run: fn(&Client) -> Sent) -> Call {
    Call { operation, line: "", way: "", run }
}
