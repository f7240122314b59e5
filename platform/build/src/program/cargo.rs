//! Compiling with cargo: a crate of the user's own, or one that is made of the manifest in a file.

use super::cache::{Cache, unwritable, used};
use super::entry::{Entry, Inputs};
use super::form::Form;
use super::{Event, Events, Program, Settings, said};
use crate::error::{Error, Result, Stage};
use crate::project;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(super) struct Task<'a> {
    pub(super) cache: &'a Cache,
    pub(super) program: &'a Program,
    pub(super) form: &'a Form,
    pub(super) entry: &'a Entry,
}

/// What cargo builds.
struct Package {
    folder: PathBuf,
    /// The program among its targets.
    binary: String,
    /// How a path of the compiler is told.
    remap: Option<(PathBuf, PathBuf)>,
    /// Whether cfs-model would come from the registry: the one that is brought along is taken instead.
    patched: bool,
    /// Whether it depends on nothing else, so that no registry is asked.
    alone: bool,
}

/// Compiles a program that cargo has to compile.
pub(super) fn compile(task: &Task<'_>, settings: &Settings, events: Events<'_>) -> Result<PathBuf> {
    let model = task.cache.model()?;
    let package = match task.form {
        Form::Manifest { table, text } => written(task, table, text.as_deref(), &model)?,
        _ => own(task)?,
    };
    events(Event::Compiling(&task.program.shown()));
    let work = task.cache.package(&task.entry.package);
    let target = work.join("target");
    fs::create_dir_all(&work).map_err(|error| unwritable(&work, &error))?;
    used(&work);
    used(&model);
    let messages = work.join("messages.json");
    let mut command = cargo(&package.folder);
    command
        .args(["rustc", "--message-format=json-render-diagnostics", "--bin", &package.binary])
        .args(["--color", if settings.color { "always" } else { "never" }])
        .arg("--target-dir")
        .arg(&target);
    if package.patched {
        let path = model.display().to_string();
        command.arg("--config").arg(format!("patch.crates-io.cfs-model.path={path:?}"));
    }
    if package.alone {
        command.arg("--offline");
    }
    if let Some((from, to)) = &package.remap {
        command.arg("--").arg(format!("--remap-path-prefix={}={}", from.display(), to.display()));
    }
    let file = fs::File::create(&messages).map_err(|error| unwritable(&messages, &error))?;
    let (status, text) = said::run(command.stdout(file), events)?;
    if !status.success() {
        let message = "the program does not compile";
        return Err(Error::file(Stage::Program, task.program.path(), message).with_details(text));
    }
    let said = fs::read_to_string(&messages).unwrap_or_default();
    let executable = executable(&said, &package.binary).ok_or_else(|| {
        let message = format!("it names no executable for `{}`", package.binary);
        Error::tool(Stage::Program, "cargo", message)
    })?;
    let mut inputs = Inputs::default();
    let read = fs::read_to_string(executable.with_extension("d")).unwrap_or_default();
    inputs.files.extend(made_of(&read));
    inputs.files.extend(manifests(&package.folder));
    inputs.files.retain(|file| !file.starts_with(&work));
    task.entry.keep(task.cache, &executable, &inputs)
}

fn cargo(folder: &Path) -> Command {
    let mut command = project::cargo(folder);
    // Registries may need credentials of their own.
    let registry = |name: &str| name.starts_with("CARGO_REGISTR");
    let credentials = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_str().is_some_and(|name| said::is_credential(name) && !registry(name)));
    credentials.for_each(|name| {
        command.env_remove(name);
    });
    command
}

/// The crate that a manifest in a file describes.
fn written(task: &Task<'_>, table: &toml::Table, text: Option<&str>, model: &Path) -> Result<Package> {
    let folder = task.cache.package(&task.entry.package);
    fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
    let given = task.program.path();
    let name = given.file_name().unwrap_or_default();
    let (source, remap) = match text {
        None => (
            task.program.absolute().join(name),
            (task.program.absolute(), without_dot(task.program.folder())),
        ),
        Some(text) => {
            let copy = folder.join("program.rs");
            fs::write(&copy, text).map_err(|error| unwritable(&copy, &error))?;
            // Cargo compiles in the package's folder.
            (copy, (PathBuf::from("program.rs"), given.to_owned()))
        }
    };
    let mut table = table.clone();
    complete(&mut table, &source, model, &task.program.absolute());
    let path = folder.join("Cargo.toml");
    let manifest = table.to_string();
    if fs::read_to_string(&path).ok().as_deref() != Some(&manifest) {
        fs::write(&path, manifest).map_err(|error| unwritable(&path, &error))?;
    }
    Ok(Package {
        folder,
        binary: "infrastructure".to_owned(),
        remap: Some(remap),
        patched: false,
        alone: false,
    })
}

/// `.` is not told.
fn without_dot(folder: &Path) -> PathBuf {
    if folder == Path::new(".") { PathBuf::new() } else { folder.to_owned() }
}

/// Fills in what cargo needs besides, and makes paths absolute.
fn complete(table: &mut toml::Table, source: &Path, model: &Path, folder: &Path) {
    let text = |path: &Path| toml::Value::String(path.display().to_string());
    for section in ["dependencies", "build-dependencies"] {
        let dependencies = table.get_mut(section).and_then(toml::Value::as_table_mut);
        for (_, dependency) in dependencies.into_iter().flatten() {
            let path = dependency.get_mut("path");
            if let Some(path) = path
                && let Some(relative) = path.as_str()
            {
                *path = text(&folder.join(relative));
            }
        }
    }
    let dependencies = table.entry("dependencies").or_insert_with(|| toml::Table::new().into());
    if let Some(dependencies) = dependencies.as_table_mut() {
        let named = dependencies.get("cfs-model").is_some_and(toml::Value::is_table);
        if !named {
            let own = toml::Table::from_iter([("path".to_owned(), text(model))]);
            dependencies.insert("cfs-model".to_owned(), own.into());
        }
    }
    let package = table.entry("package").or_insert_with(|| toml::Table::new().into());
    if let Some(package) = package.as_table_mut() {
        package.insert("name".to_owned(), "infrastructure".into());
        package.entry("version").or_insert_with(|| "0.0.0".into());
        package.entry("edition").or_insert_with(|| super::manifest::EDITION.into());
        package.insert("autobins".to_owned(), false.into());
    }
    let binary = toml::Table::from_iter([
        ("name".to_owned(), "infrastructure".into()),
        ("path".to_owned(), text(source)),
    ]);
    table.insert("bin".to_owned(), toml::Value::Array(vec![binary.into()]));
    table.entry("workspace").or_insert_with(|| toml::Table::new().into());
}

/// The user's own crate.
fn own(task: &Task<'_>) -> Result<Package> {
    let folder = task.program.absolute();
    let manifest = task.program.path().join("Cargo.toml");
    let wrong = |message: String| Error::file(Stage::Program, &manifest, message);
    let text = fs::read_to_string(&manifest).map_err(|error| wrong(format!("it cannot be read: {error}")))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| wrong(error.message().to_owned()))?;
    let binary = binary(&table, &folder).ok_or_else(|| {
        wrong("the crate has no program".to_owned()).with_help("it is `src/main.rs`, or a `[[bin]]`")
    })?;
    let inherited = table.get("package").and_then(|package| package.get("workspace")).is_some();
    // Paths are relative to the workspace, which is the folder itself where nothing says otherwise.
    let root = table.contains_key("workspace") || !(inherited || above(&folder));
    let given = without_dot(task.program.path());
    let remap = (root && !given.as_os_str().is_empty()).then(|| (PathBuf::from("src"), given.join("src")));
    Ok(Package { folder, binary, remap, patched: is_patched(&table), alone: root && is_alone(&table) })
}

/// Whether a manifest has cfs-model from the registry: a patch that is not needed would be noted in its lock file.
fn is_patched(table: &toml::Table) -> bool {
    let dependency = table.get("dependencies").and_then(|dependencies| dependencies.get("cfs-model"));
    dependency.is_some_and(|dependency| {
        ["path", "git", "registry"].iter().all(|elsewhere| dependency.get(elsewhere).is_none())
    })
}

/// Whether a manifest names no crate but cfs-model.
fn is_alone(table: &toml::Table) -> bool {
    let named = |section: &str| table.get(section).and_then(toml::Value::as_table).into_iter().flatten();
    let others = ["build-dependencies", "dev-dependencies", "target", "workspace"];
    is_patched(table)
        && named("dependencies").all(|(name, _)| name == "cfs-model")
        && others.iter().all(|section| named(section).next().is_none())
}

/// Whether a folder above may be the workspace's.
fn above(folder: &Path) -> bool {
    folder.ancestors().skip(1).any(|folder| folder.join("Cargo.toml").is_file())
}

/// Which of a crate's programs it is: that which the manifest prefers, the only one, or the one of this name.
fn binary(table: &toml::Table, folder: &Path) -> Option<String> {
    let package = table.get("package")?.as_table()?;
    let name = package.get("name")?.as_str()?;
    if let Some(preferred) = package.get("default-run").and_then(toml::Value::as_str) {
        return Some(preferred.to_owned());
    }
    let declared = table.get("bin").and_then(toml::Value::as_array).into_iter().flatten();
    let mut names: Vec<String> =
        declared.filter_map(|binary| Some(binary.get("name")?.as_str()?.to_owned())).collect();
    if folder.join("src/main.rs").is_file() {
        names.push(name.to_owned());
    }
    let known = |wanted: &str| names.iter().find(|name| *name == wanted).cloned();
    known("infrastructure").or_else(|| names.first().cloned())
}

/// The executable that cargo's messages name.
fn executable(messages: &str, binary: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut made = messages.filter(|message| message["target"]["name"] == binary);
    made.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The files of a line that cargo writes for `make`: `program: file file`.
fn made_of(text: &str) -> Vec<PathBuf> {
    let Some((_, files)) = text.split_once(": ") else { return Vec::new() };
    let line = files.lines().next().unwrap_or_default().replace("\\ ", "\0");
    line.split_whitespace().map(|file| PathBuf::from(file.replace('\0', " "))).collect()
}

/// Manifests, locks and configurations of the folder and those above.
fn manifests(folder: &Path) -> impl Iterator<Item = PathBuf> {
    folder
        .ancestors()
        .flat_map(|folder| ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"].map(|name| folder.join(name)))
}

#[cfg(test)]
mod tests {
    use super::{binary, complete, is_alone, is_patched, made_of};
    use std::path::Path;

    fn table(text: &str) -> toml::Table {
        toml::from_str(text).expect("TOML")
    }

    #[test]
    fn the_registry_is_left_alone_where_nothing_needs_it() {
        for (text, patched, alone) in [
            ("dependencies.cfs-model = '0.1'", true, true),
            ("dependencies.cfs-model = { version = '0.1', features = [] }\nworkspace = {}", true, true),
            ("dependencies.cfs-model = { path = '../model' }", false, false),
            ("[dependencies]\ncfs-model = '0.1'\nserde = '1'", true, false),
            ("dependencies.cfs-model = '0.1'\ndev-dependencies.x = '1'", true, false),
            ("", false, false),
        ] {
            assert_eq!((is_patched(&table(text)), is_alone(&table(text))), (patched, alone), "{text}");
        }
    }

    #[test]
    fn one_program_of_several_is_meant() {
        let named = |text: &str| binary(&table(text), Path::new("/none"));
        assert_eq!(named("package = { name = 'a' }"), None);
        assert_eq!(named("package = { name = 'a', default-run = 'x' }").as_deref(), Some("x"));
        let several = "package = { name = 'a' }\nbin = [{ name = 'one' }, { name = 'infrastructure' }]";
        assert_eq!(named(several).as_deref(), Some("infrastructure"));
    }

    #[test]
    fn a_manifest_in_a_file_is_completed() {
        let mut whole =
            table("[dependencies]\nx = { path = 'x' }\n[package]\nname = 'mine'\nedition = '2021'\n");
        complete(&mut whole, Path::new("/p/infrastructure.rs"), Path::new("/m"), Path::new("/p"));
        assert_eq!(whole["dependencies"]["x"]["path"].as_str(), Some("/p/x"));
        assert_eq!(whole["dependencies"]["cfs-model"]["path"].as_str(), Some("/m"));
        assert_eq!(
            (whole["package"]["edition"].as_str(), whole["package"]["name"].as_str()),
            (Some("2021"), Some("infrastructure"))
        );
        assert_eq!(whole["bin"][0]["path"].as_str(), Some("/p/infrastructure.rs"));
    }

    #[test]
    fn what_a_program_was_made_of() {
        let files = made_of("/t/program: /a/main.rs /b/my\\ file.rs\n");
        assert_eq!(files, ["/a/main.rs", "/b/my file.rs"].map(std::path::PathBuf::from));
    }
}
