//! Choosing the variant of a union that a value is.
//!
//! A variant is chosen by evidence only, strongest first: the value of the member that tells kinds apart, members with
//! constant values, then the members that are there: one that some variant knows and another does not speaks against the
//! other, so does a required member that is missing; `null` says nothing. Variants for which the same speaks are tried:
//! those that take the value as it is come before those that have to convert it, and of these the one that leaves the
//! least unread, however deep. Without evidence the value is kept as it is.
//!
//! No tree is built: the text is read again.

use super::note::Remark;
use super::union::{Index, Union, Variant};
use super::{Fail, Kind, Reader};
use std::borrow::Cow;

/// Reads the next value as the variant with this index, or as none of them.
pub type ReadVariant<'f, 'a> = dyn FnMut(&mut Reader<'a>, Option<usize>) -> Result<(), Fail> + 'f;

/// How sure a choice is.
enum Choice {
    /// The tag says so.
    Named(usize),
    /// The tag has a value that no variant is for.
    Unknown,
    /// Candidates for which the same speaks, the best first; in each the document's order.
    Ranked(Vec<Vec<usize>>),
}

pub(super) fn decode<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    let kind = reader.kind()?;
    if kind == Kind::Object && union.tag.is_empty() && by_first_member(reader, union, read)? {
        return Ok(());
    }
    let mark = reader.mark();
    let choice = choose(reader, union, kind)?;
    reader.restore(&mark);
    match choice {
        Choice::Named(index) => named(reader, index, read),
        Choice::Unknown => read(reader, None),
        Choice::Ranked(ranks) => {
            for rank in ranks {
                if best(reader, union, kind, &rank, read)? {
                    return Ok(());
                }
            }
            converted(reader, union, kind, read)
        }
    }
}

/// A value whose tag names its variant. One that does not fit is kept as it is, and noted.
fn named<'a>(reader: &mut Reader<'a>, index: usize, read: &mut ReadVariant<'_, 'a>) -> Result<(), Fail> {
    let mark = reader.mark();
    let Err(fail) = read(reader, Some(index)) else { return Ok(()) };
    if reader.strict || reader.exact {
        return Err(fail);
    }
    // What is not well-formed is no value of any type.
    let Ok(raw) = reader.skip_from(&mark) else { return Err(fail) };
    let end = reader.position();
    reader.restore(&mark);
    read(reader, None)?;
    reader.remarks.push(Remark::Unfit { at: end - raw.len(), end, fail });
    Ok(())
}

/// Decides by the first member that says something, where only one variant knows it, and all that follows agrees: then the
/// value is read once.
fn by_first_member<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let mark = reader.mark();
    let (index, exact) = (union.index(), reader.exact);
    reader.begin_object()?;
    let only = match reader.next_key(true)? {
        Some(key) => index.of(&key).filter(|evidence| evidence.constant.is_empty()),
        None => None,
    };
    let only = only.and_then(|evidence| <[u16; 1]>::try_from(evidence.known.as_slice()).ok());
    let says = only.is_some() && reader.kind()? != Kind::Null;
    reader.restore(&mark);
    let Some([only]) = only.filter(|_| says) else { return Ok(false) };
    reader.exact = true;
    let read = read(reader, Some(usize::from(only)));
    reader.exact = exact;
    if read.is_ok() && reader.against == mark.against() {
        return Ok(true);
    }
    reader.restore(&mark);
    Ok(false)
}

/// Reads the value as the best of some variants for which the same speaks; `false` if it fits none of them.
fn best<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    kind: Kind,
    rank: &[usize],
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let mark = reader.mark();
    // Members of a record may be converted; what is nothing but scalars would come back as something else.
    let converts = |index: usize| match kind {
        Kind::Object => union.index().is_record[index],
        Kind::Array => union.variants[index].items & Variant::OBJECT != 0,
        _ => false,
    };
    if let [only] = rank
        && converts(*only)
    {
        let fits = read(reader, Some(*only)).is_ok();
        if !fits {
            reader.restore(&mark);
        }
        return Ok(fits);
    }
    if exactly(reader, rank, read)? {
        return Ok(true);
    }
    if !reader.exact {
        // Converted, but with nothing left out: between several, what does not fit is no reason to take one.
        for &index in rank.iter().filter(|index| converts(**index)) {
            let fits = read(reader, Some(index)).is_ok();
            if fits && !reader.remarks[mark.remarks()..].iter().any(Remark::is_loss) {
                return Ok(true);
            }
            reader.restore(&mark);
        }
    }
    Ok(false)
}

/// Reads the value as the variant that takes it as it is and leaves the least unread.
fn exactly<'a>(
    reader: &mut Reader<'a>,
    rank: &[usize],
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let (mark, exact) = (reader.mark(), reader.exact);
    let mut attempt = |reader: &mut Reader<'a>, index: usize| {
        reader.exact = true;
        let fits = read(reader, Some(index));
        reader.exact = exact;
        fits
    };
    if let [only] = rank {
        let fits = attempt(reader, *only).is_ok();
        if !fits {
            reader.restore(&mark);
        }
        return Ok(fits);
    }
    let mut found: Option<((u32, u32), usize)> = None;
    for &index in rank {
        let fits = attempt(reader, index).is_ok();
        let score = (reader.against - mark.against(), u32::MAX - (reader.known - mark.known()));
        if fits && found.is_none_or(|(best, _)| score < best) {
            found = Some((score, index));
        }
        reader.restore(&mark);
    }
    match found {
        Some((_, index)) => attempt(reader, index).map(|()| true),
        None => Ok(false),
    }
}

/// A value that is of no variant's kind: text may still be a number or a boolean. The other way round the value is kept: as
/// text it would come back as something else.
fn converted<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    kind: Kind,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    let mark = reader.mark();
    if reader.exact {
        return Err(reader.fail(format!("a variant of {}", union.name)));
    }
    if kind == Kind::String {
        for (index, variant) in union.variants.iter().enumerate() {
            if variant.kinds & (Variant::NUMBER | Variant::BOOL) == 0 || variant.kinds & Variant::STRING != 0
            {
                continue;
            }
            if read(reader, Some(index)).is_ok() {
                return Ok(());
            }
            reader.restore(&mark);
        }
    }
    read(reader, None)
}

fn choose(reader: &mut Reader<'_>, union: &'static Union, kind: Kind) -> Result<Choice, Fail> {
    let bit = Variant::bit(kind);
    let fitting = |index: &usize| union.variants[*index].kinds & bit != 0;
    let mut fitting: Vec<usize> = (0..union.variants.len()).filter(fitting).collect();
    match kind {
        Kind::Object => match by_tag(reader, union, &mut fitting)? {
            Some(choice) => Ok(choice),
            None => by_members(reader, union, &fitting),
        },
        Kind::Array => {
            reader.begin_array()?;
            if reader.next_item(true)? {
                let item = Variant::bit(reader.kind()?);
                return Ok(ranked(fitting, |index| union.variants[index].items & item == 0));
            }
            Ok(Choice::Ranked(vec![fitting]))
        }
        Kind::Null => Ok(Choice::Unknown),
        Kind::Bool | Kind::Number | Kind::String => {
            let text = scalar(reader)?;
            // A variant that lists this value, then those that list none, then open lists.
            Ok(ranked(fitting, |index| {
                let values = union.variants[index].values;
                if values.contains(&text.as_ref()) { 0 } else { 1 + usize::from(!values.is_empty()) }
            }))
        }
    }
}

/// Groups candidates by how much speaks for them.
fn ranked<K: Ord>(mut candidates: Vec<usize>, key: impl Fn(usize) -> K) -> Choice {
    candidates.sort_by_key(|index| key(*index));
    let ranks = candidates.chunk_by(|one, other| key(*one) == key(*other)).map(<[usize]>::to_vec);
    Choice::Ranked(ranks.collect())
}

/// A scalar's text as tables write it: strings without quotes. Empty for arrays and objects.
fn scalar<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Fail> {
    match reader.kind()? {
        Kind::String => reader.string(),
        Kind::Array | Kind::Object => reader.skip().map(|_| "".into()),
        _ => reader.skip().map(Into::into),
    }
}

/// What the tag says, if it is there: a variant, or which come into question. The reader is then where it was.
fn by_tag(
    reader: &mut Reader<'_>,
    union: &'static Union,
    fitting: &mut Vec<usize>,
) -> Result<Option<Choice>, Fail> {
    if union.tag.is_empty() {
        return Ok(None);
    }
    let mark = reader.mark();
    reader.begin_object()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        if union.tag != key.as_ref() {
            reader.skip()?;
            continue;
        }
        let value = scalar(reader)?;
        if value.is_empty() || value == "null" {
            break;
        }
        let means = |index: &usize| union.variants[*index].tags.contains(&value.as_ref());
        let mut meant = fitting.iter().copied().filter(means);
        match (meant.next(), meant.next()) {
            (Some(only), None) => return Ok(Some(Choice::Named(only))),
            (Some(_), Some(_)) => fitting.retain(means),
            // Variants that do not say which values mean them.
            (None, _) => fitting.retain(|index| union.variants[*index].tags.is_empty()),
        }
        if fitting.is_empty() {
            return Ok(Some(Choice::Unknown));
        }
        break;
    }
    reader.restore(&mark);
    Ok(None)
}

/// What an object shows of one variant.
#[derive(Clone, Copy, Default)]
struct Shown {
    constants: u32,
    contradicted: bool,
    required: u32,
    known: u32,
}

fn by_members(reader: &mut Reader<'_>, union: &'static Union, fitting: &[usize]) -> Result<Choice, Fail> {
    let index = union.index();
    let mut shown = vec![Shown::default(); union.variants.len()];
    let (mut members, mut telling) = (0, 0);
    reader.begin_object()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        members += 1;
        let evidence = index.of(&key);
        if reader.kind()? == Kind::Null {
            reader.null()?;
            continue;
        }
        let Some(evidence) = evidence else {
            reader.skip()?;
            continue;
        };
        telling += 1;
        evidence.known.iter().for_each(|at| shown[usize::from(*at)].known += 1);
        evidence.required.iter().for_each(|at| shown[usize::from(*at)].required += 1);
        if evidence.constant.is_empty() {
            reader.skip()?;
            continue;
        }
        let value = scalar(reader)?;
        for at in evidence.constant.iter().map(|at| usize::from(*at)) {
            let mut constants = union.variants[at].constants.iter();
            let agrees = constants.any(|(name, values)| key == *name && values.contains(&value.as_ref()));
            shown[at].constants += u32::from(agrees);
            shown[at].contradicted |= !agrees;
        }
    }
    Ok(by_evidence(index, &shown, (members, telling), fitting))
}

/// Candidates by what speaks for them and against them.
fn by_evidence(index: &Index, shown: &[Shown], (members, telling): (u32, u32), fitting: &[usize]) -> Choice {
    let possible = |at: &usize| {
        let shown = shown[*at];
        // An object that shows nothing of a record is not that record.
        !shown.contradicted && (!index.is_record[*at] || shown.known > 0)
    };
    let mut candidates: Vec<usize> = fitting.iter().copied().filter(possible).collect();
    // Of those for which the same speaks the smallest comes first: it is the closest.
    candidates.sort_by_key(|at| index.members_of[*at]);
    // Unless there is nothing in it at all, and one record that needs nothing.
    if let ([only], true) = (fitting, members == 0)
        && index.required[*only] == 0
        && candidates.is_empty()
    {
        candidates.push(*only);
    }
    ranked(candidates, |at| {
        let (shown, is_record) = (shown[at], index.is_record[at]);
        let missing = index.required[at].saturating_sub(shown.required);
        let unknown = telling.saturating_sub(shown.known);
        // What is no record takes any members: it comes last.
        let against = if is_record { unknown + missing } else { 0 };
        (!is_record, u32::MAX - shown.constants, against, missing)
    })
}
