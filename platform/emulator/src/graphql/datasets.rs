//! The datasets: their names, scopes, fields and types, read from a table once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The table; its head says how it is written.
const TABLE: &str = include_str!("datasets.txt");

/// Whose data a dataset has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    Account,
    Zone,
}

impl Scope {
    /// The name of its type.
    pub(crate) fn type_name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Zone => "zone",
        }
    }

    /// How names of the types of its datasets begin.
    fn prefix(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Zone => "Zone",
        }
    }
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// `string`, `uint64`, `Time`, `[string]`, `map` …
    pub(crate) kind: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) deprecated: bool,
}

/// A dataset.
#[derive(Clone, Debug)]
pub(crate) struct Dataset {
    pub(crate) name: &'static str,
    pub(crate) scope: Scope,
    pub(crate) about: &'static str,
    pub(crate) count: bool,
    /// Groups (`dimensions`, `sum` …) with their fields, in order; `fields` where rows are not grouped.
    pub(crate) groups: Vec<(&'static str, Vec<Field>)>,
    /// What filters and is not given.
    filters: Vec<Field>,
}

/// What an element of a list of objects has, by the list's name.
pub(crate) fn elements(name: &str) -> &'static [(&'static str, &'static str)] {
    match name {
        "browserMap" => &[("pageViews", "uint64"), ("uaBrowserFamily", "string")],
        "clientHTTPVersionMap" => &[("clientHTTPProtocol", "string"), ("requests", "uint64")],
        "clientSSLMap" => &[("clientSSLProtocol", "string"), ("requests", "uint64")],
        "contentTypeMap" => {
            &[("bytes", "uint64"), ("edgeResponseContentTypeName", "string"), ("requests", "uint64")]
        }
        "countryMap" => &[
            ("bytes", "uint64"),
            ("clientCountryName", "string"),
            ("requests", "uint64"),
            ("threats", "uint64"),
        ],
        "ipClassMap" => &[("ipType", "string"), ("requests", "uint64")],
        "responseStatusMap" => &[("edgeResponseStatus", "uint16"), ("requests", "uint64")],
        "threatPathingMap" => &[("requests", "uint64"), ("threatPathingName", "string")],
        "ja4Signals" => &[("signalName", "string"), ("signalValue", "float32")],
        "metadata" => &[("key", "string"), ("value", "string")],
        _ => &[],
    }
}

impl Dataset {
    /// Whether rows are grouped.
    pub(crate) fn is_grouped(&self) -> bool {
        self.groups.iter().all(|(name, _)| *name != "fields")
    }

    /// The fields of a group.
    pub(crate) fn group(&self, name: &str) -> Option<&[Field]> {
        self.groups.iter().find(|(known, _)| *known == name).map(|(_, fields)| fields.as_slice())
    }

    /// What rows have beside metrics: dimensions, or everything where they are not grouped.
    pub(crate) fn dimensions(&self) -> &[Field] {
        self.group("dimensions").or_else(|| self.group("fields")).unwrap_or_default()
    }

    /// What can be filtered by.
    pub(crate) fn filterable(&self) -> impl Iterator<Item = &Field> {
        let own = self.dimensions().iter();
        own.filter(|field| field.kind != "map" && field.name != "transformations").chain(&self.filters)
    }

    /// Whether something of a name is in it: a dimension, or what a metric is computed from.
    pub(crate) fn has(&self, name: &str) -> bool {
        let metric = |field: &Field| field.name == name || base(field.name) == name;
        self.groups.iter().any(|(_, fields)| fields.iter().any(metric))
            || self.filters.iter().any(|field| field.name == name)
    }

    /// The name of its type.
    pub(crate) fn type_name(&self) -> String {
        let mut letters = self.name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{}{}", self.scope.prefix(), first.unwrap_or_default(), letters.as_str())
    }

    /// The name of the type of a group.
    pub(crate) fn group_type(&self, group: &str) -> String {
        let mut letters = group.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{}{}", self.type_name(), first.unwrap_or_default(), letters.as_str())
    }
}

/// What a metric is computed from: `cpuTimeP99` from `cpuTime`.
pub(crate) fn base(metric: &str) -> &str {
    match metric.rsplit_once('P') {
        Some((base, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            base
        }
        _ => metric,
    }
}

/// The level of a quantile: 0.99 of `cpuTimeP99`, 0.999 of `cpuTimeP999`.
pub(crate) fn level(metric: &str) -> f64 {
    let digits = &metric[base(metric).len()..];
    let digits = digits.strip_prefix('P').unwrap_or("50");
    format!("0.{digits}").parse().unwrap_or(0.5)
}

/// All datasets, by scope and name.
pub(crate) fn all() -> &'static BTreeMap<(Scope, &'static str), Dataset> {
    static ALL: OnceLock<BTreeMap<(Scope, &'static str), Dataset>> = OnceLock::new();
    ALL.get_or_init(|| {
        let blocks = TABLE.split("\n\n").filter(|block| !block.starts_with('#'));
        let read = blocks.flat_map(|block| {
            let scopes = match block.split_whitespace().next().unwrap_or_default() {
                "account" => &[Scope::Account][..],
                "zone" => &[Scope::Zone],
                _ => &[Scope::Account, Scope::Zone],
            };
            scopes.iter().filter_map(move |scope| dataset(*scope, block))
        });
        read.map(|dataset| ((dataset.scope, dataset.name), dataset)).collect()
    })
}

/// A dataset by its name in a scope.
pub(crate) fn find(scope: Scope, name: &str) -> Option<&'static Dataset> {
    let of_scope = all().range((scope, "")..).take_while(|((own, _), _)| *own == scope);
    of_scope.map(|(_, dataset)| dataset).find(|dataset| dataset.name == name)
}

fn dataset(scope: Scope, block: &'static str) -> Option<Dataset> {
    let mut lines = block.lines();
    let mut head = lines.next()?.splitn(3, ' ').skip(1);
    let (name, about) = (head.next()?, head.next().unwrap_or_default());
    let mut dataset = Dataset { name, scope, about, count: false, groups: Vec::new(), filters: Vec::new() };
    for line in lines {
        let mut words = line.split_whitespace();
        let (Some(group), kind) = (words.next(), words.next()) else { continue };
        let Some(kind) = kind else {
            dataset.count |= group == "count";
            continue;
        };
        let fields = words.map(|word| field(word, kind));
        if group == "filters" {
            dataset.filters.extend(fields);
            continue;
        }
        match dataset.groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, known)) => known.extend(fields),
            None => dataset.groups.push((group, fields.collect())),
        }
    }
    Some(dataset)
}

fn field(word: &'static str, kind: &'static str) -> Field {
    let (deprecated, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
    let (name, unit) = word.split_once('/').unwrap_or((word, ""));
    let kind = match kind {
        "time" if name == "date" => "Date",
        "time" => "Time",
        other => other,
    };
    Field { name, kind, unit, deprecated }
}

#[cfg(test)]
mod tests {
    use super::{Scope, all, base, find, level};

    #[test]
    fn the_table_is_read_whole() {
        assert_eq!(all().len(), 69);
        let workers = find(Scope::Account, "workersInvocationsAdaptive").expect("a dataset");
        assert_eq!(workers.type_name(), "AccountWorkersInvocationsAdaptive");
        assert_eq!(workers.group("quantiles").map(<[_]>::len), Some(35));
        assert_eq!(workers.dimensions().len(), 16);
        assert!(workers.has("cpuTime") && !workers.has("cpuTimeX") && !workers.count);
        assert!(find(Scope::Zone, "workersInvocationsAdaptive").is_none());
        assert!(!find(Scope::Zone, "healthCheckEventsAdaptive").expect("a dataset").is_grouped());
    }

    #[test]
    fn quantiles_have_levels() {
        assert_eq!((base("cpuTimeP999"), level("cpuTimeP999")), ("cpuTime", 0.999));
        assert_eq!((base("httpP"), level("wallTimeP50")), ("httpP", 0.5));
    }
}
