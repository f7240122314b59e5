//! Aggregates: what a function gives for all rows of a group.

use super::value::Value;
use std::collections::BTreeSet;

/// What an aggregate gives for the arguments of each row.
pub(super) fn aggregated(name: &str, all: &[Vec<Value>], level: f64, distinct: bool) -> Value {
    let firsts = || all.iter().filter_map(|values| values.first());
    let numbers = || firsts().filter(|value| **value != Value::Null).map(Value::number);
    let by = |largest: bool| {
        let pairs = all.iter().filter_map(|values| Some((values.first()?, values.get(1)?)));
        let found = pairs.reduce(|a, b| if b.1.compare(a.1).is_gt() == largest { b } else { a });
        found.map_or(Value::Null, |(value, _)| value.clone())
    };
    match name {
        "count" if distinct => Value::Number(different(all)),
        "uniq" => Value::Number(different(all)),
        "count" => Value::Number(all.len() as f64),
        "sum" => Value::Number(numbers().sum()),
        "avg" => Value::Number(numbers().sum::<f64>() / numbers().count() as f64),
        "max" | "min" => {
            let largest = name == "max";
            let found = firsts().reduce(|a, b| if b.compare(a).is_gt() == largest { b } else { a });
            found.cloned().unwrap_or(Value::Number(0.0))
        }
        "any" | "first_value" => firsts().next().cloned().unwrap_or(Value::Null),
        "anylast" | "last_value" => firsts().next_back().cloned().unwrap_or(Value::Null),
        "argmax" => by(true),
        "argmin" => by(false),
        _ => weighted(all, level),
    }
}

fn different(all: &[Vec<Value>]) -> f64 {
    all.iter()
        .map(|values| values.first().map(Value::text).unwrap_or_default())
        .collect::<BTreeSet<_>>()
        .len() as f64
}

/// The first value at which weights add up to a share of all of them.
fn weighted(all: &[Vec<Value>], level: f64) -> Value {
    let pair =
        |values: &Vec<Value>| Some((values.first()?.number(), values.get(1).map_or(1.0, Value::number)));
    let mut pairs: Vec<(f64, f64)> = all.iter().filter_map(pair).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let wanted = (pairs.iter().map(|(_, weight)| weight).sum::<f64>() * level).ceil();
    let mut sum = 0.0;
    for (value, weight) in &pairs {
        sum += weight;
        if sum >= wanted {
            return Value::Number(*value);
        }
    }
    pairs.last().map_or(Value::Null, |(value, _)| Value::Number(*value))
}
