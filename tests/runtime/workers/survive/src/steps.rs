//! A workflow whose step ends the instance.

use crate::{Env, traps};
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::workflows::{WorkflowEvent, WorkflowStep, WorkflowStepContext};

pub struct Steps;

#[workflow]
impl Steps {
    fn new(_context: JsValue, _env: JsValue) -> Self {
        Self
    }

    async fn run(&self, event: WorkflowEvent<String>, step: WorkflowStep) -> Result<String> {
        let kind = event.payload;
        step.do_("end", move |_: WorkflowStepContext| {
            let kind = kind.clone();
            async move {
                _ = traps::end(&kind);
                Ok(format!("{kind} is over"))
            }
        })
        .await
    }
}

/// Starts an instance unless it is there already; how it stands.
pub async fn status(env: &Env, kind: &str) -> Result<String> {
    let instance = match env.steps.get(kind).await {
        Ok(instance) => instance,
        Err(_) => env.steps.create().id(kind).params(kind.to_owned()).await?,
    };
    let status = instance.status().await?;
    let error = status.error.map(|error| error.message);
    let outcome = error.or_else(|| status.output.as_string()).unwrap_or_default();
    Ok(format!("{} {outcome}", status.status.as_str()))
}
