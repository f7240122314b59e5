//! TypeScript's type-level programs, evaluated as far as they can be decided: utility types, `keyof`, indexed access,
//! conditional and mapped types, intersections.

mod access;
mod conditional;
mod mapped;
mod members;
mod subst;
mod utility;

pub(crate) use subst::{subst, subst_member, subst_sig};

use crate::ir::ts::{AnonMember, DeclId, Member, MemberKind, Program, Ty, TypeParam, TypeSide};
use members::same_slot;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

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

    pub(super) fn note(&self, code: &'static str, text: impl Into<String>) {
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

    pub(super) fn decide(&self, ty: &Ty) -> Ty {
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

    /// Whether a type is a name that the input only mentions.
    pub(crate) fn is_foreign(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Ref(id, _) if self.program.decl(*id).is_foreign())
    }

    /// The body of an alias that only computes: such aliases have no name in Rust.
    pub(super) fn transparent(&self, id: DeclId, args: &[Ty]) -> Option<Ty> {
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

    pub(super) fn union(&self, types: &[Ty]) -> Ty {
        let mut flat = Vec::new();
        for ty in types {
            match self.norm(ty) {
                Ty::Union(inner) => flat.extend(inner),
                Ty::Never => {}
                other => flat.push(other),
            }
        }
        let mut unique = distinct(flat);
        match unique.len() {
            0 => Ty::Never,
            1 => unique.remove(0),
            _ => Ty::Union(unique),
        }
    }

    /// Branches of the same members that differ in what is required only (`{ to } | { cc }`, both with `to?` and `cc?`):
    /// one object type that requires what every branch does.
    fn required_apart(&self, branches: &[Ty]) -> Option<Ty> {
        let all: Vec<Vec<Member>> =
            branches.iter().map(|branch| self.members_deep(branch)).collect::<Option<_>>()?;
        let (first, others) = all.split_first()?;
        let mut one = first.clone();
        for other in others {
            if other.len() != one.len() {
                return None;
            }
            for member in &mut one {
                let twin = other.iter().find(|there| same_slot(there, member))?;
                let (
                    MemberKind::Property { ty, optional, .. },
                    MemberKind::Property { ty: ty2, optional: optional2, .. },
                ) = (&mut member.kind, &twin.kind)
                else {
                    return None;
                };
                if ty != ty2 {
                    return None;
                }
                *optional |= optional2;
            }
        }
        Some(Ty::Anon(one.into_iter().map(AnonMember).collect()))
    }

    /// The union of objects that an alias names: what is added to it is added to each of them.
    fn objects(&self, ty: &Ty) -> Option<Ty> {
        let Ty::Ref(id, args) = ty else { return None };
        let decl = self.program.decl(*id);
        let Some(TypeSide::Alias(body)) = &decl.ty else { return None };
        let body = self.norm(&subst(body, &self.env(&decl.params, args)));
        let Ty::Union(branches) = &body else { return None };
        let objects =
            branches.iter().all(|branch| matches!(branch, Ty::Anon(_) | Ty::Ref(..) | Ty::Intersection(_)));
        objects.then_some(body)
    }

    pub(super) fn intersection(&self, types: &[Ty]) -> Ty {
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
        let primitive =
            |ty: &&Ty| matches!(ty, Ty::String | Ty::Number | Ty::Boolean | Ty::Lit(_) | Ty::Template(..));
        // `boolean & true` is `true`.
        let literal = flat.iter().find(|ty| matches!(ty, Ty::Lit(_)));
        let primitive = literal.or_else(|| flat.iter().find(primitive));
        if let Some(primitive) = primitive {
            return primitive.clone();
        }
        flat.retain(|ty| !matches!(ty, Ty::Anon(members) if members.is_empty()));
        if flat.len() > 1 {
            for ty in &mut flat {
                if let Some(union) = self.objects(ty) {
                    *ty = union;
                }
            }
        }
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
            return self.required_apart(&branches).unwrap_or_else(|| self.union(&branches));
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
}

/// Without repetitions, in order. Literals are looked up: key sets hold hundreds of them.
fn distinct(types: Vec<Ty>) -> Vec<Ty> {
    let mut literals = BTreeSet::new();
    let mut others: Vec<usize> = Vec::new();
    let mut fresh = Vec::with_capacity(types.len());
    for (at, ty) in types.iter().enumerate() {
        let is_new = match ty {
            Ty::Lit(literal) => literals.insert(literal),
            other => !others.iter().any(|there| types[*there] == *other),
        };
        if is_new && !matches!(ty, Ty::Lit(_)) {
            others.push(at);
        }
        fresh.push(is_new);
    }
    types.into_iter().zip(fresh).filter_map(|(ty, is_new)| is_new.then_some(ty)).collect()
}
