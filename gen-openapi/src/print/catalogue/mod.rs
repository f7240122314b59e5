//! Operations as data, for whoever knows the one to call only when the program runs.
//!
//! [`Part`] is what one service contributes; [`catalogue`] makes the crate of all of them: an index that is read in place, and a
//! packed block of details a service. `support/http/src/catalogue` reads what is written here, byte for byte.

mod calls;
mod index;
mod line;
mod listing;
mod package;
mod part;
mod paths;
mod shape;
mod text;
mod types;
mod words;

pub use listing::listing;
pub use part::Part;

use crate::config::PackageMeta;
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;

/// The crate of a catalogue, and how large it is.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Its files.
    pub artifacts: Artifacts,
    /// Bytes of the table.
    pub bytes: usize,
    /// Bytes of what is read in place.
    pub index: usize,
    /// Bytes of the largest block, unpacked.
    pub largest_block: usize,
}

/// Prints the catalogue of some services. `meta` is its own.
///
/// # Errors
/// When there is more of something than the format counts, or two operations cannot be told apart.
pub fn catalogue(parts: &[Part], meta: &PackageMeta) -> Result<Catalogue, Diagnostic> {
    let mut artifacts = package::files(parts, meta);
    let mut lines: Vec<&str> = parts.iter().flat_map(|part| part.listing.lines()).collect();
    // Operations, then collections: their lines begin with a kind.
    lines.sort_by_key(|line| (listing::is_collection(line), *line));
    let listing: String = lines.iter().flat_map(|line| [line, "\n"]).collect();
    artifacts.insert("operations.txt", listing);
    let (file, index) = index::write(parts)?;
    let bytes = file.len();
    artifacts.insert("catalogue.bin", file);
    let largest_block = parts.iter().map(|part| part.block.len()).max().unwrap_or_default();
    Ok(Catalogue { artifacts, bytes, index, largest_block })
}
