//! Members of a record that do not fit their type, kept as they were sent.

use crate::Json;

/// Members that did not fit their type when a record was read. They are written back as they came, unless a value has been
/// set in their place.
#[derive(Clone, Default, PartialEq)]
#[allow(clippy::box_collection)] // eight bytes in each of many thousand records, almost always empty
pub struct Kept(Option<Box<Vec<(usize, Json)>>>);

impl Kept {
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
