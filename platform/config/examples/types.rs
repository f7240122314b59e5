//! Writes what Workers find in their environment, as TypeScript and as Rust.
//!
//!     types FOLDER FILE…     two files in the folder for each Worker of each model or wrangler file

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("a folder and files are expected")?;
    for file in arguments {
        let path = Path::new(&file);
        let model = cfs_config::read_file(path, None)?.model;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        for worker in &model.workers {
            let to = Path::new(&folder).join(format!("{stem}.{}", worker.name));
            let write = |end: &str, text: Option<String>| {
                std::fs::write(format!("{}.{end}", to.display()), text.unwrap_or_default())
            };
            write("d.ts", cfs_config::typescript_env(&model, &worker.name))?;
            write("rs", cfs_config::rust_env(&model, &worker.name))?;
        }
    }
    Ok(())
}
