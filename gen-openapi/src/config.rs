//! What a crate is called and where it stands.

/// Settings of one generated crate.
#[derive(Clone, Debug)]
pub struct Config {
    /// The package's name: `cfs-management-d1`.
    pub package: String,
    /// Its version.
    pub version: String,
    /// The service: the root of the resource tree where the document names none.
    pub service: String,
    /// The service in words: `D1`.
    pub title: String,
    /// What it was generated from, for the header of every file.
    pub input: String,
    /// The dependency on `cfs-http`, as the value of a TOML member.
    pub cfs_http: String,
    /// Where relative links of the document lead.
    pub docs_base: Option<String>,
    /// The repository's address, for the manifest.
    pub repository: String,
    /// Whether the crate stands outside a workspace.
    pub standalone: bool,
    /// The package's licence, as an SPDX expression.
    pub license: String,
}

impl Config {
    /// The package's name as a Rust identifier.
    pub fn crate_ident(&self) -> String {
        self.package.replace('-', "_")
    }
}
