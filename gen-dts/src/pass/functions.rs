//! Free functions and constants beside each other have names of their own, also where TypeScript tells them apart by
//! capitals alone: `Set()` and `set()`, `max` and `MAX`.

use crate::ir::rust::{Crates, Item, ItemKind, Method};
use crate::ledger::{self, Held, Member};
use crate::names;
use indexmap::{IndexMap, IndexSet};

pub(crate) fn run(crates: &mut Crates, held: &Held<'_>) {
    let mut groups: IndexMap<(usize, String), Vec<usize>> = IndexMap::new();
    for (index, item) in crates.items.iter().enumerate() {
        if matches!(item.kind, ItemKind::Function(_) | ItemKind::Value(_)) {
            let module = if item.home.nested { item.home.module.clone() } else { String::new() };
            groups.entry((item.home.krate, module)).or_default().push(index);
        }
    }
    for ((krate, module), mut indices) in groups {
        let keys = indices.iter().filter_map(|index| key(&crates.items[*index])).collect();
        let module = Some(module.as_str()).filter(|module| !module.is_empty());
        let held = held.functions(krate, module, keys);
        let (mut taken, mut sys_taken) = (IndexSet::new(), IndexSet::new());
        let mut place = 0;
        indices.retain(|index| {
            place += 1;
            let Some(member) = held.get(place - 1).copied().flatten() else { return true };
            keep(&mut crates.items[*index], member, &mut taken, &mut sys_taken);
            false
        });
        settle(crates, indices, taken, sys_taken);
    }
}

/// What tells a function or value from others of its module.
pub(crate) fn key(item: &Item) -> Option<String> {
    match &item.kind {
        ItemKind::Function(method) => Some(ledger::key(method)),
        ItemKind::Value(value) => Some(format!("value {}", value.name)),
        _ => None,
    }
}

/// Gives a function or value the name that stays.
fn keep(item: &mut Item, member: &Member, taken: &mut IndexSet<String>, sys_taken: &mut IndexSet<String>) {
    let sys = member.sys.as_ref().unwrap_or(&member.name);
    match &mut item.kind {
        ItemKind::Value(value) => {
            value.function.clone_from(&member.name);
            item.name.clone_from(sys);
        }
        ItemKind::Function(method) => {
            method.name.clone_from(&member.name);
            method.sys.clone_from(sys);
            if method.args.iter().any(|arg| arg.optional && !arg.fixed) {
                taken.insert(names::with_name(&member.name));
            }
            sys_taken.insert(sys.clone());
            item.name.clone_from(called(method));
        }
        _ => {}
    }
    taken.insert(member.name.clone());
}

/// Names the functions of one module, those first that are written like their Rust names.
fn settle(
    crates: &mut Crates,
    mut indices: Vec<usize>,
    mut taken: IndexSet<String>,
    mut sys_taken: IndexSet<String>,
) {
    indices.sort_by_key(|index| match &crates.items[*index].kind {
        ItemKind::Function(method) => (1, method.js != names::stem(&method.js)),
        ItemKind::Value(value) => (0, value.name != names::stem(&value.name)),
        _ => (0, false),
    });
    for index in indices {
        let item = &mut crates.items[index];
        match &mut item.kind {
            ItemKind::Value(value) => {
                distinguish(&mut value.function, names::capitals(&value.name), |name| !taken.contains(name));
                taken.insert(value.function.clone());
            }
            ItemKind::Function(method) => {
                let word = names::capitals(&method.js);
                let with = method.args.iter().any(|arg| arg.optional && !arg.fixed);
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
