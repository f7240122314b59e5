//! What the project in the current folder, or one above it, says of accounts and zones.

use crate::{Environment, Setting, Source, Sourced, files};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use toml_edit::{DocumentMut, Item};

/// What a project says.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The account, by id or name.
    pub account: Option<Sourced<String>>,
    /// The zone, by id or name.
    pub zone: Option<Sourced<String>>,
    /// Files that were there and could not be read, each with why: told by `doctor`, in the way of nothing else.
    pub problems: Vec<(PathBuf, String)>,
}

/// The files of a project, the one that counts first.
const FILES: [&str; 4] = ["infrastructure.rs", "wrangler.json", "wrangler.jsonc", "wrangler.toml"];

/// Looks in the current folder and those above it; the first that has a project's file counts.
pub fn project(environment: &Environment) -> Project {
    let mut project = Project::default();
    let env = environment.setting(Setting::WranglerEnvironment).map(|setting| setting.value);
    for folder in environment.current().into_iter().flat_map(Path::ancestors) {
        let found: Vec<PathBuf> =
            FILES.iter().map(|name| folder.join(name)).filter(|path| path.is_file()).collect();
        for path in &found {
            let read = files::read(path).map(Option::unwrap_or_default).map_err(|error| error.to_string());
            match read.and_then(|text| said(path, &text, env.as_deref())) {
                Ok((account, zone)) => {
                    let sourced = |text| Sourced::new(text, Source::File(path.clone()));
                    project.account = project.account.or(account.map(sourced));
                    project.zone = project.zone.or(zone.map(sourced));
                }
                Err(why) => project.problems.push((path.clone(), why)),
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    project
}

type Said = (Option<String>, Option<String>);

fn said(path: &Path, text: &str, env: Option<&str>) -> Result<Said, String> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("rs") => Ok((argument(text, "account"), argument(text, "zone"))),
        Some("toml") => {
            let document: DocumentMut =
                text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
            let own = env.and_then(|env| document.get("env")?.get(env)?.get("account_id"));
            let account = own.or_else(|| document.get("account_id")).and_then(Item::as_str);
            Ok((filled(account), None))
        }
        _ => {
            let json: Json = serde_json::from_str(&plain(text)).map_err(|error| error.to_string())?;
            let own = env.and_then(|env| json.get("env")?.get(env)?.get("account_id"));
            let account = own.or_else(|| json.get("account_id")).and_then(Json::as_str);
            Ok((filled(account), None))
        }
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The text that a method is called with in a Rust file: `app.account("acme")`. The file is not run.
fn argument(text: &str, method: &str) -> Option<String> {
    let call = format!(".{method}(");
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//")).find_map(|line| {
        let line = line.split(" //").next().unwrap_or_default();
        let after = line.split_once(&call)?.1.trim_start().strip_prefix('"')?;
        filled(after.split('"').next())
    })
}

/// JSON with comments and commas before closing brackets, without them.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(first) = rest.chars().next() {
        let taken = if first == '"' {
            let length = string_length(rest);
            plain.push_str(&rest[..length]);
            length
        } else if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            if matches!(first, '}' | ']') && plain.trim_end().ends_with(',') {
                plain.truncate(plain.trim_end().len() - 1);
            }
            plain.push(first);
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    plain
}

/// The bytes of the string that a text begins with, its quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
