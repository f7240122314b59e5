//! Which operation of the document a call is.

use codegen::doc::{Doc, Node};
use std::collections::BTreeMap;

/// The paths of a document by their shape.
pub(super) struct Paths<'d> {
    by_shape: BTreeMap<String, (&'d str, &'d Node<'d>)>,
    /// For a path's beginning: what its last parameter is called, and how often.
    names: BTreeMap<String, BTreeMap<&'d str, usize>>,
}

impl<'d> Paths<'d> {
    pub(super) fn of(doc: &'d Doc<'_>) -> Self {
        let mut paths = Self { by_shape: BTreeMap::new(), names: BTreeMap::new() };
        for member in doc.root().get("paths").map(Node::members).unwrap_or_default() {
            paths.by_shape.insert(shape(&member.key), (&member.key, &member.node));
            let mut beginning = String::new();
            for segment in member.key.split('/').skip(1) {
                beginning = format!("{beginning}/{}", shape(segment));
                if let Some(name) = parameter(segment) {
                    *paths.names.entry(beginning.clone()).or_default().entry(name).or_default() += 1;
                }
            }
        }
        paths
    }

    /// The operation, and its path as it is written here.
    pub(super) fn operation(
        &self,
        path: &str,
        method: &str,
    ) -> Option<(&'d str, &'d Node<'d>, &'d Node<'d>)> {
        let shape = shape(path);
        let here = |shape: &str| {
            let (path, item) = self.by_shape.get(shape).copied()?;
            Some((path, item, item.get(method)?))
        };
        here(&shape).or_else(|| here(&scoped(&shape)?))
    }

    /// A new path with the names that its parameters have in others that begin like it, and what was renamed.
    pub(super) fn named(&self, path: &str) -> (String, BTreeMap<String, String>) {
        if let Some((known, _)) = self.by_shape.get(&shape(path)) {
            let renamed = parameters(path).zip(parameters(known));
            return (
                (*known).to_owned(),
                renamed.map(|(from, to)| (from.to_owned(), to.to_owned())).collect(),
            );
        }
        let mut renamed = BTreeMap::new();
        let (mut beginning, mut written) = (String::new(), String::new());
        for segment in path.split('/').skip(1) {
            beginning = format!("{beginning}/{}", shape(segment));
            let known = self.names.get(&beginning).into_iter().flatten();
            let usual =
                known.max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name))).map(|(name, _)| *name);
            match (parameter(segment), usual) {
                (Some(own), Some(usual)) if !parameters(path).any(|other| other == usual) => {
                    renamed.insert(own.to_owned(), usual.to_owned());
                    written.push_str(&format!("/{{{usual}}}"));
                }
                _ => written.push_str(&format!("/{segment}")),
            }
        }
        (written, renamed)
    }
}

/// The name of a segment that is a parameter.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

/// A path without the names of its parameters.
pub(super) fn shape(path: &str) -> String {
    let mut pieces = path.split('{');
    let mut shape = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        shape.push_str("{}");
        shape.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// `/accounts/{}/rulesets` as it is written for accounts and zones alike: `/{}/{}/rulesets`.
fn scoped(shape: &str) -> Option<String> {
    let rest = shape.strip_prefix("/accounts/{}/").or_else(|| shape.strip_prefix("/zones/{}/"))?;
    Some(format!("/{{}}/{{}}/{rest}"))
}

#[cfg(test)]
mod tests {
    use super::{Paths, shape};
    use codegen::doc::Doc;

    #[test]
    fn paths_are_compared_by_their_shape_and_keep_the_names_of_their_neighbours() {
        assert_eq!(shape("/zones/{zone_id}/a/{id}.png"), "/zones/{}/a/{}.png");
        let text =
            r#"{"paths": {"/zones/{zone_id}/a/{a_id}": {"get": {}}, "/{scope}/{scope_id}/b": {"get": {}}}}"#;
        let doc = Doc::parse(text).expect("JSON");
        let paths = Paths::of(&doc);
        assert_eq!(
            paths.operation("/zones/{id}/a/{x}", "get").expect("an operation").0,
            "/zones/{zone_id}/a/{a_id}"
        );
        assert_eq!(
            paths.operation("/accounts/{id}/b", "get").expect("an operation").0,
            "/{scope}/{scope_id}/b"
        );
        assert!(paths.operation("/zones/{id}/a/{x}", "put").is_none());
        assert_eq!(paths.named("/zones/{zone}/a/{id}/c/{c}").0, "/zones/{zone_id}/a/{a_id}/c/{c}");
        assert_eq!(paths.named("/zones/{zone}/a/{id}").0, "/zones/{zone_id}/a/{a_id}");
    }
}
