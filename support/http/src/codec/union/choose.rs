//! Choosing: what the tag, the members, the items or the value itself say.

use super::index::{Meant, Start, UNKNOWN};
use super::rank::{FEW, Rank, Ranks};
use super::{Union, Variant};
use crate::codec::{Fail, Kind, Reader};
use std::borrow::Cow;

/// How sure a choice is.
#[allow(clippy::large_enum_variant)] // it lives for a moment, where a box would cost more than the copy
pub(super) enum Choice {
    /// The tag says so.
    Named(usize),
    /// The tag has a value that no variant is for.
    Unknown,
    /// The members, items or values say how well each variant fits.
    Ranked(Ranks),
}

pub(super) fn choose(reader: &mut Reader<'_>, union: &'static Union, kind: Kind) -> Result<Choice, Fail> {
    let bit = Variant::bit(kind);
    let ranked = |rank: &dyn Fn(&Variant) -> Rank| {
        let mut ranks = Ranks::new(union.variants.len());
        for (place, variant) in ranks.all().iter_mut().zip(union.variants) {
            if variant.kinds & bit != 0 {
                *place = rank(variant);
            }
        }
        Choice::Ranked(ranks)
    };
    match kind {
        Kind::Object => {
            let tag = by_tag(reader, union)?;
            match tag {
                Tag::Names(index) => Ok(Choice::Named(index)),
                Tag::NamesNone => Ok(Choice::Unknown),
                Tag::Leaves(_) | Tag::Missing => by_members(reader, union, &tag),
            }
        }
        Kind::Array => {
            reader.begin_array()?;
            if !reader.next_item(true)? {
                return Ok(ranked(&|_| 0));
            }
            let item = Variant::bit(reader.kind()?);
            Ok(ranked(&|variant| Rank::from(variant.items & item == 0)))
        }
        Kind::Null => Ok(Choice::Unknown),
        Kind::Bool | Kind::Number | Kind::String => {
            let text = scalar(reader)?;
            // A variant that lists this value, then those that list none, then open lists.
            Ok(ranked(&|variant| {
                if variant.values.contains(&text.as_ref()) {
                    0
                } else {
                    1 + Rank::from(!variant.values.is_empty())
                }
            }))
        }
    }
}

/// A scalar's text as tables write it: strings without quotes. Empty for arrays and objects.
fn scalar<'a>(reader: &mut Reader<'a>) -> Result<Cow<'a, str>, Fail> {
    match reader.kind()? {
        Kind::String => reader.string(),
        Kind::Array | Kind::Object => reader.look_past().map(|()| "".into()),
        _ => reader.skip().map(Into::into),
    }
}

/// What the tag says.
enum Tag<'a> {
    /// It is not there.
    Missing,
    /// It has a value that means this variant.
    Names(usize),
    /// It has a value that means none.
    NamesNone,
    /// It has this value, which means several variants, or may mean those that do not say what names them.
    Leaves(Cow<'a, str>),
}

impl Tag<'_> {
    /// Whether a variant comes into question.
    fn allows(&self, union: &Union, variant: &Variant) -> bool {
        let Self::Leaves(value) = self else { return true };
        let named = union.variants.iter().any(|variant| variant.tags.contains(&value.as_ref()));
        if named { variant.tags.contains(&value.as_ref()) } else { variant.tags.is_empty() }
    }
}

/// Looks for the tag. The reader is then where it was, unless the tag decides.
fn by_tag<'a>(reader: &mut Reader<'a>, union: &'static Union) -> Result<Tag<'a>, Fail> {
    if union.tag.is_empty() {
        return Ok(Tag::Missing);
    }
    let mark = reader.mark();
    reader.begin_object()?;
    let mut first = true;
    let mut found = Tag::Missing;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        if union.tag != key.as_ref() {
            reader.look_past()?;
            continue;
        }
        let value = scalar(reader)?;
        if value.is_empty() || value == "null" {
            break;
        }
        found = match union.index().tag(&value) {
            Some(Meant::One(only)) => return Ok(Tag::Names(usize::from(only))),
            None if union.index().all_tagged => return Ok(Tag::NamesNone),
            _ => Tag::Leaves(value),
        };
        break;
    }
    reader.restore(&mark);
    Ok(found)
}

/// What an object shows of one variant.
#[derive(Clone, Copy, Default)]
struct Shown {
    /// Members that it does not know, and required ones that are missing.
    against: i32,
    constants: u32,
    contradicted: bool,
    known: bool,
}

impl Shown {
    /// The variant's rank, with what is said of all variants alike. What is no record takes any members: it comes last.
    fn rank(self, start: Start, all: i32) -> Rank {
        let constants = Rank::from(0xFFF - self.constants.min(0xFFF)) << 40;
        let against = (all + self.against + start.required).clamp(0, 0xFF_FFFF);
        if start.is_record {
            constants | Rank::from(against.unsigned_abs()) << 16
        } else {
            1 << 60 | constants
        }
    }
}

/// Most unions have no more variants than that.
const MOST_ARE: usize = 8;

fn by_members(reader: &mut Reader<'_>, union: &'static Union, tag: &Tag<'_>) -> Result<Choice, Fail> {
    let index = union.index();
    let count = union.variants.len();
    // Only what is needed is made: memory for many costs more than looking at a small object.
    let (mut few, mut more, mut many);
    let shown: &mut [Shown] = if count <= MOST_ARE {
        few = [Shown::default(); MOST_ARE];
        &mut few[..count]
    } else if count <= FEW {
        more = [Shown::default(); FEW];
        &mut more[..count]
    } else {
        many = vec![Shown::default(); count];
        &mut many
    };
    // What is said of all variants alike.
    let (mut all, mut all_known) = (0, false);
    reader.begin_object()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        if reader.kind()? == Kind::Null {
            reader.null()?;
            continue;
        }
        let Some(evidence) = index.of(&key) else {
            reader.look_past()?;
            continue;
        };
        all += evidence.most;
        all_known |= evidence.most != UNKNOWN;
        for (at, more) in &evidence.others {
            let shown = &mut shown[usize::from(*at)];
            shown.against += more;
            shown.known |= evidence.most + more != UNKNOWN;
        }
        if evidence.limits.is_empty() {
            reader.look_past()?;
            continue;
        }
        let value = scalar(reader)?;
        for limit in &evidence.limits {
            let agrees = limit.values.contains(&value);
            for at in &limit.variants {
                let shown = &mut shown[usize::from(*at)];
                shown.constants += u32::from(agrees);
                shown.contradicted |= !agrees && !evidence.level;
            }
        }
    }
    let mut ranks = Ranks::new(count);
    let tagged = !matches!(tag, Tag::Missing);
    for (at, (place, shown)) in ranks.all().iter_mut().zip(shown.iter()).enumerate() {
        let start = index.start[at];
        // An object that shows nothing of a record is not that record.
        let possible =
            start.is_object && !shown.contradicted && (!start.is_record || all_known || shown.known);
        if possible && (!tagged || tag.allows(union, &union.variants[at])) {
            *place = shown.rank(start, all);
        }
    }
    Ok(Choice::Ranked(ranks))
}
