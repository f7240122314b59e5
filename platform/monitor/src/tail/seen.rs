//! Events that come twice while one tail takes the place of another.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How often each event came over either connection: what came as often over the other one is the same again.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<u64, [u32; 2]>);

/// Over which connection an event came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// That of the tail that ends.
    Old,
    /// That of the tail that begins.
    New,
}

impl Seen {
    /// Whether an event is new: it has not come over the other connection.
    pub(super) fn is_new(&mut self, side: Side, text: &str) -> bool {
        // Its moment is in the text, with all else that makes it that event.
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let counts = self.0.entry(hasher.finish()).or_default();
        let (own, other) = match side {
            Side::Old => (0, 1),
            Side::New => (1, 0),
        };
        counts[own] += 1;
        counts[own] > counts[other]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_came_over_both_is_one_and_two_that_are_alike_stay_two() {
        let mut seen = Seen::default();
        let mut told = Vec::new();
        for (side, text) in [
            (Side::Old, "a"),
            (Side::New, "a"),
            (Side::New, "b"),
            (Side::Old, "b"),
            (Side::Old, "c"),
            (Side::Old, "c"),
            (Side::New, "c"),
            (Side::New, "c"),
            (Side::New, "c"),
        ] {
            if seen.is_new(side, text) {
                told.push(text);
            }
        }
        assert_eq!(told, ["a", "b", "c", "c", "c"]);
    }
}
