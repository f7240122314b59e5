//! The crate that brings all services together: a feature and an accessor for each.

use super::package::head;
use crate::config::{Config, PackageMeta};
use crate::model::Model;
use crate::print::calls;
use codegen::artifact::Artifacts;
use std::fmt::Write;

/// What the umbrella knows of a service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its crate.
    pub config: Config,
    /// The type of its accessor.
    root: String,
    operations: usize,
    /// A call through the umbrella's client, in lines; none where it takes what has to be imported.
    first: Vec<String>,
}

impl Service {
    /// What it knows of a model.
    pub fn of(model: &Model) -> Self {
        let through = format!("cf.{}()", model.config.module());
        Self {
            config: model.config.clone(),
            root: model.api.root.ty.clone(),
            operations: model.operations(),
            first: calls::through(&model.api, &model.config.meta, &through),
        }
    }
}

/// A program that shows how the umbrella is used.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name: that of its file, without the ending.
    pub name: &'static str,
    /// The services that it calls, by their features.
    pub services: &'static [&'static str],
    /// Its source.
    pub text: &'static str,
}

/// What an umbrella is besides its services.
#[derive(Clone, Debug)]
pub struct Umbrella {
    /// What the package says of itself.
    pub meta: PackageMeta,
    /// Its example programs; the first stands in its README.
    pub programs: Vec<Program>,
    /// What the programs depend on: lines of TOML.
    pub dev_dependencies: String,
}

/// Prints the umbrella crate of some services.
pub fn umbrella(services: &[Service], umbrella: &Umbrella) -> Artifacts {
    let mut artifacts = Artifacts::default();
    artifacts.insert("Cargo.toml", manifest(services, umbrella));
    artifacts.insert("README.md", readme(services, umbrella));
    artifacts.insert("src/lib.rs", lib(services, umbrella));
    for program in &umbrella.programs {
        artifacts.insert(format!("examples/{}.rs", program.name), program.text);
    }
    artifacts
}

fn manifest(services: &[Service], umbrella: &Umbrella) -> String {
    let meta = &umbrella.meta;
    let programs: String = umbrella
        .programs
        .iter()
        .map(|program| {
            format!(
                "\n[[example]]\nname = \"{}\"\nrequired-features = {:?}\n",
                program.name, program.services
            )
        })
        .collect();
    let mut features = String::new();
    let mut dependencies = String::new();
    for service in services {
        let Config { service: name, meta: PackageMeta { package, .. }, .. } = &service.config;
        let _ = writeln!(features, "{name} = [\"dep:{package}\"]");
        let _ = writeln!(
            dependencies,
            "{package} = {{ path = \"../{name}\", version = \"{}\", default-features = false, optional = true }}",
            meta.version
        );
    }
    let all: Vec<String> = services.iter().map(|service| format!("\"{}\"", service.config.service)).collect();
    let serde: Vec<String> =
        services.iter().map(|service| format!("\"{}?/serde\"", service.config.meta.package)).collect();
    format!(
        "{head}\n[features]\n\
         default = [\"client\"]\n# The default transport of `cfs-http`.\nclient = [\"cfs-http/default\"]\n# `Serialize` and \
         `Deserialize` for every type.\nserde = [\"cfs-http/serde\", {serde}]\n# Every service.\nall = [{all}]\n\
         {features}\n[dependencies]\ncfs-http = {cfs_http}\n{dependencies}\n[dev-dependencies]\n{dev_dependencies}{programs}\n[package.metadata.docs.rs]\nfeatures = \
         [\"all\"]\n",
        head = head(
            meta,
            &format!("Typed async clients for the whole {} API, a feature per service", meta.title)
        ),
        cfs_http = meta.cfs_http,
        dev_dependencies = umbrella.dev_dependencies,
        serde = serde.join(", "),
        all = all.join(", "),
    )
}

fn lib(services: &[Service], umbrella: &Umbrella) -> String {
    let meta = &umbrella.meta;
    let mut table = String::new();
    let mut modules = String::new();
    let mut accessors = String::new();
    for service in services {
        let Config { service: name, meta, .. } = &service.config;
        let (ident, krate, title) = (service.config.module(), meta.crate_ident(), &meta.title);
        let root = &service.root;
        let _ = writeln!(
            table,
            "//! | `cf.{ident}()` | `{name}` | [{title}](https://docs.rs/{}) | {} |",
            meta.package, service.operations
        );
        let _ = writeln!(modules, "#[cfg(feature = \"{name}\")]\npub use {krate} as {ident};");
        let _ = writeln!(
            accessors,
            "\n    /// {title}; with the feature `{name}`.\n    #[cfg(feature = \"{name}\")]\n    pub fn {ident}(&self) -> \
             {ident}::{root}<'_> {{\n        {ident}::{root}::new(&self.0)\n    }}"
        );
    }
    let (shown, features) = shown(services, umbrella);
    format!(
        "// Generated by gen-openapi from {input}. Do not edit.\n\n//! Typed async clients for the whole {title} API.\n\
         //!\n//! Every service is a crate of its own and a feature here: `features = [{features}]`. \
         [`Client`] has an\n//! accessor for each; names follow the resource tree of {title}'s official SDKs.\n//!\n\
         //! ```no_run\n//! use {krate}::Client;\n//!\n//! # async fn example() -> Result<(), {krate}::Error> {{\n//! let cf = \
         Client::from_env()?;\n{shown}//! # Ok(())\n//! # }}\n//! ```\n//!\n//! # Services\n//!\n//! | accessor | feature | \
         service | operations |\n//! |---|---|---|---|\n{table}\n#![warn(missing_docs)]\n\npub use \
         cfs_http::{{self, ApiError, Error, Json, Nullable, Page, Scope}};\n{modules}\n/// A client of all services. It is a \
         [`cfs_http::Client`] with an accessor per service.\n#[derive(Clone, Debug)]\npub struct \
         Client(cfs_http::Client);\n\nimpl Client {{\n    /// A client with the credentials and settings of the environment; \
         see [`cfs_http::Client::from_env`].\n    ///\n    /// # Errors\n    /// When the environment holds no credentials, \
         or settings that cannot be read.\n    pub fn from_env() -> Result<Self, Error> {{\n        \
         cfs_http::Client::from_env().map(Self)\n    }}\n\n    /// A client over one that was built with \
         [`cfs_http::Client::builder`].\n    pub fn new(client: cfs_http::Client) -> Self {{\n        Self(client)\n    }}\n\
         {accessors}}}\n\nimpl From<cfs_http::Client> for Client {{\n    fn from(client: cfs_http::Client) -> Self {{\n        \
         Self(client)\n    }}\n}}\n\nimpl std::ops::Deref for Client {{\n    type Target = cfs_http::Client;\n\n    fn \
         deref(&self) -> &cfs_http::Client {{\n        &self.0\n    }}\n}}\n",
        input = meta.input,
        title = meta.title,
        krate = meta.crate_ident(),
    )
}

/// A call of the service that the first program calls, in lines of documentation, and the feature that it needs.
fn shown(services: &[Service], umbrella: &Umbrella) -> (String, String) {
    let wanted = umbrella.programs.first().and_then(|program| program.services.first());
    let service = services.iter().find(|service| Some(&service.config.service.as_str()) == wanted);
    let Some(service) = service.or(services.first()) else { return Default::default() };
    let lines = service.first.iter().map(|line| format!("//! {line}\n")).collect();
    (lines, format!("\"{}\"", service.config.service))
}

fn readme(services: &[Service], umbrella: &Umbrella) -> String {
    let meta = &umbrella.meta;
    let first = umbrella.programs.first().map(|program| {
        format!(
            "```sh\ncargo add {} --features {}\n```\n\n```rust,no_run\n{}```\n\n",
            meta.package,
            program.services.join(","),
            program.text
        )
    });
    let mut list = String::new();
    for service in services {
        let Config { service: name, meta: PackageMeta { title, .. }, .. } = &service.config;
        let _ = writeln!(list, "| `{name}` | {title} | {} |", service.operations);
    }
    let total: usize = services.iter().map(|service| service.operations).sum();
    format!(
        "# {package}\n\nTyped async clients for the whole {title} API ({total} operations), generated from {input}. A \
         feature per service; none is on by default.\n\n{first}| feature | service | operations |\n|---|---|---|\n{list}\n## License\n\nMIT OR \
         Apache-2.0\n",
        package = meta.package,
        input = meta.input,
        title = meta.title,
        first = first.unwrap_or_default(),
    )
}
