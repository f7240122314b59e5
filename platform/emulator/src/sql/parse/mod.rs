//! A statement's text, read into the tree of [`syntax`](super::syntax).

mod expression;

use super::syntax::{Expr, From, Item, Query, Select};
use super::token::{Token, tokens};

/// Expressions and queries within others, no deeper.
const DEEPEST: usize = 50;

/// Words that end an expression: none is a name without `AS` or quotes.
const RESERVED: [&str; 23] = [
    "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FORMAT", "UNION", "JOIN", "AS", "AND",
    "OR", "XOR", "NOT", "IN", "LIKE", "ILIKE", "BETWEEN", "IS", "THEN", "ELSE", "END",
];

/// Reads a statement.
///
/// # Errors
/// What of it is not understood.
pub(super) fn query(sql: &str) -> Result<Query, String> {
    let mut parser = Parser { tokens: tokens(sql)?, at: 0, depth: 0 };
    let query = parser.query()?;
    match parser.tokens.get(parser.at) {
        None => Ok(query),
        Some(next) => Err(format!("`{next}` is not expected")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    /// Whether a word in capital letters is next.
    fn sees(&self, word: &str) -> bool {
        self.sees_at(0, word)
    }

    fn sees_at(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Word(own)) if own.eq_ignore_ascii_case(word))
    }

    /// Takes a word if it is next.
    fn word(&mut self, word: &str) -> bool {
        let is = self.sees(word);
        self.at += usize::from(is);
        is
    }

    /// Takes a sign if it is next.
    fn sign(&mut self, sign: &str) -> bool {
        let is = matches!(self.tokens.get(self.at), Some(Token::Sign(own)) if *own == sign);
        self.at += usize::from(is);
        is
    }

    fn expected<T>(&self, what: &str) -> Result<T, String> {
        match self.tokens.get(self.at) {
            Some(found) => Err(format!("expected {what}, found `{found}`")),
            None => Err(format!("expected {what}, found the end")),
        }
    }

    fn need_word(&mut self, word: &str) -> Result<(), String> {
        if self.word(word) { Ok(()) } else { self.expected(word) }
    }

    fn need_sign(&mut self, sign: &str) -> Result<(), String> {
        if self.sign(sign) { Ok(()) } else { self.expected(&format!("`{sign}`")) }
    }

    /// Takes a name; a word that is reserved is none.
    fn name(&mut self) -> Option<String> {
        let name = match self.tokens.get(self.at)? {
            Token::Name(name) => name.clone(),
            Token::Word(word) if !RESERVED.iter().any(|own| word.eq_ignore_ascii_case(own)) => word.clone(),
            _ => return None,
        };
        self.at += 1;
        Some(name)
    }

    /// Reads what is within something else, not too deep.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth == DEEPEST {
            return Err("the statement is nested too deeply".to_owned());
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn query(&mut self) -> Result<Query, String> {
        if self.sees("WITH") {
            return Err("WITH is not supported".to_owned());
        }
        let select = self.select()?;
        if self.sees("UNION") || self.sees("INTERSECT") || self.sees("EXCEPT") {
            return Err("only SELECT is supported, without UNION and the like".to_owned());
        }
        let mut order = Vec::new();
        if self.word("ORDER") {
            self.need_word("BY")?;
            order = self.list(Self::ordered)?;
        }
        let (mut limit, mut offset) = (None, None);
        if self.word("LIMIT") {
            limit = Some(self.expr()?);
            if self.sign(",") {
                offset = limit.replace(self.expr()?);
            }
        }
        if self.word("OFFSET") {
            offset = Some(self.expr()?);
        }
        let mut format = None;
        if self.word("FORMAT") {
            format = Some(self.name().map_or_else(|| self.expected("the name of a format"), Ok)?);
        }
        Ok(Query { select, order, limit, offset, format })
    }

    fn select(&mut self) -> Result<Select, String> {
        if !self.word("SELECT") {
            return self.expected("SELECT: nothing else is supported");
        }
        let distinct = self.word("DISTINCT");
        let items = self.list(Self::item)?;
        let from = if self.word("FROM") { Some(self.from()?) } else { None };
        let filter = if self.word("WHERE") { Some(self.expr()?) } else { None };
        let mut group = Vec::new();
        if self.word("GROUP") {
            self.need_word("BY")?;
            group = self.list(Self::expr)?;
        }
        let having = if self.word("HAVING") { Some(self.expr()?) } else { None };
        Ok(Select { distinct, items, from, filter, group, having })
    }

    fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let mut all = vec![one(self)?];
        while self.sign(",") {
            all.push(one(self)?);
        }
        Ok(all)
    }

    fn item(&mut self) -> Result<Item, String> {
        if self.sign("*") {
            return Ok(Item::All);
        }
        let expr = self.expr()?;
        if self.word("AS") {
            let name = self.name().map_or_else(|| self.expected("a name behind AS"), Ok)?;
            return Ok(Item::One(expr, Some(name)));
        }
        Ok(Item::One(expr, self.name()))
    }

    fn from(&mut self) -> Result<From, String> {
        let from = if self.sign("(") {
            let inner = self.deeper(Self::query)?;
            self.need_sign(")")?;
            From::Query(Box::new(inner))
        } else {
            let mut name = self.name().map_or_else(|| self.expected("a dataset"), Ok)?;
            while self.sign(".") {
                name = self.name().map_or_else(|| self.expected("a dataset"), Ok)?;
            }
            From::Table(name)
        };
        // A name for it: columns are found by their own.
        self.word("AS");
        self.name();
        if self.sign(",") {
            return Err("only one table can be queried".to_owned());
        }
        if self.sees("JOIN") || self.sees_at(1, "JOIN") {
            return Err("JOIN is not supported".to_owned());
        }
        Ok(from)
    }

    fn ordered(&mut self) -> Result<(Expr, bool), String> {
        let expr = self.expr()?;
        let descending = self.word("DESC");
        if !descending {
            self.word("ASC");
        }
        if self.word("NULLS") && !self.word("FIRST") {
            self.need_word("LAST")?;
        }
        Ok((expr, descending))
    }
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn operators_bind_as_in_sql() {
        let one = |sql: &str| query(&format!("SELECT {sql}")).expect("a statement").select.items;
        for (plain, nested) in [
            ("a OR b AND NOT c = 1 + 2 * -3", "a OR (b AND (NOT (c = (1 + (2 * (-3))))))"),
            ("a - b - c", "(a - b) - c"),
            ("a BETWEEN 1 AND 2 AND b", "(a BETWEEN 1 AND 2) AND b"),
            ("a NOT IN (1, 2) OR b IS NOT NULL", "(a NOT IN (1, 2)) OR (b IS NOT NULL)"),
            ("a || b LIKE 'x%'", "(a || b) LIKE 'x%'"),
        ] {
            let unnested = format!("{:?}", one(nested)).replace("Nested", "");
            let plain = format!("{:?}", one(plain));
            assert_eq!(plain.replace(['(', ')'], ""), unnested.replace(['(', ')'], ""));
        }
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for (sql, told) in [
            ("DROP TABLE a", "expected SELECT: nothing else is supported, found `DROP`"),
            ("SELECT a FROM b JOIN c", "JOIN is not supported"),
            ("SELECT a, FROM b", "expected an expression, found `FROM`"),
            ("SELECT a FROM b LIMIT 1 x", "`x` is not expected"),
            ("SELECT 'a", "a text that begins with ' does not end"),
            ("SELECT a ; b", "`;` is not expected"),
        ] {
            assert_eq!(query(sql).expect_err(sql), told);
        }
        let deep = format!("SELECT {}1{}", "(".repeat(1000), ")".repeat(1000));
        assert_eq!(query(&deep).expect_err("too deep"), "the statement is nested too deeply");
    }
}
