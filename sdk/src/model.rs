//! What the sources say, before it is put in OpenAPI's words.

use indexmap::IndexMap;

/// One source file.
#[derive(Debug)]
pub(crate) struct Module {
    /// Its path in the package without the ending: `src/resources/d1/database/database`.
    pub(crate) path: String,
    /// Names from elsewhere.
    pub(crate) imports: IndexMap<String, Import>,
    /// Modules all of whose names are exported from here, too.
    pub(crate) reexports: Vec<String>,
    /// Types by dotted name: `QueryResult.Meta`.
    pub(crate) types: IndexMap<String, Declaration>,
    /// The methods that call the service.
    pub(crate) calls: Vec<Call>,
}

/// A name from another module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Import {
    /// `import * as Shared from '../shared'`: the module.
    Module(String),
    /// `import { Zone } from './zones'`: module and name there.
    Name(String, String),
}

/// A comment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Doc {
    pub(crate) text: String,
    pub(crate) deprecated: bool,
}

/// A declared type.
#[derive(Debug)]
pub(crate) struct Declaration {
    /// Where it begins in the file.
    pub(crate) start: u32,
    pub(crate) doc: Doc,
    pub(crate) ty: Type,
}

/// A type at a place.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) start: u32,
    pub(crate) kind: Kind,
}

/// The types there are.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Unknown,
    /// `void`
    Nothing,
    Null,
    String,
    Number,
    Boolean,
    Text(String),
    /// A number, as it is written.
    Digits(String),
    Bool(bool),
    /// `Uploadable`
    Upload,
    /// `Response`: the bytes of the answer.
    Bytes,
    List(Box<Type>),
    Map(Box<Type>),
    Union(Vec<Type>),
    Object(Object),
    /// A dotted name, as seen from the scope that it is used in.
    Named(String),
    /// Another generic type, such as a page: no request or answer is made of them.
    Generic(String),
    /// `Omit<T, 'a' | 'b'>`
    Without(Box<Type>, Vec<String>),
}

impl Type {
    /// Joins another interface of the same name: the generator of the SDK gives it to several alternatives of a union. A
    /// member that not all of them must have is optional.
    pub(crate) fn join(&mut self, other: Self) {
        let (Kind::Object(own), Kind::Object(other)) = (&mut self.kind, other.kind) else { return };
        let has = |list: &[Member], member: &Member| {
            list.iter().any(|known| known.name == member.name && !known.optional)
        };
        for member in &mut own.members {
            member.optional |= !has(&other.members, member);
        }
        for mut member in other.members {
            match own.members.iter_mut().find(|known| known.name == member.name) {
                Some(known) => {
                    let start = known.ty.start;
                    let first = std::mem::replace(&mut known.ty, Type { start, kind: Kind::Null });
                    known.ty.kind = Kind::Union(vec![first, member.ty]);
                }
                None => {
                    member.optional = true;
                    own.members.push(member);
                }
            }
        }
        own.extends.extend(other.extends);
    }
}

/// Members, and what they are added to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object {
    pub(crate) extends: Vec<Type>,
    pub(crate) members: Vec<Member>,
    /// What members without a name of their own are.
    pub(crate) others: Option<Box<Type>>,
}

/// A member of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) start: u32,
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) doc: Doc,
    pub(crate) ty: Type,
}

/// A method that calls the service.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) start: u32,
    /// `d1.database`
    pub(crate) resource: String,
    pub(crate) name: String,
    pub(crate) doc: Doc,
    /// Lower-case HTTP method.
    pub(crate) method: String,
    /// Fixed text and variables in turn.
    pub(crate) path: Vec<Part>,
    /// The arguments in their order, without `options`.
    pub(crate) arguments: Vec<Argument>,
    pub(crate) query: Query,
    pub(crate) body: Option<Data>,
    pub(crate) encoding: Encoding,
    /// Request headers that are made of arguments.
    pub(crate) headers: Vec<(String, Source)>,
    pub(crate) accept: Option<String>,
    pub(crate) answer: Answer,
}

impl Call {
    /// What the SDK calls it.
    pub(crate) fn public_name(&self) -> crate::Name {
        let piece = |part: &Part| match part {
            Part::Fixed(text) => text.clone(),
            _ => "{}".to_owned(),
        };
        let page = match &self.answer {
            Answer::Page(class, _) => Some(class.clone()),
            _ => None,
        };
        crate::Name {
            method: self.method.to_uppercase(),
            path: self.path.iter().map(piece).collect(),
            name: format!("{}.{}", self.resource, self.name),
            page,
        }
    }
}

/// A piece of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Fixed(String),
    Variable(Source),
    /// `accounts` or `zones`
    Scope,
    /// The account's or the zone's id.
    ScopeId,
}

/// An argument of a method.
#[derive(Clone, Debug)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) optional: bool,
    pub(crate) ty: Type,
}

/// Where a value of a request is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// An argument, whole.
    Argument(String),
    /// A member of an argument.
    Member(String, String),
}

/// A value of a request that may be all the rest of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    One(Source),
    /// What is left of an argument when these members are taken out.
    Rest(String, Vec<String>),
}

/// What goes into the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Query {
    None,
    All(Data),
    /// Names and where their values are from.
    Some(Vec<(String, Source)>),
}

/// How a body is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    /// A form, always.
    Form,
    /// A form where it has files in it.
    MaybeForm,
    /// As this content type.
    Other(String),
}

/// What comes back.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// The whole body.
    Whole(Type),
    /// The envelope's `result`.
    Result(Type),
    /// A page of a list: the page's class and an item.
    Page(String, Type),
}
