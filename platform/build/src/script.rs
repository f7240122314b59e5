//! A Worker in JavaScript or TypeScript, bundled by the project's own esbuild.

use crate::bundle::{Bundle, Module, ModuleKind};
use crate::error::{Error, Result, Stage};
use crate::manifest::Manifest;
use crate::optimise::Optimised;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a script is bundled, as wrangler's fields of the same names say it.
#[derive(Clone, Debug, Default)]
pub struct ScriptOptions {
    /// Names that are replaced by an expression.
    pub define: BTreeMap<String, String>,
    /// Modules that are taken for others.
    pub alias: BTreeMap<String, String>,
    /// Whether the result is made small.
    pub minify: bool,
    /// Whether functions lose their names where that makes the result smaller.
    pub drop_names: bool,
    /// Another `tsconfig.json` than the nearest.
    pub tsconfig: Option<PathBuf>,
    /// What elements of JSX become.
    pub jsx_factory: Option<String>,
    /// What fragments of JSX become.
    pub jsx_fragment: Option<String>,
    /// Whether there is no source map.
    pub no_source_map: bool,
}

/// What files that are imported are to the runtime.
const MODULES: [(&str, ModuleKind); 5] = [
    ("wasm", ModuleKind::Wasm),
    ("txt", ModuleKind::Text),
    ("html", ModuleKind::Text),
    ("sql", ModuleKind::Text),
    ("bin", ModuleKind::Data),
];

/// Bundles the script `main` with what it imports. Modules of the runtime and of Node stay imports.
///
/// # Errors
/// When esbuild is not among the packages of the script's project, or refuses the script; what it says about that has gone to the
/// standard error output.
pub fn build_script(main: &Path, options: &ScriptOptions) -> Result<Bundle> {
    if !main.is_file() {
        return Err(Error::file(Stage::Bundle, main, "there is no such file"));
    }
    let esbuild = esbuild(main)?;
    let out = tempfile::tempdir().map_err(|error| Error::file(Stage::Bundle, main, error.to_string()))?;
    let mut command = Command::new(&esbuild);
    // Relative paths of a source map are relative to the project, wherever the result is written.
    command.arg(main).args(arguments(options)).arg(format!("--outdir={}", out.path().display()));
    command.stdin(Stdio::null()).stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let status = command
        .status()
        .map_err(|error| Error::file(Stage::Bundle, &esbuild, format!("it cannot be run: {error}")))?;
    if !status.success() {
        return Err(
            Error::file(Stage::Bundle, main, "esbuild refuses it").with_help("see what esbuild says above")
        );
    }
    let name = main.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Bundle {
        name,
        modules: modules(out.path())?,
        manifest: Manifest::default(),
        optimised: Optimised::No("it is JavaScript".to_owned()),
    })
}

fn arguments(options: &ScriptOptions) -> Vec<String> {
    let mut all: Vec<String> = [
        "--bundle",
        "--format=esm",
        "--target=es2024",
        "--entry-names=index",
        // Two files of one name are two modules.
        "--asset-names=[name]-[hash]",
        "--main-fields=browser,module,main",
        "--conditions=workerd,worker,browser",
        "--external:cloudflare:*",
        "--external:workerd:*",
        "--external:node:*",
        "--log-level=warning",
        "--legal-comments=none",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(MODULES.map(|(extension, _)| format!("--loader:.{extension}=copy")));
    all.extend(options.define.iter().map(|(name, value)| format!("--define:{name}={value}")));
    all.extend(options.alias.iter().map(|(name, other)| format!("--alias:{name}={other}")));
    if options.minify {
        all.push("--minify".to_owned());
    }
    if !options.drop_names {
        all.push("--keep-names".to_owned());
    }
    if !options.no_source_map {
        all.push("--sourcemap=linked".to_owned());
    }
    let named = [
        ("--tsconfig", options.tsconfig.as_ref().map(|path| path.display().to_string())),
        ("--jsx-factory", options.jsx_factory.clone()),
        ("--jsx-fragment", options.jsx_fragment.clone()),
    ];
    all.extend(named.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?))));
    all
}

/// The esbuild of the project: what its package manager put beside the script or above it.
fn esbuild(main: &Path) -> Result<PathBuf> {
    let main = main.canonicalize().unwrap_or_else(|_| main.to_owned());
    let name = if cfg!(windows) { "esbuild.cmd" } else { "esbuild" };
    let mut places = main.ancestors().skip(1).map(|folder| folder.join("node_modules/.bin").join(name));
    places.find(|place| place.exists()).ok_or_else(|| {
        Error::file(Stage::Bundle, &main, "no esbuild is among the packages of its project").with_help(
            "add it with `npm install --save-dev esbuild`, or upload modules that are built already",
        )
    })
}

/// What was written, the main module first.
fn modules(folder: &Path) -> Result<Vec<Module>> {
    let failed = |path: &Path, error: std::io::Error| Error::file(Stage::Bundle, path, error.to_string());
    let mut modules = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        let kind = match extension.as_str() {
            "js" => Some(ModuleKind::EsModule),
            "map" => Some(ModuleKind::SourceMap),
            other => MODULES.iter().find(|(own, _)| *own == other).map(|(_, kind)| *kind),
        };
        // Styles and pictures that something imported: the runtime has no modules of these kinds.
        let Some(kind) = kind else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = fs::read(&path).map_err(|error| failed(&path, error))?;
        modules.push(Module { name, kind, bytes });
    }
    modules.sort_by(|a, b| (a.name != "index.js", &a.name).cmp(&(b.name != "index.js", &b.name)));
    Ok(modules)
}
