//! What a build gives.

use crate::error::{Error, Result, Stage};
use crate::manifest::Manifest;
use crate::optimise::Optimised;
use std::fs;
use std::path::Path;

/// A Worker as the runtime loads it. It is in memory only, until [`Bundle::write`].
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The library's name, as a Rust identifier.
    pub name: String,
    /// The modules; the first is the entry module.
    pub modules: Vec<Module>,
    /// What it has, and what it must be given.
    pub manifest: Manifest,
    /// Whether wasm-opt made the wasm smaller.
    pub optimised: Optimised,
}

/// One module of a Worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// What the others import it by: a path relative to the entry module, with `/`.
    pub name: String,
    /// How the runtime reads it.
    pub kind: ModuleKind,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// How the runtime reads a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModuleKind {
    /// JavaScript with `import` and `export`.
    EsModule,
    /// WebAssembly, compiled when the Worker is uploaded.
    Wasm,
}

impl ModuleKind {
    /// The content type of the module's part in an upload.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::EsModule => "application/javascript+module",
            Self::Wasm => "application/wasm",
        }
    }
}

impl Module {
    pub(crate) fn script(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), kind: ModuleKind::EsModule, bytes: text.into() }
    }
}

impl Bundle {
    /// Size of the wasm in bytes, before any compression.
    pub fn wasm_size(&self) -> usize {
        let wasm = self.modules.iter().filter(|module| module.kind == ModuleKind::Wasm);
        wasm.map(|module| module.bytes.len()).sum()
    }

    /// Makes `folder` hold the modules and nothing else.
    ///
    /// # Errors
    /// When the folder cannot be emptied or written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let failed = |path: &Path, error: &std::io::Error| Error::file(Stage::Write, path, error.to_string());
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(|error| failed(folder, &error))?;
        }
        for module in &self.modules {
            let path = folder.join(&module.name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
            fs::write(&path, &module.bytes).map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Bundle, Manifest, Module, ModuleKind, Optimised};

    #[test]
    fn a_folder_holds_the_modules_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path().join("out");
        let wasm = Module { name: "worker_bg.wasm".into(), kind: ModuleKind::Wasm, bytes: vec![0; 8] };
        let mut bundle = Bundle {
            name: "site".into(),
            modules: vec![Module::script("snippets/a/inline0.js", "export {}"), wasm],
            manifest: Manifest::default(),
            optimised: Optimised::No("not asked for".into()),
        };
        bundle.write(&out).expect("written");
        assert!(out.join("snippets/a/inline0.js").exists());
        assert_eq!(bundle.wasm_size(), 8);
        bundle.modules.remove(0);
        bundle.write(&out).expect("written again");
        assert!(!out.join("snippets").exists());
    }
}
