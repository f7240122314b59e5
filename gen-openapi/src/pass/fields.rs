//! What members, variants, values and parameters are called.
//!
//! A name is the wire name in snake or camel case. Where several come out the same, the one that is written just so on
//! the wire keeps it; the others are told apart by what differs: punctuation first (`+1`, `-1`), then capitals (`asc`,
//! `ASC`), then their place.

use super::difference::is_kind;
use crate::ir::{Api, Enum, Field, Spelling, TypeId, TypeKind, Variant};
use crate::ledger::{Ledger, Members, variant_key};
use codegen::names;
use std::collections::{BTreeMap, BTreeSet};

/// Names that records and requests have methods of.
const REQUEST_METHODS: &[&str] = &[
    "await",
    "bytes_stream",
    "call",
    "collect_all",
    "deadline",
    "events",
    "header",
    "into_future",
    "lines",
    "max_retries",
    "pages",
    "query_param",
    "retry_policy",
    "prefetch",
    "send",
    "skip_undecodable",
    "stream",
    "strict",
    "timeout",
];

/// Functions that records have: a setter of that name would hide them.
const RECORD_FUNCTIONS: &[&str] = &["clone", "default", "from", "into", "new"];

/// Variants that every enum of its kind has.
const OTHER: &str = "Other";
const UNKNOWN: &str = "Unknown";

/// What the variables of a server's address have beside their setters.
const SERVER_FUNCTIONS: &[&str] = &["url", "default", "clone", "eq", "ne", "fmt"];

/// Names the variables of the server's address; one that stands in two places has one name.
fn name_server(api: &mut Api) {
    let Some(server) = &mut api.server else { return };
    let mut wires: Vec<String> = Vec::new();
    for variable in &server.variables {
        if !wires.contains(&variable.wire) {
            wires.push(variable.wire.clone());
        }
    }
    let names = unique(&wires, Case::Value, SERVER_FUNCTIONS, "variable");
    for variable in &mut server.variables {
        let at = wires.iter().position(|wire| *wire == variable.wire).unwrap_or_default();
        variable.name.clone_from(&names[at]);
    }
    let first = |wire: &String| server.variables.iter().position(|variable| variable.wire == *wire);
    server.fields = wires.iter().filter_map(first).collect();
}

pub(super) fn run(api: &mut Api, ledger: &Ledger) {
    name_server(api);
    for id in api.own_ids() {
        name_members(api, id, ledger);
    }
    for operation in &mut api.operations {
        let wires: Vec<String> = operation.params().map(|param| param.wire.clone()).collect();
        let reserved = ["body", "scope"];
        let spelled = unique(&wires, Case::Value, &reserved, "param");
        let old = |wire: &str| ledger.member(Members::Parameters, &operation.request, wire);
        let kept = keep(spelled, &wires, &old, &reserved);
        for (param, name) in operation.params_mut().zip(kept) {
            param.name = name;
        }
        for setter in &mut operation.setters {
            if REQUEST_METHODS.contains(&setter.name.as_str()) {
                setter.name.push_str("_param");
            }
        }
    }
}

/// Names with those of the ledger in their places; one that was made yields to one that was kept.
fn keep<'l>(
    mut names: Vec<String>,
    wires: &[String],
    old: &dyn Fn(&str) -> Option<&'l str>,
    reserved: &[&str],
) -> Vec<String> {
    // Of a wire name that is there twice the ledger does not say which it means.
    let once = |wire: &String| wires.iter().filter(|other| *other == wire).count() == 1;
    let mut taken = BTreeSet::new();
    let kept: Vec<bool> = names
        .iter_mut()
        .zip(wires)
        .map(|(name, wire)| {
            let old = old(wire).filter(|old| !reserved.contains(old) && once(wire));
            let keeps = old.is_some_and(|old| taken.insert(old.to_owned()));
            if let Some(old) = old.filter(|_| keeps) {
                old.clone_into(name);
            }
            keeps
        })
        .collect();
    for (name, _) in names.iter_mut().zip(kept).filter(|(_, kept)| !kept) {
        while !taken.insert(name.clone()) {
            name.push('_');
        }
    }
    names
}

/// What variants are known by: their first label, and what they hold where several have that.
fn variant_keys(labels: &[Vec<String>], payloads: &[String]) -> Vec<String> {
    let first: Vec<String> =
        labels.iter().map(|labels| labels.first().cloned().unwrap_or_default()).collect();
    let repeated = |label: &String| first.iter().filter(|other| *other == label).count() > 1;
    let key = |(label, holds): (&String, &String)| {
        if repeated(label) { variant_key(label, holds) } else { label.clone() }
    };
    first.iter().zip(payloads).map(key).collect()
}

fn name_members(api: &mut Api, id: TypeId, ledger: &Ledger) {
    let owner = api[id].name.clone();
    let payloads: Vec<String> = match &api[id].kind {
        TypeKind::Union(union) => {
            union.variants.iter().map(|variant| Spelling::INSIDE.text(api, &variant.sig)).collect()
        }
        _ => Vec::new(),
    };
    let keep = |kind: Members, names: Vec<String>, wires: &[String], reserved: &[&str]| {
        keep(names, wires, &|wire: &str| ledger.member(kind, &owner, wire), reserved)
    };
    match &mut api[id].kind {
        TypeKind::Record(record) => {
            // What has one value is no field, and takes no name.
            let named = |field: &&Field| field.constant.is_none();
            let wires: Vec<String> =
                record.fields.iter().filter(named).map(|field| field.wire.clone()).collect();
            let names = keep(Members::Fields, unique(&wires, Case::Value, &[], ""), &wires, &[]);
            let fields = record.fields.iter_mut().filter(|field| field.constant.is_none());
            for (field, name) in fields.zip(names) {
                field.name = beside_functions(name);
            }
            record.rest_name = rest_name(&record.fields);
        }
        TypeKind::Enum(Enum { values, .. }) => {
            let wires: Vec<String> = values.iter().map(|value| value.wire.clone()).collect();
            let spelled = unique(&wires, Case::Type, &[OTHER], "value");
            let names = keep(Members::Values, spelled, &wires, &[OTHER]);
            for (value, name) in values.iter_mut().zip(names) {
                value.name = name;
            }
        }
        TypeKind::Union(union) => {
            let labels: Vec<Vec<String>> =
                union.variants.iter().map(|variant| variant.labels.clone()).collect();
            let wires = variant_keys(&labels, &payloads);
            let known = |label: &str| ledger.member(Members::Variants, &owner, label).is_some();
            let wires = as_known(&wires, &union.variants, &known);
            let names = keep(Members::Variants, from_labels(&labels), &wires, &[UNKNOWN]);
            for (variant, name) in union.variants.iter_mut().zip(names) {
                variant.name = name;
            }
        }
        TypeKind::Form(form) => {
            let parts = || form.parts.iter().filter(|part| !part.is_constant());
            let wires: Vec<String> = parts().map(|part| part.wire.clone()).collect();
            let names = keep(Members::Fields, unique(&wires, Case::Value, &[], ""), &wires, &[]);
            for (part, name) in form.parts.iter_mut().filter(|part| !part.is_constant()).zip(names) {
                part.name = beside_functions(name);
            }
        }
        TypeKind::Outcome(cases) => {
            let labels: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
            for (case, name) in cases.iter_mut().zip(unique(&labels, Case::Type, &[OTHER], "success")) {
                case.name = name;
            }
        }
    }
}

/// The field for members that are not listed: `rest`, unless one of those listed is called so.
fn rest_name(fields: &[Field]) -> String {
    let mut name = "rest".to_owned();
    while fields.iter().any(|field| field.name == name) {
        name.insert_str(0, "the_");
    }
    name
}

#[derive(Clone, Copy)]
enum Case {
    /// Fields and parameters.
    Value,
    /// Variants.
    Type,
}

impl Case {
    fn spell(self, words: &[String]) -> String {
        match self {
            Self::Value => names::avoid_keyword(names::snake(words)),
            Self::Type => names::avoid_type_keyword(names::upper_camel(words)),
        }
    }
}

/// What variants are looked up by in the ledger: where a value that tells a variant apart has got company, its first
/// label is another than it was, and it is found by what it was.
fn as_known(wires: &[String], variants: &[Variant], known: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut found = wires.to_vec();
    for (index, variant) in variants.iter().enumerate().filter(|(index, _)| !known(&wires[*index])) {
        let mut others = variant.labels.iter().chain(&variant.tags);
        let earlier = others.find(|label| known(label) && !found.contains(label));
        if let Some(earlier) = earlier {
            found[index].clone_from(earlier);
        }
    }
    found
}

/// The name of a member whose setter would hide a function that all records and forms have.
fn beside_functions(mut name: String) -> String {
    if RECORD_FUNCTIONS.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// The words of a wire name that clashed, which is the n-th.
type Respelling<'a> = &'a dyn Fn(&str, usize) -> Vec<String>;

/// A name for each wire name, all different; one that is reserved is followed by a word that says what it is.
fn unique(wires: &[String], case: Case, reserved: &[&str], kind: &str) -> Vec<String> {
    let spell = |wire: &String| {
        let name = case.spell(&names::words_or_spoken(wire));
        if !reserved.contains(&name.as_str()) {
            return name;
        }
        case.spell(&[names::words_or_spoken(wire), vec![kind.to_owned()]].concat())
    };
    let mut spelled: Vec<String> = wires.iter().map(spell).collect();
    let respell: [Respelling<'_>; 3] = [
        &|wire, _| names::spoken_words(wire),
        &|wire, _| [names::words_or_spoken(wire), vec![capitals(wire).to_owned()]].concat(),
        &|wire, index| [names::words_or_spoken(wire), vec!["number".to_owned(), index.to_string()]].concat(),
    ];
    for respell in respell {
        let clashing = clashes(&spelled, wires);
        if clashing.is_empty() {
            return spelled;
        }
        for index in clashing {
            spelled[index] = case.spell(&respell(&wires[index], index));
        }
    }
    spelled
}

/// Positions whose names others have too. The one whose wire name needs no change of its words keeps its name.
fn clashes(spelled: &[String], wires: &[String]) -> Vec<usize> {
    let mut at: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, name) in spelled.iter().enumerate() {
        at.entry(name).or_default().push(index);
    }
    let as_written = |index: &usize| wires[*index] == names::snake(&names::words(&wires[*index]));
    let mut clashing: Vec<usize> = Vec::new();
    for (_, positions) in at.into_iter().filter(|(_, positions)| positions.len() > 1) {
        let keeper = positions.iter().position(as_written);
        let others = positions.iter().enumerate().filter(|(at, _)| Some(*at) != keeper);
        clashing.extend(others.map(|(_, index)| *index));
    }
    clashing.sort_unstable();
    clashing
}

fn capitals(wire: &str) -> &'static str {
    if wire.chars().any(char::is_lowercase) {
        match wire.chars().position(char::is_uppercase) {
            Some(0) => "capitalized",
            Some(_) => "camel",
            None => "lower",
        }
    } else {
        "upper"
    }
}

/// A name for each list of labels, all different: each takes the first of its labels that no other has.
fn from_labels(labels: &[Vec<String>]) -> Vec<String> {
    const MAX: usize = 40;
    let spell = |label: &str| names::avoid_type_keyword(names::upper_camel(&names::words_or_spoken(label)));
    let depth = labels.iter().map(Vec::len).max().unwrap_or_default();
    let mut chosen: Vec<Option<String>> = vec![None; labels.len()];
    for level in 0..depth {
        let open: Vec<(usize, String)> = labels
            .iter()
            .enumerate()
            .filter(|(index, _)| chosen[*index].is_none())
            .filter_map(|(index, list)| Some((index, spell(list.get(level)?))))
            .collect();
        for (index, name) in &open {
            let rivals = open.iter().filter(|(_, other)| other == name).count();
            let free = !chosen.iter().flatten().any(|known| known == name) && name != UNKNOWN;
            if rivals == 1 && free && name.len() <= MAX {
                chosen[*index] = Some(name.clone());
            }
        }
    }
    without_common_words(&mut chosen);
    let mut names: Vec<String> = Vec::new();
    for (index, name) in chosen.into_iter().enumerate() {
        let mut name = name.unwrap_or_else(|| {
            let first = labels[index].first().map(|label| spell(label)).unwrap_or_default();
            first.chars().take(MAX - 8).collect()
        });
        while names.contains(&name) || name == UNKNOWN || name.is_empty() {
            name.push_str("Variant");
        }
        names.push(name);
    }
    names
}

/// `IpConfiguration`, `CidrConfiguration` → `Ip`, `Cidr`: what all variants say need not be said.
fn without_common_words(chosen: &mut [Option<String>]) {
    let mut words: Vec<Vec<String>> = chosen.iter().flatten().map(|name| names::words(name)).collect();
    if words.len() < 2 || words.len() < chosen.len() {
        return;
    }
    let shared = |words: &[Vec<String>], last: bool| {
        let end = |list: &Vec<String>| if last { list.last().cloned() } else { list.first().cloned() };
        let common = words.first().and_then(end);
        words.iter().all(|list| list.len() > 1 && end(list) == common)
    };
    while shared(&words, true) {
        words.iter_mut().for_each(|list| drop(list.pop()));
    }
    // What is left of `a string` would be taken for what the variant is.
    let kinds = |words: &[Vec<String>]| words.iter().any(|list| list.len() == 2 && is_kind(&list[1]));
    while shared(&words, false) && !kinds(&words) {
        words.iter_mut().for_each(|list| drop(list.remove(0)));
    }
    let shorter: Vec<String> =
        words.iter().map(|list| names::avoid_type_keyword(names::upper_camel(list))).collect();
    let different = shorter.iter().collect::<BTreeSet<_>>().len() == shorter.len();
    if different
        && !shorter.iter().any(|name| {
            name == UNKNOWN || name.starts_with('N') && name[1..].starts_with(|c: char| c.is_ascii_digit())
        })
    {
        for (name, short) in chosen.iter_mut().zip(shorter) {
            *name = Some(short);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REQUEST_METHODS;

    #[test]
    fn no_setter_is_called_like_a_method_of_all_requests() {
        let macros = include_str!("../../../support/http/src/macros/request.rs");
        let methods = macros
            .lines()
            .filter_map(|line| line.trim().strip_prefix("pub fn "))
            .map(|line| line.split(['(', '<']).next().unwrap_or_default());
        let missing: Vec<&str> = methods.filter(|name| !REQUEST_METHODS.contains(name)).collect();
        assert_eq!(missing, [""; 0], "setters may be called like that");
    }
}
