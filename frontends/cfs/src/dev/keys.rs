//! Keys that are pressed while the application runs.

use crate::terminal;
use std::io::Read as _;
use tokio::sync::mpsc;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Crons,
    Rebuild,
    Quit,
}

impl Key {
    fn of(byte: u8) -> Option<Self> {
        Some(match byte.to_ascii_lowercase() {
            b'c' => Self::Crons,
            b'r' => Self::Rebuild,
            b'q' => Self::Quit,
            _ => return None,
        })
    }
}

/// The keys of a terminal; none where there is nobody.
pub(super) struct Keys(Option<mpsc::UnboundedReceiver<Key>>);

impl Keys {
    pub(super) fn read() -> Self {
        if !terminal::is_interactive() {
            return Self(None);
        }
        terminal::press_by_press();
        let (sender, receiver) = mpsc::unbounded_channel();
        std::thread::spawn(move || {
            let mut byte = [0];
            while let Ok(1) = std::io::stdin().lock().read(&mut byte) {
                if Key::of(byte[0]).is_some_and(|key| sender.send(key).is_err()) {
                    return;
                }
            }
        });
        Self(Some(receiver))
    }

    /// Waits for a key that means something.
    pub(super) async fn next(&mut self) -> Key {
        if let Some(keys) = &mut self.0
            && let Some(key) = keys.recv().await
        {
            return key;
        }
        // The terminal is gone, or there was none.
        self.0 = None;
        std::future::pending().await
    }
}
