//! Workflows over the API.

use super::instance::{Instance, is_over};
use super::make::{MOST, NO_WORKFLOW, make};
use super::runs::{Key, instances, workflows};
use super::{steps, told};
use crate::collection::page;
use crate::products;
use crate::route::{self, Route, body};
use crate::running::cron;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// What instances may be, as they are counted.
const STATUSES: [&str; 8] =
    ["queued", "running", "paused", "errored", "terminated", "complete", "waitingForPause", "waiting"];

/// A call about Workflows.
struct Call<'a> {
    world: &'a World,
    asked: &'a Asked,
    route: &'a Route,
    account: &'a str,
}

/// The answer, below `/accounts/{account}/workflows`.
pub(crate) fn answer(world: &World, asked: &Asked, route: Option<&Route>, rest: &[&str]) -> Option<Answered> {
    let call = Call { world, asked, route: route?, account: asked.segments.get(1)? };
    Some(match (asked.method.as_str(), rest) {
        ("GET", []) => call.list(),
        ("GET", [name]) => call.find(name).map(|found| call.told(call.counted(name, found))),
        ("PUT", [name]) => call.register(name),
        ("DELETE", [name]) => call.remove(name),
        ("GET", [name, "versions"]) => call.versions(name),
        ("GET", [name, "versions", id]) => call.version(name, id),
        ("GET", [name, "instances"]) => call.instances(name),
        ("POST", [name, "instances"]) => call.create(name),
        ("POST", [name, "instances", "batch"]) => call.create_all(name),
        ("POST", [name, "instances", "batch", "terminate"]) => call.terminate_all(name),
        ("GET", [name, "instances", "terminate"]) => {
            call.find(name).map(|_| call.told(json!({"status": "not_running"})))
        }
        ("GET", [name, "instances", id]) => call.instance(name, id),
        ("PATCH", [name, "instances", id, "status"]) => call.change(name, id),
        ("POST", [name, "instances", id, "events", kind]) => call.send(name, id, kind),
        ("GET", [name, "instances", id, "step"]) => call.step(name, id),
        _ => return None,
    })
}

/// Makes the instance or version that a path names; whether it names one. Such an instance has come as far as its step `seeded`.
pub(crate) fn lead_to(world: &World, segments: &[&str]) -> Result<bool, Reply> {
    match segments {
        ["accounts", account, "workflows", workflow, "instances", id] => {
            if world.store.get(&instances(account, workflow), id)?.is_none() {
                make(world, (account, workflow), "api", &json!({"id": id}))?;
                let instance = Instance::find(world, &Key::new(account, workflow, id))?;
                let step = json!({"kind": "do", "name": "seeded", "count": 1, "config": {}});
                steps::succeed(&instance, &mut steps::find(&instance, &step)?, &json!({}))?;
            }
        }
        ["accounts", account, "workflows", workflow, "versions", id] => {
            let (store, place) = (&world.store, workflows(account));
            let mut found = store.get(&place, workflow)?.ok_or(NO_WORKFLOW)?.value;
            found["version_id"] = json!(id);
            found["version_on"] = json!(world.now().to_string());
            store.put(&place, workflow, Some(workflow), &found)?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn changed_running(world: &World) -> Result<(), Reply> {
    let Some(running) = &world.running else { return Ok(()) };
    running.refresh(world).map_err(|error| Reply::error(400, 10_021, error))
}

impl Call<'_> {
    fn told(&self, value: Value) -> Reply {
        products::told(self.world, self.asked, self.route, value)
    }

    fn find(&self, name: &str) -> Result<Value, Reply> {
        let found = self.world.store.get(&workflows(self.account), name)?.ok_or(NO_WORKFLOW)?;
        Ok(found.value)
    }

    fn key(&self, name: &str, id: &str) -> Result<Key, Reply> {
        self.find(name)?;
        Ok(Key::new(self.account, name, id))
    }

    /// A Workflow with the numbers of its instances.
    fn counted(&self, name: &str, mut workflow: Value) -> Value {
        let all = self.world.store.list(&instances(self.account, name)).unwrap_or_default();
        let counts = STATUSES.map(|status| {
            let count = all.iter().filter(|one| one.value["status"] == status).count();
            (status.to_owned(), json!(count))
        });
        workflow["instances"] = Value::Object(counts.into_iter().collect());
        for schedule in workflow["schedules"].as_array_mut().into_iter().flatten() {
            let next = cron::next(schedule["cron"].as_str().unwrap_or_default(), self.world.now());
            schedule["next_instance"] = json!(next.map(|at| at.to_string()).unwrap_or_default());
        }
        workflow
    }

    fn list(&self) -> Answered {
        let items = self.world.store.list(&workflows(self.account))?;
        let wanted = self.asked.query("search").unwrap_or_default();
        let found = items.into_iter().filter(|item| item.id.contains(wanted));
        Ok(self.paged(found.map(|item| self.counted(&item.id.clone(), item.value)).collect()))
    }

    fn paged(&self, items: Vec<Value>) -> Reply {
        page::part(self.asked, self.route, items)
    }

    fn register(&self, name: &str) -> Answered {
        let given = body::needed(self.asked)?;
        route::check(self.route, self.asked, Some(&given))?;
        let (store, place) = (&self.world.store, workflows(self.account));
        let before = store.get(&place, name)?.map(|found| found.value);
        let (now, world) = (self.world.now().to_string(), self.world);
        let is_same = before.as_ref().is_some_and(|before| {
            ["script_name", "class_name"].iter().all(|member| before[member] == given[member])
        });
        let mut value = before.clone().unwrap_or_else(
            || json!({"id": world.ids.uuid(), "name": name, "created_on": now, "triggered_on": null}),
        );
        for member in ["script_name", "class_name", "limits", "concurrency", "default_retention", "schedules"]
        {
            value[member] = given[member].clone();
        }
        value["modified_on"] = json!(now);
        if !is_same {
            value["version_id"] = json!(world.ids.uuid());
            value["version_on"] = json!(now);
        }
        store.put(&place, name, Some(name), &value)?;
        if !is_same && let Err(refused) = changed_running(world) {
            match before {
                Some(before) => store.put(&place, name, Some(name), &before)?,
                None => drop(store.delete(&place, name)?),
            }
            return Err(refused);
        }
        Ok(self.told(self.counted(name, value)))
    }

    fn remove(&self, name: &str) -> Answered {
        self.find(name)?;
        for item in self.world.store.list(&instances(self.account, name))? {
            if let Ok(mut instance) = Instance::find(self.world, &Key::new(self.account, name, &item.id)) {
                instance.delete()?;
            }
        }
        self.world.store.delete(&workflows(self.account), name)?;
        changed_running(self.world)?;
        Ok(self.told(json!({"status": "ok", "success": true})))
    }

    fn versions(&self, name: &str) -> Answered {
        let workflow = self.find(name)?;
        Ok(self.paged(vec![version(&workflow)]))
    }

    fn version(&self, name: &str, id: &str) -> Answered {
        let workflow = self.find(name)?;
        if workflow["version_id"] != id {
            return Err(Reply::error(404, 10_300, "workflows.api.error.version.not_found"));
        }
        Ok(self.told(version(&workflow)))
    }

    fn instances(&self, name: &str) -> Answered {
        self.find(name)?;
        let asked = self.asked;
        let items = self.world.store.list(&instances(self.account, name))?;
        let mut found: Vec<Value> = items
            .iter()
            .filter(|item| !is_over(self.world, &item.value))
            .filter(|item| asked.query("status").is_none_or(|wanted| item.value["status"] == wanted))
            .map(|item| told::listed(&item.value))
            .filter(|one| {
                let at = one["created_on"].as_str().unwrap_or_default();
                asked.query("date_start").is_none_or(|from| at >= from)
                    && asked.query("date_end").is_none_or(|to| at <= to)
            })
            .collect();
        if asked.query("direction") != Some("asc") {
            found.reverse();
        }
        Ok(self.paged(found))
    }

    /// Makes one of a body: `{instance_id, params, instance_retention}`.
    fn made(&self, name: &str, given: &Value) -> Result<Value, Reply> {
        let id = if given["instance_id"].is_null() { &given["id"] } else { &given["instance_id"] };
        let own =
            json!({"id": id, "params": given["params"], "instance_retention": given["instance_retention"]});
        let id = make(self.world, (self.account, name), "api", &own)?;
        let instance = Instance::find(self.world, &Key::new(self.account, name, &id))?;
        Ok(told::listed(&instance.value))
    }

    fn create(&self, name: &str) -> Answered {
        let given = body::value(self.asked)?.unwrap_or_default();
        Ok(self.told(self.made(name, &given)?))
    }

    fn create_all(&self, name: &str) -> Answered {
        let given = body::needed(self.asked)?;
        let all = given.as_array().or_else(|| given["instances"].as_array()).cloned().unwrap_or_default();
        if all.is_empty() || all.len() > MOST {
            return Err(Reply::error(400, 10_001, format!("a batch has from 1 to {MOST} instances")));
        }
        let made: Result<Vec<Value>, Reply> = all.iter().map(|one| self.made(name, one)).collect();
        Ok(Reply::enveloped(self.route.status(), Value::Array(made?), None))
    }

    fn terminate_all(&self, name: &str) -> Answered {
        self.find(name)?;
        let given = body::value(self.asked)?.unwrap_or_default();
        let named = given.as_array().or_else(|| given["instances"].as_array());
        let ids: Vec<String> = match named {
            Some(ids) => ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
            None => {
                let all = self.world.store.list(&instances(self.account, name))?;
                all.into_iter().map(|item| item.id).collect()
            }
        };
        let mut count = 0;
        for id in ids {
            let found = Instance::find(self.world, &Key::new(self.account, name, &id));
            count += usize::from(found.is_ok_and(|mut instance| instance.terminate("api").is_ok()));
        }
        Ok(self.told(json!({"status": "ok", "instancesTerminated": count})))
    }

    fn instance(&self, name: &str, id: &str) -> Answered {
        let instance = Instance::find(self.world, &self.key(name, id)?)?;
        let falls = self.asked.query("order") == Some("desc");
        let told = told::whole(&instance, self.asked.query("simple") == Some("true"), falls)?;
        drop(instance);
        Ok(self.told(told))
    }

    fn change(&self, name: &str, id: &str) -> Answered {
        let given = body::needed(self.asked)?;
        route::check(self.route, self.asked, Some(&given))?;
        let mut instance = Instance::find(self.world, &self.key(name, id)?)?;
        match given["status"].as_str() {
            Some("pause") => instance.pause()?,
            Some("resume") => instance.resume()?,
            Some("terminate") => instance.terminate("api")?,
            _ => instance.restart(&given["from"])?,
        }
        let told = json!({"status": instance.status(), "timestamp": self.world.now().to_string()});
        drop(instance);
        Ok(self.told(told))
    }

    fn send(&self, name: &str, id: &str, kind: &str) -> Answered {
        let payload = body::value(self.asked)?.unwrap_or_default();
        Instance::find(self.world, &self.key(name, id)?)?.send(kind, &payload)?;
        Ok(self.told(json!({})))
    }

    fn step(&self, name: &str, id: &str) -> Answered {
        let instance = Instance::find(self.world, &self.key(name, id)?)?;
        let query = |name: &str| self.asked.query(name);
        let attempt =
            query("attempt").and_then(|text| text.parse::<f64>().ok()).map(|number| number as usize);
        let (step, kind) = (query("name").unwrap_or_default(), query("type").unwrap_or("step"));
        let found = told::one_step(&instance, step, kind, attempt)?;
        let missing = || Reply::error(404, 10_407, "workflows.api.error.step.not_found");
        let found = found.ok_or_else(missing)?;
        drop(instance);
        Ok(Reply::result(found))
    }
}

/// What is told of the version of a Workflow: there is the newest.
fn version(workflow: &Value) -> Value {
    json!({
        "id": workflow["version_id"], "class_name": workflow["class_name"], "workflow_id": workflow["id"], "has_dag": false,
        "created_on": workflow["version_on"], "modified_on": workflow["version_on"], "language": "javascript",
    })
}
