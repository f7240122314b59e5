//! Parts of R2 buckets.

use super::Printer;
use super::chain::Op;
use super::data::exactly;
use super::value::{is_large, quoted, small, texts};
use serde_json::{Map, Value};

impl Printer<'_> {
    pub(super) fn bucket_part(&self, name: &str, value: &Value) -> Option<Vec<Op>> {
        match name {
            "cors" => self.each("cors", exactly(value, ["rules"])?[0], &cors),
            "lifecycle" => self.each("lifecycle", exactly(value, ["rules"])?[0], &lifecycle),
            "locks" => self.each("locks", exactly(value, ["rules"])?[0], &lock),
            "event_notifications" => self.each("notify", value, &|told| self.notify(told)),
            "custom_domains" => self.each("domain", value, &|domain| self.custom_domain(domain)),
            "managed_domain" => {
                let [enabled] = exactly(value, ["enabled"])?;
                let text = format!(".public({})", enabled.as_bool()?);
                Some(vec![self.op("", || text)])
            }
            _ => None,
        }
    }

    fn notify(&self, told: &Value) -> Option<String> {
        let [queue, rules] = exactly(told, ["queue_id", "rules"])?;
        let queue = self.handle(queue, "queue", "queue_id")?;
        let rules: Option<Vec<String>> = rules.as_array()?.iter().map(notification).collect();
        Some(format!(".notify(&{queue}, [{}])", rules?.join(", ")))
    }

    fn custom_domain(&self, domain: &Value) -> Option<String> {
        let mut members = domain.as_object()?.clone();
        let host = members.remove("domain")?;
        let enabled = members.get("enabled")?.clone();
        if enabled == Value::Bool(true) {
            members.remove("enabled");
        }
        let host = quoted(host.as_str()?);
        if members.is_empty() {
            return Some(format!(".domain({host})"));
        }
        let more = Value::Object(members);
        Some(format!(".domain_with({host}, {})", self.value(&more))).filter(|_| !is_large(&more))
    }
}

/// The members that are left, of which each has to be said by a method.
struct Left(Map<String, Value>);

impl Left {
    fn of(value: &Value) -> Option<Self> {
        value.as_object().cloned().map(Self)
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    fn all_said(&self, text: String) -> Option<String> {
        self.0.is_empty().then_some(text)
    }
}

fn cors(rule: &Value) -> Option<String> {
    let mut left = Left::of(rule)?;
    let mut allowed = Left::of(&left.take("allowed")?)?;
    let (origins, methods) = (allowed.take("origins")?, allowed.take("methods")?);
    let mut out = format!(".cors(CorsRule::new({}, {})", texts(&origins)?, texts(&methods)?);
    if let Some(headers) = allowed.take("headers") {
        out.push_str(&format!(".headers({})", texts(&headers)?));
    }
    if let Some(headers) = left.take("exposeHeaders") {
        out.push_str(&format!(".expose({})", texts(&headers)?));
    }
    if let Some(seconds) = left.take("maxAgeSeconds") {
        out.push_str(&format!(".max_age({})", small(&seconds)?));
    }
    if let Some(id) = left.take("id") {
        out.push_str(&format!(".id({})", quoted(id.as_str()?)));
    }
    out.push(')');
    allowed.all_said(String::new()).and_then(|_| left.all_said(out))
}

/// Seconds of a condition of age.
fn age(condition: &Value) -> Option<u32> {
    let [kind, seconds] = exactly(condition, ["type", "maxAge"])?;
    small(seconds).filter(|_| kind == "Age")
}

fn lifecycle(rule: &Value) -> Option<String> {
    let mut left = Left::of(rule)?;
    let mut out = format!(".lifecycle(LifecycleRule::new({})", quoted(left.take("id")?.as_str()?));
    let conditions = left.take("conditions")?;
    let prefix = exactly(&conditions, ["prefix"])?[0].as_str()?;
    if !prefix.is_empty() {
        out.push_str(&format!(".prefix({})", quoted(prefix)));
    }
    if let Some(transition) = left.take("deleteObjectsTransition") {
        let [condition] = exactly(&transition, ["condition"])?;
        match (age(condition), exactly(condition, ["type", "date"])) {
            (Some(seconds), _) => out.push_str(&format!(".delete_after({seconds})")),
            (None, Some([kind, date])) if kind == "Date" => {
                out.push_str(&format!(".delete_on({})", quoted(date.as_str()?)));
            }
            _ => return None,
        }
    }
    if let Some(transitions) = left.take("storageClassTransitions") {
        for transition in transitions.as_array().filter(|items| !items.is_empty())? {
            let [condition, class] = exactly(transition, ["condition", "storageClass"])?;
            out.push_str(&format!(
                ".infrequent_after({})",
                age(condition).filter(|_| class == "InfrequentAccess")?
            ));
        }
    }
    if let Some(transition) = left.take("abortMultipartUploadsTransition") {
        let [condition] = exactly(&transition, ["condition"])?;
        out.push_str(&format!(".abort_uploads_after({})", age(condition)?));
    }
    if !left.take("enabled")?.as_bool()? {
        out.push_str(".disabled()");
    }
    out.push(')');
    left.all_said(out)
}

fn lock(rule: &Value) -> Option<String> {
    let mut left = Left::of(rule)?;
    let id = quoted(left.take("id")?.as_str()?);
    left.take("enabled")?.as_bool().filter(|on| *on)?;
    let condition = left.take("condition")?;
    let mut out = if let Some([kind, seconds]) = exactly(&condition, ["type", "maxAgeSeconds"]) {
        format!(".lock(LockRule::for_seconds({id}, {})", small(seconds).filter(|_| kind == "Age")?)
    } else if let Some([kind, date]) = exactly(&condition, ["type", "date"]) {
        format!(".lock(LockRule::until({id}, {})", quoted(date.as_str().filter(|_| kind == "Date")?))
    } else {
        exactly(&condition, ["type"]).filter(|[kind]| *kind == "Indefinite")?;
        format!(".lock(LockRule::indefinitely({id})")
    };
    if let Some(prefix) = left.take("prefix") {
        out.push_str(&format!(".prefix({})", quoted(prefix.as_str()?)));
    }
    out.push(')');
    left.all_said(out)
}

fn notification(rule: &Value) -> Option<String> {
    let mut left = Left::of(rule)?;
    let actions = texts(&left.take("actions")?)?;
    let mut out = match actions.as_str() {
        r#"["PutObject", "CompleteMultipartUpload", "CopyObject"]"# => "Notification::written()".to_owned(),
        r#"["DeleteObject", "LifecycleDeletion"]"# => "Notification::deleted()".to_owned(),
        _ => format!("Notification::of({actions})"),
    };
    for name in ["prefix", "suffix"] {
        if let Some(value) = left.take(name) {
            out.push_str(&format!(".{name}({})", quoted(value.as_str()?)));
        }
    }
    left.all_said(out)
}
