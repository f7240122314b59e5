//! The public surface: what is committed as the ledger, which [`Ledger`](crate::Ledger) reads back.

use crate::ir::{
    Api, Argument, BodyForm, Enum, Operation, Output, PartKind, Presence, ResourceId, Sig, Spelling, Success,
    Type, TypeKind,
};
use crate::model::Model;
use std::fmt::Write;

/// A crate's public names.
pub fn surface(model: &Model) -> String {
    let Model { api, config } = model;
    let mut writer = Writer::new(&config.meta.package);
    let mut resources: Vec<_> = api.resources.iter().collect();
    resources.sort_by_key(|resource| &resource.path);
    for resource in resources {
        writer.block("resource", &resource.name, &resource.path.join("."));
        writer.key(&resource.wanted.join("."));
    }
    let mut operations: Vec<_> = api.operations.iter().collect();
    operations.sort_by_key(|operation| &operation.name);
    for operation in operations {
        write_operation(api, operation, &mut writer);
    }
    let mut types: Vec<_> = api.live().collect();
    types.sort_by_key(|(_, ty)| &ty.name);
    for (_, ty) in types {
        write_type(api, ty, &mut writer);
    }
    for alias in &api.aliases {
        let module = [in_module(api, alias.home), format!("= {}", api[alias.of].name)];
        writer.block("type", &alias.name, module.join(" ").trim_start());
        for operation in alias.ops.iter().map(|op| &api[*op]) {
            writer.key(&format!("{} {} name", operation.http_method, operation.path));
        }
    }
    writer.finish()
}

/// The resource, below the service, whose module it is.
fn in_module(api: &Api, resource: ResourceId) -> String {
    api.resources.get(resource.0 as usize).map_or_else(String::new, |of| of.path[1..].join("."))
}

fn write_operation(api: &Api, operation: &Operation, writer: &mut Writer) {
    writer.block(
        "request",
        &operation.request,
        &format!("{} {} {}", operation.name, operation.http_method, operation.path),
    );
    for argument in &operation.arguments {
        match argument {
            Argument::Param(param) => {
                writer.member(&param.name, &param.wire, &format!("required {}", spelled(api, &param.sig)));
            }
            Argument::Fixed { wire, text, .. } => writer.constant(wire, &as_json(text)),
            Argument::Scope | Argument::Again(_) => {}
        }
    }
    for param in &operation.setters {
        writer.member(&param.name, &param.wire, &spelled(api, &param.sig));
    }
    write_ways(api, operation, writer);
    writer.line(&format!("<- {}", output(api, &operation.output)));
}

/// What a call sends, a line for every content type.
fn write_ways(api: &Api, operation: &Operation, writer: &mut Writer) {
    for way in &operation.ways {
        let body = match &way.body {
            BodyForm::None => continue,
            BodyForm::Json(Sig::Type(id), _) => api.called_by(operation, *id).to_owned(),
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) | BodyForm::Lines(sig, _) => spelled(api, sig),
            BodyForm::Multipart(id) => api[*id].name.clone(),
            BodyForm::AnyMultipart => "Form".to_owned(),
            BodyForm::Raw(_) => "bytes".to_owned(),
        };
        let method = operation.name.rsplit('.').next().unwrap_or_default();
        let media = way.body.media().unwrap_or_default();
        writer.member(&format!("-> {method}{}", way.suffix), media, &body);
    }
}

fn write_type(api: &Api, ty: &Type, writer: &mut Writer) {
    let kind = match &ty.kind {
        TypeKind::Record(_) => "struct",
        TypeKind::Form(_) => "form",
        TypeKind::Union(_) => "union",
        TypeKind::Outcome(_) => "outcome",
        TypeKind::Enum(_) => "enum",
    };
    let taken = ty.from.as_ref().zip(api.library.as_ref());
    let taken = taken.map(|(path, library)| format!("= {}::{path}", library.ident));
    let module = [Some(in_module(api, ty.home)), taken].into_iter().flatten().collect::<Vec<_>>();
    writer.block(kind, &ty.name, module.join(" ").trim_start());
    ty.keys.iter().for_each(|key| writer.key(key));
    if ty.from.is_some() {
        // Its members are that crate's.
        return;
    }
    match &ty.kind {
        TypeKind::Record(record) => {
            for field in &record.fields {
                if let Some(json) = &field.constant {
                    writer.constant(&field.wire, json);
                    continue;
                }
                let presence = match field.presence {
                    Presence::Required => "required ",
                    Presence::RequiredNullable => "required nullable ",
                    Presence::Optional => "",
                    Presence::OptionalNullable => "nullable ",
                };
                writer.member(&field.name, &field.wire, &format!("{presence}{}", spelled(api, &field.sig)));
            }
            if let Some(rest) = &record.rest {
                writer.line(&format!("{}: {}", record.rest_name, spelled(api, rest)));
            }
        }
        TypeKind::Form(form) => {
            for part in &form.parts {
                match &part.kind {
                    PartKind::Constant(text) => writer.constant(&part.wire, &as_json(text)),
                    _ => writer.member(&part.name, &part.wire, if part.required { "required" } else { "" }),
                }
            }
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                let label = variant.labels.first().map_or("", String::as_str);
                writer.member(&variant.name, label, &spelled(api, &variant.sig));
            }
        }
        TypeKind::Enum(Enum { values, .. }) => {
            values.iter().for_each(|value| writer.member(&value.name, &value.wire, ""));
        }
        TypeKind::Outcome(cases) => {
            cases
                .iter()
                .for_each(|case| writer.member(&case.name, &case.status, &success(api, &case.success)));
        }
    }
}

fn output(api: &Api, output: &Output) -> String {
    match output {
        Output::One(one) => success(api, one),
        Output::Events { event, otherwise, .. } => {
            format!("events {} or {}", spelled(api, event), success(api, otherwise))
        }
        Output::Outcome(id) => api[*id].name.clone(),
        Output::Socket => "socket".to_owned(),
    }
}

fn success(api: &Api, success: &Success) -> String {
    match success {
        Success::Result(sig) | Success::Body(sig) | Success::Beside(sig) => spelled(api, sig),
        Success::Page(sig) => format!("pages of {}", spelled(api, sig)),
        Success::Headers(sig) => format!("headers {}", spelled(api, sig)),
        Success::Lines(sig) => format!("lines of {}", spelled(api, sig)),
        Success::Events(sig) => format!("events {}", spelled(api, sig)),
        Success::Unit => "nothing".to_owned(),
        Success::Text => "text".to_owned(),
        Success::Bytes => "bytes".to_owned(),
    }
}

fn spelled(api: &Api, sig: &Sig) -> String {
    Spelling::INSIDE.text(api, sig)
}

/// A wire name or a value as a ledger has it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

fn as_json(text: &str) -> String {
    let mut json = String::new();
    codegen::doc::write_string(text, &mut json);
    json
}

/// Writes a ledger block by block.
#[derive(Clone, Debug, Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// A ledger of a crate.
    fn new(package: &str) -> Self {
        let text = format!(
            "# Public names of {package}. Regeneration keeps them: to rename something, change its line here.\n"
        );
        Self { text }
    }

    /// Starts a block.
    fn block(&mut self, kind: &str, name: &str, rest: &str) {
        let space = if rest.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "\n{kind} {name}{space}{rest}");
    }

    /// Says where a type was found.
    fn key(&mut self, key: &str) {
        let _ = writeln!(self.text, "  < {key}");
    }

    /// Lists a member.
    fn member(&mut self, name: &str, wire: &str, rest: &str) {
        let space = if rest.is_empty() { "" } else { " " };
        let _ = writeln!(self.text, "  {name} {}{space}{rest}", quoted(wire));
    }

    /// States what has one value, as JSON writes it.
    fn constant(&mut self, wire: &str, json: &str) {
        let _ = writeln!(self.text, "  = {} {}", quoted(wire), quoted(json));
    }

    /// A line that is no member.
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.text, "  {text}");
    }

    /// The text.
    fn finish(self) -> String {
        self.text
    }
}
