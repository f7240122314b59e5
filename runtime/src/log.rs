//! Logging to the Worker's console.

/// Prints to the console, like `println!`.
#[macro_export]
macro_rules! console_log {
    ($($argument:tt)*) => {
        $crate::__log(&::std::format!($($argument)*))
    };
}

#[doc(hidden)]
pub fn log(text: &str) {
    drop(crate::core::console().sys().log(&js_sys::Array::of1(&text.into())));
}
