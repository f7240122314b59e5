//! Panics: logged, answered, and followed by a fresh instance.

use std::cell::Cell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(
    inline_js = "export function panicked(message) { console.error(message); globalThis.__cfs_panicked?.(message); }"
)]
extern "C" {
    fn panicked(message: &str);
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
        panicked(&info.to_string());
        // The next call from JavaScript makes a new instance: this one's state cannot be trusted.
        wasm_bindgen::handler::schedule_reinit();
        drop(JsValue::UNDEFINED);
    }));
}
