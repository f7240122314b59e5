//! What variants of a union may be called, from what tells them apart: for those that have nothing else to be called by.
//!
//! Labels from the document come first; these are for variants whose titles, components and first members are the same.

use super::difference;
use crate::ir::{Api, Enum, Field, Sig, TypeId, TypeKind, Union, Variant};
use codegen::names::{singular_last, words};

/// More members than that say no more.
const MAX_MEMBERS: usize = 12;

pub(super) fn run(api: &mut Api) {
    for id in api.own_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let labels: Vec<Vec<String>> =
            (0..union.variants.len()).map(|index| labels(api, id, union, index)).collect();
        if let TypeKind::Union(union) = &mut api[id].kind {
            for (variant, labels) in union.variants.iter_mut().zip(labels) {
                variant.labels.extend(labels);
            }
        }
    }
}

fn labels(api: &Api, id: TypeId, union: &Union, index: usize) -> Vec<String> {
    let own = &union.variants[index];
    let mut labels = Vec::new();
    let fields = fields(api, own);
    if !fields.is_empty() {
        let others: Vec<&[Field]> = union
            .variants
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != index)
            .map(|(_, variant)| self::fields(api, variant))
            .collect();
        by_members(fields, &others, &mut labels);
    }
    if let Some(payload) = own.sig.type_id() {
        let others = union.variants.iter().filter_map(|variant| variant.sig.type_id());
        let told = difference::from_others(api, payload, others);
        labels.extend(told.into_iter().map(|words| words.join(" ")));
    }
    labels.extend(by_payload(api, &own.sig));
    if let Sig::Type(payload) | Sig::Boxed(payload) = own.sig {
        // What the union is called need not be said again.
        let above = words(&api[id].name);
        let all = words(&api[payload].name);
        let rest: Vec<String> = all.iter().filter(|word| !above.contains(word)).cloned().collect();
        labels.extend([rest.join(" "), all.join(" ")].into_iter().filter(|label| !label.is_empty()));
    }
    labels
}

/// Members that only this variant has or must have, alone and two together; then one that only this variant lacks.
fn by_members(own: &[Field], others: &[&[Field]], labels: &mut Vec<String>) {
    let has = |fields: &[Field], wire: &str| fields.iter().any(|field| field.wire == wire);
    let needs = |fields: &[Field], wire: &str| {
        fields.iter().any(|field| field.wire == wire && field.presence.is_required())
    };
    let mut own_first: Vec<&Field> = own.iter().take(MAX_MEMBERS).collect();
    own_first.sort_by_key(|field| (!field.presence.is_required(), field.rank));
    let alone = |field: &&&Field| !others.iter().any(|other| has(other, &field.wire));
    labels.extend(own_first.iter().filter(alone).map(|field| field.wire.clone()));
    let needed: Vec<&&Field> = own_first.iter().filter(|field| field.presence.is_required()).collect();
    let only_needed = |field: &&&&Field| !others.iter().any(|other| needs(other, &field.wire));
    labels.extend(needed.iter().filter(only_needed).map(|field| format!("with {}", field.wire)));
    for (at, one) in own_first.iter().enumerate() {
        for two in &own_first[at + 1..] {
            if !others.iter().any(|other| has(other, &one.wire) && has(other, &two.wire)) {
                labels.push(together(one, two));
            }
        }
    }
    if own.len() <= 2 && own.iter().all(|field| others.iter().all(|other| has(other, &field.wire))) {
        let all: Vec<&str> = own.iter().map(|field| field.wire.as_str()).collect();
        labels.push(format!("only {}", all.join(" and ")));
    }
    let lacking = others.first().into_iter().flat_map(|first| first.iter());
    labels.extend(
        lacking
            .filter(|field| !has(own, &field.wire) && others.iter().all(|other| has(other, &field.wire)))
            .map(|field| format!("without {}", field.wire)),
    );
}

/// Two members in words; one that has a single value is that value: `mode` and `region` are `targeted region`.
fn together(one: &Field, two: &Field) -> String {
    match (one.limits.as_slice(), two.limits.as_slice()) {
        ([value], _) => format!("{value} {}", two.wire),
        (_, [value]) => format!("{value} {}", one.wire),
        _ => format!("{} and {}", one.wire, two.wire),
    }
}

/// What a variant holds, in words.
fn by_payload(api: &Api, sig: &Sig) -> Vec<String> {
    match sig {
        Sig::Int(_) => vec!["integer".to_owned()],
        Sig::Float => vec!["number".to_owned()],
        Sig::Known(known) => vec![known.rust().to_lowercase()],
        Sig::Map(value) => {
            let inner = by_payload(api, value).into_iter().map(|label| format!("{label} map"));
            inner.chain(["map".to_owned()]).collect()
        }
        Sig::List(item) => by_payload(api, item).into_iter().map(|label| format!("{label} list")).collect(),
        Sig::Type(id) => match &api[*id].kind {
            TypeKind::Enum(Enum { values, .. }) => {
                let some: Vec<&str> = values.iter().take(3).map(|value| value.wire.as_str()).collect();
                vec![some.join(" or "), some.first().copied().unwrap_or_default().to_owned()]
            }
            _ => vec![singular_last(&words(&api[*id].name)).join(" ")],
        },
        _ => Vec::new(),
    }
}

fn fields<'a>(api: &'a Api, variant: &Variant) -> &'a [Field] {
    match variant.sig {
        Sig::Type(id) | Sig::Boxed(id) => match &api[id].kind {
            TypeKind::Record(record) => &record.fields,
            _ => &[],
        },
        _ => &[],
    }
}
