//! Request bodies: every content type is a way to call.

use super::Lower;
use crate::ir::{
    BodyForm, Facts, Form, FormPart, OpId, Origin, PartKind, Role, Root, Sig, Take, TypeId, TypeKind, Way,
    Wrap,
};
use crate::read::{Additional, Kinds, Media, Operation, Schema, media};
use codegen::names;

impl<'d> Lower<'d> {
    /// The ways to send an operation's body.
    pub(crate) fn ways(&mut self, id: OpId, operation: &Operation<'d>) -> Vec<Way> {
        let nothing = || vec![way(String::new(), true, BodyForm::None, false, "")];
        let Some(body) = operation.body(self.document) else { return nothing() };
        let required = body.get("required").and_then(codegen::doc::Node::as_bool).unwrap_or_default();
        let docs = body.get("description").and_then(codegen::doc::Node::as_str).unwrap_or_default();
        let mut found: Vec<Media<'d>> = media(body).collect();
        if found.is_empty() {
            return nothing();
        }
        // What needs no encoding by the caller comes first and takes the plain name.
        found.sort_by_key(|media| preference(media));
        let mut ways: Vec<Way> = Vec::new();
        let found = without_repeats(found);
        for media in &found {
            let form = self.body_form(id, media);
            let otherwise = suffix(media, &found, &ways);
            ways.push(way(otherwise, ways.is_empty(), form, !required, docs));
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
                BodyForm::Json(sig, sent_as(media).filter(|sent| sent != "application/json"))
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
            let (wire, facts) = (wire.to_owned(), self.facts(&member.schemas));
            form.parts.push(part(wire, kind, required, docs, facts));
        }
        // Parts that are not listed are files under names of their own.
        let open = parts.iter().any(|part| matches!(part.additional(), Additional::Schema(_)));
        if open && !form.parts.iter().any(|part| part.kind == PartKind::NamedFiles) {
            let (wire, docs) = ("files".to_owned(), "Files, each under its own name.".to_owned());
            form.parts.push(part(wire, PartKind::NamedFiles, false, docs, Facts::default()));
        }
        self.api[owner].kind = TypeKind::Form(form);
        Some(owner)
    }

    fn part_kind(&mut self, owner: TypeId, wire: &str, schema: Schema<'d>, required: bool) -> PartKind {
        match self.files(schema, 0, true) {
            // `files` of a Worker's upload are sent under their own names, as the modules they are. Where a part called
            // so must be there, it is one.
            Some(true) if wire == "files" && !required => return PartKind::NamedFiles,
            Some(true) => return PartKind::Files,
            Some(false) => return PartKind::File,
            None => {}
        }
        let origin = Origin::Below(owner, crate::ir::Hint::Member(wire.to_owned()));
        let lowered = self.schema(schema, Role::Request, origin, wire);
        self.count(&lowered);
        // A text is sent as it is, also where the encoding calls it JSON: it is the JSON then.
        if self.api.is_text(&lowered.sig) { PartKind::Text(lowered.sig) } else { PartKind::Json(lowered.sig) }
    }
}

impl<'d> Lower<'d> {
    /// What a schema is, references followed.
    pub(super) fn schema_at(&self, schema: Schema<'d>) -> Schema<'d> {
        self.document.follow(schema.node).map_or(schema, |node| Schema { node })
    }

    /// Whether a schema is of a file, as it is or by all of its alternatives, and if so, whether of several. `whole` is what
    /// is no part of another.
    fn files(&self, schema: Schema<'d>, depth: usize, whole: bool) -> Option<bool> {
        let target = self.schema_at(schema);
        // OpenAPI 3.1 has files as schemas that say nothing.
        let untyped = self.document.is_3_1() && target.says_nothing() && whole;
        if target.format() == Some("binary") || untyped {
            return Some(false);
        }
        if depth > 8 {
            return None;
        }
        if target.items().is_some_and(|items| self.files(items, depth + 1, true) == Some(false)) {
            return Some(true);
        }
        if let Some(several) = target.all_of().filter_map(|part| self.files(part, depth + 1, false)).max() {
            return Some(several);
        }
        // A text that may be a file as well is sent as text.
        let (mut files, mut others) = (None, false);
        for alternative in target.any_of() {
            match self.files(alternative, depth + 1, false) {
                Some(several) => files = files.max(Some(several)),
                None => {
                    let at = self.schema_at(alternative);
                    others |= at.kinds() != Kinds::NULL && !super::union::only_null(at);
                }
            }
        }
        files.filter(|_| !others)
    }
}

fn way(otherwise: String, first: bool, body: BodyForm, optional: bool, docs: &str) -> Way {
    Way {
        suffix: if first { String::new() } else { otherwise.clone() },
        otherwise,
        method: String::new(),
        body,
        optional,
        take: Take::default(),
        docs: docs.to_owned(),
        aliases: Vec::new(),
        shown: Vec::new(),
        sample: None,
    }
}

fn part(wire: String, kind: PartKind, required: bool, docs: String, facts: Facts) -> FormPart {
    let (name, wrap, take) = (String::new(), Wrap::default(), Take::default());
    FormPart { wire, name, kind, required, wrap, take, docs, facts }
}

/// Whether a content type is JSON.
pub(crate) fn is_json(essence: &str) -> bool {
    essence == "application/json"
        || essence == "text/json"
        || essence.ends_with("+json")
        || essence == "*/*"
        || essence == "application/*"
}

/// Whether a content type is JSON values, one a line.
pub(crate) fn is_lines(essence: &str) -> bool {
    matches!(
        essence,
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines"
    )
}

/// The content types of which none says what one before it says: JSON under several names, or one name with several
/// parameters, is sent in one way where the schema is the same.
pub(crate) fn without_repeats<'d>(all: Vec<Media<'d>>) -> Vec<Media<'d>> {
    let mut kept: Vec<Media<'d>> = Vec::new();
    for media in all {
        let repeats = |known: &Media<'d>| {
            let (one, other) = (known.essence(), media.essence());
            let alike = one == other || (is_plain_json(&one) && is_plain_json(&other));
            let schema = |media: &Media<'d>| media.schema().map(|schema| schema.node);
            alike
                && match (schema(known), schema(&media)) {
                    (Some(one), Some(other)) => one.same(other),
                    (one, other) => one.is_none() && other.is_none(),
                }
        };
        if !kept.iter().any(repeats) {
            kept.push(media);
        }
    }
    kept
}

/// Whether a content type is JSON and nothing but that: `application/merge-patch+json` says what the JSON means.
fn is_plain_json(essence: &str) -> bool {
    is_json(essence) && !essence.ends_with("patch+json")
}

/// What is written into `Content-Type`: the document's words, unless they stand for several types.
fn sent_as(media: &Media<'_>) -> Option<String> {
    let written = media.content_type.trim();
    (!written.contains('*')).then(|| match written.split_once(';') {
        Some((_, parameters)) => format!("{};{parameters}", media.essence()),
        None => media.essence(),
    })
}

/// Of one content type the one without parameters is the first.
fn preference(media: &Media<'_>) -> (u8, String, String) {
    let essence = media.essence();
    let rank = match essence.as_str() {
        "application/json" => 0,
        json if is_json(json) => 1,
        "multipart/form-data" => 2,
        "application/x-www-form-urlencoded" => 3,
        lines if is_lines(lines) => 4,
        _ => 5,
    };
    (rank, essence, media.content_type.to_owned())
}

/// `_javascript` for `application/javascript`; with the parameters where they are what differs, with the first half
/// where the second is taken.
fn suffix(media: &Media<'_>, all: &[Media<'_>], taken: &[Way]) -> String {
    let essence = media.essence();
    let (kind, name) = essence.split_once('/').unwrap_or(("", &essence));
    let word = match essence.as_str() {
        "multipart/form-data" => vec!["multipart".to_owned()],
        "application/octet-stream" => vec!["bytes".to_owned()],
        "application/x-www-form-urlencoded" => vec!["form".to_owned()],
        "*/*" => vec!["any".to_owned()],
        _ => names::words(name.trim_start_matches("x-")),
    };
    let kind = names::words(kind);
    let parameters =
        names::words(media.content_type.split_once(';').map_or("", |(_, parameters)| parameters));
    let whole = [kind.clone(), word.clone()].concat();
    let told_by_parameters =
        !parameters.is_empty() && all.iter().filter(|m| m.essence() == essence).count() > 1;
    let with_parameters = [word.clone(), parameters].concat();
    let proposals = if told_by_parameters {
        [with_parameters, word, whole.clone()]
    } else {
        [word, whole.clone(), with_parameters]
    };
    let spelled = |words: Vec<String>| format!("_{}", words.join("_"));
    let free = |suffix: &String| suffix.len() > 1 && !taken.iter().any(|way| way.suffix == *suffix);
    let numbers = (2..taken.len() + 3).map(|number| [whole.clone(), vec![number.to_string()]].concat());
    proposals.iter().cloned().chain(numbers).map(spelled).find(free).unwrap_or_default()
}
