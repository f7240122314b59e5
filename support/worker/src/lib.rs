//! The glue under every generated Workers runtime crate. It knows none of them.
//!
//! - [`Error`]: a thrown JavaScript value, a value that does not decode (with its path), a value that has no JavaScript form.
//! - [`FromJs`] and [`ToJs`]: conversions without a serialisation framework.
//! - [`handle!`]: a handle to a JavaScript object; [`js_type!`], one that wasm-bindgen passes like its own extern types,
//!   at a quarter of their check time.
//! - [`record!`], [`union!`], [`open_enum!`]: plain objects, enumerations of types and of strings, as tables.
//! - [`Record`], [`Map`], [`Set`], [`Iter`], [`AsyncIter`], [`Callback`]: the typed collections and functions of generated signatures.
//! - [`Pending`]: awaits what a promise-returning extern gave, be it a promise, a synchronous throw or a rejection.

mod callback;
mod collection;
mod convert;
#[doc(hidden)]
pub mod declaration;
mod declare;
#[doc(hidden)]
pub mod derive;
mod error;
#[macro_use]
mod handle;
mod iter;
mod object;
#[doc(hidden)]
pub mod outcome;
mod promise;
mod send;
mod settling;
#[doc(hidden)]
pub mod table;
mod task;

pub use callback::{AsyncCallback, Callback, Gives, IntoAsyncCallback, IntoCallback, JsArgs};
pub use collection::{Map, Record, Set};
pub use convert::{Arguments, FromJs, Integer, Params, ToJs, Whole, kind, sql_values, whole, whole_option};
pub use error::{Decode, Encode, Error, ErrorMessage, Thrown};
pub use handle::{ArrayBufferView, any_value, cast, object};
pub use iter::{AsyncIter, Iter};
pub use object::{Fields, Object, Options, with};
pub use promise::{Pending, call, promise, resolve};
pub use send::SendWrapper;
pub use settling::Settling;
pub use task::spawn;

#[doc(hidden)]
pub use convert::Level;
#[doc(hidden)]
pub use table::One;
#[doc(hidden)]
pub use {js_sys, wasm_bindgen};

/// What fallible calls give.
pub type Result<T, E = Error> = core::result::Result<T, E>;
