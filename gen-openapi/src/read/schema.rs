//! Schemas.

use codegen::doc::{Member, Node, NodeId};

/// A schema object.
#[derive(Clone, Copy, Debug)]
pub struct Schema<'d> {
    /// The node.
    pub node: &'d Node<'d>,
}

/// A set of JSON kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// `null`
    pub const NULL: Self = Self(1);
    /// `boolean`
    pub const BOOLEAN: Self = Self(2);
    /// `integer`
    pub const INTEGER: Self = Self(4);
    /// `number`
    pub const NUMBER: Self = Self(8);
    /// `string`
    pub const STRING: Self = Self(16);
    /// `array`
    pub const ARRAY: Self = Self(32);
    /// `object`
    pub const OBJECT: Self = Self(64);

    /// A kind by its OpenAPI name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set without another.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether every kind of `other` is in this set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds one by one.
    pub fn each(self) -> impl Iterator<Item = Self> {
        (0..7).map(|bit| Self(1 << bit)).filter(move |kind| self.has(*kind))
    }
}

/// What a schema says about members it does not list.
#[derive(Clone, Copy, Debug)]
pub enum Additional<'d> {
    /// Nothing: there may be some.
    Unsaid,
    /// There may be some, of any kind.
    Any,
    /// There are none.
    None,
    /// They have this schema.
    Schema(Schema<'d>),
}

impl<'d> Schema<'d> {
    /// The node's identity.
    pub fn id(self) -> NodeId {
        self.node.id()
    }

    fn text(self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::as_str)
    }

    fn flag(self, key: &str) -> bool {
        self.node.get(key).and_then(Node::as_bool).unwrap_or_default()
    }

    fn each(self, key: &str) -> impl Iterator<Item = Schema<'d>> + use<'d> {
        self.node.get(key).map(Node::items).unwrap_or_default().iter().map(|node| Schema { node })
    }

    /// The target of `$ref`.
    pub fn reference(self) -> Option<&'d str> {
        self.text("$ref")
    }

    /// The kinds that `type` names, as one name or a list; `nullable` adds `null`. Unknown names are left out.
    pub fn kinds(self) -> Kinds {
        let mut kinds = Kinds::default();
        if let Some(types) = self.node.get("type") {
            let names = std::iter::once(types).chain(types.items()).filter_map(Node::as_str);
            names.filter_map(Kinds::named).for_each(|kind| kinds = kinds.with(kind));
        }
        if self.flag("nullable") { kinds.with(Kinds::NULL) } else { kinds }
    }

    /// The first name in `type` that OpenAPI does not know.
    pub fn unknown_type(self) -> Option<&'d str> {
        let types = self.node.get("type")?;
        std::iter::once(types)
            .chain(types.items())
            .filter_map(Node::as_str)
            .find(|name| Kinds::named(name).is_none())
    }

    /// `format`, or what OpenAPI 3.1 says in other words: `contentEncoding: base64` is `byte`, content of a type of its
    /// own is `binary`.
    pub fn format(self) -> Option<&'d str> {
        self.text("format").or_else(|| match self.text("contentEncoding") {
            Some("base64") => Some("byte"),
            Some(_) => None,
            None => self.text("contentMediaType").filter(|media| !is_json_text(media)).map(|_| "binary"),
        })
    }

    /// Whether it speaks of what a string contains.
    pub fn has_content(self) -> bool {
        self.text("contentEncoding").is_some() || self.text("contentMediaType").is_some()
    }

    /// `title`
    pub fn title(self) -> Option<&'d str> {
        self.text("title").map(str::trim).filter(|title| !title.is_empty())
    }

    /// `description`
    pub fn description(self) -> Option<&'d str> {
        self.text("description").map(str::trim).filter(|text| !text.is_empty())
    }

    /// The values of `enum`, or the one of `const`.
    pub fn values(self) -> Option<Vec<&'d Node<'d>>> {
        if let Some(value) = self.node.get("const") {
            return Some(vec![value]);
        }
        self.node.get("enum").filter(|values| values.is_array()).map(|values| values.items().iter().collect())
    }

    /// What is said of one value of `enum`.
    pub fn value_text(self, value: &str) -> Option<&'d str> {
        self.node.get(openapi::VALUE_TEXTS)?.get(value).and_then(Node::as_str)
    }

    /// `properties`
    pub fn properties(self) -> &'d [Member<'d>] {
        self.node.get("properties").map(Node::members).unwrap_or_default()
    }

    /// Whether `properties` is there, be it empty.
    pub fn has_properties(self) -> bool {
        self.node.get("properties").is_some_and(Node::is_object)
    }

    /// The names in `required`, in their order.
    pub fn required(self) -> impl Iterator<Item = &'d str> {
        self.node.get("required").map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str)
    }

    /// `required` where it is not a list: some documents put `required: true` into a property's schema.
    pub fn required_flag(self) -> Option<bool> {
        self.node.get("required").and_then(Node::as_bool)
    }

    /// `patternProperties`
    pub fn pattern_properties(self) -> &'d [Member<'d>] {
        self.node.get("patternProperties").map(Node::members).unwrap_or_default()
    }

    /// Schemas that hold where something else does: `then`, `else`, those of `dependentSchemas` and `dependencies`.
    pub fn conditional(self) -> impl Iterator<Item = Schema<'d>> {
        let branches = ["then", "else"].into_iter().filter_map(move |key| self.node.get(key));
        let dependent = ["dependentSchemas", "dependencies"].into_iter();
        let dependent =
            dependent.flat_map(move |key| self.node.get(key).map(Node::members).unwrap_or_default());
        // Lists of `dependencies` only say what is required.
        let schemas = dependent.map(|member| &member.node).filter(|node| node.is_object());
        branches.chain(schemas).map(|node| Schema { node })
    }

    /// Whether it lists members, be it of alternatives or of what holds where something else does.
    pub fn describes_members(self) -> bool {
        self.has_properties() || self.conditional().chain(self.any_of()).any(Schema::describes_members)
    }

    /// `additionalProperties`, else `unevaluatedProperties`
    pub fn additional(self) -> Additional<'d> {
        let said = self.node.get("additionalProperties");
        match said.or_else(|| self.node.get("unevaluatedProperties")) {
            None => Additional::Unsaid,
            Some(node) => match node.as_bool() {
                Some(true) => Additional::Any,
                Some(false) => Additional::None,
                None if node.members().is_empty() => Additional::Any,
                None => Additional::Schema(Schema { node }),
            },
        }
    }

    /// `items`
    pub fn items(self) -> Option<Schema<'d>> {
        self.node.get("items").filter(|items| items.is_object()).map(|node| Schema { node })
    }

    /// `prefixItems`
    pub fn prefix_items(self) -> impl Iterator<Item = Schema<'d>> {
        self.each("prefixItems")
    }

    /// `allOf`
    pub fn all_of(self) -> impl Iterator<Item = Schema<'d>> {
        self.each("allOf")
    }

    /// `anyOf` and `oneOf`
    pub fn any_of(self) -> impl Iterator<Item = Schema<'d>> {
        self.each("anyOf").chain(self.each("oneOf"))
    }

    /// Whether there is `anyOf` or `oneOf`.
    pub fn has_variants(self) -> bool {
        self.any_of().next().is_some()
    }

    /// The discriminator's member name and its mapping from values to schemas.
    pub fn discriminator(self) -> Option<(&'d str, &'d [Member<'d>])> {
        let node = self.node.get("discriminator")?;
        let name = node.get("propertyName").and_then(Node::as_str)?;
        Some((name, node.get("mapping").map(Node::members).unwrap_or_default()))
    }

    /// `readOnly`
    pub fn read_only(self) -> bool {
        self.flag("readOnly")
    }

    /// `writeOnly`
    pub fn write_only(self) -> bool {
        self.flag("writeOnly")
    }

    /// `deprecated`
    pub fn deprecated(self) -> bool {
        self.flag("deprecated")
    }

    /// Whether values must not be printed.
    pub fn sensitive(self) -> bool {
        self.flag("x-sensitive") || self.format() == Some("password")
    }

    /// `default`
    pub fn default_value(self) -> Option<&'d Node<'d>> {
        self.node.get("default")
    }

    /// `example`, or the first of `examples`.
    pub fn example(self) -> Option<&'d Node<'d>> {
        self.node.get("example").or_else(|| self.node.get("examples")?.items().first())
    }

    /// A numeric bound as written.
    pub fn bound(self, key: &str) -> Option<&'d str> {
        self.node.get(key).and_then(Node::as_number)
    }

    /// The first keyword about values that no type can express.
    pub fn unexpressed(self) -> Option<&'d str> {
        const KEYWORDS: [&str; 8] = [
            "contains",
            "dependencies",
            "dependentRequired",
            "if",
            "maxContains",
            "minContains",
            "not",
            "propertyNames",
        ];
        self.node.members().iter().map(|member| member.key.as_ref()).find(|key| KEYWORDS.contains(key))
    }

    /// Whether the schema says anything about values besides documentation.
    pub fn says_nothing(self) -> bool {
        const DOCS: [&str; 10] = [
            "description",
            "title",
            "example",
            "examples",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "nullable",
            "externalDocs",
        ];
        self.node.members().iter().all(|m| DOCS.contains(&m.key.as_ref()) || m.key.starts_with("x-"))
    }
}

/// Whether a content type is JSON: a string that contains some is text.
fn is_json_text(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence == "application/json" || essence.ends_with("+json")
}
