//! `var Response: { new (…): Response; json(…): Response }` beside `interface Response` is a class: constructors and
//! statics move to the type side, so that later passes see one shape of class.

use crate::ir::ts::{AnonMember, Member, MemberKind, Object, Program, Ty, TypeSide, ValueSide};

pub(crate) fn run(program: &mut Program) {
    for index in 0..program.decls.len() {
        let Some(ValueSide::Variable(Ty::Anon(members))) = &program.decls[index].value else { continue };
        let constructs = members.iter().find_map(|AnonMember(member)| match &member.kind {
            MemberKind::Construct(sig) => Some(sig.clone()),
            _ => None,
        });
        let Some(construct) = constructs else { continue };
        let statics: Vec<Member> = members
            .iter()
            .map(|AnonMember(member)| member)
            .filter(|member| member.name != "prototype")
            .map(|member| Member {
                is_static: !matches!(member.kind, MemberKind::Construct(_)),
                ..member.clone()
            })
            .collect();
        let decl = &program.decls[index];
        let ty = match &decl.ty {
            Some(TypeSide::Object(object)) => {
                let mut object = object.clone();
                object.class = true;
                object.members.extend(statics);
                TypeSide::Object(object)
            }
            Some(_) => continue,
            None => {
                // Only the value has a name: instances are what the constructor gives.
                let instance = match &construct.ret {
                    Ty::Anon(members) => members.iter().map(|member| member.0.clone()).collect(),
                    Ty::Ref(id, _) => match &program.decl(*id).ty {
                        Some(TypeSide::Object(object)) => object.members.clone(),
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                let members = instance.into_iter().chain(statics).collect();
                TypeSide::Object(Object { class: true, is_abstract: false, extends: Vec::new(), members })
            }
        };
        let decl = &mut program.decls[index];
        decl.ty = Some(ty);
        decl.value = Some(ValueSide::Class);
    }
}
