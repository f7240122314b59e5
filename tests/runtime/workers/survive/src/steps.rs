//! A workflow whose step ends the instance at its first try.

use crate::{Env, traps};
use cfs_runtime::core::scheduler;
use cfs_runtime::prelude::*;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::workflows::{
    WorkflowEvent, WorkflowStep, WorkflowStepConfig, WorkflowStepConfigRetries, WorkflowStepContext,
};

pub struct Steps {
    env: Env,
}

#[workflow]
impl Steps {
    fn new(_context: JsValue, env: Env) -> Self {
        Self { env }
    }

    async fn run(&self, event: WorkflowEvent<String>, step: WorkflowStep) -> Result<String> {
        let retries = WorkflowStepConfigRetries::new(3, 1);
        let (kind, cache) = (event.payload, self.env.cache.clone());
        step.do_config("end", &WorkflowStepConfig::new().retries(retries), move |_: WorkflowStepContext| {
            let (kind, cache) = (kind.clone(), cache.clone());
            async move {
                let key = format!("step-{kind}");
                if cache.get(&key).await?.is_none() {
                    cache.put(&key, "tried").await?;
                    _ = traps::end(&kind);
                }
                Ok(format!("{kind} is over"))
            }
        })
        .await
    }
}

pub async fn run(env: &Env, kind: &str) -> Result<String> {
    let instance = env.steps.create().id(kind).params(kind.to_owned()).await?;
    let mut status = instance.status().await?;
    for _ in 0..200 {
        if matches!(status.status.as_str(), "complete" | "errored" | "terminated") {
            break;
        }
        scheduler().wait(50.0).await?;
        status = instance.status().await?;
    }
    Ok(format!("{} {}", status.status.as_str(), status.output.as_string().unwrap_or_default()))
}
