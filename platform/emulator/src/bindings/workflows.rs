//! Workflows: what bindings ask, and what runs of instances ask.

use super::text;
use crate::products::workflows::{Ask, Instance, Key, MOST, make};
use crate::running::Running;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// The account and Workflow that a request is about.
pub(crate) fn asked(asked: &Asked) -> Option<(String, String)> {
    let binding = asked.header(cfs_local::BINDING)?.strip_prefix("workflow/")?;
    let (account, workflow) = binding.split_once('/')?;
    Some((account.to_owned(), workflow.to_owned()))
}

/// Answers a question, as soon as there is an answer.
pub(crate) async fn answer(
    world: &World,
    running: &Running,
    asked: &Asked,
    (account, workflow): (String, String),
) -> Reply {
    let said: Value = match serde_json::from_slice(&asked.body) {
        Ok(said) => said,
        Err(error) => return text(400, format!("the request is no JSON: {error}")),
    };
    let what = asked.segments.join("/");
    let id = said["id"].as_str().unwrap_or_default();
    let key = Key::new(&account, &workflow, id);
    let answered = match what.as_str() {
        "begin" | "end" | "sleep" | "event" | "until" => {
            Ask { world, running, key, said }.answer(&what).await
        }
        _ => of_binding(world, &key, &what, &said).map_err(|reply| refused(&reply)),
    };
    answered.unwrap_or_else(|reply| reply)
}

/// What a binding throws, made of what the API would say.
fn refused(reply: &Reply) -> Reply {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let message = body["errors"][0]["message"].as_str().unwrap_or_default();
    let own = message.strip_prefix("workflows.api.error.").and_then(|own| own.split_once(": "));
    let message = own.map_or_else(|| message.to_owned(), |(name, message)| format!("({name}) {message}"));
    Reply::json(reply.status.as_u16(), &json!({"name": "WorkflowError", "message": message}))
}

fn of_binding(world: &World, key: &Key, what: &str, said: &Value) -> Answered {
    let own = (key.account.as_str(), key.workflow.as_str());
    match what {
        "create" => return Ok(Reply::json(200, &json!({"id": make(world, own, "binding", said)?}))),
        "batch" => return batch(world, own, &said["instances"]),
        _ => {}
    }
    let mut instance = Instance::find(world, key)?;
    match what {
        "get" => {}
        "status" => {
            let value = instance.value();
            let told = json!({"status": value["status"], "output": value["output"], "error": value["error"]});
            return Ok(Reply::json(200, &told));
        }
        "pause" => instance.pause()?,
        "resume" => instance.resume()?,
        "terminate" => instance.terminate("binding")?,
        "restart" => instance.restart(&said["from"])?,
        "delete" => instance.delete()?,
        "send" => instance.send(said["type"].as_str().unwrap_or_default(), &said["payload"])?,
        other => return Err(Reply::error(404, 10_001, format!("a Workflow has no {other}"))),
    }
    Ok(Reply::json(200, &json!({"id": key.id})))
}

fn batch(world: &World, own: (&str, &str), given: &Value) -> Answered {
    let given = given.as_array().cloned().unwrap_or_default();
    if given.is_empty() || given.len() > MOST {
        let message = format!("batchCreate takes from 1 to {MOST} instances at a time");
        return Err(Reply::error(400, 10_001, message));
    }
    let (mut created, mut errors) = (Vec::new(), Vec::new());
    for (index, one) in given.iter().enumerate() {
        match make(world, own, "binding", one) {
            Ok(id) => created.push(json!({"id": id})),
            Err(reply) if reply.status == http::StatusCode::CONFLICT => {
                errors.push(json!({"index": index, "id": one["id"], "code": 10_405, "message": "instance.already_exists"}));
            }
            Err(reply) => return Err(reply),
        }
    }
    Ok(Reply::json(200, &json!({"created": created, "errors": errors})))
}
