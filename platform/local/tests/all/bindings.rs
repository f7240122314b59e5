//! Bindings: each asks the back, in the form of its kind.

use crate::back::{Asked, World, empty, worker};
use bytes::Bytes;
use cfs_local::{Database, Target, Worker};
use http::Response;
use http_body_util::Full;

fn answer(asked: &Asked) -> Response<Full<Bytes>> {
    let body = match asked.binding.split('/').next().unwrap() {
        "d1" => {
            r#"{"success":true,"results":{"columns":["n"],"rows":[[5]]},"meta":{"duration":1,"rows_read":1}}"#
        }
        "rate-limit" => r#"{"success":false}"#,
        "queue" => r#"{"metadata":{"metrics":{"backlogCount":1,"backlogBytes":2}}}"#,
        "vectorize" => r#"{"count":1,"matches":[{"id":"v","score":0.5}]}"#,
        "ai" => r#"{"response":"an answer"}"#,
        _ => "value",
    };
    Response::builder().header("content-type", "application/json").body(Full::new(Bytes::from(body))).unwrap()
}

async fn asked(to: Target, call: &str) -> (String, Asked) {
    let source =
        format!("export default {{ async fetch(request, env) {{ return Response.json(await {call}) }} }}");
    let target = to.clone();
    let mut world = World::start([worker("user", &source).bind("IT", to)], answer).await;
    let given = world.get("user", "http://x/").await;
    let binding = match target {
        Target::Kv(id) => format!("kv/{id}"),
        Target::D1(id) => format!("d1/{id}"),
        Target::Queue(id) => format!("queue/{id}"),
        Target::RateLimit(id) => format!("rate-limit/{id}"),
        Target::Secret { store, name } => format!("secret/{store}/{name}"),
        Target::Vectorize(id) => format!("vectorize/{id}"),
        Target::Fetch(id) => format!("fetch/{id}"),
        Target::Ai => "ai/".to_owned(),
        other => panic!("{other:?}"),
    };
    (given, world.of(&binding).await)
}

#[tokio::test]
async fn kv() {
    let (given, asked) = asked(Target::Kv("n1".into()), "env.IT.get('a b')").await;
    assert_eq!((given.as_str(), asked.path.as_str()), ("\"value\"", "/a%20b?urlencoded=true"));
}

#[tokio::test]
async fn d1() {
    let (given, asked) =
        asked(Target::D1("db".into()), "env.IT.prepare('select ?1 n').bind(5).first()").await;
    assert_eq!(given, r#"{"n":5}"#);
    assert!(asked.path.starts_with("/query") && asked.body.contains("select ?1 n"), "{asked:?}");
}

#[tokio::test]
async fn queues() {
    let (_, asked) = asked(Target::Queue("q".into()), "env.IT.send({ a: 1 }, { delaySeconds: 3 })").await;
    assert_eq!(
        (asked.method.as_str(), asked.path.as_str(), asked.body.as_str()),
        ("POST", "/message", r#"{"a":1}"#)
    );
    assert_eq!(
        (&asked.headers["x-msg-fmt"], &asked.headers["x-msg-delay-secs"]),
        (&"json".parse().unwrap(), &"3".parse().unwrap())
    );
}

#[tokio::test]
async fn limits_of_calls() {
    let (given, asked) = asked(Target::RateLimit("n".into()), "env.IT.limit({ key: 'k' })").await;
    assert_eq!((given.as_str(), asked.body.as_str()), (r#"{"success":false}"#, r#"{"key":"k"}"#));
}

#[tokio::test]
async fn secrets() {
    let secret = Target::Secret { store: "s".into(), name: "n".into() };
    assert_eq!(asked(secret, "env.IT.get()").await.0, "\"value\"");
}

#[tokio::test]
async fn vectorize() {
    let (given, asked) = asked(Target::Vectorize("i".into()), "env.IT.query([1, 2], { topK: 1 })").await;
    assert!(given.contains("\"v\""), "{given} {asked:?}");
}

#[tokio::test]
async fn ai() {
    let (given, asked) = asked(Target::Ai, "env.IT.run('@cf/meta/llama', { prompt: 'p' })").await;
    assert!(given.contains("an answer"), "{given} {asked:?}");
    assert!(asked.body.contains("\"prompt\":\"p\""), "{asked:?}");
}

#[tokio::test]
async fn any_server() {
    let (_, asked) =
        asked(Target::Fetch("images".into()), "(await env.IT.fetch('http://i/x?y')).text()").await;
    assert_eq!((asked.path.as_str(), &asked.headers["host"]), ("/x?y", &"i".parse().unwrap()));
}

#[tokio::test]
async fn values_and_databases() {
    let source = "export default { fetch(request, env) {
        const { TEXT, JSON: json, DATA, DB } = env;
        return Response.json([TEXT, json, [...new Uint8Array(DATA)], DB.user, DB.database]);
    } }";
    let mut database = Database::new("postgres", "127.0.0.1:5432");
    (database.user, database.database, database.password) = ("me".into(), "orders".into(), "planted".into());
    assert!(!format!("{database:?}").contains("planted"));
    let user: Worker = worker("user", source)
        .bind("TEXT", Target::Text("qu\"ote \u{e9}\n".into()))
        .bind("JSON", Target::Json(r#"{"a":[1,null]}"#.into()))
        .bind("DATA", Target::Data(Bytes::from_static(&[0, 255, 34])))
        .bind("DB", Target::Hyperdrive(database));
    let world = World::start([user], empty).await;
    let given = world.get("user", "http://x/").await;
    assert_eq!(given, "[\"qu\\\"ote \u{e9}\\n\",{\"a\":[1,null]},[0,255,34],\"me\",\"orders\"]");
}
