//! Raw views to IR, one file per concern.
//!
//! [`flat`] resolves what a schema is made of (references, `allOf`, overriding siblings); [`schema`] decides what kind
//! of type that is; [`scalar`], [`object`] and [`union`] make it. [`operation`] lowers operations with their
//! [`parameter`]s, [`body`] and [`response`]s. [`sample`] makes values of what they take and give.

mod access;
mod body;
mod credentials;
pub(crate) mod envelope;
mod facts;
pub(crate) mod flat;
mod object;
mod operation;
mod pages;
mod parameter;
mod response;
mod sample;
mod scalar;
mod schema;
mod secret;
mod server;
mod union;
mod variant;

use crate::config::Config;
use crate::ir::{Api, Note, Origin, ResourceId, Role, Sig, Type, TypeId, TypeKind};
use crate::read::{Document, Schema};
use codegen::doc::NodeId;
use indexmap::IndexMap;

/// Lowers a document.
pub(crate) fn lower(document: Document<'_>, config: &Config) -> Api {
    let mut lower = Lower::new(document);
    operation::lower_all(&mut lower, config);
    lower.api.server = lower.server();
    lower.api
}

/// The state of lowering one document.
pub(crate) struct Lower<'d> {
    pub(crate) document: Document<'d>,
    pub(crate) api: Api,
    /// What a list of parts became, so that recursion ends and shared schemas become one type.
    memo: IndexMap<(Vec<NodeId>, Role), Lowered>,
    /// Part lists that are being lowered and have no type of their own yet.
    open: Vec<(Vec<NodeId>, Role)>,
}

/// A lowered schema where it is used.
#[derive(Clone, Debug)]
pub(crate) struct Lowered {
    /// Its type.
    pub(crate) sig: Sig,
    /// Whether `null` is one of its values.
    pub(crate) nullable: bool,
    /// Whether the document says more than the type does.
    pub(crate) lost: bool,
}

impl Lowered {
    /// A type without `null`.
    pub(crate) fn plain(sig: Sig) -> Self {
        Self { sig, nullable: false, lost: false }
    }
}

impl<'d> Lower<'d> {
    pub(crate) fn new(document: Document<'d>) -> Self {
        Self {
            document,
            api: Api { spaced: document.service().is_some(), ..Api::default() },
            memo: IndexMap::new(),
            open: Vec::new(),
        }
    }

    /// Records that something was read otherwise than literally.
    pub(crate) fn note(&mut self, code: &'static str, node: NodeId, message: impl Into<String>) {
        let note = Note { code, node, message: message.into() };
        if !self.api.notes.contains(&note) {
            self.api.notes.push(note);
        }
    }

    /// Adds a type.
    pub(crate) fn add(
        &mut self,
        kind: TypeKind,
        origin: Origin,
        docs: &str,
        node: NodeId,
        role: Role,
    ) -> TypeId {
        let docs = docs.to_owned();
        self.api.add_type(Type {
            kind,
            origins: vec![origin],
            docs,
            node,
            name: String::new(),
            kept: false,
            aliases: Vec::new(),
            uses: String::new(),
            keys: Vec::new(),
            role,
            live: true,
            home: ResourceId::default(),
            at_root: false,
            from: None,
        })
    }

    /// Counts a typed or untyped value.
    pub(crate) fn count(&mut self, lowered: &Lowered) {
        self.api.fields.all += 1;
        if untyped(&lowered.sig) {
            if lowered.lost {
                self.api.fields.lost += 1;
            } else {
                self.api.fields.free_form += 1;
            }
        }
    }

    /// A schema's description: its own, or that of what it refers to.
    pub(crate) fn docs(&self, schema: Schema<'d>) -> &'d str {
        self.described(schema, 0).unwrap_or_default()
    }

    fn described(&self, schema: Schema<'d>, depth: usize) -> Option<&'d str> {
        const MAX_DEPTH: usize = 256;
        if schema.description().is_some() || depth > MAX_DEPTH {
            return schema.description();
        }
        if let Some(reference) = schema.reference() {
            return self.described(self.document.schema(reference)?, depth + 1);
        }
        let mut parts = schema.all_of();
        match (parts.next(), parts.next()) {
            (Some(only), None) => self.described(only, depth + 1),
            _ => None,
        }
    }
}

/// Whether a signature is nothing but JSON, behind lists and maps too.
fn untyped(sig: &Sig) -> bool {
    match sig {
        Sig::Json => true,
        Sig::List(inner) | Sig::Map(inner) | Sig::Maybe(inner) => untyped(inner),
        _ => false,
    }
}
