//! Types that two services have in common: one crate has them, and the other takes them from there.
//!
//! They are found as [`dedup`] leaves them: what stands at one place of the document's components and has one structure in both
//! services is one type, and so is all that is in it. Everything else about it is then decided where it lives, for both: what
//! the others do with it is asked for there first, and what was decided they take over as it is.

use super::Service;
use super::carry::{self, Mention};
use super::dedup;
use super::structure::classes;
use crate::ir::{Api, Library, Origin, Type, TypeId, TypeKind};
use codegen::doc::Pointer;
use std::collections::BTreeMap;

/// What a service has in common with the one that has the types of both.
pub(super) struct Common {
    /// The other service's type, by a type of the service's own.
    theirs: BTreeMap<TypeId, TypeId>,
    /// The service's own type, by that of the other one.
    own: BTreeMap<TypeId, TypeId>,
}

impl Common {
    /// Finds it. Types of the service that are one type in the other become one.
    pub(super) fn of(giver: &Service<'_>, taker: &mut Service<'_>) -> Self {
        let theirs = pairs(giver, taker);
        let taker = &mut taker.api;
        let mut own: BTreeMap<TypeId, TypeId> = BTreeMap::new();
        let mut target: Vec<TypeId> = (0..taker.types.len() as u32).map(TypeId).collect();
        for (ours, of) in &theirs {
            target[ours.0 as usize] = *own.entry(*of).or_insert(*ours);
        }
        dedup::merge(taker, &target);
        Self { theirs: own.iter().map(|(of, ours)| (*ours, *of)).collect(), own }
    }

    /// Has the other service's types do what is done with them here.
    pub(super) fn ask(&self, giver: &mut Api, taker: &mut Api) {
        for (ours, of) in &self.theirs {
            let role = giver[*of].role.and(taker[*ours].role);
            (giver[*of].role, taker[*ours].role) = (role, role);
        }
        for id in taker.optional_bodies() {
            let union = self.theirs.get(&id).map(|of| &mut giver[*of].kind);
            if let Some(TypeKind::Union(union)) = union {
                union.optional = true;
            }
        }
    }

    /// How the service mentions the other's types.
    pub(super) fn mentions(&self, taker: &Api) -> Vec<(TypeId, Vec<Mention>)> {
        let mut all = carry::mentions(taker);
        self.theirs.iter().map(|(ours, of)| (*of, std::mem::take(&mut all[ours.0 as usize]))).collect()
    }

    /// Takes over what was decided.
    pub(super) fn take(&self, giver: &Service<'_>, taker: &mut Api) {
        let Service { api: giver, meta, .. } = giver;
        for (ours, of) in &self.theirs {
            let found = taken(&giver[*of], giver.path(*of), &taker[*ours], &self.own);
            taker[*ours] = found;
        }
        if !self.theirs.is_empty() {
            let (name, ident) = (meta.package.clone(), meta.crate_ident());
            taker.library = Some(Library { name, ident, dependency: meta.beside.clone() });
        }
    }
}

/// A type as it is in its crate, in the place that it has here.
fn taken(of: &Type, path: String, ours: &Type, own: &BTreeMap<TypeId, TypeId>) -> Type {
    let here = |id: TypeId| own.get(&id).copied().unwrap_or(id);
    let mut found = Type {
        kind: of.kind.clone(),
        docs: of.docs.clone(),
        name: of.name.clone(),
        kept: of.kept,
        aliases: of.aliases.clone(),
        role: of.role,
        from: Some(path),
        ..ours.clone()
    };
    found.each_sig_mut(&mut |sig| sig.map_types(&here));
    match (&mut found.kind, &ours.kind) {
        (TypeKind::Record(record), TypeKind::Record(own)) => {
            for (field, own) in record.fields.iter_mut().zip(&own.fields) {
                // Where it is in this service's document.
                field.node = own.node;
            }
        }
        (TypeKind::Union(union), _) => {
            let shapes = union.variants.iter_mut().filter_map(|variant| variant.evidence.shape.as_mut());
            shapes.for_each(|shape| *shape = here(*shape));
        }
        _ => {}
    }
    found
}

/// The other service's type, for each type of one service that is the same part of a component and has the same structure in
/// both, or is in such a one.
fn pairs(giver: &Service<'_>, taker: &Service<'_>) -> BTreeMap<TypeId, TypeId> {
    let classes = classes(&[&giver.api, &taker.api], &|_, _| String::new());
    let class = |of: usize, id: TypeId| classes[of][id.0 as usize];
    let mut by_place: BTreeMap<(Pointer, u64), TypeId> = BTreeMap::new();
    for (id, ty) in giver.api.live() {
        for place in places(giver, ty) {
            by_place.entry((place, class(0, id))).or_insert(id);
        }
    }
    let mut found = BTreeMap::new();
    for (ours, ty) in taker.api.live() {
        let mut places = places(taker, ty).into_iter();
        let theirs = places.find_map(|place| by_place.get(&(place, class(1, ours))));
        let all = theirs.and_then(|theirs| whole(&giver.api, &taker.api, (ours, *theirs), &found));
        found.extend(all.into_iter().flatten());
    }
    found
}

/// Where a type stands in the document's components.
fn places(service: &Service<'_>, ty: &Type) -> Vec<Pointer> {
    let named = ty.origins.iter().filter_map(|origin| match origin {
        Origin::Component(name) => Some(Pointer::root().join("components").join("schemas").join(name)),
        _ => None,
    });
    let own = service.doc.pointer(ty.node);
    named.chain(Some(own).filter(|own| own.as_str().starts_with("/components/"))).collect()
}

/// A pair with all that is in it; nothing where a type would have to be two of the other service's.
fn whole(
    giver: &Api,
    taker: &Api,
    pair: (TypeId, TypeId),
    known: &BTreeMap<TypeId, TypeId>,
) -> Option<BTreeMap<TypeId, TypeId>> {
    let mut found = BTreeMap::new();
    let mut open = vec![pair];
    while let Some((ours, theirs)) = open.pop() {
        match known.get(&ours).or_else(|| found.get(&ours)) {
            Some(other) if *other == theirs => continue,
            Some(_) => return None,
            None => drop(found.insert(ours, theirs)),
        }
        open.extend(mentioned(&taker[ours]).into_iter().zip(mentioned(&giver[theirs])));
    }
    Some(found)
}

fn mentioned(ty: &Type) -> Vec<TypeId> {
    let mut found = Vec::new();
    ty.each_sig(&mut |sig| sig.each_type(&mut |id| found.push(id)));
    found
}
