//! Places to come back to.

use super::{Fail, Reader};

/// A place to come back to after a failed attempt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    at: usize,
    depth: u16,
    against: u32,
    loose: u32,
    remarks: usize,
}

impl Mark {
    /// What spoke against the type that was being tried.
    pub(super) fn against(&self) -> u32 {
        self.against
    }

    /// What was read as anything.
    pub(super) fn loose(&self) -> u32 {
        self.loose
    }

    /// How many remarks there were.
    pub(super) fn remarks(&self) -> usize {
        self.remarks
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The same with another place.
    pub(super) fn moved(self, at: usize, remarks: usize) -> Self {
        Self { at, remarks, ..self }
    }
}

impl<'a> Reader<'a> {
    /// Where the reader is, to come back to after a failed attempt.
    pub(crate) fn mark(&self) -> Mark {
        let Self { at, depth, against, loose, .. } = *self;
        Mark { at, depth, against, loose, remarks: self.remarks.len() }
    }

    pub(crate) fn restore(&mut self, mark: &Mark) {
        (self.at, self.depth) = (mark.at, mark.depth);
        (self.against, self.loose) = (mark.against, mark.loose);
        self.remarks.truncate(mark.remarks);
    }

    /// Goes back to a mark and passes over the value there: its text.
    ///
    /// # Errors
    /// When it is not well-formed.
    pub(crate) fn skip_from(&mut self, mark: &Mark) -> Result<&'a str, Fail> {
        self.restore(mark);
        self.skip()
    }
}
