//! Calls of operations and of paths.

mod bindings;
pub(crate) mod deliver;
mod each;
mod path;
pub(crate) mod scope;
pub(crate) mod show;

pub(crate) use path::{elsewhere, path};

use crate::args::{Global, Invocation, of_operation};
use crate::failure::{Exit, Failure};
use crate::output::{Format, Out};
use crate::settings::Settings;
use crate::terminal;
use cfs_catalogue::{Gives, Request, Verb};
use cfs_http::Client;
use std::time::Duration;

/// The request that an invocation makes: what the command sends.
///
/// # Errors
/// When an argument or the body does not fit, or a file cannot be read.
pub(crate) async fn request(client: &Client, call: &Invocation) -> Result<Request, Failure> {
    let content = call.body.content(call.watch).await?;
    let mut request = call.operation.prepare(client, &call.all(), content, call.check)?;
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    for (name, value) in &call.query {
        request = request.query_param(name, value);
    }
    if let Some(limit) = timeout(call.options.timeout)? {
        request = request.timeout(limit);
    }
    Ok(request)
}

fn timeout(seconds: Option<f64>) -> Result<Option<Duration>, Failure> {
    let Some(seconds) = seconds else { return Ok(None) };
    let limit = Duration::try_from_secs_f64(seconds).ok().filter(|limit| !limit.is_zero());
    limit
        .map(Some)
        .ok_or_else(|| Failure::usage(format!("--timeout `{seconds}`: expected seconds, more than 0")))
}

/// Calls an operation.
pub(crate) async fn operation(
    mut call: Invocation,
    global: &Global,
    settings: &Settings,
) -> Result<(), Failure> {
    let words = of_operation(call.operation);
    let detail = call.operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let shows = global.dry_run || call.options.curl;
    let streams = matches!(call.operation.gives(), Gives::Lines | Gives::Socket);
    let out = Out::new(global, settings.output.or(streams.then_some(Format::Ndjson)))?;
    let client = settings.client(global, detail.auth(), !shows).await?;
    // Who looks at a call may ask what a name stands for: that changes nothing.
    scope::fill(&mut call, &client, global, settings, !shows || settings.has_credentials()).await?;
    if let Some(lines) = call.options.each.clone() {
        return each::each(&call, &lines, &client, out, global, settings).await;
    }
    if shows {
        let request = request(&client, &call).await?;
        return show::show(&call, &request, out, global, settings);
    }
    call.watch = !global.quiet;
    let made = request(&client, &call).await?;
    let target = made.preview().map(|preview| preview.url).unwrap_or_default();
    agreed(&call, &target, global).await?;
    let done = deliver::deliver(made, &call, out, global).await;
    done.map_err(|failure| bindings::told(&call, failure).doing(words))
}

/// Asks before something is deleted, where there is somebody to ask.
async fn agreed(call: &Invocation, target: &str, global: &Global) -> Result<(), Failure> {
    let deletes = call.operation.verb() == Some(Verb::Delete) || call.operation.method() == "DELETE";
    if !deletes || global.yes || !terminal::is_interactive() {
        return Ok(());
    }
    let what = match call.operation.summary().trim_end_matches('.') {
        "" => of_operation(call.operation),
        summary => summary.to_owned(),
    };
    if terminal::confirm(format!("{what}: DELETE {target}\nGo ahead?")).await? {
        return Ok(());
    }
    Err(Failure::new(Exit::Failed, "nothing was deleted"))
}
