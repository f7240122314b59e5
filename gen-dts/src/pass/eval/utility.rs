//! The utility types of the standard library.

use super::members::set_optional;
use super::{Env, Eval, WIDEST};
use crate::ir::ts::{AnonMember, Mapped, TupleItem, Ty};

impl Eval<'_> {
    /// The standard library's type functions, and its types under one name each.
    pub(super) fn utility(&self, name: &str, args: &[Ty]) -> Ty {
        let arg = |index: usize| args.get(index).cloned().unwrap_or(Ty::Unknown);
        match name {
            "Readonly" | "NoInfer" | "Uppercase" | "Lowercase" | "Capitalize" | "Uncapitalize"
            | "ThisType" | "OmitThisParameter" => self.norm(&arg(0)),
            "Partial" => self.with_optional(&arg(0), true),
            "Required" => self.with_optional(&arg(0), false),
            "Pick" | "Omit" => self.picked(&arg(0), &arg(1), name == "Pick"),
            "Exclude" | "Extract" => self.filtered(&arg(0), &arg(1), name == "Exclude"),
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
            "ReturnType" | "InstanceType" | "Parameters" | "ConstructorParameters" => {
                self.of_function(name, &arg(0))
            }
            "Array" | "ReadonlyArray" => Ty::Array(Box::new(arg(0))),
            "Record" => self.record(&arg(0), arg(1)),
            "String" | "PropertyKey" => Ty::String,
            "Number" => Ty::Number,
            "Boolean" => Ty::Boolean,
            "BigInt" => Ty::BigInt,
            "Symbol" => Ty::Symbol,
            "Object" => Ty::Object,
            "PromiseLike" => Ty::Std("Promise".into(), args.to_vec()),
            _ => Ty::Std(name.to_owned(), args.to_vec()),
        }
    }

    /// `Partial` and `Required`.
    fn with_optional(&self, of: &Ty, optional: bool) -> Ty {
        match self.norm(of) {
            whole @ (Ty::Param(_) | Ty::Any | Ty::Unknown | Ty::Std(..)) => whole,
            of => match self.members(&of) {
                Some(mut members) => {
                    members.iter_mut().for_each(|member| set_optional(member, optional));
                    Ty::Anon(members.into_iter().map(AnonMember).collect())
                }
                None => of,
            },
        }
    }

    /// `Pick` and `Omit`.
    fn picked(&self, of: &Ty, keys: &Ty, pick: bool) -> Ty {
        let keys: Option<Vec<String>> = match self.norm(keys) {
            Ty::Union(keys) => Some(keys.iter().filter_map(|key| key.as_text().map(str::to_owned)).collect()),
            key => key.as_text().map(|key| vec![key.to_owned()]),
        };
        let (Some(members), Some(keys)) = (self.members(of), keys) else {
            self.note("dts::pick", "`Pick` or `Omit` by keys that cannot be decided keeps every member");
            return self.norm(of);
        };
        let kept = members.into_iter().filter(|member| keys.contains(&member.name) == pick);
        Ty::Anon(kept.map(AnonMember).collect())
    }

    /// `Exclude` and `Extract`: what cannot be decided stays.
    fn filtered(&self, of: &Ty, by: &Ty, exclude: bool) -> Ty {
        let branches = match self.norm(of) {
            Ty::Union(branches) => branches,
            single => vec![single],
        };
        let stays = |branch: &Ty| self.extends(branch, by, &mut Env::new()) != Some(exclude);
        let kept: Vec<_> = branches.into_iter().filter(stays).collect();
        self.union(&kept)
    }

    /// What a function or constructor takes or gives.
    fn of_function(&self, name: &str, function: &Ty) -> Ty {
        match (name, self.norm(function)) {
            ("ReturnType", Ty::Function(sig)) | ("InstanceType", Ty::Constructor(sig)) => self.norm(&sig.ret),
            ("ReturnType" | "InstanceType", _) => Ty::Any,
            (_, Ty::Function(sig) | Ty::Constructor(sig)) => Ty::Tuple(
                sig.args
                    .iter()
                    .map(|arg| TupleItem { ty: arg.ty.clone(), optional: arg.optional, rest: arg.rest })
                    .collect(),
            ),
            _ => Ty::Array(Box::new(Ty::Any)),
        }
    }

    /// `Record`: with few keys that are known, an object type.
    fn record(&self, keys: &Ty, value: Ty) -> Ty {
        let over = match self.norm(keys) {
            Ty::Union(keys) if keys.len() <= WIDEST && keys.iter().all(|key| key.as_text().is_some()) => {
                Ty::Union(keys)
            }
            key @ Ty::Lit(_) => key,
            _ => return Ty::Std("Record".into(), vec![Ty::String, value]),
        };
        self.mapped(&Mapped { key: "K".into(), over, name: None, value, optional: None })
    }
}
