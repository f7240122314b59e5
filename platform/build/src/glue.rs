//! What of wasm-bindgen's glue is changed, so that a Worker survives the end of an instance. The glue is of one exact
//! version: text that is not found is an error.

struct Edit {
    times: usize,
    from: &'static str,
    to: &'static str,
    /// Glue without this has nothing to change.
    only_with: &'static str,
}

const EDITS: [Edit; 3] = [
    // At the start and where an instance takes another's place.
    Edit {
        times: 2,
        from: "wasm = wasmInstance.exports;",
        to: "wasm = guarded(wasmInstance.exports, __wbg_reset_state);",
        only_with: "",
    },
    // A closure of an ended instance is gone with it: its address means something else in the next.
    Edit {
        times: 1,
        from: "if (--state.cnt === 0) {",
        to: "if (--state.cnt === 0 && state.instance === __wbg_instance_id) {",
        only_with: "state.cnt",
    },
    // In a build that unwinds: the end of an instance is no end of the one that took its place.
    Edit {
        times: 1,
        from: "function __wbg_handle_catch(e) {",
        to: "function __wbg_handle_catch(e) {\n    if (e?.logged) throw e;",
        only_with: "__wbg_handle_catch(",
    },
];

/// Every call into the wasm module passes through `survive.js`.
pub(crate) fn guard(glue: &str) -> Result<String, String> {
    let mut text = glue.to_owned();
    for Edit { times, from, to, .. } in EDITS.iter().filter(|edit| glue.contains(edit.only_with)) {
        let found = text.matches(from).count();
        if found != *times {
            return Err(format!("wasm-bindgen's glue has {found} times `{from}` where {times} are expected"));
        }
        text = text.replace(from, to);
    }
    Ok(format!("import {{ guarded }} from \"./survive.js\";\n{text}"))
}

#[cfg(test)]
mod tests {
    use super::guard;

    #[test]
    fn every_instance_is_guarded() {
        let glue = "function __wbg_reset_state() {\n    wasm = wasmInstance.exports;\n}\nlet wasm = wasmInstance.exports;\n";
        let text = guard(glue).expect("the glue is as expected");
        assert!(text.starts_with("import { guarded } from \"./survive.js\";"));
        assert_eq!(text.matches("= guarded(wasmInstance.exports, __wbg_reset_state);").count(), 2);
        assert!(!text.contains("= wasmInstance.exports"));
    }

    #[test]
    fn other_glue_is_refused() {
        let error = guard("let wasm = other;").expect_err("there is nothing to guard");
        assert!(error.contains("has 0 times `wasm = wasmInstance.exports;` where 2 are expected"), "{error}");
    }
}
