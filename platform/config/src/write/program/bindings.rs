//! Bindings.

use super::Printer;
use super::chain::Op;
use super::classes::{own_class, own_workflow};
use super::data::exactly;
use super::triggers::text;
use super::value::{is_large, quoted, secret, small, texts};
use crate::model::{Reference, Worker};
use serde_json::{Map, Value, json};

/// Kinds whose things are bound as they are: the method of `App` that declares them, and how a binding points to them.
static THINGS: [(&str, &str, &str, &str); 10] = [
    ("kv_namespace", "kv", "namespace_id", "id"),
    ("d1", "d1", "id", "uuid"),
    ("queue", "queue", "queue_name", "queue_name"),
    ("r2_bucket", "r2", "bucket_name", "name"),
    ("vectorize", "vectorize", "index_name", "name"),
    ("hyperdrive", "hyperdrive", "id", "id"),
    ("mtls_certificate", "mtls_certificate", "certificate_id", "id"),
    ("dispatch_namespace", "dispatch_namespace", "namespace", "namespace_name"),
    ("pipelines", "pipeline_stream", "stream", "id"),
    ("ai_search", "ai_search", "instance_name", "id"),
];

/// Kinds that a function makes of nothing or of one member, and whether that has to be a text.
static FUNCTIONS: [(&str, &str, &str, bool); 25] = [
    ("ai", "ai", "", false),
    ("browser", "browser", "", false),
    ("images", "images", "", false),
    ("stream", "stream", "", false),
    ("media", "media", "", false),
    ("version_metadata", "version_metadata", "", false),
    ("assets", "assets", "", false),
    ("analytics", "analytics", "", false),
    ("worker_loader", "worker_loader", "", false),
    ("json", "json_value", "json", false),
    ("plain_text", "text", "text", true),
    ("vpc_service", "vpc_service", "service_id", false),
    ("vpc_network", "vpc_tunnel", "tunnel_id", false),
    ("vpc_network", "vpc_network", "network_id", false),
    ("ai_search", "ai_search", "instance_name", false),
    ("ai_search_namespace", "ai_search_namespace", "namespace", false),
    ("agent_memory", "agent_memory", "namespace", false),
    ("artifacts", "artifacts", "namespace", false),
    ("flagship", "flagship", "app_id", false),
    ("k2", "k2", "stream", false),
    ("messaging", "messaging", "namespace", false),
    ("wasm_module", "wasm_module", "part", true),
    ("text_blob", "text_blob", "part", true),
    ("data_blob", "data_blob", "part", true),
    ("logfwdr", "logfwdr", "destination", true),
];

/// Members, each with the method that says it.
type Methods = &'static [(&'static str, &'static str)];

/// Kinds whose functions give something with a method for each other member.
static OPTIONS: [(&str, &str, Methods); 4] = [
    ("inherit", "inherit()", &[("old_name", "old_name"), ("version_id", "version_id")]),
    ("analytics_engine", "analytics_engine()", &[("dataset", "dataset")]),
    (
        "send_email",
        "send_email()",
        &[
            ("destination_address", "destination"),
            ("allowed_destination_addresses", "allowed_destinations"),
            ("allowed_sender_addresses", "allowed_senders"),
        ],
    ),
    ("unsafe_hello_world", "hello_world()", &[("enable_timer", "enable_timer")]),
];

impl Printer<'_> {
    /// All bindings, but the one that is said with the assets.
    pub(super) fn bindings(&self, worker: &Worker, assets: Option<&str>) -> Vec<Op> {
        let bindings = worker.bindings.iter().filter(|(name, _)| Some(name.as_str()) != assets);
        // Workflows are declared with their bindings, in their own order.
        let flow = |(name, value)| Some((own_workflow(worker, value)?, name));
        let mut flows: Vec<(usize, &String)> = worker.bindings.iter().filter_map(flow).collect();
        flows.retain(|_| self.are_bound(worker));
        flows.sort_unstable();
        let mut flows = flows.into_iter();
        let mut ops = Vec::new();
        for (name, binding) in bindings {
            let flow = own_workflow(worker, binding).and_then(|_| flows.next());
            ops.push(self.op("bindings", || match (flow, own_class(binding)) {
                (Some((index, name)), _) => self.workflow(name, &worker.workflows[index]),
                (None, Some(class)) if worker.classes.contains_key(class) => {
                    format!(".durable_object({}, {})", quoted(name), quoted(class))
                }
                _ => self.binding(worker, name, binding),
            }));
        }
        ops
    }

    fn binding(&self, worker: &Worker, name: &str, binding: &Value) -> String {
        let called = quoted(name);
        if let Some(value) = variable(binding) {
            return format!(".var({called}, {})", self.value(value));
        }
        if let Some([kind, text]) = exactly(binding, ["type", "text"])
            && let Some(secret) = secret(text).filter(|_| kind == "secret_text")
        {
            return format!(".secret({called}, {secret})");
        }
        let kind = binding.get("type").and_then(Value::as_str);
        let Some((kind, mut members)) = kind.zip(binding.as_object().cloned()) else {
            let message = format!("binding `{name}` has no type: the program does not say it");
            self.note(&worker.address(), message);
            return String::new();
        };
        members.remove("type");
        let what = self.of_kind(kind, &members);
        let what =
            what.unwrap_or_else(|| format!("raw({}, {})", quoted(kind), self.value(&Value::Object(members))));
        format!(".bind({called}, {what})")
    }

    fn of_kind(&self, kind: &str, members: &Map<String, Value>) -> Option<String> {
        if is_large(&json!(members)) {
            return None;
        }
        let special = match kind {
            "service" => self.service(members),
            "durable_object_namespace" => self.objects(members),
            "workflow" => self.other_workflow(members),
            "ratelimit" => ratelimit(members),
            "secret_key" => self.key(members),
            "secrets_store_secret" => self.stored_secret(members),
            _ => None,
        };
        special
            .or_else(|| self.thing(kind, members))
            .or_else(|| self.function(kind, members))
            .or_else(|| self.options(kind, members))
    }

    /// A thing of the application.
    fn thing(&self, kind: &str, members: &Map<String, Value>) -> Option<String> {
        let (_, method, member, of) = THINGS.iter().find(|(name, ..)| *name == kind)?;
        let mut rest = members.clone();
        let target = rest.remove(*member)?;
        let variable = self.handle(&target, method, of)?;
        if kind == "r2_bucket" {
            // It says the bucket's jurisdiction by itself.
            let address = Reference::of(&target)?.address;
            let (bucket, _) = self.things.get(&address)?.resource.as_ref()?;
            return (bucket.settings.get("jurisdiction") == rest.remove("jurisdiction").as_ref()
                && rest.is_empty())
            .then(|| format!("&{variable}"));
        }
        let rest = Value::Object(rest);
        if rest == json!({}) {
            return Some(format!("&{variable}"));
        }
        if let Some([delay]) = exactly(&rest, ["delivery_delay"]).filter(|_| kind == "queue") {
            return Some(format!("{variable}.delayed({})", small(delay)?));
        }
        let [outbound] = exactly(&rest, ["outbound"]).filter(|_| kind == "dispatch_namespace")?;
        self.outbound(variable, outbound)
    }

    fn outbound(&self, variable: &str, outbound: &Value) -> Option<String> {
        let mut outbound = outbound.as_object()?.clone();
        let worker = outbound.remove("worker")?;
        let [service] = exactly(&worker, ["service"])?;
        let names = match outbound.remove("params") {
            Some(params) => {
                let names = params.as_array().filter(|names| !names.is_empty())?.iter();
                names
                    .map(|name| exactly(name, ["name"]).and_then(|[name]| text(name)))
                    .collect::<Option<Vec<String>>>()?
            }
            None => Vec::new(),
        };
        let worker = self.worker_name(service).filter(|_| outbound.is_empty())?;
        Some(format!("{variable}.outbound({worker}, [{}])", names.join(", ")))
    }

    fn function(&self, kind: &str, members: &Map<String, Value>) -> Option<String> {
        FUNCTIONS.iter().filter(|(name, ..)| *name == kind).find_map(|(_, function, member, is_text)| {
            let mut rest = members.clone();
            let argument = match rest.remove(*member) {
                Some(value) if *is_text => text(&value)?,
                Some(value) => self.value(&value),
                None if member.is_empty() => String::new(),
                None => return None,
            };
            let others: String = rest.iter().map(|(name, value)| self.set(name, value)).collect();
            Some(format!("{function}({argument}){others}"))
        })
    }

    fn options(&self, kind: &str, members: &Map<String, Value>) -> Option<String> {
        let (_, head, methods) = OPTIONS.iter().find(|(name, ..)| *name == kind)?;
        let mut out = (*head).to_owned();
        for (name, value) in members {
            let (_, method) = methods.iter().find(|(member, _)| member == name)?;
            let argument = match kind {
                "send_email" => self.value(value),
                "unsafe_hello_world" => value.as_bool()?.to_string(),
                _ => text(value)?,
            };
            out.push_str(&format!(".{method}({argument})"));
        }
        Some(out)
    }

    fn service(&self, members: &Map<String, Value>) -> Option<String> {
        let mut rest = members.clone();
        let worker = rest.remove("service")?;
        let own = self.own_worker(&worker);
        let mut out = match (own, rest.get("entrypoint").and_then(Value::as_str).map(quoted)) {
            (Some(own), _) if rest.is_empty() => return Some(format!("&{own}")),
            (Some(own), Some(class)) => {
                rest.remove("entrypoint");
                format!("{own}.entrypoint({class})")
            }
            _ => format!("service({})", self.worker_name(&worker)?),
        };
        for (name, value) in &rest {
            out.push_str(&match name.as_str() {
                "entrypoint" | "environment" => format!(".{name}({})", text(value)?),
                "props" => format!(".props({})", self.value(value)),
                _ => return None,
            });
        }
        Some(out)
    }

    fn objects(&self, members: &Map<String, Value>) -> Option<String> {
        let mut rest = members.clone();
        let class = text(&rest.remove("class_name")?)?;
        let (worker, environment) = (rest.remove("script_name"), rest.remove("environment"));
        if !rest.is_empty() {
            return None;
        }
        if let (Some(own), None) = (worker.as_ref().and_then(|worker| self.own_worker(worker)), &environment)
        {
            return Some(format!("{own}.objects({class})"));
        }
        let mut out = format!("durable_object({class})");
        if let Some(worker) = worker {
            out.push_str(&format!(".of({})", self.worker_name(&worker)?));
        }
        if let Some(environment) = environment {
            out.push_str(&format!(".environment({})", text(&environment)?));
        }
        Some(out)
    }

    fn other_workflow(&self, members: &Map<String, Value>) -> Option<String> {
        let mut rest = members.clone();
        let (name, class) = (text(&rest.remove("workflow_name")?)?, text(&rest.remove("class_name")?)?);
        let of = match rest.remove("script_name") {
            Some(worker) => format!(".of({})", self.worker_name(&worker)?),
            None => String::new(),
        };
        rest.is_empty().then(|| format!("workflow({name}, {class}){of}"))
    }

    fn key(&self, members: &Map<String, Value>) -> Option<String> {
        let format = members.get("format")?.as_str()?;
        let member = if format == "jwk" { "key_jwk" } else { "key_base64" };
        let value = Value::Object(members.clone());
        let [_, algorithm, usages, key] = exactly(&value, ["format", "algorithm", "usages", member])?;
        let (algorithm, usages, key) = (self.value(algorithm), texts(usages)?, secret(key)?);
        Some(format!("secret_key({}, {algorithm}, {usages}, {key})", quoted(format)))
    }

    fn stored_secret(&self, members: &Map<String, Value>) -> Option<String> {
        let value = Value::Object(members.clone());
        let [store, name] = exactly(&value, ["store_id", "secret_name"])?;
        Some(format!("{}.secret({})", self.handle(store, "secrets_store", "id")?, text(name)?))
    }
}

/// What `.var` is given, if it makes this binding.
fn variable(binding: &Value) -> Option<&Value> {
    if let Some([kind, text]) = exactly(binding, ["type", "text"]) {
        return Some(text)
            .filter(|text| kind == "plain_text" && (text.is_string() || Reference::of(text).is_some()));
    }
    let [kind, value] = exactly(binding, ["type", "json"])?;
    let marked = value.get("$ref").is_some() || value.get("$secret").is_some();
    Some(value).filter(|value| kind == "json" && !value.is_string() && !marked)
}

fn ratelimit(members: &Map<String, Value>) -> Option<String> {
    let value = Value::Object(members.clone());
    let [namespace, simple] = exactly(&value, ["namespace_id", "simple"])?;
    let mut simple = simple.as_object()?.clone();
    let (limit, period) = (small(&simple.remove("limit")?)?, small(&simple.remove("period")?)?);
    let timeout = match simple.remove("mitigation_timeout") {
        Some(seconds) => format!(".mitigation_timeout({})", small(&seconds)?),
        None => String::new(),
    };
    simple.is_empty().then_some(())?;
    Some(format!("ratelimit({}, {limit}, {period}){timeout}", text(namespace)?))
}
