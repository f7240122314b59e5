//! Calculations over groups of events: counts, sums, quantiles.

use super::event::Entry;
use super::filter::{order, usual};
use crate::graphql::quantile;
use crate::json::plain;
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What is calculated.
#[derive(Clone, Debug)]
pub(super) struct Calculation {
    operator: String,
    key: Option<String>,
    pub(super) alias: Option<String>,
}

/// By what events are grouped, and which groups are told.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    keys: Vec<String>,
    havings: Vec<(String, &'static str, Value)>,
    order: Option<(String, bool)>,
    limit: usize,
}

/// The values of the keys that events are grouped by.
type Group = Vec<String>;

const OPERATORS: &[&str] = &[
    "uniq", "count", "max", "min", "sum", "avg", "median", "p001", "p01", "p05", "p10", "p25", "p75", "p90",
    "p95", "p99", "p999", "stddev", "variance",
];

impl Calculation {
    /// As a call's parameters say them; counting, where they say none.
    pub(super) fn read(parameters: &Value) -> Result<Vec<Self>, String> {
        let given = parameters["calculations"].as_array().into_iter().flatten();
        let all = given.map(|given| {
            let operator = given["operator"].as_str().unwrap_or_default().to_lowercase();
            if !OPERATORS.contains(&operator.as_str()) {
                return Err(format!("there is no operator `{operator}`: {}", OPERATORS.join(", ")));
            }
            let key = given["key"].as_str().filter(|key| !key.is_empty()).map(str::to_owned);
            if operator != "count" && key.is_none() {
                return Err(format!("the operator `{operator}` needs `key`"));
            }
            let alias = given["alias"].as_str().map(str::to_owned);
            Ok(Self { operator, key, alias })
        });
        let all: Vec<Self> = all.collect::<Result<_, _>>()?;
        if all.is_empty() {
            return Ok(vec![Self { operator: "count".to_owned(), key: None, alias: None }]);
        }
        Ok(all)
    }

    /// What it gives for events, of which those that lack its key do not count.
    fn value(&self, entries: &[&Entry]) -> f64 {
        let Some(key) = &self.key else { return entries.len() as f64 };
        let values = entries.iter().filter_map(|entry| entry.get(key));
        match self.operator.as_str() {
            "count" => return values.count() as f64,
            "uniq" => return values.map(plain).collect::<BTreeSet<_>>().len() as f64,
            _ => {}
        }
        let mut numbers: Vec<f64> = values.filter_map(Value::as_f64).collect();
        numbers.sort_by(f64::total_cmp);
        let (count, sum) = (numbers.len().max(1) as f64, numbers.iter().sum::<f64>());
        let mean = sum / count;
        let variance = || numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count;
        match self.operator.as_str() {
            "max" => numbers.last().copied().unwrap_or(0.0),
            "min" => numbers.first().copied().unwrap_or(0.0),
            "sum" => sum,
            "avg" => mean,
            "median" => quantile(&numbers, 0.5),
            "variance" => variance(),
            "stddev" => variance().sqrt(),
            other => {
                let level = format!("0.{}", other.trim_start_matches('p')).parse().unwrap_or(0.5);
                quantile(&numbers, level)
            }
        }
    }

    /// Its answer: a value for each group, and for each group and bucket of time.
    pub(super) fn told(&self, entries: &[Entry], by: &Grouping, buckets: &Buckets) -> Value {
        let interval = buckets.step as f64 / 1000.0;
        let groups = self.ordered(by.of(entries), by);
        let aggregates: Vec<Value> = groups
            .iter()
            .map(|(group, own)| {
                let told = json!({
                    "value": self.value(own), "count": own.len(), "interval": interval, "sampleInterval": 1,
                });
                by.with(told, group)
            })
            .collect();
        let mut series: BTreeMap<i64, Vec<Value>> = buckets.all();
        for (group, own) in &groups {
            let mut times: BTreeMap<i64, Vec<&Entry>> = BTreeMap::new();
            own.iter().for_each(|entry| times.entry(buckets.of(entry.at)).or_default().push(entry));
            for (time, own) in times {
                let told = json!({
                    "value": self.value(&own), "count": own.len(), "interval": interval, "sampleInterval": 1,
                    "firstSeen": moment(own.iter().map(|entry| entry.at).min()),
                    "lastSeen": moment(own.iter().map(|entry| entry.at).max()),
                });
                series.entry(time).or_default().push(by.with(told, group));
            }
        }
        let series: Vec<Value> = series
            .into_iter()
            .map(|(time, data)| json!({"time": moment(Some(time)), "data": data}))
            .collect();
        let mut told = json!({"calculation": self.operator, "aggregates": aggregates, "series": series});
        if let Some(alias) = &self.alias {
            told["alias"] = json!(alias);
        }
        told
    }

    /// Whether a name is its: its alias, its operator, or its operator of its key.
    fn is_called(&self, name: &str) -> bool {
        self.alias.as_deref() == Some(name)
            || self.operator.eq_ignore_ascii_case(name)
            || self
                .key
                .as_deref()
                .is_some_and(|key| key == name || format!("{}({key})", self.operator) == name)
    }

    fn ordered<'e>(
        &self,
        groups: BTreeMap<Group, Vec<&'e Entry>>,
        by: &Grouping,
    ) -> Vec<(Group, Vec<&'e Entry>)> {
        let mut all: Vec<_> = groups.into_iter().collect();
        all.retain(|(_, own)| {
            let mut havings = by.havings.iter().filter(|(key, ..)| self.is_called(key));
            havings.all(|(_, operation, value)| {
                let order = order(&json!(self.value(own)), value);
                match *operation {
                    "eq" => order == Ordering::Equal,
                    "neq" => order != Ordering::Equal,
                    "gt" => order == Ordering::Greater,
                    "gte" => order != Ordering::Less,
                    "lt" => order == Ordering::Less,
                    _ => order != Ordering::Greater,
                }
            })
        });
        let descending = match &by.order {
            Some((name, descending)) if self.is_called(name) => *descending,
            Some((name, descending)) => match by.keys.iter().position(|key| key == name) {
                Some(at) => {
                    all.sort_by(|(a, _), (b, _)| a[at].cmp(&b[at]));
                    if *descending {
                        all.reverse();
                    }
                    all.truncate(by.limit);
                    return all;
                }
                None => true,
            },
            None => true,
        };
        let mut valued: Vec<(f64, _)> = all.into_iter().map(|own| (self.value(&own.1), own)).collect();
        valued.sort_by(|(a, _), (b, _)| if descending { b.total_cmp(a) } else { a.total_cmp(b) });
        valued.truncate(by.limit);
        valued.into_iter().map(|(_, own)| own).collect()
    }
}

impl Grouping {
    /// As a call's parameters say it.
    pub(super) fn read(parameters: &Value) -> Result<Self, String> {
        let keys = parameters["groupBys"].as_array().into_iter().flatten();
        let keys = keys.filter_map(|by| by["value"].as_str().map(str::to_owned)).collect();
        let havings = parameters["havings"].as_array().into_iter().flatten().map(|having| {
            let operation = having["operation"].as_str().unwrap_or_default();
            let operation = usual(operation).ok_or_else(|| format!("there is no operation `{operation}`"))?;
            let key = having["key"].as_str().ok_or("a having needs `key`")?;
            Ok((key.to_owned(), operation, having["value"].clone()))
        });
        let order = &parameters["orderBy"];
        let order = order["value"].as_str().map(|value| (value.to_owned(), order["order"] != "asc"));
        let limit = parameters["limit"].as_u64().filter(|limit| *limit > 0);
        let limit = limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(Self { keys, havings: havings.collect::<Result<_, String>>()?, order, limit })
    }

    fn of<'e>(&self, entries: &'e [Entry]) -> BTreeMap<Group, Vec<&'e Entry>> {
        let mut groups: BTreeMap<Group, Vec<&Entry>> = BTreeMap::new();
        // Without keys there is one group, even of nothing.
        if self.keys.is_empty() {
            groups.insert(Vec::new(), Vec::new());
        }
        for entry in entries {
            let own = |key: &String| entry.get(key).map(plain).unwrap_or_default();
            groups.entry(self.keys.iter().map(own).collect()).or_default().push(entry);
        }
        groups
    }

    fn with(&self, mut told: Value, group: &Group) -> Value {
        if !self.keys.is_empty() {
            let groups = self.keys.iter().zip(group).map(|(key, value)| json!({"key": key, "value": value}));
            told["groups"] = groups.collect();
        }
        told
    }
}

/// Times that a range is cut into, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Buckets {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) step: i64,
}

/// No range has more buckets.
const MOST_BUCKETS: i64 = 2000;

impl Buckets {
    /// Buckets as long as they are asked to be; else about sixty, of whole seconds.
    pub(super) fn new(from: i64, to: i64, asked: Option<f64>) -> Self {
        let width = (to - from).max(1);
        let asked = asked.filter(|asked| *asked >= 1.0).map(|asked| asked as i64);
        let step = asked.unwrap_or((width / 60 / 1000).max(1) * 1000).max(width / MOST_BUCKETS);
        Self { from, to, step: step.max(1) }
    }

    /// The bucket of a time, as its begin.
    pub(super) fn of(&self, at: i64) -> i64 {
        at - at.rem_euclid(self.step)
    }

    /// All of them, with nothing in them.
    pub(super) fn all(&self) -> BTreeMap<i64, Vec<Value>> {
        let mut all = BTreeMap::new();
        let mut at = self.of(self.from);
        while at < self.to {
            all.insert(at, Vec::new());
            at += self.step;
        }
        all
    }
}

/// A time as series have it: `YYYY-MM-DD hh:mm:ss`, UTC.
pub(super) fn moment(at: Option<i64>) -> String {
    crate::sql::moment(at.unwrap_or(0).div_euclid(1000))
}
