//! Queries: events, invocations, calculations.

use super::calculate::{Buckets, Calculation, Grouping, moment};
use super::event::{Entry, of};
use super::filter::Filters;
use super::{Refused, issue};
use crate::events::{Wanted, kind};
use crate::server::reply::Reply;
use crate::world::World;
use serde_json::{Map, Value, json};
use std::time::Instant;

/// No range is longer, in milliseconds.
const LONGEST: i64 = 7 * 86_400 * 1000;
const MOST: u64 = 2000;
const USUAL: u64 = 50;

/// From when until when, in milliseconds, cut to what is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from: i64,
    pub(super) to: i64,
}

impl Span {
    pub(super) fn read(world: &World, from: &Value, to: &Value) -> Self {
        let now = world.clock.now().as_millisecond();
        let seen = now - world.events.rules().telemetry_lag / 1000;
        let number = |value: &Value, usual: i64| value.as_f64().map_or(usual, |number| number as i64);
        let from = number(from, now - LONGEST).max(now - LONGEST);
        Self { from, to: number(to, now).min(seen).max(from) }
    }

    /// The same time before.
    fn before(self) -> Self {
        Self { from: self.from - (self.to - self.from), to: self.from }
    }
}

/// What a query went through.
#[derive(Default)]
pub(super) struct Seen {
    rows: u64,
    bytes: u64,
}

/// Goes through the events of a span that pass filters, in the order of their times.
pub(super) fn each(
    world: &World,
    account: &str,
    span: Span,
    filters: &Filters,
    mut visit: impl FnMut(Entry),
) -> Result<Seen, Reply> {
    let mut seen = Seen::default();
    // The end is within it: what happens in a millisecond is of that millisecond.
    let until = span.to.saturating_add(1).saturating_mul(1000);
    let wanted = Wanted { kind: kind::INVOCATION, account, zone: None, from: span.from * 1000, until };
    world.events.log.each(&wanted, |event| {
        for entry in of(&event) {
            seen.rows += 1;
            seen.bytes += 500;
            if filters.pass(&entry) {
                visit(entry);
            }
        }
    })?;
    Ok(seen)
}

/// Answers a query.
pub(super) fn answer(world: &World, account: &str, body: &Value) -> Result<Reply, Refused> {
    let begun = Instant::now();
    let limit = body["limit"].as_u64().unwrap_or(USUAL);
    let issues = issues(body, limit);
    if !issues.is_empty() {
        return Err(Refused::Issues(issues));
    }
    let parameters = &body["parameters"];
    let filters = Filters::read(parameters).map_err(Refused::Words)?;
    let span = Span::read(world, &body["timeframe"]["from"], &body["timeframe"]["to"]);
    let buckets = Buckets::new(span.from, span.to, body["granularity"].as_f64());
    let limit = usize::try_from(limit).unwrap_or(0);
    let mut result = Map::new();
    let seen = match body["view"].as_str().unwrap_or("calculations") {
        "events" => {
            let (events, seen) = events(world, account, body, span, &filters, &buckets, limit)?;
            result.insert("events".to_owned(), events);
            seen
        }
        "invocations" => {
            let mut all = Vec::new();
            let seen = each(world, account, span, &filters, |entry| all.push(entry))?;
            result.insert("invocations".to_owned(), invocations(all, limit));
            seen
        }
        "calculations" => {
            let calculations = Calculation::read(parameters).map_err(Refused::Words)?;
            let by = Grouping::read(parameters).map_err(Refused::Words)?;
            let calculated = |span: Span, buckets: &Buckets| -> Result<(Value, Seen), Reply> {
                let mut all = Vec::new();
                let seen = each(world, account, span, &filters, |entry| all.push(entry))?;
                Ok((calculations.iter().map(|one| one.told(&all, &by, buckets)).collect(), seen))
            };
            let (told, seen) = calculated(span, &buckets)?;
            result.insert("calculations".to_owned(), told);
            if body["compare"] == true {
                let before = span.before();
                let buckets = Buckets::new(before.from, before.to, body["granularity"].as_f64());
                result.insert("compare".to_owned(), calculated(before, &buckets)?.0);
            }
            seen
        }
        other => {
            result.insert(other.to_owned(), json!([]));
            Seen::default()
        }
    };
    let statistics =
        json!({"elapsed": begun.elapsed().as_secs_f64(), "rows_read": seen.rows, "bytes_read": seen.bytes});
    result.insert("statistics".to_owned(), statistics.clone());
    result.insert("run".to_owned(), run(world, account, body, span, &buckets, &statistics));
    Ok(Reply::result(Value::Object(result)))
}

/// What of a query is not as it has to be.
fn issues(body: &Value, limit: u64) -> Vec<Value> {
    let mut issues = Vec::new();
    if !body["queryId"].is_string() {
        issues.push(issue("invalid_type", "queryId", "Required"));
    }
    if !body["timeframe"].is_object() {
        issues.push(issue("invalid_type", "timeframe", "Required"));
    }
    if limit > MOST {
        let mut large = issue("too_big", "limit", "Number must be less than or equal to 2000");
        large["maximum"] = json!(MOST);
        large["type"] = json!("number");
        large["inclusive"] = json!(true);
        issues.push(large);
    }
    issues
}

fn run(
    world: &World,
    account: &str,
    body: &Value,
    span: Span,
    buckets: &Buckets,
    statistics: &Value,
) -> Value {
    let now = world.now().to_string();
    let query = json!({
        "id": body["queryId"], "name": null, "description": null, "adhoc": true, "generated": null, "environmentId": "production",
        "workspaceId": account, "userId": "emulator", "created": now, "updated": now, "createdBy": "emulator", "updatedBy": "emulator",
        "parameters": body["parameters"],
    });
    json!({
        "id": world.ids.uuid(), "accountId": account, "dry": body["dry"] == true, "environmentId": "production",
        "workspaceId": account, "userId": "emulator", "granularity": buckets.step, "status": "COMPLETED", "query": query,
        "timeframe": {"from": span.from, "to": span.to}, "statistics": statistics, "created": now, "updated": now,
    })
}

/// The newest events, or those before or after another.
fn events(
    world: &World,
    account: &str,
    body: &Value,
    span: Span,
    filters: &Filters,
    buckets: &Buckets,
    limit: usize,
) -> Result<(Value, Seen), Reply> {
    let offset = body["offset"].as_str().filter(|offset| !offset.is_empty());
    let newer = body["offsetDirection"] == "prev";
    let (mut shown, mut count) = (std::collections::VecDeque::new(), 0_u64);
    let mut series: std::collections::BTreeMap<i64, Vec<(i64, bool)>> = std::collections::BTreeMap::new();
    let mut fields = std::collections::BTreeMap::new();
    let seen = each(world, account, span, filters, |entry| {
        count += 1;
        series.entry(buckets.of(entry.at)).or_default().push((entry.at, entry.is_error()));
        let wanted = offset
            .is_none_or(|offset| if newer { entry.id.as_str() > offset } else { entry.id.as_str() < offset });
        if !wanted || newer && shown.len() >= limit {
            return;
        }
        shown.push_back(entry);
        if shown.len() > limit {
            shown.pop_front();
        }
    })?;
    for entry in &shown {
        for (key, value) in entry.keys() {
            fields.entry(key).or_insert_with(|| super::kind_of(value));
        }
    }
    let skipped = body["offsetBy"].as_u64().map_or(0, |by| usize::try_from(by).unwrap_or(0));
    let told: Vec<Value> = shown.into_iter().rev().skip(skipped).map(|entry| entry.value).collect();
    let fields: Vec<Value> =
        fields.into_iter().map(|(key, kind)| json!({"key": key, "type": kind})).collect();
    let interval = buckets.step as f64 / 1000.0;
    let series = buckets.all().into_keys().map(|time| {
        let Some(own) = series.get(&time) else {
            return json!({"time": moment(Some(time)), "data": []});
        };
        let errors = own.iter().filter(|(_, is_error)| *is_error).count();
        let aggregates = json!({
            "_count": own.len(), "_countErrors": errors, "_interval": interval,
            "_firstSeen": moment(own.first().map(|(at, _)| *at)), "_lastSeen": moment(own.last().map(|(at, _)| *at)),
        });
        let data = json!({
            "count": own.len(), "errors": errors, "interval": interval, "sampleInterval": 1, "aggregates": aggregates,
        });
        json!({"time": moment(Some(time)), "data": [data]})
    });
    let series: Vec<Value> = if body["ignoreSeries"] == true { Vec::new() } else { series.collect() };
    Ok((json!({"events": told, "fields": fields, "series": series, "count": count}), seen))
}

/// Events by their requests, of which the newest are told.
fn invocations(all: Vec<Entry>, limit: usize) -> Value {
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for entry in all {
        let id = entry.value["$metadata"]["requestId"].as_str().unwrap_or_default().to_owned();
        let at = *places.entry(id.clone()).or_insert_with(|| {
            groups.push((id, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(entry.value);
    }
    let told = groups.into_iter().rev().take(limit).map(|(id, events)| (id, Value::Array(events)));
    Value::Object(told.collect())
}
