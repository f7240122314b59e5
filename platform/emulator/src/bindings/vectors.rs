//! Vectorize: every query looks at every vector, so what is found is exact.

use super::{Bound, text};
use crate::server::reply::{Answered, Reply};
use crate::store::Item;
use serde_json::{Value, json};

/// So many are found unless it is said.
const USUAL: u64 = 5;
const MOST: u64 = 100;

fn refused(status: u16, error: impl Into<String>) -> Reply {
    Reply::json(status, &json!({"code": 40000 + u32::from(status), "error": error.into()}))
}

/// Answers one call.
pub(super) fn answer(bound: &Bound<'_>) -> Answered {
    let index = bound.world.store.get(&bound.place(&["vectorize", "v2", "indexes"]), bound.id)?;
    let index = index.ok_or_else(|| refused(404, format!("there is no index {}", bound.id)))?;
    let vectors = Vectors { bound, config: index.value["config"].clone() };
    match bound.rest().as_str() {
        "info" => vectors.info(),
        "insert" => vectors.write(false),
        "upsert" => vectors.write(true),
        "query" => vectors.query(),
        "getByIds" => {
            let found =
                vectors.ids()?.into_iter().map(|id| vectors.find(&id)).collect::<Result<Vec<_>, _>>()?;
            let found: Vec<Value> = found.into_iter().flatten().map(|item| item.value).collect();
            Ok(Reply::json(200, &Value::Array(found)))
        }
        "deleteByIds" => {
            for id in vectors.ids()? {
                bound.world.store.delete(&vectors.place(), &id)?;
            }
            Ok(vectors.changed())
        }
        other => Err(text(404, format!("an index has no /{other}"))),
    }
}

struct Vectors<'a> {
    bound: &'a Bound<'a>,
    config: Value,
}

impl Vectors<'_> {
    fn place(&self) -> String {
        self.bound.place(&["vectorize", "v2", "indexes", self.bound.id, "_vectors"])
    }

    fn body(&self) -> Result<Value, Reply> {
        serde_json::from_slice(&self.bound.asked.body)
            .map_err(|error| refused(400, format!("the request is no JSON: {error}")))
    }

    fn ids(&self) -> Result<Vec<String>, Reply> {
        let body = self.body()?;
        let ids = body["ids"].as_array().into_iter().flatten();
        Ok(ids.filter_map(|id| id.as_str().map(str::to_owned)).collect())
    }

    fn find(&self, id: &str) -> Result<Option<Item>, Reply> {
        Ok(self.bound.world.store.get(&self.place(), id)?)
    }

    fn changed(&self) -> Reply {
        Reply::json(200, &json!({"mutationId": self.bound.world.ids.uuid()}))
    }

    fn info(&self) -> Answered {
        let count = self.bound.world.store.count(&self.place())?;
        Ok(Reply::json(200, &json!({"vectorCount": count, "dimensions": self.config["dimensions"]})))
    }

    /// Adds vectors; those of known ids stay as they are unless they are to be replaced.
    fn write(&self, over: bool) -> Answered {
        let lines = self.bound.asked.body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let vectors: Result<Vec<Value>, _> = lines.map(serde_json::from_slice).collect();
        let vectors = vectors.map_err(|error| refused(400, format!("a line is no JSON: {error}")))?;
        let size = self.config["dimensions"].as_u64();
        for vector in &vectors {
            let count = numbers(&vector["values"]).len() as u64;
            if size.is_some_and(|size| size != count) {
                let message = format!("a vector has {count} values, the index has {}", size.unwrap_or(0));
                return Err(refused(400, message));
            }
        }
        for vector in vectors {
            let id = vector["id"].as_str().unwrap_or_default();
            if over || self.find(id)?.is_none() {
                self.bound.world.store.put(&self.place(), id, None, &vector)?;
            }
        }
        Ok(self.changed())
    }

    fn query(&self) -> Answered {
        let body = self.body()?;
        let wanted = match body["vectorId"].as_str() {
            Some(id) => self.find(id)?.ok_or_else(|| refused(404, format!("there is no vector {id}")))?.value
                ["values"]
                .take(),
            None => body["vector"].clone(),
        };
        let wanted = numbers(&wanted);
        let metric = self.config["metric"].as_str().unwrap_or("cosine");
        let items = self.bound.world.store.list(&self.place())?;
        let fits = |item: &&Item| {
            let space = &body["namespace"];
            (space.is_null() || item.value["namespace"] == *space)
                && passes(&body["filter"], &item.value["metadata"])
        };
        let mut found: Vec<(f64, &Item)> = items
            .iter()
            .filter(fits)
            .map(|item| (score(metric, &wanted, &numbers(&item.value["values"])), item))
            .collect();
        // The nearest first: the smallest distance, or the largest likeness.
        let nearer = |a: f64, b: f64| if metric == "euclidean" { a.total_cmp(&b) } else { b.total_cmp(&a) };
        found.sort_by(|a, b| nearer(a.0, b.0).then_with(|| a.1.id.cmp(&b.1.id)));
        let most = body["topK"].as_u64().unwrap_or(USUAL).min(MOST);
        let matches = found.into_iter().take(usize::try_from(most).unwrap_or(5));
        let matches: Vec<Value> = matches.map(|(score, item)| told(&body, score, item)).collect();
        Ok(Reply::json(200, &json!({"count": matches.len(), "matches": matches})))
    }
}

fn told(body: &Value, score: f64, item: &Item) -> Value {
    let mut out = json!({"id": item.id, "score": score});
    let with_metadata = matches!(body["returnMetadata"].as_str(), Some("all" | "indexed"));
    for (name, wanted) in
        [("namespace", true), ("values", body["returnValues"] == true), ("metadata", with_metadata)]
    {
        if wanted && !item.value[name].is_null() {
            out[name] = item.value[name].clone();
        }
    }
    out
}

fn numbers(values: &Value) -> Vec<f64> {
    values.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

fn score(metric: &str, a: &[f64], b: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    match metric {
        "euclidean" => a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt(),
        "dot-product" => dot(a, b),
        _ => {
            let lengths = (dot(a, a) * dot(b, b)).sqrt();
            if lengths > 0.0 { dot(a, b) / lengths } else { 0.0 }
        }
    }
}

/// Whether metadata is as a filter says: values, or `$eq`, `$ne`, `$in`, `$nin`, `$lt`, `$lte`, `$gt`, `$gte`.
fn passes(filter: &Value, metadata: &Value) -> bool {
    let Some(filter) = filter.as_object() else { return true };
    filter.iter().all(|(name, wanted)| {
        let own = name.split('.').fold(metadata, |value, part| &value[part]);
        let Some(tests) = wanted.as_object() else { return own == wanted };
        tests.iter().all(|(test, value)| {
            let order = match (own.as_f64(), value.as_f64()) {
                (Some(a), Some(b)) => a.partial_cmp(&b),
                _ => own.as_str().zip(value.as_str()).map(|(a, b)| a.cmp(b)),
            };
            let among = || value.as_array().is_some_and(|all| all.contains(own));
            match test.as_str() {
                "$eq" => own == value,
                "$ne" => own != value,
                "$in" => among(),
                "$nin" => !among(),
                "$lt" => order.is_some_and(std::cmp::Ordering::is_lt),
                "$lte" => order.is_some_and(std::cmp::Ordering::is_le),
                "$gt" => order.is_some_and(std::cmp::Ordering::is_gt),
                "$gte" => order.is_some_and(std::cmp::Ordering::is_ge),
                _ => false,
            }
        })
    })
}
