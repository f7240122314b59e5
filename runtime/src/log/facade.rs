//! The `log` crate's records.

use super::{Level, print};
use log::{LevelFilter, Log, Metadata, Record};

struct Console;

/// Sends the `log` crate's records of `level` and above to the console. Call it in `#[event(start)]`; later calls
/// change the level.
pub fn init_log(level: LevelFilter) {
    static CONSOLE: Console = Console;
    // Fails only where a logger is set already: this one, or one the program prefers.
    drop(log::set_logger(&CONSOLE));
    log::set_max_level(level);
}

impl Log for Console {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let level = match record.level() {
            log::Level::Error => Level::Error,
            log::Level::Warn => Level::Warn,
            log::Level::Info => Level::Info,
            log::Level::Debug | log::Level::Trace => Level::Debug,
        };
        print(level, &format!("{} {}: {}", record.level(), record.target(), record.args()));
    }

    fn flush(&self) {}
}
