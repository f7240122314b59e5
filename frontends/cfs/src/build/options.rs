//! How Workers are built, as models say it in wrangler's words.

use cfs_build::{Options, ScriptOptions};
use cfs_config::model::Worker;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Of a crate.
pub(super) fn of_crate(worker: &Worker) -> Options {
    Options { names: worker.build.get("keep_names") == Some(&Value::Bool(true)), ..Options::default() }
}

/// Of a script; paths are below `folder`.
pub(super) fn of_script(worker: &Worker, folder: &Path) -> ScriptOptions {
    let texts = |name: &str| -> BTreeMap<String, String> {
        let all = worker.build.get(name).and_then(Value::as_object).into_iter().flatten();
        all.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
    };
    let text = |name: &str| worker.build.get(name).and_then(Value::as_str).map(str::to_owned);
    let is = |name: &str, value: bool| worker.build.get(name) == Some(&Value::Bool(value));
    ScriptOptions {
        define: texts("define"),
        alias: texts("alias"),
        minify: is("minify", true),
        drop_names: is("keep_names", false),
        tsconfig: text("tsconfig").map(|path| folder.join(path)),
        jsx_factory: text("jsx_factory"),
        jsx_fragment: text("jsx_fragment"),
        no_source_map: is("upload_source_maps", false),
    }
}
