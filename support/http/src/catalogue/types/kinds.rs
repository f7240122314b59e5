//! What there is in records, unions, enums and forms.

use super::{Enum, EnumKind, Field, Form, FormPart, Made, Record, Schema, Union, Value, Variant};

impl Record {
    /// Its members.
    pub fn fields(self) -> &'static [Field] {
        if let Made::Record { fields, .. } = &self.ty.shape { fields } else { &[] }
    }

    /// The member of a name.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// The type of a member.
    pub fn schema(self, field: &'static Field) -> Schema {
        Schema::new(self.catalogue, &field.sig)
    }

    /// The type of members that are not listed, where there may be such.
    pub fn rest(self) -> Option<Schema> {
        let Made::Record { rest: Some(rest), .. } = &self.ty.shape else { return None };
        Some(Schema::new(self.catalogue, rest))
    }

    /// Whether the document says that there are no other members.
    pub fn is_closed(self) -> bool {
        matches!(&self.ty.shape, Made::Record { closed: true, .. })
    }
}

impl Union {
    /// The member whose value names the variant; empty where there is none.
    pub fn tag(self) -> &'static str {
        if let Made::Union { tag, .. } = &self.ty.shape { tag } else { "" }
    }

    /// Its variants.
    pub fn variants(self) -> &'static [Variant] {
        if let Made::Union { variants, .. } = &self.ty.shape { variants } else { &[] }
    }

    /// The type of a variant.
    pub fn schema(self, variant: &'static Variant) -> Schema {
        Schema::new(self.catalogue, &variant.sig)
    }
}

impl Enum {
    /// What its values are in JSON.
    pub fn kind(self) -> EnumKind {
        if let Made::Enum { kind, .. } = &self.ty.shape { *kind } else { EnumKind::Text }
    }

    /// Its values as text.
    pub fn values(self) -> impl Iterator<Item = &'static str> {
        self.all().iter().map(|value| value.text)
    }

    /// Its values as JSON writes them.
    pub fn json(self) -> impl Iterator<Item = crate::Json> {
        let bare = self.kind() == EnumKind::Integer;
        self.all().iter().map(move |value| {
            let number = Some(value.text).filter(|_| bare || value.bare);
            number.and_then(|text| crate::Json::parse(text).ok()).unwrap_or_else(|| value.text.into())
        })
    }

    fn all(self) -> &'static [Value] {
        if let Made::Enum { values, .. } = &self.ty.shape { values } else { &[] }
    }
}

impl Form {
    /// Its parts.
    pub fn parts(self) -> &'static [FormPart] {
        if let Made::Form(parts) = &self.ty.shape { parts } else { &[] }
    }

    /// The type of a part that is no file.
    pub fn schema(self, part: &'static FormPart) -> Option<Schema> {
        Some(Schema::new(self.catalogue, part.sig.as_ref()?))
    }
}
