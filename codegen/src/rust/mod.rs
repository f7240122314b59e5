//! Building `syn` trees and printing them.
//!
//! Emitters assemble nodes with these helpers instead of parsing quoted tokens: on output of this size re-parsing is
//! most of a generator's run time. Where tokens are quoted all the same, [`items`] gives what the formatter would.

mod build;
mod doc;
mod layout;
mod markdown;
mod print;
mod table;

pub use build::{
    Arg, Method, attribute, block, borrow, call, derive, expr_path, field, first_field, generic, ident,
    impl_trait, int, item_macro, item_mod, item_use, method_call, path, public, reference, string,
    tuple_struct, ty, unit_variant, with_item,
};
pub use doc::{docs, inner_docs, readable};
pub use layout::{items, parse};
pub use markdown::{Links, clean};
pub use print::{print_file, statement};
