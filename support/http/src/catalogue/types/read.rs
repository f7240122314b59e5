//! Types from their records.

use super::{EnumKind, Field, FormKind, FormPart, Made, Outcome, Sig, Type, Value, Variant};
use crate::catalogue::block::Reading;
use crate::catalogue::detail::Given;
use crate::catalogue::facts::Facts;
use crate::catalogue::value::tables::Tables;

impl Type {
    pub(in crate::catalogue) fn read(mut reading: Reading) -> Self {
        let head = reading.byte();
        let sent_only = reading.byte() == 0;
        let name = reading.text();
        let docs = if head >> 3 & 1 == 1 { reading.text() } else { "" };
        let shape = match head & 7 {
            0 => Made::Record {
                fields: reading.list(field),
                rest: (head >> 5 & 1 == 1).then(|| reading.sig()),
                closed: head >> 4 & 1 == 1,
            },
            1 => Made::Union { tag: reading.text(), variants: reading.list(variant) },
            2 => {
                let kind = [EnumKind::Text, EnumKind::Integer, EnumKind::Mixed, EnumKind::Mixed];
                let value = |reading: &mut Reading| Value { bare: reading.byte() == 1, text: reading.text() };
                Made::Enum { kind: kind[usize::from(head >> 4 & 3)], values: reading.list(value) }
            }
            3 => Made::Form(reading.list(part)),
            _ => Made::Outcome(reading.list(|reading| Outcome {
                status: reading.cursor.status(),
                media: reading.text(),
                success: Given::read(reading),
            })),
        };
        Self { name, docs, sent_only, shape, tables: Tables::default() }
    }
}

fn field(reading: &mut Reading) -> Field {
    let flags = reading.number();
    let is = |bit: usize| flags >> bit & 1 == 1;
    let name = reading.text();
    let constant = if is(8) { reading.text() } else { "" };
    Field {
        name,
        required: is(0),
        nullable: is(1),
        secret: is(2),
        deprecated: is(3),
        read_only: is(6),
        write_only: is(7),
        constant,
        sig: if is(8) { Sig::Unit } else { reading.sig() },
        docs: if is(4) { reading.text() } else { "" },
        facts: if is(5) { Facts::read(reading) } else { Facts::default() },
    }
}

fn variant(reading: &mut Reading) -> Variant {
    let flags = reading.byte();
    let is = |bit: u8| flags >> bit & 1 == 1;
    let (word, sig, kinds) = (reading.text(), reading.sig(), reading.byte());
    let items = is(0).then(|| reading.byte());
    let tags = if is(5) { reading.texts() } else { Vec::new() };
    let limit = |reading: &mut Reading| (reading.text(), reading.texts());
    let limits = if is(6) { reading.list(limit) } else { Vec::new() };
    let values = if is(2) { reading.texts() } else { Vec::new() };
    let shape = is(3).then(|| reading.mention());
    let docs = if is(4) { reading.text() } else { "" };
    Variant { word, docs, tags, sig, kinds, items, untyped: is(1), limits, values, shape }
}

fn part(reading: &mut Reading) -> FormPart {
    let flags = reading.byte();
    let is = |bit: u8| flags >> bit & 1 == 1;
    let kind = match flags & 7 {
        0 => FormKind::Text,
        1 => FormKind::Json,
        2 => FormKind::File,
        3 => FormKind::Files,
        4 => FormKind::NamedFiles,
        _ => FormKind::Constant(""),
    };
    let name = reading.text();
    let kind = if let FormKind::Constant(_) = kind { FormKind::Constant(reading.text()) } else { kind };
    FormPart {
        name,
        kind,
        required: is(3),
        sig: matches!(kind, FormKind::Text | FormKind::Json).then(|| reading.sig()),
        docs: if is(4) { reading.text() } else { "" },
        facts: if is(5) { Facts::read(reading) } else { Facts::default() },
    }
}
