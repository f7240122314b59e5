//! A document with all decisions made: what printers print.

use crate::config::Config;
use crate::ir::{Api, Note};

/// What a crate is, before it is text.
#[derive(Clone, Debug)]
pub struct Model {
    /// Types, operations and resources, named and linked.
    pub api: Api,
    /// What the crate is called and where it stands.
    pub config: Config,
}

impl Model {
    /// The document's operations; one method may stand for two.
    pub fn operations(&self) -> usize {
        self.api.operations.len() + self.api.told
    }

    /// What was read otherwise than literally.
    pub fn warnings(&self) -> &[Note] {
        &self.api.notes
    }
}
