//! Operations.

use super::Lower;
use super::credentials::Credentials;
use super::response::Responses;
use super::sample::Samples;
use crate::config::Config;
use crate::ir::{Argument, CollectionHint, OpId, Operation as Op, Output, Param, ResourceId};
use crate::read::{Operation, OperationScope, operations};
use codegen::doc::Node;
use codegen::names;

/// Lowers every operation.
pub(crate) fn lower_all(lower: &mut Lower<'_>, config: &Config) {
    let document = lower.document;
    let mut samples = config.samples.then(|| Samples::new(document));
    if let Some(webhooks) = document.doc.root().get("webhooks").filter(|hooks| !hooks.members().is_empty()) {
        lower.note("openapi::webhooks", webhooks.id(), "requests that the API sends; left out");
    }
    for operation in operations(document) {
        if operation.scope() == Some(OperationScope::Told) {
            lower.api.told += 1;
            continue;
        }
        let id = OpId(lower.api.operations.len() as u32);
        let wanted = place(&operation, &config.service);
        let mut op = lower.operation(id, &operation, wanted);
        if let Some(samples) = &mut samples {
            samples.collect(&lower.api, &operation, &mut op);
        }
        lower.api.operations.push(op);
        if let Some(hint) = collection_hint(&operation) {
            lower.api.hints.insert(operation.template(), hint);
        }
    }
}

impl<'d> Lower<'d> {
    /// Says where an operation has a server of its own: requests go to the document's.
    fn elsewhere(&mut self, operation: &Operation<'d>) {
        let own = operation.node.get("servers").or_else(|| operation.item.get("servers"));
        if let Some(servers) = own.filter(|servers| !servers.items().is_empty()) {
            let what = "a server of the operation's own; requests go to the document's, unless the client has another";
            self.note("openapi::own-server", servers.id(), what);
        }
    }

    fn operation(&mut self, id: OpId, operation: &Operation<'d>, wanted: Vec<String>) -> Op {
        self.elsewhere(operation);
        let (mut arguments, setters) = self.parameters(id, operation);
        let Credentials { auth, argument } = self.credentials(operation);
        arguments.extend(argument.map(Argument::Param));
        let ways = self.ways(id, operation);
        let Responses { mut output, mut answers, errors, body } = self.responses(id, operation, &ways);
        let given = arguments.iter().filter_map(Argument::param);
        let all: Vec<&Param> = setters.iter().chain(given).collect();
        let pages = self.pages(id, operation, body, &all, &mut output);
        // What is now a page is one in every answer.
        if let Output::One(success) = &output {
            answers.iter_mut().for_each(|answer| answer.success.clone_from(success));
        }
        let access = self.access(operation);
        let deprecated = operation.deprecated().then(|| {
            let reason = operation.text("x-stainless-deprecation-message");
            reason.map_or_else(|| deprecation(operation), str::to_owned)
        });
        Op {
            wanted,
            name: String::new(),
            http_method: upper(operation.method),
            path: operation.template(),
            resource: ResourceId(0),
            method: String::new(),
            request: String::new(),
            about: String::new(),
            row: String::new(),
            summary: operation.text("summary").unwrap_or_default().to_owned(),
            docs: operation.text("description").unwrap_or_default().to_owned(),
            help: String::new(),
            entry: String::new(),
            deprecated,
            aliases: operation.texts("x-cfs-aliases").map(str::to_owned).collect(),
            auth,
            permissions: access.permissions,
            rights: access.rights,
            plans: access.plans,
            arguments,
            setters,
            ways,
            output,
            answers,
            pages,
            role: None,
            errors,
            examples: Vec::new(),
            node: operation.id(),
        }
    }
}

/// What the path of an item says of its collection.
fn collection_hint(operation: &Operation<'_>) -> Option<CollectionHint> {
    let said = operation.item.get("x-cfs-collection")?;
    let text = |key: &str| said.get(key).and_then(Node::as_str).map(str::to_owned);
    Some(CollectionHint {
        id: text("id"),
        name: text("name"),
        within: text("within"),
        create: text("create"),
        list: text("list"),
    })
}

/// The resource chain and method: the segmenter's, or made from tag, path and id.
fn place(operation: &Operation<'_>, service: &str) -> Vec<String> {
    let given = operation.texts("x-cfs-resource").chain(operation.text("x-cfs-method"));
    let given: Vec<String> = given.map(str::to_owned).collect();
    // The document may come from elsewhere.
    let usable = |name: &String| names::is_identifier(&names::avoid_keyword(name.clone()));
    let whole = operation.text("x-cfs-method").is_some() && given.len() > 1;
    if whole && given.iter().all(usable) { given } else { foreign_place(operation, service) }
}

/// Without a stated reason, what the documentation says when it says anything.
fn deprecation(operation: &Operation<'_>) -> String {
    let details = operation.node.get("x-cfDeprecation").or_else(|| operation.node.get("x-deprecation"));
    let text = |key: &str| details.and_then(|node| node.get(key)).and_then(Node::as_str);
    match (text("description").or_else(|| text("display")), text("eol")) {
        (Some(reason), Some(date)) => format!("{reason} (end of life {date})"),
        (Some(reason), None) => reason.to_owned(),
        (None, Some(date)) => format!("Deprecated by the API, end of life {date}."),
        (None, None) => "Deprecated by the API.".to_owned(),
    }
}

fn upper(method: &str) -> &'static str {
    match method {
        "get" => "GET",
        "put" => "PUT",
        "post" => "POST",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        _ => "TRACE",
    }
}

/// Names for an operation of any document: the resource is its first tag, or its path's fixed segments; the method its
/// id without the words the resource has already said.
fn foreign_place(operation: &Operation<'_>, service: &str) -> Vec<String> {
    let fixed: Vec<String> = operation
        .path
        .split('/')
        .filter(|segment| !segment.is_empty() && !segment.contains('{'))
        .map(|segment| names::snake(&names::words(segment)))
        .filter(|segment| !segment.is_empty())
        .collect();
    let tag = operation
        .texts("tags")
        .next()
        .map(|tag| names::snake(&names::words(tag)))
        .filter(|tag| !tag.is_empty());
    let resource = tag.or_else(|| fixed.first().cloned()).unwrap_or_else(|| "api".to_owned());
    let method = match operation.text("operationId") {
        Some(id) => {
            let own = names::words(id.rsplit(['/', '.']).next().unwrap_or(id));
            // What the resource has said already need not be said again.
            let said = names::words(&resource);
            let skip = own.iter().zip(&said).take_while(|(a, b)| a == b).count();
            let skip = if skip == said.len() { skip } else { 0 };
            let rest: Vec<&String> = own[skip..].iter().skip_while(|word| *word == "controller").collect();
            names::snake(if rest.is_empty() { own.iter().collect() } else { rest }.as_slice())
        }
        None => std::iter::once(operation.method.to_owned())
            .chain(fixed.into_iter().skip(1))
            .collect::<Vec<_>>()
            .join("_"),
    };
    let method = if method.is_empty() { operation.method.to_owned() } else { method };
    vec![names::snake(&names::words_or_spoken(service)), resource, method]
}
