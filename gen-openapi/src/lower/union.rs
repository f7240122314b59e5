//! `anyOf` and `oneOf`.

use super::flat::{self, Parts};
use super::variant::{Tag, ordinal};
use super::{Lower, Lowered};
use crate::ir::{Enum, EnumKind, Hint, Known, Origin, Role, Sig, TypeId, TypeKind, Union, Value, Variant};
use crate::read::{Kinds, Schema};
use codegen::doc::{Node, NodeId};

/// What is known of several alternatives besides themselves.
pub(crate) struct Alternatives<'d> {
    /// The schema that offers them.
    pub(crate) own: Schema<'d>,
    /// What it says they are.
    pub(crate) docs: &'d str,
    /// Whether `null` is one of them.
    pub(crate) nullable: bool,
    /// The discriminator's member and mapping.
    pub(super) tag: Option<Tag<'d>>,
    /// Parts whose members belong to every variant.
    pub(crate) shared: Parts<'d>,
}

impl<'d> Lower<'d> {
    /// The variants that parts offer; none where the alternatives only constrain (`anyOf: [{required: [a]}, …]`).
    pub(crate) fn variants(&mut self, parts: &[Schema<'d>]) -> Vec<Schema<'d>> {
        let offering: Vec<Schema<'d>> = parts.iter().copied().filter(|part| part.has_variants()).collect();
        let Some(last) = offering.last() else { return Vec::new() };
        if offering.len() > 1 {
            self.note(
                "openapi::crossed-unions",
                last.id(),
                "two alternatives hold at once; the outer one is read",
            );
        }
        let variants: Vec<Schema<'d>> = last.any_of().collect();
        let describes_members = parts.iter().any(|part| part.has_properties());
        let constrains = |schema: &Schema<'d>| {
            schema.node.members().iter().all(|member| {
                matches!(
                    member.key.as_ref(),
                    "required" | "title" | "description" | "minProperties" | "maxProperties" | "not"
                )
            })
        };
        if describes_members && variants.iter().all(constrains) { Vec::new() } else { variants }
    }

    /// An enum over the variants of a schema. What stands beside them belongs to each.
    pub(crate) fn union(
        &mut self,
        parts: &[Schema<'d>],
        variants: &[Schema<'d>],
        role: Role,
        origin: Origin,
        label: &str,
        key: &(Vec<NodeId>, Role),
    ) -> Lowered {
        let lists = |part: &Schema<'d>| {
            let requires = part.required().next().is_some();
            part.has_properties() || requires || part.conditional().any(Schema::describes_members)
        };
        let with_members = parts.iter().copied().filter(lists);
        // The more special come later: those that offer the variants themselves.
        let (both, alone): (Parts<'d>, Parts<'d>) = with_members.partition(|part| part.has_variants());
        let alternatives = Alternatives {
            own: parts[parts.len() - 1],
            docs: parts.iter().rev().find_map(|part| part.description()).unwrap_or_default(),
            nullable: flat::nullable(parts),
            tag: parts.iter().rev().find_map(|part| part.discriminator()),
            shared: [alone, both].concat(),
        };
        self.alternatives(&alternatives, variants, role, origin, label, key)
    }

    /// An enum over the variants, or what is left when they turn out to be one thing.
    pub(crate) fn alternatives(
        &mut self,
        alternatives: &Alternatives<'d>,
        variants: &[Schema<'d>],
        role: Role,
        origin: Origin,
        label: &str,
        key: &(Vec<NodeId>, Role),
    ) -> Lowered {
        let Alternatives { own, docs, tag, shared, .. } = alternatives;
        let id = self.add(TypeKind::Union(Union::default()), origin, docs, own.id(), role);
        let announced = Lowered { nullable: alternatives.nullable, ..Lowered::plain(Sig::Type(id)) };
        self.memo.insert(key.clone(), announced);
        let tag = *tag;
        let mut nullable = false;
        let mut lost = false;
        let mut found: Vec<Variant> = Vec::new();
        for (index, variant) in variants.iter().enumerate() {
            if only_null(self.schema_at(*variant)) {
                nullable = true;
                continue;
            }
            let labels = self.labels(*variant, tag);
            let called = labels.first().cloned().unwrap_or_else(|| format!("variant {}", ordinal(index)));
            let below = Origin::Below(id, Hint::Variant(called));
            let lowered = if shared.is_empty() {
                self.schema(*variant, role, below, label)
            } else {
                self.with_shared(shared.clone(), *variant, role, below, label)
            };
            nullable |= lowered.nullable;
            lost |= lowered.lost;
            if lowered.sig == Sig::Unit {
                continue;
            }
            let tags = tag.map(|tag| self.tags(*variant, tag)).unwrap_or_default();
            match found.iter_mut().find(|known| known.sig == lowered.sig) {
                Some(known) => {
                    known.tags.extend(tags);
                    known.tags.dedup();
                }
                None => found.push(Variant::new(lowered.sig, tags, labels, self.docs(*variant))),
            }
        }
        widen(&mut found);
        self.merge_enums(id, &mut found);
        let sig = match self.simplified(id, &found) {
            Some(sig) => {
                self.api[id].live = false;
                self.forget(key);
                sig
            }
            None => {
                let tag =
                    tag.map(|(name, _)| name.to_owned()).filter(|_| found.iter().any(|v| !v.tags.is_empty()));
                self.api[id].kind =
                    TypeKind::Union(Union { tag, implied: false, optional: false, variants: found });
                Sig::Type(id)
            }
        };
        Lowered { sig, nullable, lost }
    }

    /// A variant together with the members all variants share.
    fn with_shared(
        &mut self,
        mut parts: Parts<'d>,
        variant: Schema<'d>,
        role: Role,
        origin: Origin,
        label: &str,
    ) -> Lowered {
        for part in self.parts(variant) {
            if !parts.iter().any(|known| known.id() == part.id()) {
                parts.push(part);
            }
        }
        let ids: Vec<NodeId> = parts.iter().map(|part| part.id()).collect();
        let key = (ids, role);
        if let Some(known) = self.memo.get(&key) {
            return known.clone();
        }
        // The alternatives of the shared part are what is being resolved: only the variant's own count now.
        let own = self.parts(variant);
        let nested = self.variants(&own);
        if !nested.is_empty() {
            let alternatives = Alternatives {
                own: variant,
                docs: own.iter().rev().find_map(|part| part.description()).unwrap_or_default(),
                nullable: flat::nullable(&own),
                tag: own.iter().rev().find_map(|part| part.discriminator()),
                shared: parts
                    .into_iter()
                    .filter(|part| part.has_properties() || part.required().next().is_some())
                    .collect(),
            };
            return self.alternatives(&alternatives, &nested, role, origin, label, &key);
        }
        let lowered = self.object(&parts, role, origin, &key, false);
        self.memo.insert(key, lowered.clone());
        lowered
    }

    fn forget(&mut self, key: &(Vec<NodeId>, Role)) {
        self.memo.shift_remove(key);
    }

    /// What the variants of a union come to when they need no enum of their own.
    fn simplified(&mut self, union: TypeId, variants: &[Variant]) -> Option<Sig> {
        let sigs: Vec<&Sig> = variants.iter().map(|variant| &variant.sig).collect();
        if sigs.is_empty() {
            return Some(Sig::Unit);
        }
        if let [only] = sigs.as_slice() {
            return Some((*only).clone());
        }
        // A variant that can be anything makes the whole anything.
        if sigs.iter().any(|sig| **sig == Sig::Json) {
            return Some(Sig::Json);
        }
        let number = |sig: &&Sig| matches!(sig, Sig::Int(_) | Sig::Float) || self.is_int_enum(sig);
        if sigs.iter().all(number) {
            let int = sigs.iter().find_map(|sig| if let Sig::Int(int) = sig { Some(*int) } else { None });
            let float = sigs.contains(&&Sig::Float);
            return Some(if float { Sig::Float } else { int.map_or(Sig::Float, Sig::Int) });
        }
        let text = |sig: &&Sig| matches!(sig, Sig::Str) || self.string_values(sig).is_some();
        if sigs.iter().all(text) {
            return Some(self.merged_strings(union, variants));
        }
        // A free string beside a format that is a string anyway, where nothing tells them apart.
        let textual = |sig: &&Sig| matches!(sig, Sig::Str | Sig::Known(Known::Uri));
        sigs.iter().all(textual).then_some(Sig::Str)
    }

    /// Several string enums among other kinds are one: nothing tells the `on` of one from the `on` of another.
    fn merge_enums(&mut self, union: TypeId, variants: &mut Vec<Variant>) {
        let enums: Vec<Variant> =
            variants.iter().filter(|variant| self.string_values(&variant.sig).is_some()).cloned().collect();
        if enums.len() < 2 || enums.len() == variants.len() {
            return;
        }
        let Some(first) = variants.iter().position(|variant| variant.sig == enums[0].sig) else { return };
        let values = self.all_values(&enums);
        let (node, role) = (self.api[union].node, self.api[union].role);
        let origin = Origin::Below(union, Hint::Variant("text".to_owned()));
        let merged = self.add(TypeKind::Enum(Enum::texts(values)), origin, "", node, role);
        variants[first] =
            Variant { sig: Sig::Type(merged), labels: vec!["text".to_owned()], ..enums[0].clone() };
        variants[first].docs.clear();
        variants.retain(|variant| !enums.iter().any(|known| known.sig == variant.sig));
    }

    fn all_values(&self, variants: &[Variant]) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for variant in variants {
            for value in self.string_values(&variant.sig).unwrap_or_default() {
                if !values.iter().any(|known| known.same(value)) {
                    values.push(value.clone());
                }
            }
        }
        values
    }

    fn is_int_enum(&self, sig: &Sig) -> bool {
        matches!(sig, Sig::Type(id) if matches!(self.api[*id].kind, TypeKind::Enum(Enum { kind: EnumKind::Integer, .. })))
    }

    fn string_values(&self, sig: &Sig) -> Option<&[Value]> {
        match sig {
            Sig::Type(id) => match &self.api[*id].kind {
                TypeKind::Enum(Enum { kind: EnumKind::Text | EnumKind::Mixed, values }) => Some(values),
                _ => None,
            },
            _ => None,
        }
    }

    /// String enums, and perhaps any other string: one open enum with all values in the union's place.
    fn merged_strings(&mut self, union: TypeId, variants: &[Variant]) -> Sig {
        let values = self.all_values(variants);
        let Some(first) = variants.iter().find_map(|variant| variant.sig.type_id()) else { return Sig::Str };
        let (union, first) = (&self.api[union], &self.api[first]);
        let docs = if union.docs.is_empty() { &first.docs } else { &union.docs }.clone();
        let (origin, node, role) = (union.origins[0].clone(), union.node, union.role);
        Sig::Type(self.add(TypeKind::Enum(Enum::texts(values)), origin, &docs, node, role))
    }

    /// A type that is a list of kinds (OpenAPI 3.1): one variant per kind.
    pub(crate) fn several_kinds(
        &mut self,
        parts: &[Schema<'d>],
        kinds: Kinds,
        role: Role,
        origin: Origin,
        label: &str,
        key: &(Vec<NodeId>, Role),
    ) -> Lowered {
        let own = parts[parts.len() - 1];
        let id = self.add(TypeKind::Union(Union::default()), origin, self.docs(own), own.id(), role);
        let mut found: Vec<Variant> = Vec::new();
        for kind in kinds.each() {
            let (sig, name) = match kind {
                Kinds::BOOLEAN => (Sig::Bool, "bool"),
                Kinds::STRING => (self.string(parts).sig, "text"),
                Kinds::ARRAY => {
                    let below = Origin::Below(id, Hint::Variant("list".to_owned()));
                    (self.array(parts, role, below, label).sig, "list")
                }
                Kinds::OBJECT => {
                    let below = Origin::Below(id, Hint::Variant("object".to_owned()));
                    let object_key = (key.0.iter().copied().chain([own.id()]).collect(), role);
                    (self.object(parts, role, below, &object_key, true).sig, "object")
                }
                Kinds::NULL => continue,
                number => (self.number(parts, number, label).sig, "number"),
            };
            let labels = vec![name.to_owned()];
            if !found.iter().any(|known| known.sig == sig) {
                found.push(Variant::new(sig, Vec::new(), labels, ""));
            }
        }
        let sig = match self.simplified(id, &found) {
            Some(sig) => {
                self.api[id].live = false;
                sig
            }
            None => {
                self.api[id].kind = TypeKind::Union(Union { variants: found, ..Union::default() });
                Sig::Type(id)
            }
        };
        Lowered { sig, nullable: flat::nullable(parts), lost: false }
    }
}

/// Whether a schema says nothing but that `null` is allowed.
pub(super) fn only_null(schema: Schema<'_>) -> bool {
    let says = |key: &str| {
        let told = [
            "nullable",
            "title",
            "description",
            "example",
            "examples",
            "default",
            "deprecated",
            "externalDocs",
        ];
        told.contains(&key) || key.starts_with("x-") || key.starts_with('$')
    };
    schema.node.get("nullable").and_then(Node::as_bool) == Some(true)
        && schema.node.members().iter().all(|member| says(&member.key))
}

/// Of several numbers the wider takes the place of all: nothing tells `1` from `1`.
fn widen(variants: &mut Vec<Variant>) {
    let is_number = |variant: &Variant| matches!(variant.sig, Sig::Int(_) | Sig::Float);
    let sigs: Vec<Sig> =
        variants.iter().filter(|variant| is_number(variant)).map(|v| v.sig.clone()).collect();
    let Some(widest) = sigs.iter().max_by_key(|sig| (**sig == Sig::Float, **sig == Sig::Int("i64"))) else {
        return;
    };
    let mut first = true;
    variants.retain_mut(|variant| {
        if is_number(variant) {
            variant.sig = widest.clone();
            return std::mem::take(&mut first);
        }
        true
    });
}
