//! Values: literals, lists, names, calls.

use super::{Kind, Parser};
use crate::ast::{Expr, LabelValue, Literal, Matcher, MatcherOp, Segment, Selector};
use crate::error::ParseError;
use crate::eval::functions;
use crate::expression::Use;
use crate::print::keyword;
use crate::quantity::Unit;

/// Largest index: what a number holds exactly.
const MAX_INDEX: f64 = 9_007_199_254_740_992.0;

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Result<Expr, ParseError> {
        let literal = match &self.peek().kind {
            Kind::Number(number) => Literal::Number(*number),
            Kind::Quantity(amount, unit) => Literal::Quantity(*amount, *unit),
            Kind::Duration(duration) => Literal::Duration(*duration),
            Kind::Text(text) => Literal::Text(text.clone()),
            Kind::Word(word, false) => match keyword(word) {
                Some("true") => Literal::Bool(true),
                Some("false") => Literal::Bool(false),
                Some("null") => Literal::Null,
                Some(_) => return Err(self.no_value()),
                None => return self.named(),
            },
            Kind::Word(_, true) => return self.named(),
            Kind::Sign("(") => return self.group(),
            Kind::Sign("[") => {
                self.at += 1;
                return Ok(Expr::List(self.deeper(|parser| parser.items("]"))?.0));
            }
            Kind::Sign(_) | Kind::End => return Err(self.no_value()),
        };
        self.at += 1;
        Ok(Expr::Literal(literal))
    }

    fn no_value(&self) -> ParseError {
        let error = self.expected("a name, a value or `(`");
        match self.peek().kind {
            Kind::Word(ref word, false) if keyword(word).is_some() => {
                error.hint(format!("`{word}` as a name stands between backquotes: `` `{word}` ``"))
            }
            _ => error,
        }
    }

    fn group(&mut self) -> Result<Expr, ParseError> {
        let open = self.next().place;
        let inner = self.deeper(Self::or)?;
        if self.takes(")") {
            return Ok(inner);
        }
        let error = self.expected("an operator or `)`");
        Err(if self.peek().kind == Kind::End {
            self.error(open, "this parenthesis is not closed")
        } else {
            error
        })
    }

    /// Expressions up to a closing sign, and where each begins; a comma may follow the last.
    fn items(&mut self, close: &str) -> Result<(Vec<Expr>, Vec<usize>), ParseError> {
        let (mut items, mut starts) = (Vec::new(), Vec::new());
        while !self.takes(close) {
            starts.push(self.peek().place.start);
            items.push(self.or()?);
            if !self.takes(",") {
                self.take(close, &format!("`,` or `{close}`"))?;
                break;
            }
        }
        Ok((items, starts))
    }

    /// A name and what follows it: a call, or a selector.
    fn named(&mut self) -> Result<Expr, ParseError> {
        let token = self.next();
        let Kind::Word(name, quoted) = token.kind else {
            return Err(self.no_value());
        };
        if self.is("(") {
            return self.call(name, token.place);
        }
        // `quota workers.requests`, `median 7d`: as with parentheses.
        let applied = match &self.peek().kind {
            Kind::Word(word, quoted) => *quoted || keyword(word).is_none(),
            Kind::Duration(_) => true,
            _ => false,
        };
        if applied && !quoted && functions::takes_one_series(&name) {
            self.uses.push(Use::function(&name, token.place));
            let argument = self.deeper(Self::primary)?;
            return Ok(Expr::Call { function: name, arguments: vec![argument] });
        }
        self.selector(name, token.place.start)
    }

    fn call(&mut self, function: String, place: std::ops::Range<usize>) -> Result<Expr, ParseError> {
        self.at += 1;
        let (arguments, starts) = self.deeper(|parser| parser.items(")"))?;
        if let Some(wrong) = functions::wrong_count(&function, arguments.len()) {
            return Err(self.error(place, wrong));
        }
        if let ("any" | "all", [_, condition]) = (function.as_str(), starts.as_slice()) {
            let inner = self.uses.iter_mut().filter(|used| used.place.start >= *condition);
            inner.for_each(|used| used.of_item = true);
        }
        self.uses.push(Use::function(&function, place));
        Ok(Expr::Call { function, arguments })
    }

    fn selector(&mut self, name: String, start: usize) -> Result<Expr, ParseError> {
        let mut selector = Selector::new(name);
        loop {
            if self.takes(".") {
                let member = self.member()?;
                selector.path.push(Segment::Member(member));
            } else if self.is("[") {
                self.at += 1;
                if let Kind::Duration(range) = self.peek().kind {
                    self.at += 1;
                    self.take("]", "`]` after the range")?;
                    selector.range = Some(range);
                    break;
                }
                let segment = self.index()?;
                selector.path.push(segment);
            } else if self.is("{") && selector.matchers.is_empty() {
                self.at += 1;
                selector.matchers = self.matchers()?;
            } else {
                break;
            }
            if !selector.matchers.is_empty() && !self.is("[") {
                break;
            }
        }
        let end = self.tokens[self.at - 1].place.end;
        self.uses.push(Use::name(&selector.dotted(), start..end));
        Ok(Expr::Selector(selector))
    }

    fn member(&mut self) -> Result<String, ParseError> {
        match self.peek().kind.clone() {
            Kind::Word(member, _) => {
                self.at += 1;
                Ok(member)
            }
            Kind::Number(number) => {
                let error = self.expected("a member's name");
                Err(error.hint(format!("an index stands in brackets: `[{number}]`")))
            }
            _ => Err(self.expected("a member's name")),
        }
    }

    /// What stands between brackets, the closing one included.
    fn index(&mut self) -> Result<Segment, ParseError> {
        let negative = self.takes("-");
        let segment = match self.peek().kind.clone() {
            Kind::Text(name) if !negative => Segment::Member(name),
            Kind::Sign("*") if !negative => Segment::Every,
            Kind::Number(number) if number.fract() == 0.0 && number < MAX_INDEX => {
                let index = number as i64;
                Segment::Index(if negative { -index } else { index })
            }
            _ => {
                let error =
                    self.expected("an index, a member's name between quotes, `*` or a range such as `5m`");
                return Err(error.hint("`items[0]`, `headers[\"cf-ray\"]`, `items[*]`, `errors[5m]`"));
            }
        };
        self.at += 1;
        self.take("]", "`]`")?;
        Ok(segment)
    }

    fn matchers(&mut self) -> Result<Vec<Matcher>, ParseError> {
        let mut matchers = Vec::new();
        while !self.takes("}") {
            let Kind::Word(label, _) = self.peek().kind.clone() else {
                return Err(self.expected("a label or `}`"));
            };
            self.at += 1;
            let matcher = self.matcher(label)?;
            matchers.push(matcher);
            if !self.takes(",") {
                self.take("}", "`,` or `}`")?;
                break;
            }
        }
        Ok(matchers)
    }

    fn matcher(&mut self, label: String) -> Result<Matcher, ParseError> {
        for (sign, op) in [("==", MatcherOp::Is), ("!=", MatcherOp::IsNot)] {
            if self.takes(sign) {
                let Kind::Text(value) = self.peek().kind.clone() else {
                    return Err(self.expected("a text such as `\"api-*\"`"));
                };
                self.at += 1;
                return Ok(Matcher { label, op, value: LabelValue::Glob(value) });
            }
        }
        for (sign, op) in [("~", MatcherOp::Is), ("!~", MatcherOp::IsNot)] {
            if self.takes(sign) {
                return Ok(Matcher { label, op, value: LabelValue::Regex(self.pattern()?) });
            }
        }
        Err(self.expected("`=`, `!=`, `~` or `!~`"))
    }
}

/// Whether a ratio stands there.
pub(super) fn is_ratio(expr: &Expr) -> bool {
    matches!(expr, Expr::Literal(Literal::Quantity(_, Unit::Ratio)))
}
