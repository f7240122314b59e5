//! What of wasm-bindgen's glue is changed, so that a Worker survives the end of an instance. The glue is of one exact
//! version: text that is not found is an error.

/// Every call into the wasm module passes through `survive.js`.
pub(crate) fn guard(glue: &str) -> Result<String, String> {
    let edits = [
        // At the start and where an instance takes another's place.
        (2, "wasm = wasmInstance.exports;", "wasm = guarded(wasmInstance.exports, __wbg_reset_state);"),
        // A closure of an ended instance is gone with it: its address means something else in the next.
        (1, "if (--state.cnt === 0) {", "if (--state.cnt === 0 && state.instance === __wbg_instance_id) {"),
    ];
    let mut text = glue.to_owned();
    for (times, from, to) in edits {
        let found = text.matches(from).count();
        // A Worker without closures has no glue for them.
        if found != times && !(found == 0 && from.contains("state.cnt") && !text.contains("state.cnt")) {
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
