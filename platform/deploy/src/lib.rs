#![doc = include_str!("../README.md")]

pub mod output;
pub mod worker;
