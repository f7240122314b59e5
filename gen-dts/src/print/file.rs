//! Items to files. Each item is printed by itself: every processor has work, however few the files, and no more syntax
//! is in memory than is being printed.

use super::{Cx, cfg, split};
use crate::Config;
use crate::ir::rust::{Crates, File, Gate, ItemId};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::rust::items;
use indexmap::IndexMap;
use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

/// Where externs come from, and under which features: those of one source stand in one block a file.
pub(super) type Source = (Option<String>, Gate);

/// What one item adds to a file.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// Several texts where one would be too long for a file.
    pub(super) items: Vec<String>,
    /// Whole `extern` blocks.
    pub(super) blocks: Vec<(Source, String)>,
}

/// Prints the modules of every crate.
pub(super) fn modules(crates: &Crates, config: &Config, artifacts: &mut Artifacts) -> Result<(), Diagnostic> {
    let jobs: Vec<(&File, ItemId)> =
        crates.files.iter().flat_map(|file| file.items.iter().map(move |id| (file, *id))).collect();
    let printed: Vec<Result<Piece, Diagnostic>> = jobs
        .par_iter()
        .map(|(file, id)| Cx { crates, config, krate: file.krate }.piece(*id, file.sys))
        .collect();
    let mut printed = printed.into_iter();
    for file in &crates.files {
        let head = items(head(file.sys))?;
        let names = file.items.iter().map(|id| crates.items[id.0 as usize].name.as_str());
        let folder = if file.sys { "src/sys" } else { "src" };
        for (path, text) in split::files(&file.module, &head, names.zip(printed.by_ref()))? {
            artifacts.insert(format!("{}/{folder}/{path}.rs", crates.crates[file.krate].name), text);
        }
    }
    Ok(())
}

/// What every file of a layer begins with.
fn head(sys: bool) -> TokenStream {
    let import = sys.then(|| {
        quote! {
            #[allow(unused_imports)]
            use ::wasm_bindgen::prelude::wasm_bindgen;
        }
    });
    quote! {
        #[allow(unused_imports)]
        use ::cfs_worker as w;
        #import
    }
}

/// Adds the externs of a block to one of the same source.
pub(super) fn join(block: &mut String, more: &str) {
    const OPEN: &str = "extern \"C\" {\n";
    const CLOSE: &str = "}\n";
    match more.split_once(OPEN) {
        Some((_, externs)) if !block.is_empty() => {
            block.truncate(block.len() - CLOSE.len());
            block.push_str(externs);
        }
        _ => block.push_str(more),
    }
}

impl Cx<'_> {
    fn piece(self, id: ItemId, sys: bool) -> Result<Piece, Diagnostic> {
        let item = self.item(id);
        if !sys {
            return Ok(Piece { items: print(self.idiomatic(item))?, blocks: Vec::new() });
        }
        let mut blocks: IndexMap<Source, TokenStream> = IndexMap::new();
        let layer = self.sys(item, &mut blocks);
        let blocks = blocks.into_iter().map(|((module, gate), externs)| {
            let cfg = cfg(&gate);
            let attribute = match &module {
                Some(module) => quote!(#[wasm_bindgen(module = #module)]),
                None => quote!(#[wasm_bindgen]),
            };
            let texts = print(quote! { #cfg #attribute extern "C" { #externs } })?;
            Ok(texts.into_iter().map(move |text| ((module.clone(), gate.clone()), text)))
        });
        let blocks = blocks.collect::<Result<Vec<_>, Diagnostic>>()?;
        Ok(Piece { items: print(layer)?, blocks: blocks.into_iter().flatten().collect() })
    }
}

/// Tokens to formatted texts, none longer than a file may be.
fn print(tokens: TokenStream) -> Result<Vec<String>, Diagnostic> {
    let text = items(tokens)?;
    if !split::is_long(&text) {
        return Ok(vec![text]);
    }
    split::print(codegen::rust::parse(&text)?.items)
}
