//! Limits of calls per key, by the account's clock.

use super::{Bound, text};
use crate::server::reply::{Answered, Reply};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How many calls of keys there were: in the period that began then.
#[derive(Default)]
pub(crate) struct Limits(Mutex<BTreeMap<(String, String), (i64, u64)>>);

impl Limits {
    /// Whether a key may call: `NAMESPACE/LIMIT/PERIOD`.
    pub(crate) fn answer(&self, bound: &Bound<'_>) -> Answered {
        let asked: Value = serde_json::from_slice(&bound.asked.body)
            .map_err(|error| text(400, format!("the request is no JSON: {error}")))?;
        let mut said = bound.id.rsplit('/').map(str::parse::<u64>);
        let mut next = || said.next().and_then(Result::ok);
        let (period, limit) = (next().unwrap_or(60).max(1), next().unwrap_or(u64::MAX));
        let now = bound.world.seconds();
        let begin = now - now.rem_euclid(i64::try_from(period).unwrap_or(60));
        let key = (bound.id.to_owned(), asked["key"].as_str().unwrap_or_default().to_owned());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = all.entry(key).or_insert((begin, 0));
        if *since != begin {
            (*since, *count) = (begin, 0);
        }
        *count += 1;
        Ok(Reply::json(200, &json!({"success": *count <= limit})))
    }
}
