//! Which of several types a value is of.

use super::scalar::of_catalogue;
use super::{Fill, Hint, Maker};
use cfs_catalogue::{Schema, Union};
use serde_json::{Value, json};

impl Maker<'_> {
    /// What is there as it is, if it fits; else as the variant that its tag names, or the first that can be made.
    pub(super) fn union(
        &self,
        schema: Schema,
        union: Union,
        hint: Hint,
        there: Option<&Value>,
        depth: usize,
    ) -> Value {
        let whole = self.fill == Fill::Needed;
        if let Some(value) = there.filter(|value| whole && schema.check(&of_catalogue(value)).is_empty()) {
            return value.clone();
        }
        let tag = union.tag();
        let named = there.and_then(|value| value.get(tag)?.as_str());
        let variants = union.variants().iter();
        let own = variants.clone().filter(|variant| named.is_some_and(|named| variant.tags.contains(&named)));
        let mut last = Value::Null;
        for variant in own.chain(variants) {
            let mut value = self.fit(union.schema(variant), hint, there, depth + 1);
            if let (Some(members), Some(first)) = (value.as_object_mut(), variant.tags.first()) {
                let is = named.filter(|named| variant.tags.contains(named)).unwrap_or(first);
                if !tag.is_empty() {
                    members.insert(tag.to_owned(), json!(is));
                }
            }
            if schema.check(&of_catalogue(&value)).is_empty() && (there.is_none() || keeps(there, &value)) {
                return value;
            }
            last = value;
        }
        there.cloned().unwrap_or(last)
    }
}

/// Whether a value still has every member that was there.
fn keeps(there: Option<&Value>, value: &Value) -> bool {
    let (Some(Value::Object(there)), Value::Object(value)) = (there, value) else {
        return there.is_none_or(|there| there == value);
    };
    there.keys().all(|name| value.contains_key(name))
}
