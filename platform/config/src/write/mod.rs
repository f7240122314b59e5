//! From models to files.

mod bindings;
mod into;
mod model;
mod program;
mod refer;
mod worker;

pub use into::into_wrangler_toml;
pub use model::{model_json, model_toml};
pub use program::program;

use crate::document::{Data, Node, Object, to_jsonc, to_toml};
use crate::model::{Reference, Worker};
use crate::{Finding, Model};
use refer::Writer;

/// Gives values that are known after a deployment, by the address and the member of a reference. `&|_| None` knows none.
pub type Resolve<'a> = &'a dyn Fn(&Reference) -> Option<String>;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its text.
    pub text: String,
    /// What the file cannot say.
    pub notes: Vec<Finding>,
}

/// A wrangler file for one of the Workers of a model, as TOML. A model that was made for an environment becomes that environment of
/// the file. `None` if the model has no such Worker.
pub fn wrangler_toml(model: &Model, worker: &str, resolve: Resolve<'_>) -> Option<Written> {
    let (node, mut notes) = wrangler(model, worker, resolve)?;
    let mut lost = Vec::new();
    let text = to_toml(&node, &mut lost);
    notes.extend(lost.iter().map(|path| cannot_be_toml(path)));
    Some(Written { text, notes })
}

/// The same as JSON.
pub fn wrangler_jsonc(model: &Model, worker: &str, resolve: Resolve<'_>) -> Option<Written> {
    let (node, notes) = wrangler(model, worker, resolve)?;
    let mut members = Object::from_iter([(
        "$schema".to_owned(),
        Node::text("node_modules/wrangler/config-schema.json").into(),
    )]);
    members.extend(node.as_object().cloned().unwrap_or_default());
    Some(Written { text: to_jsonc(&Node::new(Data::Object(members))), notes })
}

/// What a wrangler file for a Worker is called: `wrangler.toml`, or `wrangler.api.toml` where a model has several.
pub fn file_name(model: &Model, worker: &str, extension: &str) -> String {
    match model.workers.len() {
        0 | 1 => format!("wrangler.{extension}"),
        _ => format!("wrangler.{worker}.{extension}"),
    }
}

fn cannot_be_toml(path: &str) -> Finding {
    Finding::warning(None, format!("`{path}` is nothing that TOML has: it is left out"))
        .help("Write the file as JSON.")
}

fn wrangler(model: &Model, worker: &str, resolve: Resolve<'_>) -> Option<(Node, Vec<Finding>)> {
    let worker = model.workers.iter().find(|other| other.name == worker)?;
    let mut writer = Writer::new(model, worker, resolve);
    let fields = writer.fields();
    let file = match &model.environment {
        None => top_first(worker.called(), fields),
        Some(environment) => in_environment(worker, environment, fields),
    };
    Some((Node::new(Data::Object(file)), writer.notes))
}

fn top_first(name: &str, fields: Object) -> Object {
    let mut out = Object::from_iter([("name".to_owned(), Node::text(name).into())]);
    out.extend(fields);
    out
}

/// Below `env`, except what only stands at the top level.
fn in_environment(worker: &Worker, environment: &str, fields: Object) -> Object {
    let is_top = |name: &str| {
        name == "account_id"
            || crate::fields::named(name).is_some_and(|field| field.scope == crate::fields::Scope::Top)
    };
    let (top, mut own): (Object, Object) = fields.into_iter().partition(|(name, _)| is_top(name));
    if worker.called() != format!("{}-{environment}", worker.name) {
        own = top_first(worker.called(), own);
    }
    let environments = Object::from_iter([(environment.to_owned(), Node::new(Data::Object(own)).into())]);
    let mut out = top_first(&worker.name, top);
    out.insert("env".to_owned(), Node::new(Data::Object(environments)).into());
    out
}
