//! Values as people write and see them.

use super::check::{items, members};
use super::types::{EnumKind, Kind, Schema};
use crate::Json;
use crate::codec::from_str;

impl Schema {
    /// What a person wrote, as a value of the type: text where the type is text, else JSON where it is some. Several values of
    /// a list may be written as a JSON array, one as it is.
    pub fn read_text(self, text: &str) -> Json {
        let parsed = || Json::parse(text).ok();
        match self.kind() {
            Kind::Text | Kind::Format(_) => text.into(),
            Kind::Enum(of) if of.kind() == EnumKind::Text => text.into(),
            Kind::Enum(of) => of
                .json()
                .find(|value| plain(value.as_text()) == text)
                .unwrap_or_else(|| parsed().unwrap_or_else(|| text.into())),
            Kind::List(item) => parsed()
                .filter(|json| items(json.as_text()).is_some())
                .unwrap_or_else(|| Json::of(&vec![item.read_text(text)])),
            Kind::Maybe(inner) => inner.read_text(text),
            _ => parsed().unwrap_or_else(|| text.into()),
        }
    }

    /// A value of the type without what must not be shown: members that the document marks as secret, and those that it
    /// does not describe, but whose names say so.
    pub fn hide(self, value: &Json) -> Json {
        hidden(Some(self), value.as_text(), 0)
    }
}

/// A scalar's text; other JSON as it is.
fn plain(json: &str) -> String {
    if json.starts_with('"') { from_str(json).unwrap_or_default() } else { json.to_owned() }
}

/// Deeper than that nothing is shown.
const MOST: usize = 64;

fn hidden(schema: Option<Schema>, text: &str, depth: usize) -> Json {
    if depth > MOST {
        return crate::secret::HIDDEN.into();
    }
    if let Some(all) = items(text) {
        let item = schema.and_then(Schema::item);
        return Json::of(&all.into_iter().map(|text| hidden(item, text, depth + 1)).collect::<Vec<_>>());
    }
    let Some(all) = members(text) else { return Json::parse(text).unwrap_or_default() };
    let shown = all.into_iter().map(|(name, text)| {
        let marked = schema.and_then(|schema| schema.is_secret(&name));
        let is_secret = marked.unwrap_or_else(|| crate::secret::is_secret(&name));
        let is_shown = !is_secret || matches!(text, "null" | "true" | "false");
        let below = || hidden(schema.and_then(|schema| schema.at(&name)), text, depth + 1);
        let json = if is_shown { below() } else { crate::secret::HIDDEN.into() };
        (name.into_owned(), json)
    });
    Json::object(shown)
}

impl Schema {
    fn item(self) -> Option<Self> {
        match self.kind() {
            Kind::List(item) => Some(item),
            Kind::Maybe(inner) => inner.item(),
            Kind::Union(union) => union.variants().iter().find_map(|variant| union.schema(variant).item()),
            _ => None,
        }
    }

    /// Whether a member of this name is marked as secret, in any variant; none where the type knows no such member.
    fn is_secret(self, name: &str) -> Option<bool> {
        match self.kind() {
            Kind::Record(record) => record.field(name).map(|field| field.secret),
            Kind::Maybe(inner) => inner.is_secret(name),
            Kind::Union(union) => {
                let variants = union.variants().iter();
                variants.filter_map(|variant| union.schema(variant).is_secret(name)).max()
            }
            _ => None,
        }
    }
}
