//! Tokens as one run of text with marks, and the spaces between them on one line.

use proc_macro2::{Delimiter, Spacing, TokenTree};
use std::fmt::Write;

/// What a token is to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword, a lifetime.
    Word,
    /// A literal.
    Literal,
    /// A sign of one character.
    Sign(u8),
    /// `::`
    Path,
    /// `->`
    Arrow,
    /// `=>`
    FatArrow,
    /// `&&`
    And,
    /// `?` of a bound.
    Maybe,
    /// `||` of a closure without arguments.
    NoArguments,
    /// Opens a group: `(`, `[` or `{`.
    Open(u8),
    /// Closes a group.
    Close(u8),
}

/// A token: what it is, its text, and for groups where the other end is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    start: u32,
    end: u32,
    pub(super) mate: u32,
}

/// Tokens in order.
#[derive(Debug, Default)]
pub(super) struct Flat {
    text: String,
    pub(super) tokens: Vec<Token>,
    /// The last sign, if the next may belong to it.
    joint: Option<char>,
    /// Whether there was an operator that the layout does not know.
    pub(super) unsure: bool,
}

impl Flat {
    /// Takes tokens.
    pub(super) fn push_all(&mut self, stream: impl IntoIterator<Item = TokenTree>) {
        stream.into_iter().for_each(|tree| self.push_tree(tree));
    }

    /// Takes a token, a group with all it holds.
    pub(super) fn push_tree(&mut self, tree: TokenTree) {
        let start = self.text.len();
        let joint = self.joint.take();
        match tree {
            TokenTree::Punct(sign) => {
                let (sign, next) = (sign.as_char(), sign.spacing() == Spacing::Joint);
                self.joint = self.push_sign(joint, sign).then_some(sign).filter(|_| next);
            }
            TokenTree::Ident(name) => {
                _ = write!(self.text, "{name}");
                if joint == Some('\'') {
                    self.tokens.pop();
                    self.push(Kind::Word, start - 1);
                } else {
                    self.push(Kind::Word, start);
                }
            }
            TokenTree::Literal(literal) => {
                _ = write!(self.text, "{literal}");
                self.push(Kind::Literal, start);
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Bracket => (b'[', b']'),
                    Delimiter::Brace => (b'{', b'}'),
                    Delimiter::Parenthesis | Delimiter::None => (b'(', b')'),
                };
                self.unsure |= group.delimiter() == Delimiter::None;
                let inner = group.stream();
                // With the group gone, the stream is the only one and gives its tokens away instead of copies.
                drop(group);
                let at = self.tokens.len();
                self.sign(Kind::Open(open), open);
                self.push_all(inner);
                self.joint = None;
                self.sign(Kind::Close(open), close);
                let end = self.tokens.len() - 1;
                self.tokens[at].mate = end as u32;
                self.tokens[end].mate = at as u32;
            }
        }
    }

    /// Forgets all tokens.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.tokens.clear();
        (self.joint, self.unsure) = (None, false);
    }

    /// Takes a sign after one that it may belong to; whether it may begin an operator itself.
    fn push_sign(&mut self, joint: Option<char>, sign: char) -> bool {
        // A lifetime is no part of the operator before it.
        let joint = joint.filter(|_| sign != '\'');
        let pair = match (joint, sign) {
            (Some(':'), ':') => Some(Kind::Path),
            (Some('-'), '>') => Some(Kind::Arrow),
            (Some('='), '>') => Some(Kind::FatArrow),
            (Some('&'), '&') => Some(Kind::And),
            (Some('|'), '|') => Some(Kind::NoArguments),
            _ => None,
        };
        // An operator of two characters is one token; of all others that cling, only closing angles come apart.
        let known = pair.is_some() || joint.is_none_or(|first| first == '>');
        self.unsure |= !known;
        if let (Some(last), false) = (self.tokens.last_mut(), joint.is_none_or(|first| first == '>')) {
            self.text.push(sign);
            last.kind = pair.unwrap_or(last.kind);
            last.end = self.text.len() as u32;
            return !known;
        }
        let start = self.text.len();
        self.text.push(sign);
        let byte = u8::try_from(sign).unwrap_or(b'?');
        let bound =
            sign == '?' && matches!(self.tokens.last().map(|last| last.kind), Some(Kind::Sign(b'+' | b':')));
        self.push(if bound { Kind::Maybe } else { Kind::Sign(byte) }, start);
        true
    }

    fn sign(&mut self, kind: Kind, sign: u8) {
        let start = self.text.len();
        self.text.push(char::from(sign));
        self.push(kind, start);
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, start: start as u32, end: self.text.len() as u32, mate: 0 });
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    pub(super) fn ends_with_bang(&self) -> bool {
        self.tokens.last().is_some_and(|last| last.kind == Kind::Sign(b'!'))
    }

    pub(super) fn ends_with_semicolon(&self) -> bool {
        self.tokens.last().is_some_and(|last| last.kind == Kind::Sign(b';'))
    }

    /// Whether the tokens are an import, public or not, with attributes or without: its braces do not end it.
    pub(super) fn is_use(&self) -> bool {
        self.find(0, self.tokens.len(), |kind| kind == Kind::Word).is_some_and(|word| {
            self.text(word) == "use" || (self.text(word) == "pub" && self.text(word + 1) == "use")
        })
    }

    /// Where the group that opens here closes.
    pub(super) fn close(&self, open: usize) -> usize {
        self.tokens[open].mate as usize
    }

    /// The first token from here on, not inside a group, that is asked for.
    pub(super) fn find(&self, mut at: usize, end: usize, wanted: impl Fn(Kind) -> bool) -> Option<usize> {
        while at < end {
            let kind = self.tokens[at].kind;
            if wanted(kind) {
                return Some(at);
            }
            at = if matches!(kind, Kind::Open(_)) { self.close(at) + 1 } else { at + 1 };
        }
        None
    }

    /// The pieces between commas, not those inside groups or angles; a comma at the end begins nothing.
    pub(super) fn pieces(&self, at: usize, end: usize) -> Vec<(usize, usize)> {
        let (mut pieces, mut start, mut at, mut depth) = (Vec::new(), at, at, 0_usize);
        while at < end {
            match self.tokens[at].kind {
                Kind::Open(_) => at = self.close(at),
                Kind::Sign(b'<') => depth += 1,
                Kind::Sign(b'>') => depth = depth.saturating_sub(1),
                Kind::Sign(b',') if depth == 0 => {
                    pieces.push((start, at));
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        if start < end {
            pieces.push((start, end));
        }
        pieces
    }

    /// Behind the angle that closes the one here.
    pub(super) fn past_angles(&self, mut at: usize, end: usize) -> usize {
        let mut depth = 0_usize;
        while at < end {
            match self.tokens[at].kind {
                Kind::Open(_) => at = self.close(at),
                Kind::Sign(b'<') => depth += 1,
                Kind::Sign(b'>') => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
    }

    /// Source that a parser reads as the same tokens.
    pub(super) fn source(&self, at: usize, end: usize) -> String {
        let mut source = String::new();
        for at in at..end {
            source.push_str(self.text(at));
            source.push(' ');
        }
        source
    }

    /// Writes tokens on one line; `None` if that depends on more than their neighbours.
    pub(super) fn line(&self, at: usize, end: usize, out: &mut String) -> Option<()> {
        let mut closure = false;
        for now in at..end {
            let kind = self.tokens[now].kind;
            if kind == Kind::Sign(b',') && self.dropped(now) {
                continue;
            }
            if now > at && self.spaced(now, closure)? {
                out.push(' ');
            }
            if kind == Kind::Sign(b'|') {
                if !closure && !self.opens_closure(now) {
                    return None;
                }
                closure = !closure;
            }
            out.push_str(self.text(now));
        }
        (!closure).then_some(())
    }

    /// A comma before the end of a list, which stays only in tuples of one.
    fn dropped(&self, comma: usize) -> bool {
        match self.kind(comma + 1) {
            Some(Kind::Sign(b'>') | Kind::Close(b'[')) => true,
            Some(Kind::Close(b'(')) => {
                let open = self.close(comma + 1);
                let called = open > 0
                    && (self.kind(open - 1) == Some(Kind::Word) && !needs_space(self.text(open - 1))
                        || matches!(self.kind(open - 1), Some(Kind::Sign(b'>' | b'?') | Kind::Close(_))));
                called || self.pieces(open + 1, comma + 1).len() > 1
            }
            _ => false,
        }
    }

    fn opens_closure(&self, bar: usize) -> bool {
        bar > 0
            && (matches!(self.kind(bar - 1), Some(Kind::Open(_) | Kind::Sign(b',' | b'=')))
                || self.text(bar - 1) == "move")
    }

    /// Whether a space stands before a token.
    fn spaced(&self, now: usize, closure: bool) -> Option<bool> {
        use Kind::{And, Arrow, Close, FatArrow, Literal, Maybe, NoArguments, Open, Path, Sign, Word};
        let (last, next) = (self.tokens[now - 1].kind, self.tokens[now].kind);
        // What was written asks for a space, whatever comes.
        let asks = match last {
            Open(_) | Path | Maybe | Sign(b'&' | b'<' | b'.' | b'#' | b'!' | b'*') => false,
            Sign(b'|') => !closure,
            _ => true,
        };
        let ends = matches!(last, Literal | Close(_) | Sign(b'>' | b'?'))
            || (last == Word && !needs_space(self.text(now - 1)));
        Some(match next {
            Close(_) | Sign(b',' | b';' | b'?' | b'.' | b':') => false,
            Sign(b'>') => {
                // `<>` is only printed as such in `use<>`.
                if last == Sign(b'<') && (now < 2 || self.text(now - 2) != "use") {
                    return None;
                }
                false
            }
            Path => asks && !ends,
            Sign(b'<') => {
                if matches!(last, Literal | Close(_)) {
                    return None;
                }
                asks && last != Word
            }
            Open(b'(' | b'[') => asks && !ends,
            Open(_) => asks,
            Sign(b'=' | b'+') | Arrow | FatArrow => true,
            And => {
                if !ends {
                    return None;
                }
                true
            }
            // Prefixes only.
            Sign(b'&' | b'*' | b'!') => {
                if ends {
                    return None;
                }
                asks
            }
            Sign(b'#') | Maybe => asks,
            Sign(b'|') => asks && !closure,
            NoArguments => {
                if !self.opens_closure(now) {
                    return None;
                }
                asks
            }
            Sign(_) => return None,
            Word | Literal => {
                if next == Literal && self.text(now).starts_with('-') {
                    return None;
                }
                asks
            }
        })
    }
}

/// Keywords that what follows does not cling to.
fn needs_space(word: &str) -> bool {
    matches!(
        word,
        "as" | "dyn"
            | "else"
            | "for"
            | "if"
            | "impl"
            | "in"
            | "let"
            | "match"
            | "move"
            | "mut"
            | "return"
            | "use"
            | "where"
            | "while"
    )
}
