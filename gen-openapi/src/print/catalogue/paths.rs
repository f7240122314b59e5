//! The tree of path templates: a node a segment, whatever its parameters are called.

use super::part::Row;
use std::collections::BTreeMap;

/// What a segment is; the order in which look-ups try them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Literal,
    /// A parameter with something around it.
    Mixed,
    Parameter,
    /// A parameter that is several segments.
    Rest,
}

#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) children: BTreeMap<(Kind, String), Node>,
    /// Operations that end here, by method.
    pub(super) ends: Vec<(usize, &'static str)>,
}

/// The segments of an operation's path, once for each scope that it is there for.
pub(super) fn templates(row: &Row) -> Vec<Vec<(Kind, String)>> {
    let segments: Vec<&str> = row.path.trim_start_matches('/').split('/').collect();
    let own = |from: usize| segments[from..].iter().map(|segment| kind(segment, row));
    if row.either && segments.len() > 1 {
        ["accounts", "zones"]
            .map(|scope| {
                let head = [(Kind::Literal, scope.to_owned()), (Kind::Parameter, String::new())];
                head.into_iter().chain(own(2)).collect()
            })
            .into()
    } else {
        vec![own(0).collect()]
    }
}

fn kind(segment: &str, row: &Row) -> (Kind, String) {
    let Some((before, rest)) = segment.split_once('{') else { return (Kind::Literal, segment.to_owned()) };
    let whole = before.is_empty() && rest.find('}') == Some(rest.len() - 1);
    match rest.strip_suffix('}') {
        Some(name) if whole && row.rest.iter().any(|wire| wire == name) => (Kind::Rest, String::new()),
        Some(_) if whole => (Kind::Parameter, String::new()),
        _ => (Kind::Mixed, nameless(segment)),
    }
}

/// `{id}.png` as `{}.png`.
fn nameless(segment: &str) -> String {
    let mut out = String::new();
    let mut rest = segment;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    out + rest
}

impl Node {
    pub(super) fn at(&mut self, template: &[(Kind, String)]) -> &mut Self {
        template.iter().fold(self, |node, segment| node.children.entry(segment.clone()).or_default())
    }
}
