//! Declarations to a [`Model`]: what each becomes, and how its members may be missing.

use super::config::{Is, Package, Record, Used};
use super::model::{Field, Kind, Model, Sig, Type};
use super::names;
use crate::ir::Writer;
use crate::ir::ts::{AnonMember, Decl, DeclId, Lit, Member, MemberKind, Program, Span, Ty, TypeSide};
use crate::pass::eval::Eval;
use crate::source::Sources;
use codegen::diag::{Diagnostic, closest};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// Plans a package.
pub(super) fn run(program: &Program, sources: &Sources, package: &Package) -> Result<Model, Vec<Diagnostic>> {
    let mut plan = Plan {
        program,
        sources,
        eval: Eval::new(program),
        writer: Writer::new(program),
        used: Used::new(package),
        model: Model::default(),
        declared: IndexMap::new(),
        told: BTreeSet::new(),
        errors: Vec::new(),
    };
    for root in &package.roots {
        match program.global(root) {
            Some(id) => drop(plan.declared(id, &At::of_root(root))),
            None => {
                let known = program.decls.iter().map(|decl| decl.name.as_str());
                let near = closest(root, known).map(|name| format!("did you mean `{name}`?"));
                let error = Diagnostic::error("native::missing", format!("nothing declares `{root}`"));
                plan.errors.push(near.into_iter().fold(error, Diagnostic::help));
            }
        }
    }
    plan.settle();
    plan.errors.extend(plan.used.unused());
    if plan.errors.is_empty() { Ok(plan.model) } else { Err(plan.errors) }
}

pub(super) struct Plan<'p> {
    pub(super) program: &'p Program,
    sources: &'p Sources,
    pub(super) eval: Eval<'p>,
    pub(super) writer: Writer<'p>,
    pub(super) used: Used<'p>,
    pub(super) model: Model,
    declared: IndexMap<DeclId, usize>,
    /// Types that are variants of a union, and told from others by the members that they must have.
    pub(super) told: BTreeSet<usize>,
    errors: Vec<Diagnostic>,
}

/// Where a type stands: names what has none, and finds what is said of it.
#[derive(Clone, Debug)]
pub(super) struct At {
    /// `Type.member`
    pub(super) path: String,
    /// What a type here is called that the input has no name for.
    pub(super) name: String,
    owner: String,
    member: String,
    span: Span,
}

impl At {
    fn of_root(name: &str) -> Self {
        let (path, name) = (name.to_owned(), name.to_owned());
        Self { path, owner: name.clone(), name, member: String::new(), span: Span::default() }
    }

    pub(super) fn of_member(owner: &str, member: &str, span: Span) -> Self {
        Self {
            path: format!("{owner}.{member}"),
            name: names::of_member(owner, member, false),
            owner: owner.to_owned(),
            member: member.to_owned(),
            span,
        }
    }

    /// What is one of several here.
    fn item(&self) -> Self {
        Self { name: names::of_member(&self.owner, &self.member, true), ..self.clone() }
    }
}

impl<'p> Plan<'p> {
    pub(super) fn error(&mut self, code: &'static str, at: &At, message: impl Into<String>) {
        self.errors.push(Diagnostic::error(code, message).at(self.sources.at(at.span)));
    }

    /// Adds a type, to be filled in.
    pub(super) fn reserve(&mut self, name: &str, ts: String, doc: &str, at: &At) -> usize {
        if self.model.types.iter().any(|known| known.name == name) {
            self.error(
                "native::name",
                at,
                format!("two types would be called `{name}`: say another in `names`"),
            );
        }
        let doc = self.used.doc(name).unwrap_or(doc);
        let doc = if doc.is_empty() { format!("`{ts}`") } else { doc.to_owned() };
        self.model.types.push(Type { name: name.to_owned(), ts, doc, kind: Kind::Pending });
        self.model.types.len() - 1
    }

    /// A type, and whether `null` is one of its values.
    pub(super) fn sig(&mut self, ty: &Ty, at: &At) -> (Sig, bool) {
        let sig = match self.eval.norm(ty) {
            Ty::Any | Ty::Unknown | Ty::Object => Sig::Json,
            Ty::String | Ty::Template(..) | Ty::Lit(Lit::String(_)) => Sig::Text,
            Ty::Number | Ty::Lit(Lit::Number(_)) => Sig::Number,
            Ty::Boolean | Ty::Lit(Lit::Bool(_)) => Sig::Bool,
            Ty::Array(item) => Sig::List(Box::new(self.inner(&item, at))),
            Ty::Std(name, args) if name == "Record" => {
                let value = args.get(1).cloned().unwrap_or(Ty::Unknown);
                Sig::Map(Box::new(self.inner(&value, at)))
            }
            // What `JSON.stringify` makes of it.
            Ty::Std(name, _) if name == "Date" => Sig::Timestamp,
            Ty::Ref(id, args) if args.is_empty() => return self.declared(id, at),
            Ty::Union(branches) => return self.union(&branches, at),
            Ty::Anon(members) => self.anonymous(members, at),
            other => {
                let ts = self.writer.ty(&other);
                self.error("native::type", at, format!("`{}`: `{ts}` cannot be read as JSON", at.path));
                Sig::Json
            }
        };
        (sig, false)
    }

    /// What a list or a map holds.
    fn inner(&mut self, ty: &Ty, at: &At) -> Sig {
        match self.sig(ty, &at.item()) {
            (sig, true) => Sig::Option(Box::new(sig)),
            (sig, false) => sig,
        }
    }

    fn declared(&mut self, id: DeclId, at: &At) -> (Sig, bool) {
        if let Some(known) = self.declared.get(&id) {
            return (Sig::Type(*known), false);
        }
        let decl: &'p Decl = self.program.decl(id);
        match &decl.ty {
            Some(TypeSide::Object(_)) => {
                let at = At { span: decl.span, ..At::of_root(&decl.name) };
                let index = self.reserve(&decl.name, decl.path(), &decl.doc.text, &at);
                self.declared.insert(id, index);
                let members = self.eval.members(&Ty::Ref(id, Vec::new())).unwrap_or_default();
                self.model.types[index].kind = self.record(&decl.name, &members);
                (Sig::Type(index), false)
            }
            Some(TypeSide::Alias(body)) => {
                let at = At { name: decl.name.clone(), span: decl.span, ..at.clone() };
                self.sig(body, &at)
            }
            _ => {
                self.error("native::type", at, format!("`{}` is nothing that is read as JSON", decl.path()));
                (Sig::Json, false)
            }
        }
    }

    fn anonymous(&mut self, members: Vec<AnonMember>, at: &At) -> Sig {
        let members: Vec<Member> = members.into_iter().map(|member| member.0).collect();
        let name = self.used.name(&at.path).map_or_else(|| at.name.clone(), str::to_owned);
        let index = self.reserve(&name, at.path.clone(), "", at);
        self.model.types[index].kind = self.record(&name, &members);
        Sig::Type(index)
    }

    /// The members of an object type. Functions are not in JSON.
    fn record(&mut self, owner: &str, members: &[Member]) -> Kind {
        let mut fields = Vec::new();
        for member in members {
            let at = At::of_member(owner, &member.name, member.span);
            match &member.kind {
                MemberKind::Property { ty, optional, .. }
                    if !matches!(self.eval.norm(ty), Ty::Function(_)) =>
                {
                    let optional = *optional || member.variants.experimental_only();
                    fields.push(self.field(member, ty, optional, &at));
                }
                MemberKind::Index { .. } => {
                    self.error(
                        "native::index",
                        &at,
                        format!("`{owner}` has members of any name beside others"),
                    );
                }
                _ => {}
            }
        }
        self.told_apart(owner, &fields);
        Kind::Record(fields)
    }

    /// Members whose names come to one in Rust.
    fn told_apart(&mut self, owner: &str, fields: &[Field]) {
        for (index, field) in fields.iter().enumerate() {
            if let Some(other) = fields[..index].iter().find(|other| other.name == field.name) {
                let message =
                    format!("`{}` and `{}` of `{owner}` have one name in Rust", other.wire, field.wire);
                self.errors.push(Diagnostic::error("native::name", message));
            }
        }
    }

    fn field(&mut self, member: &Member, ty: &Ty, optional: bool, at: &At) -> Field {
        let (mut sig, nullable) = self.sig(ty, at);
        let (is_json, is_number) = (sig == Sig::Json, sig == Sig::Number);
        if self.used.is(&at.path, Is::Any, !is_json) {
            sig = Sig::Json;
        }
        if self.used.is(&at.path, Is::Integer, is_number) {
            sig = Sig::Integer;
        }
        let absent = self.used.is(&at.path, Is::Absent, !optional);
        Field {
            wire: member.name.clone(),
            name: names::of_field(&member.name),
            sig,
            always: !optional && !absent,
            nullable,
            required: false,
            constant: None,
            ts: format!("{}{}: {}", member.name, if optional { "?" } else { "" }, self.writer.ty(ty)),
            doc: self.doc(at, &member.doc.text, &member.name),
        }
    }

    fn doc(&mut self, at: &At, declared: &str, name: &str) -> String {
        match self.used.doc(&at.path) {
            Some(text) => text.to_owned(),
            None if declared.is_empty() => format!("`{name}`"),
            None => declared.to_owned(),
        }
    }

    /// A record that nothing declares.
    pub(super) fn undeclared(&mut self, record: &Record, at: &At) -> usize {
        let index = self.reserve(&record.name, record.name.clone(), "", at);
        let fields = record.members.iter().map(|member| {
            let at = At::of_member(&record.name, &member.name, Span::default());
            let sig = match member.values.as_slice() {
                [] => Sig::Text,
                values => self.strings(values.to_vec(), &at),
            };
            Field {
                wire: member.name.clone(),
                name: names::of_field(&member.name),
                sig,
                always: true,
                nullable: false,
                required: false,
                constant: None,
                ts: format!("{}: string", member.name),
                doc: self.doc(&at, "", &member.name),
            }
        });
        let fields = fields.collect();
        self.model.types[index].kind = Kind::Record(fields);
        index
    }

    /// Decides how members may be missing. Of a variant that is told by its members those that must be there must fit; of
    /// others none need: one that does not fit is kept as it came, and all others are read.
    fn settle(&mut self) {
        for at in 0..self.model.types.len() {
            let told = self.told.contains(&at);
            let Kind::Record(fields) = &self.model.types[at].kind else { continue };
            let mut fields = fields.clone();
            for field in fields.iter_mut().filter(|field| field.constant.is_none()) {
                let fits = told || self.model.takes_anything(&field.sig);
                let any = field.sig == Sig::Json;
                let inner = Box::new(field.sig.clone());
                field.required = field.always && fits;
                field.sig = match (field.always, field.nullable) {
                    (true, false) => continue,
                    (true, true) if fits => Sig::Option(inner),
                    (false, false) if !any => Sig::Option(inner),
                    _ => Sig::Nullable(inner),
                };
            }
            self.model.types[at].kind = Kind::Record(fields);
        }
    }
}
