//! Names of what is in the account, for completions: asked for once a minute, and never for long, as somebody types.

use crate::args::Global;
use crate::data::{Session, invocation};
use crate::failure::Failure;
use crate::output::Value;
use crate::settings::{Log, Settings};
use clap_complete::CompletionCandidate;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// How long names are remembered.
const FRESH: Duration = Duration::from_mins(1);

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many names are offered; nobody reads more.
const MOST: usize = 1_000;

/// What the items of a list are called: the operation that lists them, and their member. Nothing where that cannot be
/// found out.
pub(crate) fn names(list: &'static str, member: &'static str) -> Vec<CompletionCandidate> {
    let found = found(list, member).unwrap_or_default();
    found.into_iter().map(CompletionCandidate::new).collect()
}

fn found(list: &'static str, member: &'static str) -> Result<Vec<String>, Failure> {
    let global = typed();
    let settings = Settings::load(&global, true, Log::default())?;
    let account = settings.said(cfs_account::What::Account, &global).map(|said| said.value);
    let key = format!("{member} of {list} in {}", account.unwrap_or_default());
    if let Some(known) = settings.session.recall(&key, FRESH) {
        return Ok(texts(&known));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let asked = async {
        let session = Session::new(&global, &settings).await?;
        session.some(invocation(list)?, MOST).await
    };
    let items = runtime
        .block_on(async { tokio::time::timeout(PATIENCE, asked).await })
        .map_err(|_| Failure::failed("no answer in time"))??;
    let name = |item: &Value| item.get(member).map(Value::plain).filter(|name| !name.is_empty());
    let names: Vec<String> = items.iter().filter_map(name).collect();
    settings.session.remember(&key, &json!(names));
    Ok(names)
}

fn texts(json: &Json) -> Vec<String> {
    json.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The options that say whose names they are, as far as they were typed.
fn typed() -> Global {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let value = |name: &str| {
        let inline = words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        // The last word is what is being typed.
        let next = words.iter().position(|word| word == name).filter(|at| at + 2 < words.len());
        inline.map(str::to_owned).or_else(|| Some(words[next? + 1].clone()))
    };
    Global {
        account: value("--account"),
        profile: value("--profile"),
        config: value("--config").map(Into::into),
        quiet: true,
        ..Global::default()
    }
}
