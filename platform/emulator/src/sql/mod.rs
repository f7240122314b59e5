//! SQL of Workers Analytics Engine, over the data points in the event log.

mod aggregate;
mod columns;
mod expression;
mod functions;
mod parse;
mod select;
mod syntax;
mod token;
mod value;

pub(crate) use value::moment;

use crate::events::points::MOST;
use crate::events::{SECOND, Wanted, kind};
use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::World;
use select::{Answer, Table};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use value::{Kind, Value};

/// Answers a statement: the body's text, or the query's `query`.
pub(crate) fn answer(world: &World, asked: &Asked, account: &str) -> Reply {
    let body = String::from_utf8_lossy(&asked.body);
    let sql = if body.trim().is_empty() { asked.query("query").unwrap_or_default() } else { &body };
    match run(world, account, sql.trim().trim_end_matches(';').trim()) {
        Ok(reply) => reply,
        Err(error) => {
            Reply::content(422, "text/plain; charset=utf-8", format!("Input was not valid: {error}\n"))
        }
    }
}

fn run(world: &World, account: &str, sql: &str) -> Result<Reply, String> {
    let mut words = sql.split_whitespace().map(str::to_uppercase);
    let head = [words.next(), words.next()].map(Option::unwrap_or_default);
    if head == ["SHOW", "TABLES"] {
        let format = match (words.next().as_deref(), sql.split_whitespace().nth(3)) {
            (None, _) => "JSON",
            (Some("FORMAT"), Some(format)) => format,
            _ => return Err(format!("`{sql}`: only a FORMAT may stand behind SHOW TABLES")),
        };
        let rows: Vec<_> = names(world, account)?.into_iter().map(|name| vec![Value::Text(name)]).collect();
        let (columns, before) = (vec![("dataset".to_owned(), Kind::Text)], rows.len());
        return told(&Answer { table: Table { columns, rows }, before }, format);
    }
    let query = parse::query(sql)?;
    let format = query.format.as_deref().unwrap_or("JSON");
    let now = world.clock.now().as_second();
    let answer = select::answer(&query, &|name| points(world, account, name), now)?;
    told(&answer, format)
}

fn each(world: &World, account: &str, visit: impl FnMut(crate::events::Event)) -> Result<(), String> {
    let until = world.clock.now().as_microsecond() + 1;
    let wanted = Wanted { kind: kind::POINT, account, zone: None, from: 0, until };
    world.events.log.each(&wanted, visit).map_err(|error| error.to_string())
}

/// The datasets that have points.
fn names(world: &World, account: &str) -> Result<BTreeSet<String>, String> {
    let mut names = BTreeSet::new();
    each(world, account, |event| {
        names.insert(event.text("dataset").to_owned());
    })?;
    Ok(names)
}

/// The points of a dataset.
fn points(world: &World, account: &str, dataset: &str) -> Result<Table, String> {
    let mut columns = vec![
        ("dataset".to_owned(), Kind::Text),
        ("timestamp".to_owned(), Kind::Time),
        ("_sample_interval".to_owned(), Kind::Small),
        ("index1".to_owned(), Kind::Text),
    ];
    columns.extend((1..=MOST).map(|at| (format!("blob{at}"), Kind::Text)));
    columns.extend((1..=MOST).map(|at| (format!("double{at}"), Kind::Float)));
    let mut rows = Vec::new();
    each(world, account, |event| {
        if event.text("dataset") != dataset {
            return;
        }
        let own = columns.iter().map(|(name, kind)| match (name.as_str(), kind) {
            ("timestamp", _) => Value::Time(event.at.div_euclid(SECOND)),
            ("_sample_interval", _) => Value::Number(event.number("_sample_interval").max(1.0)),
            (name, Kind::Text) => Value::Text(event.text(name).to_owned()),
            (name, _) => Value::Number(event.number(name)),
        });
        rows.push(own.collect());
    })?;
    if rows.is_empty() {
        return Err(format!("unable to find table \"{dataset}\": no data point has been written to it"));
    }
    Ok(Table { columns, rows })
}

fn told(answer: &Answer, format: &str) -> Result<Reply, String> {
    let Table { columns, rows } = &answer.table;
    let object = |row: &Vec<Value>| {
        let members = columns.iter().zip(row).map(|((name, kind), value)| (name.clone(), value.told(*kind)));
        Json::Object(members.collect::<Map<String, Json>>())
    };
    Ok(match format.to_lowercase().as_str() {
        "json" => {
            let meta: Vec<Json> =
                columns.iter().map(|(name, kind)| json!({"name": name, "type": kind.name()})).collect();
            Reply::json(
                200,
                &json!({
                    "meta": meta, "data": rows.iter().map(object).collect::<Vec<_>>(), "rows": rows.len(),
                    "rows_before_limit_at_least": answer.before,
                }),
            )
        }
        "jsoneachrow" => {
            let lines: String = rows.iter().map(|row| format!("{}\n", object(row))).collect();
            Reply::content(200, "application/x-ndjson", lines)
        }
        "tabseparated" | "tsv" => {
            let cell = |(value, (_, kind)): (&Value, &(String, Kind))| match value.told(*kind) {
                Json::Null => "\\N".to_owned(),
                Json::String(text) => text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n"),
                other => other.to_string(),
            };
            let line = |row: &Vec<Value>| row.iter().zip(columns).map(cell).collect::<Vec<_>>().join("\t");
            let lines: String = rows.iter().map(|row| line(row) + "\n").collect();
            Reply::content(200, "text/tab-separated-values; charset=utf-8", lines)
        }
        _ => return Err(format!("unknown FORMAT {format}: JSON, JSONEachRow or TabSeparated")),
    })
}
