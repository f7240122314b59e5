//! Small argument types.

/// What a call is about, for operations that exist for accounts and for zones.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// An account, by its id.
    Account(String),
    /// A zone, by its id.
    Zone(String),
}

impl Scope {
    /// An account, by its id.
    pub fn account(id: impl Into<String>) -> Self {
        Self::Account(id.into())
    }

    /// A zone, by its id.
    pub fn zone(id: impl Into<String>) -> Self {
        Self::Zone(id.into())
    }
}

/// How a list or an object is written into the query (OpenAPI's `style` and `explode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListStyle {
    /// `name=a,b` (`form`, not exploded)
    Comma,
    /// `name=a&name=b` (`form`, exploded)
    Repeat,
    /// `name=a%20b` (`spaceDelimited`)
    Space,
    /// `name=a%7Cb` (`pipeDelimited`)
    Pipe,
    /// `name[]=a&name[]=b`; for objects `name[member]=value` (`deepObject`)
    Brackets,
}
