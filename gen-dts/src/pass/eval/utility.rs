//! The utility types of the standard library.

use super::members::set_optional;
use super::{Env, Eval, WIDEST};
use crate::ir::ts::{AnonMember, Mapped, Member, TupleItem, Ty};

impl Eval<'_> {
    /// The standard library's type functions, and its types under one name each.
    pub(super) fn utility(&self, name: &str, args: &[Ty]) -> Ty {
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
