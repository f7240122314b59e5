//! Mapped types and `typeof`.

use super::Eval;
use super::members::is_optional;
use super::subst::subst;
use crate::ir::ts::{AnonMember, DeclId, Mapped, Member, MemberKind, Sig, Span, Ty, ValueSide, Variants};

impl Eval<'_> {
    pub(super) fn mapped(&self, mapped: &Mapped) -> Ty {
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

    pub(super) fn type_of(&self, id: DeclId) -> Ty {
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
}
