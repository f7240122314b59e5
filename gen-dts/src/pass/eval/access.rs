//! `keyof` and indexed access.

use super::members::member_type;
use super::{Eval, WIDEST};
use crate::ir::ts::{Lit, MemberKind, Ty, TypeSide};

impl Eval<'_> {
    pub(super) fn keyof(&self, of: &Ty) -> Ty {
        let Some(members) = self.members(of) else { return Ty::String };
        if members.iter().any(|member| matches!(member.kind, MemberKind::Index { .. })) {
            return Ty::String;
        }
        let names = members.iter().filter(|member| !member.name.is_empty() && !member.name.starts_with("@@"));
        let keys: Vec<_> = names.map(|member| Ty::Lit(Lit::String(member.name.clone()))).collect();
        self.union(&keys)
    }

    pub(super) fn indexed(&self, of: &Ty, index: &Ty) -> Ty {
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

    pub(super) fn property(&self, of: &Ty, index: &Ty) -> Ty {
        if let (Ty::Ref(id, _), Some(name)) = (of, index.as_text())
            && let Some(TypeSide::Enum(values)) = &self.program.decl(*id).ty
        {
            let found = values.iter().find(|(member, _)| member == name);
            return found.map_or_else(|| of.clone(), |(_, value)| Ty::Lit(value.clone()));
        }
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
}
