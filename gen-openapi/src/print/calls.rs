//! Calls as Rust expressions.

use crate::config::PackageMeta;
use crate::ir::{
    Api, Known, Operation, Output, Resource, RootResource, Shown, Success, TypeId, TypeKind, Way,
};

/// An account, as examples name it.
pub(super) const SCOPE: &str = "cfs_http::Scope::account(\"023e105f4ecef8ad9ca31a8372d0c353\")";

/// A form that the document does not describe.
pub(super) const UNDESCRIBED_FORM: &str = "cfs_http::Form::new().file(\"file\", \"content\")";

/// The accessors that lead from the root to an operation's resource: `.database().query()`.
pub(super) fn chain(api: &Api, operation: &Operation) -> String {
    api.chain(operation.resource).iter().map(|resource| format!(".{}()", resource.accessor)).collect()
}

/// A documentation test that calls a method.
pub(super) fn example(api: &Api, meta: &PackageMeta, operation: &Operation, way: &Way) -> String {
    let krate = meta.crate_ident();
    let Resource { name: root, accessor: service, .. } = &api.resources[0];
    let call = awaited(api, meta, operation, way, service);
    format!(
        "```no_run\n{allow}# async fn example(client: cfs_http::Client) -> Result<(), cfs_http::Error> {{\nlet {service} = \
         {krate}::{root}::new(&client);\n{call}\n# Ok(())\n# }}\n```",
        allow = if operation.deprecated.is_some() { "# #[allow(deprecated)]\n" } else { "" },
    )
}

/// The first call of a crate's users, from making a client on, as the statements of an asynchronous function.
pub(super) fn first(api: &Api, meta: &PackageMeta) -> Vec<String> {
    let RootResource { ty: root, variable: service } = &api.root;
    let mut statements = vec![
        "let client = cfs_http::Client::from_env()?;".to_owned(),
        format!("let {service} = {}::{root}::new(&client);", meta.crate_ident()),
    ];
    let operation = api.first.map(|first| &api[first]);
    let way = operation.and_then(|operation| Some((operation, operation.ways.first()?)));
    statements.extend(way.map(|(operation, way)| awaited(api, meta, operation, way, service)));
    statements.push("Ok(())".to_owned());
    statements
}

/// A statement that calls a method of the service's resources and waits for what it gives.
fn awaited(api: &Api, meta: &PackageMeta, operation: &Operation, way: &Way, service: &str) -> String {
    let shown = Values { api, operation, krate: &meta.crate_ident() }.list(&way.shown);
    let (chain, method) = (chain(api, operation), &way.method);
    let result = match &operation.output {
        Output::One(Success::Unit) => "",
        Output::One(Success::Page(_)) => "let page = ",
        Output::Socket => "let socket = ",
        _ => "let answer = ",
    };
    format!("{result}{service}{chain}.{method}({shown}).await?;")
}

struct Values<'a> {
    api: &'a Api,
    operation: &'a Operation,
    krate: &'a str,
}

impl Values<'_> {
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
            Shown::Known(known) => known_value(*known),
            Shown::Json => "cfs_http::Json::from(\"value\")".to_owned(),
            Shown::Scope => SCOPE.to_owned(),
            Shown::Form => UNDESCRIBED_FORM.to_owned(),
            Shown::Default => "Default::default()".to_owned(),
            Shown::Map => "std::collections::BTreeMap::new()".to_owned(),
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
        format!("{}::{}", self.krate, self.api.path_by(self.operation, id))
    }
}

fn known_value(known: Known) -> String {
    match known {
        Known::Timestamp => "cfs_http::Timestamp::UNIX_EPOCH".to_owned(),
        Known::Uri => "cfs_http::Uri::from(\"https://example.com\")".to_owned(),
        Known::Base64 => "cfs_http::Base64::from(\"content\")".to_owned(),
        known => format!("cfs_http::{}::default()", known.rust()),
    }
}
