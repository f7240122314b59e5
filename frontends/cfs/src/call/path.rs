//! Calls of any path.

use super::scope;
use super::{deliver, show, timeout};
use crate::args::{Global, PathCall};
use crate::failure::{Exit, Failure};
use crate::output::{Out, Value, Wanted};
use crate::settings::Settings;
use crate::terminal;
use cfs_account::What;
use cfs_catalogue::{Gives, Operation, Pages, Preview, catalogue};
use cfs_http::operation::{self, Method, PageParameters, PageStyle};
use cfs_http::{Call, Client, Credentials, Json, kind};
use futures_util::TryStreamExt as _;
use percent_encoding::percent_decode_str;

/// Calls a path.
pub(crate) async fn path(call: PathCall, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let shows = global.dry_run || call.options.curl;
    if call.options.each.is_some() {
        return Err(Failure::usage("--each: a path is one call").hint("call the operation by its name"));
    }
    let mut out = Out::new(global, settings.output)?;
    let known =
        catalogue().at(&call.method, &filled(&call.path, "account", "zone")).map(|found| found.operation);
    let auth = known.and_then(|known| known.detail().ok()).map_or(show::ANY, cfs_catalogue::Detail::auth);
    let client = settings.client(global, auth, !shows).await?;
    let path = placed(&call.path, &client, global, settings, !shows || settings.has_credentials()).await?;
    let body = call.body.bytes().await?;
    if shows {
        let query = query(&path, &call.query);
        let url = format!("{}{}{query}", client.base_url(), path.split('?').next().unwrap_or_default());
        let headers = call.headers.iter().cloned();
        let media = body.as_ref().map(|(media, _)| ("content-type".to_owned(), media.clone()));
        let bytes = body.as_ref().and_then(|(_, body)| body.as_bytes().cloned());
        let method = METHODS.iter().find(|method| **method == call.method).copied().unwrap_or("GET");
        let preview = Preview { method, url, headers: headers.chain(media).collect(), body: bytes };
        let shown = show::Shown {
            body: show::body(&preview, None),
            files: call.body.files(),
            credentials: settings.shown_credentials(auth),
            preview,
        };
        match (call.options.curl, out.chosen) {
            (true, _) => out.bytes(show::curl(&shown, &call.body, global, settings).as_bytes())?,
            (false, true) => out.one(shown.value())?,
            (false, false) => out.bytes(shown.text().as_bytes())?,
        }
        return out.finish(true);
    }
    if call.method == "DELETE" && !global.yes && terminal::is_interactive() {
        let sure = terminal::confirm(format!("DELETE {path}\nGo ahead?")).await?;
        if !sure {
            return Err(Failure::new(Exit::Failed, "nothing was deleted"));
        }
    }
    let mut made = Call::new(&client, operation_of(&call.method, &path, known));
    for pair in path.split_once('?').map_or("", |(_, query)| query).split('&').filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        made = made.query_param(&decoded(name), &decoded(value));
    }
    for (name, value) in &call.query {
        made = made.query_param(name, value);
    }
    for (name, value) in &call.headers {
        made = made.header(name, value);
    }
    if let Some((media, body)) = body {
        made = made.raw(&media, body);
    }
    if let Some(limit) = timeout(call.options.timeout)? {
        made = made.timeout(limit);
    }
    delivered(made, known, &mut out, global).await?;
    out.finish(global.quiet)
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// A path with what is in braces filled in.
fn filled(path: &str, account: &str, zone: &str) -> String {
    let account_names = ["{account}", "{account_id}", ":account"];
    let zone_names = ["{zone}", "{zone_id}", ":zone"];
    let path = account_names.iter().fold(path.to_owned(), |path, name| path.replace(name, account));
    zone_names.iter().fold(path, |path, name| path.replace(name, zone))
}

async fn placed(
    path: &str,
    client: &Client,
    global: &Global,
    settings: &Settings,
    asks: bool,
) -> Result<String, Failure> {
    let has = |names: [&str; 3]| names.iter().any(|name| path.contains(name));
    let (mut account, mut zone) = (String::new(), String::new());
    if has(["{account}", "{account_id}", ":account"]) {
        account = scope::id(What::Account, client, global, settings, asks).await?;
    }
    if has(["{zone}", "{zone_id}", ":zone"]) {
        zone = scope::id(What::Zone, client, global, settings, asks).await?;
    }
    let path = filled(path, &account, &zone);
    match path.split('?').next().and_then(|path| path.split_once('{')) {
        Some((_, rest)) => {
            let name = rest.split('}').next().unwrap_or_default();
            Err(Failure::usage(format!("the path has `{{{name}}}`, which has no value"))
                .hint("only {account} and {zone} are filled in: put the value in its place"))
        }
        None => Ok(path),
    }
}

fn query(path: &str, more: &[(String, String)]) -> String {
    let own = path.split_once('?').map(|(_, query)| query.to_owned());
    let more = more.iter().map(|(name, value)| format!("{name}={value}"));
    let all: Vec<String> = own.into_iter().chain(more).filter(|pair| !pair.is_empty()).collect();
    if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) }
}

/// A part of a query: a plus sign is a space there.
fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// What a path's list is taken to be, where nothing is known of it.
const USUAL: Pages = Pages {
    style: PageStyle::Number,
    items: "result",
    by: PageParameters {
        page: "page",
        size: "per_page",
        offset: "",
        cursor: "cursor",
        next: "result_info.cursors.after",
    },
};

/// A call of an address that the API gave, which goes without credentials: the address itself says who may.
pub(crate) fn elsewhere(method: &str, url: &str) -> Result<Call, Failure> {
    let wrong = || Failure::failed("the API gave no address for the file");
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let at = rest.find('/').ok_or_else(wrong)?;
    let (host, path) = rest.split_at(at);
    let client =
        Client::builder().base_url(format!("{scheme}://{host}")).credentials(Credentials::none()).build()?;
    let path = path.split('#').next().unwrap_or_default();
    let operation = Box::leak(Box::new(operation::Operation {
        name: "file",
        method: Method::from_bytes(method.as_bytes()).unwrap_or_default(),
        path: path.split('?').next().unwrap_or_default().to_owned().leak(),
        auth: &[operation::Auth::Anonymous],
        permissions: &[],
        pages: USUAL,
    }));
    let mut call = Call::new(&client, operation);
    for pair in path.split_once('?').map_or("", |(_, query)| query).split('&').filter(|pair| !pair.is_empty())
    {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        call = call.query_param(&decoded(name), &decoded(value));
    }
    Ok(call)
}

/// The operation that a path is, with what is known of it. There is one in a run of the program.
fn operation_of(method: &str, path: &str, known: Option<Operation>) -> &'static operation::Operation {
    let path = path.split('?').next().unwrap_or_default().to_owned();
    let detail = known.and_then(|known| known.detail().ok());
    let name = detail.map_or("path", cfs_catalogue::Detail::name);
    Box::leak(Box::new(operation::Operation {
        name,
        method: Method::from_bytes(method.as_bytes()).unwrap_or_default(),
        path: path.leak(),
        auth: detail.map_or(show::ANY, cfs_catalogue::Detail::auth),
        permissions: detail.map_or(&[], cfs_catalogue::Detail::permissions),
        pages: detail.and_then(cfs_catalogue::Detail::pages).copied().unwrap_or(USUAL),
    }))
}

async fn delivered(
    call: Call,
    known: Option<Operation>,
    out: &mut Out,
    global: &Global,
) -> Result<(), Failure> {
    let gives = known.map(Operation::gives);
    if matches!(gives, Some(Gives::Bytes | Gives::Text | Gives::Lines)) {
        return deliver::download(call.any_type().download().await?, out, true).await;
    }
    let is_list = gives == Some(Gives::Page);
    if (is_list || known.is_none()) && (global.all || global.limit.is_some()) || is_list {
        let mut pages = cfs_http::Pages::<Json>::new(call);
        while let Some(page) = pages.try_next().await? {
            let mut wanted = Wanted::More;
            out.list();
            for item in page.into_items() {
                wanted = out.row(Value::of(&item))?;
                if wanted == Wanted::Enough {
                    break;
                }
            }
            out.page()?;
            if wanted == Wanted::Enough || !(global.all || global.limit.is_some()) {
                break;
            }
        }
        return Ok(());
    }
    let answer = call.send(kind::body::<Json>).await?;
    let media =
        answer.headers().get("content-type").and_then(|media| media.to_str().ok()).unwrap_or_default();
    let is_json = media.is_empty() || media.contains("json");
    if answer.bytes().trim_ascii().is_empty() && answer.status().is_success() {
        return Ok(());
    }
    if !is_json && answer.status().is_success() {
        return out.bytes(answer.bytes());
    }
    let value = Value::of(&answer.decode()?);
    // An envelope is taken off.
    match (value.get("success"), value.get("result")) {
        (Some(Value::Bool(_)), Some(Value::Null)) => Ok(()),
        (Some(Value::Bool(_)), Some(result)) => out.one(result.clone()),
        _ => out.one(value),
    }
}
