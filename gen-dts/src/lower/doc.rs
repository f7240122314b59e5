//! `JSDoc` comments.

use crate::ir::ts::Doc;
use indexmap::IndexMap;
use oxc_ast::ast;

/// The `JSDoc` comments of a file, by the start of what they stand before.
pub(crate) struct Docs<'t> {
    text: &'t str,
    by_start: IndexMap<u32, (u32, u32)>,
}

impl<'t> Docs<'t> {
    pub(crate) fn of(tree: &ast::Program<'t>) -> Self {
        let mut by_start = IndexMap::new();
        for comment in &tree.comments {
            // `/* [MDN Reference](…) */` is how workers-types documents its bodies: it counts too.
            if comment.is_block() && comment.is_leading() {
                let span = comment.content_span();
                by_start.insert(comment.attached_to, (span.start, span.end));
            }
        }
        Self { text: tree.source_text, by_start }
    }

    /// The comment before what starts at `start`.
    pub(crate) fn at(&self, start: u32) -> Doc {
        let Some((from, to)) = self.by_start.get(&start) else { return Doc::default() };
        self.text.get(*from as usize..*to as usize).map(parse).unwrap_or_default()
    }
}

/// Comment text to Markdown: asterisks removed, tags made sections, inline `{@link …}` made text.
fn parse(comment: &str) -> Doc {
    let mut text = String::new();
    let mut deprecated: Option<String> = None;
    let mut arguments = Vec::new();
    let mut in_deprecated = false;
    let mut fence = false;
    for line in codegen::rust::readable(comment.trim_start_matches('*')).lines() {
        let line = line.trim_start();
        let line = line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line).trim_end();
        if line.trim_start().starts_with("```") {
            fence = !fence;
        }
        let Some((tag, rest)) = line.trim_start().strip_prefix('@').map(split_tag).filter(|_| !fence) else {
            if in_deprecated && !line.is_empty() && !fence {
                if let Some(reason) = &mut deprecated {
                    reason.push(' ');
                    reason.push_str(line.trim());
                }
                continue;
            }
            in_deprecated = false;
            text.push_str(line);
            text.push('\n');
            continue;
        };
        in_deprecated = false;
        match tag {
            "deprecated" => {
                deprecated = Some(rest.to_owned());
                in_deprecated = true;
            }
            "param" | "template" | "typeParam" => {
                let rest = if rest.starts_with('{') {
                    rest.split_once('}').map_or(rest, |(_, rest)| rest)
                } else {
                    rest
                };
                let (name, about) = rest.trim().split_once(char::is_whitespace).unwrap_or((rest.trim(), ""));
                let about = about.trim().trim_start_matches('-').trim();
                if !name.is_empty() && !about.is_empty() {
                    arguments.push(format!("- `{name}`: {about}"));
                }
            }
            "returns" | "return" => text.push_str(&format!("\nReturns {rest}\n")),
            "throws" => text.push_str(&format!("\nThrows {rest}\n")),
            "example" => text.push_str(&format!("\nExample: {rest}\n")),
            "default" | "defaultValue" => {
                text.push_str(&format!("\nDefault: `{}`\n", rest.trim_matches('`')));
            }
            "see" | "link" => text.push_str(&format!("\nSee {rest}\n")),
            _ => text.push_str(&format!("{rest}\n")),
        }
    }
    if !arguments.is_empty() {
        text.push('\n');
        text.push_str(&arguments.join("\n"));
    }
    Doc { text: inline_links(text.trim()), deprecated: deprecated.map(|reason| inline_links(reason.trim())) }
}

fn split_tag(line: &str) -> (&str, &str) {
    let end = line.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(line.len());
    (&line[..end], line[end..].trim())
}

/// `{@link https://… | text}` to a Markdown link, `{@link Name}` to code.
fn inline_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{@link") {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('}') else { break };
        let inner = rest[at..at + end].trim_start_matches("{@linkcode").trim_start_matches("{@link").trim();
        let parts = inner.split_once('|').or_else(|| inner.split_once(' '));
        let (target, label) = parts.unwrap_or((inner, inner));
        if target.starts_with("http") {
            out.push_str(&format!("[{}]({})", label.trim(), target.trim()));
        } else {
            out.push_str(&format!("`{}`", label.trim().trim_matches('`')));
        }
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    out
}
