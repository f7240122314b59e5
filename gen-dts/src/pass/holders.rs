//! Classes that are declared globally and are none: the file says what its global scope has (`self`), and the class is
//! listed on another global object (`crypto.DigestStream`) only, or on none (`R2Object`): nothing was made by a class
//! that is not there.

use crate::ir::ts::{Decl, DeclId, Member, MemberKind, Program, Ty, TypeSide, ValueSide};

pub(crate) fn run(program: &mut Program) {
    let globals: Vec<(String, Vec<DeclId>, bool)> = program
        .iter()
        .filter(|(_, decl)| is_global(decl))
        .filter_map(|(_, decl)| {
            let Some(ValueSide::Variable(ty)) = &decl.value else { return None };
            let members = members(program, ty, 8);
            // `self.self`: what lists itself is the global scope.
            let scope = members.iter().any(|member| member.name == decl.name);
            let classes = members.iter().filter_map(|member| listed(program, member)).collect();
            Some((decl.name.clone(), classes, scope))
        })
        .collect();
    let scope: Vec<DeclId> =
        globals.iter().filter(|(.., scope)| *scope).flat_map(|(_, classes, _)| classes).copied().collect();
    if scope.is_empty() {
        return;
    }
    for (holder, classes, _) in globals.iter().filter(|(.., scope)| !scope) {
        for class in classes.iter().filter(|class| !scope.contains(class)) {
            program.decls[class.0 as usize].holder.get_or_insert_with(|| holder.clone());
        }
    }
    let listed: Vec<DeclId> = globals.iter().flat_map(|(_, classes, _)| classes).copied().collect();
    let unlisted: Vec<DeclId> = program
        .iter()
        .filter(|(id, decl)| {
            is_global(decl) && matches!(decl.value, Some(ValueSide::Class)) && !listed.contains(id)
        })
        .map(|(id, _)| id)
        .collect();
    for id in unlisted {
        program.decls[id.0 as usize].unlisted = true;
    }
}

fn is_global(decl: &Decl) -> bool {
    decl.module.is_none() && decl.namespaces.is_empty()
}

/// `DigestStream: typeof DigestStream`: the global class that a property holds.
fn listed(program: &Program, member: &Member) -> Option<DeclId> {
    let MemberKind::Property { ty: Ty::Typeof(id), .. } = &member.kind else { return None };
    let decl = program.decl(*id);
    (is_global(decl) && decl.name == member.name && matches!(decl.value, Some(ValueSide::Class)))
        .then_some(*id)
}

fn members<'p>(program: &'p Program, ty: &Ty, depth: usize) -> Vec<&'p Member> {
    let Ty::Ref(id, _) = ty else { return Vec::new() };
    let Some(TypeSide::Object(object)) = &program.decl(*id).ty else { return Vec::new() };
    let inherited =
        object.extends.iter().filter(|_| depth > 0).flat_map(|parent| members(program, parent, depth - 1));
    inherited.chain(&object.members).collect()
}
