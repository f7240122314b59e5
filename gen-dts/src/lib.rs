//! wip
pub mod ir;
mod lower;
mod read;
mod source;
mod stdlib;
pub use source::Sources;
/// probe
pub fn probe(sources: &Sources) -> (ir::ts::Program, Vec<codegen::diag::Diagnostic>) {
    let allocs: Vec<_> = (0..sources.len()).map(|_| oxc_allocator::Allocator::default()).collect();
    let trees: Vec<_> = (0..sources.len()).map(|i| read::parse(&allocs[i as usize], sources, i).unwrap()).collect();
    lower::lower(sources, &trees)
}
