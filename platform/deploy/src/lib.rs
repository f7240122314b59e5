#![doc = include_str!("../README.md")]

pub mod actual;
pub mod apply;
pub mod call;
mod compare;
pub mod desired;
pub mod kind;
mod matching;
mod materials;
pub mod migrations;
pub mod output;
pub mod plan;
pub mod saved;
mod seal;
pub mod state;
pub mod worker;
mod workers;

pub use actual::Actual;
pub use apply::{Done, Event, NotDone, Outcome, Progress, apply};
pub use call::Call;
pub use desired::{Desired, Materials, Node, desired};
pub use kind::Kind;
pub use plan::{Action, Change, Options, Plan, Step, plan};
pub use workers::{Built, There};
