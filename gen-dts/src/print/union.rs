//! Enumerations of types: a table each.

use super::{Cx, cfg, condition, docs, generics, ident, idents};
use crate::ir::rust::{Branch, Conversion, Item, RTy, Role, Test};
use crate::names;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

impl Cx<'_> {
    pub(super) fn union(self, item: &Item, branches: &[Branch]) -> TokenStream {
        let (docs, cfg) = (docs(&item.doc), cfg(&item.gate));
        let name = ident(&item.name);
        let params = idents(&item.params);
        let generics = generics(&params);
        let role = ident(match item.role {
            Role::Both => "both",
            Role::Arrives => "arrives",
        });
        let rows = branches.iter().enumerate().map(|(at, branch)| {
            let (at, variant, ty) =
                (Literal::usize_unsuffixed(at), ident(&branch.name), self.tabled(&branch.ty));
            let how = ident(match branch.from {
                Conversion::Alone | Conversion::AnyHandle(..) => "alone",
                Conversion::Into => "into",
                Conversion::Text => "text",
            });
            let test = test(&branch.test);
            let gate = condition(&branch.gate).map(|gate| quote!(, if #gate));
            quote!(#at #variant(#ty): #how #test #gate;)
        });
        let special = |word: &str, branch: Option<&Branch>| {
            let word = ident(word);
            branch.map(|branch| ident(&branch.name)).map(|branch| quote!(#word #branch;))
        };
        let bytes = special("bytes", branches.iter().find(|branch| branch.bytes));
        let whole = special("whole", branches.iter().find(|branch| branch.whole));
        let given = branches.iter().filter(|_| item.role != Role::Arrives);
        let more = given.map(|branch| self.written_out(item, branch));
        quote! {
            #cfg
            w::union! { #role;
                #docs
                pub enum #name #generics { #(#rows)* }
                #bytes
                #whole
            }
            #(#more)*
        }
    }

    /// Conversions that no row says.
    fn written_out(self, item: &Item, branch: &Branch) -> TokenStream {
        let cfg = cfg(&item.gate.clone().and(&branch.gate));
        let (name, variant) = (ident(&item.name), ident(&branch.name));
        let params = idents(&item.params);
        let generics = generics(&params);
        match (&branch.ty, branch.from) {
            (_, Conversion::AnyHandle(id, count)) => {
                let path = self.path(id);
                let any: Vec<_> = (0..count).map(|at| ident(&format!("Any{at}"))).collect();
                quote! {
                    #cfg
                    impl<#(#params,)* #(#any),*> From<#path<#(#any),*>> for #name #generics {
                        fn from(value: #path<#(#any),*>) -> Self {
                            Self::#variant(w::wasm_bindgen::JsCast::unchecked_into(value))
                        }
                    }
                }
            }
            (RTy::Boxed(inner), Conversion::Into | Conversion::Text) => {
                let inner = self.owned(inner);
                quote! {
                    #cfg
                    impl #generics From<#inner> for #name #generics {
                        fn from(value: #inner) -> Self { Self::#variant(Box::new(value)) }
                    }
                }
            }
            _ => quote!(),
        }
    }
}

fn test(test: &Test) -> TokenStream {
    match test {
        Test::Kind(kind) => {
            let kind = ident(&names::type_name(kind));
            quote!(#kind)
        }
        Test::ArrayOf(item) => {
            let item = self::test(item);
            quote!(ArrayOf(&#item))
        }
        Test::Array => quote!(Array),
        Test::Instance(class) => quote!(Instance(#class)),
        Test::Tagged(name, text) => quote!(Tagged(#name, #text)),
        Test::Flagged(name, truth) => quote!(Flagged(#name, #truth)),
        Test::Has(names) => quote!(Has(&[#(#names),*])),
        Test::Object => quote!(Object),
        Test::None => quote!(Any),
    }
}
