//! The work that is measured, as programs of their own.

use crate::Outcome;
use codegen::diag::Diagnostic;
use codegen::doc::Source;
use pipeline::{Ledgers, Options, Phases};
use std::path::{Path, PathBuf};

/// One piece of work.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Args {
    /// Parses a document into `serde_json::Value`.
    Parse {
        /// The document.
        document: PathBuf,
    },
    /// Measures decoding for some services only, and prints the section.
    Codec {
        /// The services.
        services: Vec<String>,
    },
    /// Makes the crates of a document: read, segment, generate, format, write.
    Generate {
        /// The document.
        document: PathBuf,
        /// The folder they go to.
        out: PathBuf,
        /// Leaves the catalogue out.
        #[arg(long)]
        without_catalogue: bool,
    },
}

pub(crate) fn run(args: &Args) -> Outcome {
    match args {
        Args::Parse { document } => {
            let bytes = read(document)?;
            let value: serde_json::Value = serde_json::from_slice(&bytes)
                .map_err(|error| vec![Diagnostic::error("bench::parse", error.to_string())])?;
            // A real user would keep it too.
            Ok(std::hint::black_box(&value).is_object())
        }
        Args::Codec { services } => {
            let root = crate::root();
            super::codec::write(&root, services)?;
            println!("{}", super::codec::measure(&root)?);
            Ok(true)
        }
        Args::Generate { document, out, without_catalogue } => {
            let source = Source::new(document.display().to_string(), read(document)?);
            let source = source.map_err(|error| vec![error])?;
            let root = crate::root();
            let catalogue = !without_catalogue;
            let options =
                Options { only: &[], unpinned: true, ledgers: Ledgers::Committed(&root), catalogue };
            let made = pipeline::generate(&source, &options, &mut Phases::default())?;
            made.output.write(out, &[""]).map_err(|error| vec![error])?;
            Ok(true)
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
    std::fs::read(path).map_err(|error| {
        vec![Diagnostic::error("input::file", format!("cannot read `{}`: {error}", path.display()))]
    })
}
