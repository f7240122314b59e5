//! TypeScript's type-level programs, evaluated as far as they can be decided: utility types, `keyof`, indexed access,
//! conditional and mapped types, intersections.

use crate::ir::ts::{
    AnonMember, DeclId, Lit, Mapped, Member, MemberKind, Program, Sig, Span, TupleItem, Ty, TypeParam,
    TypeSide, ValueSide, Variants,
};
use std::cell::{Cell, RefCell};

/// Deeper evaluation than any real type needs: recursive aliases end here.
const DEEPEST: u32 = 48;
/// More members than a key set that is worth a type of its own.
const WIDEST: usize = 64;

/// Evaluates types of one program.
#[derive(Debug)]
pub(crate) struct Eval<'p> {
    pub(crate) program: &'p Program,
    depth: Cell<u32>,
    /// What could not be decided since the last [`Eval::take_notes`].
    notes: RefCell<Vec<(&'static str, String)>>,
}

/// Type parameters and what they stand for.
pub(crate) type Env = Vec<(String, Ty)>;

impl<'p> Eval<'p> {
    pub(crate) fn new(program: &'p Program) -> Self {
        Self { program, depth: Cell::new(0), notes: RefCell::default() }
    }

    pub(crate) fn take_notes(&self) -> Vec<(&'static str, String)> {
        self.notes.take()
    }

    fn note(&self, code: &'static str, text: impl Into<String>) {
        self.notes.borrow_mut().push((code, text.into()));
    }

    /// The type with its head decided; types inside it are decided when they are reached.
    pub(crate) fn norm(&self, ty: &Ty) -> Ty {
        if self.depth.get() >= DEEPEST {
            self.note("dts::recursive-type", "a type that never ends is read as any value");
            return Ty::Any;
        }
        self.depth.set(self.depth.get() + 1);
        let decided = self.decide(ty);
        self.depth.set(self.depth.get() - 1);
        decided
    }

    fn decide(&self, ty: &Ty) -> Ty {
        match ty {
            Ty::Std(name, args) => self.utility(name, args),
            Ty::Ref(id, args) => match self.transparent(*id, args) {
                Some(body) => self.norm(&body),
                None => ty.clone(),
            },
            Ty::Keyof(of) => self.keyof(of),
            Ty::Indexed(of, index) => self.indexed(of, index),
            Ty::Conditional(parts) => self.conditional(parts),
            Ty::Mapped(mapped) => self.mapped(mapped),
            Ty::Intersection(types) => self.intersection(types),
            Ty::Typeof(id) => self.type_of(*id),
            Ty::Union(types) => self.union(types),
            other => other.clone(),
        }
    }

    /// The body of an alias that only computes: such aliases have no name in Rust.
    fn transparent(&self, id: DeclId, args: &[Ty]) -> Option<Ty> {
        let decl = self.program.decl(id);
        let Some(TypeSide::Alias(body)) = &decl.ty else { return None };
        let computes = matches!(
            body,
            Ty::Conditional(_) | Ty::Indexed(..) | Ty::Param(_) | Ty::Keyof(_) | Ty::Typeof(_)
        ) || (matches!(body, Ty::Mapped(_)) && !decl.params.is_empty())
            || (matches!(body, Ty::Std(..)) && !decl.params.is_empty());
        computes.then(|| subst(body, &self.env(&decl.params, args)))
    }

    /// Arguments by parameter name, defaults for those that are missing.
    pub(crate) fn env(&self, params: &[TypeParam], args: &[Ty]) -> Env {
        let mut env = Env::new();
        for (index, param) in params.iter().enumerate() {
            let ty = match (args.get(index), &param.default, &param.constraint) {
                (Some(arg), ..) => arg.clone(),
                (None, Some(default), _) => subst(default, &env),
                (None, None, _) => Ty::Unknown,
            };
            env.push((param.name.clone(), ty));
        }
        env
    }

    fn union(&self, types: &[Ty]) -> Ty {
        let mut flat = Vec::new();
        for ty in types {
            match self.norm(ty) {
                Ty::Union(inner) => flat.extend(inner),
                Ty::Never => {}
                other => flat.push(other),
            }
        }
        let mut unique: Vec<Ty> = Vec::new();
        for ty in flat {
            if !unique.contains(&ty) {
                unique.push(ty);
            }
        }
        match unique.len() {
            0 => Ty::Never,
            1 => unique.remove(0),
            _ => Ty::Union(unique),
        }
    }

    fn intersection(&self, types: &[Ty]) -> Ty {
        let mut flat = Vec::new();
        for ty in types {
            match self.norm(ty) {
                Ty::Intersection(inner) => flat.extend(inner),
                Ty::Unknown => {}
                other => flat.push(other),
            }
        }
        if flat.contains(&Ty::Any) {
            return Ty::Any;
        }
        if flat.contains(&Ty::Never) {
            return Ty::Never;
        }
        // `string & {}` and branded primitives are the primitive.
        let primitive = flat
            .iter()
            .find(|ty| matches!(ty, Ty::String | Ty::Number | Ty::Boolean | Ty::Lit(_) | Ty::Template(..)));
        if let Some(primitive) = primitive {
            return primitive.clone();
        }
        flat.retain(|ty| !matches!(ty, Ty::Anon(members) if members.is_empty()));
        if let Some(at) = flat.iter().position(|ty| matches!(ty, Ty::Union(_))) {
            let Ty::Union(branches) = flat.remove(at) else { return Ty::Never };
            let branches: Vec<_> = branches
                .into_iter()
                .map(|branch| {
                    let mut all = vec![branch];
                    all.extend(flat.iter().cloned());
                    Ty::Intersection(all)
                })
                .collect();
            return self.union(&branches);
        }
        match flat.len() {
            0 => Ty::Anon(Vec::new()),
            1 => flat.remove(0),
            _ if flat.iter().all(|ty| matches!(ty, Ty::Anon(_))) => {
                let members = self.merged(&flat);
                Ty::Anon(members.into_iter().map(AnonMember).collect())
            }
            _ => Ty::Intersection(flat),
        }
    }

    /// The members of an object type, inherited ones first; `None` for what is no object type.
    pub(crate) fn members(&self, ty: &Ty) -> Option<Vec<Member>> {
        let members = match self.norm(ty) {
            Ty::Anon(members) => members.into_iter().map(|member| member.0).collect(),
            Ty::Ref(id, args) => {
                let decl = self.program.decl(id);
                let env = self.env(&decl.params, &args);
                match &decl.ty {
                    Some(TypeSide::Object(object)) => {
                        let mut all = Vec::new();
                        for parent in &object.extends {
                            let parent = subst(parent, &env);
                            override_with(&mut all, self.members_deep(&parent).unwrap_or_default());
                        }
                        let own = object.members.iter().filter(|member| !member.is_static);
                        override_with(&mut all, own.map(|member| subst_member(member, &env)).collect());
                        all
                    }
                    Some(TypeSide::Alias(body)) => return self.members_deep(&subst(body, &env)),
                    _ => return None,
                }
            }
            Ty::Intersection(types) => self.merged(&types),
            // `extends Record<string, T>` is an index signature.
            Ty::Std(name, args) if name == "Record" => vec![Member {
                name: String::new(),
                is_static: false,
                kind: MemberKind::Index {
                    key: Ty::String,
                    value: args.get(1).cloned().unwrap_or(Ty::Unknown),
                },
                doc: crate::ir::ts::Doc::default(),
                span: Span::default(),
                variants: Variants { stable: true, experimental: true },
            }],
            _ => return None,
        };
        Some(members)
    }

    /// The members of all parts of an intersection.
    fn merged(&self, types: &[Ty]) -> Vec<Member> {
        let mut all: Vec<Member> = Vec::new();
        for ty in types {
            for member in self.members_deep(ty).unwrap_or_default() {
                match all.iter_mut().find(|there| same_slot(there, &member)) {
                    Some(there) => *there = self.both(there, member),
                    None => all.push(member),
                }
            }
        }
        all
    }

    fn members_deep(&self, ty: &Ty) -> Option<Vec<Member>> {
        if self.depth.get() >= DEEPEST {
            self.note("dts::recursive-type", "a type that never ends is read as any value");
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let members = self.members(ty);
        self.depth.set(self.depth.get() - 1);
        members
    }

    /// A property that both sides of an intersection have.
    fn both(&self, there: &Member, more: Member) -> Member {
        match (&there.kind, &more.kind) {
            (
                MemberKind::Property { ty, optional, readonly, accessor },
                MemberKind::Property { ty: ty2, optional: optional2, readonly: readonly2, .. },
            ) => {
                let ty = if ty == ty2 { ty.clone() } else { Ty::Intersection(vec![ty.clone(), ty2.clone()]) };
                let kind = MemberKind::Property {
                    ty,
                    optional: *optional && *optional2,
                    readonly: *readonly && *readonly2,
                    accessor: *accessor,
                };
                Member { kind, ..there.clone() }
            }
            _ => more,
        }
    }

    fn keyof(&self, of: &Ty) -> Ty {
        let Some(members) = self.members(of) else { return Ty::String };
        if members.iter().any(|member| matches!(member.kind, MemberKind::Index { .. })) {
            return Ty::String;
        }
        let names = members.iter().filter(|member| !member.name.is_empty() && !member.name.starts_with("@@"));
        let keys: Vec<_> = names.map(|member| Ty::Lit(Lit::String(member.name.clone()))).collect();
        self.union(&keys)
    }

    fn indexed(&self, of: &Ty, index: &Ty) -> Ty {
        let index = self.norm(index);
        let of = self.norm(of);
        match (&of, &index) {
            (_, Ty::Union(keys)) => {
                let types: Vec<_> =
                    keys.iter().map(|key| Ty::Indexed(Box::new(of.clone()), Box::new(key.clone()))).collect();
                self.union(&types)
            }
            (Ty::Array(item), Ty::Number | Ty::Lit(Lit::Number(_))) => self.norm(item),
            (Ty::Tuple(items), Ty::Number) => {
                let types: Vec<_> = items.iter().map(|item| item.ty.clone()).collect();
                self.union(&types)
            }
            (Ty::Union(branches), _) => {
                let types: Vec<_> = branches
                    .iter()
                    .filter(|branch| !branch.is_nothing())
                    .map(|branch| Ty::Indexed(Box::new(branch.clone()), Box::new(index.clone())))
                    .collect();
                self.union(&types)
            }
            (Ty::Param(_), _) | (_, Ty::Param(_)) => Ty::Indexed(Box::new(of), Box::new(index)),
            _ => self.property(&of, &index),
        }
    }

    fn property(&self, of: &Ty, index: &Ty) -> Ty {
        let members = self.members(of).unwrap_or_default();
        if let Some(name) = index.as_text() {
            let found = members.iter().find(|member| member.name == name);
            if let Some(ty) = found.and_then(member_type) {
                return self.norm(&ty);
            }
        }
        let indexer = members.iter().find_map(|member| match &member.kind {
            MemberKind::Index { value, .. } => Some(value),
            _ => None,
        });
        if let Some(value) = indexer {
            return self.norm(value);
        }
        if matches!(index, Ty::String) && !members.is_empty() && members.len() <= WIDEST {
            let types: Vec<_> = members.iter().filter_map(member_type).collect();
            return self.union(&types);
        }
        self.note("dts::indexed-type", "an indexed type that cannot be decided is read as any value");
        Ty::Any
    }

    fn conditional(&self, parts: &[Ty; 4]) -> Ty {
        let [check, extends, then, otherwise] = parts;
        let check = self.norm(check);
        if let Ty::Union(branches) = &check {
            // Conditional types distribute over the union that a type parameter stands for.
            let decided: Vec<_> = branches
                .iter()
                .map(|branch| {
                    Ty::Conditional(Box::new([
                        branch.clone(),
                        extends.clone(),
                        then.clone(),
                        otherwise.clone(),
                    ]))
                })
                .collect();
            return self.union(&decided);
        }
        let mut bound = Env::new();
        match self.extends(&check, extends, &mut bound) {
            Some(true) => self.norm(&subst(then, &bound)),
            Some(false) => self.norm(otherwise),
            None => {
                let otherwise = self.norm(otherwise);
                self.note(
                    "dts::conditional",
                    "a conditional type that depends on a type parameter takes its last branch",
                );
                if otherwise == Ty::Never { self.norm(&subst(then, &bound)) } else { otherwise }
            }
        }
    }

    /// Whether `a` is assignable to `b`; `infer`red names are bound on the way. `None` if it depends on a parameter.
    fn extends(&self, a: &Ty, b: &Ty, bound: &mut Env) -> Option<bool> {
        if self.depth.get() >= DEEPEST {
            return None;
        }
        self.depth.set(self.depth.get() + 1);
        let decided = self.assignable(a, b, bound);
        self.depth.set(self.depth.get() - 1);
        decided
    }

    fn assignable(&self, a: &Ty, b: &Ty, bound: &mut Env) -> Option<bool> {
        if let Ty::Infer(name) = b {
            bound.push((name.clone(), a.clone()));
            return Some(true);
        }
        let a = self.norm(a);
        let b = if matches!(b, Ty::Function(_) | Ty::Constructor(_)) { b.clone() } else { self.norm(b) };
        match (&a, &b) {
            (_, Ty::Any | Ty::Unknown) | (Ty::Never, _) => return Some(true),
            (Ty::Param(_) | Ty::Any | Ty::Unknown | Ty::This | Ty::Indexed(..) | Ty::Unresolved(_), _)
            | (_, Ty::Param(_) | Ty::Unresolved(_)) => return None,
            (Ty::Union(branches), _) => {
                let mut all = Some(true);
                for branch in branches {
                    match self.extends(branch, &b, bound) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => all = None,
                    }
                }
                return all;
            }
            (_, Ty::Union(branches)) => {
                let mut any = Some(false);
                for branch in branches {
                    match self.extends(&a, branch, bound) {
                        Some(true) => return Some(true),
                        Some(false) => {}
                        None => any = None,
                    }
                }
                return any;
            }
            _ => {}
        }
        match (&a, &b) {
            (Ty::Lit(one), Ty::Lit(other)) => Some(one == other),
            (Ty::Lit(Lit::String(_)) | Ty::Template(..), Ty::String)
            | (Ty::Lit(Lit::Number(_)), Ty::Number)
            | (Ty::Lit(Lit::Bool(_)), Ty::Boolean) => Some(true),
            (Ty::Array(item), Ty::Array(other)) => self.extends(item, other, bound),
            (Ty::Std(name, args), Ty::Std(other, others)) if name == other => {
                let mut all = Some(true);
                for (arg, other) in args.iter().zip(others) {
                    match self.extends(arg, other, bound) {
                        Some(true) => {}
                        decided => all = decided,
                    }
                }
                all
            }
            (Ty::Ref(id, args), Ty::Ref(other, others)) if id == other => {
                for (arg, other) in args.iter().zip(others) {
                    _ = self.extends(arg, other, bound);
                }
                Some(true)
            }
            (Ty::Function(sig), Ty::Function(other)) | (Ty::Constructor(sig), Ty::Constructor(other)) => {
                if let [rest] = other.args.as_slice()
                    && rest.rest
                {
                    let items = sig.args.iter().map(|arg| TupleItem {
                        ty: arg.ty.clone(),
                        optional: arg.optional,
                        rest: arg.rest,
                    });
                    if let Ty::Infer(name) = &rest.ty {
                        bound.push((name.clone(), Ty::Tuple(items.collect())));
                    }
                }
                self.extends(&sig.ret, &other.ret, bound)
            }
            (
                Ty::Ref(..)
                | Ty::Anon(_)
                | Ty::Intersection(_)
                | Ty::Std(..)
                | Ty::Array(_)
                | Ty::Tuple(_)
                | Ty::Function(_),
                Ty::Object,
            ) => Some(true),
            (Ty::Ref(..) | Ty::Anon(_) | Ty::Intersection(_), Ty::Ref(..) | Ty::Anon(_)) => {
                let theirs = self.members_deep(&b)?;
                let own = self.members_deep(&a)?;
                let required = theirs.iter().filter(|member| !is_optional(member) && !member.name.is_empty());
                let missing =
                    required.filter(|member| !own.iter().any(|own| own.name == member.name)).count();
                Some(missing == 0)
            }
            _ => Some(a == b),
        }
    }

    fn mapped(&self, mapped: &Mapped) -> Ty {
        // `{ [K in keyof T]: … }` keeps what it knows of T's members.
        let source = match &mapped.over {
            Ty::Keyof(of) => self.members(of),
            _ => None,
        };
        let keys = match self.norm(&mapped.over) {
            Ty::Union(keys) => keys,
            key @ Ty::Lit(_) => vec![key],
            Ty::Never => Vec::new(),
            Ty::String | Ty::Number | Ty::Template(..) => {
                let value = subst(&mapped.value, &vec![(mapped.key.clone(), Ty::String)]);
                return Ty::Std("Record".into(), vec![Ty::String, value]);
            }
            _ => {
                self.note("dts::mapped-type", "a mapped type over a type parameter is read as any object");
                return Ty::Object;
            }
        };
        if keys.iter().any(|key| key.as_text().is_none()) {
            let value = subst(&mapped.value, &vec![(mapped.key.clone(), Ty::String)]);
            return Ty::Std("Record".into(), vec![Ty::String, value]);
        }
        let members = keys
            .iter()
            .filter_map(|key| {
                let env = vec![(mapped.key.clone(), key.clone())];
                let name = match &mapped.name {
                    Some(renamed) => self.norm(&subst(renamed, &env)).as_text()?.to_owned(),
                    None => key.as_text()?.to_owned(),
                };
                let known =
                    source.iter().flatten().find(|member| Some(member.name.as_str()) == key.as_text());
                let optional = mapped.optional.unwrap_or_else(|| known.is_some_and(is_optional));
                let ty = subst(&mapped.value, &env);
                Some(AnonMember(Member {
                    name,
                    is_static: false,
                    kind: MemberKind::Property { ty, optional, readonly: false, accessor: false },
                    doc: known.map(|member| member.doc.clone()).unwrap_or_default(),
                    span: known.map_or_else(Span::default, |member| member.span),
                    variants: known
                        .map_or(Variants { stable: true, experimental: true }, |member| member.variants),
                }))
            })
            .collect();
        Ty::Anon(members)
    }

    fn type_of(&self, id: DeclId) -> Ty {
        let decl = self.program.decl(id);
        match &decl.value {
            Some(ValueSide::Variable(ty)) => self.norm(ty),
            Some(ValueSide::Function(sigs)) => {
                sigs.first().map_or(Ty::Any, |first| Ty::Function(Box::new(first.sig.clone())))
            }
            Some(ValueSide::Class) => {
                let params = decl.params.iter().map(|param| {
                    param.default.clone().or_else(|| param.constraint.clone()).unwrap_or(Ty::Unknown)
                });
                let ret = Ty::Ref(id, params.collect());
                let args = vec![crate::ir::ts::Arg {
                    name: "args".into(),
                    ty: Ty::Array(Box::new(Ty::Any)),
                    optional: true,
                    rest: true,
                }];
                Ty::Constructor(Box::new(Sig { params: Vec::new(), args, ret }))
            }
            None => Ty::Any,
        }
    }

    /// The standard library's type functions, and its types under one name each.
    fn utility(&self, name: &str, args: &[Ty]) -> Ty {
        let arg = |index: usize| args.get(index).cloned().unwrap_or(Ty::Unknown);
        let each = |change: &dyn Fn(&mut Member)| match self.norm(&arg(0)) {
            whole @ (Ty::Param(_) | Ty::Any | Ty::Unknown | Ty::Std(..)) => whole,
            of => match self.members(&of) {
                Some(mut members) => {
                    members.iter_mut().for_each(change);
                    Ty::Anon(members.into_iter().map(AnonMember).collect())
                }
                None => of,
            },
        };
        let keys = || -> Option<Vec<String>> {
            match self.norm(&arg(1)) {
                Ty::Union(keys) => {
                    Some(keys.iter().filter_map(|key| key.as_text().map(str::to_owned)).collect())
                }
                key => key.as_text().map(|key| vec![key.to_owned()]),
            }
        };
        match name {
            "Readonly" | "NoInfer" | "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize"
            | "ThisType" | "OmitThisParameter" => self.norm(&arg(0)),
            "Partial" => each(&|member| set_optional(member, true)),
            "Required" => each(&|member| set_optional(member, false)),
            "Pick" | "Omit" => {
                let (Some(members), Some(keys)) = (self.members(&arg(0)), keys()) else {
                    self.note(
                        "dts::pick",
                        "`Pick` or `Omit` by keys that cannot be decided keeps every member",
                    );
                    return self.norm(&arg(0));
                };
                let kept =
                    members.into_iter().filter(|member| keys.contains(&member.name) == (name == "Pick"));
                Ty::Anon(kept.map(AnonMember).collect())
            }
            "Exclude" | "Extract" => {
                let branches = match self.norm(&arg(0)) {
                    Ty::Union(branches) => branches,
                    single => vec![single],
                };
                let kept: Vec<_> = branches
                    .into_iter()
                    .filter(|branch| {
                        let is = self.extends(branch, &arg(1), &mut Env::new());
                        is != Some(name == "Exclude")
                    })
                    .collect();
                self.union(&kept)
            }
            "NonNullable" => match self.norm(&arg(0)) {
                Ty::Union(branches) => {
                    let kept: Vec<_> = branches.into_iter().filter(|branch| !branch.is_nothing()).collect();
                    self.union(&kept)
                }
                other => other,
            },
            "Awaited" => match self.norm(&arg(0)) {
                Ty::Std(promise, of) if promise == "Promise" || promise == "PromiseLike" => {
                    self.norm(&Ty::Std("Awaited".into(), of))
                }
                other => other,
            },
            "ReturnType" => match self.norm(&arg(0)) {
                Ty::Function(sig) => self.norm(&sig.ret),
                _ => Ty::Any,
            },
            "InstanceType" => match self.norm(&arg(0)) {
                Ty::Constructor(sig) => self.norm(&sig.ret),
                _ => Ty::Any,
            },
            "Parameters" | "ConstructorParameters" => match self.norm(&arg(0)) {
                Ty::Function(sig) | Ty::Constructor(sig) => Ty::Tuple(
                    sig.args
                        .iter()
                        .map(|arg| TupleItem { ty: arg.ty.clone(), optional: arg.optional, rest: arg.rest })
                        .collect(),
                ),
                _ => Ty::Array(Box::new(Ty::Any)),
            },
            "Array" | "ReadonlyArray" => Ty::Array(Box::new(arg(0))),
            "Record" => match self.norm(&arg(0)) {
                Ty::Union(keys) if keys.len() <= WIDEST && keys.iter().all(|key| key.as_text().is_some()) => {
                    self.mapped(&Mapped {
                        key: "K".into(),
                        over: Ty::Union(keys),
                        name: None,
                        value: arg(1),
                        optional: None,
                    })
                }
                key @ Ty::Lit(_) => self.mapped(&Mapped {
                    key: "K".into(),
                    over: key,
                    name: None,
                    value: arg(1),
                    optional: None,
                }),
                _ => Ty::Std("Record".into(), vec![Ty::String, arg(1)]),
            },
            "String" => Ty::String,
            "Number" => Ty::Number,
            "Boolean" => Ty::Boolean,
            "BigInt" => Ty::BigInt,
            "Symbol" => Ty::Symbol,
            "Object" => Ty::Object,
            "PropertyKey" => Ty::String,
            "PromiseLike" => Ty::Std("Promise".into(), args.to_vec()),
            _ => Ty::Std(name.to_owned(), args.to_vec()),
        }
    }
}

fn is_optional(member: &Member) -> bool {
    matches!(
        member.kind,
        MemberKind::Property { optional: true, .. } | MemberKind::Method { optional: true, .. }
    )
}

fn set_optional(member: &mut Member, value: bool) {
    if let MemberKind::Property { optional, .. } | MemberKind::Method { optional, .. } = &mut member.kind {
        *optional = value;
    }
}

fn member_type(member: &Member) -> Option<Ty> {
    match &member.kind {
        MemberKind::Property { ty, optional: true, .. } => Some(ty.clone().or_undefined()),
        MemberKind::Property { ty, .. } => Some(ty.clone()),
        MemberKind::Method { sig, .. } => Some(Ty::Function(Box::new(sig.clone()))),
        _ => None,
    }
}

fn same_slot(one: &Member, other: &Member) -> bool {
    one.name == other.name
        && one.is_static == other.is_static
        && !matches!(one.kind, MemberKind::Method { .. } | MemberKind::Construct(_) | MemberKind::Call(_))
        && std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
}

/// Own members take the place of inherited ones of the same name.
fn override_with(all: &mut Vec<Member>, own: Vec<Member>) {
    all.retain(|there| !own.iter().any(|own| own.name == there.name && !own.name.is_empty()));
    all.extend(own);
}

/// Puts types in the place of parameters.
pub(crate) fn subst(ty: &Ty, env: &Env) -> Ty {
    if env.is_empty() {
        return ty.clone();
    }
    let all = |types: &[Ty]| types.iter().map(|ty| subst(ty, env)).collect();
    let one = |ty: &Ty| Box::new(subst(ty, env));
    match ty {
        Ty::Param(name) => {
            env.iter().rev().find(|(there, _)| there == name).map_or_else(|| ty.clone(), |(_, ty)| ty.clone())
        }
        Ty::Ref(id, args) => Ty::Ref(*id, all(args)),
        Ty::Std(name, args) => Ty::Std(name.clone(), all(args)),
        Ty::Union(types) => Ty::Union(all(types)),
        Ty::Intersection(types) => Ty::Intersection(all(types)),
        Ty::Template(parts, types) => Ty::Template(parts.clone(), all(types)),
        Ty::Array(item) => Ty::Array(one(item)),
        Ty::Keyof(of) => Ty::Keyof(one(of)),
        Ty::Indexed(of, index) => Ty::Indexed(one(of), one(index)),
        Ty::Conditional(parts) => {
            let [check, extends, then, otherwise] = parts.as_ref();
            Ty::Conditional(Box::new([
                subst(check, env),
                subst(extends, env),
                subst(then, env),
                subst(otherwise, env),
            ]))
        }
        Ty::Tuple(items) => Ty::Tuple(
            items.iter().map(|item| TupleItem { ty: subst(&item.ty, env), ..item.clone() }).collect(),
        ),
        Ty::Function(sig) => Ty::Function(Box::new(subst_sig(sig, env))),
        Ty::Constructor(sig) => Ty::Constructor(Box::new(subst_sig(sig, env))),
        Ty::Anon(members) => {
            Ty::Anon(members.iter().map(|member| AnonMember(subst_member(&member.0, env))).collect())
        }
        Ty::Mapped(mapped) => {
            let inner: Env = env.iter().filter(|(name, _)| *name != mapped.key).cloned().collect();
            Ty::Mapped(Box::new(Mapped {
                key: mapped.key.clone(),
                over: subst(&mapped.over, env),
                name: mapped.name.as_ref().map(|name| subst(name, &inner)),
                value: subst(&mapped.value, &inner),
                optional: mapped.optional,
            }))
        }
        other => other.clone(),
    }
}

/// A signature with types in the place of parameters; its own parameters hide outer ones.
pub(crate) fn subst_sig(sig: &Sig, env: &Env) -> Sig {
    let env: Env =
        env.iter().filter(|(name, _)| !sig.params.iter().any(|param| param.name == *name)).cloned().collect();
    Sig {
        params: sig
            .params
            .iter()
            .map(|param| TypeParam {
                name: param.name.clone(),
                constraint: param.constraint.as_ref().map(|ty| subst(ty, &env)),
                default: param.default.as_ref().map(|ty| subst(ty, &env)),
            })
            .collect(),
        args: sig
            .args
            .iter()
            .map(|arg| crate::ir::ts::Arg { ty: subst(&arg.ty, &env), ..arg.clone() })
            .collect(),
        ret: subst(&sig.ret, &env),
    }
}

/// A member with types in the place of parameters.
pub(crate) fn subst_member(member: &Member, env: &Env) -> Member {
    let kind = match &member.kind {
        MemberKind::Property { ty, optional, readonly, accessor } => MemberKind::Property {
            ty: subst(ty, env),
            optional: *optional,
            readonly: *readonly,
            accessor: *accessor,
        },
        MemberKind::Setter(ty) => MemberKind::Setter(subst(ty, env)),
        MemberKind::Method { sig, optional } => {
            MemberKind::Method { sig: subst_sig(sig, env), optional: *optional }
        }
        MemberKind::Construct(sig) => MemberKind::Construct(subst_sig(sig, env)),
        MemberKind::Call(sig) => MemberKind::Call(subst_sig(sig, env)),
        MemberKind::Index { key, value } => {
            MemberKind::Index { key: subst(key, env), value: subst(value, env) }
        }
    };
    Member { kind, ..member.clone() }
}
