//! The manifest: which declaration lives in which crate and module.

use crate::ir::ts::Decl;
use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use serde::Deserialize;

/// `runtime.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The crates, in dependency order.
    #[serde(rename = "crate", default)]
    pub crates: Vec<CrateRule>,
}

/// One crate of the manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrateRule {
    /// Its short name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Modules, each with patterns of the declarations it holds.
    #[serde(default)]
    pub modules: IndexMap<String, Vec<String>>,
    /// Features, each with the modules behind it. What mentions something of theirs is behind them too.
    #[serde(default)]
    pub features: IndexMap<String, Vec<String>>,
    /// Types whose methods take parameters of SQL.
    #[serde(default)]
    pub sql: Vec<String>,
    /// How it is used, for its README, in Markdown: from the caller.
    #[serde(skip)]
    pub usage: Option<String>,
    /// Patterns of declarations that are no objects but tables of types, each with which way the types of its properties
    /// go.
    #[serde(default)]
    pub tables: IndexMap<String, Table>,
    /// Patterns of declarations that each have a public module of what they are about: of the names that fit the second
    /// pattern, the text behind `*` that a declaration's name goes on with.
    #[serde(default)]
    pub families: IndexMap<String, String>,
}

/// A declaration that only maps names to types.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Properties whose types are given to JavaScript.
    #[serde(default)]
    pub given: Vec<String>,
    /// Properties whose types JavaScript gives.
    #[serde(default)]
    pub arrives: Vec<String>,
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When it is not TOML of this form.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            Diagnostic::error("manifest::syntax", format!("{name}: {}", error.message().trim()))
        })
    }

    /// A manifest of one crate that takes everything.
    pub fn single(name: &str) -> Self {
        let modules = IndexMap::from_iter([("types".to_owned(), vec!["*".to_owned()])]);
        let description = format!("wasm-bindgen bindings for {name}");
        let name = name.to_owned();
        Self { crates: vec![CrateRule { name, description, modules, ..CrateRule::default() }] }
    }

    /// The crate and module of a declaration: the pattern with the most literal characters wins.
    ///
    /// # Errors
    /// `None` for no rule; two equally good rules as an error.
    pub(crate) fn find(&self, decl: &Decl) -> Result<Option<(usize, &str)>, Diagnostic> {
        let path = key(decl);
        let mut best: Option<(usize, usize, &str, &str)> = None;
        for (index, krate) in self.crates.iter().enumerate() {
            for (module, patterns) in &krate.modules {
                for pattern in patterns.iter().filter(|pattern| matches(pattern, &path)) {
                    let stars = pattern.matches('*').count();
                    let weight = 2 * (pattern.len() - stars) + usize::from(stars == 0);
                    match best {
                        Some((there, ..)) if there > weight => {}
                        Some((there, at, other_module, other))
                            if there == weight && (at, other_module) != (index, module.as_str()) =>
                        {
                            let message = format!("`{path}` fits `{other}` and `{pattern}` equally well");
                            return Err(Diagnostic::error("manifest::tie", message)
                                .help("make one of the two patterns longer"));
                        }
                        _ => best = Some((weight, index, module, pattern)),
                    }
                }
            }
        }
        Ok(best.map(|(_, index, module, _)| (index, module)))
    }
}

impl CrateRule {
    /// The table that a declaration is.
    pub(crate) fn table(&self, decl: &Decl) -> Option<&Table> {
        let path = key(decl);
        self.tables.iter().find(|(pattern, _)| matches(pattern, &path)).map(|(_, table)| table)
    }

    /// The patterns that a declaration of a family fits: its own, and that of its family's names.
    pub(crate) fn family(&self, decl: &Decl) -> Option<(&str, &str)> {
        let path = key(decl);
        let found = self.families.iter().find(|(pattern, _)| matches(pattern, &path));
        found.map(|(own, family)| (own.as_str(), family.as_str()))
    }
}

/// What stands for the `*` that a pattern ends with.
pub(crate) fn behind<'t>(pattern: &str, text: &'t str) -> Option<&'t str> {
    text.strip_prefix(pattern.strip_suffix('*')?)
}

/// How the manifest names a declaration: `module/Namespace.Name`, without what does not apply.
pub(crate) fn key(decl: &Decl) -> String {
    match &decl.module {
        Some(module) => format!("{module}/{}", decl.path()),
        None => decl.path(),
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(part) = last.replace(part) {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
    }
    match last {
        None => rest.is_empty(),
        Some(part) => rest.ends_with(part),
    }
}
