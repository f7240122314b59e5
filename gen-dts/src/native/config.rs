//! `native.toml`: which declarations become native types, and what comes over the wire otherwise than declared.

use codegen::diag::Diagnostic;
use indexmap::IndexMap;
use serde::Deserialize;

/// `native.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Native {
    /// The packages.
    #[serde(rename = "package", default)]
    pub packages: Vec<Package>,
}

/// One package.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub folder: String,
    /// What it is for.
    pub description: String,
    /// What its README shows.
    pub example: String,
    /// The declarations to begin with; all that they reach is printed with them.
    pub roots: Vec<String>,
    /// Rust names of types that the input has no name for, and of unions' variants: by `Type.member`, `Type.member.Type`.
    #[serde(default)]
    pub names: IndexMap<String, String>,
    /// Documentation where the input has none: by `Type`, `Type.member`.
    #[serde(default)]
    pub docs: IndexMap<String, String>,
    /// What members are over the wire.
    #[serde(default)]
    pub wire: Vec<Wire>,
    /// What unions are over the wire.
    #[serde(rename = "union", default)]
    pub unions: Vec<UnionRule>,
    /// What comes over the wire and is not declared at all.
    #[serde(rename = "record", default)]
    pub records: Vec<Record>,
}

/// What some members are over the wire, where that is not what is declared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    /// The members, as `Type.member`.
    pub at: Vec<String>,
    /// What they are.
    pub is: Is,
    /// How that is known.
    pub evidence: String,
}

/// What a member is over the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// Any value.
    Any,
    /// A whole number.
    Integer,
    /// Left out at times.
    Absent,
}

/// What a union is over the wire.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionRule {
    /// The member that holds it, as `Type.member`.
    pub at: String,
    /// How that is known.
    pub evidence: String,
    /// What the variant is called that stands for all declarations without members: nothing tells those apart.
    pub without_members: Option<String>,
    /// Records that are variants as well.
    #[serde(default)]
    pub more: Vec<String>,
    /// The member that tells the variants apart.
    pub tag: Option<String>,
    /// Its value in each variant, by declaration.
    #[serde(default)]
    pub values: IndexMap<String, String>,
}

/// Something that comes over the wire and is not declared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its name.
    pub name: String,
    /// How it is known.
    pub evidence: String,
    /// Its members.
    #[serde(rename = "member")]
    pub members: Vec<RecordMember>,
}

/// A member of a [`Record`]: a string.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordMember {
    /// Its name.
    pub name: String,
    /// Values that are known; without any it is any text.
    #[serde(default)]
    pub values: Vec<String>,
}

impl Native {
    /// Reads `native.toml`.
    ///
    /// # Errors
    /// When it is not TOML of this form.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            Diagnostic::error("native::syntax", format!("{name}: {}", error.message().trim()))
        })
    }
}

/// Which rules have said something: those that have not are errors, as they are of something that is no more.
#[derive(Debug)]
pub(super) struct Used<'p> {
    pub(super) package: &'p Package,
    seen: std::collections::BTreeSet<(&'static str, String)>,
}

impl<'p> Used<'p> {
    pub(super) fn new(package: &'p Package) -> Self {
        Self { package, seen: std::collections::BTreeSet::new() }
    }

    /// Whether a member is so over the wire. `differs` says whether it would be otherwise without that.
    pub(super) fn is(&mut self, at: &str, is: Is, differs: bool) -> bool {
        let holds =
            self.package.wire.iter().any(|wire| wire.is == is && wire.at.iter().any(|name| name == at));
        if holds && differs {
            self.mark("wire", &format!("{at} is {is:?}"));
        }
        holds
    }

    pub(super) fn name(&mut self, at: &str) -> Option<&'p str> {
        let name = self.package.names.get(at)?;
        self.mark("name", at);
        Some(name)
    }

    pub(super) fn doc(&mut self, at: &str) -> Option<&'p str> {
        let text = self.package.docs.get(at)?;
        self.mark("doc", at);
        Some(text)
    }

    pub(super) fn union(&mut self, at: &str) -> Option<&'p UnionRule> {
        let rule = self.package.unions.iter().find(|rule| rule.at == at)?;
        self.mark("union", at);
        Some(rule)
    }

    pub(super) fn record(&mut self, name: &str) -> Option<&'p Record> {
        let record = self.package.records.iter().find(|record| record.name == name)?;
        self.mark("record", name);
        Some(record)
    }

    fn mark(&mut self, what: &'static str, at: &str) {
        self.seen.insert((what, at.to_owned()));
    }

    /// The rules that said nothing.
    pub(super) fn unused(&self) -> Vec<Diagnostic> {
        let package = self.package;
        let wire = package
            .wire
            .iter()
            .flat_map(|wire| wire.at.iter().map(|at| ("wire", format!("{at} is {:?}", wire.is))));
        let rules = wire
            .chain(package.names.keys().map(|at| ("name", at.clone())))
            .chain(package.docs.keys().map(|at| ("doc", at.clone())))
            .chain(package.unions.iter().map(|rule| ("union", rule.at.clone())))
            .chain(package.records.iter().map(|record| ("record", record.name.clone())));
        rules
            .filter(|rule| !self.seen.contains(rule))
            .map(|(what, at)| {
                let message =
                    format!("the {what} `{at}` of `{}` says nothing that is not so already", package.name);
                Diagnostic::error("native::stale", message).help(
                    "the definitions have no such place, or say the same by now: take it out of native.toml",
                )
            })
            .collect()
    }
}
