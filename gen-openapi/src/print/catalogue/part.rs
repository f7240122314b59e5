//! What the catalogue has of one service.

use super::words::{Record, Words, varint};
use super::{calls, listing, shape, types};
use crate::ir::{
    Api, Argument, BodyForm, Collection, CollectionKind, OpId, Operation, Output, Owner, Place, Put,
    ResourceId, Success, TypeId, TypeKind, Verb,
};
use crate::model::Model;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;

/// What the catalogue has of one service: rows of its index, and a block that is read when one asks for details.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its lines of the listing.
    pub(super) listing: String,
    /// Its resources, parents before children.
    pub(super) resources: Vec<Vec<String>>,
    /// Its operations, by resource and word.
    pub(super) operations: Vec<Row>,
    pub(super) collections: Vec<CollectionRow>,
    /// The number of its types.
    pub(super) types: u32,
    /// The block, not packed.
    pub(super) block: Vec<u8>,
}

/// An operation in the index.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a bit of the row")]
pub(super) struct Row {
    /// The resource's position.
    pub(super) resource: usize,
    pub(super) word: String,
    pub(super) summary: String,
    pub(super) method: &'static str,
    pub(super) path: String,
    /// Whether `{accounts_or_zones}/{id}` stands in the path.
    pub(super) either: bool,
    /// The parameters that are several segments.
    pub(super) rest: Vec<String>,
    pub(super) gives: u8,
    /// Why not to use it any more.
    pub(super) deprecated: Option<String>,
    /// What it does with which collection.
    pub(super) role: Option<(usize, Verb)>,
    pub(super) scope: Owner,
    /// 0: it takes no body, 1: it may be left out, 2: it must be there.
    pub(super) body: u8,
    pub(super) bearer: bool,
    pub(super) secret: bool,
    pub(super) shape: u32,
    pub(super) aliases: Vec<String>,
    /// Whether there are required arguments besides those in the path.
    pub(super) needs_more: bool,
}

/// A collection in the index.
#[derive(Clone, Debug)]
pub(super) struct CollectionRow {
    pub(super) resource: usize,
    pub(super) kind: CollectionKind,
    pub(super) scope: Owner,
    pub(super) operations: Vec<(Verb, usize)>,
    pub(super) batch: bool,
}

impl Part {
    /// What the catalogue has of a model.
    ///
    /// # Errors
    /// When a text of it cannot be held.
    pub fn of(model: &Model) -> Result<Self, Diagnostic> {
        let api = &model.api;
        let mut resources: Vec<ResourceId> = (0..api.resources.len() as u32).map(ResourceId).collect();
        resources.sort_by_key(|id| (api[*id].path.len(), &api[*id].path));
        let place = |id: ResourceId| resources.iter().position(|known| *known == id).unwrap_or_default();
        let mut operations: Vec<(usize, OpId)> =
            (0..api.operations.len() as u32).map(|at| (place(api[OpId(at)].resource), OpId(at))).collect();
        operations.sort_by_key(|(resource, id)| (*resource, word(&api[*id])));
        let number = |id: OpId| operations.iter().position(|(_, known)| *known == id).unwrap_or_default();
        let collections = api.collections.iter().map(|one| CollectionRow {
            resource: place(one.resource),
            kind: one.kind,
            scope: one.scope,
            operations: one.operations.iter().map(|(verb, id)| (*verb, number(*id))).collect(),
            batch: one.batch,
        });
        let types: Vec<TypeId> = api.live_ids();
        let order: Vec<OpId> = operations.iter().map(|(_, id)| *id).collect();
        Ok(Self {
            listing: listing(model),
            resources: resources.iter().map(|id| api[*id].path.clone()).collect(),
            operations: operations.iter().map(|(resource, id)| row(api, *resource, &api[*id])).collect(),
            collections: collections.collect(),
            types: types.len() as u32,
            block: block(api, &types, &order)?,
        })
    }
}

impl Part {
    /// Its operations with their names.
    pub(super) fn calls(&self) -> impl Iterator<Item = (String, &Row)> {
        self.operations.iter().map(|row| {
            let path = self.resources.get(row.resource).map_or(&[][..], Vec::as_slice);
            (path.iter().chain([&row.word]).map(String::as_str).collect::<Vec<_>>().join("."), row)
        })
    }
}

impl Row {
    /// The one argument of a call that reads a value and needs no other.
    pub(super) fn only_argument(&self) -> Option<&str> {
        let (_, rest) = self.path.split_once('{')?;
        let (name, rest) = rest.split_once('}')?;
        let alone = !rest.contains('{') && !self.needs_more;
        (alone && self.method == "GET" && self.gives == RESULT).then_some(name)
    }
}

/// The last word of an operation's name.
fn word(operation: &Operation) -> &str {
    operation.name.rsplit('.').next().unwrap_or_default()
}

fn row(api: &Api, resource: usize, operation: &Operation) -> Row {
    let either = operation.arguments.iter().any(|argument| matches!(argument, Argument::Scope));
    let segments = |param: &&crate::ir::Param| param.put == Put::Segments;
    let needed = |way: &crate::ir::Way| u8::from(!way.optional) + 1;
    let bodies = operation.ways.iter().filter(|way| way.body != BodyForm::None);
    Row {
        resource,
        word: word(operation).to_owned(),
        summary: operation.summary.replace('\n', " "),
        method: operation.http_method,
        path: operation.path.clone(),
        either,
        rest: operation.params().filter(segments).map(|param| param.wire.clone()).collect(),
        gives: gives(&operation.output),
        deprecated: operation.deprecated.clone(),
        role: operation.role.map(|(id, verb)| (id.0 as usize, verb)),
        scope: if either { Owner::Either } else { Owner::of(&operation.path) },
        body: bodies.map(needed).max().unwrap_or_default(),
        bearer: operation.auth.contains(&crate::ir::Auth::Bearer),
        secret: gives_secret(api, &operation.output),
        shape: shape::of(api, operation),
        aliases: operation.aliases.clone(),
        needs_more: operation
            .arguments
            .iter()
            .filter_map(Argument::param)
            .any(|param| param.place != Place::Path),
    }
}

/// The envelope's result comes back.
const RESULT: u8 = 1;

/// What comes back, in a word.
fn gives(output: &Output) -> u8 {
    match output {
        Output::One(success) => match success {
            Success::Unit => 0,
            Success::Result(_) => RESULT,
            Success::Body(_) | Success::Beside(_) | Success::Headers(_) => 2,
            Success::Page(_) => 3,
            Success::Text => 4,
            Success::Bytes | Success::Events(_) => 5,
            Success::Lines(_) => 6,
        },
        Output::Events { .. } => 7,
        Output::Outcome(_) => 8,
        Output::Socket => 9,
    }
}

/// Whether the answer's own members have a secret among them.
fn gives_secret(api: &Api, output: &Output) -> bool {
    let mut found = false;
    if let Output::One(success) | Output::Events { otherwise: success, .. } = output {
        success.each_sig(&mut |sig| {
            if let Some(TypeKind::Record(record)) = sig.type_id().map(|id| &api[id].kind) {
                found |= record.fields.iter().any(|field| field.secret);
            }
        });
    }
    found
}

fn block(api: &Api, types: &[TypeId], operations: &[OpId]) -> Result<Vec<u8>, Diagnostic> {
    let numbers: BTreeMap<TypeId, u32> = types.iter().copied().zip(0..).collect();
    let mut words = Words::default();
    let mut head = Vec::new();
    let mut bytes = Vec::new();
    let mut add = |words: &mut Words, own: u32, write: &dyn Fn(&mut Record<'_>)| {
        let mut record = Record::new(words, &numbers, own);
        write(&mut record);
        varint(&mut head, record.bytes.len());
        varint(&mut head, record.fresh);
        bytes.append(&mut record.bytes);
    };
    for (at, id) in types.iter().enumerate() {
        add(&mut words, at as u32, &|out| self::types::write(&api[*id], out));
    }
    for id in operations {
        add(&mut words, 0, &|out| calls::write(&api[*id], out));
    }
    for one in &api.collections {
        add(&mut words, 0, &|out| collection(one, out));
    }
    let mut block = Vec::new();
    for count in [words.len(), types.len(), operations.len(), api.collections.len()] {
        varint(&mut block, count);
    }
    block.append(&mut head);
    block.append(&mut bytes);
    block.extend(words.finish()?);
    Ok(block)
}

fn collection(one: &Collection, out: &mut Record<'_>) {
    out.text(&one.path);
    out.text(&one.parameter);
    out.byte(u8::from(one.item.is_some()));
    one.item.iter().for_each(|item| out.mention(*item));
    out.text(&one.id);
    out.text(&one.name);
    out.text(&one.within);
    for members in [&one.read_only, &one.write_only, &one.create_only, &one.secret] {
        out.texts(members);
    }
}
