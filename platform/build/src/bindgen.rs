//! A wasm file to JavaScript glue and the wasm that it loads.

use crate::bundle::{Module, ModuleKind};
use crate::error::{Error, Result, Stage};
use crate::glue;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::{Bindgen, Output};

/// What wasm-bindgen made.
pub(crate) struct Bound {
    /// The glue, `worker.js`.
    pub(crate) glue: String,
    /// What the glue loads, `worker_bg.wasm`.
    pub(crate) wasm: Vec<u8>,
    /// JavaScript that crates bring along.
    pub(crate) snippets: Vec<Module>,
}

/// Runs wasm-bindgen on the content of `file`. Functions keep their names where `names` says so.
pub(crate) fn bind(file: &Path, wasm: Vec<u8>, names: bool) -> Result<Bound> {
    let failed = |message: String| Error::file(Stage::Bindgen, file, message);
    let mut bindgen = Bindgen::new();
    let made = bindgen.input_bytes("worker", wasm).module(true).and_then(|bindgen| {
        bindgen
            .typescript(false)
            .remove_name_section(!names)
            .remove_producers_section(true)
            // What puts a fresh instance in the place of one that ended.
            .reset_state_function(true)
            .generate_output()
    });
    let mut made = made.map_err(|error| {
        failed(format!("{error:#}"))
            .with_help("let cfs-runtime choose the version of wasm-bindgen: `cfs_runtime::wasm_bindgen`")
    })?;
    let snippets = snippets(&made);
    // Only what is written to a folder is indented.
    let unwritten = |error: &dyn std::fmt::Display| failed(format!("no temporary folder: {error}"));
    let folder = tempfile::tempdir().map_err(|error| unwritten(&error))?;
    made.emit(folder.path()).map_err(|error| unwritten(&error))?;
    let glue = fs::read_to_string(folder.path().join("worker.js")).map_err(|error| unwritten(&error))?;
    let wasm = fs::read(folder.path().join("worker_bg.wasm")).map_err(|error| unwritten(&error))?;
    Ok(Bound { glue: glue::guard(&glue).map_err(failed)?, wasm, snippets })
}

/// The JavaScript of the crates, as the glue imports it.
fn snippets(made: &Output) -> Vec<Module> {
    let inline = made.snippets().iter().flat_map(|(identifier, texts)| {
        texts.iter().enumerate().map(move |(index, text)| (format!("{identifier}/inline{index}.js"), text))
    });
    let files = made.local_modules().iter().map(|(path, text)| (path.replace('\\', "/"), text));
    let sorted: BTreeMap<String, &String> = inline.chain(files).collect();
    let module = |(path, text): (String, &String)| Module::script(format!("snippets/{path}"), text.as_str());
    sorted.into_iter().map(module).collect()
}

impl Bound {
    /// The modules, with the entry module first.
    pub(crate) fn into_modules(self, entry: String) -> Vec<Module> {
        let mut modules = vec![
            Module::script("index.js", entry),
            Module::script("worker.js", self.glue),
            Module::script("survive.js", include_str!("survive.js")),
            Module { name: "worker_bg.wasm".to_owned(), kind: ModuleKind::Wasm, bytes: self.wasm },
        ];
        modules.extend(self.snippets);
        modules
    }
}
