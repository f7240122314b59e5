//! Requests: what a Worker sees of them, what comes back.

use crate::back::{World, below, empty, get, options, serve, worker};
use bytes::Bytes;
use cfs_local::{DurableObject, Error, Runtime, Setup, Target};
use http::Request;
use http_body_util::{BodyExt, Empty, Full};

#[tokio::test]
async fn a_worker_sees_the_address_it_was_sent_to() {
    let source = "export default { async fetch(request) {
        const names = [...request.headers.keys()].filter((name) => name.startsWith('cfs-'));
        return Response.json([request.method, request.url, await request.text(), request.cf?.colo, names]);
    } }";
    let world = World::start([worker("echo", source)], empty).await;
    let request = Request::post("https://api.example.com/a?b=c")
        .header("cfs-cf", r#"{"colo":"TST"}"#)
        .body(Full::new(Bytes::from("hello")))
        .unwrap();
    let answer = world.runtime.send("echo", request).await.unwrap();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, r#"["POST","https://api.example.com/a?b=c","hello","TST",[]]"#);
}

#[tokio::test]
async fn redirects_and_cookies_come_as_they_are() {
    let source = "export default { fetch() {
        return new Response(null, { status: 302, headers: [['location', '/there'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2']] });
    } }";
    let world = World::start([worker("away", source)], empty).await;
    let request = Request::get("http://x/").body(Empty::<Bytes>::new()).unwrap();
    let answer = world.runtime.send("away", request).await.unwrap();
    assert_eq!(answer.status(), 302);
    assert_eq!(answer.headers()["location"], "/there");
    assert_eq!(answer.headers().get_all("set-cookie").iter().count(), 2);
}

#[tokio::test]
async fn what_a_worker_throws_is_told_from_what_it_answers() {
    let source = "export default { fetch() { throw new Error('no luck') } }";
    let world = World::start([worker("thrower", source)], empty).await;
    let request = Request::get("http://x/").body(Empty::<Bytes>::new()).unwrap();
    let answer = world.runtime.send("thrower", request).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["cfs-failed"]),
        (500, &"exception".parse().unwrap())
    );
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&text).contains("no luck"));
}

#[tokio::test]
async fn a_worker_that_is_not_there_is_an_error() {
    let world = World::start([], empty).await;
    let request = Request::get("http://x/").body(Empty::<Bytes>::new()).unwrap();
    let error = world.runtime.send("nobody", request).await.unwrap_err();
    assert!(matches!(error, Error::NoWorker { worker } if worker == "nobody"));
}

#[tokio::test]
async fn workers_call_each_other() {
    let caller = worker(
        "caller",
        "export default { async fetch(request, env) {
            return new Response(`${await (await env.OTHER.fetch('http://o/')).text()} ${await env.NAMED.add(1, 2)}`);
        } }",
    );
    let callee = worker(
        "callee",
        "import { WorkerEntrypoint } from 'cloudflare:workers';
         export class Sums extends WorkerEntrypoint { add(a, b) { return a + b } }
         export default { fetch() { return new Response('called') } }",
    );
    let service = |entrypoint: Option<&str>| Target::Service {
        worker: "callee".to_owned(),
        entrypoint: entrypoint.map(str::to_owned),
        props: None,
    };
    let caller = caller.bind("OTHER", service(None)).bind("NAMED", service(Some("Sums")));
    let world = World::start([caller, callee], empty).await;
    assert_eq!(world.get("caller", "http://x/").await, "called 3");
}

#[tokio::test]
async fn durable_objects_stay_when_the_runtime_is_started_again() {
    let source = "import { DurableObject } from 'cloudflare:workers';
        export class Counter extends DurableObject {
            async next() {
                const value = ((await this.ctx.storage.get('value')) ?? 0) + 1;
                await this.ctx.storage.put('value', value);
                return value;
            }
        }
        export default { async fetch(request, env) {
            return new Response(await env.COUNTER.get(env.COUNTER.idFromName('one')).next());
        } }";
    let counter =
        worker("counter", source).durable_object("COUNTER", DurableObject::new("Counter", "counter-Counter"));
    let setup = Setup::new([counter]);
    let folder = tempfile::tempdir().unwrap();
    let (back, _asked) = serve(empty).await;
    let mut options = options(folder.path(), back).await;
    options.storage = Some(below(&folder, "storage"));
    for expected in ["1", "2"] {
        let runtime = Runtime::start(&setup, &options).await.unwrap();
        assert_eq!(get(&runtime, "counter", "http://x/").await, expected);
        runtime.stop().await.unwrap();
    }
}
