//! What a schema is made of: references followed, `allOf` spread out, siblings on top.

use super::Lower;
use crate::read::{Kinds, Schema};
use codegen::doc::NodeId;

/// How deep references and `allOf` may nest: enough for any document that a person or tool writes, few enough for the
/// stack.
const MAX_NESTING: usize = 1_000;

/// The schemas that hold at once for a value, from the most general to the most specific.
pub(crate) type Parts<'d> = Vec<Schema<'d>>;

/// Where parts lead when they are nothing but a reference.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Alias<'d> {
    /// To this reference and its target; siblings, if any, only document or loosen it.
    To(&'d str, Schema<'d>),
    /// They add something of their own.
    No,
}

impl<'d> Lower<'d> {
    /// Whether a schema is another name for a referenced one: `$ref`, or an `allOf` with one `$ref`, with siblings that
    /// do not change the type.
    pub(crate) fn alias(&mut self, schema: Schema<'d>) -> Alias<'d> {
        let reference = schema.reference().or_else(|| {
            let mut parts = schema.all_of();
            match (parts.next(), parts.next()) {
                (Some(only), None) => only.reference(),
                _ => None,
            }
        });
        let Some(reference) = reference else { return Alias::No };
        let Some(target) = self.document.schema(reference) else {
            self.note(
                "openapi::dangling-ref",
                schema.id(),
                format!("`{reference}` does not exist; read as any value"),
            );
            return Alias::No;
        };
        let changes = schema.node.members().iter().any(|member| changes_type(&member.key))
            || schema.format().is_some_and(|format| target.format().is_none() && format != "uri-reference");
        if changes { Alias::No } else { Alias::To(reference, target) }
    }

    /// Spreads a schema into its parts. A part that is met again is left out the second time: it has nothing to add, and
    /// parts that name the same part twice, one inside the other, would double its number at every level.
    pub(crate) fn parts(&mut self, schema: Schema<'d>) -> Parts<'d> {
        let mut parts = Vec::new();
        self.spread(schema, &mut parts, &mut Vec::new());
        parts
    }

    fn spread(&mut self, schema: Schema<'d>, parts: &mut Parts<'d>, trail: &mut Vec<NodeId>) {
        if trail.contains(&schema.id()) {
            let what = "this schema contains itself; the inner one is left out";
            self.note("openapi::all-of-cycle", schema.id(), what);
            return;
        }
        if parts.iter().any(|known| known.id() == schema.id()) {
            return;
        }
        if trail.len() > MAX_NESTING {
            let what = format!(
                "references and `allOf` nest more than {MAX_NESTING} deep here; what is deeper is left out"
            );
            self.note("openapi::all-of-depth", schema.id(), what);
            return;
        }
        trail.push(schema.id());
        if let Some(reference) = schema.reference() {
            match self.document.schema(reference) {
                Some(target) => self.spread(target, parts, trail),
                None => {
                    let what = format!("`{reference}` does not exist; read without it");
                    self.note("openapi::dangling-ref", schema.id(), what);
                }
            }
        }
        for part in schema.all_of() {
            self.spread(part, parts, trail);
        }
        trail.pop();
        parts.push(schema);
    }
}

/// Whether a sibling of `$ref` changes what values are allowed, rather than how they are described.
fn changes_type(key: &str) -> bool {
    matches!(
        key,
        "properties"
            | "required"
            | "anyOf"
            | "oneOf"
            | "enum"
            | "const"
            | "items"
            | "additionalProperties"
            | "patternProperties"
            | "unevaluatedProperties"
            | "dependencies"
            | "dependentSchemas"
            | "then"
            | "else"
            | "discriminator"
    )
}

/// The kinds of value that parts allow: what the most specific part that says so says, else what their keywords imply.
pub(crate) fn kinds(parts: &[Schema<'_>]) -> Kinds {
    let stated =
        parts.iter().rev().map(|part| part.kinds().without(Kinds::NULL)).find(|kinds| !kinds.is_empty());
    stated.unwrap_or_else(|| implied(parts))
}

/// Whether two parts state kinds that no value has at once.
pub(crate) fn disagree(parts: &[Schema<'_>]) -> bool {
    let number = |kinds: Kinds| if kinds.has(Kinds::INTEGER) { kinds.with(Kinds::NUMBER) } else { kinds };
    let stated: Vec<Kinds> = parts
        .iter()
        .map(|part| number(part.kinds().without(Kinds::NULL)))
        .filter(|kinds| !kinds.is_empty())
        .collect();
    stated.windows(2).any(|pair| pair[0].each().all(|kind| !pair[1].has(kind)))
}

fn implied(parts: &[Schema<'_>]) -> Kinds {
    let any = |test: fn(&Schema<'_>) -> bool| parts.iter().any(test);
    let open = |part: &Schema<'_>| {
        ["additionalProperties", "patternProperties", "unevaluatedProperties"]
            .iter()
            .any(|key| part.node.get(key).is_some())
    };
    if parts.iter().any(|part| part.has_properties() || open(part))
        || any(|part| part.conditional().any(Schema::describes_members))
    {
        return Kinds::OBJECT;
    }
    if any(|part| part.required().next().is_some()) && !any(|part| part.node.get("enum").is_some()) {
        return Kinds::OBJECT;
    }
    if any(|part| part.items().is_some() || part.prefix_items().next().is_some()) {
        return Kinds::ARRAY;
    }
    if any(|part| part.has_content()) {
        return Kinds::STRING;
    }
    Kinds::default()
}

/// Whether parts allow `null`: the outermost part says so, or all that state a type do.
pub(crate) fn nullable(parts: &[Schema<'_>]) -> bool {
    let null = |part: &Schema<'_>| part.kinds().has(Kinds::NULL);
    let mut stated = parts.iter().filter(|part| !part.kinds().is_empty()).peekable();
    parts.last().is_some_and(null) || (stated.peek().is_some() && stated.all(null))
}
