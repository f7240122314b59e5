//! The macros of `cfs-runtime`. They only write `::cfs_runtime` paths; use them through that crate.

mod convert;
mod env;
mod event;
mod object;

use proc_macro::TokenStream;

/// Makes an async function the Worker's handler of an event: `fetch`, `scheduled`, `queue`, `email`, `tail`.
///
/// Arguments are read with `FromJs`: a request or event, the environment, the context; trailing ones may be left out.
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(event::expand(&arguments.into(), item.into()))
}

/// Makes an `impl` block the behaviour of a Durable Object class of the type's name.
///
/// `new(state, env)` makes the object; `fetch`, `alarm`, `web_socket_message`, `web_socket_close` and
/// `web_socket_error` are its handlers; every other method can be called over RPC. Methods take `&self`: calls
/// interleave.
#[proc_macro_attribute]
pub fn durable_object(_: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand("durable_object", item.into()))
}

/// Makes an `impl` block the behaviour of a Workflow class: `new(ctx, env)` and `run(event, step)`.
#[proc_macro_attribute]
pub fn workflow(_: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand("workflow", item.into()))
}

/// Makes an `impl` block the behaviour of a named entry point that other Workers call over RPC.
#[proc_macro_attribute]
pub fn entrypoint(_: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand("entrypoint", item.into()))
}

/// Reads the environment: every field is a binding, `SCREAMING_SNAKE_CASE` of its name or `#[binding("NAME")]`.
///
/// The names and kinds of all bindings are checked when the Worker starts, unless the struct says `#[env(unchecked)]`.
#[proc_macro_derive(Env, attributes(binding, env))]
pub fn derive_env(item: TokenStream) -> TokenStream {
    run(env::expand(item.into()))
}

/// Reads a struct from an object (or a fieldless enum from a string). `#[js("name")]` renames.
#[proc_macro_derive(FromJs, attributes(js))]
pub fn derive_from_js(item: TokenStream) -> TokenStream {
    run(convert::from_js(item.into()))
}

/// Makes an object of a struct (or a string of a fieldless enum). `#[js("name")]` renames.
#[proc_macro_derive(ToJs, attributes(js))]
pub fn derive_to_js(item: TokenStream) -> TokenStream {
    run(convert::to_js(item.into()))
}

fn run(expanded: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    expanded.unwrap_or_else(|error| error.to_compile_error()).into()
}
