//! Telling the variants of a union apart.
//!
//! The text is scanned once to choose, and read again to decode: no tree is built. A variant is chosen by evidence
//! only, strongest first: the member that the document names as discriminator, members with constant values, required
//! members, known members. Without evidence the value is kept as it is.

use super::{Fail, Kind, Reader, Shape};

/// What a union's table says.
#[derive(Debug)]
pub struct Union {
    /// The Rust type's name.
    pub name: &'static str,
    /// The member whose value names the variant; empty if there is none.
    pub tag: &'static str,
    /// The variants, in the document's order.
    pub variants: &'static [Variant],
}

/// What tells one variant apart.
pub struct Variant {
    /// The kinds of JSON value it can be, as a sum of [`Variant::BOOL`] and its siblings.
    pub kinds: u8,
    /// The kinds of its items, where it is a list.
    pub items: u8,
    /// The values of the union's tag that mean this variant.
    pub tags: &'static [&'static str],
    /// Members that have one of these values, written as JSON (strings without quotes).
    pub constants: &'static [(&'static str, &'static [&'static str])],
    /// Where it is a scalar with known values: those values.
    pub values: &'static [&'static str],
    /// Its members, where it is a record.
    pub shape: fn() -> &'static Shape,
}

impl std::fmt::Debug for Variant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Variant")
            .field("kinds", &self.kinds)
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}

impl Variant {
    /// `true` or `false`.
    pub const BOOL: u8 = 1;
    /// A number.
    pub const NUMBER: u8 = 2;
    /// A string.
    pub const STRING: u8 = 4;
    /// A list.
    pub const ARRAY: u8 = 8;
    /// An object.
    pub const OBJECT: u8 = 16;
    /// A variant about which nothing is known.
    pub const ANY: Self =
        Self { kinds: 31, items: 31, tags: &[], constants: &[], values: &[], shape: || &Shape::NONE };

    fn bit(kind: Kind) -> u8 {
        match kind {
            Kind::Null => 0,
            Kind::Bool => Self::BOOL,
            Kind::Number => Self::NUMBER,
            Kind::String => Self::STRING,
            Kind::Array => Self::ARRAY,
            Kind::Object => Self::OBJECT,
        }
    }
}

/// Reads the next value as the variant with this index, or as none of them.
pub type ReadVariant<'f, 'a> = dyn FnMut(&mut Reader<'a>, Option<usize>) -> Result<(), Fail> + 'f;

/// How sure a choice is.
enum Choice {
    /// The tag says so: a value that does not fit is an error.
    Named(usize),
    /// The tag has a value that the document does not know.
    Unknown,
    /// Candidates, best first: the first that fits is taken.
    Likely(Vec<usize>),
}

pub(super) fn decode<'a>(
    reader: &mut Reader<'a>,
    union: &'static Union,
    read: &mut ReadVariant<'_, 'a>,
) -> Result<(), Fail> {
    let mark = reader.mark();
    let choice = choose(reader, union)?;
    reader.restore(&mark);
    match choice {
        Choice::Named(index) => read(reader, Some(index)),
        Choice::Unknown => read(reader, None),
        Choice::Likely(candidates) => {
            for index in candidates {
                match read(reader, Some(index)) {
                    Ok(()) => return Ok(()),
                    Err(_) => reader.restore(&mark),
                }
            }
            read(reader, None)
        }
    }
}

fn choose(reader: &mut Reader<'_>, union: &'static Union) -> Result<Choice, Fail> {
    let kind = reader.kind()?;
    let bit = Variant::bit(kind);
    let mut fitting = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        if variant.kinds & bit != 0 {
            fitting.push(index);
        }
    }
    match kind {
        Kind::Object => match by_tag(reader, union)? {
            Some(choice) => Ok(choice),
            None => by_members(reader, union, &fitting),
        },
        Kind::Array => {
            reader.begin_array()?;
            if reader.next_item(true)? {
                let item = Variant::bit(reader.kind()?);
                fitting.sort_by_key(|index| union.variants[*index].items & item == 0);
            }
            Ok(Choice::Likely(fitting))
        }
        Kind::Null => Ok(Choice::Unknown),
        Kind::Bool | Kind::Number | Kind::String => {
            let text = scalar(reader)?;
            // A variant that lists this value, then those that list none, then open lists.
            fitting.sort_by_key(|index| {
                let values = union.variants[*index].values;
                if values.contains(&text.as_ref()) { 0 } else { 1 + usize::from(!values.is_empty()) }
            });
            Ok(Choice::Likely(fitting))
        }
    }
}

/// A scalar's text as tables write it: strings without quotes. Empty for arrays and objects.
fn scalar<'a>(reader: &mut Reader<'a>) -> Result<std::borrow::Cow<'a, str>, Fail> {
    match reader.kind()? {
        Kind::String => reader.string(),
        Kind::Array | Kind::Object => reader.skip().map(|_| "".into()),
        _ => reader.skip().map(Into::into),
    }
}

/// What an object shows of one variant.
#[derive(Clone, Copy, Default)]
struct Evidence {
    constants: usize,
    contradicted: bool,
    required: usize,
    known: usize,
}

/// What the tag says, if it is there: nothing else is looked at. Otherwise the reader is where it was.
fn by_tag(reader: &mut Reader<'_>, union: &'static Union) -> Result<Option<Choice>, Fail> {
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
        if let Some(index) = union.variants.iter().position(|variant| variant.tags.contains(&value.as_ref()))
        {
            return Ok(Some(Choice::Named(index)));
        }
        if !value.is_empty() && union.variants.iter().any(|variant| !variant.tags.is_empty()) {
            return Ok(Some(Choice::Unknown));
        }
    }
    reader.restore(&mark);
    Ok(None)
}

fn by_members(reader: &mut Reader<'_>, union: &'static Union, fitting: &[usize]) -> Result<Choice, Fail> {
    let mut evidence = vec![Evidence::default(); union.variants.len()];
    reader.begin_object()?;
    let mut first = true;
    while let Some(key) = reader.next_key(first)? {
        first = false;
        let key = key.as_ref();
        let decisive = union.variants.iter().any(|variant| variant.constants.iter().any(|c| c.0 == key));
        let value = if decisive { scalar(reader)? } else { reader.skip().map(|_| "".into())? };
        for &index in fitting {
            let variant = &union.variants[index];
            let shown = &mut evidence[index];
            if let Some(constant) = variant.constants.iter().find(|constant| constant.0 == key) {
                let agrees = constant.1.contains(&value.as_ref());
                shown.constants += usize::from(agrees);
                shown.contradicted |= !agrees;
            }
            let shape = (variant.shape)();
            if let Some(at) = shape.find(key, usize::MAX) {
                shown.known += 1;
                shown.required += usize::from(shape.fields[at].required);
            }
        }
    }
    let mut candidates: Vec<usize> = fitting
        .iter()
        .copied()
        .filter(|index| {
            let (variant, shown) = (&union.variants[*index], evidence[*index]);
            let is_record = !(variant.shape)().fields.is_empty();
            !shown.contradicted && (!is_record || shown.known > 0)
        })
        .collect();
    candidates.sort_by_key(|index| {
        let shown = evidence[*index];
        let shape = (union.variants[*index].shape)();
        let wanted = shape.fields.iter().filter(|field| field.required).count();
        let rank = |count: usize| usize::MAX - count;
        (rank(shown.constants), shown.required < wanted, rank(shown.required), rank(shown.known))
    });
    Ok(Choice::Likely(candidates))
}
