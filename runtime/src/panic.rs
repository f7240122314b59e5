//! Panics: logged, answered, and followed by a fresh instance, or, in a build that unwinds, by an error where they were.

use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = "export function panicked(message, ends) {
    console.error(message);
    if (ends) globalThis.__cfs?.panicked(message);
}")]
extern "C" {
    /// Logs a panic; of one that `ends` the instance, what replaces it is told why.
    fn panicked(message: &str, ends: bool);
}

thread_local! {
    static STARTED: Cell<bool> = const { Cell::new(false) };
}

/// Runs once an instance, before the first event.
#[doc(hidden)]
pub fn start() {
    if STARTED.replace(true) {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        panicked(&info.to_string(), cfg!(panic = "abort"));
    }));
}
