//! The macros of `cfs-runtime`. They only write `::cfs_runtime` paths; use them through that crate.

mod attribute;
mod call;
mod convert;
mod declaration;
mod env;
mod event;
mod method;
mod object;
mod rpc;
mod send;
mod span;
mod stub;

use object::Kind;
use proc_macro::TokenStream;

/// Makes a function the Worker's handler of an event: `fetch`, `scheduled`, `queue`, `email`, `tail`; or `start`, which
/// runs once when the module is loaded.
///
/// Arguments are read with `FromJs`, also behind `&`: a request or event, the environment, the context; trailing ones
/// may be left out. What it gives implements `ToJs`, or is a `Result` of that with any error: one that converts into
/// `cfs_runtime::Error`, one that implements `std::error::Error`, `anyhow::Error`, `Box<dyn Error>`.
#[proc_macro_attribute]
pub fn event(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(event::expand(arguments.into(), item.into()))
}

/// Makes an `impl` block the behaviour of a Durable Object class of the type's name.
///
/// `new(state, env)` makes the object; `fetch`, `alarm`, `web_socket_message`, `web_socket_close` and
/// `web_socket_error` are its handlers; every other method with `&self` can be called over RPC, under its name in
/// camel case or the one that `#[js("name")]` says. Methods take `&self`: calls interleave. Helpers that nobody shall
/// call stand in another `impl` block.
///
/// The trait `<Type>Rpc` has the methods for stubs. What takes a value there takes `&` of it, and what gives `&str` or
/// a slice there gives `String` or `Vec`.
#[proc_macro_attribute]
pub fn durable_object(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand(Kind::DurableObject, &arguments.into(), item.into()))
}

/// Makes an `impl` block the behaviour of a Workflow class: `new(ctx, env)` and `run(event, step)`.
#[proc_macro_attribute]
pub fn workflow(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand(Kind::Workflow, &arguments.into(), item.into()))
}

/// Makes an `impl` block the behaviour of a named entry point that other Workers call over RPC. As for
/// [`macro@durable_object`], every method with `&self` that is no handler can be called.
#[proc_macro_attribute]
pub fn entrypoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(object::expand(Kind::Entrypoint, &arguments.into(), item.into()))
}

/// Makes a trait the methods of a Worker or an object that these macros did not write: in JavaScript, TypeScript, or
/// another crate. Every stub without a type (`Fetcher`, `DurableObjectStub`, `RpcStub`) has them where the trait is in
/// scope.
///
/// ```ignore
/// #[rpc]
/// trait Accounts {
///     async fn balance(&self, user: &str) -> Result<f64>;
///     #[js("listAllAccounts")]
///     async fn list(&self) -> Result<Vec<String>>;
/// }
/// let balance = env.accounts.balance("ada").await?; // env.accounts: Fetcher
/// ```
#[proc_macro_attribute]
pub fn rpc(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(rpc::expand(&arguments.into(), item.into()))
}

/// Makes the future of an `async fn` `Send`, which routers and layers ask for: a Worker has one thread.
#[proc_macro_attribute]
pub fn send(arguments: TokenStream, item: TokenStream) -> TokenStream {
    run(send::expand(&arguments.into(), item.into()))
}

/// Reads the environment: every field is a binding, `SCREAMING_SNAKE_CASE` of its name or `#[binding("NAME")]`.
///
/// The names and kinds of all bindings are checked when the Worker starts, unless the struct says `#[env(unchecked)]`.
#[proc_macro_derive(Env, attributes(binding, env))]
pub fn derive_env(item: TokenStream) -> TokenStream {
    run(env::expand(item.into()))
}

/// Reads a value from JavaScript: a struct from an object (one field without a name: from what that is; several: from
/// an array), an enumeration from a string or an object.
///
/// | attribute | on | meaning |
/// |---|---|---|
/// | `#[js("name")]`, `#[js(rename = "name")]` | field, variant | its name in JavaScript |
/// | `#[js(rename_all = "camelCase")]` | struct, enumeration, variant with fields | the case of all names; without, fields are called as in Rust and variants in camel case |
/// | `#[js(rename_all_fields = "…")]` | enumeration | the case of the fields of all variants |
/// | `#[js(default)]`, `#[js(default = path)]` | field, struct | what is read where the property is missing |
/// | `#[js(skip)]` | field | neither read nor written |
/// | `#[js(tag = "type")]` | enumeration | the property that names the variant; with `content = "…"` beside its content. Without, a variant is its name, or `{ name: content }` |
/// | `#[js(untagged)]` | enumeration | the first variant that the value fits |
///
/// Anything else is an error.
#[proc_macro_derive(FromJs, attributes(js))]
pub fn derive_from_js(item: TokenStream) -> TokenStream {
    run(convert::from_js(item.into()))
}

/// Makes a JavaScript value, in the form that `FromJs` of the same type reads; the attributes are the same.
#[proc_macro_derive(ToJs, attributes(js))]
pub fn derive_to_js(item: TokenStream) -> TokenStream {
    run(convert::to_js(item.into()))
}

fn run(expanded: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    expanded.unwrap_or_else(|error| error.to_compile_error()).into()
}
