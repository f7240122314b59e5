//! What reaches a Worker.

use super::Printer;
use super::chain::Op;
use super::value::{quoted, small};
use crate::model::{Consumer, Domain, Route, Worker};
use serde_json::{Value, json};

impl Printer<'_> {
    pub(super) fn triggers(&self, worker: &Worker) -> Vec<Op> {
        let mut ops = self.consumers(&worker.consumers);
        let plain = |group: &'static str, method: &'static str, texts: &[String]| -> Vec<Op> {
            texts.iter().map(|text| self.op(group, || format!(".{method}({})", quoted(text)))).collect()
        };
        if let Some(crons) = &worker.crons {
            ops.extend(self.listed("crons", plain("crons", "cron", crons)));
        }
        if let Some(routes) = &worker.routes {
            ops.extend(self.listed(
                "routes",
                routes.iter().map(|route| self.op("routes", || route_call(route))).collect(),
            ));
        }
        if let Some(domains) = &worker.domains {
            let calls = domains.iter().map(|domain| self.op("domains", || domain_call(domain)));
            ops.extend(self.listed("domains", calls.collect()));
        }
        if let Some(addresses) = &worker.addresses {
            ops.extend(self.listed("addresses", plain("addresses", "address", addresses)));
        }
        if let Some(events) = &worker.events {
            let calls =
                events.iter().map(|event| self.op("events", || format!(".event({})", self.value(event))));
            ops.extend(self.listed("events", calls.collect()));
        }
        for (method, on) in [("workers_dev", worker.workers_dev), ("preview_urls", worker.preview_urls)] {
            ops.extend(on.map(|on| self.op("", || format!(".{method}({on})"))));
        }
        ops
    }

    /// The calls of a list, or the one that says that it is empty.
    fn listed(&self, list: &'static str, calls: Vec<Op>) -> Vec<Op> {
        if !calls.is_empty() {
            return calls;
        }
        let text = match list {
            "crons" | "routes" | "domains" => format!(".no_{list}()"),
            _ => self.raw(list, &json!([])),
        };
        vec![self.op("", || text)]
    }

    fn consumers(&self, consumers: &[Consumer]) -> Vec<Op> {
        let all: Option<Vec<Op>> =
            consumers.iter().map(|consumer| self.maybe("consumers", || self.consumer(consumer))).collect();
        all.unwrap_or_else(|| {
            let mut consumers = consumers.to_vec();
            consumers.iter_mut().for_each(|consumer| consumer.place = None);
            vec![self.op("consumers", || self.raw("consumers", &json!(consumers)))]
        })
    }

    fn consumer(&self, consumer: &Consumer) -> Option<String> {
        let queue = self.queue_name(&consumer.queue)?;
        let mut calls = String::new();
        for (name, value) in &consumer.settings {
            let method = match name.as_str() {
                "batch_size" => "max_batch",
                "max_wait_time_ms" => "max_wait_ms",
                "max_retries" | "retry_delay" | "max_concurrency" => name,
                _ => return None,
            };
            calls.push_str(&format!(".{method}({})", small(value)?));
        }
        if let Some(queue) = &consumer.dead_letter_queue {
            calls.push_str(&format!(".dead_letter({})", self.queue_name(queue)?));
        }
        Some(format!(".consume({queue}, |consumer| consumer{calls})"))
    }
}

fn route_call(route: &Route) -> String {
    let pattern = quoted(&route.pattern);
    match &route.zone {
        Some(zone) => format!(".route_in({pattern}, {})", quoted(zone)),
        None => format!(".route({pattern})"),
    }
}

fn domain_call(domain: &Domain) -> String {
    let host = quoted(&domain.hostname);
    let mut calls = String::new();
    if let Some(zone) = &domain.zone {
        calls.push_str(&format!(".zone({})", quoted(zone)));
    }
    for (method, on) in [("enabled", domain.enabled), ("previews", domain.previews_enabled)] {
        calls.extend(on.map(|on| format!(".{method}({on})")));
    }
    if calls.is_empty() {
        format!(".domain({host})")
    } else {
        format!(".domain_with({host}, |domain| domain{calls})")
    }
}

/// Whether a value is a text.
pub(super) fn text(value: &Value) -> Option<String> {
    value.as_str().map(quoted)
}
