//! `var Response: { new (…): Response; json(…): Response }` beside `interface Response` is a class: constructors and
//! statics move to the type side, so that later passes see one shape of class.

use crate::ir::ts::{AnonMember, Member, MemberKind, Object, Program, Ty, TypeSide, ValueSide};

pub(crate) fn run(program: &mut Program) {
    let mut made = Vec::new();
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
                // Only the value has a name: instances are what the constructor gives, a type of its own or one that
                // has a name elsewhere.
                let (extends, instance): (Vec<Ty>, Vec<Member>) = match &construct.ret {
                    Ty::Anon(members) => {
                        (Vec::new(), members.iter().map(|member| member.0.clone()).collect())
                    }
                    Ty::Ref(id, _) if id.0 as usize != index => {
                        made.push(*id);
                        (vec![construct.ret.clone()], Vec::new())
                    }
                    _ => Default::default(),
                };
                let members = instance.into_iter().chain(statics).collect();
                TypeSide::Object(Object { class: true, is_abstract: false, extends, members })
            }
        };
        let decl = &mut program.decls[index];
        decl.value_only = decl.ty.is_none();
        decl.ty = Some(ty);
        decl.value = Some(ValueSide::Class);
    }
    // What a constructor of another name makes is an object of a class, not a plain one.
    for id in made {
        if let Some(TypeSide::Object(object)) = &mut program.decls[id.0 as usize].ty {
            object.class = true;
            object.is_abstract = true;
        }
    }
}
