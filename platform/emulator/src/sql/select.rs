//! `SELECT`: rows, filtered, grouped, ordered and cut.

use super::columns::spelled;
use super::expression::{Names, Over, Row, is_aggregate};
use super::syntax::{Expr, From, Item as Selected, Query, Select};
use super::value::{Kind, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Columns, and rows of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<(String, Kind)>,
    pub(super) rows: Vec<Row>,
}

/// An answer, and how many rows there were without the limit.
pub(super) struct Answer {
    pub(super) table: Table,
    pub(super) before: usize,
}

/// Answers a query over tables that are found by name.
///
/// # Errors
/// What of it is not supported, or names what is not there.
pub(super) fn answer(
    query: &Query,
    table: &dyn Fn(&str) -> Result<Table, String>,
    now: i64,
) -> Result<Answer, String> {
    let select = &query.select;
    let from = source(select, table, now)?;
    let items = items(select, &from);
    let mut names = Names { columns: &from.columns, aliases: BTreeMap::new(), now };
    for item in &select.items {
        if let Selected::One(expr, Some(name)) = item {
            names.aliases.insert(name.clone(), expr);
        }
    }
    let kept = kept(select, &names, &from.rows)?;
    let order = &query.order;
    let mut out: Vec<(Row, Row)> = Vec::new();
    for group in groups(select, &items, &names, &kept)? {
        let over = match &group {
            Group::Row(row) => Over { row: Some(row), rows: None },
            Group::Rows(rows) => Over { row: rows.first().copied(), rows: Some(rows) },
        };
        if let Some(having) = &select.having
            && !names.value(having, over)?.is_true()
        {
            continue;
        }
        let values = items.iter().map(|(_, item)| item.value(&names, over)).collect::<Result<Row, _>>()?;
        let keys = order.iter().map(|(expr, _)| match position(expr) {
            Some(at) => Ok(values.get(at).cloned().unwrap_or(Value::Null)),
            None => names.value(expr, over),
        });
        let keys = keys.collect::<Result<Row, _>>()?;
        out.push((keys, values));
    }
    if select.distinct {
        let mut seen = BTreeSet::new();
        out.retain(|(_, values)| seen.insert(format!("{values:?}")));
    }
    out.sort_by(|(a, _), (b, _)| {
        let orders = order.iter().enumerate().map(|(at, (_, descending))| {
            let order = a[at].compare(&b[at]);
            if *descending { order.reverse() } else { order }
        });
        orders.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
    });
    let before = out.len();
    let (offset, limit) = limits(query, &names)?;
    let rows = out.into_iter().map(|(_, values)| values).skip(offset).take(limit).collect();
    let columns = items.iter().map(|(name, item)| (name.clone(), item.kind(&names))).collect();
    Ok(Answer { table: Table { columns, rows }, before })
}

/// The rows that `WHERE` leaves.
fn kept<'r>(select: &Select, names: &Names<'_>, rows: &'r [Row]) -> Result<Vec<&'r Row>, String> {
    let Some(wanted) = &select.filter else { return Ok(rows.iter().collect()) };
    if rows.is_empty() {
        // Names that are wrong are wrong with no rows as well.
        names.value(wanted, Over { row: None, rows: None })?;
    }
    let mut kept = Vec::new();
    for row in rows {
        if names.value(wanted, Over { row: Some(row), rows: None })?.is_true() {
            kept.push(row);
        }
    }
    Ok(kept)
}

fn source(select: &Select, table: &dyn Fn(&str) -> Result<Table, String>, now: i64) -> Result<Table, String> {
    match &select.from {
        None => Ok(Table { columns: Vec::new(), rows: vec![Vec::new()] }),
        Some(From::Table(name)) => table(name),
        Some(From::Query(inner)) => answer(inner, table, now).map(|answer| answer.table),
    }
}

/// Something that is selected.
#[derive(Clone, Copy)]
enum Item<'q> {
    Expr(&'q Expr),
    Column(usize),
}

impl Item<'_> {
    fn value(self, names: &Names<'_>, over: Over<'_>) -> Result<Value, String> {
        match self {
            Self::Expr(expr) => names.value(expr, over),
            Self::Column(at) => Ok(over.row.and_then(|row| row.get(at)).cloned().unwrap_or(Value::Null)),
        }
    }

    fn kind(self, names: &Names<'_>) -> Kind {
        match self {
            Self::Expr(expr) => names.kind(expr),
            Self::Column(at) => names.columns.get(at).map_or(Kind::Text, |(_, kind)| *kind),
        }
    }
}

/// What is selected, with its names.
fn items<'q>(select: &'q Select, from: &Table) -> Vec<(String, Item<'q>)> {
    let mut items = Vec::new();
    for item in &select.items {
        match item {
            Selected::One(expr, name) => {
                items.push((name.clone().unwrap_or_else(|| spelled(expr)), Item::Expr(expr)));
            }
            Selected::All => items.extend(
                from.columns.iter().enumerate().map(|(at, (name, _))| (name.clone(), Item::Column(at))),
            ),
        }
    }
    items
}

/// What a row of the answer is made of.
enum Group<'r> {
    Row(&'r Row),
    Rows(Vec<&'r Row>),
}

fn groups<'r>(
    select: &Select,
    items: &[(String, Item<'_>)],
    names: &Names<'_>,
    rows: &[&'r Row],
) -> Result<Vec<Group<'r>>, String> {
    let by = &select.group;
    if by.is_empty() {
        let whole = items.iter().any(|(_, item)| matches!(item, Item::Expr(expr) if is_aggregate(expr)))
            || select.having.as_ref().is_some_and(is_aggregate);
        if whole {
            return Ok(vec![Group::Rows(rows.to_vec())]);
        }
        return Ok(rows.iter().map(|row| Group::Row(row)).collect());
    }
    let mut groups: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let over = Over { row: Some(row), rows: None };
        let key = by.iter().map(|expr| match position(expr).and_then(|at| items.get(at)) {
            Some((_, own)) => own.value(names, over),
            None => names.value(expr, over),
        });
        let key = key.collect::<Result<Row, _>>()?;
        groups.entry(format!("{key:?}")).or_default().push(row);
    }
    Ok(groups.into_values().map(Group::Rows).collect())
}

/// The place of an item that is named by its number.
fn position(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Number(text) => text.parse::<usize>().ok()?.checked_sub(1),
        _ => None,
    }
}

fn limits(query: &Query, names: &Names<'_>) -> Result<(usize, usize), String> {
    let number = |expr: &Expr| {
        let value = names.value(expr, Over { row: None, rows: None })?;
        Ok::<usize, String>(value.number().max(0.0) as usize)
    };
    Ok((query.offset.as_ref().map_or(Ok(0), number)?, query.limit.as_ref().map_or(Ok(usize::MAX), number)?))
}
