//! Reading queries.

use super::filter::{Comparison, Filter, Operand, Query};
use super::{Path, Segment, Selector};
use std::fmt;

/// How deep parentheses and queries in filters may nest.
const MAX_DEPTH: usize = 64;

/// Why a text is no query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// The character at which it stops being one, from zero.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at character {}", self.expected, self.at + 1)
    }
}

pub(super) fn parse(text: &str) -> Result<Path, PathError> {
    let mut parser = Parser { chars: text.chars().collect(), at: 0, depth: 0 };
    if !parser.eat("$") {
        return Err(parser.expected("`$`, with which every path begins"));
    }
    let path = Path { segments: parser.segments()? };
    if parser.at < parser.chars.len() {
        return Err(parser.expected("`.`, `..`, `[` or the end; names with other than letters, digits and `_` stand in brackets and quotes"));
    }
    Ok(path)
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
}

type Parsed<T> = Result<T, PathError>;

impl Parser {
    fn expected<'s>(&self, what: &'s str) -> PathError
    where
        's: 'static,
    {
        PathError { at: self.at, expected: what }
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(offset, c)| self.chars.get(self.at + offset) == Some(&c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn segments(&mut self) -> Parsed<Vec<Segment>> {
        let mut segments = Vec::new();
        loop {
            // Blanks belong to a path only if a step follows.
            let before = self.at;
            self.blanks();
            let descendants = self.eat("..");
            let selectors = if self.peek() == Some('[') {
                self.brackets()?
            } else if descendants || self.eat(".") {
                vec![self.shorthand()?]
            } else {
                self.at = before;
                return Ok(segments);
            };
            segments.push(Segment { descendants, selectors });
        }
    }

    fn shorthand(&mut self) -> Parsed<Selector> {
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        let start = self.at;
        let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        if !self.peek().is_some_and(letter) {
            return Err(
                self.expected("a name or `*`; names that begin otherwise stand in brackets and quotes")
            );
        }
        while self.peek().is_some_and(|c| letter(c) || c.is_ascii_digit()) {
            self.at += 1;
        }
        Ok(Selector::Name(self.chars[start..self.at].iter().collect()))
    }

    fn brackets(&mut self) -> Parsed<Vec<Selector>> {
        self.at += 1;
        let mut selectors = Vec::new();
        loop {
            self.blanks();
            selectors.push(self.selector()?);
            self.blanks();
            if self.eat("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(self.expected("`,` or `]`"));
            }
        }
    }

    fn selector(&mut self) -> Parsed<Selector> {
        match self.peek() {
            Some('\'' | '"') => Ok(Selector::Name(self.string()?)),
            Some('*') => {
                self.at += 1;
                Ok(Selector::Wildcard)
            }
            Some('?') => {
                self.at += 1;
                self.blanks();
                Ok(Selector::Filter(self.any()?))
            }
            _ => self.index(),
        }
    }

    fn index(&mut self) -> Parsed<Selector> {
        let start = self.integer()?;
        self.blanks();
        if !self.eat(":") {
            return start
                .map(Selector::Index)
                .ok_or_else(|| self.expected("a name in quotes, an index, `*` or `?`"));
        }
        self.blanks();
        let end = self.integer()?;
        self.blanks();
        let mut step = 1;
        if self.eat(":") {
            self.blanks();
            step = self.integer()?.unwrap_or(1);
        }
        Ok(Selector::Slice { start, end, step })
    }

    fn integer(&mut self) -> Parsed<Option<i64>> {
        let start = self.at;
        self.eat("-");
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        if start == self.at {
            return Ok(None);
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let digits = text.trim_start_matches('-');
        if digits.len() > 1 && digits.starts_with('0') || text == "-0" {
            self.at = start;
            return Err(self.expected("an index without leading zeros"));
        }
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => {
                self.at = start;
                Err(self.expected("an index"))
            }
        }
    }

    fn string(&mut self) -> Parsed<String> {
        let Some(quote) = self.peek() else { return Err(self.expected("a quote")) };
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.peek() {
                None => return Err(self.expected("the closing quote")),
                Some(c) if c == quote => {
                    self.at += 1;
                    return Ok(text);
                }
                Some('\\') => {
                    self.at += 1;
                    text.push(self.escape()?);
                }
                Some(c) => {
                    self.at += 1;
                    text.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Parsed<char> {
        let meant = match self.peek() {
            Some(c @ ('\'' | '"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.expected("an escape that JSON knows")),
        };
        self.at += 1;
        Ok(meant)
    }

    fn unicode(&mut self) -> Parsed<char> {
        let high = self.hex()?;
        let code = if (0xd800..0xdc00).contains(&high) && self.peek() == Some('\\') {
            self.at += 1;
            let low = self.hex()?;
            0x10000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00) % 0x400
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.expected("a character"))
    }

    fn hex(&mut self) -> Parsed<u32> {
        let digits: Option<String> =
            self.chars.get(self.at + 1..self.at + 5).map(|digits| digits.iter().collect());
        let code = digits
            .filter(|_| self.peek() == Some('u'))
            .and_then(|digits| u32::from_str_radix(&digits, 16).ok());
        match code {
            Some(code) => {
                self.at += 5;
                Ok(code)
            }
            None => Err(self.expected("`u` and four hexadecimal digits")),
        }
    }

    fn any(&mut self) -> Parsed<Filter> {
        self.joined("||", Self::all, Filter::Any)
    }

    fn all(&mut self) -> Parsed<Filter> {
        self.joined("&&", Self::condition, Filter::All)
    }

    fn joined(
        &mut self,
        operator: &str,
        part: fn(&mut Self) -> Parsed<Filter>,
        join: fn(Vec<Filter>) -> Filter,
    ) -> Parsed<Filter> {
        let first = part(self)?;
        let mut parts = vec![first];
        loop {
            self.blanks();
            if !self.eat(operator) {
                break;
            }
            self.blanks();
            parts.push(part(self)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { join(parts) })
    }

    fn condition(&mut self) -> Parsed<Filter> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.expected("a filter that nests less deep"));
        }
        let condition = self.unnested();
        self.depth -= 1;
        condition
    }

    fn unnested(&mut self) -> Parsed<Filter> {
        if self.eat("!") {
            self.blanks();
            let inner =
                if self.peek() == Some('(') { self.parentheses()? } else { Filter::Exists(self.query()?) };
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self.peek() == Some('(') {
            return self.parentheses();
        }
        let start = self.at;
        let left = self.operand()?;
        let after = self.at;
        self.blanks();
        match (self.comparison(), left) {
            (Some(how), left) => {
                self.blanks();
                self.singular(&left, start)?;
                let start = self.at;
                let right = self.operand()?;
                self.singular(&right, start)?;
                Ok(Filter::Compare(left, how, right))
            }
            (None, Operand::Query(query)) => {
                self.at = after;
                Ok(Filter::Exists(query))
            }
            (None, _) => Err(self.expected("a comparison (`==`, `!=`, `<`, `<=`, `>`, `>=`)")),
        }
    }

    fn parentheses(&mut self) -> Parsed<Filter> {
        self.at += 1;
        self.blanks();
        let inner = self.any()?;
        self.blanks();
        if self.eat(")") { Ok(inner) } else { Err(self.expected("`)`, `&&` or `||`")) }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        const ALL: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        ALL.into_iter().find(|(text, _)| self.eat(text)).map(|(_, comparison)| comparison)
    }

    fn operand(&mut self) -> Parsed<Operand> {
        match self.peek() {
            Some('@' | '$') => self.query().map(Operand::Query),
            Some('\'' | '"') => self.string().map(Operand::String),
            Some(c) if c == '-' || c.is_ascii_digit() => self.number(),
            _ => {
                for word in ["null", "true", "false"] {
                    if self.eat(word) {
                        return Ok(Operand::Literal(word));
                    }
                }
                Err(self.expected("`@`, `$`, a text in quotes, a number, `true`, `false` or `null`; functions are not known"))
            }
        }
    }

    fn number(&mut self) -> Parsed<Operand> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse().map(Operand::Number).map_err(|_| PathError { at: start, expected: "a number" })
    }

    fn query(&mut self) -> Parsed<Query> {
        let absolute = self.eat("$");
        if !absolute && !self.eat("@") {
            return Err(self.expected("`@` or `$`"));
        }
        Ok(Query { absolute, path: Path { segments: self.segments()? } })
    }

    /// Only queries that select one value at most are compared.
    fn singular(&self, operand: &Operand, at: usize) -> Parsed<()> {
        let one = |segment: &Segment| {
            !segment.descendants
                && matches!(segment.selectors.as_slice(), [Selector::Name(_) | Selector::Index(_)])
        };
        match operand {
            Operand::Query(query) if !query.path.segments.iter().all(one) => {
                Err(PathError { at, expected: "a query that selects one value at most, as it is compared" })
            }
            _ => Ok(()),
        }
    }
}
