//! Panics: logged, answered, and followed by a fresh instance, or, in a build that unwinds, by an error where they were.

use std::cell::Cell;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = "export function panicked(message, ends) {
    console.error(message);
    if (ends) globalThis.__cfs_panicked?.(message);
}")]
extern "C" {
    /// Logs a panic; one that `ends` the instance rejects all that is in flight.
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
        // The next call from JavaScript makes a new instance: this one's state cannot be trusted.
        #[cfg(panic = "abort")]
        wasm_bindgen::handler::schedule_reinit();
    }));
}
