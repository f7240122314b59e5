//! Types in the place of type parameters.

use super::Env;
use crate::ir::ts::{AnonMember, Mapped, Member, MemberKind, Sig, TupleItem, Ty, TypeParam};

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
