//! Calls as Rust expressions.

use super::uses::Uses;
use crate::config::PackageMeta;
use crate::ir::{
    Api, Known, Operation, Output, Resource, RootResource, Shown, Success, TypeId, TypeKind, Way,
};
use codegen::rust::statement;

/// An account, as examples name it.
pub(super) const SCOPE: &str = "cfs_http::Scope::account(\"023e105f4ecef8ad9ca31a8372d0c353\")";

/// A form that the document does not describe.
pub(super) const UNDESCRIBED_FORM: &str = "cfs_http::Form::new().file(\"file\", \"content\")";

/// Lines are as wide as rustdoc shows them without a scroll bar.
const WIDTH: usize = 88;

/// The accessors that lead from the root to an operation's resource: `.database().query()`.
pub(super) fn chain(api: &Api, operation: &Operation) -> String {
    api.chain(operation.resource).iter().map(|resource| format!(".{}()", resource.accessor)).collect()
}

/// A documentation test that calls a method.
pub(super) fn example(api: &Api, meta: &PackageMeta, operation: &Operation, way: &Way) -> String {
    let Resource { name: root, accessor: service, .. } = &api.resources[0];
    let shown = Call::new(api, meta, operation, way, root);
    let call = shown.awaited(service);
    format!(
        "```no_run\n{uses}\n\n{allow}# async fn example(client: cfs_http::Client) -> Result<(), cfs_http::Error> {{\nlet {service} = \
         {root}::new(&client);\n{call}\n# Ok(())\n# }}\n```",
        uses = shown.uses.text(),
        root = shown.uses.root(),
        allow = if operation.deprecated.is_some() { "# #[allow(deprecated)]\n" } else { "" },
    )
}

/// The first call of a crate's users.
pub(super) struct First {
    /// What it imports.
    pub(super) uses: String,
    /// From making a client on, the statements of an asynchronous function.
    pub(super) statements: Vec<String>,
}

/// The first call of a crate's users.
pub(super) fn first(api: &Api, meta: &PackageMeta) -> First {
    let RootResource { ty: root, variable: service } = &api.root;
    let mut statements = vec!["let client = cfs_http::Client::from_env()?;".to_owned()];
    let operation = api.first.map(|first| &api[first]);
    let way = operation.and_then(|operation| Some((operation, operation.ways.first()?)));
    let shown = way.map(|(operation, way)| Call::new(api, meta, operation, way, root));
    let uses = shown.as_ref().map_or_else(|| Uses::only(meta, root), |shown| shown.uses.clone());
    statements.push(format!("let {service} = {}::new(&client);", uses.root()));
    if let Some(shown) = shown {
        statements.extend(shown.awaited(service).lines().map(str::to_owned));
        statements.extend(shown.printed().lines().map(str::to_owned));
    }
    statements.push("Ok(())".to_owned());
    First { uses: uses.text(), statements }
}

/// The first call of a crate's users through a client of several services; nothing where it takes what has to be imported.
pub(super) fn through(api: &Api, meta: &PackageMeta, service: &str) -> Vec<String> {
    let operation = api.first.map(|first| &api[first]);
    let way = operation.and_then(|operation| Some((operation, operation.ways.first()?)));
    let shown = way.map(|(operation, way)| Call::new(api, meta, operation, way, &api.root.ty));
    let shown = shown.filter(|shown| shown.uses.is_alone());
    let lines = shown.map(|shown| format!("{}\n{}", shown.awaited(service), shown.printed()));
    lines.unwrap_or_default().lines().map(str::to_owned).collect()
}

/// A call as it is shown.
struct Call<'a> {
    api: &'a Api,
    operation: &'a Operation,
    way: &'a Way,
    uses: Uses,
}

impl<'a> Call<'a> {
    fn new(api: &'a Api, meta: &PackageMeta, operation: &'a Operation, way: &'a Way, root: &str) -> Self {
        let mut uses = Uses::only(meta, root);
        for shown in &way.shown {
            shown.each(&mut |shown| match shown {
                Shown::New(id, _) | Shown::DefaultOf(id) | Shown::Value(id, _) | Shown::Variant(id, ..) => {
                    uses.ty(api, operation, *id);
                }
                Shown::Json => uses.support("Json"),
                Shown::Scope => uses.support("Scope"),
                Shown::Form => uses.support("Form"),
                Shown::Known(known) => uses.support(known.rust()),
                Shown::Map => uses.map(),
                _ => {}
            });
        }
        Self { api, operation, way, uses }
    }

    /// A statement that calls a method of the service's resources and waits for what it gives.
    fn awaited(&self, service: &str) -> String {
        let values = self.list(&self.way.shown);
        let (chain, method) = (chain(self.api, self.operation), &self.way.method);
        let result = match &self.operation.output {
            Output::One(Success::Unit) => "",
            Output::One(Success::Page(_)) => "let page = ",
            Output::Socket => "let socket = ",
            _ => "let answer = ",
        };
        let line = format!("{result}{service}{chain}.{method}({values}).await?;");
        if line.len() > WIDTH { statement(&line).unwrap_or(line) } else { line }
    }

    /// What is done with what it gives; nothing where that is no value.
    fn printed(&self) -> &'static str {
        match &self.operation.output {
            Output::One(Success::Page(_)) => "for item in page.iter() {\n    println!(\"{item:?}\");\n}",
            Output::One(Success::Result(_) | Success::Body(_) | Success::Beside(_)) => {
                "println!(\"{answer:?}\");"
            }
            _ => "",
        }
    }

    fn list(&self, values: &[Shown]) -> String {
        values.iter().map(|value| self.value(value)).collect::<Vec<_>>().join(", ")
    }

    fn value(&self, value: &Shown) -> String {
        match value {
            Shown::Unit => "()".to_owned(),
            Shown::Bool => "true".to_owned(),
            Shown::Int => "1".to_owned(),
            Shown::Float => "1.0".to_owned(),
            Shown::Text(text) => format!("\"{text}\""),
            Shown::Owned(text) => format!("\"{text}\".to_owned()"),
            Shown::Known(known) => self.known(*known),
            Shown::Json => format!("{}::from(\"value\")", self.uses.named("cfs_http::Json")),
            Shown::Scope => SCOPE.replacen("cfs_http::Scope", self.uses.named("cfs_http::Scope"), 1),
            Shown::Form => UNDESCRIBED_FORM.replacen("cfs_http::Form", self.uses.named("cfs_http::Form"), 1),
            Shown::Default => "Default::default()".to_owned(),
            Shown::Map => format!("{}::new()", self.uses.named("std::collections::BTreeMap")),
            Shown::Some(inner) => format!("Some({})", self.value(inner)),
            Shown::Array(item) => format!("[{}]", self.value(item)),
            Shown::List(item) => format!("vec![{}]", self.value(item)),
            Shown::New(id, arguments) => format!("{}::new({})", self.path(*id), self.list(arguments)),
            Shown::DefaultOf(id) => format!("{}::default()", self.path(*id)),
            Shown::Value(id, at) => match &self.api[*id].kind {
                TypeKind::Enum(of) => format!("{}::{}", self.path(*id), of.values[*at].name),
                _ => format!("{}::default()", self.path(*id)),
            },
            Shown::Variant(id, at, payload) => self.variant(*id, *at, self.value(payload)),
        }
    }

    fn variant(&self, id: TypeId, at: usize, payload: String) -> String {
        let path = self.path(id);
        let TypeKind::Union(union) = &self.api[id].kind else { return format!("{path}::default()") };
        let variant = &union.variants[at];
        let payload = if variant.boxed { format!("Box::new({payload})") } else { payload };
        format!("{path}::{}({payload})", variant.name)
    }

    fn path(&self, id: TypeId) -> String {
        self.uses.path(self.api, self.operation, id)
    }

    fn known(&self, known: Known) -> String {
        let full = format!("cfs_http::{}", known.rust());
        let path = self.uses.named(&full);
        match known {
            Known::Timestamp => format!("{path}::UNIX_EPOCH"),
            Known::Uri => format!("{path}::from(\"https://example.com\")"),
            Known::Base64 => format!("{path}::from(\"content\")"),
            _ => format!("{path}::default()"),
        }
    }
}
