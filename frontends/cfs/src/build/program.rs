//! What a crate's program says of itself, for the check of its bindings.

use cfs_build::Manifest;
use cfs_deploy::worker::upload::{ClassKind, Handler, Program, ProgramBinding, ProgramClass};
use std::path::Path;

/// What a manifest says, of the crate in `folder`.
pub(super) fn of(manifest: &Manifest, folder: &Path) -> Program {
    let classes = manifest.classes.iter().filter_map(|class| {
        let kind = match class.kind {
            cfs_build::ClassKind::DurableObject => ClassKind::DurableObject,
            cfs_build::ClassKind::Workflow => ClassKind::Workflow,
            cfs_build::ClassKind::Entrypoint => ClassKind::Entrypoint,
            _ => return None,
        };
        Some(ProgramClass { name: class.name.clone(), kind })
    });
    let bindings = manifest.bindings.iter().map(|binding| ProgramBinding {
        name: binding.name.clone(),
        type_name: binding.type_name.clone(),
        accepts: binding.accepts().iter().map(|&kind| kind.to_owned()).collect(),
        optional: binding.optional,
        place: None,
    });
    Program {
        origin: folder.display().to_string(),
        handlers: manifest.handlers.iter().filter_map(|handler| Handler::named(handler.name())).collect(),
        classes: classes.collect(),
        bindings: bindings.collect(),
        is_complete: manifest.checks_env,
    }
}
