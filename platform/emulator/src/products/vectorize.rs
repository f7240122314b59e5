//! Vectorize: every query looks at every vector, so what is found is exact. The API and bindings ask the same index.

use crate::route::body;
use crate::server::asked::Asked;
use crate::server::reply::{Answered, Reply};
use crate::store::Item;
use crate::world::World;
use serde_json::{Value, json};

/// So many are found unless it is said.
const USUAL: u64 = 5;
const MOST: u64 = 100;
/// So many members of metadata can be indexed.
const INDEXED: u64 = 10;

/// How what asks is told that something cannot be done.
type Refuse = fn(u16, String) -> Reply;

/// An index.
pub(crate) struct Index<'a> {
    world: &'a World,
    /// The index's path.
    place: String,
    config: Value,
    refuse: Refuse,
}

/// Answers one call of the API, below an index.
pub(crate) fn answer(world: &World, asked: &Asked, what: &[&str]) -> Answered {
    let refuse: Refuse = |status, message| Reply::error(status, 40_000 + u32::from(status), message);
    let index = Index::find(world, &asked.place(5), &asked.segments[5], refuse)?;
    let value = || body::needed(asked);
    let told = match what {
        ["info"] => index.info()?,
        ["insert"] => index.write(&lines(asked)?, false)?,
        ["upsert"] => index.write(&lines(asked)?, true)?,
        ["query"] => index.query(&value()?)?,
        ["get_by_ids"] => index.by_ids(&value()?)?,
        ["delete_by_ids"] => index.delete(&value()?)?,
        ["list"] => index.list(asked)?,
        ["metadata_index", "create"] => index.indexes(&value()?)?,
        ["metadata_index", "delete"] => index.indexes_no_longer(&value()?)?,
        _ => index.indexed()?,
    };
    Ok(Reply::result(told))
}

/// The lines of a body, or of the part `vectors` of a form, as wrangler sends them.
fn lines(asked: &Asked) -> Result<Vec<u8>, Reply> {
    if !asked.media().starts_with("multipart/") {
        return Ok(asked.body.to_vec());
    }
    let part = body::form(asked)?.into_iter().find(|part| part.name == "vectors");
    let missing = || Reply::error(400, 40_026, "the form has no part `vectors`");
    part.map(|part| part.content.to_vec()).ok_or_else(missing)
}

impl<'a> Index<'a> {
    /// The index of a name, in the place where indexes are.
    pub(crate) fn find(world: &'a World, place: &str, name: &str, refuse: Refuse) -> Result<Self, Reply> {
        let index = world.store.get(place, name)?;
        let index = index.ok_or_else(|| refuse(404, format!("there is no index {name}")))?;
        let place = format!("{place}/{}", name.replace('%', "%25").replace('/', "%2F"));
        Ok(Self { world, place, config: index.value["config"].clone(), refuse })
    }

    fn refused(&self, status: u16, message: impl Into<String>) -> Reply {
        (self.refuse)(status, message.into())
    }

    fn vectors(&self) -> String {
        format!("{}/_vectors", self.place)
    }

    fn get(&self, id: &str) -> Result<Option<Item>, Reply> {
        Ok(self.world.store.get(&self.vectors(), id)?)
    }

    /// Something was changed, and is seen at once.
    fn changed(&self) -> Result<Value, Reply> {
        let id = self.world.ids.uuid();
        let last = json!({"id": id, "at": self.world.now().to_string()});
        self.world.store.put(&format!("{}/_last", self.place), "last", None, &last)?;
        Ok(json!({"mutationId": id}))
    }

    pub(crate) fn info(&self) -> Result<Value, Reply> {
        let count = self.world.store.count(&self.vectors())?;
        let last = self.world.store.get(&format!("{}/_last", self.place), "last")?;
        let last = last.map(|last| last.value).unwrap_or_default();
        Ok(json!({
            "vectorCount": count, "dimensions": self.config["dimensions"],
            "processedUpToMutation": last["id"], "processedUpToDatetime": last["at"],
        }))
    }

    /// Adds vectors; those of known ids stay as they are unless they are to be replaced.
    pub(crate) fn write(&self, text: &[u8], over: bool) -> Result<Value, Reply> {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        let vectors: Result<Vec<Value>, _> = lines.map(serde_json::from_slice).collect();
        let vectors = vectors.map_err(|error| self.refused(400, format!("a line is no JSON: {error}")))?;
        let size = self.config["dimensions"].as_u64();
        for vector in &vectors {
            let count = numbers(&vector["values"]).len() as u64;
            if size.is_some_and(|size| size != count) {
                let message = format!("a vector has {count} values, the index has {}", size.unwrap_or(0));
                return Err(self.refused(400, message));
            }
            if vector["id"].as_str().is_none_or(str::is_empty) {
                return Err(self.refused(400, "a vector has no id"));
            }
        }
        for vector in vectors {
            let id = vector["id"].as_str().unwrap_or_default();
            if over || self.get(id)?.is_none() {
                self.world.store.put(&self.vectors(), id, None, &vector)?;
            }
        }
        self.changed()
    }

    pub(crate) fn by_ids(&self, body: &Value) -> Result<Value, Reply> {
        let found = ids(body).map(|id| self.get(id)).collect::<Result<Vec<_>, _>>()?;
        Ok(found.into_iter().flatten().map(|item| item.value).collect())
    }

    pub(crate) fn delete(&self, body: &Value) -> Result<Value, Reply> {
        for id in ids(body) {
            self.world.store.delete(&self.vectors(), id)?;
        }
        self.changed()
    }

    /// A page of ids; the cursor is how many came before.
    fn list(&self, asked: &Asked) -> Result<Value, Reply> {
        let number = |name: &str| asked.query(name).and_then(|text| text.parse::<u64>().ok());
        let (from, most) = (number("cursor").unwrap_or(0), number("count").unwrap_or(100).clamp(1, 1000));
        let total = self.world.store.count(&self.vectors())?;
        let page = self.world.store.page(&self.vectors(), from, most)?;
        let next = from + page.len() as u64;
        let vectors: Vec<Value> = page.into_iter().map(|item| json!({"id": item.id})).collect();
        let mut told = json!({
            "count": vectors.len(), "vectors": vectors, "totalCount": total, "isTruncated": next < total,
        });
        if next < total {
            told["nextCursor"] = json!(next.to_string());
        }
        Ok(told)
    }

    fn indexed_place(&self) -> String {
        format!("{}/_indexed", self.place)
    }

    fn indexed(&self) -> Result<Value, Reply> {
        let all = self.world.store.list(&self.indexed_place())?;
        Ok(json!({"metadataIndexes": all.into_iter().map(|item| item.value).collect::<Vec<_>>()}))
    }

    fn indexes(&self, body: &Value) -> Result<Value, Reply> {
        let name = body["propertyName"].as_str().unwrap_or_default();
        if !matches!(body["indexType"].as_str(), Some("string" | "number" | "boolean")) {
            return Err(self.refused(400, "body.indexType: expected string, number or boolean"));
        }
        let place = self.indexed_place();
        if self.world.store.get(&place, name)?.is_some() {
            return Err(self.refused(409, format!("there is an index of {name}")));
        }
        if self.world.store.count(&place)? >= INDEXED {
            return Err(self.refused(400, format!("there are {INDEXED} metadata indexes already")));
        }
        let value = json!({"propertyName": name, "indexType": body["indexType"]});
        self.world.store.put(&place, name, None, &value)?;
        self.changed()
    }

    fn indexes_no_longer(&self, body: &Value) -> Result<Value, Reply> {
        let name = body["propertyName"].as_str().unwrap_or_default();
        if !self.world.store.delete(&self.indexed_place(), name)? {
            return Err(self.refused(404, format!("there is no index of {name}")));
        }
        self.changed()
    }

    pub(crate) fn query(&self, body: &Value) -> Result<Value, Reply> {
        let wanted = match body["vectorId"].as_str() {
            Some(id) => {
                let found =
                    self.get(id)?.ok_or_else(|| self.refused(404, format!("there is no vector {id}")))?;
                numbers(&found.value["values"])
            }
            None => numbers(&body["vector"]),
        };
        let size = self.config["dimensions"].as_u64();
        if size.is_some_and(|size| size != wanted.len() as u64) {
            let message =
                format!("the vector has {} values, the index has {}", wanted.len(), size.unwrap_or(0));
            return Err(self.refused(400, message));
        }
        let metric = self.config["metric"].as_str().unwrap_or("cosine");
        let items = self.world.store.list(&self.vectors())?;
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
        let matches: Vec<Value> = matches.map(|(score, item)| told(body, score, item)).collect();
        Ok(json!({"count": matches.len(), "matches": matches}))
    }
}

fn ids(body: &Value) -> impl Iterator<Item = &str> {
    body["ids"].as_array().into_iter().flatten().filter_map(Value::as_str)
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
