//! Responses: every success, typed by status and content type.

use super::body::{is_json, is_lines, without_repeats};
use super::envelope::Envelope;
use super::{Lower, Lowered};
use crate::ir::{
    Access, Answer, BodyForm, Field, OpId, Origin, OutcomeCase, Output, Presence, Record, Role, Root, Row,
    Sig, Success, Take, TypeKind, Way, Wrap,
};
use crate::read::{Kinds, Media, Operation, Response, Schema, Status, media};
use codegen::doc::Node;

/// One content type of one success.
struct Case<'d> {
    status: Status,
    /// The response.
    node: &'d Node<'d>,
    media: Option<Media<'d>>,
}

/// What an operation's responses say.
pub(super) struct Responses<'d> {
    /// What a method gives.
    pub(super) output: Output,
    /// Every success by itself.
    pub(super) answers: Vec<Answer>,
    /// Errors: status and description.
    pub(super) errors: Vec<(String, String)>,
    /// The schema of the first success that is JSON.
    pub(super) body: Option<Schema<'d>>,
}

impl Case<'_> {
    fn answer(&self, success: Success) -> Answer {
        let content_type = self.media.map(|media| media.essence());
        Answer { status: written(self.status), content_type, success }
    }
}

impl<'d> Lower<'d> {
    /// What an operation answers, and the errors it describes.
    pub(super) fn responses(&mut self, id: OpId, operation: &Operation<'d>, ways: &[Way]) -> Responses<'d> {
        let (responses, bad) = operation.responses(self.document);
        for node in bad {
            self.note("openapi::bad-status", node, "no status, or a reference that leads nowhere; left out");
        }
        let errors = errors(&responses);
        if responses.iter().any(|response| response.status == Status::Code(101)) {
            let upgrade = Answer { status: "101".to_owned(), content_type: None, success: Success::Unit };
            return Responses { output: Output::Socket, answers: vec![upgrade], errors, body: None };
        }
        let mut cases: Vec<Case<'d>> = Vec::new();
        for response in successes(&responses) {
            let before = cases.len();
            let media = without_repeats(media(response.node).collect());
            cases.extend(media.into_iter().map(|media| Case {
                status: response.status,
                node: response.node,
                media: Some(media),
            }));
            if cases.len() == before {
                cases.push(Case { status: response.status, node: response.node, media: None });
            }
        }
        let body = cases.iter().find_map(|case| case.media.filter(|m| is_json(&m.essence()))?.schema());
        let (output, answers) = self.output_of(id, operation, ways, &cases);
        Responses { output, answers, errors, body }
    }

    fn output_of(
        &mut self,
        id: OpId,
        operation: &Operation<'d>,
        ways: &[Way],
        cases: &[Case<'d>],
    ) -> (Output, Vec<Answer>) {
        let streams =
            |case: &Case<'d>| case.media.is_some_and(|media| media.essence() == "text/event-stream");
        if let [one] = cases {
            let success = self.success(id, operation, one, "");
            return (Output::One(success.clone()), vec![one.answer(success)]);
        }
        if cases.is_empty() {
            self.note(
                "openapi::no-success",
                operation.id(),
                "no success is described; any success is read as nothing",
            );
            return (Output::One(Success::Unit), Vec::new());
        }
        if let ([stream], [plain]) = (
            cases.iter().filter(|c| streams(c)).collect::<Vec<_>>().as_slice(),
            cases.iter().filter(|c| !streams(c)).collect::<Vec<_>>().as_slice(),
        ) {
            let otherwise = self.success(id, operation, plain, "");
            let event = match self.success(id, operation, stream, "") {
                Success::Events(sig) => sig,
                _ => Sig::Json,
            };
            let answers =
                vec![plain.answer(otherwise.clone()), stream.answer(Success::Events(event.clone()))];
            return (Output::Events { event, otherwise, flag: self.stream_flag(ways) }, answers);
        }
        let (mut found, mut answers): (Vec<OutcomeCase>, Vec<Answer>) = (Vec::new(), Vec::new());
        for case in cases {
            let label = label(case, cases);
            let success = self.success(id, operation, case, &label);
            let several = cases.iter().filter(|other| other.status == case.status).count() > 1;
            let code = match case.status {
                Status::Code(code) => code,
                Status::Range(_) | Status::Default => 0,
            };
            let answer = case.answer(success);
            found.push(OutcomeCase {
                name: label,
                status: answer.status.clone(),
                code,
                content_type: answer.content_type.clone().filter(|_| several),
                success: answer.success.clone(),
                docs: String::new(),
                boxed: false,
            });
            answers.push(answer);
        }
        // Several statuses with one type of answer are one kind of success.
        if found.windows(2).all(|pair| pair[0].success == pair[1].success) {
            return (Output::One(found.swap_remove(0).success), answers);
        }
        let origin = Origin::Operation(id, Root::Outcome);
        let outcome = self.add(TypeKind::Outcome(found), origin, "", operation.id(), Role::Response);
        (Output::Outcome(outcome), answers)
    }

    fn success(&mut self, id: OpId, operation: &Operation<'d>, case: &Case<'d>, label: &str) -> Success {
        let Some(media) = case.media else { return self.headers(id, case) };
        let essence = media.essence();
        let root = || if label.is_empty() { Root::Result } else { Root::Case(label.to_owned()) };
        if is_json(&essence) {
            let Some(schema) = media.schema() else { return Success::Body(Sig::Json) };
            return self.json_success(id, operation, schema, root());
        }
        match essence.as_str() {
            "text/event-stream" => {
                let lowered = media
                    .schema()
                    .map(|s| self.schema(s, Role::Response, Origin::Operation(id, Root::Event), ""));
                Success::Events(lowered.map_or(Sig::Json, |lowered| event(lowered.sig)))
            }
            // The document's one content type that is none: a value is sent as text.
            "string" => {
                self.note(
                    "openapi::bad-content-type",
                    media.node.id(),
                    "`string` is no content type; read as bytes",
                );
                Success::Bytes
            }
            lines if is_lines(lines) => Success::Lines(self.line(id, media.schema())),
            "application/javascript" | "application/xml" | "application/yaml" => Success::Text,
            text if text.starts_with("text/") => Success::Text,
            _ => Success::Bytes,
        }
    }

    /// What one line of an answer is. A schema that speaks of text or bytes says nothing of the lines.
    fn line(&mut self, id: OpId, schema: Option<Schema<'d>>) -> Sig {
        let item = schema.map(|schema| schema.items().unwrap_or(schema));
        match item.filter(|item| item.kinds() != Kinds::STRING) {
            Some(item) => self.schema(item, Role::Response, Origin::Operation(id, Root::Item), "").sig,
            None => Sig::Json,
        }
    }

    /// The headers that an answer without content describes, as a struct; nothing where it describes none.
    fn headers(&mut self, id: OpId, case: &Case<'d>) -> Success {
        let described = case.node.get("headers").map(Node::members).unwrap_or_default();
        let mut record = Record::default();
        let origin = Origin::Operation(id, Root::Result);
        for member in described {
            let Some(node) = self.document.follow(&member.node) else { continue };
            let schema = node.get("schema").map(|node| Schema { node });
            let docs = node.get("description").and_then(Node::as_str).unwrap_or_default();
            record.fields.push(Field {
                wire: member.key.to_string(),
                name: String::new(),
                sig: schema.map_or(Sig::Str, |schema| self.header(id, schema, &member.key)),
                presence: Presence::Optional,
                rank: 0,
                docs: docs.to_owned(),
                facts: schema.map(|schema| self.facts(&[schema])).unwrap_or_default(),
                deprecated: false,
                secret: super::secret::is_secret(&member.key),
                access: Access::ReadOnly,
                limits: Vec::new(),
                constant: None,
                shown: Vec::new(),
                wrap: Wrap::default(),
                take: Take::default(),
                row: Row::default(),
                node: node.id(),
            });
        }
        if record.fields.is_empty() {
            return Success::Unit;
        }
        let node = record.fields[0].node;
        Success::Headers(Sig::Type(self.add(TypeKind::Record(record), origin, "", node, Role::Response)))
    }

    /// A header's type: headers are texts, numbers or words.
    fn header(&mut self, id: OpId, schema: Schema<'d>, name: &str) -> Sig {
        let origin = Origin::Operation(id, Root::Param(name.to_owned()));
        match self.schema(schema, Role::Response, origin, name).sig {
            sig @ (Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Known(_)) => sig,
            _ => Sig::Str,
        }
    }

    fn json_success(
        &mut self,
        id: OpId,
        operation: &Operation<'d>,
        schema: Schema<'d>,
        root: Root,
    ) -> Success {
        // Pages are of an operation's one success.
        let paged = operation.method == "get" && matches!(root, Root::Result);
        match self.envelope(schema) {
            Envelope::Beside => Success::Beside(self.beside(schema, Origin::Operation(id, root))),
            Envelope::Bare => {
                let lowered = self.schema(schema, Role::Response, Origin::Operation(id, root), "");
                self.count(&lowered);
                let sig = maybe(lowered);
                let sig = if operation.method == "delete" { self.perhaps(sig) } else { sig };
                self.list_or(paged, sig, Success::Body)
            }
            Envelope::Wrapped(results) => {
                if results.is_empty() {
                    return Success::Unit;
                }
                let lowered = self.result(results, Origin::Operation(id, root));
                self.count(&lowered);
                let sig = maybe(lowered);
                let sig = if operation.method == "delete" { self.perhaps(sig) } else { sig };
                self.list_or(paged, sig, Success::Result)
            }
        }
    }

    /// What a deletion gives: many say something of what was deleted, and as often say nothing.
    fn perhaps(&self, sig: Sig) -> Sig {
        let needs_nothing = match &sig {
            Sig::Unit | Sig::Json | Sig::Maybe(_) | Sig::List(_) | Sig::Map(_) => true,
            Sig::Type(id) | Sig::Boxed(id) => match &self.api[*id].kind {
                TypeKind::Record(record) => !record.fields.iter().any(|field| field.presence.is_required()),
                _ => false,
            },
            _ => false,
        };
        if needs_nothing { sig } else { Sig::Maybe(Box::new(sig)) }
    }

    /// A list that is read is a page of it; a list that comes back from a change is just a value.
    fn list_or(&mut self, paged: bool, sig: Sig, otherwise: fn(Sig) -> Success) -> Success {
        match sig {
            Sig::Unit => Success::Unit,
            Sig::List(item) if paged => Success::Page(*item),
            Sig::Maybe(inner) if paged && matches!(*inner, Sig::List(_)) => match *inner {
                Sig::List(item) => Success::Page(*item),
                other => otherwise(other),
            },
            sig => otherwise(sig),
        }
    }

    /// The body's member that asks for a stream.
    fn stream_flag(&self, ways: &[Way]) -> String {
        let has_flag = ways.iter().any(|way| match &way.body {
            BodyForm::Json(sig, _) => self.has_member(sig, "stream", 0),
            _ => false,
        });
        if has_flag { "stream".to_owned() } else { String::new() }
    }

    fn has_member(&self, sig: &Sig, wire: &str, depth: usize) -> bool {
        let Some(id) = sig.type_id().filter(|_| depth < 8) else { return false };
        match &self.api[id].kind {
            TypeKind::Record(record) => record.fields.iter().any(|field| field.wire == wire),
            TypeKind::Union(union) => {
                union.variants.iter().any(|variant| self.has_member(&variant.sig, wire, depth + 1))
            }
            _ => false,
        }
    }
}

fn maybe(lowered: Lowered) -> Sig {
    if lowered.nullable && lowered.sig != Sig::Unit { Sig::Maybe(Box::new(lowered.sig)) } else { lowered.sig }
}

/// An event is any JSON where the document says no more than that it is an object or a string of bytes.
fn event(sig: Sig) -> Sig {
    match sig {
        Sig::Map(inner) if *inner == Sig::Json => Sig::Json,
        Sig::Str => Sig::Json,
        sig => sig,
    }
}

/// 2xx responses; where there are none, `default`, which then stands for the success too.
fn successes<'r, 'd>(responses: &'r [Response<'d>]) -> impl Iterator<Item = &'r Response<'d>> {
    let explicit = responses.iter().any(|response| response.status.is_success());
    responses.iter().filter(move |response| {
        response.status.is_success() || (!explicit && response.status == Status::Default)
    })
}

fn errors(responses: &[Response<'_>]) -> Vec<(String, String)> {
    let failed = responses
        .iter()
        .filter(|response| matches!(response.status, Status::Code(400..) | Status::Range(4..)));
    failed
        .map(|response| {
            let description =
                response.node.get("description").and_then(codegen::doc::Node::as_str).unwrap_or_default();
            (written(response.status), description.trim().to_owned())
        })
        .collect()
}

/// A status as documents write it.
fn written(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// A success's name: by status, by content type where several share one.
fn label(case: &Case<'_>, cases: &[Case<'_>]) -> String {
    let status = match case.status {
        Status::Code(200) | Status::Range(2) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        _ => "success",
    };
    let several = cases.iter().filter(|other| other.status == case.status).count() > 1;
    let content = case.media.filter(|_| several).map(|media| {
        let essence = media.essence();
        let name = essence.rsplit('/').next().unwrap_or_default().to_owned();
        match name.as_str() {
            "plain" => "text".to_owned(),
            "form-data" => "multipart".to_owned(),
            "octet-stream" => "bytes".to_owned(),
            _ => name,
        }
    });
    let statuses = cases.windows(2).any(|pair| pair[0].status != pair[1].status);
    match content {
        Some(content) if statuses => format!("{status} {content}"),
        Some(content) => content,
        None => status.to_owned(),
    }
}
