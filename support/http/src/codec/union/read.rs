//! Reading a value as the variant of a union that it is.

use super::choose::{Choice, choose};
use super::index::Evidence;
use super::rank::Best;
use super::{Union, Variant};
use crate::codec::note::Remark;
use crate::codec::{Fail, Kind, Reader};
use std::sync::atomic::Ordering;

/// Reads the next value as the variant with this index, or as none of them. What was read before stays where this fails.
pub type ReadVariant<'f, 'a> = dyn FnMut(&mut Reader<'a>, Option<usize>) -> Result<(), Fail> + 'f;

pub(in crate::codec) fn decode<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    if reader.strict && !reader.exact {
        return strictly(reader, union, read);
    }
    // What is tried here is chosen by all evidence, also where less than that is asked for of the whole.
    let limit = std::mem::replace(&mut reader.limit, u32::MAX);
    let decoded = decode_freely(reader, union, read);
    reader.limit = limit;
    if decoded.is_ok() && reader.against > limit { Err(Fail::untold()) } else { decoded }
}

/// Chooses as where things may be passed over, lest another variant take what would be noted; what is noted fails then.
fn strictly<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    let mark = reader.mark();
    reader.strict = false;
    let decoded = decode(reader, union, read);
    reader.strict = true;
    decoded?;
    match reader.remarks[mark.remarks()..].first() {
        Some(remark) => Err(remark.fail(reader.text, mark.position())),
        None => Ok(()),
    }
}

fn decode_freely<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    let kind = reader.kind()?;
    let index = union.index();
    let nothing = kind == Kind::Object && reader.holds_nothing();
    let alike = if nothing { &index.of_nothing } else { index.alike(kind) };
    if nothing || !alike.is_empty() && (kind != Kind::Object || union.tag.is_empty()) {
        let fits = !alike.is_empty() && as_one_of(reader, union, kind, alike, read)?;
        return if fits { Ok(()) } else { converted(reader, union, kind, read) };
    }
    if kind == Kind::Object && union.tag.is_empty() && by_first_member(reader, union, read)? {
        return Ok(());
    }
    let mark = reader.mark();
    let choice = choose(reader, union, kind)?;
    reader.restore(&mark);
    match choice {
        Choice::Named(index) => named(reader, index, read),
        Choice::Unknown => read(reader, None),
        Choice::Ranked(mut ranks) => {
            let mut best = Best::default();
            // Of those for which the same speaks the smallest is the closest.
            while ranks.best(&index.by_size, &mut best) {
                if as_one_of(reader, union, kind, best.all(), read)? {
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

/// Decides by the first member, where few variants know it, and all that follows agrees: then the value is not looked through
/// first.
fn by_first_member<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let mark = reader.mark();
    reader.begin_object()?;
    let evidence = match reader.next_key(true)? {
        Some(key) => union.index().of(&key).filter(|evidence| !evidence.first.is_empty()),
        None => None,
    };
    let says = evidence.is_some() && reader.kind()? != Kind::Null;
    reader.restore(&mark);
    let loose = &union.index().loose;
    let worth = |evidence: &&Evidence| says && (evidence.complete || !loose.load(Ordering::Relaxed));
    let Some(evidence) = evidence.filter(worth) else { return Ok(false) };
    let limit = std::mem::replace(&mut reader.limit, mark.against());
    let fits = closest(reader, &evidence.first, read);
    reader.limit = limit;
    let agrees = fits? && reader.against == mark.against();
    if agrees && (evidence.complete || reader.loose == mark.loose()) {
        return Ok(true);
    }
    if agrees {
        loose.store(true, Ordering::Relaxed);
    }
    reader.restore(&mark);
    Ok(false)
}

/// Reads the value as a variant, without converting anything.
fn exactly<'a>(reader: &mut Reader<'a>, index: usize, read: &mut ReadVariant<'_, 'a>) -> Result<(), Fail> {
    let exact = std::mem::replace(&mut reader.exact, true);
    let fits = read(reader, Some(index));
    reader.exact = exact;
    fits
}

/// Reads the value as the best of some variants for which the same speaks; `false` if it fits none of them.
fn as_one_of<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    kind: Kind,
    best: &[u16],
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let mark = reader.mark();
    // Members of a record may be converted; what is nothing but scalars would come back as something else.
    let converts = |index: usize| match kind {
        Kind::Object => union.index().start[index].is_record,
        Kind::Array => union.variants[index].items & Variant::OBJECT != 0,
        _ => false,
    };
    if let &[only] = best
        && let only = usize::from(only)
        && (reader.exact || converts(only))
    {
        let fits = read(reader, Some(only)).is_ok();
        if !fits {
            reader.restore(&mark);
        }
        return Ok(fits);
    }
    if closest(reader, best, read)? {
        return Ok(true);
    }
    if !reader.exact {
        // Converted, but with nothing left out: between several, what does not fit is no reason to take one.
        for index in best.iter().map(|at| usize::from(*at)).filter(|index| converts(*index)) {
            let fits = read(reader, Some(index)).is_ok();
            if fits && !reader.remarks[mark.remarks()..].iter().any(Remark::is_loss) {
                return Ok(true);
            }
            reader.restore(&mark);
        }
    }
    Ok(false)
}

/// Reads the value as the variant that takes it as it is and leaves the least of it unread or untyped.
fn closest<'a>(
    reader: &mut Reader<'a>,
    candidates: &[u16],
    read: &mut ReadVariant<'_, 'a>,
) -> Result<bool, Fail> {
    let mark = reader.mark();
    let mut found: Option<((u32, u32), usize)> = None;
    // Where the last variant that fits was read to.
    let mut last = (usize::MAX, mark);
    for index in candidates.iter().map(|at| usize::from(*at)) {
        let fits = exactly(reader, index, read).is_ok();
        let score = (reader.against - mark.against(), reader.loose - mark.loose());
        if fits && (score == (0, 0) || candidates.len() == 1) {
            return Ok(true);
        }
        if fits {
            last = (index, reader.mark());
            if found.is_none_or(|(best, _)| score < best) {
                found = Some((score, index));
            }
        }
        reader.restore(&mark);
    }
    let Some((_, index)) = found else { return Ok(false) };
    if index == last.0 && last.1.remarks() == mark.remarks() {
        // It is what was read last: those after it did not fit.
        reader.restore(&last.1);
        return Ok(true);
    }
    exactly(reader, index, read).map(|()| true)
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
        return Err(Fail::untold());
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
