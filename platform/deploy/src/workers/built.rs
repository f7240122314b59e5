//! What a Worker is made of, as far as nothing has to be built for it.

use crate::worker::Upload;
use crate::worker::assets::Site;
use crate::worker::upload::{Module, ModuleKind, Rule, read_folder};
use cfs_config::model::{Source, Worker};
use std::path::Path;

/// What was built of a Worker.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Its code; absent for one that only has assets.
    pub upload: Option<Upload>,
    /// The files that it serves.
    pub site: Option<Site>,
}

impl Built {
    /// What needs no building: modules as they are, a script of one module, files. Paths are relative to `folder`.
    ///
    /// # Errors
    /// When a file cannot be read, or the Worker is one that has to be built first.
    pub fn read(worker: &Worker, folder: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", worker.address());
        let upload = match &worker.source {
            None => None,
            Some(Source::Modules { main, folder: own, rules }) => {
                let rules = if rules.is_empty() { Ok(Rule::defaults()) } else { Rule::read(rules) };
                let rules = rules.map_err(|error| told(&error))?;
                Some(read_folder(&folder.join(own), main, &rules).map_err(|error| told(&error))?)
            }
            Some(Source::Script(path)) => Some(script(worker, &folder.join(path))?),
            Some(Source::Crate(path)) => {
                return Err(told(&format_args!(
                    "{path} is a crate: it has to be built before it is deployed"
                )));
            }
        };
        Self::with(worker, folder, upload)
    }

    /// Code that was built, with the files that the Worker serves.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn with(worker: &Worker, folder: &Path, upload: Option<Upload>) -> Result<Self, String> {
        let site = worker.assets.as_ref().map(|assets| Site::read(&folder.join(&assets.directory), assets));
        let site = site.transpose().map_err(|error| format!("{}: {error}", worker.address()))?;
        Ok(Self { upload, site })
    }
}

/// A script that needs no bundler: one module.
fn script(worker: &Worker, path: &Path) -> Result<Upload, String> {
    let plain = path.extension().is_some_and(|extension| extension == "js" || extension == "mjs");
    if !plain {
        return Err(format!(
            "{}: {} has to be built before it is deployed",
            worker.address(),
            path.display()
        ));
    }
    let content =
        std::fs::read(path).map_err(|error| format!("{}: {}: {error}", worker.address(), path.display()))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let module = Module { name: name.clone(), kind: ModuleKind::EsModule, content: content.into() };
    Ok(Upload { main: name, modules: vec![module], ..Upload::default() })
}
