//! What a build gives.

use crate::error::{Error, Result, Stage};
use crate::manifest::Manifest;
use crate::optimise::Optimised;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path};

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
#[non_exhaustive]
pub enum ModuleKind {
    /// JavaScript with `import` and `export`.
    EsModule,
    /// WebAssembly, compiled when the Worker is uploaded.
    Wasm,
    /// A text, imported as a string.
    Text,
    /// Bytes, imported as an `ArrayBuffer`.
    Data,
    /// Where the code of an ES module is from; nothing that is imported.
    SourceMap,
}

impl ModuleKind {
    /// The content type of the module's part in an upload.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::EsModule => "application/javascript+module",
            Self::Wasm => "application/wasm",
            Self::Text => "text/plain",
            Self::Data => "application/octet-stream",
            Self::SourceMap => "application/source-map",
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

    /// Writes the modules into `folder`. What an earlier call wrote there goes; everything else in it stays.
    ///
    /// # Errors
    /// When the folder cannot be read or written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let failed = |path: &Path, error: &std::io::Error| Error::file(Stage::Write, path, error.to_string());
        let list = folder.join(WRITTEN);
        let before = match fs::read_to_string(&list) {
            Ok(before) => before,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(failed(&list, &error)),
        };
        for name in before.lines().filter(|name| is_inside(name)) {
            remove(folder, name).map_err(|error| failed(&folder.join(name), &error))?;
        }
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let names: String = self.modules.iter().map(|module| format!("{}\n", module.name)).collect();
        fs::write(&list, names).map_err(|error| failed(&list, &error))?;
        for module in &self.modules {
            let path = folder.join(&module.name);
            let parent = path.parent().unwrap_or(folder);
            fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
            fs::write(&path, &module.bytes).map_err(|error| failed(&path, &error))?;
        }
        Ok(())
    }
}

/// The file that says which others in its folder were written: a name each line.
const WRITTEN: &str = ".cfs-bundle";

/// Whether a name leads to somewhere inside the folder: the list may have been edited.
fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Removes a file that may be gone, and the folders around it that hold nothing else.
fn remove(folder: &Path, name: &str) -> std::io::Result<()> {
    match fs::remove_file(folder.join(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let around = Path::new(name).ancestors().skip(1).filter(|path| !path.as_os_str().is_empty());
    for path in around {
        // A folder that holds something else stays.
        if fs::remove_dir(folder.join(path)).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Bundle, Manifest, Module, ModuleKind, Optimised, WRITTEN};

    #[test]
    fn what_an_earlier_call_wrote_goes_and_nothing_else() {
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
        let (own, outside) = (out.join("snippets/own.js"), folder.path().join("outside"));
        std::fs::write(&own, "mine").expect("written");
        std::fs::write(&outside, "not in it").expect("written");
        let list = std::fs::read_to_string(out.join(WRITTEN)).expect("a list");
        std::fs::write(out.join(WRITTEN), list + "../outside\n").expect("written");
        bundle.modules.remove(0);
        bundle.write(&out).expect("written again");
        assert!(!out.join("snippets/a").exists());
        assert!(own.exists() && outside.exists());
        std::fs::remove_file(&own).expect("removed");
        bundle.write(&out).expect("written a third time");
        assert!(out.join("worker_bg.wasm").exists());
    }
}
