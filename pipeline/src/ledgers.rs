//! Public names that stay.

use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use gen_openapi::Ledger;
use std::io::ErrorKind;
use std::path::Path;

/// Where names that stay come from.
#[derive(Clone, Copy, Debug)]
pub enum Ledgers<'a> {
    /// The committed ledgers of the repository with this root.
    Committed(&'a Path),
    /// Those that another run made.
    Made(&'a Artifacts),
}

impl Ledgers<'_> {
    /// A service's ledger. Without one every name is new.
    ///
    /// # Errors
    /// When it cannot be read: names that stay would change.
    pub fn of(self, service: &str) -> Result<Ledger, Diagnostic> {
        let name = format!("ledger/{service}.txt");
        let text = match self {
            Self::Committed(root) => committed(root, &name)?,
            Self::Made(ledgers) => ledgers.get(&format!("{service}.txt")).unwrap_or_default().to_owned(),
        };
        Ledger::parse(&name, &text)
    }
}

/// A committed ledger, empty where there is none: every name is new.
///
/// # Errors
/// When it cannot be read: names that stay would change.
pub(crate) fn committed(root: &Path, name: &str) -> Result<String, Diagnostic> {
    match std::fs::read_to_string(root.join(name)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Diagnostic::error("input::file", format!("cannot read `{name}`: {error}"))),
    }
}
