//! Under which features items and their members are there: what `variants` found experimental, and what lives in modules
//! that the manifest puts behind a feature of their crate. What is mentioned needs its features too: a member, where it
//! can be left out, else its item. A member says only what its item does not.

use super::place::Manifest;
use crate::ir::rust::{Crates, Gate, Item, ItemKind, RTy};
use crate::ir::ts::Variants;
use std::collections::BTreeSet;

type Features = BTreeSet<String>;

pub(crate) fn run(crates: &mut Crates, manifest: &Manifest) {
    let mut features = modules(crates, manifest);
    unnamed(crates, &mut features);
    spread(crates, &mut features);
    let gates: Vec<Gate> = crates
        .items
        .iter()
        .zip(features)
        .map(|(item, features)| Gate { features, ..of(item.variants) })
        .collect();
    needs(crates, &gates);
    let homes: Vec<usize> = crates.items.iter().map(|item| item.home.krate).collect();
    for (item, gate) in crates.items.iter_mut().zip(&gates) {
        let own = item.home.krate;
        // Another crate's features are there: the manifest of this one asks for them.
        let mentioned = |ty: &RTy| {
            let mut all = Gate::default();
            ty.walk(&mut |ty| {
                if let RTy::Item(id, _) = ty {
                    let there = &gates[id.0 as usize];
                    all.experimental |= there.experimental;
                    if homes[id.0 as usize] == own {
                        all.features.extend(there.features.iter().cloned());
                    }
                }
            });
            all
        };
        let member = |variants: Variants, types: Vec<&RTy>| {
            let features = types.into_iter().map(mentioned).flat_map(|gate| gate.features).collect();
            Gate { features, ..of(variants) }.within(gate)
        };
        item.gate = gate.clone();
        match &mut item.kind {
            ItemKind::Handle(handle) => {
                for method in &mut handle.methods {
                    method.written.gate = member(method.variants, method.types().collect());
                }
            }
            ItemKind::Dict(dict) => {
                for field in &mut dict.fields {
                    field.gate = member(field.variants, vec![&field.ty]);
                }
            }
            ItemKind::Union(branches) => {
                for branch in branches {
                    branch.gate = mentioned(&branch.ty).within(gate);
                }
            }
            _ => {}
        }
    }
}

fn of(variants: Variants) -> Gate {
    Gate { experimental: variants.experimental_only(), ..Gate::default() }
}

/// The features of each item's module.
fn modules(crates: &Crates, manifest: &Manifest) -> Vec<Features> {
    let of = |item: &Item| {
        let rules = manifest.crates.get(item.home.krate).map(|rule| &rule.features);
        let own = rules.into_iter().flatten().filter(|(_, modules)| modules.contains(&item.home.module));
        own.map(|(feature, _)| feature.clone()).collect()
    };
    crates.items.iter().map(of).collect()
}

/// A type without a name belongs to whoever mentions it: it has the features that all of them have.
fn unnamed(crates: &Crates, features: &mut [Features]) {
    let mut known: Vec<bool> = crates.items.iter().map(|item| item.decl.is_some()).collect();
    loop {
        let mut grew = false;
        for (index, item) in
            crates.items.iter().enumerate().filter(|(index, _)| known[*index]).collect::<Vec<_>>()
        {
            let around = features[index].clone();
            for ty in item.types() {
                ty.walk(&mut |ty| {
                    let RTy::Item(id, _) = ty else { return };
                    let id = id.0 as usize;
                    if crates.items[id].decl.is_some() || crates.items[id].home.krate != item.home.krate {
                        return;
                    }
                    if std::mem::replace(&mut known[id], true) {
                        let before = features[id].len();
                        features[id].retain(|feature| around.contains(feature));
                        grew |= features[id].len() != before;
                    } else {
                        features[id].clone_from(&around);
                        grew = true;
                    }
                });
            }
        }
        if !grew {
            break;
        }
    }
}

/// An item has the features of what it cannot do without.
fn spread(crates: &Crates, features: &mut [Features]) {
    loop {
        let mut grew = false;
        for (index, item) in crates.items.iter().enumerate() {
            let needed: Vec<&RTy> = match &item.kind {
                ItemKind::Handle(handle) => handle.parent.iter().collect(),
                ItemKind::Dict(dict) => {
                    let required =
                        dict.fields.iter().filter(|field| !field.optional && field.constant.is_none());
                    required.map(|field| &field.ty).chain(&dict.rest).collect()
                }
                ItemKind::Union(_) => Vec::new(),
                _ => item.types(),
            };
            let mut more = Features::new();
            for ty in needed {
                ty.walk(&mut |ty| {
                    if let RTy::Item(id, _) = ty
                        && crates.items[id.0 as usize].home.krate == item.home.krate
                    {
                        more.extend(features[id.0 as usize].iter().cloned());
                    }
                });
            }
            let before = features[index].len();
            features[index].extend(more);
            grew |= features[index].len() != before;
        }
        if !grew {
            break;
        }
    }
}

/// Which features each crate needs of those it mentions.
fn needs(crates: &mut Crates, gates: &[Gate]) {
    let mut needs: Vec<(usize, usize, Features)> = Vec::new();
    for item in &crates.items {
        for ty in item.types() {
            ty.walk(&mut |ty| {
                let RTy::Item(id, _) = ty else { return };
                let (gate, to) = (&gates[id.0 as usize], crates.items[id.0 as usize].home.krate);
                if to != item.home.krate && !gate.features.is_empty() {
                    needs.push((item.home.krate, to, gate.features.clone()));
                }
            });
        }
    }
    for (from, to, features) in needs {
        crates.crates[from].needs.entry(to).or_default().extend(features);
    }
}
