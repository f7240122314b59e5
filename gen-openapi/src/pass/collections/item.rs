//! Which member of an item says which one it is, and which one people call it by.

use super::direct;
use crate::ir::{Api, Field, Sig, TypeKind};
use codegen::names::{singular_last, words};

/// Members that are ids whatever the parameter is called.
const IDS: [&str; 3] = ["id", "uuid", "uid"];
/// The same, after a name of the collection's own.
const LATE_IDS: [&str; 2] = ["identifier", "tag"];
/// Last words of members by which things are told apart where they have no id.
const KEYS: [&str; 3] = ["name", "key", "hostname"];
/// Members that people call things by, after the collection's own name.
const NAMES: [&str; 6] = ["title", "display_name", "label", "hostname", "domain", "email"];

/// A collection by the words of its path's last segment and its parameter.
pub(super) struct Called {
    collection: Vec<String>,
    parameter: String,
}

impl Called {
    pub(super) fn new(path: &str, parameter: &str) -> Self {
        let word = path.rsplit('/').find(|segment| !segment.contains('{')).unwrap_or_default();
        Self { collection: singular_last(&words(word)), parameter: parameter.to_owned() }
    }

    /// The member that is the id, and the member around it where it is not the item's own.
    pub(super) fn id(&self, api: &Api, sig: &Sig) -> Option<(String, String)> {
        let fields = fields(api, sig);
        if let Some(id) = self.id_among(api, &fields) {
            return Some((id, String::new()));
        }
        let (around, inner) = self.wrapped(api, &fields)?;
        Some((self.id_among(api, &super::item::fields(api, &inner.sig))?, around))
    }

    /// The one member that holds the item: called as the collection, or alone.
    fn wrapped<'a>(&self, api: &'a Api, fields: &[&'a Field]) -> Option<(String, &'a Field)> {
        let is_record = |field: &&&Field| {
            direct(&field.sig).is_some_and(|id| matches!(api[id].kind, TypeKind::Record(_)))
        };
        let called = |field: &&&Field| singular_last(&words(&field.wire)) == self.collection;
        let mut records = fields.iter().filter(is_record);
        let found = match (records.clone().find(called), records.next(), records.next()) {
            (Some(called), ..) => called,
            (None, Some(only), None) if fields.len() == 1 => only,
            _ => return None,
        };
        Some((found.wire.clone(), found))
    }

    fn id_among(&self, api: &Api, fields: &[&Field]) -> Option<String> {
        let keys: Vec<&str> =
            fields.iter().filter(|field| is_key(api, &field.sig)).map(|field| field.wire.as_str()).collect();
        let spelled = |wanted: &[String]| keys.iter().find(|wire| words(wire) == wanted).copied();
        let parameter = words(&self.parameter);
        let own = || {
            let rest = parameter.strip_prefix(self.collection.as_slice())?;
            spelled(rest).filter(|_| !rest.is_empty())
        };
        let last = || {
            let last = parameter.last()?;
            ["name", "id"].into_iter().find_map(|word| spelled(&[last.clone(), word.to_owned()]))
        };
        let one_of =
            |names: &[&str]| names.iter().find_map(|name| keys.iter().find(|wire| *wire == name)).copied();
        let collections = || spelled(&[self.collection.as_slice(), &["id".to_owned()]].concat());
        let ends = || {
            let ends = |wire: &&&str| words(wire).last().is_some_and(|last| KEYS.contains(&last.as_str()));
            keys.iter().find(ends).copied()
        };
        let found = keys
            .iter()
            .find(|wire| **wire == self.parameter)
            .copied()
            .or_else(|| spelled(&parameter))
            .or_else(own)
            .or_else(|| one_of(&IDS))
            .or_else(last)
            .or_else(collections)
            .or_else(|| one_of(&LATE_IDS))
            .or_else(ends);
        found.map(str::to_owned)
    }

    /// The member that people call an item by.
    pub(super) fn name(&self, api: &Api, fields: &[&Field]) -> String {
        let own = format!("{}_name", self.collection.join("_"));
        let texts = || fields.iter().filter(|field| is_key(api, &field.sig)).map(|field| field.wire.as_str());
        let wanted = ["name", &own].into_iter().chain(NAMES);
        let found = wanted.into_iter().find_map(|name| texts().find(|wire| *wire == name));
        found.unwrap_or_default().to_owned()
    }
}

/// Whether values are short texts or numbers.
fn is_key(api: &Api, sig: &Sig) -> bool {
    match sig {
        Sig::Str | Sig::Int(_) | Sig::Float | Sig::Known(_) => true,
        Sig::Maybe(inner) => is_key(api, inner),
        Sig::Type(id) => matches!(api[*id].kind, TypeKind::Enum(_)),
        _ => false,
    }
}

/// The members of a record, or those that all variants of a union have.
pub(super) fn fields<'a>(api: &'a Api, sig: &Sig) -> Vec<&'a Field> {
    let Some(id) = direct(sig) else { return Vec::new() };
    match &api[id].kind {
        TypeKind::Record(record) => record.fields.iter().collect(),
        TypeKind::Union(union) => {
            let mut all =
                union.variants.iter().map(|variant| match direct(&variant.sig).map(|id| &api[id].kind) {
                    Some(TypeKind::Record(record)) => record.fields.iter().collect(),
                    _ => Vec::new(),
                });
            let first: Vec<&Field> = all.next().unwrap_or_default();
            all.fold(first, |shared, next| {
                let has = |field: &&Field| next.iter().any(|other| other.wire == field.wire);
                shared.into_iter().filter(has).collect()
            })
        }
        _ => Vec::new(),
    }
}
