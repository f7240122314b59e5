//! The text of an assembly, and what it knows of its pieces.

use super::value::{At, Body, Input, Value};
use super::{Assembly, Mark};
use codegen::doc::{Doc, Moved, Piece, Pieces, Pointer, Source, write_string};

/// Writes a value: the text, and the marks of it and of what was copied from the base.
pub(super) fn write(
    base: &Assembly,
    inputs: &[(&Source, &Doc<'_>)],
    root: &Value<'_>,
) -> (Source, Vec<Mark>) {
    // Most of what is given comes in. Memory that is not written to costs nothing.
    let most = inputs.iter().map(|(input, _)| input.text().len()).sum();
    let mut writer = Writer {
        base,
        inputs,
        first: Vec::new(),
        out: String::with_capacity(most),
        pieces: Vec::new(),
        marks: Vec::new(),
    };
    // An input that was assembled itself stands for those that it was assembled from.
    let mut sources: Vec<Source> = Vec::new();
    for (input, _) in inputs {
        writer.first.push(sources.len());
        match input.pieces() {
            Some(pieces) => sources.extend(pieces.inputs().iter().cloned()),
            None => sources.push((*input).clone()),
        }
    }
    writer.value(root, &Pointer::root(), None);
    let Writer { out, pieces, mut marks, .. } = writer;
    marks.sort_by_key(|mark| mark.at);
    (Source::assembled(base.source.name(), out, Pieces::new(sources, pieces)), marks)
}

struct Writer<'w> {
    base: &'w Assembly,
    inputs: &'w [(&'w Source, &'w Doc<'w>)],
    /// Where the sources of each input begin among all of them.
    first: Vec<usize>,
    out: String,
    pieces: Vec<Piece>,
    marks: Vec<Mark>,
}

/// A value's place in an input, with the pointer there.
#[derive(Clone, Copy)]
struct Stand<'w, 'd> {
    at: At<'d>,
    origin: &'w Pointer,
}

impl Writer<'_> {
    /// `around` is where the closest value around this one stands that stands anywhere; `token` leads from the value
    /// directly around it to this one.
    fn value(&mut self, value: &Value<'_>, pointer: &Pointer, around: Option<(Stand<'_, '_>, &str)>) {
        let start = self.out.len() as u32;
        for (kind, reason) in &value.notes {
            self.marks.push(Mark { at: start, kind: kind.clone(), reason: *reason });
        }
        let own = value.at().map(|at| (at, self.origin(at, around)));
        let stand = own.as_ref().map(|(at, origin)| Stand { at: *at, origin });
        if let Some(stand) = stand {
            let whole = matches!(value.body, Body::Whole(_));
            self.piece(stand, whole, pointer);
            self.copy_marks(stand.at, whole);
        } else if let Some((around, _)) = around {
            // What was made without a place is shown where that stands which it was made for.
            self.piece(around, false, pointer);
        }
        let stand = stand.or(around.map(|(around, _)| around));
        match &value.body {
            Body::Whole(at) => self.out.push_str(&self.inputs[at.input.0].0.text()[at.node.span()]),
            Body::Literal(text) => self.out.push_str(text),
            Body::String(text) => write_string(text, &mut self.out),
            Body::List(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index);
                    let token = index.to_string();
                    self.value(item, &pointer.join(&token), stand.map(|stand| (stand, token.as_str())));
                }
                self.out.push(']');
            }
            Body::Map(members) => {
                self.out.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    self.separate(index);
                    write_string(key, &mut self.out);
                    self.out.push(':');
                    self.value(member, &pointer.join(key), stand.map(|stand| (stand, key.as_ref())));
                }
                self.out.push('}');
            }
        }
    }

    fn separate(&mut self, index: usize) {
        self.out.push_str(if index > 0 { ",\n" } else { "\n" });
    }

    /// A value's pointer where it stands; cheap where it stands in the same value as here.
    fn origin(&self, at: At<'_>, around: Option<(Stand<'_, '_>, &str)>) -> Pointer {
        if let Some((around, token)) = around
            && around.at.input == at.input
            && around.at.node.child(token).is_some_and(|child| child.id() == at.node.id())
        {
            return around.origin.join(token);
        }
        self.inputs[at.input.0].1.pointer(at.node.id())
    }

    /// Notes where the value stands that is written next: all of its text, or only its beginning.
    fn piece(&mut self, stand: Stand<'_, '_>, whole: bool, pointer: &Pointer) {
        let Stand { at, origin } = stand;
        let start = self.out.len() as u32;
        let (from, to) = extent(at, whole);
        let first = self.first[at.input.0] as u32;
        let moved = Moved::between(origin.clone(), pointer.clone());
        let Some(pieces) = self.inputs[at.input.0].0.pieces() else {
            self.pieces.push(Piece { start, input: first, offset: from, made: false, moved });
            return;
        };
        for piece in pieces.within(from, to) {
            let moved = match (&piece.moved, &moved) {
                (before, None) => before.clone(),
                (None, now) => now.clone(),
                (Some(before), Some(_)) => match moved_again(before, origin, pointer) {
                    Some((from, to)) => Moved::between(from, to),
                    None => continue,
                },
            };
            // The first may begin earlier: of it, what begins here.
            self.pieces.push(Piece {
                start: start + piece.start.saturating_sub(from),
                input: first + piece.input,
                offset: piece.offset_at(from),
                made: piece.made,
                moved,
            });
        }
    }

    /// Takes over what is known of the base's value that is written next.
    fn copy_marks(&mut self, at: At<'_>, whole: bool) {
        if at.input != Input(0) {
            return;
        }
        let start = self.out.len() as u32;
        let (from, to) = extent(at, whole);
        let place = |offset: u32| self.base.marks.partition_point(|mark| mark.at < offset);
        let marks = &self.base.marks[place(from)..place(to)];
        self.marks.extend(marks.iter().map(|mark| Mark { at: start + (mark.at - from), ..mark.clone() }));
    }
}

/// The bytes of a value, or the first of them.
fn extent(at: At<'_>, whole: bool) -> (u32, u32) {
    let span = at.node.span();
    (span.start as u32, if whole { span.end as u32 } else { span.start as u32 + 1 })
}

/// Both pointers of what was moved before and is now moved from `origin` to `pointer`, or is in what is.
fn moved_again(before: &Moved, origin: &Pointer, pointer: &Pointer) -> Option<(Pointer, Pointer)> {
    Some(match origin.rebase(&before.to, &before.from) {
        Some(from) => (from, pointer.clone()),
        None => (before.from.clone(), before.to.rebase(origin, pointer)?),
    })
}
