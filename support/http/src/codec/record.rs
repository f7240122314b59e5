//! Records: what a table says about a struct, and what follows from it.

use super::note::Remark;
use super::{Codec, Fail, Kept, Kind, Reader, Writer, to_string_with};
use crate::Json;
use crate::secret::HIDDEN;
use std::fmt;

/// The members of a record type, in the order of their indices.
#[derive(Debug)]
pub struct Shape {
    /// The Rust type's name.
    pub name: &'static str,
    /// The members.
    pub fields: &'static [Field],
    /// Which of the first members are required, a bit for each.
    required: u128,
    /// Whether JSON writes the names as they are.
    plain: bool,
}

/// How many members a set of bits is for.
const BITS: usize = 128;

/// One member of a record.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// How it is there, and whether it is shown.
    pub flag: Flag,
    /// The one value that it has, as JSON writes it; empty where it can have several. It is then no field of the type.
    pub constant: &'static str,
}

/// How a member is there, by the words of [`record!`](crate::record).
#[allow(non_camel_case_types)] // the tables' words stand for themselves: nothing has to be expanded for each row
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It may be left out.
    opt,
    /// It is always there; without a value it is written as `null`.
    req,
    /// It may be left out, and `Debug` hides its value.
    secret_opt,
    /// It is always there, and `Debug` hides its value.
    secret_req,
}

impl Field {
    /// Whether it is always there; a required member without a value is written as `null`.
    #[inline]
    pub const fn is_required(&self) -> bool {
        matches!(self.flag, Flag::req | Flag::secret_req)
    }

    /// Whether `Debug` hides its value.
    #[inline]
    pub const fn is_secret(&self) -> bool {
        matches!(self.flag, Flag::secret_opt | Flag::secret_req)
    }

    /// What a record has as this member, the one of this index.
    #[inline]
    pub(super) fn of<'v>(&self, index: usize, record: &'v dyn Codec, kept: Option<&'v Kept>) -> Has<'v> {
        let sent = || kept.and_then(|kept| kept.get(index)).map(Has::Kept);
        if !self.constant.is_empty() {
            return sent().unwrap_or(Has::Constant(self.constant));
        }
        let member = record.get(index);
        if member.is_absent() {
            return sent().unwrap_or(Has::Nothing);
        }
        kept.and_then(|kept| kept.behind(index, member)).map_or(Has::Value(member), Has::Kept)
    }
}

/// What a record has as a member.
pub(super) enum Has<'v> {
    /// A value of its type.
    Value(&'v dyn Codec),
    /// What was sent and is no such value.
    Kept(&'v Json),
    /// The only value that there is, as JSON writes it.
    Constant(&'static str),
    /// Nothing.
    Nothing,
}

impl Shape {
    /// The shape of types that are not records.
    pub const NONE: Self = Self::new("", &[]);

    /// The shape of a record.
    pub const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let (mut required, mut plain, mut index) = (0, true, 0);
        while index < fields.len() {
            if fields[index].is_required() && index < BITS {
                required |= 1 << index;
            }
            plain &= is_plain(fields[index].name.as_bytes());
            index += 1;
        }
        Self { name, fields, required, plain }
    }

    /// The index of a member. `expected` is tried first: servers mostly send members in one order.
    #[inline]
    pub fn find(&self, name: &str, expected: usize) -> Option<usize> {
        let expected = expected.min(self.fields.len());
        let (before, after) = self.fields.split_at(expected);
        // Those that come next first: what is left out is passed over.
        let is = |field: &Field| field.name == name;
        after.iter().position(is).map(|at| expected + at).or_else(|| before.iter().position(is))
    }
}

/// Whether nothing in a name has to be escaped.
const fn is_plain(name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() {
        if matches!(name[at], b'"' | b'\\' | ..b' ') {
            return false;
        }
        at += 1;
    }
    true
}

impl Reader<'_> {
    /// Reads an object into a record, member by member.
    ///
    /// # Errors
    /// As [`Codec::decode`]; also when the object has none of the members that the record requires, and in strict mode
    /// when one is missing, does not fit, or has another than its only value.
    pub fn record(&mut self, shape: &'static Shape, target: &mut dyn Codec) -> Result<(), Fail> {
        self.begin_object()?;
        let start = self.mark();
        let mut seen = Seen::default();
        let mut expected = 0;
        let mut first = true;
        while self.next_member(first)? {
            first = false;
            self.space();
            let next = shape.fields.get(expected).filter(|_| shape.plain);
            let index = if next.is_some_and(|field| self.key_is(field.name)) {
                expected
            } else {
                let key = self.key()?;
                let Some(index) = shape.find(&key, expected) else {
                    self.unlisted(&key, target)?;
                    continue;
                };
                index
            };
            expected = index + 1;
            let Some(member) = target.get_mut(index) else {
                self.fixed(&shape.fields[index], index, target, &mut seen)?;
                continue;
            };
            let field = &shape.fields[index];
            let says_nothing = match self.kind()? {
                Kind::Null => !member.accepts_null(),
                Kind::String => self.holds_no_text() && member.is_formatted(),
                _ => false,
            };
            if says_nothing {
                self.nothing(field, index, target, &mut seen)?;
                continue;
            }
            let (at, remarks) = (self.at, self.remarks.len());
            let read = member.decode(self);
            if field.is_secret() && self.remarks.len() > remarks {
                self.remarks[remarks..].iter_mut().for_each(Remark::hide);
            }
            match read {
                Ok(()) => seen.insert(index),
                Err(fail) => self.unfit(field, index, target, &start.moved(at, remarks), fail)?,
            }
        }
        self.check_required(shape, start.position() - 1, &seen)
    }

    #[inline]
    fn check_required(&mut self, shape: &'static Shape, start: usize, seen: &Seen) -> Result<(), Fail> {
        if shape.required & !seen.low == 0 && shape.fields.len() <= BITS {
            return Ok(());
        }
        self.missing(shape, start, seen)
    }

    #[cold]
    fn missing(&mut self, shape: &'static Shape, at: usize, seen: &Seen) -> Result<(), Fail> {
        let required = || shape.fields.iter().enumerate().filter(|(_, field)| field.is_required());
        let missing = || required().filter(|(index, _)| !seen.contains(*index)).map(|(_, field)| field.name);
        let (needed, lacking) = (required().count(), missing().count());
        if lacking == 0 {
            return Ok(());
        }
        // An object that shows nothing of a record is none: an error's body, or something else altogether.
        let is_other = lacking == needed && (needed > 1 || seen.is_empty());
        if (is_other || self.strict) && self.exact {
            return Err(Fail::untold());
        }
        if is_other || self.strict {
            let names: Vec<String> = missing().take(4).map(|name| format!("`{name}`")).collect();
            let several = if names.len() > 1 { "s" } else { "" };
            let expected = format!("the member{several} {} of {}", names.join(", "), shape.name);
            let found = if several.is_empty() { "an object without it" } else { "an object without them" };
            return Err(Fail::new(expected, found, at));
        }
        for member in missing() {
            self.against += 1;
            self.remark(Remark::Missing { at, shape, member });
        }
        Ok(())
    }
}

/// Which members of a record have been read.
#[derive(Default)]
pub(super) struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    pub(super) fn insert(&mut self, index: usize) {
        if index < BITS {
            self.low |= 1 << index;
        } else {
            self.high.push(index);
        }
    }

    fn is_empty(&self) -> bool {
        self.low == 0 && self.high.is_empty()
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        if index < BITS { self.low >> index & 1 == 1 } else { self.high.contains(&index) }
    }
}

impl Writer {
    /// Writes a record as an object: required members and constants always, others unless they are absent.
    pub fn record(&mut self, shape: &'static Shape, value: &dyn Codec) {
        self.begin_object();
        let kept = Kept::of(value);
        for (index, field) in shape.fields.iter().enumerate() {
            let has = field.of(index, value, kept);
            if matches!(has, Has::Nothing) && !field.is_required() {
                continue;
            }
            self.key(field.name);
            match has {
                Has::Value(member) => member.encode(self),
                Has::Kept(raw) => raw.encode(self),
                Has::Constant(json) => self.raw(json),
                Has::Nothing => self.null(),
            }
        }
        if let Some(rest) = value.rest() {
            let text = to_string_with(rest, self.dates);
            self.members(&text);
            for (name, raw) in kept.map_or(&[][..], Kept::unlisted) {
                // Where one of this name was set since, that is meant.
                if Json::of(rest).get(name).is_none() {
                    self.key(name);
                    raw.encode(self);
                }
            }
        }
        self.end_object();
    }
}

/// A value as [`Codec::show`] shows it.
pub(super) struct Shown<'v>(pub(super) &'v dyn Codec);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)
    }
}

/// `Debug` for a record: absent members left out, secret ones hidden, those that did not fit as they came.
///
/// # Errors
/// Those of the formatter.
pub fn debug_record(shape: &'static Shape, value: &dyn Codec, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(shape.name);
    let kept = Kept::of(value);
    for (index, field) in shape.fields.iter().enumerate() {
        match field.of(index, value, kept) {
            Has::Nothing => &mut out,
            _ if field.is_secret() => out.field(field.name, &format_args!("{HIDDEN}")),
            Has::Value(member) => out.field(field.name, &Shown(member)),
            Has::Kept(raw) => out.field(field.name, &format_args!("{}", crate::secret::shown(raw.as_text()))),
            Has::Constant(json) => out.field(field.name, &format_args!("{json}")),
        };
    }
    if let Some(rest) = value.rest() {
        out.field("rest", &Shown(rest));
    }
    out.finish()
}

/// `Debug` for what is of no variant of a union; an outline where one of them has members that are marked as sensitive.
///
/// # Errors
/// Those of the formatter.
pub fn debug_unknown(
    shapes: &[fn() -> &'static Shape],
    value: &crate::Json,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if shapes.iter().any(|shape| shape().fields.iter().any(Field::is_secret)) {
        return f
            .debug_tuple("Unknown")
            .field(&format_args!("{}", crate::secret::outline(value.as_text())))
            .finish();
    }
    f.debug_tuple("Unknown").field(value).finish()
}

/// `Debug` for a variant of a union.
///
/// # Errors
/// Those of the formatter.
pub fn debug_variant(name: &str, value: &dyn Codec, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_tuple(name).field(&Shown(value)).finish()
}
