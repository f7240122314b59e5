//! Operations and the tree of resources they hang on.

use super::Lower;
use super::credentials::Credentials;
use super::response::Responses;
use crate::ir::{Argument, CollectionHint, OpId, Operation as Op, Output, Param, Resource, ResourceId};
use crate::read::{Operation, OperationScope, operations};
use codegen::doc::Node;
use codegen::names;
use indexmap::IndexMap;

/// Lowers every operation.
pub(crate) fn lower_all(lower: &mut Lower<'_>, service: &str) {
    let document = lower.document;
    if let Some(webhooks) = document.doc.root().get("webhooks").filter(|hooks| !hooks.members().is_empty()) {
        lower.note("openapi::webhooks", webhooks.id(), "requests that the API sends; left out");
    }
    let mut resources: IndexMap<Vec<String>, ResourceId> = IndexMap::new();
    for operation in operations(document) {
        if operation.scope() == Some(OperationScope::Told) {
            lower.api.told += 1;
            continue;
        }
        let id = OpId(lower.api.operations.len() as u32);
        let (chain, method) = lower.place(&operation, service);
        let resource = lower.resource(&mut resources, &chain);
        lower.api.resources[resource.0 as usize].operations.push(id);
        let op = lower.operation(id, &operation, resource, &chain, method);
        lower.api.operations.push(op);
        if let Some(hint) = collection_hint(&operation) {
            lower.api.hints.insert(operation.template(), hint);
        }
    }
}

impl<'d> Lower<'d> {
    fn operation(
        &mut self,
        id: OpId,
        operation: &Operation<'d>,
        resource: ResourceId,
        chain: &[String],
        method: String,
    ) -> Op {
        let (mut arguments, setters) = self.parameters(id, operation);
        let Credentials { auth, argument } = self.credentials(operation);
        arguments.extend(argument.map(Argument::Param));
        let ways = self.ways(id, operation);
        let Responses { mut output, mut answers, errors, body } = self.responses(id, operation, &ways);
        let given = arguments.iter().filter_map(|argument| match argument {
            Argument::Param(param) => Some(param),
            Argument::Scope | Argument::Again(_) => None,
        });
        let all: Vec<&Param> = setters.iter().chain(given).collect();
        let pages = self.pages(id, operation, body, &all, &mut output);
        // What is now a page is one in every answer.
        if let Output::One(success) = &output {
            answers.iter_mut().for_each(|answer| answer.success.clone_from(success));
        }
        let permissions = operation.texts("x-api-token-group").map(str::to_owned).collect();
        let deprecated = operation.deprecated().then(|| {
            let reason = operation.text("x-stainless-deprecation-message");
            reason.map_or_else(|| deprecation(operation), str::to_owned)
        });
        Op {
            name: chain.iter().chain([&method]).cloned().collect::<Vec<_>>().join("."),
            http_method: upper(operation.method),
            path: operation.template(),
            resource,
            method: rust_method(method),
            request: String::new(),
            summary: operation.text("summary").unwrap_or_default().to_owned(),
            docs: operation.text("description").unwrap_or_default().to_owned(),
            deprecated,
            aliases: operation.texts("x-cfs-aliases").map(str::to_owned).collect(),
            auth,
            permissions,
            arguments,
            setters,
            ways,
            output,
            answers,
            pages,
            role: None,
            errors,
            node: operation.id(),
        }
    }

    /// The resource chain and method: the segmenter's, or made from tag, path and id.
    fn place(&mut self, operation: &Operation<'d>, service: &str) -> (Vec<String>, String) {
        let chain: Vec<String> = operation.texts("x-cfs-resource").map(str::to_owned).collect();
        // The document may come from elsewhere.
        let usable = |name: &str| names::is_identifier(&names::avoid_keyword(name.to_owned()));
        match operation.text("x-cfs-method").filter(|method| usable(method)) {
            Some(method) if !chain.is_empty() && chain.iter().all(|part| usable(part)) => {
                (chain, method.to_owned())
            }
            _ => foreign_place(operation, service),
        }
    }

    fn resource(&mut self, known: &mut IndexMap<Vec<String>, ResourceId>, chain: &[String]) -> ResourceId {
        if let Some(id) = known.get(chain) {
            return *id;
        }
        let parent = (chain.len() > 1).then(|| self.resource(known, &chain[..chain.len() - 1]));
        let id = ResourceId(self.api.resources.len() as u32);
        self.api.resources.push(Resource {
            path: chain.to_vec(),
            parent,
            name: String::new(),
            children: Vec::new(),
            operations: Vec::new(),
        });
        if let Some(parent) = parent {
            self.api.resources[parent.0 as usize].children.push(id);
        }
        known.insert(chain.to_vec(), id);
        id
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

/// A method's Rust name. What is called `new` makes the type it belongs to; this makes something in the API.
fn rust_method(name: String) -> String {
    if name == "new" { "create_new".to_owned() } else { names::avoid_keyword(name) }
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
fn foreign_place(operation: &Operation<'_>, service: &str) -> (Vec<String>, String) {
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
    (vec![names::snake(&names::words_or_spoken(service)), resource], method)
}
