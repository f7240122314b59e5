//! Another crate that types are taken from.

/// The crate of a service that has types which another service has too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// The package's name.
    pub name: String,
    /// Its name as a Rust identifier.
    pub ident: String,
    /// The dependency on it, as the value of a TOML member.
    pub dependency: String,
}
