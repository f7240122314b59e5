//! Operations and the resources they belong to.

use super::call::{Put, Take};
use super::{
    Answer, CollectionId, Example, Facts, OpId, Output, Pages, ResourceId, Shown, Sig, TypeId, Verb,
};
use codegen::doc::NodeId;

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where the document has it: the resources' names from the service down, and the method's.
    pub wanted: Vec<String>,
    /// Its dotted name: `d1.database.list`; empty until the tree pass.
    pub name: String,
    /// Upper-case HTTP method.
    pub http_method: &'static str,
    /// The path template.
    pub path: String,
    /// The resource it is a method of; the first until the tree pass.
    pub resource: ResourceId,
    /// The method's Rust name; empty until the tree pass.
    pub method: String,
    /// The request type's Rust name: the ledger's after the tree pass, or empty until the names pass.
    pub request: String,
    /// Summary: as the document has it; Markdown after the texts pass.
    pub summary: String,
    /// Description, as the document has it; after the texts pass what its request type is.
    pub docs: String,
    /// What it does, as Markdown, without its summary; empty until the texts pass.
    pub help: String,
    /// What it does, in a line; empty until the texts pass.
    pub about: String,
    /// What it is on its crate's front page: a row of a table; empty until the texts pass.
    pub row: String,
    /// Its line in a list of operations; empty until the texts pass.
    pub entry: String,
    /// Why not to use it any more.
    pub deprecated: Option<String>,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Credentials it accepts, preferred first.
    pub auth: Vec<Auth>,
    /// Token permissions of which one is needed.
    pub permissions: Vec<String>,
    /// Rights of the caller of which the API checks one, in its own words.
    pub rights: Vec<String>,
    /// The plans that the document names, each with whether the operation is part of it.
    pub plans: Vec<(String, bool)>,
    /// What must be given, in order, before the body.
    pub arguments: Vec<Argument>,
    /// What may be given.
    pub setters: Vec<Param>,
    /// The ways to send a body; one without body if there is none.
    pub ways: Vec<Way>,
    /// What comes back.
    pub output: Output,
    /// Every success that the document describes, one for each content type, in its order.
    pub answers: Vec<Answer>,
    /// How its list is paged, where it gives one in pages.
    pub pages: Option<Pages>,
    /// What it does with which collection; decided by the collections pass.
    pub role: Option<(CollectionId, Verb)>,
    /// Errors the document describes: status and description.
    pub errors: Vec<(String, String)>,
    /// What the document shows of its bodies and answers, where samples are wanted.
    pub examples: Vec<Example>,
    /// The operation's node.
    pub node: NodeId,
}

/// A credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Auth {
    /// API token.
    Token,
    /// E-mail address and key.
    Key,
    /// User service key.
    ServiceKey,
    /// A token of the operation's own, which is an argument; nothing else is sent.
    Bearer,
    /// None.
    Anonymous,
}

/// One required argument.
#[derive(Clone, Debug)]
pub enum Argument {
    /// `{accounts_or_zones}/{id}`: one argument for two path segments.
    Scope,
    /// A parameter.
    Param(Param),
    /// The argument at this position, a path parameter that the template names once more.
    Again(usize),
    /// A parameter that has one possible value, which is sent always. Decided by the carry pass.
    Fixed {
        /// Its name on the wire.
        wire: String,
        /// The value's text.
        text: String,
        /// How it is sent.
        put: Put,
    },
}

/// One parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub name: String,
    /// Where it goes.
    pub place: Place,
    /// Its type.
    pub sig: Sig,
    /// How a list is written.
    pub style: ListStyle,
    /// Whether its name stands for many: `meta.<field>`. Callers then give the name too.
    pub pattern: bool,
    /// Whether characters that have a meaning in addresses are sent as they are, where `put` does not say so.
    pub reserved: bool,
    /// How it is taken; decided by the take pass.
    pub take: Take,
    /// How it is sent; decided by the take pass.
    pub put: Put,
    /// A value, as JSON, where samples are wanted.
    pub sample: Option<String>,
    /// Its documentation: as the document has it; Markdown after the texts pass.
    pub docs: String,
    /// Its default, example, bounds and format.
    pub facts: Box<Facts>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Its node.
    pub node: NodeId,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Path.
    Path,
    /// Query.
    Query,
    /// Header.
    Header,
    /// Cookie.
    Cookie,
    /// The operation's own credential.
    Bearer,
}

/// How a list or an object is written in a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// The name again for every item.
    Repeat,
    /// Items joined by commas.
    Comma,
    /// Items joined by spaces.
    Space,
    /// Items joined by bars.
    Pipe,
    /// Members in brackets after the name.
    Deep,
    /// JSON text.
    Json,
    /// In the path: after a dot, joined by commas or, with `true`, by dots.
    Label(bool),
    /// In the path: after a semicolon and the name, joined by commas or, with `true`, each after the name again.
    Matrix(bool),
}

/// One way to send the request: a content type.
#[derive(Clone, Debug)]
pub struct Way {
    /// What is added to the method's name: empty for the first way.
    pub suffix: String,
    /// What would be added if it were not the first.
    pub otherwise: String,
    /// The method's Rust name; empty until the tree pass.
    pub method: String,
    /// The body.
    pub body: BodyForm,
    /// Whether the body may be left out.
    pub optional: bool,
    /// How the body is taken; decided by the take pass.
    pub take: Take,
    /// What the body is, as the document has it; what the method does after the texts pass.
    pub docs: String,
    /// What else people look for it by; empty until the texts pass.
    pub aliases: Vec<String>,
    /// The arguments that documentation shows; empty until the show pass.
    pub shown: Vec<Shown>,
    /// A body, as JSON, where samples are wanted.
    pub sample: Option<String>,
}

/// A request body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BodyForm {
    /// None.
    None,
    /// JSON, with its content type if that is another than `application/json`.
    Json(Sig, Option<String>),
    /// `application/x-www-form-urlencoded`.
    UrlEncoded(Sig),
    /// `multipart/form-data` of a described form.
    Multipart(TypeId),
    /// `multipart/form-data` of a form that is not described.
    AnyMultipart,
    /// JSON values, one a line.
    Lines(Sig, String),
    /// Bytes of a content type.
    Raw(String),
}

impl BodyForm {
    /// The types that it mentions.
    pub fn types(&self) -> Vec<TypeId> {
        let mut found = Vec::new();
        match self {
            Self::Json(sig, _) | Self::UrlEncoded(sig) | Self::Lines(sig, _) => {
                sig.each_type(&mut |id| found.push(id));
            }
            Self::Multipart(id) => found.push(*id),
            Self::None | Self::AnyMultipart | Self::Raw(_) => {}
        }
        found
    }

    /// The content type; `None` where there is no body.
    pub fn media(&self) -> Option<&str> {
        Some(match self {
            Self::Json(_, Some(media)) | Self::Lines(_, media) | Self::Raw(media) => media,
            Self::Json(_, None) => "application/json",
            Self::UrlEncoded(_) => "application/x-www-form-urlencoded",
            Self::Multipart(_) | Self::AnyMultipart => "multipart/form-data",
            Self::None => return None,
        })
    }
}

/// A node of the client's tree.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Names from the service down.
    pub path: Vec<String>,
    /// The same in the document.
    pub wanted: Vec<String>,
    /// The resource above.
    pub parent: Option<ResourceId>,
    /// Its accessor type's Rust name: the ledger's, or empty until the names pass.
    pub name: String,
    /// Its accessor.
    pub accessor: String,
    /// What it is, for its type; empty until the texts pass.
    pub docs: String,
    /// What it is, for its module; empty until the texts pass.
    pub module_docs: String,
    /// What it is, for its accessor; empty until the texts pass.
    pub accessor_docs: String,
    /// The resources below.
    pub children: Vec<ResourceId>,
    /// Its operations.
    pub operations: Vec<OpId>,
}

impl Operation {
    /// The parameters: arguments, then setters.
    pub fn params(&self) -> impl Iterator<Item = &Param> {
        self.arguments.iter().filter_map(Argument::param).chain(&self.setters)
    }

    /// Whether the argument at a position is sent once more.
    pub fn repeats(&self, position: usize) -> bool {
        self.arguments.iter().any(|argument| matches!(argument, Argument::Again(first) if *first == position))
    }

    /// The parameters, to change them.
    pub fn params_mut(&mut self) -> impl Iterator<Item = &mut Param> {
        let given = self.arguments.iter_mut().filter_map(|argument| match argument {
            Argument::Param(param) => Some(param),
            Argument::Scope | Argument::Again(_) | Argument::Fixed { .. } => None,
        });
        given.chain(&mut self.setters)
    }
}

impl Argument {
    /// The parameter, where it is one of its own.
    pub fn param(&self) -> Option<&Param> {
        match self {
            Self::Param(param) => Some(param),
            Self::Scope | Self::Again(_) | Self::Fixed { .. } => None,
        }
    }
}
