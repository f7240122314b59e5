//! How values are given and sent: what generated functions accept, and what they do with it.

/// How a generated function takes a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Take {
    /// As it is.
    #[default]
    Plain,
    /// Anything that converts.
    Into,
    /// Anything that converts, to be put behind a pointer.
    Boxed,
    /// Anything that converts into a value or `null`.
    Nullable,
    /// A value or nothing: anything that converts into that.
    Maybe,
    /// Items, each anything that converts.
    List,
    /// Items as they are.
    Items,
    /// Files, each anything that converts.
    Files,
    /// A token.
    Bearer,
    /// A name and a value: the document's name stands for many.
    Named,
}

/// How a parameter is put into the call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Put {
    /// As the path's next segment.
    #[default]
    Path,
    /// Into the path as it is: its slashes are the path's own.
    Segments,
    /// A list, as the path's next segment.
    PathList(PathStyle),
    /// One value, as the path's next segment in another than the usual way.
    PathItem(PathStyle),
    /// A list of moments, as the path's next segment.
    PathTimes(PathStyle),
    /// Into the query as text.
    Query,
    /// A moment, into the query.
    QueryTime,
    /// A list of moments, into the query.
    QueryTimes(Join),
    /// A list of texts, into the query.
    QueryList(Join),
    /// Any value, into the query.
    QueryAny(Join),
    /// Into the query as JSON.
    QueryJson,
    /// Into the query, under the name that was given with it.
    QueryNamed,
    /// As a header.
    Header,
    /// A list, as a header.
    HeaderList,
    /// A moment, as a header.
    HeaderTime,
    /// A list of moments, as a header.
    HeaderTimes,
    /// As a cookie.
    Cookie,
    /// As the credential.
    Bearer,
}

/// How values in a path are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathStyle {
    /// Joined by commas.
    Simple,
    /// After a dot, joined by commas.
    Label,
    /// Each after a dot.
    LabelEach,
    /// After a semicolon and the name, joined by commas.
    Matrix,
    /// Each after a semicolon and the name.
    MatrixEach,
}

/// How the items of a list in the query are joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// The name again for every item.
    Repeat,
    /// By commas.
    Comma,
    /// By spaces.
    Space,
    /// By bars.
    Pipe,
    /// Members in brackets after the name.
    Brackets,
}

/// What stands around a member's type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wrap {
    /// Nothing.
    #[default]
    Bare,
    /// `Option`
    Option,
    /// `Nullable`: a value, `null` or nothing.
    Nullable,
    /// `Vec`
    List,
}

/// How a member is missing, and whether it is shown: a row of a record's table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Row {
    /// Always there.
    #[default]
    Required,
    /// May be missing.
    Optional,
    /// Always there, and hidden by `Debug`.
    SecretRequired,
    /// May be missing, and hidden by `Debug`.
    SecretOptional,
}

/// What makes a value: the members that are arguments, and those that are set afterwards, by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constructor {
    /// What must be given, in the order of the arguments.
    pub arguments: Vec<usize>,
    /// What may be given.
    pub setters: Vec<usize>,
}

/// What converts into a union's variant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Conversion {
    /// Nothing: it would take what is not known to be this variant.
    #[default]
    None,
    /// Its payload.
    Payload,
    /// Its payload, a text, owned or not.
    Text,
}
