//! What tests in other languages ask of the emulator itself, beside the API: `/_emulator/…`, with the token that may do everything.
//!
//! `GET /_emulator` says what clients need to know; `PUT seed` makes items as `--seed` does; `PUT paths` makes everything that a
//! list of paths leads through; `PUT faults` takes a faults file; `PUT scenario` plays a scenario; `POST reset` forgets all state.

use crate::auth::tokens;
use crate::emulator::{ACCOUNT_ID, ZONE_ID};
use crate::faults::FaultRule;
use crate::products::d1;
use crate::seed;
use crate::server::PREFIX;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::world::World;
use serde_json::{Value, json};

/// Answers outside of the API's paths.
pub(crate) fn answer(world: &World, asked: &Asked) -> Option<Reply> {
    let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
    let ["_emulator", rest @ ..] = segments.as_slice() else { return None };
    let answered = match (asked.method.as_str(), rest) {
        // Addresses that D1 gives out are good by themselves.
        ("PUT", ["d1", name]) => d1::upload(world, asked, name),
        ("GET", ["d1", name]) => d1::download(world, name),
        _ if asked.header("authorization").and_then(|header| header.strip_prefix("Bearer "))
            != Some(&world.token) =>
        {
            Err(Reply::error(401, 1000, "Invalid API Token"))
        }
        ("GET", []) => Ok(Reply::result(json!({
            "account_id": ACCOUNT_ID, "zone_id": ZONE_ID, "base_url": format!("{}{PREFIX}", world.origin),
            "s3": {
                "endpoint": world.origin, "region": "auto", "access_key_id": tokens::default_id(),
                "secret_access_key": tokens::hash(&world.token),
            },
        }))),
        ("PUT", ["seed"]) => changed(seed::make(world, &text(asked))),
        ("PUT", ["paths"]) => paths(world, asked),
        ("PUT", ["faults"]) => FaultRule::parse(&text(asked))
            .map(|rules| {
                world.faults.set(rules);
                Reply::result(Value::Null)
            })
            .map_err(|error| Reply::error(400, 10_001, error)),
        ("PUT", ["scenario"]) => world
            .events
            .play(&text(asked), world.clock.now().as_microsecond())
            .map(|()| Reply::result(Value::Null))
            .map_err(|error| Reply::error(400, 10_001, error)),
        ("POST", ["reset"]) => reset(world),
        _ => return None,
    };
    Some(answered.unwrap_or_else(|reply| reply))
}

fn text(asked: &Asked) -> String {
    String::from_utf8_lossy(&asked.body).into_owned()
}

fn changed(done: Result<(), (String, String)>) -> Answered {
    match done {
        Ok(()) => Ok(Reply::result(Value::Null)),
        Err((place, error)) => Err(Reply::error(400, 10_001, format!("{place}: {error}"))),
    }
}

fn paths(world: &World, asked: &Asked) -> Answered {
    let paths: Vec<String> = serde_json::from_slice(&asked.body)
        .map_err(|error| Reply::error(400, 10_001, format!("a list of paths is expected: {error}")))?;
    for path in &paths {
        changed(seed::lead_to(world, path))?;
    }
    Ok(Reply::result(Value::Null))
}

fn reset(world: &World) -> Answered {
    world.store.clear()?;
    world.databases.clear(world.store.folder());
    world.events.clear()?;
    world.workflows.clear();
    if let Some(running) = &world.running {
        running.reset(world);
    }
    changed(seed::usual(world))
}
