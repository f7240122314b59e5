//! Members of a record that do not fit their type, kept as they were sent.

use super::{Codec, to_string};
use crate::Json;
use std::fmt;

/// Members that did not fit their type when a record was read. They are written back as they came, unless a value has been
/// set in their place.
#[derive(Clone, Default, PartialEq)]
pub struct Kept(Option<Box<Odd>>); // eight bytes in each of many thousand records, almost always empty

#[derive(Clone, Default, PartialEq)]
struct Odd {
    members: Vec<Member>,
    /// Members that the record does not list, by name.
    unlisted: Vec<(String, Json)>,
}

#[derive(Clone, PartialEq)]
struct Member {
    index: usize,
    raw: Json,
    /// What the record has in its place, as it is written; a value that was set since is another.
    instead: Option<String>,
}

impl Kept {
    /// The index by which a record gives what it keeps, among those of its members.
    pub const INDEX: usize = usize::MAX;

    /// What a record keeps, if that is anything.
    #[inline]
    pub(super) fn of(record: &dyn Codec) -> Option<&Self> {
        record.get(Self::INDEX).as_kept().filter(|kept| kept.0.is_some())
    }

    /// What a record keeps, to add to it.
    #[inline]
    pub(super) fn of_mut(record: &mut dyn Codec) -> Option<&mut Self> {
        record.get_mut(Self::INDEX)?.as_kept_mut()
    }

    /// Keeps what was sent as the member of this index, in whose place the record has nothing.
    #[cold]
    pub(super) fn keep(record: &mut dyn Codec, index: usize, raw: Json) {
        if let Some(kept) = Self::of_mut(record) {
            kept.put(Member { index, raw, instead: None });
        }
    }

    /// Keeps what was sent as the member of this index, in whose place the record has what it begins with.
    #[cold]
    pub(super) fn keep_behind(record: &mut dyn Codec, index: usize, raw: Json) {
        let instead = Some(to_string(record.get(index)));
        if let Some(kept) = Self::of_mut(record) {
            kept.put(Member { index, raw, instead });
        }
    }

    /// Keeps what was sent as the member of this index, in whose place the record has nothing, or what it begins with where
    /// its type has no nothing.
    #[cold]
    pub(super) fn keep_instead(record: &mut dyn Codec, index: usize, raw: Json) {
        if record.get(index).is_absent() {
            Self::keep(record, index, raw);
        } else {
            Self::keep_behind(record, index, raw);
        }
    }

    fn put(&mut self, member: Member) {
        let members = &mut self.0.get_or_insert_default().members;
        members.retain(|known| known.index != member.index);
        members.push(member);
    }

    /// Keeps a member that the record does not list.
    #[cold]
    pub(super) fn keep_unlisted(&mut self, name: &str, raw: Json) {
        let unlisted = &mut self.0.get_or_insert_default().unlisted;
        unlisted.retain(|(known, _)| known != name);
        unlisted.push((name.to_owned(), raw));
    }

    /// Drops the member of this index.
    #[cold]
    pub(super) fn forget(&mut self, index: usize) {
        if let Some(odd) = &mut self.0 {
            odd.members.retain(|known| known.index != index);
            self.0 = self.0.take().filter(|odd| !odd.members.is_empty() || !odd.unlisted.is_empty());
        }
    }

    /// What was sent as the member of this index, where the record has nothing in its place.
    pub(super) fn get(&self, index: usize) -> Option<&Json> {
        Some(&self.member(index)?.raw)
    }

    /// What was sent as the member of this index, where the record still has what it began with in its place.
    pub(super) fn behind(&self, index: usize, member: &dyn Codec) -> Option<&Json> {
        let found = self.member(index)?;
        (found.instead.as_ref()? == &to_string(member)).then_some(&found.raw)
    }

    fn member(&self, index: usize) -> Option<&Member> {
        self.0.as_deref()?.members.iter().find(|known| known.index == index)
    }

    /// The members that the record does not list.
    pub(super) fn unlisted(&self) -> &[(String, Json)] {
        self.0.as_deref().map_or(&[], |odd| &odd.unlisted)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept")
    }
}

/// It is no value, but reached like a member.
impl Codec for Kept {
    fn as_kept(&self) -> Option<&Kept> {
        Some(self)
    }

    fn as_kept_mut(&mut self) -> Option<&mut Kept> {
        Some(self)
    }
}
