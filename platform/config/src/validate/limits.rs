//! What the platform is known to limit: warnings, since accounts differ and the API has the last word.

use super::{Check, bound, declared, warning};
use crate::model::Worker;
use serde_json::Value;

/// Variables and secrets of a Worker: without a plan, and with one.
const VARIABLES: (usize, usize) = (64, 128);
/// Bytes of a variable.
const VARIABLE: usize = 5 * 1024;
/// Schedules of an account: without a plan, and with one.
const CRONS: (usize, usize) = (5, 250);
/// Rules of `run_worker_first`, and characters of one.
const RULES: (usize, usize) = (100, 100);

/// Settings of consumers with the most that is taken, in the API's units.
const CONSUMER: [(&str, f64, &str); 5] = [
    ("batch_size", 100.0, "100 messages"),
    ("max_retries", 100.0, "100"),
    ("max_wait_time_ms", 60_000.0, "60 seconds"),
    ("max_concurrency", 250.0, "250"),
    ("retry_delay", 86_400.0, "a day"),
];

impl Check<'_> {
    pub(super) fn limits(&mut self, worker: &Worker) {
        self.variables(worker);
        let crons = worker.crons.as_ref().map_or(0, Vec::len);
        if crons > CRONS.0 {
            let (free, paid) = CRONS;
            let message =
                format!("{crons} schedules: an account has {free} without a paid plan, {paid} with one");
            self.tell(warning(worker, declared(worker, "crons.0"), message));
        }
        for consumer in &worker.consumers {
            for (setting, most, told) in CONSUMER {
                let value = consumer.settings.get(setting).and_then(Value::as_f64);
                if value.is_some_and(|value| value > most || value < 0.0) {
                    let message = format!("`{setting}` of a consumer is at most {told}");
                    self.tell(warning(worker, consumer.place.clone(), message));
                }
            }
        }
        let assets = worker.assets.as_ref();
        let rules = assets.and_then(|assets| assets.config.get("run_worker_first")?.as_array());
        let rules: Vec<&str> = rules.into_iter().flatten().filter_map(Value::as_str).collect();
        if rules.len() > RULES.0 || rules.iter().any(|rule| rule.chars().count() > RULES.1) {
            let message = format!("`run_worker_first` takes {} rules of {} characters", RULES.0, RULES.1);
            self.tell(warning(worker, declared(worker, "assets"), message));
        }
        for rule in rules.iter().filter(|rule| !rule.trim_start_matches('!').starts_with('/')) {
            let finding = warning(
                worker,
                declared(worker, "assets"),
                format!("rule `{rule}` of `run_worker_first` is no path"),
            );
            self.tell(finding.help("It begins with `/` or `!/`."));
        }
        let delay = worker
            .metadata
            .get("code_update_strategy")
            .and_then(|strategy| strategy.get("max_delay")?.as_f64());
        if delay.is_some_and(|delay| !(0.0..=86_400.0).contains(&delay)) {
            let place = declared(worker, "durable_objects");
            self.tell(warning(
                worker,
                place,
                "`code_update_strategy.max_delay` is at most a day, in seconds",
            ));
        }
    }

    fn variables(&mut self, worker: &Worker) {
        let is_variable = |binding: &&Value| {
            matches!(binding.get("type").and_then(Value::as_str), Some("plain_text" | "json" | "secret_text"))
        };
        let count = worker.bindings.values().filter(is_variable).count();
        let (free, paid) = VARIABLES;
        if count > free {
            let message = format!(
                "{count} variables and secrets: a Worker has {free} without a paid plan, {paid} with one"
            );
            self.tell(warning(worker, worker.place.clone(), message));
        }
        for (name, binding) in worker.bindings.iter().filter(|(_, binding)| is_variable(binding)) {
            let size = match (binding.get("text"), binding.get("json")) {
                (Some(Value::String(text)), _) => text.len(),
                (_, Some(value)) => value.to_string().len(),
                _ => 0,
            };
            if size > VARIABLE {
                let message = format!("variable `{name}` has {size} bytes: {VARIABLE} are what is taken");
                let finding = warning(worker, bound(worker, name), message);
                self.tell(finding.help("Put it into KV, or into a file of the Worker."));
            }
        }
    }
}
