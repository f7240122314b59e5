//! What a crate is made of besides its document: what it is called, and what it says of itself.

use codegen::names;

/// Settings of one generated crate.
#[derive(Clone, Debug)]
pub struct Config {
    /// The service: the root of the resource tree where the document names none.
    pub service: String,
    /// What the package says of itself.
    pub meta: PackageMeta,
    /// Whether examples of values are collected: tests are made from them.
    pub samples: bool,
}

/// What a package says of itself.
#[derive(Clone, Debug)]
pub struct PackageMeta {
    /// Its name: `cfs-management-d1`.
    pub package: String,
    /// Its version.
    pub version: String,
    /// What it is for, in words: `D1`.
    pub title: String,
    /// What it was generated from, for the header of every file.
    pub input: String,
    /// The dependency on `cfs-http`, as the value of a TOML member.
    pub cfs_http: String,
    /// The dependency of other services' crates on this one, as the value of a TOML member.
    pub beside: String,
    /// What is described there, as documentation links it: `[Cloudflare's API reference](…)`, or `the document`.
    pub reference: String,
    /// Where the product is documented.
    pub pages: Option<String>,
    /// Where relative links of the document lead.
    pub docs_base: Option<String>,
    /// The repository's address, for the manifest.
    pub repository: String,
    /// What registries list it under.
    pub keywords: Vec<String>,
    /// The registries' categories it is in.
    pub categories: Vec<String>,
    /// Whether the crate stands outside a workspace.
    pub standalone: bool,
    /// Its licence, as an SPDX expression.
    pub license: String,
}

impl Config {
    /// The service as a module and accessor of the umbrella.
    pub fn module(&self) -> String {
        names::avoid_keyword(self.service.replace('-', "_"))
    }
}

impl PackageMeta {
    /// The package's name as a Rust identifier.
    pub fn crate_ident(&self) -> String {
        self.package.replace('-', "_")
    }
}
