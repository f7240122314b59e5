//! Workers: what they are built of, and how they run.

use super::Printer;
use super::chain::{Chain, Op};
use super::data::exactly;
use super::resource::say_called;
use super::value::{is_large, quoted, small, texts};
use crate::model::{Assets, Check, Reference, Source, Worker};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

impl Printer<'_> {
    pub(super) fn worker(&self, worker: &Worker) -> Chain {
        let head = format!("app.worker({})", quoted(&worker.name));
        let mut ops = Vec::new();
        let mut say = |text: String| ops.push(Op { text, mentions: BTreeSet::new(), group: "" });
        say_called(&self.usual(&worker.name, true), worker.called(), &mut say);
        if let Some(source) = &worker.source {
            ops.push(self.op("", || source_call(source)));
        }
        let assets = worker.assets.as_ref().map(|assets| self.assets(worker, assets));
        let assets_binding = assets.as_ref().and_then(|(_, binding)| binding.clone());
        ops.extend(assets.map(|(op, _)| op));
        if let Some(namespace) = &worker.dispatch_namespace {
            ops.push(self.op("", || match self.handle(namespace, "dispatch_namespace", "namespace_name") {
                Some(namespace) => format!(".in_namespace(&{namespace})"),
                None => self.raw("dispatch_namespace", namespace),
            }));
        }
        if let Some(date) = worker.compatibility_date.as_ref().filter(|_| self.date().is_none()) {
            ops.push(self.op("", || format!(".compatibility_date({})", quoted(date))));
        } else if worker.compatibility_date.is_none()
            && self.model.workers.iter().any(|other| other.compatibility_date.is_some())
        {
            // The builder would take the date of another Worker.
            ops.push(self.op("", || self.raw("compatibility_date", &Value::Null)));
        }
        match worker.compatibility_flags.as_slice() {
            [] => {}
            [flag] => ops.push(self.op("", || format!(".compatibility_flag({})", quoted(flag)))),
            flags => {
                let flags: Vec<String> = flags.iter().map(|flag| quoted(flag)).collect();
                ops.push(self.op("", || format!(".compatibility_flags([{}])", flags.join(", "))));
            }
        }
        ops.extend(self.bindings(worker, assets_binding.as_deref()));
        ops.extend(self.classes(worker));
        ops.extend(self.triggers(worker));
        for (member, value) in &worker.metadata {
            ops.extend(self.metadata(member, value));
        }
        for (group, members) in [("build", &worker.build), ("local", &worker.local)] {
            for (member, value) in members {
                ops.push(self.op("", || format!(".{group}({}, {})", quoted(member), self.value(value))));
            }
        }
        if worker.keep_vars {
            ops.push(self.op("", || ".keep_vars()".to_owned()));
        }
        ops.extend(self.checks(&worker.checks));
        ops.extend(self.kept(worker.protect, &worker.was, &worker.ignore));
        Chain { head, ops }
    }

    /// The date of all Workers, if there are several.
    pub(super) fn date(&self) -> Option<&str> {
        let mut workers = self.model.workers.iter().map(|worker| worker.compatibility_date.as_deref());
        let first = workers.next()??;
        (self.model.workers.len() > 1 && workers.all(|date| date == Some(first))).then_some(first)
    }

    /// A member of the model as it is, which no method says.
    pub(super) fn raw(&self, member: &str, value: &Value) -> String {
        format!(".raw({}, {})", quoted(member), self.value(value))
    }

    /// Assets, and the name of the binding that is said with them.
    fn assets(&self, worker: &Worker, assets: &Assets) -> (Op, Option<String>) {
        let plain = |binding: &Value| *binding == json!({"type": "assets"});
        let binding =
            worker.bindings.iter().find(|(_, binding)| plain(binding)).map(|(name, _)| name.clone());
        let said = self.maybe("", || {
            let mut calls = String::new();
            for (name, value) in &assets.config {
                calls.push_str(&match name.as_str() {
                    "html_handling" | "not_found_handling" | "base_path" => {
                        format!(".{name}({})", quoted(value.as_str()?))
                    }
                    "run_worker_first" if !is_large(value) => {
                        format!(".run_worker_first({})", self.value(value))
                    }
                    _ => return None,
                });
            }
            if let Some(name) = &binding {
                calls.push_str(&format!(".binding({})", quoted(name)));
            }
            let directory = quoted(&assets.directory);
            Some(if calls.is_empty() {
                format!(".assets({directory})")
            } else {
                format!(".assets(Assets::new({directory}){calls})")
            })
        });
        match said {
            Some(op) => (op, binding),
            None => {
                (self.op("", || self.raw("assets", &serde_json::to_value(assets).unwrap_or_default())), None)
            }
        }
    }

    fn metadata(&self, member: &str, value: &Value) -> Vec<Op> {
        let known = match member {
            "limits" => self.maybe("", || limits(value)).map(|op| vec![op]),
            "placement" => self.maybe("", || placement(value)).map(|op| vec![op]),
            "observability" => self.maybe("", || self.observability(value)).map(|op| vec![op]),
            "logpush" => {
                self.maybe("", || Some(format!(".logpush({})", value.as_bool()?))).map(|op| vec![op])
            }
            "tail_consumers" => self.each("tail", value, &|one| self.tail("tail", one)),
            "streaming_tail_consumers" => {
                self.each("streaming_tail", value, &|one| self.tail("streaming_tail", one))
            }
            "cache_options" => self
                .maybe("", || Some(format!(".cache({})", exactly(value, ["enabled"])?[0].as_bool()?)))
                .map(|op| vec![op]),
            _ => None,
        };
        let general =
            || vec![self.op("", || format!(".metadata({}, {})", quoted(member), self.value(value)))];
        known.unwrap_or_else(general)
    }

    fn tail(&self, method: &str, consumer: &Value) -> Option<String> {
        let [service] = exactly(consumer, ["service"])?;
        Some(format!(".{method}({})", self.worker_name(service)?))
    }

    fn observability(&self, value: &Value) -> Option<String> {
        let mut members = value.as_object().filter(|_| !is_large(value))?.clone();
        let mut calls =
            if members.remove("enabled")?.as_bool()? { String::new() } else { ".off()".to_owned() };
        for (name, value) in &members {
            let signals = || {
                let body = self.signals(name, value)?;
                Some(format!(".{name}(|{name}| {body})"))
            };
            calls.push_str(&match (name.as_str(), rate(value)) {
                ("head_sampling_rate", Some(rate)) => format!(".sampling({rate})"),
                ("logs" | "traces", _) => signals().unwrap_or_else(|| self.set(name, value)),
                _ => self.set(name, value),
            });
        }
        Some(format!(".observability(|observability| observability{calls})"))
    }

    pub(super) fn set(&self, member: &str, value: &Value) -> String {
        format!(".set({}, {})", quoted(member), self.value(value))
    }

    fn signals(&self, parameter: &str, value: &Value) -> Option<String> {
        let mut members = value.as_object()?.clone();
        let mut calls =
            if members.remove("enabled")?.as_bool()? { String::new() } else { ".off()".to_owned() };
        for (name, value) in &members {
            let known = match name.as_str() {
                "head_sampling_rate" => rate(value).map(|rate| format!(".sampling({rate})")),
                "invocation_logs" => value.as_bool().map(|on| format!(".invocations({on})")),
                "persist" => value.as_bool().map(|on| format!(".persist({on})")),
                "destinations" => texts(value).map(|names| format!(".destinations({names})")),
                _ => None,
            };
            calls.push_str(&known.unwrap_or_else(|| self.set(name, value)));
        }
        Some(format!("{parameter}{calls}"))
    }

    fn checks(&self, checks: &[Check]) -> Vec<Op> {
        let said = |check: &Check| {
            let contains = check.contains.as_ref().map(|text| format!(".contains({})", quoted(text)));
            let (path, status) = (quoted(&check.path), check.status?);
            Some(format!(".check({path}, status({status}){})", contains.unwrap_or_default()))
        };
        let all: Option<Vec<Op>> = checks.iter().map(|check| self.maybe("checks", || said(check))).collect();
        all.unwrap_or_else(|| vec![self.op("", || self.raw("checks", &json!(checks)))])
    }

    /// A Worker by its name in the account, or one of the application.
    pub(super) fn worker_name(&self, value: &Value) -> Option<String> {
        if let Some(name) = value.as_str() {
            return Some(quoted(name));
        }
        self.own_worker(value).map(|worker| format!("&{worker}"))
    }

    /// The variable of a Worker of the application, if a value is its name.
    pub(super) fn own_worker(&self, value: &Value) -> Option<&str> {
        let reference = Reference::of(value).filter(|reference| reference.member == "name")?;
        self.variable(reference.address.strip_prefix("worker/").map(|_| reference.address.as_str())?)
    }
}

fn source_call(source: &Source) -> String {
    match source {
        Source::Crate(folder) => format!(".source({})", quoted(folder)),
        Source::Script(path) => format!(".script({})", quoted(path)),
        Source::Modules { main, folder, rules } => {
            let mut out = format!(".modules({}, {})", quoted(folder), quoted(main));
            let simple: Option<Vec<String>> = rules
                .iter()
                .map(|rule| {
                    let [kind, globs] = exactly(rule, ["type", "globs"])?;
                    Some(format!("\n.module_rule({}, {})", quoted(kind.as_str()?), texts(globs)?))
                })
                .collect();
            match simple {
                Some(calls) => out.push_str(&calls.concat()),
                None => {
                    let text =
                        serde_json::to_string(&json!({"modules": source_members(main, folder, rules)}));
                    out = format!(".raw(\"source\", Json::parse({})?)", quoted(&text.unwrap_or_default()));
                }
            }
            out
        }
    }
}

fn source_members(main: &str, folder: &str, rules: &[Value]) -> Value {
    json!({"main": main, "folder": folder, "rules": rules})
}

fn limits(value: &Value) -> Option<String> {
    let members = value.as_object().filter(|members| !members.is_empty())?;
    let call = |(name, value): (&String, &Value)| {
        let known = ["cpu_ms", "subrequests"].contains(&name.as_str());
        small(value).filter(|_| known).map(|number| format!(".{name}({number})"))
    };
    let calls: Option<Vec<String>> = members.iter().map(call).collect();
    Some(calls?.join("\n"))
}

fn placement(value: &Value) -> Option<String> {
    let mut members: Map<String, Value> = value.as_object()?.clone();
    let mode = members.remove("mode")?;
    let mut rest = members.iter();
    let of = match (mode.as_str()?, rest.next(), rest.next()) {
        ("smart", None, _) => "smart()".to_owned(),
        ("smart", Some((name, hint)), None) if name == "hint" => {
            format!("smart_near({})", quoted(hint.as_str()?))
        }
        ("targeted", Some((name, value)), None)
            if ["region", "host", "hostname"].contains(&name.as_str()) =>
        {
            format!("{name}({})", quoted(value.as_str()?))
        }
        _ => return None,
    };
    Some(format!(".placement(Placement::{of})"))
}

/// A number that is written as one with a point.
fn rate(value: &Value) -> Option<String> {
    let number = value.as_number()?;
    let text = number.to_string();
    // The builder writes 1.0 as 1, which is read as another number.
    let again = text.parse::<f64>().ok()?.to_string();
    (again == text).then(|| if text.contains('.') { text } else { format!("{text}.0") })
}
