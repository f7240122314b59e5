//! Workflows, e-mail, tail events.

use crate::check::Checks;
use crate::{Env, Order};
use cfs_runtime::core::scheduler;
use cfs_runtime::email::{EmailEmailMessage, ForwardableEmailMessage};
use cfs_runtime::prelude::*;
use cfs_runtime::tail::TraceItem;
use cfs_runtime::wasm_bindgen::JsValue;
use cfs_runtime::workflows::{
    WorkflowEvent, WorkflowStep, WorkflowStepConfig, WorkflowStepConfigRetries, WorkflowStepContext, WorkflowStepWaitForEventOptions,
};
use std::cell::Cell;
use std::rc::Rc;

/// A workflow with every kind of step.
pub struct Checkout {
    env: Env,
}

#[workflow]
impl Checkout {
    fn new(_context: JsValue, env: Env) -> Self {
        Self { env }
    }

    async fn run(&self, event: WorkflowEvent<Order>, step: WorkflowStep) -> Result<String> {
        let order = event.payload;
        let price: u32 = step.do_("price", move |_: WorkflowStepContext| async move { Ok(order.count * 3) }).await?;
        step.sleep("rest", 10).await?;
        let tries = Rc::new(Cell::new(0));
        let retries = WorkflowStepConfigRetries::new(3, 1);
        let counted = Rc::clone(&tries);
        let tried: u32 = step
            .do_config("flaky", &WorkflowStepConfig::new().retries(retries), move |_: WorkflowStepContext| {
                counted.set(counted.get() + 1);
                let tries = counted.get();
                async move { if tries < 2 { Err(Error::new("not yet")) } else { Ok(tries) } }
            })
            .await?;
        let approval: WorkflowApproval =
            step.wait_for_event::<Approval>("approval", &WorkflowStepWaitForEventOptions::new("approve")).await?;
        self.env.cache.put("workflow", format!("{price} after {tried}")).await?;
        Ok(format!("{price} after {tried} by {}", approval.payload.by))
    }
}

type WorkflowApproval = cfs_runtime::workflows::WorkflowStepEvent<Approval>;

#[derive(Clone, Debug, FromJs, ToJs)]
pub struct Approval {
    by: String,
}

pub async fn workflow(c: &mut Checks, env: &Env) -> Result<()> {
    let instance = env.checkout.create().id("order-1").params(Order { item: "tea".into(), count: 4 }).await?;
    c.eq("id", instance.id(), "order-1");
    c.eq("found by id", env.checkout.get("order-1").await?.id(), "order-1");
    instance.send_event(&cfs_runtime::workflows::WorkflowInstanceSendEventOptions::new("approve", Approval { by: "Ada".into() })?).await?;
    let mut status = instance.status().await?;
    for _ in 0..200 {
        if matches!(status.status.as_str(), "complete" | "errored" | "terminated") {
            break;
        }
        scheduler().wait(50.0).await?;
        status = instance.status().await?;
    }
    c.eq("status", status.status.as_str(), "complete");
    c.eq("output", status.output.as_string(), Some("12 after 2 by Ada".to_owned()));
    c.eq("a side effect", env.cache.get("workflow").await?, Some("12 after 2".to_owned()));
    Ok(())
}

pub async fn send(c: &mut Checks, env: &Env) -> Result<()> {
    let raw = "From: me@example.com\r\nTo: you@example.com\r\nMessage-ID: <1@example.com>\r\nSubject: hi\r\n\r\ntext\r\n";
    let message = EmailEmailMessage::new("me@example.com", "you@example.com", raw)?;
    c.ok("a message is sent", env.mail.send(&message).await.is_ok());
    Ok(())
}

pub async fn received(message: ForwardableEmailMessage, env: Env) -> Result<()> {
    let subject = message.headers().get("subject")?.unwrap_or_default();
    if subject == "spam" {
        env.cache.put("rejected", message.from()).await?;
        return message.set_reject("no spam");
    }
    let body = message.raw().chunks()?.bytes_read().await?;
    let text = format!("{} {} {subject} {}", message.from(), message.to(), body as u64 == message.raw_size()?);
    env.cache.put("email", text).await?;
    message.forward("third@example.com").await?;
    Ok(())
}

/// How many bytes a stream has.
trait BytesRead {
    async fn bytes_read(self) -> Result<usize>;
}

impl BytesRead for cfs_runtime::streams::Chunks {
    async fn bytes_read(mut self) -> Result<usize> {
        let mut count = 0;
        while let Some(chunk) = self.next().await {
            count += chunk?.len();
        }
        Ok(count)
    }
}

pub async fn traced(events: Vec<TraceItem>, env: Env) -> Result<()> {
    for event in events {
        for line in event.logs {
            let text = format!("{line:?}");
            if text.contains("traced line") {
                env.cache.put("tail", event.outcome.as_str()).await?;
            }
        }
    }
    Ok(())
}
