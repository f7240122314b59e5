//! What the document shows of its values.

use super::Sig;
use codegen::doc::NodeId;

/// An example of a body or an answer.
#[derive(Clone, Debug)]
pub struct Example {
    /// The schema or media type it is an example of.
    pub node: NodeId,
    /// Whether it is sent rather than received.
    pub sent: bool,
    /// Whether the document states it whole, rather than member by member.
    pub whole: bool,
    /// The example.
    pub json: String,
    /// Members that lead from the example to the value that the type is of, joined by dots.
    pub path: String,
    /// The type.
    pub sig: Sig,
}
