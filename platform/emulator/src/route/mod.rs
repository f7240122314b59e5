//! Which operation a request is.

pub(crate) mod body;
mod check;

use crate::server::asked::Asked;
use crate::server::reply::Reply;
use crate::world::no_route;
use cfs_catalogue::{Catalogue, Detail, Operation};
use serde_json::{Map, Value};

pub(crate) use check::check;

/// An operation that is asked for.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) operation: Operation,
    pub(crate) detail: Detail,
    /// What stands in the places of the path's parameters.
    pub(crate) values: Vec<(&'static str, String)>,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

impl Route {
    /// The operation, or why there is none.
    pub(crate) fn find(catalogue: &'static Catalogue, asked: &Asked) -> Result<Self, Reply> {
        let Some(found) = catalogue.at(&asked.method, &asked.path) else {
            return Err(refused(catalogue, asked));
        };
        let values = found.arguments()?.into_iter().map(|(name, value)| (name, value.into_owned()));
        let values = values.collect();
        Ok(Self { operation: found.operation, detail: found.operation.detail()?, values })
    }

    /// What the path says, as members that values may have: `account_id`, and `account_tag`, which is the same.
    pub(crate) fn known(&self, asked: &Asked) -> Map<String, Value> {
        let mut known = Map::new();
        let mut add = |name: &str, value: &str| drop(known.insert(name.to_owned(), Value::from(value)));
        for (name, value) in &self.values {
            if !matches!(*name, "id" | "name") {
                add(name, value);
            }
        }
        if let [scope, id, ..] = asked.segments.as_slice() {
            let names: &[&str] = match scope.as_str() {
                "accounts" => &["account_id", "account_tag", "accountId"],
                "zones" => &["zone_id", "zone_tag", "zoneId"],
                _ => &[],
            };
            names.iter().for_each(|name| add(name, id));
        }
        known
    }

    /// What there is at the operation's first success: its status.
    pub(crate) fn status(&self) -> u16 {
        let answers = self.detail.answers().iter();
        answers
            .filter_map(|answer| answer.status.parse().ok())
            .find(|status| (200..300).contains(status))
            .unwrap_or(200)
    }
}

fn refused(catalogue: &'static Catalogue, asked: &Asked) -> Reply {
    let others: Vec<&str> =
        METHODS.into_iter().filter(|method| catalogue.at(method, &asked.path).is_some()).collect();
    if others.is_empty() {
        return no_route(asked);
    }
    let allowed = others.join(", ");
    let message = format!("{} is not allowed here: {allowed}", asked.method);
    Reply::error(405, 10_405, message).with("allow", allowed)
}

/// What the document says of a request that does not fit.
pub(crate) fn invalid(problems: &[String]) -> Reply {
    let errors: Vec<(u32, String)> = problems.iter().map(|problem| (10_001, problem.clone())).collect();
    Reply::errors(400, &errors)
}
