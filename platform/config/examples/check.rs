//! Reads a file, checks it, and prints what was found and the model.
//!   cargo run -p cfs-config --example check -- FILE [ENVIRONMENT]

use cfs_config::{model_json, read_file, validate};

fn main() -> std::io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [file, environment @ ..] = words.as_slice() else {
        eprintln!("which file?");
        return Ok(());
    };
    let read = read_file(file.as_ref(), environment.first().map(String::as_str))?;
    for finding in read.findings.iter().chain(&validate(&read.model)) {
        eprintln!("{finding}");
    }
    print!("{}", model_json(&read.model));
    Ok(())
}
