//! Conditional types and what decides them: assignability.

use super::members::is_optional;
use super::subst::subst;
use super::{DEEPEST, Env, Eval};
use crate::ir::ts::{Arg, Lit, Sig, TupleItem, Ty};

impl Eval<'_> {
    pub(super) fn conditional(&self, parts: &[Ty; 4]) -> Ty {
        let [check, extends, then, otherwise] = parts;
        // Which texts are keys of a type parameter is not known, though of both only that they are texts.
        let open = !matches!(check, Ty::Keyof(_))
            && matches!(extends, Ty::Keyof(of) if matches!(self.norm(of), Ty::Param(_)));
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
        match self.extends(&check, extends, &mut bound).filter(|_| !open) {
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
    pub(super) fn extends(&self, a: &Ty, b: &Ty, bound: &mut Env) -> Option<bool> {
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
            (_, Ty::Any | Ty::Unknown) | (Ty::Never, _) => Some(true),
            (Ty::Param(_) | Ty::Any | Ty::Unknown | Ty::This | Ty::Indexed(..) | Ty::Unresolved(_), _)
            | (_, Ty::Param(_) | Ty::Unresolved(_)) => None,
            (Ty::Union(branches), _) => {
                let mut all = Some(true);
                for branch in branches {
                    match self.extends(branch, &b, bound) {
                        Some(true) => {}
                        Some(false) => return Some(false),
                        None => all = None,
                    }
                }
                all
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
                any
            }
            // Of a foreign type nothing is known but that it is itself.
            _ if a != b && [&a, &b].iter().any(|ty| self.is_foreign(ty)) => None,
            _ => self.fits(&a, &b, bound),
        }
    }

    /// The same of types that are decided, and no unions.
    fn fits(&self, a: &Ty, b: &Ty, bound: &mut Env) -> Option<bool> {
        match (a, b) {
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
                self.function_fits(sig, other, bound)
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
                let theirs = self.members_deep(b)?;
                let own = self.members_deep(a)?;
                let required = theirs.iter().filter(|member| !is_optional(member) && !member.name.is_empty());
                let missing =
                    required.filter(|member| !own.iter().any(|own| own.name == member.name)).count();
                Some(missing == 0)
            }
            _ => Some(a == b),
        }
    }

    /// `(…args: infer P) => infer R` binds what a function takes and gives.
    fn function_fits(&self, sig: &Sig, other: &Sig, bound: &mut Env) -> Option<bool> {
        if let [Arg { rest: true, ty: Ty::Infer(name), .. }] = other.args.as_slice() {
            let items = sig.args.iter().map(|arg| TupleItem {
                ty: arg.ty.clone(),
                optional: arg.optional,
                rest: arg.rest,
            });
            bound.push((name.clone(), Ty::Tuple(items.collect())));
        }
        self.extends(&sig.ret, &other.ret, bound)
    }
}
