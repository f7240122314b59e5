#![doc = include_str!("../README.md")]

pub mod call;
pub mod desired;
pub mod kind;
pub mod migrations;

pub use call::Call;
pub use desired::{Desired, Materials, Node, desired};
pub use kind::Kind;
