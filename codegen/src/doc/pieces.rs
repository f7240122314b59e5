//! Where each piece of a text that was assembled from several documents comes from.

use super::{NodeId, Pointer, Source};
use crate::diag::Location;
use std::sync::Arc;

/// The inputs of an assembled text, and which piece of it is from where.
///
/// Every value of the text begins in the last piece that begins at or before it.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    inputs: Vec<Source>,
    pieces: Vec<Piece>,
}

/// A stretch of an assembled text, copied as it stands from an input or made of something there. There are as many as
/// values, at worst.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it begins in the assembled text: the first byte of a value.
    pub start: u32,
    /// Which input has it.
    pub input: u32,
    /// Where it begins there.
    pub offset: u32,
    /// Whether it was not copied but made of what stands there: then all its values stand there.
    pub made: bool,
    /// Both pointers to that value, or to one around all of the piece, where they differ.
    pub moved: Option<Arc<Moved>>,
}

/// The pointers to a value that stands elsewhere in the assembled text than in its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// In the input.
    pub from: Pointer,
    /// In the assembled text.
    pub to: Pointer,
}

impl Piece {
    /// Where in the input a value stands that begins here in the assembled text.
    pub fn offset_at(&self, start: u32) -> u32 {
        if self.made { self.offset } else { self.offset + start.saturating_sub(self.start) }
    }
}

impl Moved {
    /// Both pointers; `None` where they are the same.
    pub fn between(from: Pointer, to: Pointer) -> Option<Arc<Self>> {
        (from != to).then(|| Arc::new(Self { from, to }))
    }
}

/// Where a value of an assembled text stands in an input.
#[derive(Clone, Debug)]
pub struct Place<'p> {
    /// The input.
    pub input: &'p Source,
    /// The value's pointer there.
    pub pointer: Pointer,
    /// The byte at which it begins there.
    pub offset: usize,
}

impl Pieces {
    /// Pieces in the order in which they begin, of these inputs.
    pub fn new(inputs: Vec<Source>, mut pieces: Vec<Piece>) -> Self {
        pieces.sort_by_key(|piece| piece.start);
        Self { inputs, pieces }
    }

    /// The inputs.
    pub fn inputs(&self) -> &[Source] {
        &self.inputs
    }

    /// The pieces that a stretch of the assembled text is made of, in order. The first may begin before it.
    pub fn within(&self, start: u32, end: u32) -> &[Piece] {
        let first = self.pieces.partition_point(|piece| piece.start <= start).saturating_sub(1);
        let last = self.pieces.partition_point(|piece| piece.start < end).max(first);
        &self.pieces[first..last]
    }

    /// Where a value of the assembled text is from; `None` before the first piece.
    pub fn place(&self, id: NodeId, pointer: &Pointer) -> Option<Place<'_>> {
        let at = self.pieces.partition_point(|piece| piece.start <= id.0).checked_sub(1)?;
        let piece = &self.pieces[at];
        let input = self.inputs.get(piece.input as usize)?;
        let pointer = match &piece.moved {
            Some(moved) => pointer.rebase(&moved.to, &moved.from)?,
            None => pointer.clone(),
        };
        Some(Place { input, pointer, offset: piece.offset_at(id.0) as usize })
    }

    /// The place in an input as diagnostics show it.
    pub(super) fn location(&self, id: NodeId, length: usize, pointer: &Pointer) -> Option<Location> {
        let place = self.place(id, pointer)?;
        Some(place.input.location_of(place.offset, place.offset + length, place.pointer))
    }
}
