//! What tests need to know of a generated crate: the document's own examples with the types that must read them, a call of
//! every operation with arguments made up from the document, a value of every variant of every union, and every list.

mod calls;
mod given;
mod lists;
mod value;
mod variants;

use crate::ir::{Api, Sig, Spelling, TypeId};
use crate::model::Model;
use codegen::doc::NodeId;

/// Everything tests are made from.
#[derive(Clone, Debug, Default)]
pub struct Harness {
    /// Examples, each with the type that reads it.
    pub examples: Vec<ExampleCase>,
    /// A call per operation and way to send its body.
    pub calls: Vec<CallCase>,
    /// Values of all variants of all unions.
    pub variants: Vec<VariantCase>,
    /// The operations that give a list in pages.
    pub lists: Vec<ListCase>,
}

/// A value of one variant of a union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantCase {
    /// The union's name.
    pub union: String,
    /// The variant's name.
    pub variant: String,
    /// Whether all members are there, rather than only those that must be.
    pub whole: bool,
    /// The value.
    pub json: String,
    /// The union's Rust type, with `crate_path` before it.
    pub ty: String,
}

/// An operation that gives a list in pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListCase {
    /// The operation: `d1.database.list`.
    pub operation: String,
    /// A Rust expression: the request, made from `service`, a value of the crate's root type.
    pub request: String,
    /// Members that lead from the body to the list, joined by dots.
    pub items: String,
    /// An item.
    pub item: String,
    /// The parameter for the page's number; empty if there is none.
    pub page: String,
    /// The parameter for the number of items before the page; empty if there is none.
    pub offset: String,
    /// The parameter for a cursor; empty if there is none.
    pub cursor: String,
}

/// One example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExampleCase {
    /// The schema or media type it is an example of.
    pub node: NodeId,
    /// The operation: `d1.database.list`.
    pub operation: String,
    /// Whether it is sent rather than received.
    pub sent: bool,
    /// Whether the document states it whole, rather than member by member.
    pub whole: bool,
    /// The example.
    pub json: String,
    /// Members that lead from the example to the value that the type is of, joined by dots.
    pub path: String,
    /// The Rust type, with `crate_path` before the crate's own types.
    pub ty: String,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCase {
    /// The operation: `d1.database.list`.
    pub operation: String,
    /// Upper-case HTTP method.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The content type's suffix of the method; empty for the first.
    pub way: String,
    /// A Rust expression: the request with all that may be set, made from `service`, a value of the crate's root type.
    pub request: String,
    /// The same with nothing set that need not be.
    pub plain: String,
    /// A Rust expression: the same arguments by their names, for a call that is made without the types.
    pub given: String,
    /// A Rust expression: the same body.
    pub content: String,
    /// Whether awaiting it gives a WebSocket.
    pub socket: bool,
}

/// Makes the harness of a model with samples. `crate_path` stands before the crate's types, such as
/// `cfs_management::d1`.
pub fn harness(model: &Model, crate_path: &str) -> Harness {
    let api = &model.api;
    let types = format!("{crate_path}::");
    let outside = Outside { api, spelling: Spelling::outside(&types) };
    let mut harness = Harness::default();
    for op in &api.operations {
        harness.examples.extend(op.examples.iter().map(|example| ExampleCase {
            node: example.node,
            operation: op.name.clone(),
            sent: example.sent,
            whole: example.whole,
            json: example.json.clone(),
            path: example.path.clone(),
            ty: outside.path(&example.sig),
        }));
        let before = harness.calls.len();
        calls::collect(outside, op, &mut harness.calls);
        lists::collect(api, op, &harness.calls[before..], &mut harness.lists);
    }
    variants::collect(outside, &mut harness.variants);
    harness
}

/// The crate's types, seen from outside.
#[derive(Clone, Copy)]
struct Outside<'a> {
    api: &'a Api,
    spelling: Spelling<'a>,
}

impl Outside<'_> {
    /// A signature.
    fn path(self, sig: &Sig) -> String {
        self.spelling.text(self.api, sig)
    }

    /// A type of the crate.
    fn named(self, id: TypeId) -> String {
        self.path(&Sig::Type(id))
    }
}
