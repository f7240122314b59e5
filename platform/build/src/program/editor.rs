//! What editors need to complete in a program.

use super::cache::model_files;
use super::form::NAME;
use std::path::PathBuf;

/// A file that `cfs init` writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorFile {
    /// Relative to the folder of the program.
    pub path: PathBuf,
    /// What stands in it.
    pub text: String,
}

/// The folder that they are in, below that of the program. rust-analyzer looks for crates one folder deep.
const FOLDER: &str = ".cfs";

/// The files by which rust-analyzer completes in a program that is a single file: a crate in the folder `.cfs` whose program is that
/// file, with `cfs-model` beside it. They are nobody's to edit or to commit, and a file says so to git.
///
/// rust-analyzer finds the crate by itself where the folder has no Cargo.toml. Where it has one, the editor is told with
/// `"rust-analyzer.linkedProjects": ["Cargo.toml", ".cfs/Cargo.toml"]`; that file is given as well, for those who have none.
pub fn editor_files(file: Option<&str>, beside_a_crate: bool) -> Vec<EditorFile> {
    let file = file.unwrap_or(NAME);
    let own = |name: &str, text: String| EditorFile { path: PathBuf::from(FOLDER).join(name), text };
    let manifest = format!(
        "# So that editors complete in `{file}`: written by `cfs init`, and written again where it is missing.\n\
         [package]\nname = \"infrastructure\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [[bin]]\nname = \"infrastructure\"\npath = {path:?}\n\n\
         [dependencies]\ncfs-model = {{ path = \"cfs-model\" }}\n\n[workspace]\n",
        path = format!("../{file}"),
    );
    let mut files = vec![own(".gitignore", "*\n".to_owned()), own("Cargo.toml", manifest)];
    files.extend(model_files().map(|(name, text)| {
        // It belongs to the workspace of the crate that uses it.
        let text = text.strip_suffix("\n[workspace]\n").unwrap_or(text);
        own(&format!("cfs-model/{name}"), text.to_owned())
    }));
    if beside_a_crate {
        let settings = "{\n  \"rust-analyzer.linkedProjects\": [\"Cargo.toml\", \".cfs/Cargo.toml\"]\n}\n";
        files.push(EditorFile { path: ".vscode/settings.json".into(), text: settings.to_owned() });
    }
    files
}
