//! The JavaScript entry module of a bundle: classes and handlers that the runtime looks for, around the exports of the
//! wasm glue, whose names the macros of `cfs-runtime` make of what they declare.

use crate::manifest::{Class, ClassKind, Manifest};
use std::fmt::Write;

/// Writes the entry module of a Worker.
pub(crate) fn shim(manifest: &Manifest) -> String {
    let mut out = String::from(PRELUDE);
    for Class { kind, name } in &manifest.classes {
        let (word, base) = (kind.word(), base(*kind));
        _ = writeln!(
            out,
            "export const {name} = wrap({base}, bg.{name}Object, (a, b) => bg.__cfs_{word}_{name}(a, b));"
        );
    }
    if !manifest.handlers.is_empty() {
        out.push_str("export default {\n");
        for handler in &manifest.handlers {
            let (name, word) = (handler.name(), handler.word());
            _ = writeln!(out, "  {name}: (...args) => answer(() => bg.__cfs_event_{word}(...args)),");
        }
        out.push_str("};\n");
    }
    if manifest.checks_env {
        out.push_str("bg.__cfs_check_env(env);\n");
    }
    out
}

/// The runtime's class that a class extends.
fn base(kind: ClassKind) -> &'static str {
    match kind {
        ClassKind::DurableObject => "DurableObject",
        ClassKind::Workflow => "WorkflowEntrypoint",
        ClassKind::Entrypoint => "WorkerEntrypoint",
    }
}

const PRELUDE: &str = r#"// Entry module: written by cfs-build.
import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint, env } from "cloudflare:workers";
import { answer, generation } from "./survive.js";
import * as bg from "./worker.js";

// Where an instance of the wasm module ended, the next call makes its object again in the one that took its place.
function wrap(Base, Rust, make) {
  const Class = class extends Base {
    #made;
    #generation = -1;
    constructor(state, env) {
      super(state, env);
      this.__cfs = () => {
        if (this.#generation !== generation) {
          this.#made = make(state, env);
          this.#generation = generation;
        }
        return this.#made;
      };
      this.__cfs();
    }
  };
  for (const name of Object.getOwnPropertyNames(Rust.prototype)) {
    if (name === "constructor" || name === "free" || name.startsWith("__")) continue;
    Object.defineProperty(Class.prototype, name, {
      value(...args) {
        return answer(() => this.__cfs()[name](...args));
      },
      configurable: true,
      writable: true,
    });
  }
  return Class;
}

"#;

#[cfg(test)]
mod tests {
    use super::shim;
    use crate::manifest::{Class, ClassKind, Handler, Manifest};

    #[test]
    fn the_entry_module_has_what_the_manifest_says() {
        let room = Class { kind: ClassKind::DurableObject, name: "Room".into() };
        let manifest = Manifest {
            handlers: [Handler::Fetch, Handler::TailStream].into(),
            classes: [room].into(),
            ..Manifest::default()
        };
        let text = shim(&manifest);
        for line in [
            "export const Room = wrap(DurableObject, bg.RoomObject, (a, b) => bg.__cfs_durable_object_Room(a, b));",
            "  fetch: (...args) => answer(() => bg.__cfs_event_fetch(...args)),",
            "  tailStream: (...args) => answer(() => bg.__cfs_event_tail_stream(...args)),",
        ] {
            assert!(text.lines().any(|other| other == line), "{line}");
        }
        assert!(!text.contains("__cfs_check_env"));
    }

    #[test]
    fn without_handlers_there_is_no_default_export() {
        let text = shim(&Manifest { checks_env: true, ..Manifest::default() });
        assert!(!text.contains("export default"));
        assert!(text.ends_with("bg.__cfs_check_env(env);\n"));
    }
}
