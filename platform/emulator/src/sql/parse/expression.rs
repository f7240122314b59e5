//! Expressions.

use super::{Parser, Token};
use crate::sql::syntax::{Asked, Call, Expr, NOT, Operator, SIGN, TEST, Test};

/// Units of time; each may end with an S.
const UNITS: [&str; 8] = ["SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"];

impl Parser {
    pub(super) fn expr(&mut self) -> Result<Expr, String> {
        self.deeper(|parser| parser.bound(0))
    }

    /// An expression whose operators bind at least so firmly.
    fn bound(&mut self, least: u8) -> Result<Expr, String> {
        let mut left = self.operand()?;
        loop {
            if least <= TEST
                && let Some(test) = self.test()?
            {
                left = Expr::Test(Box::new(left), test);
                continue;
            }
            let Some(operator) = self.operator().filter(|operator| operator.binds() >= least) else {
                return Ok(left);
            };
            self.at += 1;
            let right = self.deeper(|parser| parser.bound(operator.binds() + 1))?;
            left = Expr::Binary(Box::new(left), operator, Box::new(right));
        }
    }

    /// The operator that is next; it is not taken.
    fn operator(&self) -> Option<Operator> {
        Some(match self.tokens.get(self.at)? {
            Token::Word(word) => match word.to_uppercase().as_str() {
                "OR" => Operator::Or,
                "XOR" => Operator::Xor,
                "AND" => Operator::And,
                _ => return None,
            },
            Token::Sign(sign) => match *sign {
                "=" | "==" => Operator::Eq,
                "<>" | "!=" => Operator::NotEq,
                "<" => Operator::Lt,
                "<=" => Operator::LtEq,
                ">" => Operator::Gt,
                ">=" => Operator::GtEq,
                "||" => Operator::Concat,
                "+" => Operator::Plus,
                "-" => Operator::Minus,
                "*" => Operator::Multiply,
                "/" => Operator::Divide,
                "%" => Operator::Modulo,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// A test of the value before it, if one is next.
    fn test(&mut self) -> Result<Option<Test>, String> {
        if self.word("IS") {
            let negated = self.word("NOT");
            self.need_word("NULL")?;
            return Ok(Some(Test { negated, what: Asked::Null }));
        }
        let tests = ["BETWEEN", "IN", "LIKE", "ILIKE"];
        let negated = self.sees("NOT") && tests.iter().any(|test| self.sees_at(1, test));
        self.at += usize::from(negated);
        let what = if self.word("BETWEEN") {
            let low = self.bound(TEST + 1)?;
            self.need_word("AND")?;
            Asked::Between(Box::new(low), Box::new(self.bound(TEST + 1)?))
        } else if self.word("IN") {
            self.need_sign("(")?;
            let list = self.list(Self::expr)?;
            self.need_sign(")")?;
            Asked::In(list)
        } else if self.word("LIKE") {
            Asked::Like(Box::new(self.bound(TEST + 1)?), false)
        } else if self.word("ILIKE") {
            Asked::Like(Box::new(self.bound(TEST + 1)?), true)
        } else {
            return Ok(None);
        };
        Ok(Some(Test { negated, what }))
    }

    fn operand(&mut self) -> Result<Expr, String> {
        if self.word("NOT") {
            return Ok(Expr::Not(Box::new(self.deeper(|parser| parser.bound(NOT))?)));
        }
        if self.sign("-") {
            return Ok(Expr::Minus(Box::new(self.deeper(|parser| parser.bound(SIGN))?)));
        }
        if self.sign("+") {
            return self.deeper(|parser| parser.bound(SIGN));
        }
        if self.sign("(") {
            let inner = self.expr()?;
            self.need_sign(")")?;
            return Ok(Expr::Nested(Box::new(inner)));
        }
        match self.tokens.get(self.at).cloned() {
            Some(Token::Number(number)) => Ok(self.taken(Expr::Number(number))),
            Some(Token::Text(text)) => Ok(self.taken(Expr::Text(text))),
            Some(Token::Word(word)) => match word.to_uppercase().as_str() {
                "NULL" => Ok(self.taken(Expr::Null)),
                "TRUE" => Ok(self.taken(Expr::Bool(true))),
                "FALSE" => Ok(self.taken(Expr::Bool(false))),
                "CASE" => self.case(),
                "INTERVAL" => self.interval(),
                _ => self.named(),
            },
            _ => self.named(),
        }
    }

    fn taken(&mut self, expr: Expr) -> Expr {
        self.at += 1;
        expr
    }

    fn case(&mut self) -> Result<Expr, String> {
        self.at += 1;
        let operand = if self.sees("WHEN") { None } else { Some(Box::new(self.expr()?)) };
        let mut cases = Vec::new();
        while self.word("WHEN") {
            let when = self.expr()?;
            self.need_word("THEN")?;
            cases.push((when, self.expr()?));
        }
        let otherwise = if self.word("ELSE") { Some(Box::new(self.expr()?)) } else { None };
        self.need_word("END")?;
        Ok(Expr::Case { operand, cases, otherwise })
    }

    fn interval(&mut self) -> Result<Expr, String> {
        self.at += 1;
        let value = Box::new(self.deeper(|parser| parser.bound(SIGN))?);
        let unit = UNITS.into_iter().find(|unit| self.word(unit) || self.word(&format!("{unit}S")));
        Ok(Expr::Interval(value, unit.map(str::to_lowercase)))
    }

    /// A column, or a function that is called.
    fn named(&mut self) -> Result<Expr, String> {
        let Some(name) = self.name() else { return self.expected("an expression") };
        if self.sign("(") {
            return Ok(Expr::Call(self.call(name)?));
        }
        let mut path = vec![name];
        while self.sign(".") {
            path.push(self.name().map_or_else(|| self.expected("a column"), Ok)?);
        }
        Ok(Expr::Column(path))
    }

    fn call(&mut self, written: String) -> Result<Call, String> {
        let distinct = self.word("DISTINCT");
        let arguments = self.arguments(&written)?;
        if !self.sign("(") {
            return Ok(Call { written, parameters: Vec::new(), arguments, distinct });
        }
        let distinct = self.word("DISTINCT");
        let parameters = arguments;
        let arguments = self.arguments(&written)?;
        Ok(Call { written, parameters, arguments, distinct })
    }

    /// What stands in a call's parentheses, of which the first is taken already.
    fn arguments(&mut self, name: &str) -> Result<Vec<Expr>, String> {
        if self.sign(")") {
            return Ok(Vec::new());
        }
        // count(*) counts rows, as count() does.
        if self.sign("*") {
            self.need_sign(")")?;
            return Ok(Vec::new());
        }
        let position = name.eq_ignore_ascii_case("position");
        let first = if position { self.deeper(|parser| parser.bound(TEST + 1))? } else { self.expr()? };
        let mut all = vec![first];
        if position && self.word("IN") {
            all.insert(0, self.expr()?);
        } else if self.word("FROM") {
            all.push(self.expr()?);
            if self.word("FOR") {
                all.push(self.expr()?);
            }
        }
        while self.sign(",") {
            all.push(self.expr()?);
        }
        self.need_sign(")")?;
        Ok(all)
    }
}
