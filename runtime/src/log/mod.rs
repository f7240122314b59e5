//! Logging to the Worker's console: `console_log!`, and the `log` and `tracing` crates (a feature each).

#[cfg(feature = "log")]
mod facade;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(feature = "log")]
pub use facade::init_log;
#[cfg(feature = "tracing")]
pub use spans::init_tracing;

/// Prints to the console, like `println!`.
#[macro_export]
macro_rules! console_log {
    ($($argument:tt)*) => {
        $crate::log::print($crate::log::Level::Log, &::std::format!($($argument)*))
    };
}

/// Prints to the console as a warning.
#[macro_export]
macro_rules! console_warn {
    ($($argument:tt)*) => {
        $crate::log::print($crate::log::Level::Warn, &::std::format!($($argument)*))
    };
}

/// Prints to the console as an error.
#[macro_export]
macro_rules! console_error {
    ($($argument:tt)*) => {
        $crate::log::print($crate::log::Level::Error, &::std::format!($($argument)*))
    };
}

/// The console's levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Level {
    /// `console.error`
    Error,
    /// `console.warn`
    Warn,
    /// `console.info`
    Info,
    /// `console.log`
    Log,
    /// `console.debug`
    Debug,
}

/// Prints one line.
pub fn print(level: Level, text: &str) {
    let console = crate::core::console();
    let (console, line) = (console.sys(), js_sys::Array::of1(&text.into()));
    // A console that throws leaves nowhere to say so.
    drop(match level {
        Level::Error => console.error(&line),
        Level::Warn => console.warn(&line),
        Level::Info => console.info(&line),
        Level::Log => console.log(&line),
        Level::Debug => console.debug(&line),
    });
}
