//! Each example of the reference page.

use cfs_expr::jiff::{SignedDuration, Timestamp};
use cfs_expr::{Argument, Expression, Known, Sample, Selector, Series, SeriesKind, Source, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;

pub(crate) const PAGE: &str = include_str!("../../../../docs/reference/expressions.md");

/// The page's fenced blocks of a language.
pub(crate) fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    let parts = PAGE.split(fence.as_str()).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default()).collect()
}

/// The row and the series of the page.
pub(crate) struct Page {
    row: Value,
    series: BTreeMap<String, Vec<f64>>,
    baseline: Option<Box<Page>>,
}

impl Page {
    pub(crate) fn read() -> Self {
        let json: Vec<Json> = blocks("json").iter().map(|text| serde_json::from_str(text).unwrap()).collect();
        let series = |json: &Json| -> BTreeMap<String, Vec<f64>> {
            let members = json.as_object().unwrap().iter().filter(|(_, value)| value.is_array());
            members
                .map(|(name, value)| (name.clone(), serde_json::from_value(value.clone()).unwrap()))
                .collect()
        };
        let baseline = Self { row: Value::Absent, series: series(&json[1]["baseline"]), baseline: None };
        Self { row: value(&json[0]), series: series(&json[1]), baseline: Some(Box::new(baseline)) }
    }
}

pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => Value::from(number.as_f64()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(members) => Value::Record(members.iter().map(|(k, v)| (k.clone(), value(v))).collect()),
    }
}

impl Source for Page {
    fn value(&self, selector: &Selector) -> Value {
        match self.series.get(&selector.dotted()) {
            Some(values) => values.last().copied().into(),
            None => self.row.value(selector),
        }
    }

    fn series(&self, selector: &Selector) -> Option<Series> {
        let values = self.series.get(&selector.dotted())?;
        let now = self.now()?;
        let samples = values
            .iter()
            .rev()
            .zip(0..)
            .map(|(value, minute)| Sample { at: now - SignedDuration::from_mins(minute), value: *value });
        let mut samples: Vec<Sample> = samples
            .filter(|sample| now.duration_since(sample.at) < selector.range.unwrap_or_default())
            .collect();
        samples.reverse();
        Some(Series { kind: SeriesKind::Counts, samples })
    }

    fn baseline(&self) -> Option<&dyn Source> {
        self.baseline.as_deref().map(|baseline| baseline as &dyn Source)
    }

    fn call(&self, function: &str, arguments: &[Argument<'_>]) -> Value {
        match (function, arguments) {
            ("quota", [name]) if name.selector().is_some_and(|name| name.dotted() == "workers.requests") => {
                Value::from(0.9)
            }
            _ => Value::Absent,
        }
    }

    fn now(&self) -> Option<Timestamp> {
        Some("2026-11-28T08:00:00Z".parse().unwrap())
    }
}

#[test]
fn each_example_is_what_the_page_says() {
    let page = Page::read();
    let mut seen = 0;
    for line in blocks("expr").iter().flat_map(|block| block.lines()) {
        let (text, said) = line.rsplit_once(" # ").unwrap_or_else(|| panic!("{line}: says no value"));
        let parsed = Expression::parse(text.trim()).unwrap_or_else(|error| panic!("{error}"));
        let said: Json = serde_json::from_str(said).unwrap();
        assert_eq!(parsed.value(&page), value(&said), "{text}");
        let canonical = parsed.to_string();
        assert_eq!(Expression::parse(&canonical).unwrap(), parsed, "{canonical}");
        seen += 1;
    }
    assert!(seen > 60, "only {seen} examples");
}

#[test]
fn each_error_is_what_the_page_says() {
    let mut seen = 0;
    for block in blocks("text") {
        let (text, error) = block.strip_prefix("$ ").and_then(|block| block.split_once('\n')).unwrap();
        assert_eq!(Expression::parse(text).unwrap_err().to_string(), error.trim_end());
        seen += 1;
    }
    assert_eq!(seen, 3);
}

/// What the design of the platform writes, as it writes it.
#[test]
fn each_expression_of_the_design_is_read() {
    for text in [
        r#"request.path ~ "^/cart""#,
        "error_rate > 1% or cpu_p99 > 2x",
        "workers.error_rate{script='api-*'} > 0.02 for 5m",
        "quota(workers.requests) > 0.8",
        "anomaly(d1.rows_read, 10x median 7d)",
        "queue.backlog > 1000",
        "tail.outcome == 'exceededMemory'",
        "quota workers.requests > 80%",
        "x > 10 × median(7d)",
        "$metadata.level == 'error' and $workers.event.request.search.page > 2",
    ] {
        let parsed = Expression::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(parsed.to_string().parse::<Expression>().unwrap(), parsed);
    }
}

#[test]
fn every_function_is_on_the_page() {
    let table = PAGE.split("## Functions").nth(1).unwrap().split("## Grammar").next().unwrap();
    for function in Known::own_functions() {
        assert!(table.contains(function), "{function} is not on the page");
    }
}
