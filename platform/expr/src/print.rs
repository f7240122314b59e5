//! Canonical text.

use crate::ast::{Arithmetic, Comparison, Expr, LabelValue, Literal, Matcher, MatcherOp, Segment, Selector};
use crate::quantity::write_duration;
use std::fmt::{self, Display, Formatter, Write};

/// How tightly a form holds together; an operand that holds less needs parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Level {
    Or,
    And,
    Not,
    Compare,
    Sum,
    Product,
    Negate,
    Primary,
}

fn level(expr: &Expr) -> Level {
    match expr {
        Expr::Or(parts) if parts.len() > 1 => Level::Or,
        Expr::And(parts) if parts.len() > 1 => Level::And,
        Expr::Or(parts) | Expr::And(parts) => parts.first().map_or(Level::Primary, level),
        Expr::Not(_) => Level::Not,
        Expr::Compare { .. } | Expr::Match { .. } | Expr::In { .. } => Level::Compare,
        Expr::Arithmetic { first, rest } => match rest.first() {
            None => level(first),
            Some((op, _)) if op.is_product() => Level::Product,
            Some(_) => Level::Sum,
        },
        Expr::Negate(_) => Level::Negate,
        Expr::Literal(_) | Expr::List(_) | Expr::Selector(_) | Expr::Call { .. } => Level::Primary,
    }
}

/// An operand, in parentheses unless it holds together at least as tightly as asked.
struct Operand<'e>(&'e Expr, Level);

impl Display for Operand<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if level(self.0) < self.1 { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], between: &str, level: Level) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", Operand(part, level))?;
    }
    Ok(())
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let negation = |negated: &bool| if *negated { "not " } else { "" };
        match self {
            Self::Literal(literal) => literal.fmt(f),
            Self::List(items) => {
                f.write_char('[')?;
                joined(f, items, ", ", Level::Or)?;
                f.write_char(']')
            }
            Self::Selector(selector) => selector.fmt(f),
            Self::Call { function, arguments } => {
                write_name(f, function)?;
                f.write_char('(')?;
                joined(f, arguments, ", ", Level::Or)?;
                f.write_char(')')
            }
            Self::Negate(value) => write!(f, "-{}", Operand(value, Level::Negate)),
            Self::Arithmetic { first, rest } => arithmetic(f, first, rest, level(self)),
            Self::Compare { left, op, right } => {
                write!(f, "{} {op} {}", Operand(left, Level::Sum), Operand(right, Level::Sum))
            }
            Self::Match { value, negated, pattern } => {
                write!(f, "{} {}~ ", Operand(value, Level::Sum), if *negated { "!" } else { "" })?;
                write_text(f, pattern.as_str())
            }
            Self::In { value, negated, list } => {
                write!(f, "{} {}in ", Operand(value, Level::Sum), negation(negated))?;
                Operand(list, Level::Sum).fmt(f)
            }
            Self::Not(value) => write!(f, "not {}", Operand(value, Level::Not)),
            Self::And(parts) if parts.is_empty() => f.write_str("true"),
            Self::Or(parts) if parts.is_empty() => f.write_str("false"),
            Self::And(parts) if parts.len() == 1 => parts[0].fmt(f),
            Self::Or(parts) if parts.len() == 1 => parts[0].fmt(f),
            Self::And(parts) => joined(f, parts, " and ", Level::Not),
            Self::Or(parts) => joined(f, parts, " or ", Level::And),
        }
    }
}

fn arithmetic(f: &mut Formatter<'_>, first: &Expr, rest: &[(Arithmetic, Expr)], own: Level) -> fmt::Result {
    // Of the same operators, what comes first holds together anyway; a nested one is meant as it is nested.
    let operand = if own == Level::Sum { Level::Product } else { Level::Negate };
    write!(f, "{}", Operand(first, operand))?;
    for (op, value) in rest {
        write!(f, " {op} {}", Operand(value, operand))?;
    }
    Ok(())
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl Display for Arithmetic {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        })
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Quantity(amount, unit) => write!(f, "{amount}{unit}"),
            Self::Duration(duration) => write_duration(f, *duration),
            Self::Text(text) => write_text(f, text),
        }
    }
}

impl Display for Selector {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_name(f, &self.name)?;
        for segment in &self.path {
            segment.fmt(f)?;
        }
        if !self.matchers.is_empty() {
            f.write_char('{')?;
            for (index, matcher) in self.matchers.iter().enumerate() {
                f.write_str(if index > 0 { ", " } else { "" })?;
                matcher.fmt(f)?;
            }
            f.write_char('}')?;
        }
        match self.range {
            Some(range) => {
                f.write_char('[')?;
                write_duration(f, range)?;
                f.write_char(']')
            }
            None => Ok(()),
        }
    }
}

impl Display for Segment {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(name) if is_word(name) => write!(f, ".{name}"),
            Self::Member(name) => {
                f.write_char('[')?;
                write_text(f, name)?;
                f.write_char(']')
            }
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Every => f.write_str("[*]"),
        }
    }
}

impl Display for Matcher {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_name(f, &self.label)?;
        let not = self.op == MatcherOp::IsNot;
        match &self.value {
            LabelValue::Glob(glob) => {
                f.write_str(if not { "!=" } else { "=" })?;
                write_text(f, glob)
            }
            LabelValue::Regex(pattern) => {
                f.write_str(if not { "!~" } else { "~" })?;
                write_text(f, pattern.as_str())
            }
        }
    }
}

/// Words that are no names.
pub(crate) const KEYWORDS: [&str; 8] = ["and", "or", "not", "in", "true", "false", "null", "for"];

/// The keyword that a word is, written small or large.
pub(crate) fn keyword(word: &str) -> Option<&'static str> {
    let small = KEYWORDS.into_iter().find(|keyword| *keyword == word);
    small.or_else(|| {
        let large = |keyword: &&str| keyword.chars().map(|c| c.to_ascii_uppercase()).eq(word.chars());
        ["and", "or", "not", "in"].into_iter().find(large)
    })
}

pub(crate) fn starts_word(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | '$')
}

pub(crate) fn continues_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

fn is_word(name: &str) -> bool {
    name.starts_with(starts_word) && name.chars().all(continues_word)
}

/// A name as it is, or between backquotes where it would be read as something else.
fn write_name(f: &mut Formatter<'_>, name: &str) -> fmt::Result {
    if is_word(name) && keyword(name).is_none() { f.write_str(name) } else { write_quoted(f, name, '`') }
}

fn write_text(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    write_quoted(f, text, '"')
}

fn write_quoted(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for character in text.chars() {
        match character {
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\t' => f.write_str("\\t")?,
            '\r' => f.write_str("\\r")?,
            character if character == quote => write!(f, "\\{quote}")?,
            character if character.is_control() => write!(f, "\\u{{{:x}}}", u32::from(character))?,
            character => f.write_char(character)?,
        }
    }
    f.write_char(quote)
}
