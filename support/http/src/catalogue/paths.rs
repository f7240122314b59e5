//! Operations by method and path, in place.

use super::block::Damaged;
use super::bytes::{u8_at, u16_at};
use super::tree::Operation;
use super::{Catalogue, section};
use crate::escape;
use std::borrow::Cow;

/// An operation that a path leads to.
#[derive(Clone, Debug)]
pub struct Found<'p> {
    /// The operation.
    pub operation: Operation,
    /// What stands in the places of the path's parameters, decoded, in their order.
    pub values: Vec<Cow<'p, str>>,
}

impl<'p> Found<'p> {
    /// The values with the names of their parameters. For operations that are there for accounts and for zones, the scope is
    /// the id alone.
    ///
    /// # Errors
    /// When the catalogue is damaged.
    pub fn arguments(&self) -> Result<Vec<(&'static str, Cow<'p, str>)>, Damaged> {
        let path = self.operation.detail()?.path();
        let names = path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let names = names.filter(|name| *name != "accounts_or_zones");
        Ok(names.zip(self.values.iter().cloned()).collect())
    }
}

/// What was encoded.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('%') { Cow::Owned(escape::decoded(text)) } else { Cow::Borrowed(text) }
}

/// Paths have no more segments than templates, but for the last.
const MAX_DEPTH: usize = 24;

pub(super) fn find<'p>(catalogue: &'static Catalogue, method: &str, path: &'p str) -> Option<Found<'p>> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.strip_prefix('/').unwrap_or(path);
    let mut search = Search { catalogue, method, values: Vec::new(), left: 10_000 };
    let at = search.below(0, path, 0)?;
    Some(Found { operation: Operation::new(catalogue, at), values: search.values })
}

struct Search<'p, 'm> {
    catalogue: &'static Catalogue,
    method: &'m str,
    values: Vec<Cow<'p, str>>,
    /// As many nodes may still be looked at.
    left: usize,
}

/// A node of the tree of paths.
#[derive(Clone, Copy)]
struct Node(&'static [u8]);

impl Node {
    fn number(self, column: usize) -> usize {
        usize::from(u16_at(self.0, column * 2))
    }

    fn kind(self) -> u8 {
        u8_at(self.0, 2)
    }
}

const LITERAL: u8 = 0;
const MIXED: u8 = 1;
const PARAMETER: u8 = 2;

impl<'p> Search<'p, '_> {
    fn node(&self, at: usize) -> Node {
        Node(self.catalogue.row(section::PATHS, at))
    }

    /// The operation that the rest of a path leads to from a node.
    fn below(&mut self, at: usize, rest: &'p str, depth: usize) -> Option<usize> {
        self.left = self.left.checked_sub(1).filter(|_| depth < MAX_DEPTH)?;
        let node = self.node(at);
        let (segment, after) = match rest.split_once('/') {
            Some((segment, after)) => (segment, Some(after)),
            None => (rest, None),
        };
        let known = self.values.len();
        // Children stand in the order in which they are to be tried.
        for child in node.number(2)..node.number(2) + node.number(3) {
            let below = self.node(child);
            let text = self.catalogue.text(below.number(0));
            let whole = match below.kind() {
                LITERAL if text == segment => false,
                MIXED if self.mixed(text, segment) => false,
                PARAMETER if !segment.is_empty() => {
                    self.values.push(decoded(segment));
                    false
                }
                LITERAL | MIXED | PARAMETER => continue,
                _ if rest.is_empty() => continue,
                _ => {
                    self.values.push(decoded(rest));
                    true
                }
            };
            let found = match after.filter(|_| !whole) {
                Some(after) => self.below(child, after, depth + 1),
                None => self.end(below),
            };
            if found.is_some() {
                return found;
            }
            self.values.truncate(known);
        }
        None
    }

    /// A segment such as `{}.png`.
    fn mixed(&mut self, template: &str, segment: &'p str) -> bool {
        let mut pieces = template.split("{}");
        let Some(mut rest) = pieces.next().and_then(|first| segment.strip_prefix(first)) else {
            return false;
        };
        let mut values = Vec::new();
        let mut pieces = pieces.peekable();
        while let Some(piece) = pieces.next() {
            let found = if pieces.peek().is_none() {
                rest.strip_suffix(piece).map(|value| (value, ""))
            } else {
                rest.split_once(piece)
            };
            let Some((value, after)) = found.filter(|(value, _)| !value.is_empty()) else { return false };
            values.push(decoded(value));
            rest = after;
        }
        self.values.append(&mut values);
        true
    }

    fn end(&self, node: Node) -> Option<usize> {
        let ends = usize::from(u8_at(node.0, 3));
        (node.number(4)..node.number(4) + ends).find_map(|at| {
            let row = self.catalogue.row(section::ENDS, at);
            let operation = usize::from(u16_at(row, 0));
            let is = !row.is_empty()
                && Operation::new(self.catalogue, operation).method().eq_ignore_ascii_case(self.method);
            is.then_some(operation)
        })
    }
}
