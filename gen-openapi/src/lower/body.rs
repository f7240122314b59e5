//! Request bodies: every content type is a way to call.

use super::Lower;
use crate::ir::{BodyForm, Form, FormPart, OpId, Origin, PartKind, Role, Root, Sig, TypeId, TypeKind, Way};
use crate::read::{Additional, Kinds, Media, Operation, Schema, media};
use codegen::names;

impl<'d> Lower<'d> {
    /// The ways to send an operation's body.
    pub(crate) fn ways(&mut self, id: OpId, operation: &Operation<'d>) -> Vec<Way> {
        let nothing = || {
            vec![Way { suffix: String::new(), body: BodyForm::None, optional: false, docs: String::new() }]
        };
        let Some(body) = operation.body(self.document) else { return nothing() };
        let required = body.get("required").and_then(codegen::doc::Node::as_bool).unwrap_or_default();
        let docs = body.get("description").and_then(codegen::doc::Node::as_str).unwrap_or_default();
        let mut found: Vec<Media<'d>> = media(body).collect();
        if found.is_empty() {
            return nothing();
        }
        // What needs no encoding by the caller comes first and takes the plain name.
        found.sort_by_key(|media| preference(&media.essence()));
        let mut ways: Vec<Way> = Vec::new();
        for media in found {
            let form = self.body_form(id, &media);
            let suffix = if ways.is_empty() { String::new() } else { suffix(&media.essence(), &ways) };
            ways.push(Way { suffix, body: form, optional: !required, docs: docs.to_owned() });
        }
        ways
    }

    fn body_form(&mut self, id: OpId, media: &Media<'d>) -> BodyForm {
        let essence = media.essence();
        let origin = || Origin::Operation(id, Root::Body);
        match (essence.as_str(), media.schema()) {
            (json, schema) if is_json(json) => {
                let sig = schema.map_or(Sig::Json, |schema| {
                    let lowered = self.schema(schema, Role::Request, origin(), "");
                    self.count(&lowered);
                    lowered.sig
                });
                BodyForm::Json(sig, (json != "application/json").then(|| json.to_owned()))
            }
            ("multipart/form-data", Some(schema)) => match self.form(id, schema) {
                Some(form) => BodyForm::Multipart(form),
                None => BodyForm::AnyMultipart,
            },
            (multipart, _) if multipart.starts_with("multipart/") => BodyForm::AnyMultipart,
            ("application/x-www-form-urlencoded", Some(schema)) => {
                BodyForm::UrlEncoded(self.schema(schema, Role::Request, origin(), "").sig)
            }
            (lines, schema) if is_lines(lines) => {
                let item = schema.map(|schema| schema.items().unwrap_or(schema));
                // A schema that speaks of text or bytes says nothing of the lines.
                if item.is_none_or(|item| item.kinds() == Kinds::STRING) {
                    return BodyForm::Raw(essence);
                }
                let sig = item.map_or(Sig::Json, |item| self.schema(item, Role::Request, origin(), "").sig);
                BodyForm::Lines(sig, lines.to_owned())
            }
            _ => BodyForm::Raw(essence),
        }
    }

    /// The parts of a described form; `None` if the schema describes none.
    fn form(&mut self, id: OpId, schema: Schema<'d>) -> Option<TypeId> {
        let mut parts = self.parts(schema);
        // Alternatives of a form are forms with all of the parts, none of them required.
        let variants = self.variants(&parts);
        let alternatives = !variants.is_empty();
        for variant in variants {
            parts.extend(self.parts(variant));
        }
        let members = self.members(&parts);
        if members.is_empty() {
            return None;
        }
        let required = super::object::required(&parts);
        let owner = self.add(
            TypeKind::Form(Form::default()),
            Origin::Operation(id, Root::Body),
            self.docs(schema),
            schema.id(),
            Role::Request,
        );
        let mut form = Form::default();
        for (wire, member) in members {
            let Some(last) = member.schemas.last().copied() else { continue };
            if self.document.follow(last.node).is_some_and(|node| Schema { node }.read_only()) {
                continue;
            }
            let needed = required.contains_key(wire);
            let kind = self.part_kind(owner, wire, last, needed);
            let docs = self.docs(last).to_owned();
            let required = needed && !alternatives;
            form.parts.push(FormPart { wire: wire.to_owned(), name: String::new(), kind, required, docs });
        }
        // Parts that are not listed are files under names of their own.
        let open = parts.iter().any(|part| matches!(part.additional(), Additional::Schema(_)));
        if open && !form.parts.iter().any(|part| part.kind == PartKind::NamedFiles) {
            let (wire, docs) = ("files".to_owned(), "Files, each under its own name.".to_owned());
            form.parts.push(FormPart {
                wire,
                name: String::new(),
                kind: PartKind::NamedFiles,
                required: false,
                docs,
            });
        }
        self.api[owner].kind = TypeKind::Form(form);
        Some(owner)
    }

    fn part_kind(&mut self, owner: TypeId, wire: &str, schema: Schema<'d>, required: bool) -> PartKind {
        let target = self.document.follow(schema.node).map_or(schema, |node| Schema { node });
        let binary = |schema: Schema<'_>| {
            schema.format() == Some("binary") || schema.bound("contentMediaType").is_some()
        };
        if binary(target) {
            return PartKind::File;
        }
        let items = target
            .items()
            .map(|items| self.document.follow(items.node).map_or(items, |node| Schema { node }));
        if items.is_some_and(binary) {
            // `files` of a Worker's upload are sent under their own names, as the modules they are. Where a part called
            // so must be there, it is one.
            return if wire == "files" && !required { PartKind::NamedFiles } else { PartKind::Files };
        }
        let origin = Origin::Below(owner, crate::ir::Hint::Member(wire.to_owned()));
        let lowered = self.schema(schema, Role::Request, origin, wire);
        self.count(&lowered);
        // A text is sent as it is, also where the encoding calls it JSON: it is the JSON then.
        let text = matches!(lowered.sig, Sig::Str | Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Known(_))
            || self.is_text_enum(&lowered.sig);
        if text { PartKind::Text(lowered.sig) } else { PartKind::Json(lowered.sig) }
    }

    fn is_text_enum(&self, sig: &Sig) -> bool {
        matches!(sig, Sig::Type(id) if matches!(self.api[*id].kind, TypeKind::StringEnum(_) | TypeKind::IntEnum(_)))
    }
}

/// Whether a content type is JSON.
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json") || essence == "*/*"
}

/// Whether a content type is JSON values, one a line.
pub(crate) fn is_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines"
    )
}

fn preference(essence: &str) -> (u8, String) {
    let rank = match essence {
        "application/json" => 0,
        json if is_json(json) => 1,
        "multipart/form-data" => 2,
        "application/x-www-form-urlencoded" => 3,
        lines if is_lines(lines) => 4,
        _ => 5,
    };
    (rank, essence.to_owned())
}

/// `_javascript` for `application/javascript`; with the first half where that is taken.
fn suffix(essence: &str, taken: &[Way]) -> String {
    let (kind, name) = essence.split_once('/').unwrap_or(("", essence));
    let word = match essence {
        "multipart/form-data" => "multipart".to_owned(),
        "application/octet-stream" => "bytes".to_owned(),
        "application/x-www-form-urlencoded" => "form".to_owned(),
        _ => names::snake(&names::words(name.trim_start_matches("x-"))),
    };
    let short = format!("_{word}");
    if taken.iter().any(|way| way.suffix == short) {
        format!("_{}{short}", names::snake(&names::words(kind)))
    } else {
        short
    }
}
