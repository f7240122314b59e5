//! Expressions as values.

use crate::pattern::Pattern;
use crate::quantity::Unit;
use jiff::SignedDuration;

/// An expression. `Display` gives its canonical text, which parses to an equal one.
///
/// Parsed expressions nest at most [`MAX_DEPTH`](crate::MAX_DEPTH) deep; evaluating and printing one that was put together
/// by hand takes as much stack as it is deep.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Expr {
    /// A value that stands there.
    Literal(Literal),
    /// `["a", "b"]`
    List(Vec<Expr>),
    /// A name, with what it leads to: `request.headers["cf-ray"]`, `error_rate{script="api"}`, `errors[5m]`.
    Selector(Selector),
    /// `rate(errors[5m])`
    Call {
        /// What is called; what the language does not know, the [`Source`](crate::Source) may.
        function: String,
        /// What it is called with.
        arguments: Vec<Expr>,
    },
    /// `-x`
    Negate(Box<Expr>),
    /// `a + b - c` or `a * b / c`: operators of one precedence, from left to right.
    Arithmetic {
        /// The first operand.
        first: Box<Expr>,
        /// The others, each with the operator before it.
        rest: Vec<(Arithmetic, Expr)>,
    },
    /// `a < b`
    Compare {
        /// The left side, whose baseline a ratio at the right is of.
        left: Box<Expr>,
        /// How it is compared.
        op: Comparison,
        /// The right side.
        right: Box<Expr>,
    },
    /// `a ~ "regex"`, `a !~ "regex"`
    Match {
        /// What is looked at.
        value: Box<Expr>,
        /// Whether it must not match.
        negated: bool,
        /// The regular expression.
        pattern: Pattern,
    },
    /// `a in [1, 2]`, `a not in [1, 2]`
    In {
        /// What is looked for.
        value: Box<Expr>,
        /// Whether it must not be there.
        negated: bool,
        /// Where it is looked for.
        list: Box<Expr>,
    },
    /// `not a`
    Not(Box<Expr>),
    /// `a and b and c`
    And(Vec<Expr>),
    /// `a or b or c`
    Or(Vec<Expr>),
}

/// A value that stands in the text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// `0.02`; finite and not negative when parsed.
    Number(f64),
    /// `1%`, `2x`, `128MB`: how many, and of what.
    Quantity(f64, Unit),
    /// `10m`; not negative when parsed.
    Duration(SignedDuration),
    /// `"text"`
    Text(String),
}

/// A name and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Selector {
    /// The first name.
    pub name: String,
    /// Members and indexes below it.
    pub path: Vec<Segment>,
    /// What labels must be: `{script="api-*"}`.
    pub matchers: Vec<Matcher>,
    /// How far back: `[5m]`.
    pub range: Option<SignedDuration>,
}

impl Selector {
    /// A name alone.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), path: Vec::new(), matchers: Vec::new(), range: None }
    }

    /// The names with points between them, indexes, matchers and range left out: `workers.error_rate`.
    pub fn dotted(&self) -> String {
        let mut dotted = self.name.clone();
        for segment in &self.path {
            if let Segment::Member(name) = segment {
                dotted.push('.');
                dotted.push_str(name);
            }
        }
        dotted
    }
}

/// A step from a value to one in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// `.name` or `["name"]`
    Member(String),
    /// `[0]`; from the end if negative.
    Index(i64),
    /// `[*]`: all of a list.
    Every,
}

/// What a label of a series must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Matcher {
    /// The label.
    pub label: String,
    /// How it is compared.
    pub op: MatcherOp,
    /// With what.
    pub value: LabelValue,
}

/// How a label is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MatcherOp {
    /// `=`
    Is,
    /// `!=`
    IsNot,
}

/// What a label is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelValue {
    /// `"api-*"`: a text in which `*` stands for any text.
    Glob(String),
    /// `~ "^api"`: a regular expression.
    Regex(Pattern),
}

impl Matcher {
    /// Whether a label's value fits; that of a label which a series does not have is empty.
    pub fn matches(&self, value: &str) -> bool {
        let found = match &self.value {
            LabelValue::Glob(glob) => crate::pattern::glob(glob, value),
            LabelValue::Regex(pattern) => pattern.is_match(value),
        };
        found == (self.op == MatcherOp::Is)
    }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`, also `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What is made of two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`, also `×`
    Multiply,
    /// `/`
    Divide,
}

impl Arithmetic {
    pub(crate) fn is_product(self) -> bool {
        matches!(self, Self::Multiply | Self::Divide)
    }
}
