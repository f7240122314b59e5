//! Writes models and wrangler files as Terraform.
//!
//!     terraform FOLDER FILE…     a file of Terraform in the folder for each

use cfs_deploy::output::terraform;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder and files are expected")?;
    for file in arguments {
        let path = Path::new(&file);
        let read = cfs_config::read_file(path, None)?;
        let written = terraform(&read.model, &BTreeMap::new());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        std::fs::write(Path::new(&folder).join(format!("{name}.tf")), written.text)?;
        for note in written.notes {
            eprintln!("{file}: {note}");
        }
    }
    Ok(())
}
