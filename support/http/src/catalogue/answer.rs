//! What comes back.

use super::detail::{Detail, Given, Output, Success};
use super::types::{Kind, Schema};
use crate::failure::Expected;
use crate::{Bytes, Error, Json, Page, kind};

/// What comes back from a call.
#[derive(Debug)]
pub enum Answer {
    /// Nothing of interest.
    Nothing,
    /// A value.
    Json(Json),
    /// One page of a list.
    Page(Box<Page<Json>>),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Bytes),
    /// JSON values, one a line.
    Lines(Vec<Json>),
    /// A success that the document does not describe.
    Other {
        /// The HTTP status.
        status: u16,
        /// The content type.
        media: String,
        /// The content.
        content: Bytes,
    },
}

/// Reads an answer as what the operation gives.
pub(super) fn read(detail: Detail, answer: &crate::Answer) -> Result<Answer, Error> {
    match detail.output() {
        Output::One(given) | Output::Events { otherwise: given, .. } => success(detail, given, answer),
        Output::Outcome(_) => {
            if let Some(Kind::Outcome(cases)) = detail.gives().map(Schema::kind)
                && let Some(case) = cases.iter().find(|case| answer.is(case.status, case.media))
            {
                return success(detail, &case.success, answer);
            }
            let (status, content) = answer.undescribed()?;
            Ok(Answer::Other { status, media: answer.media(), content })
        }
        Output::Socket => Err(Error::request(format!("{} opens a WebSocket: use `socket()`", detail.name()))),
    }
}

/// Whether an answer is content, of whatever type: then no type of it is asked for.
pub(super) fn is_content(detail: Detail) -> bool {
    let given = match detail.output() {
        Output::One(given) | Output::Events { otherwise: given, .. } => given.kind,
        Output::Outcome(_) | Output::Socket => return false,
    };
    matches!(given, Success::Text | Success::Bytes | Success::Lines | Success::Events)
}

fn success(detail: Detail, given: &'static Given, answer: &crate::Answer) -> Result<Answer, Error> {
    let schema = given.schema(detail.catalogue);
    let knows = |name: &str| schema.is_some_and(|schema| schema.knows(name));
    let may_lack = schema.is_none_or(Schema::needs_nothing);
    let expected = Expected::known(&knows, schema.is_some_and(Schema::is_open));
    match given.kind {
        Success::Nothing => kind::unit(answer).map(|()| Answer::Nothing),
        Success::Result | Success::Body | Success::Beside if answer.is_nothing() && may_lack => {
            kind::unit(answer).map(|()| Answer::Nothing)
        }
        Success::Result => {
            let mut value = Json::default();
            let envelope = answer.envelope_into("result", &mut value, expected)?;
            if !envelope.found && !may_lack {
                return Err(answer.unexpected("the answer has no `result`"));
            }
            Ok(Answer::Json(value))
        }
        Success::Body | Success::Beside => {
            let mut value = Json::default();
            answer.body_into(&mut value, expected)?;
            Ok(Answer::Json(value))
        }
        Success::Page => kind::page(answer).map(Box::new).map(Answer::Page),
        Success::Headers => headers(schema, answer),
        Success::Lines => kind::ndjson(answer).map(Answer::Lines),
        Success::Text => kind::text(answer).map(Answer::Text),
        Success::Bytes | Success::Events => kind::bytes(answer).map(Answer::Bytes),
    }
}

fn headers(schema: Option<Schema>, answer: &crate::Answer) -> Result<Answer, Error> {
    let fields = match schema.map(Schema::kind) {
        Some(Kind::Record(record)) => record.fields(),
        _ => &[],
    };
    kind::headers_of(answer, fields.iter().map(|field| field.name)).map(Answer::Json)
}

impl Schema {
    /// Whether a record, or one of a union's variants, has a member of this name.
    fn knows(self, name: &str) -> bool {
        match self.kind() {
            Kind::Record(record) => record.field(name).is_some(),
            Kind::Union(union) => union.variants().iter().any(|variant| match union.schema(variant).kind() {
                Kind::Record(record) => record.field(name).is_some(),
                _ => false,
            }),
            Kind::Maybe(inner) => inner.knows(name),
            _ => false,
        }
    }

    /// Whether an object of any members is a value of this type.
    fn is_open(self) -> bool {
        match self.kind() {
            Kind::Record(record) => record.rest().is_some(),
            Kind::Any | Kind::Map(_) => true,
            _ => false,
        }
    }

    /// Whether an answer without a value is one of this type.
    fn needs_nothing(self) -> bool {
        match self.kind() {
            Kind::Record(record) => record.fields().iter().all(|field| !field.required),
            Kind::Nothing | Kind::Any | Kind::List(_) | Kind::Map(_) | Kind::Maybe(_) => true,
            _ => false,
        }
    }
}
