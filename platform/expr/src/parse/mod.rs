//! Text to expression: a descent over tokens, a method for each rule of the grammar in
//! [the reference](https://github.com/cfs-rs/cfs/blob/main/docs/reference/expressions.md).

mod primary;
mod token;

use crate::ast::{Arithmetic, Comparison, Expr};
use crate::error::ParseError;
use crate::expression::{Expression, Use};
use crate::pattern::Pattern;
use crate::print::keyword;
use jiff::SignedDuration;
use std::ops::Range;
use token::{Kind, Token, tokens};

/// Bytes of the longest text that is read.
pub const MAX_LENGTH: usize = 64 * 1024;
/// How deep an expression nests at most.
pub const MAX_DEPTH: usize = 64;

pub(crate) fn parse(text: &str) -> Result<Expression, ParseError> {
    if text.len() > MAX_LENGTH {
        let message = format!("the expression has {} bytes, of {MAX_LENGTH} at most", text.len());
        return Err(ParseError::new("", 0..0, message));
    }
    let mut parser = Parser { text, tokens: tokens(text)?, at: 0, depth: 0, uses: Vec::new() };
    let expr = parser.or()?;
    let hold = parser.hold()?;
    if parser.peek().kind != Kind::End {
        return Err(parser.trailing());
    }
    Ok(Expression::new(text, expr, hold, parser.uses))
}

struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    uses: Vec<Use>,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        // The end is never passed.
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    /// Whether the next token is this sign, or the keyword of that name; then it is taken.
    fn takes(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn is(&self, sign: &str) -> bool {
        match &self.peek().kind {
            Kind::Sign(found) => *found == sign,
            Kind::Word(word, false) => keyword(word) == Some(sign),
            _ => false,
        }
    }

    fn error(&self, place: Range<usize>, message: impl Into<String>) -> ParseError {
        ParseError::new(self.text, place, message)
    }

    /// That something else was expected where the next token stands.
    fn expected(&self, what: &str) -> ParseError {
        let token = self.peek();
        let place = token.place.clone();
        match token.kind {
            Kind::End => self.error(place, format!("expected {what}, found the end")),
            _ => {
                let found = &self.text[place.clone()];
                self.error(place, format!("expected {what}, found `{}`", shortened(found)))
            }
        }
    }

    /// Takes a sign that must be there.
    fn take(&mut self, sign: &str, what: &str) -> Result<(), ParseError> {
        if self.takes(sign) { Ok(()) } else { Err(self.expected(what)) }
    }

    /// One level deeper.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, ParseError>) -> Result<T, ParseError> {
        if self.depth >= MAX_DEPTH {
            let place = self.peek().place.clone();
            return Err(self.error(place, format!("the expression nests more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn or(&mut self) -> Result<Expr, ParseError> {
        let first = self.and()?;
        let mut parts = vec![first];
        while self.takes("or") {
            parts.push(self.and()?);
        }
        Ok(single(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, ParseError> {
        let first = self.not()?;
        let mut parts = vec![first];
        while self.takes("and") {
            parts.push(self.not()?);
        }
        Ok(single(parts, Expr::And))
    }

    fn not(&mut self) -> Result<Expr, ParseError> {
        if self.takes("not") {
            return Ok(Expr::Not(Box::new(self.deeper(Self::not)?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr, ParseError> {
        let left = self.sum()?;
        let compared = self.compared(left)?;
        if self.comparison_follows() {
            let error = self.expected("`and`, `or` or the end after a comparison");
            return Err(error.hint("two comparisons are joined: `1 < x and x < 3`"));
        }
        Ok(compared)
    }

    fn comparison_follows(&self) -> bool {
        ["==", "!=", "<", "<=", ">", ">=", "~", "!~", "in"].iter().any(|sign| self.is(sign))
    }

    /// What is compared with a value that was read; the value itself if nothing is.
    fn compared(&mut self, left: Expr) -> Result<Expr, ParseError> {
        let value = Box::new(left);
        for (sign, op) in [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            ("<", Comparison::Less),
            (">=", Comparison::GreaterOrEqual),
            (">", Comparison::Greater),
        ] {
            if self.takes(sign) {
                return Ok(Expr::Compare { left: value, op, right: Box::new(self.sum()?) });
            }
        }
        for (sign, negated) in [("~", false), ("!~", true)] {
            if self.takes(sign) {
                return Ok(Expr::Match { value, negated, pattern: self.pattern()? });
            }
        }
        if self.takes("in") {
            return Ok(Expr::In { value, negated: false, list: Box::new(self.sum()?) });
        }
        let not_in = self.is("not") && self.second_is_in();
        if not_in {
            self.at += 2;
            return Ok(Expr::In { value, negated: true, list: Box::new(self.sum()?) });
        }
        Ok(*value)
    }

    fn second_is_in(&self) -> bool {
        let second = self.tokens.get(self.at + 1).map(|token| &token.kind);
        matches!(second, Some(Kind::Word(word, false)) if keyword(word) == Some("in"))
    }

    fn pattern(&mut self) -> Result<Pattern, ParseError> {
        let token = self.peek().clone();
        let Kind::Text(text) = &token.kind else {
            let error = self.expected("a regular expression");
            return Err(error.hint("it stands between quotes: `request.path ~ \"^/cart\"`"));
        };
        self.at += 1;
        Pattern::new(text)
            .map_err(|why| self.error(token.place.clone(), format!("not a regular expression: {why}")))
    }

    fn sum(&mut self) -> Result<Expr, ParseError> {
        self.chain(&[("+", Arithmetic::Add), ("-", Arithmetic::Subtract)], Self::product)
    }

    fn product(&mut self) -> Result<Expr, ParseError> {
        self.chain(&[("*", Arithmetic::Multiply), ("/", Arithmetic::Divide)], Self::negation)
    }

    fn chain(
        &mut self,
        operators: &[(&str, Arithmetic)],
        operand: fn(&mut Self) -> Result<Expr, ParseError>,
    ) -> Result<Expr, ParseError> {
        let first = operand(self)?;
        let mut rest = Vec::new();
        loop {
            // `10x median(7d)`: so many times what follows.
            let times = operators[0].1 == Arithmetic::Multiply
                && rest.is_empty()
                && primary::is_ratio(&first)
                && matches!(&self.peek().kind, Kind::Word(word, quoted) if *quoted || keyword(word).is_none());
            let taken = operators.iter().find(|(sign, _)| self.takes(sign)).map(|(_, op)| *op);
            let Some(op) = taken.or(times.then_some(Arithmetic::Multiply)) else {
                break;
            };
            rest.push((op, operand(self)?));
        }
        Ok(if rest.is_empty() { first } else { Expr::Arithmetic { first: Box::new(first), rest } })
    }

    fn negation(&mut self) -> Result<Expr, ParseError> {
        if self.takes("-") {
            return Ok(Expr::Negate(Box::new(self.deeper(Self::negation)?)));
        }
        self.primary()
    }

    /// `for 5m` at the end.
    fn hold(&mut self) -> Result<Option<SignedDuration>, ParseError> {
        if !self.takes("for") {
            return Ok(None);
        }
        match self.peek().kind {
            Kind::Duration(duration) => {
                self.at += 1;
                Ok(Some(duration))
            }
            _ => Err(self.expected("a duration such as `5m`")),
        }
    }

    /// Something follows a whole expression.
    fn trailing(&self) -> ParseError {
        let token = self.peek();
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at].kind);
        let error = self.expected("an operator, `and`, `or` or the end");
        match (&token.kind, before) {
            (Kind::Word(word, _), Some(Kind::Number(_))) if crate::Unit::of_sign(word).is_some() => {
                error.hint(format!("a unit stands next to its number, without a space: `5{word}`"))
            }
            (Kind::Word(word, _), _) => match word.to_ascii_lowercase().as_str() {
                "eq" | "is" | "equals" => error.hint("write `==`"),
                "ne" | "neq" => error.hint("write `!=`"),
                "gt" => error.hint("write `>`"),
                "gte" | "geq" => error.hint("write `>=`"),
                "lt" => error.hint("write `<`"),
                "lte" | "leq" => error.hint("write `<=`"),
                "like" | "matches" | "regex" => error.hint("write `~` and a regular expression"),
                "contains" | "includes" => error.hint("write `contains(text, \"part\")`"),
                "starts_with" | "ends_with" => error.hint(format!("write `{word}(text, \"part\")`")),
                _ => error,
            },
            (Kind::Sign(")"), _) => error.hint("no parenthesis was opened for this one"),
            _ => error,
        }
    }
}

fn single(mut parts: Vec<Expr>, several: fn(Vec<Expr>) -> Expr) -> Expr {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            several(parts)
        }
    }
}

/// What was found, short enough to be told in a line.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.replace(char::is_control, " ")
}
