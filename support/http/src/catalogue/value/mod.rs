//! Values of types that are known at run time only, read and written by the same codec as those of generated types: what is sent
//! of them is the same, byte for byte.

mod member;
pub(super) mod tables;

use super::types::{EnumKind, Field, Format, Kind, Made, Schema, Sig, Type};
use crate::codec::{self, Codec, Fail, Kept, Reader, Shape, Writer};
use crate::types::{Base64, Ipv4, Ipv6, Uri};
use crate::{Json, Timestamp};
use jiff::civil;
use member::Member;
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// A value of some type.
pub(super) enum Value {
    /// A scalar, or any JSON.
    Leaf(Box<dyn Codec>),
    Maybe(Schema, Option<Box<Value>>),
    List(Schema, Vec<Value>),
    Map(Entries),
    Record(Box<Record>),
    Union(Box<Union>),
}

/// Members of any name.
pub(super) struct Entries {
    of: Schema,
    all: BTreeMap<String, Value>,
}

pub(super) struct Record {
    shape: &'static Shape,
    /// None of those that have one possible value.
    members: Vec<Option<Member>>,
    rest: Option<Entries>,
    /// What does not fit its type, where such is kept.
    kept: Option<Kept>,
}

pub(super) struct Union {
    of: Schema,
    table: &'static codec::Union,
    /// The variant that the value is, by position; none where it is kept as it came.
    pub(super) variant: Option<usize>,
    value: Value,
}

/// Types whose values hold themselves always have none: what says so is damaged.
const MAX_DEPTH: usize = 64;

impl Value {
    /// The value that a type has by default.
    pub(super) fn of(schema: Schema) -> Self {
        Self::deep(schema, 0)
    }

    fn deep(schema: Schema, depth: usize) -> Self {
        fn leaf<T: Codec + Default>() -> Value {
            Value::Leaf(Box::new(T::default()))
        }
        match schema.sig {
            Sig::Unit => leaf::<()>(),
            Sig::Bool => leaf::<bool>(),
            Sig::I32 => leaf::<i32>(),
            Sig::I64 => leaf::<i64>(),
            Sig::U32 => leaf::<u32>(),
            Sig::U64 => leaf::<u64>(),
            Sig::Float => leaf::<f64>(),
            Sig::Text => leaf::<String>(),
            Sig::Format(Format::Moment) => leaf::<Timestamp>(),
            Sig::Format(Format::Date) => leaf::<civil::Date>(),
            Sig::Format(Format::Uuid) => leaf::<Uuid>(),
            Sig::Format(Format::Uri) => leaf::<Uri>(),
            Sig::Format(Format::Ipv4) => leaf::<Ipv4>(),
            Sig::Format(Format::Ipv6) => leaf::<Ipv6>(),
            Sig::Format(Format::Base64) => leaf::<Base64>(),
            Sig::Json => leaf::<Json>(),
            Sig::List(item) => Self::List(schema.of(item), Vec::new()),
            Sig::Map(item) => Self::Map(Entries { of: schema.of(item), all: BTreeMap::new() }),
            Sig::Maybe(inner) => Self::Maybe(schema.of(inner), None),
            Sig::Type(_) => match schema.ty().filter(|_| depth < MAX_DEPTH) {
                Some(ty) => Self::named(schema, ty, depth),
                None => leaf::<Json>(),
            },
        }
    }

    fn named(schema: Schema, ty: &'static Type, depth: usize) -> Self {
        match &ty.shape {
            Made::Record { fields, rest, .. } => {
                let member = |field: &'static Field| Member::of(field, schema.of(&field.sig), depth);
                let members = fields.iter().map(|field| field.constant.is_empty().then(|| member(field)));
                Self::Record(Box::new(Record {
                    shape: ty.shape(),
                    members: members.collect(),
                    rest: rest.as_ref().map(|rest| Entries { of: schema.of(rest), all: BTreeMap::new() }),
                    kept: (!ty.sent_only).then(Kept::default),
                }))
            }
            Made::Union { tag, variants } => Self::Union(Box::new(Union {
                of: schema,
                table: ty.union(schema.catalogue, variants, tag),
                variant: None,
                value: Self::Leaf(Box::new(Json::default())),
            })),
            Made::Enum { kind: EnumKind::Text, .. } => Self::Leaf(Box::new(String::new())),
            Made::Enum { kind: EnumKind::Integer, .. } => Self::Leaf(Box::new(0i64)),
            Made::Enum { kind: EnumKind::Mixed, .. } => Self::Leaf(Box::new(Mixed::default())),
            Made::Form(_) | Made::Outcome(_) => Self::Leaf(Box::new(Json::default())),
        }
    }

    /// Reads a text as a value.
    pub(super) fn read(schema: Schema, text: &str) -> Result<Self, Fail> {
        let mut value = Self::of(schema);
        let mut reader = Reader::new(text);
        value.decode(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    /// What it is read into and written by.
    fn inner(&self) -> &dyn Codec {
        match self {
            Self::Leaf(leaf) => &**leaf,
            Self::Map(entries) => entries,
            Self::Record(record) => &**record,
            Self::Union(union) => &**union,
            Self::Maybe(..) | Self::List(..) => self,
        }
    }
}

impl Codec for Value {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        match self {
            Self::Leaf(leaf) => leaf.decode(reader),
            Self::Map(entries) => entries.decode(reader),
            Self::Record(record) => record.decode(reader),
            Self::Union(union) => union.decode(reader),
            Self::Maybe(of, value) => {
                *value = optional(*of, reader)?.map(Box::new);
                Ok(())
            }
            Self::List(of, items) => {
                items.clear();
                reader.begin_array()?;
                while reader.next_item(items.is_empty())? {
                    let mut item = Self::of(*of);
                    item.decode(reader).map_err(|fail| fail.in_item(items.len()))?;
                    items.push(item);
                }
                Ok(())
            }
        }
    }

    fn encode(&self, writer: &mut Writer) {
        match self {
            Self::Maybe(_, None) => writer.null(),
            Self::Maybe(_, Some(value)) => value.encode(writer),
            Self::List(_, items) => {
                writer.begin_array();
                for item in items {
                    writer.item();
                    item.encode(writer);
                }
                writer.end_array();
            }
            _ => self.inner().encode(writer),
        }
    }

    fn clear(&mut self) {
        match self {
            Self::Leaf(leaf) => leaf.clear(),
            Self::Map(entries) => entries.all.clear(),
            Self::Maybe(_, value) => *value = None,
            Self::List(_, items) => items.clear(),
            Self::Record(_) | Self::Union(_) => {}
        }
    }

    fn is_absent(&self) -> bool {
        match self {
            Self::Maybe(_, value) => value.is_none(),
            Self::Leaf(leaf) => leaf.is_absent(),
            _ => false,
        }
    }

    fn accepts_null(&self) -> bool {
        match self {
            Self::Maybe(..) => true,
            Self::Leaf(leaf) => leaf.accepts_null(),
            _ => false,
        }
    }

    fn is_formatted(&self) -> bool {
        if let Self::Leaf(leaf) = self { leaf.is_formatted() } else { false }
    }
}

/// Reads a value where `null` is none.
fn optional(of: Schema, reader: &mut Reader<'_>) -> Result<Option<Value>, Fail> {
    if reader.null()? {
        return Ok(None);
    }
    let mut value = Value::of(of);
    if reader.holds_no_text() && value.is_formatted() && reader.empty()? {
        return Ok(None);
    }
    value.decode(reader)?;
    Ok(Some(value))
}

impl Codec for Entries {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        self.all.clear();
        reader.begin_object()?;
        reader.loosen();
        let mut first = true;
        while let Some(key) = reader.next_key(first)? {
            first = false;
            let mut value = Value::of(self.of);
            value.decode(reader).map_err(|fail| fail.in_member(&key))?;
            self.all.insert(key.into_owned(), value);
        }
        Ok(())
    }

    fn encode(&self, writer: &mut Writer) {
        writer.begin_object();
        for (key, value) in &self.all {
            writer.key(key);
            value.encode(writer);
        }
        writer.end_object();
    }

    fn clear(&mut self) {
        self.all.clear();
    }
}

impl Codec for Record {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        reader.record(self.shape, self)
    }

    fn encode(&self, writer: &mut Writer) {
        writer.record(self.shape, self);
    }

    fn get(&self, index: usize) -> &dyn Codec {
        if index == Kept::INDEX {
            return self.kept.as_ref().map_or(&(), |kept| kept as &dyn Codec);
        }
        match self.members.get(index) {
            Some(Some(member)) => member,
            _ => &(),
        }
    }

    fn get_mut(&mut self, index: usize) -> Option<&mut dyn Codec> {
        if index == Kept::INDEX {
            return Some(self.kept.as_mut()?);
        }
        Some(self.members.get_mut(index)?.as_mut()?)
    }

    fn rest(&self) -> Option<&dyn Codec> {
        Some(self.rest.as_ref()?)
    }

    fn rest_mut(&mut self, name: &str) -> Option<&mut dyn Codec> {
        let rest = self.rest.as_mut()?;
        Some(rest.all.entry(name.to_owned()).or_insert_with(|| Value::of(rest.of)))
    }

    fn rest_forget(&mut self, name: &str) {
        if let Some(rest) = &mut self.rest {
            rest.all.remove(name);
        }
    }
}

impl Codec for Union {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        let (table, of) = (self.table, self.of);
        let Kind::Union(union) = of.kind() else { return self.value.decode(reader) };
        reader.union(table, &mut |reader, index| {
            let variant = index.and_then(|at| union.variants().get(at));
            let mut value = match variant {
                Some(variant) => Value::of(union.schema(variant)),
                None => Value::Leaf(Box::new(Json::default())),
            };
            value.decode(reader)?;
            self.value = value;
            self.variant = index;
            Ok(())
        })
    }

    fn encode(&self, writer: &mut Writer) {
        self.value.encode(writer);
    }
}

/// A value of an enum of several kinds: any JSON, but never `null`.
#[derive(Debug, Default)]
struct Mixed(Json);

impl Codec for Mixed {
    fn decode(&mut self, reader: &mut Reader<'_>) -> Result<(), Fail> {
        Codec::decode(&mut self.0, reader)
    }

    fn encode(&self, writer: &mut Writer) {
        self.0.encode(writer);
    }
}

/// Members may be secret: nothing is shown.
macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

hidden!(Value, Entries, Record, Union);
