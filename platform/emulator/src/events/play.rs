//! A scenario's events, made and put into the log.

use super::random::Random;
use super::scenario::{One, Scenario, Spacing, Traffic, moment};
use super::{Event, Events, SECOND, kind};
use crate::emulator::{ACCOUNT_ID, ZONE_ID};
use crate::graphql::datasets::{self, Scope};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use toml::Value as Given;

/// No scenario has more events.
const MOST: u64 = 5_000_000;
/// So many are written at once.
const CHUNK: usize = 4096;

/// Kinds that are no dataset's own.
const KINDS: &[&str] = &[
    kind::AI,
    kind::AUDIT,
    kind::D1,
    kind::HTTP,
    kind::INVOCATION,
    kind::KV,
    kind::POINT,
    kind::QUEUE,
    kind::R2,
    kind::VECTORIZE,
];

/// What every event of an entry has.
struct Stem {
    kind: String,
    account: String,
    zone: Option<String>,
}

impl Events {
    /// Plays a scenario, whose text is that; one that was played into this state is not played again, but its rules hold.
    ///
    /// # Errors
    /// Where in the scenario what is wrong.
    pub(crate) fn play(&self, text: &str, now: i64) -> Result<(), String> {
        let scenario: Scenario = text.parse()?;
        let start = scenario.start.as_deref().map_or(Ok(now), |start| moment(start, now));
        let start = start.map_err(|error| format!("start: {error}"))?;
        let mut made = Made { events: self, waiting: Vec::new(), count: 0, writes: false };
        scenario.make(start, &mut made)?;
        let hash = crate::ids::hex(&Sha256::digest(text));
        self.set_rules(scenario.rules());
        if self.log.played(&hash).map_err(|error| error.to_string())? {
            return Ok(());
        }
        // What is wrong is said before anything is written.
        let mut made = Made { events: self, waiting: Vec::new(), count: 0, writes: true };
        scenario.make(start, &mut made)?;
        made.write()
    }
}

/// Events on their way into the log.
struct Made<'e> {
    events: &'e Events,
    waiting: Vec<Event>,
    count: u64,
    writes: bool,
}

impl Made<'_> {
    fn add(&mut self, event: Event) -> Result<(), String> {
        self.count += 1;
        if self.count > MOST {
            return Err(format!("it has more than {MOST} events"));
        }
        if self.writes {
            self.waiting.push(event);
            if self.waiting.len() == CHUNK {
                return self.write();
            }
        }
        Ok(())
    }

    fn write(&mut self) -> Result<(), String> {
        self.events.log.add(&std::mem::take(&mut self.waiting)).map_err(|error| error.to_string())
    }
}

impl Scenario {
    fn make(&self, start: i64, out: &mut Made<'_>) -> Result<(), String> {
        for (at, one) in self.events.iter().enumerate() {
            let place = format!("event {} ({})", at + 1, one.kind);
            self.one(at as u64, one, start, out).map_err(|error| format!("{place}: {error}"))?;
        }
        for (at, traffic) in self.traffic.iter().enumerate() {
            let place = format!("traffic {} ({})", at + 1, traffic.kind);
            let part = (1 << 32) + at as u64;
            self.traffic(part, traffic, start, out).map_err(|error| format!("{place}: {error}"))?;
        }
        Ok(())
    }

    fn one(&self, part: u64, one: &One, start: i64, out: &mut Made<'_>) -> Result<(), String> {
        let stem = self.stem(&one.kind, one.account.as_ref(), one.zone.as_ref(), &one.fields)?;
        let first = one.at.as_deref().map_or(Ok(start), |at| moment(at, start))?;
        let step = one.every.map_or(0, |every| every.0);
        let mut random = Random::new(self.seed, part);
        let times = one.times.unwrap_or(1);
        if times > MOST {
            return Err(format!("it has more than {MOST} events"));
        }
        for turn in 0..times {
            let at = first.saturating_add(step.saturating_mul(i64::try_from(turn).unwrap_or(i64::MAX)));
            out.add(stem.event(at, &one.fields, turn, &mut random)?)?;
        }
        Ok(())
    }

    fn traffic(&self, part: u64, traffic: &Traffic, start: i64, out: &mut Made<'_>) -> Result<(), String> {
        let stem =
            self.stem(&traffic.kind, traffic.account.as_ref(), traffic.zone.as_ref(), &traffic.fields)?;
        let from = traffic.from.as_deref().map_or(Ok(start), |from| moment(from, start))?;
        let until = moment(&traffic.until, start)?;
        if until.saturating_sub(from) as f64 / SECOND as f64 * traffic.rate.0 > MOST as f64 {
            return Err(format!("it has more than {MOST} events"));
        }
        let gap = SECOND as f64 / traffic.rate.0;
        let (mut random, mut after) = (Random::new(self.seed, part), 0.0_f64);
        for turn in 0.. {
            let at = match traffic.spacing {
                Spacing::Even => from.saturating_add((gap * turn as f64) as i64),
                Spacing::Random => {
                    after += random.exponential(gap);
                    from.saturating_add(after as i64)
                }
            };
            if at >= until {
                break;
            }
            out.add(stem.event(at, &traffic.fields, turn, &mut random)?)?;
        }
        Ok(())
    }

    fn stem(
        &self,
        kind: &str,
        account: Option<&String>,
        zone: Option<&String>,
        fields: &toml::Table,
    ) -> Result<Stem, String> {
        let sets = [Scope::Account, Scope::Zone].map(|scope| datasets::find(scope, kind));
        if !KINDS.contains(&kind) && sets.iter().all(Option::is_none) {
            return Err(format!(
                "there are no events of the kind {kind}: {}, or a dataset of the GraphQL API",
                KINDS.join(", ")
            ));
        }
        if let Some(unknown) = fields.keys().find(|name| {
            let mut known = sets.iter().flatten();
            !KINDS.contains(&kind) && !known.any(|set| set.has(name) || is_element(set, name))
        }) {
            return Err(format!("fields.{unknown}: the dataset has no such dimension and no such metric"));
        }
        let of_zone = kind == self::kind::HTTP || sets[1].is_some();
        let zone = zone.or(self.zone.as_ref()).cloned().or_else(|| of_zone.then(|| ZONE_ID.to_owned()));
        let account = account.or(self.account.as_ref()).map_or(ACCOUNT_ID, String::as_str).to_owned();
        Ok(Stem { kind: kind.to_owned(), account, zone: zone.filter(|_| of_zone) })
    }
}

/// Whether a name is what an element of a list of the dataset is told apart by, or what a metric's short name is.
fn is_element(set: &datasets::Dataset, name: &str) -> bool {
    let all = set.groups.iter().flat_map(|(_, fields)| fields);
    let mut letters = name.chars();
    let upper: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let totals = ["total", "avg", "min", "max"].map(|prefix| format!("{prefix}{upper}"));
    let mut known = all.clone().flat_map(|field| datasets::elements(field.name));
    name == "sampleInterval"
        || known.any(|(own, _)| *own == name)
        || all.into_iter().any(|field| totals.iter().any(|total| total == field.name))
}

impl Stem {
    fn event(&self, at: i64, fields: &toml::Table, turn: u64, random: &mut Random) -> Result<Event, String> {
        let mut made = Map::new();
        for (name, given) in fields {
            made.insert(
                name.clone(),
                value(given, turn, random).map_err(|error| format!("fields.{name}: {error}"))?,
            );
        }
        if self.kind == kind::INVOCATION {
            complete(&mut made, at, random);
            made.insert(super::told::PLAYED.to_owned(), json!(true));
        }
        Ok(Event {
            seq: 0,
            at,
            kind: self.kind.clone(),
            account: self.account.clone(),
            zone: self.zone.clone(),
            fields: made,
        })
    }
}

/// A member's value: as it is written, or drawn.
fn value(given: &Given, turn: u64, random: &mut Random) -> Result<Value, String> {
    Ok(match given {
        Given::String(text) => json!(text.replace("{n}", &turn.to_string())),
        Given::Integer(number) => json!(number),
        Given::Float(number) => json!(number),
        Given::Boolean(is) => json!(is),
        Given::Datetime(time) => json!(time.to_string()),
        Given::Array(all) => all.iter().map(|one| value(one, turn, random)).collect::<Result<_, _>>()?,
        Given::Table(all) => match all.get("draw") {
            Some(draw) => drawn(draw.as_str().unwrap_or_default(), all, turn, random)?,
            None => {
                let members = all.iter().map(|(name, one)| Ok((name.clone(), value(one, turn, random)?)));
                Value::Object(members.collect::<Result<_, String>>()?)
            }
        },
    })
}

fn drawn(draw: &str, all: &toml::Table, turn: u64, random: &mut Random) -> Result<Value, String> {
    let number = |name: &str| {
        let given =
            all.get(name).and_then(|given| given.as_float().or_else(|| given.as_integer().map(|n| n as f64)));
        given.ok_or_else(|| format!("draw = \"{draw}\" needs `{name}`, a number"))
    };
    let drawn = match draw {
        "uniform" => {
            let (from, to) = (number("from")?, number("to")?);
            from + random.unit() * (to - from)
        }
        "normal" => number("mean")? + random.normal() * number("deviation")?,
        "lognormal" => number("median")? * (random.normal() * number("sigma")?).exp(),
        "exponential" => random.exponential(number("mean")?),
        "count" => number("from")? + turn as f64,
        "pick" => {
            let from = all.get("from").and_then(Given::as_array).filter(|from| !from.is_empty());
            let from = from.ok_or("draw = \"pick\" needs `from`, a list")?;
            let weights: Vec<f64> = match all.get("weights").and_then(Given::as_array) {
                Some(weights) => weights
                    .iter()
                    .map(|one| {
                        one.as_float().or_else(|| one.as_integer().map(|n| n as f64)).unwrap_or(0.0).max(0.0)
                    })
                    .collect(),
                None => vec![1.0; from.len()],
            };
            if weights.len() != from.len() {
                return Err(format!("{} weights for {} values", weights.len(), from.len()));
            }
            return value(&from[random.pick(&weights)], turn, random);
        }
        other => {
            return Err(format!(
                "draw = \"{other}\" is not known: uniform, normal, lognormal, exponential, count, pick"
            ));
        }
    };
    let digits = all.get("digits").and_then(Given::as_integer).unwrap_or(0);
    let scale = 10_f64.powi(i32::try_from(digits).unwrap_or(0));
    let rounded = (drawn.max(0.0) * scale).round() / scale;
    Ok(if digits > 0 { json!(rounded) } else { json!(rounded as u64) })
}

/// What an invocation has that its entry leaves out.
fn complete(fields: &mut Map<String, Value>, at: i64, random: &mut Random) {
    let text =
        |fields: &Map<String, Value>, name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = format!("{:016x}", random.next());
    if let Some(url) = text(fields, "url") {
        let method = text(fields, "method").unwrap_or_else(|| "GET".to_owned());
        let mut event =
            json!({"request": {"url": url, "method": method, "headers": {"cf-ray": format!("{id}-CFS")}}});
        if let Some(status) = fields.get("status") {
            event["response"] = json!({"status": status});
        }
        fields.entry("event").or_insert(event);
    } else if let Some(cron) = text(fields, "cron") {
        fields.entry("event").or_insert(json!({"cron": cron, "scheduledTime": at / 1000}));
    }
    for name in ["url", "method", "status", "cron"] {
        fields.remove(name);
    }
    let trace = json!({"event": fields.get("event").cloned().unwrap_or_default()});
    let object = fields.contains_key("objectId");
    let usual = json!({
        "outcome": "ok", "trigger": super::trace::trigger(&trace), "logs": [], "exceptions": [], "requestId": id,
        "model": if object { "durableObject" } else { "stateless" },
    });
    for (name, value) in usual.as_object().into_iter().flatten() {
        fields.entry(name.as_str()).or_insert(value.clone());
    }
    for entry in fields.get_mut("logs").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(text) = entry.as_str() {
            *entry = json!({"level": "log", "message": [text]});
        }
        entry["timestamp"] = json!(at / 1000 + entry["after"].as_i64().unwrap_or(0));
        if entry["level"].is_null() {
            entry["level"] = json!("log");
        }
        if !entry["message"].is_array() {
            entry["message"] = json!([entry["message"].take()]);
        }
    }
    for entry in fields.get_mut("exceptions").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(text) = entry.as_str() {
            *entry = json!({"name": "Error", "message": text});
        }
        entry["timestamp"] = json!(at / 1000);
    }
}
