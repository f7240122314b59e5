//! Free functions and constants beside each other have names of their own, also where TypeScript tells them apart by
//! capitals alone: `Set()` and `set()`, `max` and `MAX`.

use crate::ir::rust::{Crates, ItemKind, Method};
use crate::names;
use indexmap::{IndexMap, IndexSet};

pub(crate) fn run(crates: &mut Crates) {
    let mut groups: IndexMap<(usize, String), Vec<usize>> = IndexMap::new();
    for (index, item) in crates.items.iter().enumerate() {
        if matches!(item.kind, ItemKind::Function(_) | ItemKind::Value(_)) {
            let module = if item.home.nested { item.home.module.clone() } else { String::new() };
            groups.entry((item.home.krate, module)).or_default().push(index);
        }
    }
    for indices in groups.into_values() {
        settle(crates, indices);
    }
}

/// Names the functions of one module, those first that are written like their Rust names.
fn settle(crates: &mut Crates, mut indices: Vec<usize>) {
    indices.sort_by_key(|index| match &crates.items[*index].kind {
        ItemKind::Function(method) => (1, method.js != names::stem(&method.js)),
        ItemKind::Value(value) => (0, value.name != names::stem(&value.name)),
        _ => (0, false),
    });
    let (mut taken, mut sys_taken) = (IndexSet::new(), IndexSet::new());
    for index in indices {
        let item = &mut crates.items[index];
        match &mut item.kind {
            ItemKind::Value(value) => {
                distinguish(&mut value.function, names::capitals(&value.name), |name| !taken.contains(name));
                taken.insert(value.function.clone());
            }
            ItemKind::Function(method) => {
                let word = names::capitals(&method.js);
                let with = method.args.iter().any(|arg| arg.optional);
                let free = |name: &str, taken: &IndexSet<String>| {
                    !(taken.contains(name) || with && taken.contains(&names::with_name(name)))
                };
                distinguish(&mut method.sys, word, |name| !sys_taken.contains(name));
                sys_taken.insert(method.sys.clone());
                if !method.name.is_empty() {
                    distinguish(&mut method.name, word, |name| free(name, &taken));
                    taken.insert(method.name.clone());
                    if with {
                        taken.insert(names::with_name(&method.name));
                    }
                }
                item.name.clone_from(called(method));
            }
            _ => {}
        }
    }
}

fn called(method: &Method) -> &String {
    if method.name.is_empty() { &method.sys } else { &method.name }
}

/// Appends the word, and then its place, until the name is free.
fn distinguish(name: &mut String, word: &str, free: impl Fn(&str) -> bool) {
    let base = name.trim_end_matches('_').to_owned();
    let mut place = 1;
    while !free(name) {
        *name = if place == 1 { format!("{base}_{word}") } else { format!("{base}_{word}_{place}") };
        place += 1;
    }
}
