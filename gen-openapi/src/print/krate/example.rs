//! Example calls that compile.

use crate::config::PackageMeta;
use crate::ir::{
    Api, Argument, BodyForm, Enum, Known, Operation, Output, PartKind, Place, Record, Resource, Sig, Success,
    TypeId, TypeKind, Way,
};

/// How deep example values nest before a default stands for the rest.
const MAX_DEPTH: usize = 3;

/// A documentation test that calls a method.
pub(super) fn method(api: &Api, meta: &PackageMeta, operation: &Operation, way: &Way) -> String {
    let (krate, name) = (meta.crate_ident(), &way.method);
    let values = Values { api, krate: &krate };
    let mut arguments: Vec<String> = operation
        .arguments
        .iter()
        .filter_map(|argument| match argument {
            Argument::Again(_) => None,
            Argument::Scope => {
                Some("cfs_http::Scope::account(\"023e105f4ecef8ad9ca31a8372d0c353\")".to_owned())
            }
            Argument::Param(param) if param.place == Place::Path && param.sig == Sig::Str => {
                Some(format!("\"{}\"", param.wire))
            }
            Argument::Param(param) => Some(values.argument(&param.sig)),
        })
        .collect();
    arguments.extend(values.body(way));
    let chain: String =
        api.chain(operation.resource).iter().map(|resource| format!(".{}()", resource.accessor)).collect();
    let Resource { name: root, accessor: service, .. } = &api.resources[0];
    let result = match &operation.output {
        Output::One(Success::Unit) => "",
        Output::One(Success::Page(_)) => "let page = ",
        Output::Socket => "let socket = ",
        _ => "let answer = ",
    };
    let allow = if operation.deprecated.is_some() { "# #[allow(deprecated)]\n" } else { "" };
    format!(
        "```no_run\n{allow}# async fn example(client: cfs_http::Client) -> Result<(), cfs_http::Error> {{\nlet {service} = \
         {krate}::{root}::new(&client);\n{result}{service}{chain}.{name}({}).await?;\n# Ok(())\n# }}\n```",
        arguments.join(", ")
    )
}

struct Values<'a> {
    api: &'a Api,
    krate: &'a str,
}

impl Values<'_> {
    fn body(&self, way: &Way) -> Option<String> {
        Some(match &way.body {
            BodyForm::None => return None,
            BodyForm::Json(sig, _) if way.optional => match sig {
                Sig::Type(_) => self.value(sig, 0),
                _ => format!("Some({})", self.value(sig, 0)),
            },
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => self.value(sig, 0),
            BodyForm::Multipart(id) => self.form(*id),
            BodyForm::AnyMultipart => "cfs_http::Form::new().file(\"file\", \"content\")".to_owned(),
            BodyForm::Lines(sig, _) => format!("vec![{}]", self.value(sig, 0)),
            BodyForm::Raw(_) => "\"content\"".to_owned(),
        })
    }

    /// A value where anything that converts is taken.
    fn argument(&self, sig: &Sig) -> String {
        match sig {
            Sig::Str => "\"value\"".to_owned(),
            Sig::List(item) if matches!(**item, Sig::Str) => "[\"value\"]".to_owned(),
            Sig::List(item) => format!("[{}]", self.value(item, 1)),
            sig => self.value(sig, 0),
        }
    }

    /// A value of exactly this type.
    fn value(&self, sig: &Sig, depth: usize) -> String {
        match sig {
            Sig::Unit => "()".to_owned(),
            Sig::Bool => "true".to_owned(),
            Sig::Int(_) => "1".to_owned(),
            Sig::Float => "1.0".to_owned(),
            Sig::Str => "\"value\".to_owned()".to_owned(),
            Sig::Known(known) => known_value(*known),
            Sig::Json => "cfs_http::Json::from(\"value\")".to_owned(),
            Sig::List(item) => format!("vec![{}]", self.value(item, depth + 1)),
            Sig::Map(_) => "Default::default()".to_owned(),
            Sig::Maybe(inner) => format!("Some({})", self.value(inner, depth)),
            Sig::Type(id) | Sig::Boxed(id) => self.named(*id, depth),
        }
    }

    fn named(&self, id: TypeId, depth: usize) -> String {
        let ty = &self.api[id];
        let path = format!("{}::{}", self.krate, ty.name);
        match &ty.kind {
            _ if depth > MAX_DEPTH => format!("{path}::default()"),
            TypeKind::Enum(Enum { values, .. }) => match values.first() {
                Some(value) => format!("{path}::{}", value.name),
                None => format!("{path}::default()"),
            },
            TypeKind::Record(Record { fields, constructor: Some(made), .. }) => {
                let required = made.arguments.iter().map(|at| &fields[*at]);
                let values: Vec<String> = required
                    .map(|field| match &field.sig {
                        Sig::Str => format!("\"{}\"", field.wire.replace(['"', '\\'], "")),
                        sig => self.setter(sig, depth + 1),
                    })
                    .collect();
                format!("{path}::new({})", values.join(", "))
            }
            TypeKind::Union(union) if ty.role.sends() => {
                let first = union.variants.iter().find(|variant| !matches!(variant.sig, Sig::Json));
                match first {
                    Some(variant) => {
                        let value = self.value(&variant.sig, depth + 1);
                        let value = if variant.boxed { format!("Box::new({value})") } else { value };
                        format!("{path}::{}({value})", variant.name)
                    }
                    None => format!("{path}::default()"),
                }
            }
            _ => format!("{path}::default()"),
        }
    }

    /// A value as a constructor or setter takes it.
    fn setter(&self, sig: &Sig, depth: usize) -> String {
        match sig {
            Sig::List(item) if matches!(**item, Sig::Str) => "[\"value\"]".to_owned(),
            Sig::List(item) => format!("[{}]", self.value(item, depth + 1)),
            Sig::Map(_) => "std::collections::BTreeMap::new()".to_owned(),
            sig => self.value(sig, depth),
        }
    }

    fn form(&self, id: TypeId) -> String {
        let ty = &self.api[id];
        let path = format!("{}::{}", self.krate, ty.name);
        let TypeKind::Form(form) = &ty.kind else { return format!("{path}::default()") };
        let values: Vec<String> = form
            .parts
            .iter()
            .filter(|part| part.required)
            .map(|part| match &part.kind {
                PartKind::Text(Sig::Str) => format!("\"{}\"", part.wire),
                PartKind::Text(sig) | PartKind::Json(sig) => self.setter(sig, 1),
                PartKind::File => "\"content\"".to_owned(),
                PartKind::Files | PartKind::NamedFiles => "[\"content\"]".to_owned(),
            })
            .collect();
        format!("{path}::new({})", values.join(", "))
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
