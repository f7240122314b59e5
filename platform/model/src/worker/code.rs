//! What a Worker is built of.

use super::Worker;
use crate::json::{Json, Object};
use std::panic::Location;

impl Worker {
    /// The folder of its Rust crate, relative to the file that declares it.
    #[track_caller]
    pub fn source(self, folder: impl Into<String>) -> Self {
        self.insert("source", Json::of("crate", folder.into())).note("source", Location::caller())
    }

    /// Its JavaScript or TypeScript file, which is bundled.
    #[track_caller]
    pub fn script(self, path: impl Into<String>) -> Self {
        self.insert("source", Json::of("script", path.into())).note("source", Location::caller())
    }

    /// Modules that are uploaded as they are: the folder that their names are relative to, and the main one.
    #[track_caller]
    pub fn modules(self, folder: impl Into<String>, main: impl Into<String>) -> Self {
        let modules = Json::of("main", main.into()).with("folder", folder.into());
        self.insert("source", Json::of("modules", modules)).note("source", Location::caller())
    }

    /// Files of the folder that are modules, and their kind: `.modules("dist", "index.js").module_rule("Text", ["**/*.html"])`.
    #[track_caller]
    pub fn module_rule<const N: usize>(self, kind: &str, globs: [&str; N]) -> Self {
        let rule = Json::of("type", kind).with("globs", globs);
        let modules = self.0.members(|members| {
            let source = members.object("source");
            let modules = source.get("modules").is_some();
            if modules {
                source.object("modules").array("rules").push(rule);
            }
            modules
        });
        if !modules {
            let message = "rules of modules belong to `.modules(…)`, which comes before them";
            self.0.state.mistake(Location::caller(), message);
        }
        self
    }

    /// Files that are served as they are: a folder, or [`Assets`].
    #[track_caller]
    pub fn assets(self, assets: impl Into<Assets>) -> Self {
        let Assets { directory, config, binding } = assets.into();
        let mut value = Object::new();
        value.insert("directory", directory);
        if !config.is_empty() {
            value.insert("config", config);
        }
        let worker = self.insert("assets", value).note("assets", Location::caller());
        match binding {
            Some(name) => worker.bound(&name, crate::assets(), Location::caller()),
            None => worker,
        }
    }

    /// The runtime of which day it is written for: `2026-11-01`. Without, it is the
    /// [application's](crate::App::compatibility_date), or else the latest that another Worker says.
    #[track_caller]
    pub fn compatibility_date(self, date: impl Into<String>) -> Self {
        self.insert("compatibility_date", date.into()).note("compatibility_date", Location::caller())
    }

    /// A flag of the runtime: `nodejs_compat`.
    #[track_caller]
    pub fn compatibility_flag(self, flag: impl Into<String>) -> Self {
        self.add("compatibility_flags", flag.into(), Location::caller())
    }

    /// Flags of the runtime.
    #[track_caller]
    pub fn compatibility_flags<const N: usize>(self, flags: [&str; N]) -> Self {
        let at = Location::caller();
        flags.iter().fold(self, |worker, flag| worker.add("compatibility_flags", *flag, at))
    }

    /// How its source is built where the usual does not do, in wrangler's names: `define`, `minify`, `alias`, …
    #[track_caller]
    pub fn build(self, member: &str, value: impl Into<Json>) -> Self {
        self.0.set("build", member, value);
        self.note(&format!("build.{member}"), Location::caller())
    }

    /// What holds in local development only, in wrangler's names: `dev`, `connect`, `access`.
    pub fn local(self, member: &str, value: impl Into<Json>) -> Self {
        self.0.set("local", member, value);
        self
    }
}

/// Files that are served as they are.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    directory: String,
    config: Object,
    binding: Option<String>,
}

impl From<&str> for Assets {
    fn from(directory: &str) -> Self {
        Self::new(directory)
    }
}

impl From<String> for Assets {
    fn from(directory: String) -> Self {
        Self::new(directory)
    }
}

impl Assets {
    /// The files below a folder, which is relative to the file that declares it.
    pub fn new(directory: impl Into<String>) -> Self {
        Self { directory: directory.into(), ..Self::default() }
    }

    fn config(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.config.insert(name, value);
        self
    }

    /// The name under which the program reads them.
    pub fn binding(self, name: &str) -> Self {
        Self { binding: Some(name.to_owned()), ..self }
    }

    /// Which paths HTML files answer: `auto-trailing-slash`, `force-trailing-slash`, `drop-trailing-slash` or `none`.
    pub fn html_handling(self, handling: &str) -> Self {
        self.config("html_handling", handling)
    }

    /// What answers where no file is: `single-page-application`, `404-page` or `none`.
    pub fn not_found_handling(self, handling: &str) -> Self {
        self.config("not_found_handling", handling)
    }

    /// Whether the program is asked before the files: always (`true`), or for some paths (`["/api/*"]`).
    pub fn run_worker_first(self, paths: impl Into<Json>) -> Self {
        self.config("run_worker_first", paths)
    }

    /// The path that they lie below.
    pub fn base_path(self, path: &str) -> Self {
        self.config("base_path", path)
    }
}
