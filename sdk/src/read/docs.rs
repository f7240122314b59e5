//! `TSDoc` comments.

use crate::model::Doc;
use oxc_ast::ast;
use std::collections::BTreeMap;

/// The comments of a file, by the start of what they stand before.
pub(super) struct Docs<'t> {
    text: &'t str,
    by_start: BTreeMap<u32, (u32, u32)>,
}

impl<'t> Docs<'t> {
    pub(super) fn of(tree: &ast::Program<'t>) -> Self {
        let comments = tree.comments.iter().filter(|comment| comment.is_block() && comment.is_leading());
        let place = |comment: &ast::Comment| {
            let span = comment.content_span();
            (comment.attached_to, (span.start, span.end))
        };
        Self { text: tree.source_text, by_start: comments.map(place).collect() }
    }

    /// The comment before what starts at `start`.
    pub(super) fn at(&self, start: u32) -> Doc {
        let Some((from, to)) = self.by_start.get(&start) else { return Doc::default() };
        self.text.get(*from as usize..*to as usize).map(parse).unwrap_or_default()
    }
}

/// Comment text to Markdown. Examples are left out: they are TypeScript.
fn parse(comment: &str) -> Doc {
    let mut doc = Doc::default();
    let mut keep = true;
    for line in comment.trim_start_matches('*').lines() {
        let line = line.trim_start();
        let mut line = line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line).trim_end();
        if let Some(reason) = line.strip_prefix("@deprecated") {
            doc.deprecated = true;
            keep = true;
            line = reason.trim_start();
        } else if line.starts_with("@example") {
            keep = false;
        }
        if keep {
            doc.text.push_str(line);
            doc.text.push('\n');
        }
    }
    doc.text = without_place(doc.text.trim()).to_owned();
    doc
}

/// Where a parameter goes is said in front of what it is, and known from the call.
fn without_place(text: &str) -> &str {
    let places = ["Path param", "Query param", "Body param", "Header param"];
    let rest = places.iter().find_map(|place| text.strip_prefix(place));
    match rest.and_then(|rest| rest.strip_prefix(':').or(rest.is_empty().then_some(rest))) {
        Some(rest) => rest.trim_start(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_comment_is_its_words() {
        let doc = parse("*\n   * Query param: Page number.\n   *\n   * Of all.\n   ");
        assert_eq!((doc.text.as_str(), doc.deprecated), ("Page number.\n\nOf all.", false));
        let doc = parse(
            "*\n   * Lists.\n   *\n   * @deprecated Use the\n   * other.\n   *\n   * @example\n   * ```ts\n   ",
        );
        assert_eq!((doc.text.as_str(), doc.deprecated), ("Lists.\n\nUse the\nother.", true));
    }
}
