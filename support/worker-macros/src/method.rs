//! The methods of a class: which there are, what JavaScript calls them, and names that cannot be had.

use crate::attribute;
use crate::call::{self, Argument};
use crate::object::Kind;
use heck::ToLowerCamelCase;
use syn::ext::IdentExt;
use syn::{Attribute, Ident, ImplItem, ItemImpl, Signature};

/// A method that JavaScript calls.
pub(crate) struct Method {
    pub(crate) signature: Signature,
    /// What JavaScript calls it.
    pub(crate) js: String,
    pub(crate) arguments: Vec<Argument>,
    /// The runtime calls it, no stub.
    pub(crate) handler: bool,
    /// Its `#[cfg(…)]`.
    pub(crate) gates: Vec<Attribute>,
}

/// Methods that the runtime calls.
fn handlers(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::DurableObject => {
            &["fetch", "alarm", "web_socket_message", "web_socket_close", "web_socket_error", "connect"]
        }
        Kind::Workflow => &["run"],
        Kind::Entrypoint => {
            &["fetch", "scheduled", "queue", "email", "tail", "trace", "tail_stream", "test", "connect"]
        }
    }
}

/// Names that never reach the object: what a stub or the class has of its own in JavaScript.
fn taken(kind: Kind, js: &str) -> Option<&'static str> {
    match js {
        "constructor" | "then" | "dup" | "free" | "ctx" | "env" => Some("the runtime keeps it for itself"),
        "fetch" | "connect" | "queue" | "scheduled" => Some("a stub has its own"),
        "id" | "name" if kind == Kind::DurableObject => Some("a stub has its own"),
        _ => None,
    }
}

/// Methods that stubs have in Rust: a trait's method of that name would be hidden, or be ambiguous.
const RUST: &[&str] = &[
    "as_ref",
    "clone",
    "eq",
    "ne",
    "into",
    "try_into",
    "to_owned",
    "to_js",
    "sys",
    "connect_with",
    "call_method",
    "type_id",
];

/// The methods of a block. Attributes that are only for the macro are taken off.
pub(crate) fn collect(kind: Kind, block: &mut ItemImpl) -> syn::Result<Vec<Method>> {
    let mut methods: Vec<Method> = Vec::new();
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else { continue };
        let renamed = js_name(&mut function.attrs, &function.sig.ident)?;
        if function.sig.receiver().is_none() || function.sig.ident == "new" {
            continue;
        }
        let plain = function.sig.ident.unraw().to_string();
        let handler = handlers(kind).contains(&plain.as_str());
        let js = renamed.clone().unwrap_or_else(|| plain.to_lower_camel_case());
        if !handler && kind != Kind::Workflow {
            check_name(kind, &function.sig.ident, &js)?;
        }
        if let Some(other) = methods.iter().find(|other| other.js == js && other.gates.is_empty()) {
            let what = format!("`{}` is called `{js}` in JavaScript as well", other.signature.ident);
            return Err(syn::Error::new(function.sig.ident.span(), what));
        }
        call::check_receiver(&function.sig)?;
        call::check(
            &function.sig,
            "a method that JavaScript calls (a helper stands in an `impl` of its own)",
        )?;
        methods.push(Method {
            arguments: call::arguments(&function.sig)?,
            signature: function.sig.clone(),
            js,
            handler,
            gates: function
                .attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("cfg"))
                .cloned()
                .collect(),
        });
    }
    Ok(methods)
}

/// The name that `#[js("…")]` gives. The attribute is taken off.
pub(crate) fn js_name(attributes: &mut Vec<Attribute>, method: &Ident) -> syn::Result<Option<String>> {
    let said = attribute::items(attributes, "js", "a method", &["rename"])?;
    attributes.retain(|attribute| !attribute.path().is_ident("js"));
    let Some(item) = said.first() else { return Ok(None) };
    let text = item.text()?;
    if text.value().is_empty() {
        return Err(syn::Error::new(text.span(), format!("a name for `{method}` is needed")));
    }
    Ok(Some(text.value()))
}

pub(crate) fn check_name(kind: Kind, method: &Ident, js: &str) -> syn::Result<()> {
    let plain = method.unraw().to_string();
    if let Some(why) = taken(kind, js) {
        let what = format!("a call of `{js}` would not reach the object: {why}; name the method otherwise");
        return Err(syn::Error::new(method.span(), what));
    }
    if RUST.contains(&plain.as_str()) {
        let what = format!(
            "a stub has its own `{plain}`: name the method otherwise; `#[js(\"{js}\")]` keeps what JavaScript calls it"
        );
        return Err(syn::Error::new(method.span(), what));
    }
    Ok(())
}

/// The same for a method of a Worker that is written elsewhere.
pub(crate) fn check_foreign(method: &Ident, js: &str) -> syn::Result<()> {
    let plain = method.unraw().to_string();
    if let "then" | "constructor" | "dup" = js {
        let what =
            format!("a call of `{js}` would not reach the other Worker: the runtime keeps it for itself");
        return Err(syn::Error::new(method.span(), what));
    }
    if RUST.contains(&plain.as_str())
        || ["fetch", "connect", "queue", "scheduled", "id", "name"].contains(&plain.as_str())
    {
        let what =
            format!("a stub has its own `{plain}`: name the method otherwise and say `#[js(\"{js}\")]`");
        return Err(syn::Error::new(method.span(), what));
    }
    Ok(())
}
