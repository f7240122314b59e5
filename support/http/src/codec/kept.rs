//! Members of a record that do not fit their type, kept as they were sent.

use super::Codec;
use crate::Json;
use std::fmt;

/// Members that did not fit their type when a record was read. They are written back as they came, unless a value has been
/// set in their place.
#[derive(Clone, Default, PartialEq)]
#[allow(clippy::box_collection)] // eight bytes in each of many thousand records, almost always empty
pub struct Kept(Option<Box<Vec<(usize, Json)>>>);

impl Kept {
    /// The index by which a record gives what it keeps, among those of its members.
    pub const INDEX: usize = usize::MAX;

    /// What a record keeps.
    #[inline]
    pub(super) fn of(record: &dyn Codec) -> Option<&Self> {
        record.get(Self::INDEX).as_kept()
    }

    /// What a record keeps, to add to it.
    #[inline]
    pub(super) fn of_mut(record: &mut dyn Codec) -> Option<&mut Self> {
        record.get_mut(Self::INDEX)?.as_kept_mut()
    }

    /// Keeps the member of this index.
    #[cold]
    pub(super) fn keep(&mut self, index: usize, raw: Json) {
        let members = self.0.get_or_insert_default();
        members.retain(|(known, _)| *known != index);
        members.push((index, raw));
    }

    /// Drops the member of this index.
    #[cold]
    pub(super) fn forget(&mut self, index: usize) {
        if let Some(members) = &mut self.0 {
            members.retain(|(known, _)| *known != index);
            self.0 = self.0.take().filter(|members| !members.is_empty());
        }
    }

    /// The member of this index.
    #[inline]
    pub(super) fn get(&self, index: usize) -> Option<&Json> {
        let members = self.0.as_deref()?;
        members.iter().find(|(known, _)| *known == index).map(|(_, raw)| raw)
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
