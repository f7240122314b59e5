//! The `tracing` crate's events, with the spans around them.

use super::{Level, print};
use std::cell::RefCell;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, LevelFilter, Metadata, Subscriber};

thread_local! {
    /// Open spans: their id, and their name with its fields.
    static OPEN: RefCell<Vec<(u64, String)>> = const { RefCell::new(Vec::new()) };
    /// Entered spans, innermost last.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

struct Console {
    level: LevelFilter,
    last: AtomicU64,
}

/// Sends the `tracing` crate's events of `level` and above to the console. Call it in `#[event(start)]`.
pub fn init_tracing(level: LevelFilter) {
    let console = Console { level, last: AtomicU64::new(0) };
    // Fails only where a subscriber is set already: this one, or one the program prefers.
    drop(tracing_core::dispatcher::set_global_default(tracing_core::Dispatch::new(console)));
}

/// Fields as `name=value`, the message first and bare.
#[derive(Default)]
struct Line {
    message: String,
    fields: String,
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        // Writing to a string does not fail.
        _ = if field.name() == "message" {
            write!(self.message, "{value:?}")
        } else {
            write!(self.fields, " {}={value:?}", field.name())
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message.push_str(value)
        } else {
            self.record_debug(field, &value)
        }
    }
}

impl Subscriber for Console {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= self.level
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut line = Line::default();
        span.record(&mut line);
        let text = format!("{}{}", span.metadata().name(), line.fields);
        OPEN.with_borrow_mut(|open| open.push((id, text)));
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut line = Line::default();
        values.record(&mut line);
        OPEN.with_borrow_mut(|open| {
            if let Some((_, text)) = open.iter_mut().find(|(id, _)| *id == span.into_u64()) {
                text.push_str(&line.fields);
            }
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        let metadata = event.metadata();
        let spans = ENTERED.with_borrow(|entered| {
            OPEN.with_borrow(|open| {
                let names = entered.iter().filter_map(|id| open.iter().find(|(there, _)| there == id));
                names.fold(String::new(), |text, (_, name)| text + name + ": ")
            })
        });
        let level = match *metadata.level() {
            tracing_core::Level::ERROR => Level::Error,
            tracing_core::Level::WARN => Level::Warn,
            tracing_core::Level::INFO => Level::Info,
            _ => Level::Debug,
        };
        let text =
            format!("{} {}: {spans}{}{}", metadata.level(), metadata.target(), line.message, line.fields);
        print(level, &text);
    }

    fn enter(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(span.into_u64()));
    }

    fn exit(&self, span: &Id) {
        ENTERED.with_borrow_mut(|entered| {
            if let Some(at) = entered.iter().rposition(|id| *id == span.into_u64()) {
                entered.remove(at);
            }
        });
    }

    fn try_close(&self, span: Id) -> bool {
        OPEN.with_borrow_mut(|open| open.retain(|(id, _)| *id != span.into_u64()));
        true
    }
}
