//! What operations answer.

use super::{Sig, TypeId};

/// What an operation answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// One kind of success.
    One(Success),
    /// JSON, or the events of a stream.
    Events {
        /// One event.
        event: Sig,
        /// The answer without a stream.
        otherwise: Success,
        /// The body's member that asks for a stream; empty if the `Accept` header does.
        flag: String,
    },
    /// Several kinds of success.
    Outcome(TypeId),
    /// A WebSocket.
    Socket,
}

/// One kind of success.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Success {
    /// The envelope's `result`.
    Result(Sig),
    /// The body itself.
    Body(Sig),
    /// What stands in an envelope beside that which all envelopes have.
    Beside(Sig),
    /// A list in pages, by its item.
    Page(Sig),
    /// Nothing of interest.
    Unit,
    /// Nothing but headers that say something.
    Headers(Sig),
    /// JSON values, one a line.
    Lines(Sig),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Events.
    Events(Sig),
}

/// A success as it comes over the wire. [`Output`] is what a method makes of all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status: a code, a hundred by first digit (`2XX`), or `default`.
    pub status: String,
    /// The content type; none where there is no content.
    pub content_type: Option<String>,
    /// What comes.
    pub success: Success,
}

/// One success of several.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutcomeCase {
    /// The variant's name.
    pub name: String,
    /// The statuses: a code, or a hundred by first digit.
    pub status: String,
    /// The status as a number; 0 stands for all successes.
    pub code: u16,
    /// The content type, where several share a status; `*` in it stands for anything.
    pub content_type: Option<String>,
    /// What comes.
    pub success: Success,
    /// Its documentation; empty until the texts pass.
    pub docs: String,
    /// Whether what comes is behind a pointer; decided by the cycles pass.
    pub boxed: bool,
}
