//! Enumerations of types: a variant a branch, told apart by evidence; what fits none is kept.

use super::dict::{bounds, declared, generics};
use super::{Cx, cfg, ident, idents, item_docs};
use crate::ir::rust::{Branch, Item, RTy, Test};
use proc_macro2::TokenStream;
use quote::quote;

impl Cx<'_> {
    pub(super) fn union(self, item: &Item, branches: &[Branch]) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(item.variants);
        let docs = item_docs(item);
        let params = idents(&item.params);
        let (declared, generics) = (declared(&params), generics(&params));
        let from_bounds = bounds(&params, &quote!(w::FromJs));
        let to_bounds = bounds(&params, &quote!(w::ToJs));
        let gates: Vec<TokenStream> = branches.iter().map(|branch| self.gate(&branch.ty)).collect();
        let variants = branches.iter().zip(&gates).map(|(branch, gate)| {
            let (variant, ty) = (ident(&branch.name), self.owned(&branch.ty));
            let doc = format!(" `{}`", branch.name);
            quote!(#[doc = #doc] #gate #variant(#ty),)
        });
        let reads = branches.iter().zip(&gates).filter(|(branch, _)| branch.test != Test::None).map(
            |(branch, gate)| {
                let variant = ident(&branch.name);
                let test = test(&branch.test);
                quote! {
                    #gate
                    if #test && let Ok(read) = w::FromJs::from_js(value.clone()) {
                        return Ok(Self::#variant(read));
                    }
                }
            },
        );
        // A branch that nothing tells apart is tried last: a type parameter or an untyped value.
        let last = branches.iter().find(|branch| branch.test == Test::None).map(|branch| {
            let variant = ident(&branch.name);
            quote! {
                if let Ok(read) = w::FromJs::from_js(value.clone()) {
                    return Ok(Self::#variant(read));
                }
            }
        });
        let writes = branches.iter().zip(&gates).map(|(branch, gate)| {
            let variant = ident(&branch.name);
            quote!(#gate Self::#variant(value) => w::ToJs::to_js(value),)
        });
        let mut taken: Vec<RTy> = Vec::new();
        // Some types are the same in Rust: what a promise gives is not part of it.
        let mut written: Vec<String> = Vec::new();
        let mut conversions = TokenStream::new();
        for (branch, gate) in branches.iter().zip(&gates) {
            let resolved = self.resolve(&branch.ty);
            let generic = matches!(resolved, RTy::Param(_) | RTy::Js(_));
            let mut has_param = false;
            resolved.walk(&mut |ty| has_param |= matches!(ty, RTy::Param(_)));
            let clashes = has_param
                && branches.iter().any(|other| {
                    other.name != branch.name
                        && std::mem::discriminant(&self.resolve(&other.ty))
                            == std::mem::discriminant(&resolved)
                        && !matches!(resolved, RTy::Item(..))
                });
            if clashes {
                continue;
            }
            let shape = erase(resolved.clone());
            if generic || taken.contains(&shape) {
                continue;
            }
            taken.push(shape);
            let (variant, ty) = (ident(&branch.name), self.owned(&branch.ty));
            let text = ty.to_string();
            if written.contains(&text) {
                continue;
            }
            written.push(text);
            // A handle's type arguments say what it is for, not what it is: any will do.
            if let RTy::Item(id, args) = &resolved
                && !args.is_empty()
                && !has_param
                && matches!(self.item(*id).kind, crate::ir::rust::ItemKind::Handle(_))
            {
                let path = self.path(*id);
                let any: Vec<_> = (0..args.len()).map(|at| ident(&format!("Any{at}"))).collect();
                let own = &params;
                conversions.extend(quote! {
                    #item_cfg #gate
                    impl<#(#own,)* #(#any),*> From<#path<#(#any),*>> for #name #generics {
                        fn from(value: #path<#(#any),*>) -> Self {
                            Self::#variant(w::wasm_bindgen::JsCast::unchecked_into(value))
                        }
                    }
                });
                continue;
            }
            conversions.extend(quote! {
                #item_cfg #gate
                impl #generics From<#ty> for #name #generics {
                    fn from(value: #ty) -> Self { Self::#variant(value) }
                }
            });
            if let RTy::Boxed(inner) = &branch.ty {
                let inner = self.owned(inner);
                conversions.extend(quote! {
                    #item_cfg #gate
                    impl #generics From<#inner> for #name #generics {
                        fn from(value: #inner) -> Self { Self::#variant(Box::new(value)) }
                    }
                });
            }
            if resolved == RTy::Str {
                conversions.extend(quote! {
                    #item_cfg #gate
                    impl #generics From<&str> for #name #generics {
                        fn from(value: &str) -> Self { Self::#variant(value.into()) }
                    }
                });
            }
        }
        conversions.extend(self.conveniences(item, branches, &generics));
        quote! {
            #docs
            #item_cfg
            #[derive(Clone, Debug)]
            #[non_exhaustive]
            pub enum #name #declared {
                #(#variants)*
                /// A value that is none of these.
                Other(w::wasm_bindgen::JsValue),
            }

            #conversions

            #item_cfg
            impl #from_bounds w::FromJs for #name #generics {
                fn from_js(value: w::wasm_bindgen::JsValue) -> w::Result<Self> {
                    #(#reads)*
                    #last
                    Ok(Self::Other(value))
                }
            }

            #item_cfg
            impl #to_bounds w::ToJs for #name #generics {
                fn to_js(&self) -> w::Result<w::wasm_bindgen::JsValue> {
                    match self {
                        #(#writes)*
                        Self::Other(value) => Ok(value.clone()),
                    }
                }
            }
        }
    }

    /// Bytes and numbers in the forms Rust has them.
    fn conveniences(self, item: &Item, branches: &[Branch], generics: &TokenStream) -> TokenStream {
        let name = ident(&item.name);
        let item_cfg = cfg(item.variants);
        let mut tokens = TokenStream::new();
        let has = |wanted: &str| {
            branches.iter().find(|branch| {
                self.resolve(&branch.ty)
                    == RTy::Std(match wanted {
                        "ArrayBufferView" => "ArrayBufferView",
                        "Uint8Array" => "Uint8Array",
                        _ => "ArrayBuffer",
                    })
            })
        };
        let bytes = has("Uint8Array")
            .map(|branch| (branch, quote!(w::js_sys::Uint8Array::from(value))))
            .or_else(|| {
                has("ArrayBufferView").map(|branch| (branch, quote!(w::ArrayBufferView::from(value))))
            })
            .or_else(|| {
                has("ArrayBuffer").map(|branch| (branch, quote!(w::js_sys::Uint8Array::from(value).buffer())))
            });
        if let Some((branch, value)) = bytes {
            let variant = ident(&branch.name);
            tokens.extend(quote! {
                #item_cfg
                impl #generics From<&[u8]> for #name #generics {
                    fn from(value: &[u8]) -> Self { Self::#variant(#value) }
                }
                #item_cfg
                impl #generics From<Vec<u8>> for #name #generics {
                    fn from(value: Vec<u8>) -> Self { Self::from(value.as_slice()) }
                }
            });
        }
        if let Some(branch) = branches.iter().find(|branch| branch.ty == RTy::F64) {
            let variant = ident(&branch.name);
            for ty in ["i32", "u32"] {
                let ty = ident(ty);
                tokens.extend(quote! {
                    #item_cfg
                    impl #generics From<#ty> for #name #generics {
                        fn from(value: #ty) -> Self { Self::#variant(f64::from(value)) }
                    }
                });
            }
        }
        tokens
    }

    /// The feature gate of a branch whose type is experimental.
    fn gate(self, ty: &RTy) -> TokenStream {
        let mut experimental = false;
        ty.walk(&mut |ty| {
            if let RTy::Item(id, _) = ty {
                experimental |= self.item(*id).variants.experimental_only();
            }
        });
        if experimental { quote!(#[cfg(feature = "experimental")]) } else { quote!() }
    }
}

/// Type arguments left out: two branches that differ only there would make conflicting conversions.
fn erase(ty: RTy) -> RTy {
    match ty {
        RTy::Item(id, _) => RTy::Item(id, Vec::new()),
        RTy::Boxed(inner) => erase(*inner),
        other => other,
    }
}

fn test(test: &Test) -> TokenStream {
    let value = quote!(&value);
    match test {
        Test::Kind(kind) => {
            let kind = ident(kind);
            quote!(w::kind::#kind(#value))
        }
        Test::ArrayOf(item) => {
            if let Test::Kind(kind) = item.as_ref() {
                let kind = ident(kind);
                quote!(w::kind::array_of(#value, w::kind::#kind))
            } else {
                quote!(w::kind::array(#value))
            }
        }
        Test::Array => quote!(w::kind::array(#value)),
        Test::Instance(class) => quote!(w::kind::instance(#value, #class)),
        Test::Tagged(name, text) => quote!(w::kind::tagged(#value, #name, #text)),
        Test::Flagged(name, truth) => quote!(w::kind::flagged(#value, #name, #truth)),
        Test::Has(names) => quote!(w::kind::has(#value, &[#(#names),*])),
        Test::Object => quote!(w::kind::object(#value)),
        Test::None => quote!(true),
    }
}
