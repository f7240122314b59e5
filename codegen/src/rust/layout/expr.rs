//! Statements and expressions.

use super::chain::{Place, broken};
use super::flat::Kind;
use super::item::Page;

/// Widest struct literal on one line.
const LITERAL: usize = 34;

/// Statements, a line each where they have room.
pub(super) fn statements(page: &mut Page<'_>, mut at: usize, end: usize, indent: usize) -> Option<()> {
    while at < end {
        let first = page.attributes(at, indent)?;
        // The formatter sees those of an expression as a part of it.
        if first > at && page.flat.text(first) != "let" {
            return None;
        }
        at = first;
        at = match page.flat.text(at) {
            "if" => branch(page, at, end, indent)?,
            "match" => choice(page, at, end, indent)?,
            "for" | "while" | "loop" | "use" | "fn" | "unsafe" | "async" | "break" | "continue" => {
                return None;
            }
            _ => {
                let stop = page.flat.find(at, end, |kind| kind == Kind::Sign(b';')).unwrap_or(end);
                page.indent(indent);
                let suffix = if stop < end { ";" } else { "" };
                // At the end of a block these get a semicolon.
                let assigns = |kind| kind == Kind::Sign(b'=');
                if stop == end
                    && (page.flat.text(at) == "return" || page.flat.find(at, end, assigns).is_some())
                {
                    return None;
                }
                expression(page, at, stop, suffix, indent)?;
                page.out.push('\n');
                stop + 1
            }
        };
    }
    Some(())
}

/// `if condition { … }` without `else`.
fn branch(page: &mut Page<'_>, at: usize, end: usize, indent: usize) -> Option<usize> {
    let open = page.flat.find(at, end, |kind| kind == Kind::Open(b'{'))?;
    let next = page.flat.close(open) + 1;
    if page.flat.text(next) == "else" || open + 2 == next {
        return None;
    }
    let text = page.out.len();
    page.indent(indent);
    if opened(page, at, open, indent).is_none() {
        page.out.truncate(text);
        long_condition(page, at, open, indent)?;
    }
    page.block(open, indent)?;
    page.out.push('\n');
    Some(next)
}

/// A condition whose brace has a line of its own, and before that what follows its only `&&`.
fn long_condition(page: &mut Page<'_>, at: usize, open: usize, indent: usize) -> Option<()> {
    let text = page.out.len();
    if page.line(at, open, "", indent).is_none() {
        page.out.truncate(text);
        let and = page.flat.find(at, open, |kind| kind == Kind::And)?;
        if page.flat.find(and + 1, open, |kind| kind == Kind::And).is_some() {
            return None;
        }
        page.line(at, and, "", indent)?;
        page.line(and, open, "", indent + 4)?;
    }
    page.indent(indent);
    page.out.push('{');
    Some(())
}

/// `match value { arms }` at the end of a block.
fn choice(page: &mut Page<'_>, at: usize, end: usize, indent: usize) -> Option<usize> {
    let open = page.flat.find(at, end, |kind| kind == Kind::Open(b'{'))?;
    let close = page.flat.close(open);
    if close + 1 != end || close == open + 1 {
        return None;
    }
    page.indent(indent);
    opened(page, at, open, indent)?;
    page.out.push('\n');
    for (from, to) in page.flat.pieces(open + 1, close) {
        let from = page.attributes(from, indent + 4)?;
        arm(page, from, to, indent + 4)?;
    }
    page.indent(indent);
    page.out.push_str("}\n");
    Some(end)
}

/// `pattern => value,`, with braces where a line has no room.
fn arm(page: &mut Page<'_>, at: usize, end: usize, indent: usize) -> Option<()> {
    if page.flat.find(at, end, |kind| kind == Kind::Open(b'{')).is_some() {
        return None;
    }
    let text = page.out.len();
    if page.line(at, end, "", indent).is_some() {
        page.out.pop();
        page.out.push_str(",\n");
        return Some(());
    }
    page.out.truncate(text);
    let arrow = page.flat.find(at, end, |kind| kind == Kind::FatArrow)?;
    page.line(at, arrow + 1, " {", indent)?;
    page.indent(indent + 4);
    expression(page, arrow + 1, end, "", indent + 4)?;
    page.out.push('\n');
    page.indent(indent);
    page.out.push_str("}\n");
    Some(())
}

fn opened(page: &mut Page<'_>, at: usize, open: usize, indent: usize) -> Option<()> {
    let start = page.out.len();
    page.flat.line(at, open, page.out)?;
    page.out.push_str(" {");
    page.fits(start, indent)
}

/// An expression, with or without `let`, and what follows it.
fn expression(page: &mut Page<'_>, at: usize, end: usize, suffix: &str, indent: usize) -> Option<()> {
    let start = page.out.len();
    let brace = (at..end).find(|at| page.flat.kind(*at) == Some(Kind::Open(b'{')));
    let Some(brace) = brace else {
        page.flat.line(at, end, page.out)?;
        page.out.push_str(suffix);
        if page.fits(start, indent).is_some() {
            return Some(());
        }
        page.out.truncate(start);
        let place = Place { start, indent };
        let mut value = at;
        if page.flat.text(at) == "let" {
            value = page.flat.find(at, end, |kind| kind == Kind::Sign(b'='))? + 1;
            page.flat.line(at, value, page.out)?;
            page.out.push(' ');
        }
        broken(page, (value, end), place, indent, value == at, suffix.len())?;
        page.out.push_str(suffix);
        return Some(());
    };
    let close = page.flat.close(brace);
    if close + 1 == end {
        return literal(page, at, brace, suffix, indent);
    }
    // `call({ … })`: the only argument shares its braces' lines with the call.
    let call = (at..brace).find(|at| page.flat.kind(*at) == Some(Kind::Open(b'(')))?;
    if close + 2 != end || page.flat.close(call) != close + 1 {
        return None;
    }
    if page.flat.text(call + 1) == "async" {
        if call + 3 != brace || page.flat.find(brace + 1, close, |kind| kind == Kind::Sign(b';')).is_none() {
            return None;
        }
        opened(page, at, brace, indent)?;
        page.block(brace, indent)?;
    } else {
        page.flat.line(at, call + 1, page.out)?;
        literal(page, call + 1, brace, "", indent)?;
    }
    page.out.push(')');
    page.out.push_str(suffix);
    Some(())
}

/// A struct literal up to its closing brace.
fn literal(page: &mut Page<'_>, at: usize, open: usize, suffix: &str, indent: usize) -> Option<()> {
    let flat = page.flat;
    let close = flat.close(open);
    let path = |at| matches!(flat.kind(at), Some(Kind::Word | Kind::Path));
    if at == open || !(at..open).all(path) || (at..open).any(|at| flat.text(at) == "let") {
        return None;
    }
    if (open + 1..close).any(|at| flat.kind(at) == Some(Kind::Open(b'{'))) {
        return None;
    }
    let start = page.out.len();
    flat.line(at, open, page.out)?;
    page.out.push_str(" {");
    let pieces = flat.pieces(open + 1, close);
    if pieces.is_empty() {
        page.out.push('}');
        page.out.push_str(suffix);
        return Some(());
    }
    let opened = page.out.len();
    let attributed = pieces.iter().any(|(from, _)| flat.kind(*from) == Some(Kind::Sign(b'#')));
    if !attributed {
        for (index, (from, to)) in pieces.iter().enumerate() {
            page.out.push_str(if index == 0 { " " } else { ", " });
            flat.line(*from, *to, page.out)?;
        }
        page.out.push(' ');
        if page.out.len() - start <= LITERAL {
            page.out.push('}');
            page.out.push_str(suffix);
            return Some(());
        }
        page.out.truncate(opened);
    }
    page.out.push('\n');
    for (index, (from, to)) in pieces.iter().enumerate() {
        let from = page.attributes(*from, indent + 4)?;
        let text = page.out.len();
        if page.line(from, *to, ",", indent + 4).is_none() {
            page.out.truncate(text);
            page.indent(indent + 4);
            let place = Place { start: page.out.len(), indent: indent + 4 };
            let value = flat.find(from, *to, |kind| kind == Kind::Sign(b':'))? + 1;
            flat.line(from, value, page.out)?;
            page.out.push(' ');
            let after = usize::from(index + 1 < pieces.len());
            broken(page, (value, *to), place, indent + 4, false, after)?;
            page.out.push_str(",\n");
        }
    }
    page.indent(indent);
    page.out.push('}');
    page.out.push_str(suffix);
    Some(())
}
