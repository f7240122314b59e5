//! Which members an object lacks, and where they are added.
//!
//! A schema that many places refer to gets a member that all that is known of it agrees on: every type of the SDK that it
//! was met with has it, all of one kind. What only some have is added where these are, beside the reference.

use super::schema::Schemas;
use super::walk::{Meeting, Pair, Side};
use codegen::doc::Node;
use std::collections::{BTreeMap, BTreeSet};

/// A member to be added.
#[derive(Debug)]
pub(super) struct Addition<'d> {
    /// The schema that gets it.
    pub(super) to: &'d Node<'d>,
    pub(super) name: &'d str,
    pub(super) schema: &'d Node<'d>,
    /// Where it is only sent, or only received.
    pub(super) only: Option<Side>,
}

/// What some have and others do not, where no place is theirs alone.
#[derive(Debug)]
pub(super) struct Shared<'d> {
    pub(super) base: &'d Node<'d>,
    pub(super) name: &'d str,
    pub(super) other: &'d Node<'d>,
    pub(super) has: usize,
    pub(super) of: usize,
}

/// What is known of one member of a group of meetings.
enum Verdict<'d> {
    Add(&'d Node<'d>, Option<Side>),
    Mixed { other: &'d Node<'d>, has: usize, of: usize },
}

/// The members that an object lacks.
pub(super) fn missing<'d>(
    pair: &Pair<'d>,
    target: &'d Node<'d>,
    meetings: &[Meeting<'d>],
) -> (Vec<Addition<'d>>, Vec<Shared<'d>>) {
    let (mut additions, mut shared) = (Vec::new(), Vec::new());
    let all: Vec<&Meeting<'d>> = meetings.iter().collect();
    for name in names(pair, &all) {
        match judge(&pair.sdk, name, &all) {
            Some(Verdict::Add(schema, only)) => additions.push(Addition { to: target, name, schema, only }),
            None => {}
            Some(Verdict::Mixed { .. }) => {
                let mut groups: BTreeMap<_, Vec<&Meeting<'d>>> = BTreeMap::new();
                for meeting in meetings {
                    groups.entry(meeting.mention.id()).or_default().push(meeting);
                }
                for group in groups.values() {
                    let to = group[0].mention;
                    match judge(&pair.sdk, name, group) {
                        Some(Verdict::Add(schema, only)) if to.id() != target.id() => {
                            additions.push(Addition { to, name, schema, only });
                        }
                        Some(Verdict::Add(other, _)) => {
                            shared.push(Shared {
                                base: to,
                                name,
                                other,
                                has: group.len(),
                                of: meetings.len(),
                            });
                        }
                        Some(Verdict::Mixed { other, has, of }) => {
                            shared.push(Shared { base: to, name, other, has, of });
                        }
                        None => {}
                    }
                }
            }
        }
    }
    (additions, shared)
}

/// The names of members that the document lacks in all of the meetings.
fn names<'d>(pair: &Pair<'d>, meetings: &[&Meeting<'d>]) -> BTreeSet<&'d str> {
    let mut names = BTreeSet::new();
    for meeting in meetings {
        let known = pair.base.members(meeting.mention);
        for other in &meeting.others {
            names.extend(pair.sdk.members(other).keys().filter(|name| !known.contains_key(*name)));
        }
    }
    names
}

fn judge<'d>(sdk: &Schemas<'d>, name: &str, meetings: &[&Meeting<'d>]) -> Option<Verdict<'d>> {
    let mut found: Vec<&'d Node<'d>> = Vec::new();
    let mut counts: BTreeMap<Side, (usize, usize)> = BTreeMap::new();
    for meeting in meetings {
        let schema = meeting.others.iter().find_map(|other| sdk.members(other).get(name).copied());
        let count = counts.entry(meeting.side).or_default();
        count.0 += usize::from(schema.is_some());
        count.1 += 1;
        found.extend(schema);
    }
    let first = *found.first()?;
    let alike = found.iter().all(|schema| sdk.alike(first, schema));
    if !alike || counts.values().any(|(has, of)| *has > 0 && has < of) {
        return Some(Verdict::Mixed { other: first, has: found.len(), of: meetings.len() });
    }
    let without = counts.values().any(|(has, _)| *has == 0);
    let only = counts.iter().find(|(_, (has, _))| *has > 0).map(|(side, _)| *side).filter(|_| without);
    Some(Verdict::Add(first, only))
}
