#![doc = include_str!("../README.md")]

pub mod call;

pub use call::Call;
