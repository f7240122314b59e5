//! A call of every operation.

use super::{CallCase, Outside};
use crate::ir::{
    Argument, BodyForm, FormPart, Operation, Output, Param, PartKind, Place, Sig, Take, TypeId, TypeKind, Way,
};
use crate::print::calls::{self, SCOPE, UNDESCRIBED_FORM};
use codegen::doc::Doc;

/// Makes the calls of one operation, one for each way to send its body.
pub(super) fn collect(outside: Outside<'_>, op: &Operation, cases: &mut Vec<CallCase>) {
    let given: Vec<String> = op
        .arguments
        .iter()
        .filter_map(|argument| match argument {
            Argument::Scope => Some(SCOPE.to_owned()),
            Argument::Param(param) => Some(outside.param(param)),
            Argument::Again(_) | Argument::Fixed { .. } => None,
        })
        .collect();
    let setters: String = op
        .setters
        .iter()
        .map(|param| {
            let name = if param.take == Take::Named { "\"name\", " } else { "" };
            format!(".{}({name}{})", param.name, outside.param(param))
        })
        .collect();
    let chain = calls::chain(outside.api, op);
    for way in &op.ways {
        let arguments: Vec<String> = given.iter().cloned().chain(outside.body(way)).collect();
        let plain = format!("service{chain}.{}({})", way.method, arguments.join(", "));
        cases.push(CallCase {
            operation: op.name.clone(),
            method: op.http_method,
            path: op.path.clone(),
            way: way.suffix.clone(),
            request: format!("{plain}{setters}"),
            plain,
            given: outside.given(op),
            content: outside.content(way),
            socket: matches!(op.output, Output::Socket),
        });
    }
}

impl Outside<'_> {
    /// A parameter's value as the method takes it.
    fn param(self, param: &Param) -> String {
        if param.sig == Sig::Str {
            return literal(&text(param));
        }
        self.read(&param.sig, param.sample.as_deref().unwrap_or_default())
    }

    /// JSON as a value of a type.
    fn read(self, sig: &Sig, json: &str) -> String {
        format!("json::<{}>({})", self.path(sig), literal(json.trim()))
    }

    fn body(self, way: &Way) -> Option<String> {
        let sample = way.sample.as_deref();
        Some(match &way.body {
            BodyForm::None => return None,
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => {
                let value = self.read(sig, sample.unwrap_or("{}"));
                if way.take == Take::Maybe { format!("Some({value})") } else { value }
            }
            BodyForm::Multipart(id) => self.form(*id, sample),
            BodyForm::AnyMultipart => UNDESCRIBED_FORM.to_owned(),
            BodyForm::Lines(sig, _) => {
                let sample = sample.filter(|_| *sig != Sig::Json);
                format!("vec![{}]", self.read(sig, sample.unwrap_or("{}")))
            }
            BodyForm::Raw(_) => "\"content\"".to_owned(),
        })
    }

    fn form(self, id: TypeId, sample: Option<&str>) -> String {
        let TypeKind::Form(form) = &self.api[id].kind else { return "Default::default()".to_owned() };
        let doc = sample.and_then(|sample| Doc::parse(sample).ok());
        let stated = |wire: &str| Some(doc.as_ref()?.root().get(wire)?.to_json());
        let part = |part: &FormPart| match &part.kind {
            PartKind::Text(Sig::Str) => "\"text\"".to_owned(),
            PartKind::Text(sig) | PartKind::Json(sig) => match stated(&part.wire) {
                Some(value) => self.read(sig, &value),
                None => format!("<{}>::default()", self.path(sig)),
            },
            PartKind::File => "\"content\"".to_owned(),
            PartKind::Files | PartKind::NamedFiles => {
                "[cfs_http::File::new(\"content\").name(\"file\")]".to_owned()
            }
            PartKind::Constant(text) => literal(text),
        };
        let made = &form.constructor;
        let required: Vec<String> = made.arguments.iter().map(|at| part(&form.parts[*at])).collect();
        let optional: String = made
            .setters
            .iter()
            .map(|at| &form.parts[*at])
            .filter(|part| match &part.kind {
                PartKind::Text(sig) => *sig == Sig::Str,
                PartKind::Json(_) | PartKind::Constant(_) => false,
                PartKind::File | PartKind::Files | PartKind::NamedFiles => true,
            })
            .map(|one| format!(".{}({})", one.name, part(one)))
            .collect();
        format!("{}::new({}){optional}", self.named(id), required.join(", "))
    }
}

/// A value of a parameter that is a text.
pub(super) fn text(param: &Param) -> String {
    let json = param.sample.as_deref().unwrap_or_default().trim();
    let text = Doc::parse(json).ok().and_then(|doc| doc.root().as_str().map(str::to_owned));
    let text = text.unwrap_or_else(|| json.to_owned());
    let usable = !text.is_empty() && text != "." && text != "..";
    if usable || param.place != Place::Path { text } else { "value".to_owned() }
}

/// Text as a string literal.
pub(super) fn literal(text: &str) -> String {
    let hashes =
        (0..=text.len()).map(|count| "#".repeat(count)).find(|hashes| !text.contains(&format!("\"{hashes}")));
    let hashes = hashes.unwrap_or_default();
    // A carriage return may not stand in a raw string.
    if text.contains('\r') { format!("{text:?}") } else { format!("r{hashes}\"{text}\"{hashes}") }
}
