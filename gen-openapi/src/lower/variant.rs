//! What a variant may be called, and which values of a discriminator mean it.

use super::Lower;
use super::object::component_of;
use super::schema::scalar_text;
use crate::pass::names::{component_words, without_namespace};
use crate::read::{Document, Kinds, Schema};
use codegen::doc::{Member, Node};

/// A discriminator: its member and its mapping.
pub(super) type Tag<'d> = (&'d str, &'d [Member<'d>]);

impl<'d> Lower<'d> {
    /// What a variant may be called: its tag's value, its title, its component, a constant, a member.
    pub(super) fn labels(&self, variant: Schema<'d>, tag: Option<Tag<'d>>) -> Vec<String> {
        let mut labels: Vec<String> = Vec::new();
        if let Some(tag) = tag
            && let [only] = self.tags(variant, tag).as_slice()
        {
            labels.push(only.clone());
        }
        labels.extend(variant.title().map(str::to_owned));
        labels.extend(component_of(variant).map(|name| self.component_label(name)));
        if let Some(target) = self.document.follow(variant.node) {
            let target = Schema { node: target };
            labels.extend(target.title().map(str::to_owned));
            if let Some([only]) = target.values().as_deref() {
                labels.extend(scalar_text(only));
            }
            for property in target.properties() {
                if let [only] = self.limits(&[Schema { node: &property.node }]).as_slice() {
                    labels.push(only.clone());
                }
            }
            let items = target.items().and_then(component_of);
            labels.extend(items.map(|name| format!("{} list", self.component_label(name))));
            labels.extend(kind_label(target));
            // Lists are told apart by what is in them.
            let kind = target.items().and_then(kind_label).filter(|_| target.kinds().has(Kinds::ARRAY));
            labels.extend(kind.map(|kind| format!("{kind} list")));
            labels.extend(target.required().next().map(str::to_owned));
            labels.extend(target.properties().first().map(|property| property.key.to_string()));
            let parts: Vec<Schema<'d>> = target.all_of().collect();
            labels.extend(parts.iter().rev().filter_map(|part| part.title()).map(str::to_owned));
            let named = parts.iter().rev().filter_map(|part| component_of(*part));
            labels.extend(named.map(|name| self.component_label(name)));
            labels.extend(parts.iter().rev().find_map(|part| part.required().next()).map(str::to_owned));
        }
        labels
    }

    /// A component's name as a label: its telling words.
    fn component_label(&self, name: &str) -> String {
        let name = codegen::doc::unescape(name);
        let words = if self.api.spaced { without_namespace(&name) } else { component_words(&name) };
        words.join(" ")
    }

    /// The discriminator values that mean a variant: those that map to it, else the values of its own tag member.
    pub(super) fn tags(&self, variant: Schema<'d>, tag: Tag<'d>) -> Vec<String> {
        let component = component_of(variant);
        let maps_here = |target: &Node<'d>| {
            let target = target.as_str().unwrap_or_default();
            let decoded = target.contains('%').then(|| codegen::doc::Pointer::parse(target)).flatten();
            let decoded = decoded.map(|pointer| format!("#{}", pointer.as_str()));
            let target = decoded.as_deref().unwrap_or(target);
            component.is_some() && (Document::component(target) == component || Some(target) == component)
        };
        let mapped: Vec<String> =
            tag.1.iter().filter(|entry| maps_here(&entry.node)).map(|entry| entry.key.to_string()).collect();
        if !mapped.is_empty() {
            return mapped;
        }
        let mut values = Vec::new();
        self.tag_values(variant, tag.0, &mut values, 0);
        // Without a mapping the component's name is the value. Names with a name space are no values: nobody sends them.
        if values.is_empty() && !self.api.spaced {
            values.extend(component.map(|name| codegen::doc::unescape(name).into_owned()));
        }
        values
    }

    fn tag_values(&self, schema: Schema<'d>, name: &str, values: &mut Vec<String>, depth: usize) {
        let Some(node) = self.document.follow(schema.node).filter(|_| depth < 8) else { return };
        let target = Schema { node };
        if let Some(member) = target.properties().iter().find(|member| member.key == name) {
            values.extend(self.limits(&[Schema { node: &member.node }]));
        }
        for part in target.all_of() {
            self.tag_values(part, name, values, depth + 1);
        }
        values.dedup();
    }
}

/// What a variant without members is, in a word.
fn kind_label(schema: Schema<'_>) -> Option<String> {
    let kinds = schema.kinds().without(Kinds::NULL);
    let name = match kinds {
        Kinds::STRING => schema.format().unwrap_or("text"),
        Kinds::INTEGER | Kinds::NUMBER => "number",
        Kinds::BOOLEAN => "bool",
        Kinds::ARRAY => "list",
        Kinds::OBJECT if !schema.has_properties() => "object",
        _ => return None,
    };
    Some(name.to_owned())
}

/// The number of a variant that nothing names.
pub(super) fn ordinal(index: usize) -> &'static str {
    const WORDS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(index).copied().unwrap_or("more")
}
