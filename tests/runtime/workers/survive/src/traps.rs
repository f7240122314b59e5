//! Every way in which an instance ends.

use cfs_runtime::prelude::*;
use std::hint::black_box;

/// Ends the instance as `kind` says.
pub fn end(kind: &str) -> u64 {
    match kind {
        "stack" => deep(1),
        "abort" => std::process::abort(),
        "memory" => {
            let all: Vec<Vec<u8>> = (0..8).map(|_| black_box(Vec::with_capacity(isize::MAX as usize))).collect();
            all.iter().map(|part| part.capacity() as u64).sum()
        }
        "unreachable" => unreachable_instruction(),
        "panic" => panic!("asked to panic"),
        _ => 0,
    }
}

#[inline(never)]
#[allow(unconditional_recursion)] // that is what it is for
fn deep(level: u64) -> u64 {
    let pad = [level; 64];
    black_box(&pad);
    deep(level + 1) + pad[(level % 64) as usize]
}

#[cfg(target_arch = "wasm32")]
fn unreachable_instruction() -> u64 {
    core::arch::wasm32::unreachable()
}

#[cfg(not(target_arch = "wasm32"))]
fn unreachable_instruction() -> u64 {
    0
}

/// A type that holds itself: how deep it nests is up to whoever sends it.
#[derive(FromJs)]
pub struct Node {
    children: Vec<Node>,
}

impl Node {
    pub fn count(&self) -> usize {
        1 + self.children.iter().map(Node::count).sum::<usize>()
    }
}
