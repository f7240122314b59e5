//! Modules that are uploaded as they are: a folder, read by wrangler's module rules.

use super::{Module, ModuleKind, ReadError, Upload};
use bytes::Bytes;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Which files of a folder are modules, and of which kind.
#[derive(Clone, Debug)]
pub struct Rule {
    kind: ModuleKind,
    globs: GlobSet,
    texts: Vec<String>,
    fallthrough: bool,
}

impl Rule {
    /// The rules that apply without any being written, as wrangler has them for modules that are not bundled.
    pub fn defaults() -> Vec<Self> {
        let defaults: [(ModuleKind, &[&str]); 6] = [
            (ModuleKind::Text, &["**/*.txt", "**/*.html", "**/*.sql"]),
            (ModuleKind::Data, &["**/*.bin"]),
            (ModuleKind::Wasm, &["**/*.wasm", "**/*.wasm?module"]),
            (ModuleKind::EsModule, &["**/*.mjs", "**/*.js"]),
            (ModuleKind::CommonJs, &["**/*.cjs"]),
            (ModuleKind::Python, &["**/*.py"]),
        ];
        let rule = |(kind, globs): (ModuleKind, &[&str])| {
            let texts: Vec<String> = globs.iter().map(|&glob| glob.to_owned()).collect();
            Some(Self { kind, globs: set(&texts).ok()?, texts, fallthrough: false })
        };
        defaults.into_iter().filter_map(rule).collect()
    }

    /// Rules of a configuration, `{"type": …, "globs": […], "fallthrough": …}`, followed by the usual ones. Rules of one type
    /// end with the first that does not fall through: the usual one of its type then does not apply.
    ///
    /// # Errors
    /// When a type or a glob means nothing.
    pub fn read(values: &[Value]) -> Result<Vec<Self>, ReadError> {
        let mut rules = Vec::new();
        let mut closed = BTreeSet::new();
        for value in values {
            let name = value["type"].as_str().unwrap_or_default();
            let kind = ModuleKind::of_rule(name).ok_or_else(|| {
                ReadError::Rule(format!(
                    "`{name}` is no type of modules: ESModule, CommonJS, CompiledWasm, Text, Data, PythonModule or PythonRequirement"
                ))
            })?;
            let globs = value["globs"].as_array().into_iter().flatten();
            let texts: Vec<String> = globs.filter_map(|glob| glob.as_str().map(str::to_owned)).collect();
            let fallthrough = value["fallthrough"] == true;
            if !closed.contains(&kind) {
                rules.push(Self { kind, globs: set(&texts)?, texts, fallthrough });
            }
            if !fallthrough {
                closed.insert(kind);
            }
        }
        rules.extend(Self::defaults().into_iter().filter(|rule| !closed.contains(&rule.kind)));
        Ok(rules)
    }

    /// The globs, as they were written.
    pub fn globs(&self) -> &[String] {
        &self.texts
    }

    /// Whether later rules of its type apply too.
    pub fn falls_through(&self) -> bool {
        self.fallthrough
    }
}

fn set(globs: &[String]) -> Result<GlobSet, ReadError> {
    let told = |error: globset::Error| ReadError::Rule(format!("a module rule: {error}"));
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        // Written from the folder on or from anywhere: both begin below it.
        let glob = glob.trim_start_matches("./");
        set.add(GlobBuilder::new(glob).literal_separator(true).build().map_err(told)?);
    }
    set.build().map_err(told)
}

/// Reads the modules of a folder: files that a rule names, by their paths below it, and source maps beside them.
///
/// # Errors
/// When a file cannot be read, or the main module is not among them.
pub fn read_folder(folder: &Path, main: &str, rules: &[Rule]) -> Result<Upload, ReadError> {
    let main = main.trim_start_matches("./");
    let mut names = Vec::new();
    below(folder, "", &mut names)?;
    names.sort();
    let all: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let mut modules = Vec::new();
    for name in &names {
        let is_map = name.strip_suffix(".map").is_some_and(|of| all.contains(of));
        let kind = if is_map { Some(ModuleKind::SourceMap) } else { kind(name, name == main, rules) };
        if let Some(kind) = kind {
            let path = folder.join(name);
            let content = std::fs::read(&path).map_err(|error| ReadError::Io { path, error })?;
            modules.push(Module { name: name.clone(), kind, content: Bytes::from(content) });
        }
    }
    // The main module comes first, as in every upload.
    modules.sort_by_key(|module| module.name != main);
    let upload = Upload { main: main.to_owned(), modules, ..Upload::default() };
    match upload.main() {
        Some(_) => Ok(upload),
        None => Err(ReadError::Main { folder: folder.to_owned(), main: main.to_owned() }),
    }
}

/// What the first rule that names a file says of it. The main module needs no rule.
fn kind(name: &str, is_main: bool, rules: &[Rule]) -> Option<ModuleKind> {
    let found = rules.iter().find(|rule| rule.globs.is_match(name)).map(|rule| rule.kind);
    found.or_else(|| is_main.then_some(ModuleKind::EsModule))
}

fn below(folder: &Path, before: &str, names: &mut Vec<String>) -> Result<(), ReadError> {
    let told = |error| ReadError::Io { path: folder.to_owned(), error };
    for entry in std::fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(ReadError::Name(path));
        };
        if matches!(name, "node_modules" | ".git" | ".wrangler") {
            continue;
        }
        let key = if before.is_empty() { name.to_owned() } else { format!("{before}/{name}") };
        let about = std::fs::metadata(&path).map_err(|error| ReadError::Io { path: path.clone(), error })?;
        if about.is_dir() {
            below(&path, &key, names)?;
        } else {
            names.push(key);
        }
    }
    Ok(())
}
