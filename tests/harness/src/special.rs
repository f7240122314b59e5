//! Calls whose arguments the document does not make: odd identifiers, every state of a member, files with names.

use crate::named::{Body, Made, prepared};
use crate::record::{Answer, Call, send};
use cfs_catalogue::{Arguments, Content, Part, catalogue};
use cfs_http::{File, Json, Scope};
use cfs_management::Client;
use std::future::Future;
use std::pin::Pin;

type Sent = Pin<Box<dyn Future<Output = Answer>>>;

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

/// The calls, by what is special about them.
pub const CALLS: &[Call] = &[
    special("path: slash, space, percent and question mark in a key", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "a/b c%d?e#f&g=h+i").send()))
    }, |cf| {
        named(cf, "kv.namespaces.values.get", value("a/b c%d?e#f&g=h+i"), &Content::none)
    }),
    special("path: letters beyond ASCII in a key", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "grüße/日本語/🦀").send()))
    }, |cf| {
        named(cf, "kv.namespaces.values.get", value("grüße/日本語/🦀"), &Content::none)
    }),
    special("path: nothing but dots in a key is refused", |cf| {
        Box::pin(send(cf.kv().namespaces().values().get(ACCOUNT, "ns", "..").send()))
    }, |cf| {
        named(cf, "kv.namespaces.values.get", value(".."), &Content::none)
    }),
    special("query: text that means something to URLs", |cf| {
        Box::pin(send(cf.d1().database().list(ACCOUNT).name("a&b=c d+e/ü").per_page(5).send()))
    }, |cf| {
        named(cf, "d1.database.list", account().set("name", "a&b=c d+e/ü").set("per-page", "5"), &Content::none)
    }),
    special("scope: an account", |cf| {
        Box::pin(send(cf.rulesets().list(Scope::account(ACCOUNT)).send()))
    }, |cf| {
        named(cf, "rulesets.list", account(), &Content::none)
    }),
    special("scope: a zone", |cf| Box::pin(send(cf.rulesets().list(Scope::zone("zone")).send())), |cf| {
        named(cf, "rulesets.list", Arguments::new().set("zone_id", "zone"), &Content::none)
    }),
    special("body: raw bytes under their own content type", |cf| {
        let body = vec![0u8, 159, 146, 150, 13, 10];
        Box::pin(send(cf.kv().namespaces().values().update_bytes(ACCOUNT, "ns", "key", body).send()))
    }, |cf| {
        named(cf, "kv.namespaces.values.update", value("key"), &|| Content::raw(vec![0u8, 159, 146, 150, 13, 10]))
    }),
    special("body: a Worker with two modules, each with name and content type", |cf| {
        let metadata = cfs_management::workers::ScriptUpdateMetadata::new().main_module("main.js");
        let form = cfs_management::workers::ScriptUpdate::new(metadata).files([
            File::new("export default {}").name("main.js").content_type("application/javascript+module"),
            File::new(vec![0u8, 97, 115, 109]).name("lib.wasm").content_type("application/wasm"),
        ]);
        Box::pin(send(cf.workers().scripts().update(ACCOUNT, "my-worker", form).send()))
    }, |cf| {
        named(cf, "workers.scripts.update", account().set("script_name", "my-worker"), &|| {
            let metadata = Json::object([("main_module", Json::from("main.js"))]);
            let main = File::new("export default {}").name("main.js").content_type("application/javascript+module");
            let wasm = File::new(vec![0u8, 97, 115, 109]).name("lib.wasm").content_type("application/wasm");
            Content::form(vec![
                ("metadata".to_owned(), Part::Json(metadata)),
                ("main.js".to_owned(), Part::File(main)),
                ("lib.wasm".to_owned(), Part::File(wasm)),
            ])
        })
    }),
    special("body: a KV value with metadata", |cf| {
        let form = cfs_management::kv::ValueUpdate::new("value\r\nof lines").metadata(Json::from("note"));
        Box::pin(send(cf.kv().namespaces().values().update(ACCOUNT, "ns", "key", form).send()))
    }, |cf| {
        named(cf, "kv.namespaces.values.update", value("key"), &|| {
            Content::form(vec![
                ("value".to_owned(), Part::Text("value\r\nof lines".to_owned())),
                ("metadata".to_owned(), Part::Json(Json::from("note"))),
            ])
        })
    }),
    special("body: vectors, one a line", |cf| {
        let vectors = "{\"id\":\"1\",\"values\":[1,2]}\n{\"id\":\"2\",\"values\":[3,4]}\n";
        Box::pin(send(cf.vectorize().indexes().insert(ACCOUNT, "index", vectors).send()))
    }, |cf| {
        named(cf, "vectorize.indexes.insert", account().set("index_name", "index"), &|| {
            Content::raw("{\"id\":\"1\",\"values\":[1,2]}\n{\"id\":\"2\",\"values\":[3,4]}\n")
        })
    }),
    special("member: null, left out, and a value", |cf| {
        let origins: [cfs_management::load_balancers::Origins; 0] = [];
        let body = cfs_management::load_balancers::PoolUpdate::new(origins, "pool")
            .notification_filter(None)
            .monitor("monitor");
        Box::pin(send(cf.load_balancers().pools().update(ACCOUNT, "pool", body).send()))
    }, |cf| {
        named(cf, "load_balancers.pools.update", account().set("pool_id", "pool"), &|| {
            let body = r#"{"name":"pool","notification_filter":null,"monitor":"monitor","origins":[]}"#;
            Content::json(Json::parse(body).unwrap_or_default())
        })
    }),
    special("options: a header and a query parameter of the caller's", |cf| {
        Box::pin(send(cf.ips().list().header("x-trace", "abc").query_param("networks", "jdcloud").send()))
    }, |cf| {
        named(cf, "ips.list", Arguments::new(), &Content::none).map(|(request, problems)| {
            (request.header("x-trace", "abc").query_param("networks", "jdcloud"), problems)
        })
    }),
];

const fn special(operation: &'static str, run: fn(&Client) -> Sent, again: fn(&cfs_http::Client) -> Made) -> Call {
    Call { operation, line: "", way: "", given: &[], content: Body::None, again: Some(again), run }
}

fn account() -> Arguments {
    Arguments::new().set("account_id", ACCOUNT)
}

fn value(key: &str) -> Arguments {
    account().set("namespace_id", "ns").set("key-name", key)
}

fn named(client: &cfs_http::Client, operation: &str, arguments: Arguments, content: &dyn Fn() -> Content) -> Made {
    let operation = catalogue().operation(operation).ok_or_else(|| operation.to_owned())?;
    prepared(client, operation, &arguments, content)
}
