//! Calls for agents.

use super::{Server, tools};
use crate::args::{BodyPlan, CallOptions, Invocation, plan};
use crate::call::{request, scope, show};
use crate::failure::{Exit, Failure};
use crate::output::Value;
use cfs_catalogue::{Answer, Argument, Check, Detail, Gives, Place, Request};
use cfs_http::Json;
use futures_util::TryStreamExt as _;

/// As much text of an answer as an agent can use.
const MOST: usize = 64 << 10;

impl Server<'_> {
    /// Calls an operation, or shows what it would send.
    pub(super) async fn call(&self, arguments: &Value) -> Result<Value, Failure> {
        let operation = tools::operation(arguments)?;
        let writes = tools::writes(operation);
        if writes && !self.write {
            return Err(Failure::new(
                Exit::Failed,
                format!("{} writes, and this server only reads", operation.name()),
            )
            .hint("a person can start it with `cfs mcp --write`"));
        }
        let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
        let mut call = invocation(detail, arguments)?;
        let confirm = arguments.get("confirm").map(Value::plain);
        let client = self.settings.client(self.global, detail.auth(), true).await?;
        scope::fill(&mut call, &client, self.global, self.settings, true).await?;
        let made = request(&client, &call).await?;
        if writes {
            let preview = made.preview()?;
            let sent = Value::record([
                ("method", Value::text(preview.method)),
                ("url", Value::text(&preview.url)),
                ("arguments", arguments.get("arguments").cloned().unwrap_or_default()),
                ("body", arguments.get("body").cloned().unwrap_or_default()),
            ]);
            let code = self.code(&sent);
            if confirm.as_deref() != Some(&code) {
                let schema = detail.bodies().first().and_then(|body| detail.body(body));
                return Ok(Value::record([
                    ("nothing_was_sent", Value::Bool(true)),
                    ("method", Value::text(preview.method)),
                    ("url", Value::text(&preview.url)),
                    ("body", show::body(&preview, schema).unwrap_or_default()),
                    ("confirm", Value::text(code)),
                ]));
            }
        }
        let doing = operation.name();
        answered(made, detail, tools::number(arguments, "limit", 50))
            .await
            .map_err(|failure| failure.doing(doing))
    }
}

/// The call that an agent means.
fn invocation(detail: Detail, arguments: &Value) -> Result<Invocation, Failure> {
    let given = match arguments.get("arguments") {
        Some(Value::Object(members)) => members.clone(),
        None | Some(Value::Null) => Vec::new(),
        Some(_) => return Err(Failure::usage("`arguments`: expected an object")),
    };
    let named = |(name, value): (String, Value)| {
        let parameters = detail.parameters().iter().filter(|one| !matches!(one.place, Place::Scope));
        let rust = parameters.filter(|one| one.name == name || one.rust == name).map(|one| one.rust).next();
        let argument = match value {
            Value::Text(text) => Argument::Text(text),
            other => Argument::Json(other.to_wire()),
        };
        (rust.map_or(name, str::to_owned), argument)
    };
    let body = match arguments.get("body") {
        None | Some(Value::Null) => BodyPlan::None,
        Some(value) => plan(detail, value.clone()),
    };
    Ok(Invocation {
        operation: detail.operation(),
        arguments: given.into_iter().map(named).collect(),
        body,
        check: Check::All,
        options: CallOptions::default(),
        watch: false,
        query: Vec::new(),
        headers: Vec::new(),
    })
}

/// What came back, without secrets.
async fn answered(made: Request, detail: Detail, limit: usize) -> Result<Value, Failure> {
    let operation = detail.operation();
    let secret = operation.gives_secret();
    let shown = |json: &Json| {
        let value = match detail.gives() {
            Some(schema) => Value::of(&schema.hide(json)),
            None => Value::of(json),
        };
        // What is a secret as a whole has no members that could be hidden.
        if secret && value.is_scalar() && value != Value::Null { Value::text("[hidden]") } else { value }
    };
    if operation.gives() == Gives::Socket {
        return Err(Failure::usage(format!(
            "{} opens a WebSocket, which cannot be given here",
            operation.name()
        )));
    }
    if operation.gives() == Gives::Page {
        let Some(mut items) = made.items() else { return Ok(Value::Null) };
        let (mut rows, mut more) = (Vec::new(), false);
        while let Some(item) = items.try_next().await? {
            if rows.len() >= limit {
                more = true;
                break;
            }
            rows.push(shown(&item));
        }
        return Ok(Value::record([("rows", Value::List(rows)), ("more", Value::Bool(more))]));
    }
    Ok(match made.send().await? {
        Answer::Nothing => Value::text("done"),
        Answer::Json(json) => shown(&json),
        Answer::Page(page) => Value::List(page.items().iter().map(shown).collect()),
        Answer::Lines(values) => Value::List(values.iter().take(limit).map(shown).collect()),
        Answer::Text(_) | Answer::Bytes(_) | Answer::Other { .. } if secret => Value::text("[hidden]"),
        Answer::Text(text) => Value::text(text.chars().take(MOST).collect::<String>()),
        Answer::Bytes(bytes) | Answer::Other { content: bytes, .. } => match std::str::from_utf8(&bytes) {
            Ok(text) => Value::text(text.chars().take(MOST).collect::<String>()),
            Err(_) => Value::text(format!("{} bytes that are no text", bytes.len())),
        },
    })
}
