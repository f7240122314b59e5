//! The same calls by names: what a program gives that does not have the types.

use super::Outside;
use super::calls::{literal, text};
use crate::ir::{Argument, BodyForm, FormPart, Operation, Param, PartKind, Sig, Take, TypeId, TypeKind, Way};
use codegen::doc::Doc;

/// The account of `calls::SCOPE`.
const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";

impl Outside<'_> {
    /// All arguments, by their names in Rust: these are told apart.
    pub(super) fn given(self, op: &Operation) -> String {
        let arguments = op.arguments.iter().filter_map(|argument| match argument {
            Argument::Scope => Some(format!("(\"account_id\", Given::Text({ACCOUNT:?}))")),
            Argument::Param(param) => Some(self.by_name(param)),
            Argument::Again(_) | Argument::Fixed { .. } => None,
        });
        let all: Vec<String> = arguments.chain(op.setters.iter().map(|param| self.by_name(param))).collect();
        format!("&[{}]", all.join(", "))
    }

    fn by_name(self, param: &Param) -> String {
        let value = match (&param.sig, param.take) {
            (_, Take::Named) => format!("Given::Named({})", literal(&text(param))),
            (Sig::Str, _) => format!("Given::Text({})", literal(&text(param))),
            (sig, _) => {
                format!("Given::Json({})", self.sample(sig, param.sample.as_deref().unwrap_or_default()))
            }
        };
        format!("({:?}, {value})", param.name)
    }

    /// JSON, and what says whether it is a value of its type.
    fn sample(self, sig: &Sig, json: &str) -> String {
        format!("{}, sample::<{}>", literal(json.trim()), self.path(sig))
    }

    pub(super) fn content(self, way: &Way) -> String {
        let sample = way.sample.as_deref();
        let media = way.body.media().unwrap_or_default();
        match &way.body {
            BodyForm::None => "Body::None".to_owned(),
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => {
                format!("Body::Json({media:?}, {})", self.sample(sig, sample.unwrap_or("{}")))
            }
            BodyForm::Multipart(id) => format!("Body::Form(&[{}])", self.parts(*id, sample)),
            BodyForm::AnyMultipart => "Body::Form(&[(\"file\", Part::File)])".to_owned(),
            BodyForm::Lines(sig, _) => {
                let sample = sample.filter(|_| *sig != Sig::Json);
                format!("Body::Lines({media:?}, {})", self.sample(sig, sample.unwrap_or("{}")))
            }
            BodyForm::Raw(_) => format!("Body::Raw({media:?})"),
        }
    }

    fn parts(self, id: TypeId, sample: Option<&str>) -> String {
        let TypeKind::Form(form) = &self.api[id].kind else { return String::new() };
        let doc = sample.and_then(|sample| Doc::parse(sample).ok());
        let stated = |wire: &str| Some(doc.as_ref()?.root().get(wire)?.to_json());
        let part = |part: &FormPart| {
            let value = match &part.kind {
                PartKind::Text(Sig::Str) => "Part::Text".to_owned(),
                PartKind::Text(sig) | PartKind::Json(sig) => {
                    // What no type takes is its default.
                    let value = stated(&part.wire).unwrap_or_default();
                    format!("Part::Json({})", self.sample(sig, &value))
                }
                PartKind::File => "Part::File".to_owned(),
                PartKind::Files | PartKind::NamedFiles => "Part::Named".to_owned(),
                PartKind::Constant(_) => return None,
            };
            Some(format!("({:?}, {value})", part.wire))
        };
        let made = &form.constructor;
        let optional = made.setters.iter().map(|at| &form.parts[*at]).filter(|part| match &part.kind {
            PartKind::Text(sig) => *sig == Sig::Str,
            PartKind::Json(_) | PartKind::Constant(_) => false,
            PartKind::File | PartKind::Files | PartKind::NamedFiles => true,
        });
        let required = made.arguments.iter().map(|at| &form.parts[*at]);
        required.chain(optional).filter_map(part).collect::<Vec<_>>().join(", ")
    }
}
