//! Catalogues, as they are printed and as they are read.
//!
//! [`told`] and [`read`] say the same of an operation in the same words: one asks the model, the other the reader.

pub mod read;
pub mod told;

use cfs_http::catalogue::Catalogue;
use flate2::{Decompress, FlushDecompress, Status};
use gen_openapi::print::{self, Part};
use gen_openapi::{Model, PackageMeta};

/// The printed catalogue of some models.
///
/// # Panics
/// When it cannot be printed.
pub fn printed<'m>(models: impl Iterator<Item = &'m Model>, meta: &PackageMeta) -> print::Catalogue {
    let parts: Result<Vec<Part>, _> = models.map(Part::of).collect();
    match parts.and_then(|parts| print::catalogue(&parts, meta)) {
        Ok(printed) => printed,
        Err(error) => panic!("{error}"),
    }
}

/// The catalogue in a file, which is kept as long as the program runs.
pub fn opened(file: &[u8]) -> &'static Catalogue {
    let file: &'static [u8] = Vec::leak(file.to_vec());
    Box::leak(Box::new(Catalogue::new(file, unpack)))
}

fn unpack(packed: &[u8], out: &mut [u8]) -> bool {
    let mut unpacker = Decompress::new(false);
    let done = unpacker.decompress(packed, out, FlushDecompress::Finish);
    matches!(done, Ok(Status::StreamEnd)) && unpacker.total_out() == out.len() as u64
}
