//! The services manifest: rules that place operations.

use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A parsed manifest. See `services.toml` for the meaning of its members.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    pub(crate) services: BTreeMap<String, Service>,
    /// Path rules by template, with the index of their service, so that a lookup is one probe per path prefix.
    pub(crate) paths: IndexMap<Vec<String>, Vec<PathRule>>,
}

/// One service's table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Service {
    paths: Vec<String>,
    exact: Vec<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) components: Vec<String>,
    /// Resource chains, dotted and below the service, for paths the SDK names do not reach.
    pub(crate) resources: BTreeMap<String, String>,
    /// The service whose crate has the types that both have.
    pub(crate) types: Option<String>,
}

/// One path rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PathRule {
    pub(crate) service: String,
    pub(crate) exact: bool,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When the text is not TOML of this form, or a service's name is not lower-case words joined by hyphens.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let services: BTreeMap<String, Service> = toml::from_str(text)
            .map_err(|error| format!("`{name}`: {}", error.to_string().trim_end()))
            .map_err(|what| Diagnostic::error("segment::manifest", what))?;
        let mut paths: IndexMap<Vec<String>, Vec<PathRule>> = IndexMap::new();
        for (service, rules) in &services {
            if !service.split('-').all(|word| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            }) {
                return Err(Diagnostic::error(
                    "segment::manifest",
                    format!("`{name}`: `{service}` is not a service name"),
                )
                .help("use lower-case words joined by hyphens, such as `zero-trust`"));
            }
            let with_kind = |list: &[String], exact| -> Vec<_> {
                list.iter().map(|path| (path.clone(), exact)).collect()
            };
            for (path, exact) in [with_kind(&rules.paths, false), with_kind(&rules.exact, true)].concat() {
                let template = super::operations::template(&path);
                paths.entry(template).or_default().push(PathRule { service: service.clone(), exact });
            }
        }
        for (service, giver) in services.iter().filter_map(|(name, of)| Some((name, of.types.as_ref()?))) {
            if services.get(giver).is_none_or(|giver| giver.types.is_some()) {
                let what =
                    format!("`{name}`: `{service}` takes types from `{giver}`, which has none to give");
                return Err(Diagnostic::error("segment::manifest", what)
                    .help("name a service that has a table, and takes no types from another"));
            }
        }
        Ok(Self { services, paths })
    }

    /// The service whose crate has the types that it and this one have, if this one takes them from there.
    pub(crate) fn types_of(&self, service: &str) -> Option<&str> {
        self.services.get(service)?.types.as_deref()
    }

    /// Whether two services are made together, as one takes types from the other, or both do from a third.
    pub(crate) fn together(&self, one: &str, other: &str) -> bool {
        self.types_of(one).unwrap_or(one) == self.types_of(other).unwrap_or(other)
    }

    /// The services it names.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.keys().map(String::as_str)
    }
}
