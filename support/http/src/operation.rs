//! What is known of an operation before it is called.

pub use http::Method;

/// One operation's facts, as generated code states them.
#[derive(Debug)]
pub struct Operation {
    /// Its place in the client: `d1.database.list`.
    pub name: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template: `/accounts/{account_id}/d1/database`.
    pub path: &'static str,
    /// The credentials it accepts, preferred first.
    pub auth: &'static [Auth],
    /// The token permissions of which one is needed.
    pub permissions: &'static [&'static str],
    /// How its list is paged.
    pub pages: Pages,
}

/// A way to authenticate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// An API token.
    Token,
    /// An account's e-mail address and global API key.
    Key,
    /// A user service key, for Origin CA.
    ServiceKey,
    /// A token of the operation's own, which the call brings ([`Call::bearer`](crate::Call::bearer)). No credential of
    /// the client is sent.
    Bearer,
    /// None.
    Anonymous,
}

/// How a list is paged. What an answer says of the pages decides; the style is the guess where it says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    /// How the document says that the list goes on.
    pub style: PageStyle,
    /// The members that lead from the body to the list, such as `result` or `result.buckets`; empty if the body is it.
    pub items: &'static str,
    /// What the operation's parameters allow.
    pub by: PageParameters,
}

/// The ways lists move on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// The list comes whole.
    Single,
    /// A page number, from 1.
    Number,
    /// The number of items to leave out.
    Offset,
    /// A mark that the answer gives.
    Cursor,
}

/// The query parameters that move a list on; empty for those that an operation does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageParameters {
    /// The page's number, from 1.
    pub page: &'static str,
    /// The page's size.
    pub size: &'static str,
    /// The number of items before the page.
    pub offset: &'static str,
    /// The mark that the last answer gave.
    pub cursor: &'static str,
    /// The members that lead from the body to the next mark, such as `result_info.cursors.after`.
    pub next: &'static str,
}

impl PageParameters {
    /// None.
    pub const NONE: Self = Self { page: "", size: "", offset: "", cursor: "", next: "" };
}

impl Pages {
    /// Not a list.
    pub const NONE: Self = Self { style: PageStyle::Single, items: "", by: PageParameters::NONE };
}
