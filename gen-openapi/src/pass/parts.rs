//! Files: a module is one, until it is too long to be read. Then what a type leads to goes into a file that is called after it.

use crate::ir::{Api, EnumKind, Module, Part, ResourceId, Type, TypeId, TypeKind};
use codegen::names;
use std::collections::{BTreeMap, BTreeSet};

/// A file is split well before it is too long to be read, so that small additions do not move everything.
const LINES: usize = 3_500;

pub(super) fn run(api: &mut Api) {
    let mut types: BTreeMap<ResourceId, Vec<TypeId>> = BTreeMap::new();
    for (id, ty) in api.live() {
        types.entry(ty.home).or_default().push(id);
    }
    let modules = (0..api.resources.len()).map(|at| ResourceId(at as u32));
    let modules: Vec<Module> =
        modules.map(|resource| module(api, resource, types.remove(&resource).unwrap_or_default())).collect();
    api.modules = modules;
}

fn module(api: &Api, resource: ResourceId, types: Vec<TypeId>) -> Module {
    let own: usize = api[resource].operations.iter().map(|op| of_operation(api, *op)).sum();
    let lines: BTreeMap<TypeId, usize> = types.iter().map(|id| (*id, of_type(&api[*id]))).collect();
    let mut left = own + lines.values().sum::<usize>();
    let mut module = Module { resource, types, parts: Vec::new() };
    let mut taken: BTreeSet<String> =
        api[resource].children.iter().map(|child| api[*child].accessor.clone()).collect();
    while left > LINES {
        let Some((root, reached)) = largest(api, &module.types, &lines) else { break };
        let name = names::avoid_keyword(names::snake(&names::words(&api[root].name)));
        let name = if taken.insert(name.clone()) { name } else { format!("{name}_types") };
        left -= reached.iter().map(|id| lines[id]).sum::<usize>();
        module.types.retain(|id| !reached.contains(id));
        module.parts.push(Part { name, types: in_order(api, &reached) });
    }
    module.parts.sort_by(|a, b| a.name.cmp(&b.name));
    module
}

/// The type that leads to most lines that nothing else leads to, among those that fit into a file; and all that it leads to.
fn largest(
    api: &Api,
    types: &[TypeId],
    lines: &BTreeMap<TypeId, usize>,
) -> Option<(TypeId, BTreeSet<TypeId>)> {
    let all: BTreeSet<TypeId> = types.iter().copied().collect();
    let mut used_by: BTreeMap<TypeId, BTreeSet<TypeId>> = BTreeMap::new();
    for id in types {
        api[*id].each_sig(&mut |sig| {
            sig.each_type(&mut |inner| {
                used_by.entry(inner).or_default().insert(*id);
            });
        });
    }
    let reach = |root: TypeId| {
        let mut reached = BTreeSet::from([root]);
        let mut open = vec![root];
        while let Some(id) = open.pop() {
            api[id].each_sig(&mut |sig| {
                sig.each_type(&mut |inner| {
                    let only = used_by.get(&inner).is_some_and(|users| users.is_subset(&reached));
                    if all.contains(&inner) && only && reached.insert(inner) {
                        open.push(inner);
                    }
                });
            });
        }
        let total: usize = reached.iter().map(|id| lines[id]).sum();
        (total, root, reached)
    };
    let fits = types.iter().map(|id| reach(*id)).filter(|(total, ..)| (1..=LINES).contains(total));
    let best = fits.max_by_key(|(total, root, _)| (*total, std::cmp::Reverse(*root)))?;
    Some((best.1, best.2))
}

/// Types in the order in which the document has them.
fn in_order(api: &Api, types: &BTreeSet<TypeId>) -> Vec<TypeId> {
    api.live().map(|(id, _)| id).filter(|id| types.contains(id)).collect()
}

/// About as many lines as an operation's method and request take.
fn of_operation(api: &Api, op: crate::ir::OpId) -> usize {
    const METHOD: usize = 24;
    const SETTER: usize = 6;
    let operation = &api[op];
    let ways: usize = operation.ways.iter().map(|way| METHOD + text(&way.docs)).sum();
    let setters: usize = operation.setters.iter().map(|param| SETTER + text(&param.docs)).sum();
    ways + setters + text(&operation.docs) + METHOD / 2
}

/// About as many lines as a type takes: its documentation, its members, their tables.
fn of_type(ty: &Type) -> usize {
    const FRAME: usize = 10;
    if ty.from.is_some() {
        return 0;
    }
    let members: usize = match &ty.kind {
        TypeKind::Record(record) => record.fields.iter().map(|field| 3 + text(&field.docs)).sum(),
        TypeKind::Union(union) => union.variants.len() * 6,
        TypeKind::Enum(of) => {
            let each = if of.kind == EnumKind::Text { 2 } else { 3 };
            of.values.iter().map(|value| each + text(&value.docs)).sum()
        }
        TypeKind::Form(form) => form.parts.iter().map(|part| 3 + text(&part.docs)).sum(),
        TypeKind::Outcome(cases) => cases.iter().map(|case| 2 + text(&case.docs)).sum(),
    };
    FRAME + text(&ty.docs) + members
}

fn text(docs: &str) -> usize {
    docs.lines().count()
}
