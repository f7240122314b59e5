//! Walking a document along a query.

use super::{Path, Segment, Selector};
use crate::assembly::View;
use codegen::doc::Pointer;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// The name or number of a value in the one around it.
#[derive(Clone, Copy)]
enum Token<'v> {
    Name(&'v str),
    Index(usize),
}

/// Every value that a query selects, once.
pub(super) fn select(path: &Path, root: View<'_>) -> Vec<Pointer> {
    let (mut met, mut found) = (BTreeSet::new(), Vec::new());
    let mut each = |way: &[Token<'_>], _: View<'_>| {
        let pointer = pointer(way);
        if met.insert(pointer.clone()) {
            found.push(pointer);
        }
        ControlFlow::Continue(())
    };
    let _ = Walk { root, each: &mut each }.steps(&path.segments, root, &mut Vec::new());
    found
}

/// The first value that a query selects below `base`.
pub(super) fn first<'v>(path: &Path, base: View<'v>, root: View<'v>) -> Option<View<'v>> {
    let mut first = None;
    let mut each = |_: &[Token<'v>], value: View<'v>| {
        first = Some(value);
        ControlFlow::Break(())
    };
    let _ = Walk { root, each: &mut each }.steps(&path.segments, base, &mut Vec::new());
    first
}

fn pointer(way: &[Token<'_>]) -> Pointer {
    let mut pointer = Pointer::root();
    for token in way {
        match token {
            Token::Name(name) => pointer.push(name),
            Token::Index(index) => pointer.push_index(*index),
        }
    }
    pointer
}

/// What is done with a value that is selected, given the way to it.
type Each<'w, 'v> = &'w mut dyn FnMut(&[Token<'v>], View<'v>) -> ControlFlow<()>;

struct Walk<'w, 'v> {
    root: View<'v>,
    each: Each<'w, 'v>,
}

impl<'v> Walk<'_, 'v> {
    fn steps(&mut self, segments: &[Segment], value: View<'v>, way: &mut Vec<Token<'v>>) -> ControlFlow<()> {
        let Some((segment, rest)) = segments.split_first() else { return (self.each)(way, value) };
        for selector in &segment.selectors {
            self.take(selector, rest, value, way)?;
        }
        if segment.descendants {
            for (token, child) in children(value) {
                way.push(token);
                self.steps(segments, child, way)?;
                way.pop();
            }
        }
        ControlFlow::Continue(())
    }

    fn take(
        &mut self,
        selector: &Selector,
        rest: &[Segment],
        value: View<'v>,
        way: &mut Vec<Token<'v>>,
    ) -> ControlFlow<()> {
        let root = self.root;
        let mut go = |token: Token<'v>, child: View<'v>| {
            way.push(token);
            let flow = self.steps(rest, child, way);
            way.pop();
            flow
        };
        match selector {
            Selector::Name(name) => {
                // The name as the document has it lives as long as the document.
                match value.member(name) {
                    Some((name, child)) => go(Token::Name(name), child),
                    None => ControlFlow::Continue(()),
                }
            }
            Selector::Index(index) => match at(*index, value.length()) {
                Some(index) => {
                    value.item(index).map_or(ControlFlow::Continue(()), |item| go(Token::Index(index), item))
                }
                None => ControlFlow::Continue(()),
            },
            Selector::Slice { start, end, step } => slice(*start, *end, *step, value.length())
                .into_iter()
                .filter_map(|index| Some((index, value.item(index)?)))
                .try_for_each(|(index, item)| go(Token::Index(index), item)),
            Selector::Wildcard => children(value).into_iter().try_for_each(|(token, child)| go(token, child)),
            Selector::Filter(filter) => children(value)
                .into_iter()
                .filter(|(_, child)| filter.accepts(root, *child))
                .try_for_each(|(token, child)| go(token, child)),
        }
    }
}

fn children(value: View<'_>) -> Vec<(Token<'_>, View<'_>)> {
    if value.is_array() {
        let items = value.items().into_iter().enumerate();
        items.map(|(index, item)| (Token::Index(index), item)).collect()
    } else {
        value.members().into_iter().map(|(name, member)| (Token::Name(name), member)).collect()
    }
}

/// An index, counted from the end where it is negative, of a list that long.
fn at(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add_unsigned(length as u64)? } else { index };
    usize::try_from(index).ok().filter(|index| *index < length)
}

/// The indices of a slice, as RFC 9535 bounds them.
fn slice(start: Option<i64>, end: Option<i64>, step: i64, length: usize) -> Vec<usize> {
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let from_end = |index: i64| if index < 0 { index.saturating_add(length) } else { index };
    let mut indices = Vec::new();
    if step > 0 {
        let mut index = from_end(start.unwrap_or(0)).clamp(0, length);
        let end = from_end(end.unwrap_or(length)).clamp(0, length);
        while index < end {
            indices.push(index as usize);
            index = index.saturating_add(step);
        }
    } else if step < 0 {
        let mut index = start.map_or(length - 1, from_end).clamp(-1, length - 1);
        let end = end.map_or(-1, from_end).clamp(-1, length - 1);
        while index > end {
            indices.push(index as usize);
            index = index.saturating_add(step);
        }
    }
    indices
}
