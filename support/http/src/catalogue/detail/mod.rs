//! Everything that is known of an operation.

mod read;

use super::Catalogue;
use super::block::{Block, Damaged};
use super::facts::Facts;
use super::tree::Operation;
use super::types::{Schema, Sig};
use crate::operation::{self, Method};
use crate::{ListStyle, PathStyle};
use std::fmt;
use std::sync::OnceLock;

pub use crate::operation::{Auth, Pages};

/// Everything that is known of an operation.
#[derive(Clone, Copy)]
pub struct Detail {
    pub(in crate::catalogue) catalogue: &'static Catalogue,
    about: &'static About,
    cell: &'static Cell,
    operation: Operation,
}

/// What is made of an operation once it is asked for.
#[derive(Debug, Default)]
pub(crate) struct Cell {
    about: OnceLock<About>,
    facts: OnceLock<operation::Operation>,
}

#[derive(Debug)]
struct About {
    name: &'static str,
    path: &'static str,
    docs: &'static str,
    aliases: Vec<&'static str>,
    auth: Vec<Auth>,
    permissions: Vec<&'static str>,
    rights: Vec<&'static str>,
    plans: Vec<(&'static str, bool)>,
    parameters: Vec<Parameter>,
    bodies: Vec<Body>,
    output: Output,
    answers: Vec<Answer>,
    pages: Option<Pages>,
    errors: Vec<(&'static str, &'static str)>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name in the request.
    pub name: &'static str,
    /// Its name in Rust.
    pub rust: &'static str,
    /// Where it goes.
    pub place: Place,
    /// How it is written there.
    pub send: Sending,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// What it is, as Markdown; empty where nothing is known.
    pub docs: &'static str,
    /// What is known of its values.
    pub facts: Facts,
    /// Whether characters that have a meaning in addresses are sent as they are.
    pub(in crate::catalogue) reserved: bool,
    pub(in crate::catalogue) sig: Sig,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
    /// It is the credential.
    Bearer,
    /// Into the path, as an account or a zone.
    Scope,
    /// Into the path once more: the parameter at this position.
    Again(usize),
    /// It always is this text, which is sent by itself.
    Fixed(&'static str),
}

/// How a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// As a segment of the path.
    Path,
    /// As several segments of the path.
    Segments,
    /// A list, as a segment of the path.
    PathList(PathStyle),
    /// One value, as a segment of the path in another than the usual way.
    PathItem(PathStyle),
    /// In the query, as text.
    Query,
    /// A list of moments, as a segment of the path.
    PathTimes(PathStyle),
    /// A moment, in the query.
    QueryTime,
    /// A list of moments, in the query.
    QueryTimes(ListStyle),
    /// A list of texts, in the query.
    QueryList(ListStyle),
    /// Any value, in the query.
    QueryAny(ListStyle),
    /// In the query, as JSON.
    QueryJson,
    /// In the query, under names that are given with it: an object of names and values.
    QueryNamed,
    /// As a header.
    Header,
    /// A list, as a header.
    HeaderList,
    /// A moment, as a header.
    HeaderTime,
    /// A list of moments, as a header.
    HeaderTimes,
    /// As a cookie.
    Cookie,
    /// As the credential.
    Bearer,
}

/// A content type that a body may have.
#[derive(Debug)]
pub struct Body {
    /// How it is written.
    pub form: Form,
    /// The content type.
    pub media: &'static str,
    /// What the method that sends it ends in, in Rust.
    pub suffix: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    pub(in crate::catalogue) sig: Option<Sig>,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As JSON.
    Json,
    /// As `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// As `multipart/form-data`.
    Multipart,
    /// As `multipart/form-data` of parts that are not described.
    AnyMultipart,
    /// As JSON values, one a line.
    Lines,
    /// As it is.
    Raw,
}

/// A success, and the type that it has.
#[derive(Debug)]
pub(crate) struct Given {
    pub(in crate::catalogue) kind: Success,
    pub(in crate::catalogue) sig: Option<Sig>,
}

/// What a success is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// Nothing of interest.
    Nothing,
    /// What stands in the envelope's `result`.
    Result,
    /// The body itself.
    Body,
    /// What stands in an envelope beside that which all envelopes have.
    Beside,
    /// A list in pages, by its item.
    Page,
    /// Nothing but headers that say something.
    Headers,
    /// JSON values, one a line.
    Lines,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// The events of a stream.
    Events,
}

/// What an operation gives.
#[derive(Debug)]
pub(in crate::catalogue) enum Output {
    One(Given),
    Events { event: Sig, otherwise: Given, flag: &'static str },
    Outcome(Sig),
    Socket,
}

/// A success as it comes over the wire.
#[derive(Debug)]
pub struct Answer {
    /// The status: a code, a hundred by first digit (`2XX`), or `default`.
    pub status: &'static str,
    /// The content type; empty where there is no content.
    pub media: &'static str,
    pub(in crate::catalogue) given: Given,
}

impl Parameter {
    /// Whether callers give it; others are sent by themselves.
    pub fn is_given(&self) -> bool {
        !matches!(self.place, Place::Again(_) | Place::Fixed(_))
    }
}

impl Detail {
    pub(in crate::catalogue) fn new(
        operation: Operation,
        block: &'static Block,
        number: usize,
    ) -> Result<Self, Damaged> {
        let cell = block.operation_cells.get(number).ok_or(Damaged)?;
        if cell.about.get().is_none() {
            let about = About::read(block.operation_record(number).ok_or(Damaged)?);
            drop(cell.about.set(about));
        }
        let about = cell.about.get().ok_or(Damaged)?;
        Ok(Self { catalogue: operation.catalogue, about, cell, operation })
    }

    /// The operation.
    pub fn operation(self) -> Operation {
        self.operation
    }

    /// Its name: `d1.database.list`.
    pub fn name(self) -> &'static str {
        self.about.name
    }

    /// The path template.
    pub fn path(self) -> &'static str {
        self.about.path
    }

    /// What it does, as Markdown, without its summary; empty where nothing is known.
    pub fn docs(self) -> &'static str {
        self.about.docs
    }

    /// Why not to use it any more; empty where one may.
    pub fn deprecated(self) -> &'static str {
        self.operation.deprecated().unwrap_or_default()
    }

    /// Other names of it.
    pub fn aliases(self) -> &'static [&'static str] {
        &self.about.aliases
    }

    /// The credentials that it accepts, preferred first.
    pub fn auth(self) -> &'static [Auth] {
        &self.about.auth
    }

    /// The token permissions of which one is needed.
    pub fn permissions(self) -> &'static [&'static str] {
        &self.about.permissions
    }

    /// The rights of the caller of which the API checks one, in its own words; none where nothing is known.
    pub fn rights(self) -> &'static [&'static str] {
        &self.about.rights
    }

    /// The plans that the document names, each with whether the operation is part of it; none where nothing is known.
    pub fn plans(self) -> &'static [(&'static str, bool)] {
        &self.about.plans
    }

    /// Its parameters, in the order in which they are sent: those that must be given first.
    pub fn parameters(self) -> &'static [Parameter] {
        &self.about.parameters
    }

    /// The type of a parameter.
    pub fn schema(self, parameter: &'static Parameter) -> Schema {
        Schema::new(self.catalogue, &parameter.sig)
    }

    /// The content types that a body may have, the usual one first; none where it takes no body.
    pub fn bodies(self) -> &'static [Body] {
        &self.about.bodies
    }

    /// The type of a body; of lines, that of one.
    pub fn body(self, body: &'static Body) -> Option<Schema> {
        Some(Schema::new(self.catalogue, body.sig.as_ref()?))
    }

    /// The successes that the document describes, in its order.
    pub fn answers(self) -> &'static [Answer] {
        &self.about.answers
    }

    /// What a success is, and the type of its value, or of one of its items or lines.
    pub fn success(self, answer: &'static Answer) -> (Success, Option<Schema>) {
        (answer.given.kind, answer.given.schema(self.catalogue))
    }

    /// The type of what is given: of a page that of an item, of a stream that of the answer without it.
    pub fn gives(self) -> Option<Schema> {
        match &self.about.output {
            Output::One(given) | Output::Events { otherwise: given, .. } => given.schema(self.catalogue),
            Output::Outcome(sig) => Some(Schema::new(self.catalogue, sig)),
            Output::Socket => None,
        }
    }

    /// What is given: of a stream, what the answer without it is.
    pub fn given(self) -> Success {
        match &self.about.output {
            Output::One(given) | Output::Events { otherwise: given, .. } => given.kind,
            Output::Outcome(_) | Output::Socket => Success::Nothing,
        }
    }

    /// The type of an event, and the body's member that asks for a stream of them; empty if a header does.
    pub fn events(self) -> Option<(Schema, &'static str)> {
        let Output::Events { event, flag, .. } = &self.about.output else { return None };
        Some((Schema::new(self.catalogue, event), flag))
    }

    pub(in crate::catalogue) fn output(self) -> &'static Output {
        &self.about.output
    }

    /// How its list is paged, where it gives one in pages.
    pub fn pages(self) -> Option<&'static Pages> {
        self.about.pages.as_ref()
    }

    /// Errors that the document describes: status and description.
    pub fn errors(self) -> &'static [(&'static str, &'static str)] {
        &self.about.errors
    }

    /// What a call is made of.
    pub(in crate::catalogue) fn facts(self) -> &'static operation::Operation {
        let about = self.about;
        self.cell.facts.get_or_init(|| operation::Operation {
            name: about.name,
            method: Method::from_bytes(self.operation.method().as_bytes()).unwrap_or_default(),
            path: about.path,
            auth: &about.auth,
            permissions: &about.permissions,
            pages: about.pages.unwrap_or(Pages::NONE),
        })
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Detail").field(self.about).finish()
    }
}

impl Given {
    pub(in crate::catalogue) fn schema(&'static self, catalogue: &'static Catalogue) -> Option<Schema> {
        Some(Schema::new(catalogue, self.sig.as_ref()?))
    }
}
