//! What a statement says, as a tree.

/// `SELECT` with what orders and cuts its rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Query {
    pub(super) select: Select,
    /// Each with whether it is the other way round.
    pub(super) order: Vec<(Expr, bool)>,
    pub(super) limit: Option<Expr>,
    pub(super) offset: Option<Expr>,
    pub(super) format: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Select {
    pub(super) distinct: bool,
    pub(super) items: Vec<Item>,
    pub(super) from: Option<From>,
    pub(super) filter: Option<Expr>,
    pub(super) group: Vec<Expr>,
    pub(super) having: Option<Expr>,
}

/// Something that is selected.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    All,
    /// With what it is to be called.
    One(Expr, Option<String>),
}

/// Where rows are from.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum From {
    Table(String),
    Query(Box<Query>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    /// A column by its name, with what stands before it.
    Column(Vec<String>),
    /// In parentheses.
    Nested(Box<Expr>),
    /// As it is written.
    Number(String),
    Text(String),
    Bool(bool),
    Null,
    /// With its unit, in small letters, where it is not in the value's text.
    Interval(Box<Expr>, Option<String>),
    Minus(Box<Expr>),
    Not(Box<Expr>),
    Binary(Box<Expr>, Operator, Box<Expr>),
    Test(Box<Expr>, Test),
    Case {
        operand: Option<Box<Expr>>,
        cases: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
    Call(Call),
}

/// What is asked of a value, and whether the contrary.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub(super) negated: bool,
    pub(super) what: Asked,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Asked {
    Between(Box<Expr>, Box<Expr>),
    In(Vec<Expr>),
    /// With whether large and small letters are the same.
    Like(Box<Expr>, bool),
    Null,
}

/// A function that is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    /// As it is written.
    pub(super) written: String,
    /// `0.9` of `quantile(0.9)(x)`.
    pub(super) parameters: Vec<Expr>,
    pub(super) arguments: Vec<Expr>,
    pub(super) distinct: bool,
}

impl Call {
    /// The name in small letters.
    pub(super) fn name(&self) -> String {
        self.written.to_lowercase()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    Xor,
    And,
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
    Concat,
    Plus,
    Minus,
    Multiply,
    Divide,
    Modulo,
}

impl Operator {
    /// How it is written; words in capital letters.
    pub(super) fn written(self) -> &'static str {
        match self {
            Self::Or => "OR",
            Self::Xor => "XOR",
            Self::And => "AND",
            Self::Eq => "=",
            Self::NotEq => "<>",
            Self::Lt => "<",
            Self::LtEq => "<=",
            Self::Gt => ">",
            Self::GtEq => ">=",
            Self::Concat => "||",
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
        }
    }

    /// How firmly it binds: the higher, the firmer.
    pub(super) fn binds(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::Xor => 2,
            Self::And => 3,
            Self::Eq | Self::NotEq | Self::Lt | Self::LtEq | Self::Gt | Self::GtEq => TEST,
            Self::Concat => 6,
            Self::Plus | Self::Minus => 7,
            Self::Multiply | Self::Divide | Self::Modulo => 8,
        }
    }
}

/// How firmly `NOT` binds.
pub(super) const NOT: u8 = 4;
/// How firmly comparisons and tests bind.
pub(super) const TEST: u8 = 5;
/// How firmly a sign binds.
pub(super) const SIGN: u8 = 9;
