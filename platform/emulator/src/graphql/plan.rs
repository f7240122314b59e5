//! A dataset's node, checked against the table: what is to be read, grouped, ordered and told.

use super::datasets::{Dataset, Field, elements};
use super::document::Node;
use super::failure::Failure;
use super::filter::Filter;
use super::settings::Settings;
use crate::events::SECOND;
use serde_json::Value;

/// A column of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Count,
    Dimension(&'static Field),
    Metric { group: &'static str, field: &'static Field },
}

/// A node that can be answered.
#[derive(Debug)]
pub(crate) struct Plan<'n> {
    pub(crate) dataset: &'static Dataset,
    pub(crate) node: &'n Node,
    pub(crate) filter: Filter,
    pub(crate) limit: usize,
    /// Columns, and whether the largest come first.
    pub(crate) order: Vec<(Column, bool)>,
    /// In microseconds.
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    /// What is asked for.
    pub(crate) columns: Vec<Column>,
}

impl<'n> Plan<'n> {
    /// Checks a node.
    ///
    /// # Errors
    /// What of it the schema does not have.
    pub(crate) fn of(dataset: &'static Dataset, node: &'n Node) -> Result<Self, Failure> {
        let wrong = |error: String| {
            Failure::new(400, format!("error parsing args for \"{}\": {error}", dataset.name)).at(node.place)
        };
        for name in node.arguments.keys() {
            if !matches!(name.as_str(), "filter" | "limit" | "orderBy") {
                return Err(wrong(format!("unknown argument \"{name}\"")));
            }
        }
        let given = |name: &str| node.arguments.get(name).filter(|value| !value.is_null());
        let filter = given("filter").ok_or_else(|| wrong("filter: required".to_owned()))?;
        let filter = Filter::read(dataset, filter).map_err(wrong)?;
        let limit = given("limit").ok_or_else(|| wrong("limit: required".to_owned()))?;
        let limit = limit
            .as_i64()
            .ok_or_else(|| wrong(format!("limit: expected a value of type uint64, got {limit}")))?;
        let mut order = Vec::new();
        let listed = match given("orderBy") {
            Some(Value::Array(all)) => all.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        for one in listed {
            let name = one.as_str().unwrap_or_default();
            let found = ordered(dataset, name);
            order.push(found.ok_or_else(|| wrong(format!("orderBy: unknown enum value {one}")))?);
        }
        let columns = columns(dataset, node)?;
        let (from, until) = filter.span(dataset);
        // What is no positive number is refused with what the dataset allows.
        let limit = usize::try_from(limit).unwrap_or(0);
        Ok(Self { dataset, node, filter, limit, order, from, until, columns })
    }

    /// Checks it against what may be asked of the dataset.
    ///
    /// # Errors
    /// What is too much.
    pub(crate) fn check(&self, settings: &Settings, now: i64) -> Result<(), Failure> {
        let fail = |message: String| Err(Failure::new(400, message).at(self.node.place));
        if !settings.enabled {
            return Err(Failure::new(403, "does not have access to the path").at(self.node.place));
        }
        if self.limit == 0 || self.limit as u64 > settings.max_page_size {
            return fail(format!(
                "limit must be positive number and not greater than {}",
                settings.max_page_size
            ));
        }
        if self.columns.len() as u64 > settings.max_number_of_fields {
            return fail(format!("number of fields can't be more than {}", settings.max_number_of_fields));
        }
        if let Some(from) = self.from {
            if from < now - settings.not_older_than * SECOND {
                return fail(format!("cannot request data older than {}s", settings.not_older_than));
            }
            if self.until.unwrap_or(now).saturating_sub(from) > settings.max_duration * SECOND {
                let most = settings.max_duration;
                return fail(format!("query time range is too large: it can't be wider than {most}s"));
            }
        }
        Ok(())
    }
}

fn unknown(node: &Node, of: &str) -> Failure {
    Failure::new(400, format!("Unknown field \"{}\" on type \"{of}\"", node.name)).at(node.place)
}

/// A scalar's node has nothing below it.
pub(crate) fn scalar(node: &Node) -> Result<(), Failure> {
    match node.nodes.first() {
        None => Ok(()),
        Some(_) => {
            let message = format!("scalar fields must have no selections: \"{}\"", node.name);
            Err(Failure::new(400, message).at(node.place))
        }
    }
}

/// An object's node has something below it.
pub(crate) fn object(node: &Node) -> Result<(), Failure> {
    match node.nodes.first() {
        Some(_) => Ok(()),
        None => {
            let message = format!("object field must have selections: \"{}\"", node.name);
            Err(Failure::new(400, message).at(node.place))
        }
    }
}

fn columns(dataset: &'static Dataset, node: &Node) -> Result<Vec<Column>, Failure> {
    object(node)?;
    let mut columns = Vec::new();
    for below in &node.nodes {
        match below.name.as_str() {
            "__typename" => scalar(below)?,
            "count" if dataset.count => {
                scalar(below)?;
                columns.push(Column::Count);
            }
            // It is in the schema, and not to be used.
            "confidence" if dataset.is_grouped() => object(below)?,
            name if dataset.is_grouped() => {
                let found = dataset.groups.iter().find(|(group, _)| *group == name);
                let (group, fields) = found.ok_or_else(|| unknown(below, &dataset.type_name()))?;
                object(below)?;
                for leaf in &below.nodes {
                    columns.extend(column(group, fields, leaf, &dataset.group_type(group))?);
                }
            }
            _ => {
                let fields = dataset.group("fields").unwrap_or_default();
                columns.extend(column("dimensions", fields, below, &dataset.type_name())?);
            }
        }
    }
    Ok(columns)
}

fn column(
    group: &'static str,
    fields: &'static [Field],
    leaf: &Node,
    of: &str,
) -> Result<Option<Column>, Failure> {
    if leaf.name == "__typename" {
        return scalar(leaf).map(|()| None);
    }
    let field = fields.iter().find(|field| field.name == leaf.name).ok_or_else(|| unknown(leaf, of))?;
    if field.kind == "map" {
        object(leaf)?;
        for below in &leaf.nodes {
            let known = elements(field.name).iter().any(|(name, _)| *name == below.name);
            if !known && below.name != "__typename" {
                return Err(unknown(below, &format!("{of}{}Elem", upper(field.name))));
            }
            scalar(below)?;
        }
    } else {
        scalar(leaf)?;
    }
    Ok(Some(match group {
        "dimensions" => Column::Dimension(field),
        group => Column::Metric { group, field },
    }))
}

/// A name with its first letter as a capital.
pub(crate) fn upper(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// What a name of the order says: `datetime_ASC`, `count_DESC`, `sum_requests_DESC`.
fn ordered(dataset: &'static Dataset, name: &str) -> Option<(Column, bool)> {
    let (name, descending) = match name.strip_suffix("_DESC") {
        Some(name) => (name, true),
        None => (name.strip_suffix("_ASC")?, false),
    };
    if name == "count" && dataset.count {
        return Some((Column::Count, descending));
    }
    if let Some(field) = dataset.dimensions().iter().find(|field| field.name == name && field.kind != "map") {
        return Some((Column::Dimension(field), descending));
    }
    dataset.groups.iter().find_map(|(group, fields)| {
        let own = name.strip_prefix(group)?.strip_prefix('_')?;
        let field = fields.iter().find(|field| field.name == own && field.kind != "map")?;
        (*group != "dimensions" && *group != "fields")
            .then_some((Column::Metric { group, field }, descending))
    })
}
