//! Members of object types: inherited, merged, overridden.

use super::subst::{subst, subst_member};
use super::{DEEPEST, Eval};
use crate::ir::ts::{Member, MemberKind, Span, Ty, TypeSide, Variants};

impl Eval<'_> {
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
    pub(super) fn merged(&self, types: &[Ty]) -> Vec<Member> {
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

    pub(super) fn members_deep(&self, ty: &Ty) -> Option<Vec<Member>> {
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
    pub(super) fn both(&self, there: &Member, more: Member) -> Member {
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
}

pub(super) fn is_optional(member: &Member) -> bool {
    matches!(
        member.kind,
        MemberKind::Property { optional: true, .. } | MemberKind::Method { optional: true, .. }
    )
}

pub(super) fn set_optional(member: &mut Member, value: bool) {
    if let MemberKind::Property { optional, .. } | MemberKind::Method { optional, .. } = &mut member.kind {
        *optional = value;
    }
}

pub(super) fn member_type(member: &Member) -> Option<Ty> {
    match &member.kind {
        MemberKind::Property { ty, optional: true, .. } => Some(ty.clone().or_undefined()),
        MemberKind::Property { ty, .. } => Some(ty.clone()),
        MemberKind::Method { sig, .. } => Some(Ty::Function(Box::new(sig.clone()))),
        _ => None,
    }
}

pub(super) fn same_slot(one: &Member, other: &Member) -> bool {
    one.name == other.name
        && one.is_static == other.is_static
        && !matches!(one.kind, MemberKind::Method { .. } | MemberKind::Construct(_) | MemberKind::Call(_))
        && std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
}

/// Own members take the place of inherited ones of the same name.
pub(super) fn override_with(all: &mut Vec<Member>, own: Vec<Member>) {
    all.retain(|there| !own.iter().any(|own| own.name == there.name && !own.name.is_empty()));
    all.extend(own);
}
