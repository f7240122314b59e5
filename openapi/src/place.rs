//! Which parts of an OpenAPI document are structure, which are user-chosen names, and which are data.
//!
//! A schema may have a property called `example`, and an example may contain a member called `$ref`; neither is the
//! keyword. Everything that walks a document asks here what a member means where it stands.

/// What kind of thing a value is, given where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// An OpenAPI object (operation, response, media type …): members are keywords.
    Object,
    /// A map from user-chosen names to OpenAPI objects.
    Map,
    /// A schema: members are keywords.
    Schema,
    /// A map from user-chosen names to schemas.
    SchemaMap,
    /// A discriminator's `mapping`: values refer to schemas.
    Mapping,
    /// Data of the API itself (examples, defaults, extensions): nothing in it means anything to OpenAPI.
    Data,
}

impl Place {
    /// What the member `key` of a value at this place is. `object` tells whether that member is a JSON object.
    #[must_use]
    pub fn member(self, key: &str, object: bool) -> Self {
        match self {
            Self::Map => Self::Object,
            Self::SchemaMap => Self::Schema,
            Self::Data | Self::Mapping => Self::Data,
            Self::Object => match key {
                "schema" => Self::Schema,
                "schemas" => Self::SchemaMap,
                "example" | "value" | "default" | "enum" | "scopes" => Self::Data,
                "mapping" => Self::Mapping,
                "examples" | "parameters" | "headers" if !object => Self::Object,
                "callbacks" | "content" | "encoding" | "examples" | "headers" | "links" | "parameters"
                | "paths" | "pathItems" | "requestBodies" | "responses" | "securitySchemes" | "variables"
                | "webhooks" => Self::Map,
                _ if key.starts_with("x-") => Self::Data,
                _ => Self::Object,
            },
            Self::Schema => match key {
                "properties" | "patternProperties" | "$defs" | "definitions" | "dependencies"
                | "dependentSchemas" => Self::SchemaMap,
                "additionalProperties"
                | "allOf"
                | "anyOf"
                | "contains"
                | "else"
                | "if"
                | "items"
                | "not"
                | "oneOf"
                | "prefixItems"
                | "propertyNames"
                | "then"
                | "unevaluatedItems"
                | "unevaluatedProperties" => Self::Schema,
                "discriminator" => Self::Object,
                _ => Self::Data,
            },
        }
    }

    /// Whether a `$ref` member here is a reference.
    pub fn refers(self) -> bool {
        matches!(self, Self::Object | Self::Schema)
    }
}
