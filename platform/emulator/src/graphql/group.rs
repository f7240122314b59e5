//! Rows, filtered, grouped by the dimensions that are asked for, measured, ordered and cut.

use super::datasets::{base, elements, level};
use super::document::Node;
use super::plan::{Column, Plan};
use super::scalar::{Row, Scalar, measure, number, told};
use crate::json::plain;
use serde_json::{Map, Value, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A metric, as far as rows were seen.
#[derive(Debug)]
enum Measure {
    Sum(f64),
    Mean {
        sum: f64,
        count: f64,
    },
    Least(Option<f64>),
    Most(Option<f64>),
    Quantile(f64),
    Distinct(BTreeSet<String>),
    Share {
        part: f64,
        whole: f64,
    },
    /// By key: sums of the other members.
    Parts(BTreeMap<String, BTreeMap<&'static str, f64>>),
}

/// One row of an answer.
struct Group {
    dimensions: Vec<Scalar>,
    count: f64,
    measures: Vec<Measure>,
    /// What quantiles are taken from, by metric.
    samples: BTreeMap<&'static str, Vec<f64>>,
}

/// Rows that a plan has seen.
pub(crate) struct Grouping<'p> {
    plan: &'p Plan<'p>,
    /// What is asked for, and what it is ordered by.
    columns: Vec<Column>,
    groups: BTreeMap<String, Group>,
    /// Where rows are not grouped.
    rows: Vec<Vec<Scalar>>,
}

/// What a row has for a metric: by its name, else by what that is the total or the average of.
fn metric(row: &Row, name: &str) -> Option<f64> {
    let own = |name: &str| row.fields.get(name).and_then(number);
    own(name).or_else(|| match name {
        "sampleInterval" | "requests" => Some(1.0),
        _ => ["total", "avg", "min", "max"].iter().find_map(|prefix| {
            let mut letters = name.strip_prefix(prefix)?.chars();
            let first = letters.next().filter(char::is_ascii_uppercase)?.to_ascii_lowercase();
            own(&format!("{first}{}", letters.as_str()))
        }),
    })
}

/// A share's part and whole of a row.
fn share(row: &Row, name: &str) -> (f64, f64) {
    let own = |name: &str| row.fields.get(name).and_then(number);
    let of_status = |hundreds: u32| {
        let status = own("edgeResponseStatus").unwrap_or(0.0) as u32;
        (f64::from(u8::from(status / 100 == hundreds)), 1.0)
    };
    match name {
        "status4xx" => of_status(4),
        "status5xx" => of_status(5),
        name if name.ends_with("Bytes") => (own(name).unwrap_or(0.0), own("bytes").unwrap_or(0.0)),
        name => (own(name).unwrap_or(0.0), own("requests").unwrap_or(1.0)),
    }
}

impl Measure {
    fn new(column: &Column) -> Option<Self> {
        let Column::Metric { group, field } = column else { return None };
        Some(match *group {
            _ if field.kind == "map" => Self::Parts(BTreeMap::new()),
            "avg" => Self::Mean { sum: 0.0, count: 0.0 },
            "min" => Self::Least(None),
            "max" => Self::Most(None),
            "quantiles" => Self::Quantile(level(field.name)),
            "uniq" => Self::Distinct(BTreeSet::new()),
            "ratio" => Self::Share { part: 0.0, whole: 0.0 },
            _ => Self::Sum(0.0),
        })
    }

    fn add(&mut self, row: &Row, name: &str) {
        match self {
            Self::Sum(sum) => *sum += metric(row, name).unwrap_or(0.0),
            Self::Mean { sum, count } => {
                if let Some(value) = metric(row, name) {
                    *sum += value;
                    *count += 1.0;
                }
            }
            Self::Least(least) => *least = [*least, metric(row, name)].into_iter().flatten().reduce(f64::min),
            Self::Most(most) => *most = [*most, metric(row, name)].into_iter().flatten().reduce(f64::max),
            Self::Quantile(_) => {}
            Self::Distinct(seen) => {
                let own = row.fields.get(name).or_else(|| row.fields.get("clientIP"));
                seen.extend(own.map(ToString::to_string));
            }
            Self::Share { part, whole } => {
                let (more, of) = share(row, name);
                (*part, *whole) = (*part + more, *whole + of);
            }
            Self::Parts(parts) => add_parts(parts, row, name),
        }
    }

    fn value(&self, field: &super::datasets::Field, samples: &BTreeMap<&'static str, Vec<f64>>) -> f64 {
        let _ = field;
        match self {
            Self::Sum(sum) => *sum,
            Self::Mean { sum, count } if *count > 0.0 => sum / count,
            Self::Least(value) | Self::Most(value) => value.unwrap_or(0.0),
            Self::Quantile(level) => {
                samples.get(base(field.name)).map_or(0.0, |sorted| quantile(sorted, *level))
            }
            Self::Distinct(seen) => seen.len() as f64,
            Self::Share { part, whole } if *whole > 0.0 => part / whole,
            _ => 0.0,
        }
    }
}

/// The value at a level of sorted values: the one with that share of all before it, never one between two.
pub(crate) fn quantile(sorted: &[f64], level: f64) -> f64 {
    let at = (level * sorted.len() as f64) as usize;
    sorted.get(at.min(sorted.len().saturating_sub(1))).copied().unwrap_or(0.0)
}

/// The member by which elements of a list are told apart.
fn key_of(name: &str) -> Option<&'static str> {
    elements(name).iter().find(|(_, kind)| *kind == "string" || *kind == "uint16").map(|(name, _)| *name)
}

fn add_parts(parts: &mut BTreeMap<String, BTreeMap<&'static str, f64>>, row: &Row, name: &str) {
    let Some(key) = key_of(name) else { return };
    let Some(own) = row.fields.get(key).filter(|own| !own.is_null()) else { return };
    let sums = parts.entry(plain(own)).or_default();
    for (member, _) in elements(name).iter().filter(|(member, _)| *member != key) {
        *sums.entry(member).or_insert(0.0) += metric(row, member).unwrap_or(0.0);
    }
}

impl<'p> Grouping<'p> {
    pub(crate) fn new(plan: &'p Plan<'p>) -> Self {
        let ordering = plan.order.iter().map(|(column, _)| *column);
        let columns = plan.columns.iter().copied().chain(ordering).collect();
        Self { plan, columns, groups: BTreeMap::new(), rows: Vec::new() }
    }

    /// Takes a row, if it is meant.
    pub(crate) fn add(&mut self, row: &Row) {
        let dataset = self.plan.dataset;
        let outside = self.plan.from.is_some_and(|from| row.at < from)
            || self.plan.until.is_some_and(|until| row.at >= until);
        if outside || !self.plan.filter.passes(dataset, row) {
            return;
        }
        let dimensions: Vec<Scalar> = self
            .columns
            .iter()
            .filter_map(|column| match column {
                Column::Dimension(field) if field.kind == "map" => Some(Scalar::Number(0.0)),
                Column::Dimension(field) => Some(row.value(dataset, field)),
                _ => None,
            })
            .collect();
        if !dataset.is_grouped() {
            return self.rows.push(dimensions);
        }
        let key = format!("{dimensions:?}");
        let columns = &self.columns;
        let group = self.groups.entry(key).or_insert_with(|| Group {
            dimensions,
            count: 0.0,
            measures: columns.iter().filter_map(Measure::new).collect(),
            samples: BTreeMap::new(),
        });
        group.count += metric(row, "sampleInterval").unwrap_or(1.0);
        let metrics = columns.iter().filter_map(|column| match column {
            Column::Metric { field, .. } => Some(*field),
            _ => None,
        });
        let mut sampled: Vec<&'static str> = Vec::new();
        for (field, measure) in metrics.zip(&mut group.measures) {
            measure.add(row, field.name);
            let own = base(field.name);
            if matches!(measure, Measure::Quantile(_)) && !sampled.contains(&own) {
                sampled.push(own);
                group.samples.entry(own).or_default().extend(metric(row, own));
            }
        }
    }

    /// The answer's rows. One that has more than the limit is cut without a word, as the service does it.
    pub(crate) fn told(mut self) -> Vec<Value> {
        let mut rows: Vec<Vec<Cell>> = if self.plan.dataset.is_grouped() {
            let groups = std::mem::take(&mut self.groups);
            groups.into_values().map(|group| self.cells(group)).collect()
        } else {
            let rows = std::mem::take(&mut self.rows);
            rows.into_iter().map(|row| row.into_iter().map(Cell::Scalar).collect()).collect()
        };
        let first = self.plan.columns.len();
        rows.sort_by(|a, b| {
            let orders = self.plan.order.iter().enumerate().map(|(at, (_, descending))| {
                let order = a[first + at].compare(&b[first + at]);
                if *descending { order.reverse() } else { order }
            });
            orders.into_iter().find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal)
        });
        rows.truncate(self.plan.limit);
        rows.iter().map(|row| self.object(row)).collect()
    }

    /// A group's values, a cell for each column.
    fn cells(&self, mut group: Group) -> Vec<Cell> {
        for samples in group.samples.values_mut() {
            samples.sort_by(f64::total_cmp);
        }
        let (mut dimensions, mut measures) = (group.dimensions.into_iter(), group.measures.into_iter());
        let cell = |column: &Column| match column {
            Column::Count => Cell::Scalar(Scalar::Number(group.count)),
            Column::Dimension(_) => Cell::Scalar(dimensions.next().unwrap_or(Scalar::Number(0.0))),
            Column::Metric { field, .. } => match measures.next() {
                Some(Measure::Parts(parts)) => Cell::Parts(parts),
                Some(measure) => Cell::Scalar(Scalar::Number(measure.value(field, &group.samples))),
                None => Cell::Scalar(Scalar::Number(0.0)),
            },
        };
        self.columns.iter().map(cell).collect()
    }

    fn object(&self, row: &[Cell]) -> Value {
        let dataset = self.plan.dataset;
        let mut cells = row.iter().zip(&self.columns);
        let mut out = Map::new();
        for node in &self.plan.node.nodes {
            let value = match node.name.as_str() {
                "__typename" => json!(dataset.type_name()),
                "confidence" => Value::Null,
                "count" if dataset.count => leaf(node, cells.next()),
                group if dataset.is_grouped() => {
                    let members = node.nodes.iter().map(|below| {
                        let value = match below.name.as_str() {
                            "__typename" => json!(dataset.group_type(group)),
                            _ => leaf(below, cells.next()),
                        };
                        (below.key.clone(), value)
                    });
                    Value::Object(members.collect())
                }
                _ => leaf(node, cells.next()),
            };
            out.insert(node.key.clone(), value);
        }
        Value::Object(out)
    }
}

/// A value of an answer's row.
enum Cell {
    Scalar(Scalar),
    Parts(BTreeMap<String, BTreeMap<&'static str, f64>>),
}

impl Cell {
    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Scalar(a), Self::Scalar(b)) => a.compare(b),
            _ => Ordering::Equal,
        }
    }
}

fn leaf(node: &Node, cell: Option<(&Cell, &Column)>) -> Value {
    match cell {
        Some((Cell::Scalar(_), Column::Dimension(field))) if field.kind == "map" => json!([]),
        Some((Cell::Scalar(value), Column::Dimension(field))) => told(field.kind, value),
        Some((Cell::Scalar(value), Column::Metric { field, .. })) => match value {
            Scalar::Number(number) => measure(field.kind, *number),
            other => told(field.kind, other),
        },
        Some((Cell::Scalar(Scalar::Number(number)), Column::Count)) => measure("uint64", *number),
        Some((Cell::Parts(parts), _)) => parts.iter().map(|(key, sums)| part(node, key, sums)).collect(),
        _ => Value::Null,
    }
}

fn part(node: &Node, key: &str, sums: &BTreeMap<&'static str, f64>) -> Value {
    let members = node.nodes.iter().map(|below| {
        let kind = elements(&node.name).iter().find(|(name, _)| *name == below.name).map(|(_, kind)| *kind);
        let value = match (sums.get(below.name.as_str()), kind) {
            (Some(sum), Some(kind)) => measure(kind, *sum),
            (None, Some("string")) => json!(key),
            (None, Some(kind)) => measure(kind, key.parse().unwrap_or(0.0)),
            _ => json!(below.name),
        };
        (below.key.clone(), value)
    });
    Value::Object(members.collect())
}
