//! Workflows: instances that a binding or the API makes, whose steps last.

use super::process::Process;
use super::{World, upload};
use crate::support::{body, refused};
use cfs_catalogue::Content;
use cfs_emulator::{Emulator, ManualClock};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const CODE: &str = "import { WorkflowEntrypoint } from 'cloudflare:workers';
    import { NonRetryableError } from 'cloudflare:workflows';
    export class Orders extends WorkflowEntrypoint {
        async run(event, step) {
            const { n, fails = 0, wait } = event.payload;
            const config = { retries: { limit: 2, delay: '10 seconds', backoff: 'linear' }, timeout: '1 minute' };
            const priced = await step.do('price', config, async ({ attempt, step: { name } }) => {
                await this.env.KV.put(`price-${attempt}`, name);
                if (fails === 'never again') throw new NonRetryableError('sold out');
                if (attempt <= fails) throw new RangeError(`attempt ${attempt}`);
                return { price: n * 2, at: new Date(0), all: new Map([['n', n]]) };
            });
            if (wait === 'sleep') await step.sleep('a night', '8 hours');
            let paid = null;
            if (wait === 'event') paid = await step.waitForEvent('payment', { type: 'paid', timeout: '1 hour' });
            const twice = await Promise.all([step.do('mail', async () => 1), step.do('mail', async () => 2)]);
            return { price: priced.price, year: priced.at.getFullYear(), n: priced.all.get('n'), paid: paid?.payload, twice };
        }
    }
    export default { async fetch(request, env) {
        const url = new URL(request.url), id = url.searchParams.get('id');
        try {
            if (url.pathname === '/create') {
                const made = await env.ORDERS.create({ id, params: await request.json() });
                return Response.json({ id: made.id });
            }
            if (url.pathname === '/batch') {
                const made = await env.ORDERS.createBatch([{ id: 'b-1', params: { n: 1 } }, { id: 'b-2', params: { n: 2 } }]);
                return Response.json(made.map(({ id }) => id));
            }
            const instance = await env.ORDERS.get(id);
            if (url.pathname === '/status') return Response.json(await instance.status());
            if (url.pathname === '/send') await instance.sendEvent({ type: 'paid', payload: { euros: 5 } });
            else await instance[url.pathname.slice(1)]();
            return Response.json(await instance.status());
        } catch (error) {
            return new Response(error.message, { status: 400 });
        }
    } }";

const WORKFLOW: [(&str, &str); 1] = [("workflow_name", "orders")];

fn metadata(namespace: &str) -> Value {
    json!({"bindings": [
        {"type": "kv_namespace", "name": "KV", "namespace_id": namespace},
        {"type": "workflow", "name": "ORDERS", "workflow_name": "orders", "class_name": "Orders"},
    ]})
}

fn registered() -> Content {
    body(&json!({"script_name": "shop", "class_name": "Orders"}))
}

/// An account with a Workflow, and a clock that stands.
async fn shop() -> (World, Arc<ManualClock>, String) {
    let clock = Arc::new(ManualClock::new("2026-11-28T10:00:00Z".parse().expect("a time")));
    let world = World::of(Emulator::builder().clock(clock.clone())).await;
    let namespace = world.namespace().await;
    world.worker("shop", metadata(&namespace), CODE).await;
    world.done("workflows.update", &WORKFLOW, registered()).await;
    (world, clock, namespace)
}

impl World {
    async fn create(&self, id: &str, params: &Value) {
        let told = self.ask("shop", "POST", &format!("/create?id={id}"), &params.to_string()).await;
        assert_eq!((told.status, told.text), (200, format!("{{\"id\":\"{id}\"}}")));
    }

    async fn instance(&self, id: &str) -> Value {
        let own = [("workflow_name", "orders"), ("instance_id", id)];
        self.done("workflows.instances.get", &own, Content::none()).await
    }

    /// The instance, as soon as it has a status.
    async fn until(&self, id: &str, status: &str) -> Value {
        loop {
            let told = self.instance(id).await;
            if told["status"] == status {
                return told;
            }
            assert!(!matches!(told["status"].as_str(), Some("complete" | "errored")), "{told}");
        }
    }

    fn forward(&self, clock: &ManualClock, seconds: u64) {
        clock.advance(Duration::from_secs(seconds));
        self.emulator.wake_workflows();
    }
}

#[tokio::test]
async fn steps_are_done_once_and_told_with_their_attempts() {
    let (world, clock, namespace) = shop().await;
    world.create("o-1", &json!({"n": 21, "fails": 2})).await;
    let waiting = world.until("o-1", "waiting").await;
    let attempts = &waiting["steps"][0]["attempts"];
    assert_eq!(attempts[0]["error"], json!({"name": "RangeError", "message": "attempt 1"}), "{waiting}");
    // Linear: ten seconds, then twenty.
    world.forward(&clock, 11);
    loop {
        let told = world.until("o-1", "waiting").await;
        if told["steps"][0]["attempts"].as_array().map_or(0, Vec::len) == 2 {
            break;
        }
    }
    world.forward(&clock, 19);
    assert_eq!(world.until("o-1", "waiting").await["steps"][0]["attempts"].as_array().map(Vec::len), Some(2));
    world.forward(&clock, 1);
    let told = world.until("o-1", "complete").await;
    let output = json!({"price": 42, "year": 1970, "n": 21, "twice": [1, 2]});
    assert_eq!(told["output"].as_object().map(|own| own.get("price")), Some(Some(&json!(42))), "{told}");
    assert_eq!(told["output"]["twice"], output["twice"]);
    let step = &told["steps"][0];
    assert_eq!(
        (&step["type"], &step["name"], &step["success"]),
        (&json!("step"), &json!("price-1"), &json!(true))
    );
    assert_eq!(step["output"], json!({"price": 42, "at": "1970-01-01T00:00:00.000Z", "all": {"n": 21}}));
    assert_eq!(step["config"]["retries"], json!({"limit": 2, "delay": "10 seconds", "backoff": "linear"}));
    assert_eq!(told["steps"][2]["name"], "mail-2");
    let keys = world.done("kv.namespaces.keys.list", &[("namespace_id", &namespace)], Content::none()).await;
    assert_eq!(keys.as_array().map(Vec::len), Some(3), "each attempt was made once: {keys}");
    // Over the binding it is the same instance, with the values that were given back.
    let status: Value = serde_json::from_str(&world.get("shop", "/status?id=o-1").await).expect("JSON");
    assert_eq!(status["status"], "complete");
    assert_eq!(status["output"], output);
    let listed = world.done("workflows.instances.list", &WORKFLOW, Content::none()).await;
    assert_eq!((&listed[0]["id"], &listed[0]["trigger_source"]), (&json!("o-1"), &json!("binding")));
    let counted = world.done("workflows.get", &WORKFLOW, Content::none()).await;
    assert_eq!(counted["instances"]["complete"], 1);
}

#[tokio::test]
async fn an_error_that_is_final_ends_the_instance() {
    let (world, _, _) = shop().await;
    world.create("o-1", &json!({"n": 1, "fails": "never again"})).await;
    let told = world.until_over("o-1").await;
    assert_eq!(told["error"]["name"], "WorkflowFatalError", "{told}");
    assert_eq!(told["steps"][0]["attempts"].as_array().map(Vec::len), Some(1));
    let status = world.get("shop", "/status?id=o-1").await;
    assert!(status.contains("\"status\":\"errored\"") && status.contains("NonRetryableError"), "{status}");
    let twice = world.ask("shop", "POST", "/create?id=o-1", "{}").await;
    assert!(twice.text.starts_with("(instance.already_exists)"), "{twice:?}");
    let missing = world.get("shop", "/status?id=nothing").await;
    assert!(missing.starts_with("(instance.not_found)"), "{missing}");
}

impl World {
    async fn until_over(&self, id: &str) -> Value {
        loop {
            let told = self.instance(id).await;
            if !told["end"].is_null() {
                return told;
            }
        }
    }
}

#[tokio::test]
async fn instances_sleep_pause_and_hear_events() {
    let (world, clock, _) = shop().await;
    world.create("night", &json!({"n": 1, "wait": "sleep"})).await;
    let told = world.until("night", "waiting").await;
    assert_eq!(told["steps"][1]["end"], "2026-11-28T18:00:00.000Z", "{told}");
    let status = world.get("shop", "/pause?id=night").await;
    assert!(status.contains("paused"), "{status}");
    // What is paused does not wake, and sleeps as long afterwards as it had left.
    world.forward(&clock, 9 * 3600);
    world.until("night", "paused").await;
    assert!(world.get("shop", "/resume?id=night").await.contains("waiting"));
    world.forward(&clock, 7 * 3600);
    assert_eq!(world.until("night", "waiting").await["steps"][1]["finished"], false);
    world.forward(&clock, 3600);
    world.until("night", "complete").await;

    world.create("paid", &json!({"n": 1, "wait": "event"})).await;
    world.until("paid", "waiting").await;
    assert_eq!(world.ask("shop", "GET", "/send?id=paid", "").await.status, 200);
    let told = world.until("paid", "complete").await;
    assert_eq!(told["output"]["paid"], json!({"euros": 5}), "{told}");
    assert_eq!(
        (&told["steps"][1]["type"], &told["steps"][1]["event_type"]),
        (&json!("waitForEvent"), &json!("paid"))
    );

    // The API says the same things, and what nobody sends is over in time.
    let own = [("workflow_name", "orders"), ("instance_id", "late")];
    let params = body(&json!({"instance_id": "late", "params": {"n": 3, "wait": "event"}}));
    world.done("workflows.instances.create", &WORKFLOW, params).await;
    world.until("late", "waiting").await;
    world.forward(&clock, 3601);
    let told = world.until_over("late").await;
    assert_eq!(told["error"]["message"], "Execution timed out after 3600000ms", "{told}");
    world.done("workflows.instances.status.edit", &own, body(&json!({"status": "restart"}))).await;
    world.until("late", "waiting").await;
    let event = [("workflow_name", "orders"), ("instance_id", "late"), ("event_type", "paid")];
    world.done("workflows.instances.events.create", &event, body(&json!({"cents": 9}))).await;
    assert_eq!(world.until("late", "complete").await["output"]["paid"], json!({"cents": 9}));
    let again = body(&json!({"status": "terminate"}));
    assert_eq!(refused(&world.client, "workflows.instances.status.edit", &own, again).await.0, 409);
    assert_eq!(world.get("shop", "/batch").await, r#"["b-1","b-2"]"#);
    world.until("b-2", "complete").await;
}

#[tokio::test]
async fn schedules_make_instances() {
    let (world, _, _) = shop().await;
    let scheduled =
        json!({"script_name": "shop", "class_name": "Orders", "schedules": [{"cron": "0 12 * * *"}]});
    let told = world.done("workflows.update", &WORKFLOW, body(&scheduled)).await;
    assert_eq!(told["schedules"][0]["next_instance"], "2026-11-28T12:00:00Z", "{told}");
    let fired = world.emulator.fire_crons("2026-11-28T12:00:07Z".parse().expect("a time")).await;
    assert_eq!((fired.len(), fired[0].worker.as_str()), (1, "orders"));
    let listed = world.done("workflows.instances.list", &WORKFLOW, Content::none()).await;
    assert_eq!(listed[0]["trigger_source"], "cron", "{listed}");
    let told = world.until(listed[0]["id"].as_str().expect("an id"), "complete").await;
    assert_eq!(told["schedule"], json!({"cron": "0 12 * * *", "scheduledTime": 1_795_867_200_000_i64}));
}

#[tokio::test]
async fn a_deployment_goes_on_with_what_was_done() {
    let (world, clock, namespace) = shop().await;
    world.create("night", &json!({"n": 4, "wait": "sleep"})).await;
    world.until("night", "waiting").await;
    let code = CODE.replace("twice };", "twice, version: 2 };");
    world.worker("shop", metadata(&namespace), &code).await;
    world.until("night", "waiting").await;
    world.forward(&clock, 8 * 3600);
    let told = world.until("night", "complete").await;
    assert_eq!((&told["output"]["version"], &told["output"]["price"]), (&json!(2), &json!(8)), "{told}");
    assert_eq!(told["steps"][0]["attempts"].as_array().map(Vec::len), Some(1));
    let none = json!({"script_name": "shop", "class_name": "Nothing"});
    let own = [("workflow_name", "other")];
    assert_eq!(refused(&world.client, "workflows.update", &own, body(&none)).await, (400, 10_021));
    assert_eq!(refused(&world.client, "workflows.get", &own, Content::none()).await.0, 404);
    world.done("workflows.delete", &WORKFLOW, Content::none()).await;
    assert!(world.get("shop", "/status?id=night").await.starts_with("(instance.not_found)"));
}

#[tokio::test]
async fn a_kill_of_the_emulator_loses_no_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut own = Process::start(folder.path());
    let made = own.done("kv.namespaces.create", &[], body(&json!({"title": "things"}))).await;
    let namespace = made["id"].as_str().expect("an id").to_owned();
    let script = [("script_name", "shop")];
    own.done("workers.scripts.update", &script, upload(metadata(&namespace), CODE)).await;
    own.done("workflows.update", &WORKFLOW, registered()).await;
    let params = body(&json!({"instance_id": "o-1", "params": {"n": 5, "wait": "event"}}));
    own.done("workflows.instances.create", &WORKFLOW, params).await;
    let instance = [("workflow_name", "orders"), ("instance_id", "o-1")];
    let until = async |own: &Process, status: &str| loop {
        let told = own.done("workflows.instances.get", &instance, Content::none()).await;
        if told["status"] == status {
            return told;
        }
    };
    until(&own, "waiting").await;
    own.kill();
    let own = Process::start(folder.path());
    let event = [("workflow_name", "orders"), ("instance_id", "o-1"), ("event_type", "paid")];
    own.done("workflows.instances.events.create", &event, body(&json!({"euros": 1}))).await;
    let told = until(&own, "complete").await;
    assert_eq!(
        (&told["output"]["price"], &told["output"]["paid"]),
        (&json!(10), &json!({"euros": 1})),
        "{told}"
    );
    assert_eq!(told["steps"][0]["attempts"].as_array().map(Vec::len), Some(1), "{told}");
}
