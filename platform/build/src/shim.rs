//! The JavaScript entry module of a bundle: classes and handlers that the runtime looks for, around the exports of the
//! wasm glue. Which there are is read from the glue: the macros export them under known names.

use std::fmt::Write;

/// Writes the entry module for a glue module.
pub(crate) fn shim(glue: &str) -> String {
    let exports = exports(glue);
    let with = |prefix: &str| -> Vec<String> {
        exports.iter().filter_map(|name| name.strip_prefix(prefix)).map(str::to_owned).collect()
    };
    let mut out = String::from(PRELUDE);
    for (kind, base) in [
        ("durable_object", "DurableObject"),
        ("workflow", "WorkflowEntrypoint"),
        ("entrypoint", "WorkerEntrypoint"),
    ] {
        for class in with(&format!("__cfs_{kind}_")) {
            _ = writeln!(
                out,
                "export const {class} = wrap({base}, bg.{class}Object, (a, b) => bg.__cfs_{kind}_{class}(a, b));"
            );
        }
    }
    let events = with("__cfs_event_");
    if !events.is_empty() {
        out.push_str("export default {\n");
        for event in &events {
            let name = if event == "tail_stream" { "tailStream" } else { event };
            _ = writeln!(out, "  {name}: (...args) => answer(() => bg.__cfs_event_{event}(...args)),");
        }
        out.push_str("};\n");
    }
    if exports.iter().any(|name| name == "__cfs_check_env") {
        out.push_str("bg.__cfs_check_env(env);\n");
    }
    out
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

/// Names that a module exports.
fn exports(glue: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in glue.lines() {
        let line = line.trim();
        let Some(rest) = line.strip_prefix("export ") else { continue };
        let rest =
            rest.trim_start_matches("async ").trim_start_matches("function ").trim_start_matches("class ");
        if let Some(list) = rest.strip_prefix('{') {
            for item in list.trim_end_matches([';', '}', ' ']).split(',') {
                let name = item.rsplit(" as ").next().unwrap_or(item).trim();
                names.push(name.trim_matches(['}', ';', ' ']).to_owned());
            }
        } else {
            let end =
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
            names.push(rest[..end].to_owned());
        }
    }
    names.retain(|name| !name.is_empty());
    names
}
