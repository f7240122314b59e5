//! Items and their members.

use super::flat::{Flat, Kind};
use super::{expr, format, unquoted};

/// Widest line.
const MARGIN: usize = 89;
/// What a line may hold however deep it stands.
const LEAST: usize = 60;

/// Where text goes, and how deep it stands.
pub(super) struct Page<'f> {
    pub(super) flat: &'f Flat,
    pub(super) out: &'f mut String,
}

/// One item; `None` if only the formatter knows.
pub(super) fn item(flat: &Flat, out: &mut String) -> Option<()> {
    if flat.unsure {
        return None;
    }
    let mut page = Page { flat, out };
    let at = page.attributes(0, 0)?;
    let end = flat.tokens.len();
    let word = at + usize::from(flat.text(at) == "pub");
    match flat.text(word) {
        "use" | "type" => page.closed(at, end),
        "struct" | "enum" => page.fields(at, end),
        "impl" => page.members(at, end, "impl X {\n"),
        "extern" if flat.text(word + 1) == "\"C\"" => page.members(at, end, "extern \"C\" {\n"),
        "fn" => {
            page.function(at, end, 0)?;
            Some(())
        }
        _ => None,
    }
}

/// A macro call in braces, without and with what they hold.
pub(super) fn call(flat: &Flat, table: Option<&str>, out: &mut String) -> Option<()> {
    if flat.unsure {
        return None;
    }
    let mut page = Page { flat, out };
    let at = page.attributes(0, 0)?;
    let bang = flat.tokens.len().checked_sub(1)?;
    if (at..bang).any(|at| !matches!(flat.kind(at), Some(Kind::Word | Kind::Path))) {
        return None;
    }
    page.flat.line(at, bang, page.out)?;
    page.out.push('!');
    match table {
        None => page.out.push_str(" {}\n"),
        Some(table) => [" {\n", table, "}\n"].iter().for_each(|text| page.out.push_str(text)),
    }
    Some(())
}

impl Page<'_> {
    pub(super) fn indent(&mut self, indent: usize) {
        const SPACES: &str = "                                                                ";
        let mut left = indent;
        while left > 0 {
            let now = left.min(SPACES.len());
            self.out.push_str(&SPACES[..now]);
            left -= now;
        }
    }

    /// A line of tokens and what follows them, if it has room.
    pub(super) fn line(&mut self, at: usize, end: usize, suffix: &str, indent: usize) -> Option<()> {
        self.indent(indent);
        let start = self.out.len();
        self.flat.line(at, end, self.out)?;
        self.out.push_str(suffix);
        self.fits(start, indent)?;
        self.out.push('\n');
        Some(())
    }

    /// Whether what was written since then stays on its line.
    pub(super) fn fits(&self, start: usize, indent: usize) -> Option<()> {
        self.has_room(start, indent, 0).then_some(())
    }

    /// Whether the line that began then has room for this much more.
    pub(super) fn has_room(&self, start: usize, indent: usize, more: usize) -> bool {
        self.out.len() - start + more <= room(indent)
    }

    /// Attributes, a line each; where what they belong to begins.
    pub(super) fn attributes(&mut self, mut at: usize, indent: usize) -> Option<usize> {
        while self.flat.kind(at) == Some(Kind::Sign(b'#')) {
            if self.flat.kind(at + 1) != Some(Kind::Open(b'[')) {
                return None;
            }
            let close = self.flat.close(at + 1);
            if self.flat.text(at + 2) == "doc" && self.flat.kind(at + 3) == Some(Kind::Sign(b'=')) {
                let text = unquoted(self.flat.text(at + 4))?;
                if close != at + 5 || text.starts_with('/') || text.contains(['\n', '\r']) {
                    return None;
                }
                self.indent(indent);
                self.out.push_str("///");
                self.out.push_str(text.trim_end_matches(' '));
                self.out.push('\n');
            } else {
                let start = self.out.len();
                if self.line(at, close + 1, "", indent).is_none() {
                    self.out.truncate(start);
                    self.long_attribute(at, close, indent)?;
                }
            }
            at = close + 1;
        }
        Some(at)
    }

    /// `#[path(` a line an argument `)]`.
    fn long_attribute(&mut self, at: usize, close: usize, indent: usize) -> Option<()> {
        let open = at + 3;
        if self.flat.kind(open) != Some(Kind::Open(b'(')) || self.flat.close(open) + 1 != close {
            return None;
        }
        self.indent(indent);
        self.flat.line(at, open + 1, self.out)?;
        self.out.push('\n');
        let pieces = self.flat.pieces(open + 1, close - 1);
        if self.flat.kind(close - 2) == Some(Kind::Sign(b',')) {
            return None;
        }
        for (index, (from, to)) in pieces.iter().enumerate() {
            if (*from..*to).any(|at| matches!(self.flat.kind(at), Some(Kind::Open(_)))) {
                return None;
            }
            let last = index + 1 == pieces.len();
            self.indent(indent + 4);
            self.flat.line(*from, *to, self.out)?;
            self.out.push_str(if last { "\n" } else { ",\n" });
        }
        self.indent(indent);
        self.out.push_str(")]\n");
        Some(())
    }

    /// An item that ends with its semicolon.
    fn closed(&mut self, at: usize, end: usize) -> Option<()> {
        if (at..end).any(|at| matches!(self.flat.kind(at), Some(Kind::Open(b'{')))) {
            return None;
        }
        self.line(at, end, "", 0)
    }

    /// A struct or an enum.
    fn fields(&mut self, at: usize, end: usize) -> Option<()> {
        let Some(open) = self.flat.find(at, end, |kind| kind == Kind::Open(b'{')) else {
            return self.closed(at, end);
        };
        if self.flat.close(open) + 1 != end
            || self.flat.find(at, open, |kind| kind == Kind::Open(b'(')).is_some()
        {
            return None;
        }
        self.head(at, open)?;
        let pieces = self.flat.pieces(open + 1, end - 1);
        if pieces.is_empty() {
            self.out.push_str("}\n");
            return Some(());
        }
        self.out.push('\n');
        for (from, to) in pieces {
            let from = self.attributes(from, 4)?;
            self.line(from, to, ",", 4)?;
        }
        self.out.push_str("}\n");
        Some(())
    }

    /// What stands before a body, up to its brace.
    fn head(&mut self, at: usize, open: usize) -> Option<()> {
        let bounds = (at..open).find(|at| self.flat.text(*at) == "where");
        let start = self.out.len();
        self.flat.line(at, bounds.unwrap_or(open), self.out)?;
        self.out.push_str(if bounds.is_none() { " {" } else { "" });
        self.fits(start, 0)?;
        bounds.map_or(Some(()), |bounds| self.bounds(bounds, open, 0))
    }

    /// An `impl` or `extern` block. A member that the layout is not sure about is formatted in a block of its own.
    fn members(&mut self, at: usize, end: usize, block: &str) -> Option<()> {
        let open = self.flat.find(at, end, |kind| kind == Kind::Open(b'{'))?;
        if self.flat.close(open) + 1 != end {
            return None;
        }
        let start = self.out.len();
        if self.head(at, open).is_none() {
            self.out.truncate(start);
            let text = format(&format!("{}{{}}", self.flat.source(at, open))).ok()?;
            self.out.push_str(text.strip_suffix("}\n")?);
        }
        let (mut at, end) = (open + 1, end - 1);
        if at == end {
            self.out.push_str("}\n");
            return Some(());
        }
        self.out.push('\n');
        while at < end {
            let start = self.out.len();
            let next = self.member_end(at, end)?;
            if self.member(at, next).is_none() {
                self.out.truncate(start);
                let text = format(&format!("{block}{}}}", self.flat.source(at, next))).ok()?;
                self.out.push_str(text.strip_prefix(block)?.strip_suffix("}\n")?);
            }
            at = next;
        }
        self.out.push_str("}\n");
        Some(())
    }

    /// Behind the semicolon or the body that ends a member.
    fn member_end(&self, at: usize, end: usize) -> Option<usize> {
        let last = self.flat.find(at, end, |kind| matches!(kind, Kind::Sign(b';') | Kind::Open(b'{')))?;
        Some(if self.flat.kind(last) == Some(Kind::Sign(b';')) { last } else { self.flat.close(last) } + 1)
    }

    fn member(&mut self, at: usize, end: usize) -> Option<()> {
        let at = self.attributes(at, 4)?;
        let word = at + usize::from(self.flat.text(at) == "pub");
        match self.flat.text(word) {
            "fn" => self.function(at, end, 4),
            "type" | "static" => self.line(at, end, "", 4),
            _ => None,
        }
    }

    /// A function with its body, or with a semicolon.
    fn function(&mut self, at: usize, end: usize, indent: usize) -> Option<()> {
        let flat = self.flat;
        let name = at + 1 + usize::from(flat.text(at) == "pub");
        let generic = flat.kind(name + 1) == Some(Kind::Sign(b'<'));
        let open = if generic { flat.past_angles(name + 1, end) } else { name + 1 };
        if flat.kind(open) != Some(Kind::Open(b'(')) {
            return None;
        }
        let body = flat.find(open, end, |kind| matches!(kind, Kind::Sign(b';') | Kind::Open(b'{')))?;
        let bounds = (open..body).find(|at| flat.text(*at) == "where");
        let head = bounds.unwrap_or(body);
        let close = flat.close(open);
        // The line that decides goes up to the brace, or to where the next line begins anyway.
        let suffix = match (bounds, flat.kind(body)) {
            (Some(_), _) => "",
            (None, Some(Kind::Sign(_))) => ";",
            _ => " {",
        };
        self.indent(indent);
        let start = self.out.len();
        flat.line(at, head, self.out)?;
        self.out.push_str(suffix);
        if self.fits(start, indent).is_none() {
            if close == open + 1 {
                return None;
            }
            self.out.truncate(start);
            flat.line(at, open + 1, self.out)?;
            self.fits(start, indent)?;
            self.out.push('\n');
            for (from, to) in flat.pieces(open + 1, close) {
                self.line(from, to, ",", indent + 4)?;
            }
            self.indent(indent);
            let start = self.out.len();
            flat.line(close, head, self.out)?;
            self.out.push_str(suffix);
            self.fits(start, indent)?;
        }
        if let Some(bounds) = bounds {
            self.bounds(bounds, body, indent)?;
        }
        if flat.kind(body) == Some(Kind::Open(b'{')) {
            self.block(body, indent)?;
        }
        self.out.push('\n');
        Some(())
    }

    /// `where` and its bounds, a line each, up to the opening brace.
    fn bounds(&mut self, at: usize, body: usize, indent: usize) -> Option<()> {
        if self.flat.kind(body) != Some(Kind::Open(b'{')) || at + 1 == body {
            return None;
        }
        self.out.push('\n');
        self.indent(indent);
        self.out.push_str("where\n");
        for (from, to) in self.flat.pieces(at + 1, body) {
            self.line(from, to, ",", indent + 4)?;
        }
        self.indent(indent);
        self.out.push('{');
        Some(())
    }

    /// Statements and the closing brace, after the opening one.
    pub(super) fn block(&mut self, open: usize, indent: usize) -> Option<()> {
        let close = self.flat.close(open);
        if close > open + 1 {
            self.out.push('\n');
            expr::statements(self, open + 1, close, indent + 4)?;
            self.indent(indent);
        }
        self.out.push('}');
        Some(())
    }
}

/// How wide what stands this deep may be.
fn room(indent: usize) -> usize {
    MARGIN.saturating_sub(indent).max(LEAST)
}
