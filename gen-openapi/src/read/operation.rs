//! Operations with their parameters, bodies and responses.

use super::{Document, Schema};
use codegen::doc::{Node, NodeId};

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'d> {
    /// The path template.
    pub path: &'d str,
    /// Lower-case HTTP method.
    pub method: &'static str,
    /// The operation object.
    pub node: &'d Node<'d>,
    /// The path item around it.
    pub item: &'d Node<'d>,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPlace {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
}

/// One parameter.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'d> {
    /// The parameter object.
    pub node: &'d Node<'d>,
    /// Where it goes.
    pub place: ParameterPlace,
    /// Its name.
    pub name: &'d str,
}

/// One content type of a body.
#[derive(Clone, Copy, Debug)]
pub struct Media<'d> {
    /// The content type as written.
    pub content_type: &'d str,
    /// The media type object.
    pub node: &'d Node<'d>,
}

/// The statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them, by first digit.
    Range(u8),
    /// All that no other response is for.
    Default,
}

/// What one of two operations that are the same for accounts and zones is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationScope {
    /// It stands for both.
    Both,
    /// It is told by the other.
    Told,
}

/// One response.
#[derive(Clone, Copy, Debug)]
pub struct Response<'d> {
    /// When it comes.
    pub status: Status,
    /// The response object, references followed.
    pub node: &'d Node<'d>,
}

/// Every operation of a document, by path and method.
pub fn operations<'d>(document: Document<'d>) -> impl Iterator<Item = Operation<'d>> {
    const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let paths = document.doc.root().get("paths").map(Node::members).unwrap_or_default();
    // Extensions stand among the paths.
    paths.iter().filter(|path| !path.key.starts_with("x-")).flat_map(move |path| {
        let item = document.follow(&path.node).unwrap_or(&path.node);
        METHODS.into_iter().filter_map(move |method| {
            let node = item.get(method).filter(|node| node.is_object())?;
            Some(Operation { path: path.key.as_ref(), method, node, item })
        })
    })
}

impl<'d> Operation<'d> {
    /// The node's identity.
    pub fn id(&self) -> NodeId {
        self.node.id()
    }

    /// A text member of the operation.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::as_str).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Whether it is there for accounts and for zones, and which of the two this one is: the one that stands for both, or
    /// the one that is told by it.
    pub fn scope(&self) -> Option<OperationScope> {
        match self.text("x-cfs-scope")? {
            "both" => Some(OperationScope::Both),
            "told" => Some(OperationScope::Told),
            _ => None,
        }
    }

    /// The path template; one that stands for both scopes has a parameter for them.
    pub fn template(&self) -> String {
        let rest = self.path.splitn(4, '/').nth(3).filter(|_| self.scope() == Some(OperationScope::Both));
        rest.map_or_else(
            || self.path.to_owned(),
            |rest| format!("/{{accounts_or_zones}}/{{account_or_zone_id}}/{rest}"),
        )
    }

    /// A list of texts.
    pub fn texts(&self, key: &str) -> impl Iterator<Item = &'d str> {
        self.node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
    }

    /// Whether it is deprecated.
    pub fn deprecated(&self) -> bool {
        self.node.get("deprecated").and_then(Node::as_bool).unwrap_or_default()
    }

    /// Its parameters: the operation's own first, then the path item's that it does not repeat. References that lead
    /// nowhere, and parameters without name or place, are returned as errors by node.
    pub fn parameters(&self, document: Document<'d>) -> (Vec<Parameter<'d>>, Vec<NodeId>) {
        let mut found: Vec<Parameter<'d>> = Vec::new();
        let mut bad = Vec::new();
        let lists = [self.node.get("parameters"), self.item.get("parameters")];
        for node in lists.into_iter().flatten().flat_map(Node::items) {
            let parameter = document.follow(node).and_then(|target| {
                let place = match target.get("in")?.as_str()? {
                    "path" => ParameterPlace::Path,
                    "query" => ParameterPlace::Query,
                    "header" => ParameterPlace::Header,
                    "cookie" => ParameterPlace::Cookie,
                    _ => return None,
                };
                Some(Parameter { node: target, place, name: target.get("name")?.as_str()? })
            });
            match parameter {
                None => bad.push(node.id()),
                Some(parameter) => {
                    let same = |other: &Parameter<'_>| {
                        other.place == parameter.place && other.name == parameter.name
                    };
                    if !found.iter().any(same) {
                        found.push(parameter);
                    }
                }
            }
        }
        (found, bad)
    }

    /// The request body object, references followed.
    pub fn body(&self, document: Document<'d>) -> Option<&'d Node<'d>> {
        document.follow(self.node.get("requestBody")?)
    }

    /// Its responses. Keys that are no status are returned as errors by node.
    pub fn responses(&self, document: Document<'d>) -> (Vec<Response<'d>>, Vec<NodeId>) {
        let mut found = Vec::new();
        let mut bad = Vec::new();
        for member in self.node.get("responses").map(Node::members).unwrap_or_default() {
            match (Status::parse(&member.key), document.follow(&member.node)) {
                (Some(status), Some(node)) => found.push(Response { status, node }),
                _ if member.key.starts_with("x-") => {}
                _ => bad.push(member.node.id()),
            }
        }
        found.sort_by_key(|response| response.status);
        (found, bad)
    }
}

impl Status {
    /// `200`, `4XX`, `4xx`, `default`.
    pub fn parse(key: &str) -> Option<Self> {
        if key.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        let digit = key.bytes().next().filter(|b| (b'1'..=b'5').contains(b))? - b'0';
        if key.len() == 3 && key[1..].eq_ignore_ascii_case("xx") {
            return Some(Self::Range(digit));
        }
        key.parse().ok().filter(|code| (100..600).contains(code)).map(Self::Code)
    }

    /// Whether it is a success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..300) | Self::Range(2))
    }
}

impl<'d> Parameter<'d> {
    /// Whether it must be given.
    pub fn required(&self) -> bool {
        self.place == ParameterPlace::Path
            || self.node.get("required").and_then(Node::as_bool).unwrap_or_default()
    }

    /// Its schema, be it under `schema` or under the one content type.
    pub fn schema(&self) -> Option<Schema<'d>> {
        let direct = self.node.get("schema");
        let content = || self.node.get("content")?.members().first()?.node.get("schema");
        direct.or_else(content).map(|node| Schema { node })
    }

    /// Whether its value travels as JSON text.
    pub fn is_json(&self) -> bool {
        self.node.get("schema").is_none() && self.node.get("content").is_some()
    }

    /// `style`, or the default of its place.
    pub fn style(&self) -> &'d str {
        let default = match self.place {
            ParameterPlace::Path | ParameterPlace::Header => "simple",
            ParameterPlace::Query | ParameterPlace::Cookie => "form",
        };
        self.node.get("style").and_then(Node::as_str).unwrap_or(default)
    }

    /// `explode`, or the default of its style.
    pub fn explode(&self) -> bool {
        let given = self.node.get("explode").and_then(Node::as_bool);
        given.unwrap_or_else(|| matches!(self.style(), "form" | "deepObject"))
    }

    /// `allowReserved`, which the query has, and the path since OpenAPI 3.2; in segments, the path has it by a name that
    /// readers of 3.0 keep.
    pub fn allow_reserved(&self) -> bool {
        let says = |key: &str| self.node.get(key).and_then(Node::as_bool).unwrap_or_default();
        match self.place {
            ParameterPlace::Query => says("allowReserved"),
            ParameterPlace::Path => says("allowReserved") || says("x-cfs-allow-reserved"),
            ParameterPlace::Header | ParameterPlace::Cookie => false,
        }
    }

    /// Its description.
    pub fn description(&self) -> Option<&'d str> {
        self.node.get("description").and_then(Node::as_str)
    }

    /// Whether it is deprecated.
    pub fn deprecated(&self) -> bool {
        self.node.get("deprecated").and_then(Node::as_bool).unwrap_or_default()
    }
}

/// The content types of a request body or a response.
pub fn media<'d>(node: &'d Node<'d>) -> impl Iterator<Item = Media<'d>> {
    let members = node.get("content").map(Node::members).unwrap_or_default();
    members.iter().map(|member| Media { content_type: member.key.as_ref(), node: &member.node })
}

impl<'d> Media<'d> {
    /// Its schema.
    pub fn schema(&self) -> Option<Schema<'d>> {
        self.node.get("schema").map(|node| Schema { node })
    }

    /// The content type without parameters, in lower case.
    pub fn essence(&self) -> String {
        self.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}
