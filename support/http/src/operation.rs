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
    /// None.
    Anonymous,
}

/// How a list is paged: which query parameter moves on, and where the answer says what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pages {
    /// The way to move on.
    pub style: PageStyle,
    /// The members that lead from the body to the list, such as `result` or `result.buckets`; empty if the body is it.
    pub items: &'static str,
}

/// The ways lists move on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// The list comes whole.
    Single,
    /// A page number, from 1.
    Number {
        /// The parameter with the page's number.
        page: &'static str,
        /// The parameter with the page's size; empty if there is none.
        size: &'static str,
    },
    /// The number of items to leave out.
    Offset {
        /// The parameter with the number of items before the page.
        offset: &'static str,
        /// The parameter with the page's size; empty if there is none.
        size: &'static str,
    },
    /// A mark that the answer gives.
    Cursor {
        /// The parameter with the mark.
        cursor: &'static str,
        /// The members that lead from the body to the next mark, such as `result_info.cursors.after`.
        next: &'static str,
    },
}

impl Pages {
    /// Not a list.
    pub const NONE: Self = Self { style: PageStyle::Single, items: "" };
}
