//! Objects: structs and maps.

use super::flat::Parts;
use super::secret::{is_described_as_secret, is_secret, speaks_of_secrets};
use super::union::Alternatives;
use super::{Lower, Lowered};
use crate::ir::{
    Access, Field, Hint, Origin, Presence, Record, Role, Row, Sig, Take, TypeId, TypeKind, Wrap,
};
use crate::read::{Additional, Document, Schema};
use codegen::doc::NodeId;
use indexmap::IndexMap;
use std::collections::{BTreeMap, VecDeque};

/// What is known of members that are not listed.
enum Unlisted<'d> {
    /// Nothing: there may be some.
    Unsaid,
    /// There may be some, of any kind.
    Any,
    /// There are none.
    None,
    /// They have one of these schemas.
    Schemas(Vec<Schema<'d>>),
}

/// A member before its type is decided.
pub(crate) struct Member<'d> {
    /// Every schema that holds for it, most general first.
    pub(crate) schemas: Vec<Schema<'d>>,
}

impl<'d> Lower<'d> {
    /// A struct where members are described, otherwise a map. `whole` is whether the parts are all that there is, and not
    /// one of several alternatives.
    pub(crate) fn object(
        &mut self,
        parts: &[Schema<'d>],
        role: Role,
        origin: Origin,
        key: &(Vec<NodeId>, Role),
        whole: bool,
    ) -> Lowered {
        let own = parts[parts.len() - 1];
        let mut members = self.members(parts);
        if members.is_empty() {
            // `required` alone names members of any type.
            let named = parts.iter().flat_map(|part| part.required());
            members.extend(named.map(|name| (name, Member { schemas: Vec::new() })));
        } else if whole {
            self.undescribed(parts, &mut members);
        }
        if !members.is_empty() {
            let docs = parts.iter().rev().find_map(|part| part.description()).unwrap_or_default();
            let id = self.add(TypeKind::Record(Record::default()), origin, docs, own.id(), role);
            self.announce(key, &Sig::Type(id), parts);
            let required = required(parts);
            let mut record = self.record(id, members, &required, role);
            record.rest = self.rest(id, parts, role);
            record.closed = matches!(self.unlisted(parts), Unlisted::None);
            self.api[id].kind = TypeKind::Record(record);
            return Lowered::plain(Sig::Type(id));
        }
        match self.unlisted(parts) {
            Unlisted::Schemas(values) => {
                let value = self.values_of(&values, parts, role, super::schema::element(origin));
                let sig = if value.nullable { Sig::Maybe(Box::new(value.sig)) } else { value.sig };
                Lowered { sig: Sig::Map(Box::new(sig)), nullable: false, lost: value.lost }
            }
            // The document says that there are no members at all.
            Unlisted::None => {
                let record = Record { closed: true, ..Record::default() };
                let id = self.add(TypeKind::Record(record), origin, self.docs(own), own.id(), role);
                Lowered::plain(Sig::Type(id))
            }
            Unlisted::Any | Unlisted::Unsaid => Lowered::plain(Sig::Map(Box::new(Sig::Json))),
        }
    }

    /// The type of members that are not listed: `additionalProperties` or `patternProperties` beside `properties`.
    fn rest(&mut self, id: TypeId, parts: &[Schema<'d>], role: Role) -> Option<Sig> {
        match self.unlisted(parts) {
            Unlisted::Schemas(values) => {
                let origin = Origin::Below(id, Hint::Element("rest".to_owned()));
                let lowered = self.values_of(&values, parts, role, origin);
                self.count(&lowered);
                Some(if lowered.nullable { Sig::Maybe(Box::new(lowered.sig)) } else { lowered.sig })
            }
            Unlisted::Any => Some(Sig::Json),
            Unlisted::None | Unlisted::Unsaid => None,
        }
    }

    /// What parts say of members that they do not list: the last that says something of all others, and every pattern.
    fn unlisted(&self, parts: &[Schema<'d>]) -> Unlisted<'d> {
        let said = parts.iter().rev().map(|part| part.additional());
        let said = said.into_iter().find(|found| !matches!(found, Additional::Unsaid));
        let mut schemas: Vec<Schema<'d>> = Vec::new();
        let patterns = parts.iter().flat_map(|part| part.pattern_properties());
        for schema in patterns.map(|member| Schema { node: &member.node }) {
            // `false` says that there is no member of such a name.
            let none = schema.node.as_bool() == Some(false);
            if !none && !schemas.iter().any(|known| known.node.same(schema.node)) {
                schemas.push(schema);
            }
        }
        match said.unwrap_or(Additional::Unsaid) {
            Additional::Any => return Unlisted::Any,
            Additional::Schema(values) => schemas.insert(0, values),
            Additional::None if schemas.is_empty() => return Unlisted::None,
            Additional::None | Additional::Unsaid => {}
        }
        if schemas.is_empty() { Unlisted::Unsaid } else { Unlisted::Schemas(schemas) }
    }

    /// The type of members that have one of several schemas, by their names.
    fn values_of(
        &mut self,
        schemas: &[Schema<'d>],
        parts: &[Schema<'d>],
        role: Role,
        origin: Origin,
    ) -> Lowered {
        if let [only] = schemas {
            return self.schema(*only, role, origin, "");
        }
        let own = parts[parts.len() - 1];
        let key = (schemas.iter().map(|schema| schema.id()).chain([own.id()]).collect(), role);
        let alternatives =
            Alternatives { own: schemas[0], docs: "", nullable: false, tag: None, shared: Vec::new() };
        self.alternatives(&alternatives, schemas, role, origin, "", &key)
    }

    /// The members that parts describe. A later part that only documents a member does not hide what an earlier says.
    pub(crate) fn members(&mut self, parts: &[Schema<'d>]) -> BTreeMap<&'d str, Member<'d>> {
        let mut members: BTreeMap<&'d str, Member<'d>> = BTreeMap::new();
        let conditional = self.conditional(parts);
        for part in conditional.iter().chain(parts) {
            for property in part.properties() {
                let schema = Schema { node: &property.node };
                // OpenAPI 3.1 has `true` for any value.
                if !property.node.is_object() && property.node.as_bool().is_none() {
                    let what = format!(
                        "the schema of `{}` is a {}; read as any value",
                        property.key,
                        property.node.kind()
                    );
                    self.note("openapi::bad-schema", property.node.id(), what);
                }
                let member =
                    members.entry(property.key.as_ref()).or_insert_with(|| Member { schemas: Vec::new() });
                if !member.schemas.iter().any(|known| known.id() == schema.id()) {
                    member.schemas.push(schema);
                }
            }
        }
        members
    }

    /// The parts that hold where something else does, their own alternatives and conditions included. Their members may be
    /// there, so they are members.
    fn conditional(&mut self, parts: &[Schema<'d>]) -> Parts<'d> {
        let mut found: Parts<'d> = Vec::new();
        let mut open: VecDeque<Schema<'d>> = parts.iter().flat_map(|part| part.conditional()).collect();
        while let Some(schema) = open.pop_front() {
            for part in self.parts(schema) {
                if !parts.iter().chain(&found).any(|known| known.id() == part.id()) {
                    open.extend(part.conditional().chain(part.any_of()));
                    found.push(part);
                }
            }
        }
        found
    }

    /// Adds the names that are required without being described: members of any type. They may be left out, as many of
    /// them are slips of the pen.
    fn undescribed(&mut self, parts: &[Schema<'d>], members: &mut BTreeMap<&'d str, Member<'d>>) {
        if !matches!(self.unlisted(parts), Unlisted::Unsaid | Unlisted::None) {
            return;
        }
        for part in parts {
            for name in part.required().filter(|name| !members.contains_key(name)).collect::<Vec<_>>() {
                let what = format!(
                    "`{name}` is required but not described; read as an optional member of any value"
                );
                self.note("openapi::undescribed-member", part.id(), what);
                members.insert(name, Member { schemas: Vec::new() });
            }
        }
    }

    /// A member's place among those that are required; also of one that says so itself.
    fn rank(&mut self, listed: Option<usize>, schemas: &[Schema<'d>]) -> Option<usize> {
        let mut rank = listed;
        for schema in schemas {
            if schema.required_flag() == Some(true) && rank.is_none() {
                let message = "`required: true` inside a member; read as required";
                self.note("openapi::required-flag", schema.id(), message);
                rank = Some(usize::MAX);
            }
        }
        rank
    }

    /// Lowers the members of a struct, without those that do not exist in this role.
    pub(crate) fn record(
        &mut self,
        id: TypeId,
        members: BTreeMap<&'d str, Member<'d>>,
        required: &IndexMap<&'d str, usize>,
        role: Role,
    ) -> Record {
        let mut record = Record::default();
        let described_none = members.values().all(|member| member.schemas.is_empty());
        for (wire, member) in members {
            let flag = |test: fn(Schema<'d>) -> bool| self.any(&member.schemas, test);
            let (read_only, write_only) = (flag(Schema::read_only), flag(Schema::write_only));
            if (role == Role::Request && read_only) || (role == Role::Response && write_only) {
                continue;
            }
            let access = match (read_only, write_only) {
                (true, false) => Access::ReadOnly,
                (false, true) => Access::WriteOnly,
                _ => Access::Both,
            };
            let marked = flag(Schema::sensitive) || (write_only && speaks_of_secrets(wire));
            let deprecated = flag(Schema::deprecated);
            let last = member.schemas.last().map_or(self.api[id].node, |schema| schema.id());
            let docs = member
                .schemas
                .iter()
                .rev()
                .find_map(|schema| Some(self.docs(*schema)).filter(|d| !d.is_empty()));
            let described = !member.schemas.is_empty() || described_none;
            let rank = self.rank(required.get(wire).copied().filter(|_| described), &member.schemas);
            let origin = Origin::Below(id, Hint::Member(wire.to_owned()));
            let lowered = self.member_type(&member.schemas, role, origin, wire);
            self.count(&lowered);
            let limits = self.limits(&member.schemas);
            let shown = member.schemas.last().map(|schema| shown(*schema)).unwrap_or_default();
            let plain = matches!(lowered.sig, Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Unit);
            let text = docs.unwrap_or_default();
            let named = is_secret(wire) || is_described_as_secret(text);
            let secret = marked || (named && !plain);
            record.fields.push(Field {
                wire: wire.to_owned(),
                name: String::new(),
                presence: Presence::of(rank.is_some(), lowered.nullable),
                sig: lowered.sig,
                rank: rank.unwrap_or_default(),
                docs: text.to_owned(),
                facts: self.facts(&member.schemas),
                deprecated,
                secret,
                access,
                limits,
                constant: None,
                shown,
                wrap: Wrap::default(),
                take: Take::default(),
                row: Row::default(),
                node: last,
            });
        }
        record
    }

    /// A member's type from all schemas that hold for it.
    pub(crate) fn member_type(
        &mut self,
        schemas: &[Schema<'d>],
        role: Role,
        origin: Origin,
        label: &str,
    ) -> Lowered {
        let telling: Vec<Schema<'d>> =
            schemas.iter().copied().filter(|schema| !schema.says_nothing()).collect();
        let nullable = schemas.iter().any(|schema| schema.kinds().has(crate::read::Kinds::NULL));
        let mut lowered = match telling.as_slice() {
            [] => match schemas.last() {
                Some(last) => self.schema(*last, role, origin, label),
                None => Lowered::plain(Sig::Json),
            },
            [only] => self.schema(*only, role, origin, label),
            several => {
                let mut parts: Parts<'d> = Vec::new();
                for schema in several {
                    for part in self.parts(*schema) {
                        if !parts.iter().any(|known| known.id() == part.id()) {
                            parts.push(part);
                        }
                    }
                }
                let last = several[several.len() - 1];
                // Of contradicting types the most specific part's is meant; parts of other kinds would only confuse it.
                let wanted = super::flat::kinds(&self.parts(last));
                if !wanted.is_empty() {
                    let other = |part: &Schema<'d>| {
                        let kinds = part.kinds().without(crate::read::Kinds::NULL);
                        !kinds.is_empty() && !wanted.has(kinds)
                    };
                    parts.retain(|part| !other(part));
                }
                self.combined(parts, role, origin, label)
            }
        };
        lowered.nullable |= nullable && schemas.len() > 1;
        lowered
    }

    /// Whether a flag is set on a schema or on what it refers to.
    fn any(&self, schemas: &[Schema<'d>], test: fn(Schema<'d>) -> bool) -> bool {
        schemas.iter().any(|schema| {
            test(*schema)
                || self.document.follow(schema.node).is_some_and(|target| test(Schema { node: target }))
                || schema.all_of().any(|part| {
                    self.document.follow(part.node).is_some_and(|target| test(Schema { node: target }))
                        && schema.all_of().count() == 1
                })
        })
    }

    /// The values a member is limited to, where these are few; none where it is not.
    pub(crate) fn limits(&self, schemas: &[Schema<'d>]) -> Vec<String> {
        const MAX_VALUES: usize = 8;
        let found = schemas.iter().rev().find_map(|schema| {
            let target = Schema { node: self.document.follow(schema.node)? };
            let mut parts = target.all_of();
            let only = match (parts.next(), parts.next()) {
                (Some(only), None) => Schema { node: self.document.follow(only.node)? },
                _ => target,
            };
            let values = target.values().or_else(|| only.values())?;
            let texts: Vec<String> =
                values.iter().filter_map(|value| super::schema::scalar_text(value)).collect();
            (texts.len() == values.len() && !texts.is_empty() && texts.len() <= MAX_VALUES).then_some(texts)
        });
        found.unwrap_or_default()
    }
}

/// What a schema itself shows of its values: example and default.
fn shown(schema: Schema<'_>) -> Vec<String> {
    let shown = schema.example().into_iter().chain(schema.default_value());
    shown.filter_map(super::schema::scalar_text).collect()
}

/// The names in the parts' `required` lists, with the order in which they are first named.
pub(crate) fn required<'d>(parts: &[Schema<'d>]) -> IndexMap<&'d str, usize> {
    let mut names = IndexMap::new();
    for name in parts.iter().flat_map(|part| part.required()) {
        let rank = names.len();
        names.entry(name).or_insert(rank);
    }
    names
}

/// The component that a schema is another name for.
pub(crate) fn component_of<'d>(schema: Schema<'d>) -> Option<&'d str> {
    let reference = schema.reference().or_else(|| {
        let mut parts = schema.all_of();
        match (parts.next(), parts.next()) {
            (Some(only), None) => only.reference(),
            _ => None,
        }
    });
    reference.and_then(Document::component)
}
