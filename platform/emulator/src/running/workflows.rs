//! Runs of Workflows: one call of the runtime each, which ends with its process and is made again in the next.

use super::{Flight, Running};
use crate::products::workflows::{self, Key};
use crate::world::World;
use cfs_local::Error;
use serde_json::json;
use std::sync::Weak;
use tokio::sync::mpsc;

/// An instance that ends its process so often is not run again.
const MOST_ENDS: u32 = 5;

/// Runs what is to be run, until the account is gone.
pub(crate) async fn run_workflows(
    running: Weak<Running>,
    world: Weak<World>,
    mut begun: mpsc::UnboundedReceiver<Key>,
) {
    while let Some(key) = begun.recv().await {
        tokio::spawn(run(running.clone(), world.clone(), key));
    }
}

async fn run(running: Weak<Running>, world: Weak<World>, key: Key) {
    let mut ends = 0;
    loop {
        let Some(own) = running.upgrade() else { return };
        let Some(flight) = own.enter().await else { return };
        let live = flight.passive();
        drop(own);
        let said = {
            let Some(world) = world.upgrade() else { return };
            workflows::begin(&world, &key)
        };
        let Some(said) = said else { return };
        let outcome = live.runtime.workflow(&key.service(), said.clone()).await;
        let (Some(own), Some(world)) = (running.upgrade(), world.upgrade()) else { return };
        // A state that cannot be written is said by the next call that writes it.
        match outcome {
            Ok(outcome) => return drop(workflows::end(&world, &key, &said, &outcome)),
            // Its Worker is not deployed; when one is, it goes on.
            Err(Error::NoWorkflow { .. }) => return drop(workflows::lose(&world, &key, &said)),
            Err(_) if !workflows::is_current(&world, &key, &said) => return,
            Err(_) if own.is_live(&live).await => {
                ends += 1;
                if ends == MOST_ENDS {
                    let message = "the local runtime ended each time this instance ran";
                    let error = json!({"error": {"name": "WorkflowInternalError", "message": message}});
                    return drop(workflows::end(&world, &key, &said, &error));
                }
                own.revive(Flight::new(&live)).await;
            }
            Err(_) => {}
        }
    }
}
