//! The root of the schema: whose data is asked for, and the nodes of datasets below it.

use super::datasets::{Scope, find};
use super::document::Node;
use super::failure::Failure;
use super::group::Grouping;
use super::introspect;
use super::plan::{Plan, object, scalar};
use super::rows;
use super::settings::Settings;
use crate::events::Rules;
use crate::world::World;
use serde_json::{Map, Value, json};

/// No query is about more zones.
const MOST_ZONES: usize = 10;

/// A query that is being answered.
pub(super) struct Query<'w> {
    pub(super) world: &'w World,
    pub(super) rules: Rules,
    /// In microseconds.
    pub(super) now: i64,
    /// Requests that are left.
    pub(super) left: u64,
    /// What went wrong with parts of it.
    pub(super) failures: Vec<Failure>,
}

/// An account or a zone, and what is asked of it.
struct Scoped<'n> {
    scope: Scope,
    id: String,
    is_free: bool,
    nodes: &'n [Node],
}

impl Query<'_> {
    /// Answers the fields of the root.
    ///
    /// # Errors
    /// What of the query the schema does not have; then nothing is answered.
    pub(super) fn root(&mut self, nodes: &[Node]) -> Result<Map<String, Value>, Failure> {
        self.count(nodes)?;
        let mut out = Map::new();
        for node in nodes {
            let value = match node.name.as_str() {
                "__typename" => json!("Query"),
                "__schema" => introspect::schema(node)?,
                "__type" => introspect::named(node)?,
                "cost" => {
                    scalar(node)?;
                    json!(cost(nodes))
                }
                "viewer" => self.viewer(node)?,
                other => return Err(unknown(node, other, "Query")),
            };
            out.insert(node.key.clone(), value);
        }
        Ok(out)
    }

    fn viewer(&mut self, node: &Node) -> Result<Value, Failure> {
        object(node)?;
        let mut out = Map::new();
        for below in &node.nodes {
            let value = match below.name.as_str() {
                "__typename" => json!("viewer"),
                "budget" => {
                    scalar(below)?;
                    json!(self.left)
                }
                "accounts" => self.scopes(Scope::Account, below, &node.key)?,
                "zones" => self.scopes(Scope::Zone, below, &node.key)?,
                "organizations" => json!([]),
                other => return Err(unknown(below, other, "viewer")),
            };
            out.insert(below.key.clone(), value);
        }
        Ok(Value::Object(out))
    }

    fn scopes(&mut self, scope: Scope, node: &Node, viewer: &str) -> Result<Value, Failure> {
        object(node)?;
        let path = [viewer.to_owned(), node.key.clone()];
        let ids = self.ids(scope, node).map_err(|failure| failure.at(node.place).of(&path))?;
        let mut all = Vec::new();
        for (at, (id, is_free)) in ids.into_iter().enumerate() {
            let path = [viewer.to_owned(), node.key.clone(), at.to_string()];
            all.push(self.scoped(&Scoped { scope, id, is_free, nodes: &node.nodes }, &path)?);
        }
        Ok(Value::Array(all))
    }

    /// The accounts or zones that are meant, and whether they are on the free plan.
    fn ids(&self, scope: Scope, node: &Node) -> Result<Vec<(String, bool)>, Failure> {
        let filter = node.arguments.get("filter").unwrap_or(&Value::Null);
        let tag = if scope == Scope::Account { "accountTag" } else { "zoneTag" };
        let (mut wanted, mut after) = (None, None);
        for (name, value) in filter.as_object().into_iter().flatten() {
            match name.strip_prefix(tag) {
                Some("") => wanted = Some(texts(value)),
                Some("_in") => wanted = Some(texts(value)),
                Some("_gt") => after = value.as_str().map(str::to_owned),
                _ => {
                    let message =
                        format!("error parsing args for \"{}\": unknown field \"{name}\"", node.name);
                    return Err(Failure::new(400, message));
                }
            }
        }
        let place = if scope == Scope::Account { "/accounts" } else { "/zones" };
        let known = self.world.store.list(place).map_err(|error| broken(&error))?;
        let is_free = |value: &Value| value["plan"]["legacy_id"] == "free";
        let Some(wanted) = wanted else {
            let mut all: Vec<_> = known.into_iter().map(|item| (item.id, is_free(&item.value))).collect();
            all.sort();
            all.retain(|(id, _)| after.as_ref().is_none_or(|after| id > after));
            let limit = node.arguments.get("limit").and_then(Value::as_u64).unwrap_or(MOST_ZONES as u64);
            all.truncate(usize::try_from(limit).unwrap_or(MOST_ZONES).min(MOST_ZONES));
            return Ok(all);
        };
        match scope {
            Scope::Account if wanted.len() > 1 => {
                return Err(Failure::new(400, "too many accounts requested"));
            }
            Scope::Zone if wanted.len() > MOST_ZONES => {
                return Err(Failure::new(400, "too many zones requested"));
            }
            _ => {}
        }
        let found = wanted.iter().map(|id| known.iter().find(|item| item.id == *id).ok_or(id));
        let (found, missing): (Vec<_>, Vec<_>) = found.partition(Result::is_ok);
        let missing: Vec<&String> = missing.into_iter().filter_map(Result::err).collect();
        if !missing.is_empty() {
            return Err(match scope {
                Scope::Account => Failure::new(403, "not authorized for that account"),
                Scope::Zone => {
                    let quoted: Vec<String> = missing.iter().map(|id| format!("'{id}'")).collect();
                    Failure::new(403, format!("zones [{}] are not authorized", quoted.join(" ")))
                }
            });
        }
        Ok(found.into_iter().flatten().map(|item| (item.id.clone(), is_free(&item.value))).collect())
    }

    fn scoped(&mut self, of: &Scoped<'_>, path: &[String]) -> Result<Value, Failure> {
        let mut out = Map::new();
        let tag = if of.scope == Scope::Account { "accountTag" } else { "zoneTag" };
        for node in of.nodes {
            let own: Vec<String> = path.iter().cloned().chain([node.key.clone()]).collect();
            let value = match node.name.as_str() {
                "__typename" => json!(of.scope.type_name()),
                "settings" => self.settings(of, node).map_err(|failure| failure.of(&own))?,
                name if name == tag => {
                    scalar(node)?;
                    json!(of.id)
                }
                _ => self.dataset(of, node, &own)?,
            };
            out.insert(node.key.clone(), value);
        }
        Ok(Value::Object(out))
    }

    fn settings(&self, of: &Scoped<'_>, node: &Node) -> Result<Value, Failure> {
        object(node)?;
        let mut out = Map::new();
        for below in &node.nodes {
            let dataset = find(of.scope, &below.name);
            let own = format!("{}Settings", of.scope.type_name());
            let value = match dataset {
                _ if below.name == "__typename" => json!(own),
                Some(dataset) => Settings::of(dataset, &self.rules, of.is_free).told(dataset, below)?,
                None => return Err(unknown(below, &below.name, &own)),
            };
            out.insert(below.key.clone(), value);
        }
        Ok(Value::Object(out))
    }

    /// Answers a dataset's node. What may not be asked is null, and said; the other nodes are answered all the same.
    fn dataset(&mut self, of: &Scoped<'_>, node: &Node, path: &[String]) -> Result<Value, Failure> {
        let dataset = find(of.scope, &node.name);
        let dataset = dataset.ok_or_else(|| unknown(node, &node.name, of.scope.type_name()).of(path))?;
        let plan = Plan::of(dataset, node).map_err(|failure| failure.of(path))?;
        let settings = Settings::of(dataset, &self.rules, of.is_free);
        if let Err(mut failure) = plan.check(&settings, self.now) {
            if failure.status == 403 {
                failure.message = format!(
                    "{} '{}' does not have access to the path. Refer to this page for more details about access controls: https://developers.cloudflare.com/analytics/graphql-api/errors/",
                    of.scope.type_name(),
                    of.id
                );
            }
            self.failures.push(failure.of(path));
            return Ok(Value::Null);
        }
        let last = self.now - self.rules.graphql_lag + 1;
        let span = (plan.from.unwrap_or(0), plan.until.unwrap_or(last).min(last));
        let mut grouping = Grouping::new(&plan);
        match rows::each(self.world, dataset, &of.id, span, |row| grouping.add(row)) {
            Ok(()) => Ok(Value::Array(grouping.told())),
            Err(error) => {
                self.failures.push(broken(&error).of(path));
                Ok(Value::Null)
            }
        }
    }

    /// Refuses what asks for too much at once.
    fn count(&self, nodes: &[Node]) -> Result<(), Failure> {
        let asked = cost(nodes);
        if asked > self.rules.nodes as u64 {
            let message = "in combination, your request queries too many nodes, zones and accounts";
            return Err(Failure::new(429, message));
        }
        Ok(())
    }
}

/// Nodes of datasets, times the accounts or zones that each is asked of.
fn cost(nodes: &[Node]) -> u64 {
    let viewers = nodes.iter().filter(|node| node.name == "viewer").flat_map(|node| &node.nodes);
    viewers
        .map(|scopes| {
            let filter = scopes.arguments.get("filter").unwrap_or(&Value::Null);
            let many = filter["zoneTag_in"].as_array().map_or(1, Vec::len);
            let datasets = scopes.nodes.iter().filter(|node| {
                !matches!(node.name.as_str(), "settings" | "zoneTag" | "accountTag" | "__typename")
            });
            (datasets.count() * many) as u64
        })
        .sum()
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    }
}

fn unknown(node: &Node, name: &str, of: &str) -> Failure {
    Failure::new(400, format!("Unknown field \"{name}\" on type \"{of}\"")).at(node.place)
}

fn broken(error: &rusqlite::Error) -> Failure {
    Failure::new(500, format!("Internal server error: the emulator's state cannot be read: {error}"))
}
