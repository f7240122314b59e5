//! The public surface: what is committed as the ledger, which [`Ledger`](crate::Ledger) reads back.

use crate::ir::{
    Api, Argument, BodyForm, Enum, Field, Operation, Output, PartKind, Presence, ResourceId, Sig, Spelling,
    Success, Type, TypeAlias, TypeKind,
};
use crate::model::Model;
use codegen::surface::{Block, Entry, Member, Surface};

/// A crate's public names.
pub fn surface(model: &Model) -> String {
    let Model { api, config } = model;
    let mut surface = Surface::new(&config.meta.package);
    let mut resources: Vec<_> = api.resources.iter().collect();
    resources.sort_by_key(|resource| &resource.path);
    surface.blocks.extend(resources.into_iter().map(|resource| {
        let mut block = Block::new("resource", &resource.name, resource.path.join("."));
        block.key(resource.wanted.join("."));
        block
    }));
    let mut operations: Vec<_> = api.operations.iter().collect();
    operations.sort_by_key(|operation| &operation.name);
    surface.blocks.extend(operations.into_iter().map(|operation| request(api, operation)));
    let mut types: Vec<_> = api.live().collect();
    types.sort_by_key(|(_, ty)| &ty.name);
    surface.blocks.extend(types.into_iter().map(|(_, ty)| type_block(api, ty)));
    surface.blocks.extend(api.aliases.iter().map(|alias| other_name(api, alias)));
    surface.to_string()
}

/// Another name of a type.
fn other_name(api: &Api, alias: &TypeAlias) -> Block {
    let rest = [in_module(api, alias.home), format!("= {}", api[alias.of].name)].join(" ");
    let mut block = Block::new("type", &alias.name, rest.trim_start());
    for operation in alias.ops.iter().map(|op| &api[*op]) {
        block.key(format!("{} {} name", operation.http_method, operation.path));
    }
    block
}

/// The resource, below the service, whose module it is.
fn in_module(api: &Api, resource: ResourceId) -> String {
    api.resources.get(resource.0 as usize).map_or_else(String::new, |of| of.path[1..].join("."))
}

fn request(api: &Api, operation: &Operation) -> Block {
    let Operation { name, http_method, path, .. } = operation;
    let mut block = Block::new("request", &operation.request, format!("{name} {http_method} {path}"));
    for argument in &operation.arguments {
        match argument {
            Argument::Param(param) => {
                block.member(&param.name, &param.wire, format!("required {}", spelled(api, &param.sig)));
            }
            Argument::Fixed { wire, text, .. } => block.constant(wire, as_json(text)),
            Argument::Scope | Argument::Again(_) => {}
        }
    }
    for param in &operation.setters {
        block.member(&param.name, &param.wire, spelled(api, &param.sig));
    }
    block.entries.extend(ways(api, operation).map(Entry::Way));
    block.entries.push(Entry::Output(output(api, &operation.output)));
    block
}

/// What a call sends, for every content type.
fn ways<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = Member> + 'a {
    operation.ways.iter().filter_map(move |way| {
        let body = match &way.body {
            BodyForm::None => return None,
            BodyForm::Json(Sig::Type(id), _) => api.called_by(operation, *id).to_owned(),
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) | BodyForm::Lines(sig, _) => spelled(api, sig),
            BodyForm::Multipart(id) => api[*id].name.clone(),
            BodyForm::AnyMultipart => "Form".to_owned(),
            BodyForm::Raw(_) => "bytes".to_owned(),
        };
        let method = operation.name.rsplit('.').next().unwrap_or_default();
        Some(Member::new(format!("{method}{}", way.suffix), way.body.media().unwrap_or_default(), body))
    })
}

fn type_block(api: &Api, ty: &Type) -> Block {
    let kind = match &ty.kind {
        TypeKind::Record(_) => "struct",
        TypeKind::Form(_) => "form",
        TypeKind::Union(_) => "union",
        TypeKind::Outcome(_) => "outcome",
        TypeKind::Enum(_) => "enum",
    };
    let taken = ty.from.as_ref().zip(api.library.as_ref());
    let taken = taken.map(|(path, library)| format!("= {}::{path}", library.ident));
    let rest = [Some(in_module(api, ty.home)), taken].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut block = Block::new(kind, &ty.name, rest.trim_start());
    ty.keys.iter().for_each(|key| block.key(key));
    if ty.from.is_none() {
        // Otherwise its members are that crate's.
        members(api, &ty.kind, &mut block);
    }
    block
}

fn members(api: &Api, kind: &TypeKind, block: &mut Block) {
    match kind {
        TypeKind::Record(record) => {
            record.fields.iter().for_each(|field| field_line(api, field, block));
            if let Some(rest) = &record.rest {
                let name = record.rest_name.clone();
                block.entries.push(Entry::Rest { name, ty: spelled(api, rest) });
            }
        }
        TypeKind::Form(form) => {
            for part in &form.parts {
                match &part.kind {
                    PartKind::Constant(text) => block.constant(&part.wire, as_json(text)),
                    _ => block.member(&part.name, &part.wire, if part.required { "required" } else { "" }),
                }
            }
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                let label = variant.labels.first().map_or("", String::as_str);
                block.member(&variant.name, label, spelled(api, &variant.sig));
            }
        }
        TypeKind::Enum(Enum { values, .. }) => {
            values.iter().for_each(|value| block.member(&value.name, &value.wire, ""));
        }
        TypeKind::Outcome(cases) => {
            cases.iter().for_each(|case| block.member(&case.name, &case.status, success(api, &case.success)));
        }
    }
}

fn field_line(api: &Api, field: &Field, block: &mut Block) {
    if let Some(json) = &field.constant {
        block.constant(&field.wire, json);
        return;
    }
    let presence = match field.presence {
        Presence::Required => "required ",
        Presence::RequiredNullable => "required nullable ",
        Presence::Optional => "",
        Presence::OptionalNullable => "nullable ",
    };
    block.member(&field.name, &field.wire, format!("{presence}{}", spelled(api, &field.sig)));
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

fn as_json(text: &str) -> String {
    let mut json = String::new();
    codegen::doc::write_string(text, &mut json);
    json
}
