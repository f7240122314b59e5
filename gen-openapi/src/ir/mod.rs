//! What we mean: types that are emitted once, signatures that mention them, operations, resources.
//!
//! Everything refers by id. Lowering fills the arenas, passes rewrite them, printers only read them.

mod answers;
mod call;
mod collections;
mod evidence;
mod facts;
mod form;
mod library;
mod module;
mod operations;
mod origin;
mod pages;
mod sample;
mod server;
mod shown;
mod sig;
mod spelling;
mod types;
mod visit;

pub use answers::{Answer, OutcomeCase, Output, Success};
pub use call::{Constructor, Conversion, Join, PathStyle, Put, Row, Take, Wrap};
pub use collections::{Collection, CollectionHint, CollectionId, CollectionKind, Owner, Verb};
pub use evidence::{Evidence, Kind};
pub use facts::{Bound, Count, Facts, Literal};
pub use form::{Form, FormPart, PartKind};
pub use library::Library;
pub use module::{Module, Part};
pub use operations::{Argument, Auth, BodyForm, ListStyle, Operation, Param, Place, Resource, Way};
pub use origin::{Hint, Origin, Root};
pub use pages::{PageParameters, PageStyle, Pages};
pub use sample::Example;
pub use server::{Server, ServerVariable};
pub use shown::{Section, Shown};
pub use sig::{Known, Sig};
pub use spelling::Spelling;
pub(crate) use spelling::Written;
pub use types::{
    Access, Enum, EnumKind, Field, Presence, Record, Role, Type, TypeAlias, TypeKind, Union, Value, Variant,
};

use codegen::doc::NodeId;
use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

/// Identity of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Identity of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub u32);

/// Identity of a resource; by default of the one that leads to all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// Everything a crate is made from.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// All types. After the dedup pass some are only forwarding addresses; see [`Api::live`].
    pub types: Vec<Type>,
    /// Other names of types, by name; none until the names pass.
    pub aliases: Vec<TypeAlias>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// How many operations more are methods of those, as they are the same for zones as for accounts.
    pub told: usize,
    /// All resources, parents before children; none until the tree pass.
    pub resources: Vec<Resource>,
    /// The public modules, one for each resource in their order; decided by the parts pass.
    pub modules: Vec<Module>,
    /// What is made, listed, read, changed and deleted, by path; decided by the collections pass.
    pub collections: Vec<Collection>,
    /// What the document says of collections, by the path of an item.
    pub hints: BTreeMap<String, CollectionHint>,
    /// The crate that types are taken from, if there is one; decided by the share pass.
    pub library: Option<Library>,
    /// What leads to everything; decided by the texts pass.
    pub root: RootResource,
    /// The operation that the crate's front page calls; decided by the texts pass.
    pub first: Option<OpId>,
    /// The operations as the crate's front page lists them; decided by the texts pass.
    pub sections: Vec<Section>,
    /// Where requests go, where that is not for the client to say.
    pub server: Option<Server>,
    /// Whether component names begin with a name space, as in Cloudflare's document.
    pub spaced: bool,
    /// What was read otherwise than literally.
    pub notes: Vec<Note>,
    /// How many fields there are, and how many of them have no type.
    pub fields: FieldCount,
}

/// The resource that leads to everything.
#[derive(Clone, Debug, Default)]
pub struct RootResource {
    /// Its type.
    pub ty: String,
    /// What examples call a value of it.
    pub variable: String,
}

/// Numbers that say how faithful the result is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldCount {
    /// All fields, parameters and list items that were given a type.
    pub all: usize,
    /// Untyped because the document says so.
    pub free_form: usize,
    /// Untyped although the document says something: each has a warning.
    pub lost: usize,
}

/// A warning, tied to a node of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The warning's code.
    pub code: &'static str,
    /// The value it is about.
    pub node: NodeId,
    /// What happened and what was done instead.
    pub message: String,
}

impl Api {
    /// The resources that lead from the root, which is left out, to one.
    pub fn chain(&self, resource: ResourceId) -> Vec<&Resource> {
        let mut chain = Vec::new();
        let mut at = &self[resource];
        while let Some(parent) = at.parent {
            chain.push(at);
            at = &self[parent];
        }
        chain.reverse();
        chain
    }

    /// The operations of a resource in the order of their methods.
    pub fn methods(&self, resource: ResourceId) -> Vec<OpId> {
        let mut operations = self[resource].operations.clone();
        operations.sort_by_key(|op| &self[*op].method);
        operations
    }

    /// A resource's module from the crate's root on: `access::applications::`, nothing for the root.
    pub fn module(&self, resource: ResourceId) -> String {
        self.chain(resource).iter().map(|resource| format!("{}::", resource.accessor)).collect()
    }

    /// A type's path from the crate's root on: `access::applications::Application`.
    pub fn path(&self, id: TypeId) -> String {
        format!("{}{}", self.module(self[id].home), self[id].name)
    }

    /// What an operation calls a type.
    pub fn called_by(&self, operation: &Operation, id: TypeId) -> &str {
        self.alias(operation, id).map_or(&self[id].name, |alias| &alias.name)
    }

    /// The name of its own that an operation has for a type.
    pub fn alias(&self, operation: &Operation, id: TypeId) -> Option<&TypeAlias> {
        let called = |op: &OpId| self[*op].name == operation.name;
        self.aliases.iter().find(|alias| alias.of == id && alias.ops.iter().any(called))
    }

    /// A type's path from the crate's root on, by the name that an operation calls it.
    pub fn path_by(&self, operation: &Operation, id: TypeId) -> String {
        let alias = self.alias(operation, id);
        alias.map_or_else(|| self.path(id), |alias| format!("{}{}", self.module(alias.home), alias.name))
    }

    /// The types that are emitted.
    pub fn live(&self) -> impl Iterator<Item = (TypeId, &Type)> {
        self.types.iter().enumerate().filter(|(_, ty)| ty.live).map(|(index, ty)| (TypeId(index as u32), ty))
    }

    /// The ids of the types that are emitted.
    pub fn live_ids(&self) -> Vec<TypeId> {
        self.live().map(|(id, _)| id).collect()
    }

    /// The types that the crate has itself.
    pub fn own_ids(&self) -> Vec<TypeId> {
        self.live().filter(|(_, ty)| ty.from.is_none()).map(|(id, _)| id).collect()
    }

    /// The types of bodies that may be left out.
    pub fn optional_bodies(&self) -> Vec<TypeId> {
        let ways = self.operations.iter().flat_map(|operation| &operation.ways).filter(|way| way.optional);
        let types = ways.filter_map(|way| match &way.body {
            BodyForm::Json(Sig::Type(id), _) | BodyForm::UrlEncoded(Sig::Type(id)) => Some(*id),
            _ => None,
        });
        types.collect()
    }

    /// Whether values of a signature have one text.
    pub fn is_text(&self, sig: &Sig) -> bool {
        match sig {
            Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Str | Sig::Known(_) => true,
            Sig::Type(id) => matches!(self[*id].kind, TypeKind::Enum(_)),
            _ => false,
        }
    }

    /// Adds a type.
    pub fn add_type(&mut self, ty: Type) -> TypeId {
        self.types.push(ty);
        TypeId(self.types.len() as u32 - 1)
    }
}

impl Index<TypeId> for Api {
    type Output = Type;

    fn index(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }
}

impl IndexMut<TypeId> for Api {
    fn index_mut(&mut self, id: TypeId) -> &mut Type {
        &mut self.types[id.0 as usize]
    }
}

impl Index<ResourceId> for Api {
    type Output = Resource;

    fn index(&self, id: ResourceId) -> &Resource {
        &self.resources[id.0 as usize]
    }
}

impl Index<OpId> for Api {
    type Output = Operation;

    fn index(&self, id: OpId) -> &Operation {
        &self.operations[id.0 as usize]
    }
}
