//! Unions without a discriminator that have one all the same: a member that every variant has, whose value tells which.
//!
//! Best is a member whose values each variant limits. Where every variant allows the same values, as if the schema had been
//! copied, the values are those of the variants whose titles, component names or examples say so: that is a reading, and
//! noted.

use crate::ir::{Api, Enum, EnumKind, Field, Note, Sig, TypeId, TypeKind, Union, Variant};
use codegen::names::words;
use std::collections::BTreeSet;

/// Members that mostly mean it, first.
const LIKELY: [&str; 6] = ["type", "kind", "action", "mode", "service_type", "source"];

pub(super) fn run(api: &mut Api) {
    for id in api.live_ids() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let told = union.tag.is_some() && union.variants.iter().any(|variant| !variant.tags.is_empty());
        if told || union.variants.len() < 2 {
            continue;
        }
        let union = union.clone();
        let Some(columns) = columns(api, &union) else { continue };
        let limited =
            |apart| columns.iter().find_map(|column| column.limited(apart)).map(|tags| (tags, false));
        let implied = || columns.iter().find_map(|column| column.implied(&union)).map(|tags| (tags, true));
        let found = limited(Apart::NoValueInCommon).or_else(implied).or_else(|| limited(Apart::SomeValues));
        let Some((tags, implied)) = found else { continue };
        if implied {
            let message =
                format!("titles, names and examples say which `{}` means which variant", tags.member);
            api.notes.push(Note { code: "openapi::implied-tag", node: api[id].node, message });
        }
        if let TypeKind::Union(union) = &mut api[id].kind {
            union.tag = Some(tags.member);
            union.implied = implied;
            for (variant, values) in union.variants.iter_mut().zip(tags.values) {
                variant.tags = values;
            }
        }
    }
}

/// A member that names variants, and the values that mean each.
struct Tags {
    member: String,
    values: Vec<Vec<String>>,
}

/// How the values of any two variants differ.
#[derive(Clone, Copy)]
enum Apart {
    NoValueInCommon,
    SomeValues,
}

/// One member of all variants.
struct Column<'a> {
    member: &'a str,
    fields: Vec<&'a Field>,
    /// The values that each variant limits it to; none where it does not.
    limits: Vec<Vec<String>>,
}

/// The members that all variants have, those that are likely to tell first.
fn columns<'a>(api: &'a Api, union: &Union) -> Option<Vec<Column<'a>>> {
    let records: Vec<&[Field]> =
        union.variants.iter().map(|variant| fields(api, variant)).collect::<Option<_>>()?;
    let (first, others) = records.split_first()?;
    let mut columns: Vec<Column<'a>> = Vec::new();
    for field in *first {
        let mut row = vec![field];
        for record in others {
            row.extend(record.iter().find(|other| other.wire == field.wire));
        }
        if row.len() == records.len() {
            let limits = row.iter().map(|field| limits(api, field)).collect();
            columns.push(Column { member: &field.wire, fields: row, limits });
        }
    }
    let rank = |member: &str| LIKELY.iter().position(|likely| *likely == member).unwrap_or(LIKELY.len());
    columns.sort_by_key(|column| rank(column.member));
    Some(columns)
}

fn fields<'a>(api: &'a Api, variant: &Variant) -> Option<&'a [Field]> {
    let (Sig::Type(id) | Sig::Boxed(id)) = variant.sig else { return None };
    match &api[id].kind {
        TypeKind::Record(record) => Some(&record.fields),
        _ => None,
    }
}

/// The values a member is limited to.
fn limits(api: &Api, field: &Field) -> Vec<String> {
    if !field.limits.is_empty() {
        return field.limits.clone();
    }
    let values = |id: TypeId| match &api[id].kind {
        TypeKind::Enum(Enum { kind: EnumKind::Text | EnumKind::Mixed, values }) => {
            values.iter().map(|value| value.wire.clone()).collect()
        }
        _ => Vec::new(),
    };
    match field.sig {
        Sig::Type(id) => values(id),
        _ => Vec::new(),
    }
}

impl Column<'_> {
    /// The variants' own values, where each has some, and they are so far apart.
    fn limited(&self, apart: Apart) -> Option<Tags> {
        let differ = |one: &Vec<String>, other: &Vec<String>| match apart {
            Apart::NoValueInCommon => one.iter().all(|value| !other.contains(value)),
            Apart::SomeValues => one != other,
        };
        let all = self.limits.iter().all(|values| !values.is_empty());
        let telling = self.limits.iter().enumerate().all(|(at, values)| {
            self.limits.iter().enumerate().all(|(other, others)| at == other || differ(values, others))
        });
        (all && telling).then(|| Tags { member: self.member.to_owned(), values: self.limits.clone() })
    }

    /// The values that the variants' names and examples point to, each for one variant.
    fn implied(&self, union: &Union) -> Option<Tags> {
        let known: BTreeSet<&String> = self.limits.iter().flatten().collect();
        let shown: BTreeSet<&String> = self.fields.iter().flat_map(|field| &field.shown).collect();
        let is_kind = LIKELY.contains(&self.member)
            || words(self.member).last().is_some_and(|last| last == "type" || last == "kind");
        // Examples alone are values of a kind only where the member's name says that it is one.
        let values = if known.is_empty() && is_kind { shown } else { known };
        if values.len() < 2 {
            return None;
        }
        let mut claims: Vec<(Claim, &String, usize)> = Vec::new();
        for value in values {
            for (at, variant) in union.variants.iter().enumerate() {
                claims.extend(self.claim(value, variant, at).map(|claim| (claim, value, at)));
            }
        }
        claims.sort_by_key(|claim| std::cmp::Reverse(claim.0));
        let mut found: Vec<Vec<String>> = vec![Vec::new(); union.variants.len()];
        let mut taken: BTreeSet<&String> = BTreeSet::new();
        for equal in claims.chunk_by(|one, other| one.0 == other.0) {
            // A variant has its value by the strongest claim; a value that several claim alike is a value of each.
            let open: Vec<_> =
                equal.iter().filter(|claim| found[claim.2].is_empty() && !taken.contains(claim.1)).collect();
            for (_, value, at) in &open {
                found[*at].push((*value).clone());
            }
            taken.extend(open.iter().map(|claim| claim.1));
        }
        let told = found.iter().filter(|values| !values.is_empty()).count();
        // One that is told of many may be a coincidence.
        (told >= 2 && told * 2 >= found.len()).then(|| Tags { member: self.member.to_owned(), values: found })
    }

    /// How strongly a variant claims a value.
    fn claim(&self, value: &str, variant: &Variant, at: usize) -> Option<Claim> {
        let wanted = words(value);
        if wanted.is_empty() {
            return None;
        }
        let by_name = variant.labels.iter().filter_map(|label| {
            let label = words(label);
            if label == wanted {
                Some(Claim::Name(wanted.len()))
            } else {
                label.windows(wanted.len()).any(|part| part == wanted).then_some(Claim::Part(wanted.len()))
            }
        });
        let shows = |at: usize| self.fields[at].shown.iter().any(|shown| shown == value);
        let alone = shows(at) && (0..self.fields.len()).filter(|other| shows(*other)).count() == 1;
        by_name.chain(alone.then_some(Claim::Example)).max()
    }
}

/// What speaks for a value to mean a variant; the last is the strongest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    /// The variant's name has the value's words in it: how many.
    Part(usize),
    /// The value is the example of this variant alone.
    Example,
    /// The variant is called so.
    Name(usize),
}
