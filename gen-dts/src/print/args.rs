//! Arguments: their forms in signatures, their way to the extern, and what that asks of type parameters.

use super::{Cx, ident};
use crate::ir::rust::{Bound, Convention, RArg, RTy};
use crate::ir::ts::Lit;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

impl Cx<'_> {
    /// An argument's form in the idiomatic layer.
    pub(super) fn argument(self, arg: &RArg) -> TokenStream {
        let owned = || self.owned(&arg.ty);
        match arg.convention {
            Convention::Text => quote!(&str),
            Convention::Number => quote!(impl Into<f64>),
            Convention::Bool => quote!(bool),
            Convention::Whole => owned(),
            Convention::Any => quote!(&(impl w::ToJs + ?Sized)),
            Convention::Texts => quote!(&[&str]),
            Convention::List => {
                let item = match &arg.resolved {
                    RTy::List(item) => self.owned(item),
                    other => self.owned(other),
                };
                quote!(&[#item])
            }
            Convention::Callback => {
                let (args, ret) = self.signature(arg);
                quote!(impl w::IntoCallback<#args, #ret>)
            }
            Convention::AsyncCallback => {
                let (args, ret) = self.signature(arg);
                quote!(impl w::IntoAsyncCallback<#args, #ret>)
            }
            Convention::Strings | Convention::Union => {
                let ty = owned();
                quote!(impl Into<#ty>)
            }
            Convention::Values | Convention::SqlValues => quote!(impl w::Arguments),
            Convention::Value | Convention::Same | Convention::Handle | Convention::Made => {
                let ty = owned();
                quote!(&#ty)
            }
        }
    }

    /// An optional argument's form.
    pub(super) fn optional_argument(self, arg: &RArg) -> TokenStream {
        let inner = match arg.convention {
            Convention::Number => quote!(f64),
            Convention::Any => quote!(&w::wasm_bindgen::JsValue),
            Convention::Strings | Convention::Union => self.owned(&arg.ty),
            Convention::Callback | Convention::AsyncCallback => {
                let ty = self.owned(&arg.ty);
                quote!(&#ty)
            }
            _ => self.argument(arg),
        };
        quote!(Option<#inner>)
    }

    /// What a function takes and gives.
    fn signature(self, arg: &RArg) -> (TokenStream, TokenStream) {
        match &arg.resolved {
            RTy::Callback(args, ret, _) => self.callback_parts(args, ret),
            _ => (quote!(()), quote!(())),
        }
    }

    /// An argument on its way to the extern, and what errors call it.
    pub(super) fn pass(self, name: &Ident, arg: &RArg, called: &str) -> TokenStream {
        match arg.convention {
            Convention::Text | Convention::Bool | Convention::Same => quote!(#name),
            Convention::Number => quote!(#name.into()),
            Convention::Whole => quote!(w::Whole(#name).number(#called)?),
            Convention::Any => {
                let value = with_literals(arg, &quote!(w::ToJs::to_js(#name)));
                quote!(&#value?)
            }
            Convention::Value => quote!(&w::ToJs::to_js(#name)?),
            Convention::AsyncCallback => quote!(w::IntoAsyncCallback::into_async_callback(#name).function()),
            Convention::Callback => quote!(w::IntoCallback::into_callback(#name).function()),
            Convention::Handle => quote!(w::cast(#name)),
            Convention::Strings => {
                let owned = self.owned(&arg.ty);
                quote!(Into::<#owned>::into(#name).as_str())
            }
            Convention::Union => {
                let owned = self.owned(&arg.ty);
                let value = quote!(&w::ToJs::to_js(&Into::<#owned>::into(#name))?);
                // The values of a call are a list, whatever is known of it.
                if arg.variadic { quote!(w::cast(#value)) } else { value }
            }
            Convention::Values => quote!(&w::Arguments::array(&#name)?),
            Convention::SqlValues => quote!(&w::sql_values(w::Arguments::array(&#name)?)?),
            Convention::Texts | Convention::List | Convention::Made => {
                quote!(w::cast(&w::ToJs::to_js(#name)?))
            }
        }
    }
}

/// What must stay alive while an optional argument is passed.
pub(super) fn optional_before(name: &Ident, arg: &RArg, called: &str) -> TokenStream {
    if !arg.literals.is_empty() {
        let object = object(arg);
        return quote!(let #name = match #name { Some(value) => w::ToJs::to_js(value)?, None => #object };);
    }
    match arg.convention {
        Convention::Text | Convention::Number | Convention::Bool | Convention::Any | Convention::Strings => {
            quote!()
        }
        Convention::Whole => quote!(let #name = w::Whole(#name).optional(#called)?;),
        _ => quote!(let #name = #name.map(|value| w::ToJs::to_js(&value)).transpose()?;),
    }
}

/// An optional argument on its way to the extern.
pub(super) fn optional_pass(name: &Ident, arg: &RArg) -> TokenStream {
    if !arg.literals.is_empty() {
        return quote!(Some(w::cast(&#name)));
    }
    match arg.convention {
        Convention::Text | Convention::Number | Convention::Bool | Convention::Whole => quote!(#name),
        Convention::Any => quote!(#name.unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED)),
        Convention::Value | Convention::Union => {
            quote!(#name.as_ref().unwrap_or(&w::wasm_bindgen::JsValue::UNDEFINED))
        }
        Convention::Strings => quote!(#name.as_ref().map(|value| value.as_str())),
        _ => quote!(#name.as_ref().map(w::cast)),
    }
}

/// An argument that is left out.
pub(super) fn left_out(arg: &RArg) -> TokenStream {
    if !arg.literals.is_empty() {
        let object = object(arg);
        let object = quote!(w::cast(&#object));
        return if arg.optional { quote!(Some(#object)) } else { object };
    }
    match arg.convention {
        Convention::Any | Convention::Value | Convention::Union => {
            quote!(&w::wasm_bindgen::JsValue::UNDEFINED)
        }
        _ => quote!(None),
    }
}

/// An object of what an argument always holds.
fn object(arg: &RArg) -> TokenStream {
    let literals = arg.literals.iter().map(|(js, value)| {
        let value = constant_value(value);
        quote!((#js, &#value as &dyn w::ToJs))
    });
    quote!(w::table::write(&[#(#literals),*], None)?)
}

/// A value that was written, with what any value of the argument holds besides.
pub(super) fn with_literals(arg: &RArg, written: &TokenStream) -> TokenStream {
    let besides = arg.literals.iter().filter(|_| arg.convention == Convention::Any).map(|(js, value)| {
        let value = constant_value(value);
        quote!(.and_then(|object| w::with(&object, #js, &#value)))
    });
    quote!(#written #(#besides)*)
}

/// `where T: ToJs, U: FromJs`
pub(super) fn where_clause(bounds: &[Bound]) -> TokenStream {
    let clauses = bounds.iter().map(|bound| {
        let name = ident(&bound.param);
        match (bound.to, bound.from) {
            (true, true) if bound.fixed => quote!(#name: w::FromJs + w::ToJs + 'static),
            (true, true) => quote!(#name: w::FromJs + w::ToJs),
            (true, false) => quote!(#name: w::ToJs),
            (false, _) => quote!(#name: w::FromJs),
        }
    });
    if bounds.is_empty() { quote!() } else { quote!(where #(#clauses),*) }
}

pub(super) fn constant_value(constant: &Lit) -> TokenStream {
    match constant {
        Lit::String(text) => quote!(#text),
        Lit::Bool(truth) => quote!(#truth),
        Lit::Number(number) => {
            let number: f64 = number.parse().unwrap_or_default();
            quote!(#number)
        }
    }
}
