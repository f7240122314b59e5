//! A call that is not made: as it would be sent, or for curl.

use crate::args::{BodyPlan, Global, Invocation, PartPlan, Source};
use crate::failure::Failure;
use crate::output::{Out, Value};
use crate::settings::Settings;
use cfs_account::Secret;
use cfs_catalogue::{Preview, Request, Schema};
use cfs_http::Json;
use cfs_http::operation::Auth;

/// Shows what a call would send.
pub(crate) fn show(
    call: &Invocation,
    request: &Request,
    mut out: Out,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let preview = request.preview()?;
    let detail = call.operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let schema = detail.bodies().first().and_then(|body| detail.body(body));
    let shown = Shown {
        body: body(&preview, schema),
        files: call.body.files(),
        credentials: settings.shown_credentials(detail.auth()),
        preview,
    };
    if call.options.curl {
        let text = curl(&shown, &call.body, global, settings);
        if !global.quiet && text.contains(HIDDEN) {
            crate::terminal::say!("note: secret values are not shown; put them in place of {HIDDEN}");
        }
        out.bytes(text.as_bytes())?;
        return out.finish(true);
    }
    if out.chosen {
        out.one(shown.value())?;
    } else {
        out.bytes(shown.text().as_bytes())?;
    }
    out.finish(true)
}

/// Says what the variables are to have, where the credentials are not from variables.
fn variables(shown: &Shown, global: &Global, settings: &Settings) {
    let kept = matches!(settings.secret(), Ok(Some(secret)) if !matches!(secret, Secret::Several { .. }));
    if kept && !global.quiet {
        let names: Vec<&str> = shown.credentials.iter().map(|(.., variable)| *variable).collect();
        crate::terminal::say!(
            "note: the login is not in a variable; curl takes it from {}",
            names.join(" and ")
        );
    }
}

const HIDDEN: &str = "[hidden]";

/// What would be sent.
pub(crate) struct Shown {
    /// Method, address and headers.
    pub(crate) preview: Preview,
    /// The body, if it is in memory and text.
    pub(crate) body: Option<Value>,
    /// A line for each part or file that is read while it is sent.
    pub(crate) files: Vec<String>,
    /// The headers of credentials, without their values, and the variables that have them.
    pub(crate) credentials: Vec<(&'static str, String, &'static str)>,
}

/// A body as it may be shown: JSON without what is secret in it, other text as it is.
pub(crate) fn body(preview: &Preview, schema: Option<Schema>) -> Option<Value> {
    let text = std::str::from_utf8(preview.body.as_deref()?).ok()?;
    if text.is_empty() {
        return None;
    }
    let is_form = preview.headers.iter().any(|(_, value)| value.starts_with("multipart/"));
    if is_form {
        return None;
    }
    Some(match (Json::parse(text), schema) {
        (Ok(json), Some(schema)) => Value::of(&schema.hide(&json)),
        (Ok(json), None) => Value::of(&json),
        (Err(_), _) => Value::text(text),
    })
}

impl Shown {
    fn headers(&self) -> Vec<(String, String)> {
        let own = self.preview.headers.iter().map(|(name, value)| {
            // The boundary is another each time.
            let value = if value.starts_with("multipart/") {
                "multipart/form-data".to_owned()
            } else {
                value.clone()
            };
            (name.clone(), value)
        });
        let credentials = self.credentials.iter();
        let credentials =
            credentials.map(|(name, before, _)| (name.to_lowercase(), format!("{before}{HIDDEN}")));
        own.chain(credentials).collect()
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{} {}\n", self.preview.method, self.preview.url);
        for (name, value) in self.headers() {
            text.push_str(&format!("{name}: {value}\n"));
        }
        match &self.body {
            Some(Value::Text(body)) => text.push_str(&format!("\n{}\n", body.trim_end_matches('\n'))),
            Some(body) => text.push_str(&format!("\n{}\n", body.pretty(0))),
            None if !self.files.is_empty() => text.push_str(&format!("\n{}\n", self.files.join("\n"))),
            None => {}
        }
        text
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        let headers = self.headers().into_iter().map(|(name, value)| (name, Value::Text(value)));
        let body = match &self.body {
            Some(body) => body.clone(),
            None if self.files.is_empty() => Value::Null,
            None => Value::List(self.files.iter().map(Value::text).collect()),
        };
        Value::record([
            ("method", Value::text(self.preview.method)),
            ("url", Value::text(&self.preview.url)),
            ("headers", Value::Object(headers.collect())),
            ("body", body),
        ])
    }
}

/// A text in quotes that a shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The same call for curl, its credentials as variables.
pub(crate) fn curl(shown: &Shown, plan: &BodyPlan, global: &Global, settings: &Settings) -> String {
    variables(shown, global, settings);
    let mut lines = vec![format!("curl --request {} {}", shown.preview.method, quoted(&shown.preview.url))];
    for (name, before, variable) in &shown.credentials {
        lines.push(format!("--header \"{name}: {before}${variable}\""));
    }
    for (name, value) in &shown.preview.headers {
        if !value.starts_with("multipart/") {
            lines.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
        }
    }
    match plan {
        BodyPlan::Form(parts) => lines.extend(parts.iter().map(|(name, part)| form(name, part))),
        BodyPlan::Raw { source: Source::File(path), .. } => {
            lines.push(format!("--data-binary {}", quoted(&format!("@{}", path.display()))));
        }
        BodyPlan::Raw { source: Source::Stdin, .. } => lines.push("--data-binary @-".to_owned()),
        _ => match &shown.body {
            Some(Value::Text(text)) => lines.push(format!("--data-raw {}", quoted(text))),
            Some(value) => lines.push(format!("--data-raw {}", quoted(&value.to_string()))),
            None => {}
        },
    }
    format!("{}\n", lines.join(" \\\n  "))
}

fn form(name: &str, part: &PartPlan) -> String {
    match part {
        PartPlan::Text(text) => format!("--form-string {}", quoted(&format!("{name}={text}"))),
        PartPlan::Json(value) => {
            format!("--form {}", quoted(&format!("{name}={value};type=application/json")))
        }
        PartPlan::File { source, name: file, media } => {
            let path = match source {
                Source::File(path) => path.display().to_string(),
                _ => "-".to_owned(),
            };
            let part = if name.is_empty() { file.as_deref().unwrap_or("file") } else { name };
            let file = file.as_ref().map(|file| format!(";filename={file}")).unwrap_or_default();
            let media = media.as_ref().map(|media| format!(";type={media}")).unwrap_or_default();
            format!("--form {}", quoted(&format!("{part}=@{path}{file}{media}")))
        }
    }
}

/// What an operation that is not known accepts.
pub(crate) const ANY: &[Auth] = &[Auth::Token, Auth::Key];
