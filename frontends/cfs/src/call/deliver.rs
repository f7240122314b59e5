//! What comes back, of any kind, to where it goes.

use crate::args::{BodyPlan, Global, Invocation};
use crate::failure::Failure;
use crate::output::{Format, Out, Value, Wanted};
use crate::terminal;
use cfs_catalogue::{Answer, Gives, Request, Success};
use cfs_http::{Bytes, Download, Json, Message, Page};
use futures_util::TryStreamExt as _;
use std::io::{IsTerminal as _, Write as _};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// Makes a call and writes what comes back.
pub(crate) async fn deliver(
    request: Request,
    call: &Invocation,
    mut out: Out,
    global: &Global,
) -> Result<(), Failure> {
    if let Err(mut failure) = written(request, call, &mut out, global).await {
        if out.written() > 0 && !out.is_file() {
            failure.details.push(format!("rows written before that: {}", out.written()));
        }
        return Err(failure);
    }
    out.finish(global.quiet)
}

/// Makes a call and writes what comes back, as far as it comes.
async fn written(request: Request, call: &Invocation, out: &mut Out, global: &Global) -> Result<(), Failure> {
    let given = call.operation.detail().map(cfs_catalogue::Detail::given);
    match call.operation.gives() {
        Gives::Page => pages(request, out, global).await?,
        Gives::Bytes => download(request.download().await?, out, true).await?,
        Gives::Text if !out.chosen => download(request.download().await?, out, false).await?,
        Gives::Lines => lines(request, out).await?,
        Gives::Events if wants_events(call) => events(request, out).await?,
        Gives::Events if matches!(given, Ok(Success::Bytes | Success::Events)) => {
            download(request.download().await?, out, false).await?;
        }
        Gives::Socket => socket(request, out).await?,
        _ => {
            let answer = request.send().await?;
            let is_nothing = match &answer {
                Answer::Nothing => true,
                Answer::Json(json) => json.is_null() && out.format() == Format::Table,
                _ => false,
            };
            if is_nothing && !global.quiet && std::io::stderr().is_terminal() {
                crate::terminal::say!("done");
            }
            whole(answer, out)?;
        }
    }
    Ok(())
}

/// Whether a stream of events was asked for, by a member of the body or by a header.
fn wants_events(call: &Invocation) -> bool {
    let flag = call.operation.detail().ok().and_then(cfs_catalogue::Detail::events).map(|(_, flag)| flag);
    let accepts = |(name, value): &(String, String)| {
        name.eq_ignore_ascii_case("accept") && value.contains("text/event-stream")
    };
    let by_header = call.headers.iter().any(accepts);
    let by_body = match (&call.body, flag) {
        (BodyPlan::Json { json, .. }, Some(flag)) if !flag.is_empty() => {
            json.get(flag).and_then(|on| on.as_bool()) == Some(true)
        }
        _ => false,
    };
    by_header || by_body
}

/// Writes an answer that came whole.
pub(crate) fn whole(answer: Answer, out: &mut Out) -> Result<(), Failure> {
    match answer {
        Answer::Nothing => Ok(()),
        Answer::Json(json) => out.one(Value::of(&json)),
        Answer::Page(page) => {
            rows(*page, out)?;
            Ok(())
        }
        Answer::Text(text) if out.chosen => out.one(Value::Text(text)),
        Answer::Text(text) => out.bytes(text.as_bytes()),
        Answer::Bytes(bytes) => out.bytes(&bytes),
        Answer::Lines(values) => values.iter().try_for_each(|value| out.row(Value::of(value)).map(|_| ())),
        Answer::Other { media, content, .. } if media.ends_with("json") => {
            match std::str::from_utf8(&content).ok().and_then(|text| Value::parse(text).ok()) {
                Some(value) => out.one(value),
                None => out.bytes(&content),
            }
        }
        Answer::Other { content, .. } => out.bytes(&content),
    }
}

fn rows(page: Page<Json>, out: &mut Out) -> Result<Wanted, Failure> {
    out.list();
    let mut wanted = if out.limit() == Some(0) { Wanted::Enough } else { Wanted::More };
    for item in page.into_items() {
        wanted = out.row(Value::of(&item))?;
        if wanted == Wanted::Enough {
            break;
        }
    }
    out.page()?;
    Ok(wanted)
}

/// A list: its first page, or as many as are wanted. Each is written before the next is asked for.
async fn pages(request: Request, out: &mut Out, global: &Global) -> Result<(), Failure> {
    let Some(mut pages) = request.pages() else { return Ok(()) };
    let follows = global.all || global.limit.is_some();
    let mut shown = 0;
    while let Some(page) = pages.try_next().await? {
        let (more, total) = (page.has_next(), page.info().total_count);
        let sure = page.info().has_more == Some(true) || page.info().cursor.is_some();
        shown += page.len();
        if rows(page, out)? == Wanted::Enough {
            break;
        }
        if !follows {
            let is_part = total.map_or(sure, |total| total > shown as u64);
            if more && is_part && !global.quiet {
                let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
                crate::terminal::say!("note: the first {shown}{of}; --all reads the rest");
            }
            break;
        }
    }
    Ok(())
}

/// Content, written as it comes.
pub(crate) async fn download(
    mut content: Download,
    out: &mut Out,
    may_be_binary: bool,
) -> Result<(), Failure> {
    let bar = content.length().filter(|_| out.is_file()).and_then(terminal::bar);
    let mut first = true;
    let mut last: Option<Bytes> = None;
    while let Some(chunk) = content.try_next().await? {
        if first && may_be_binary && out.is_terminal() && is_binary(&chunk) {
            return Err(Failure::usage("the answer is binary, and stdout a terminal")
                .hint("-o FILE writes it to a file"));
        }
        first = false;
        if let Some(bar) = &bar {
            bar.inc(chunk.len() as u64);
        }
        out.bytes(&chunk)?;
        last = Some(chunk);
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    // A prompt begins on a line of its own.
    if out.is_terminal() && last.is_some_and(|chunk| !chunk.ends_with(b"\n")) {
        out.bytes(b"\n")?;
    }
    Ok(())
}

fn is_binary(chunk: &[u8]) -> bool {
    let start = &chunk[..chunk.len().min(512)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character may be cut in two.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return true,
    };
    text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t'))
}

async fn lines(request: Request, out: &mut Out) -> Result<(), Failure> {
    let mut lines = request.download().await?.lines();
    while let Some(line) = lines.try_next().await? {
        if line.trim().is_empty() {
            continue;
        }
        if row(&line, out)? == Wanted::Enough {
            break;
        }
    }
    Ok(())
}

/// A line as a row, if it is JSON, else as it is.
fn row(line: &str, out: &mut Out) -> Result<Wanted, Failure> {
    let wanted = match Value::parse(line) {
        Ok(value) => out.row(value)?,
        Err(_) if out.format() == Format::Ndjson && !out.chosen => {
            out.bytes(line.trim_end().as_bytes())?;
            out.bytes(b"\n")?;
            Wanted::More
        }
        Err(_) => out.row(Value::text(line))?,
    };
    out.page()?;
    Ok(wanted)
}

async fn events(request: Request, out: &mut Out) -> Result<(), Failure> {
    let Some(mut events) = request.events() else { return Ok(()) };
    while let Some(event) = events.try_next().await? {
        let wanted = if out.chosen {
            out.row(Value::of(&event))?
        } else {
            out.bytes(format!("{event}\n").as_bytes())?;
            Wanted::More
        };
        out.page()?;
        if wanted == Wanted::Enough {
            break;
        }
    }
    Ok(())
}

/// A WebSocket: messages as lines, lines of stdin as messages.
async fn socket(request: Request, out: &mut Out) -> Result<(), Failure> {
    let mut socket = request.socket().await?;
    let mut typed = BufReader::new(tokio::io::stdin()).lines();
    let mut listens = true;
    loop {
        tokio::select! {
            message = socket.try_next() => match message? {
                Some(Message::Text(text)) => {
                    if row(&text, out)? == Wanted::Enough {
                        break;
                    }
                }
                Some(Message::Binary(bytes)) => {
                    out.bytes(&bytes)?;
                    out.page()?;
                }
                None => break,
            },
            line = typed.next_line(), if listens => match line {
                Ok(Some(line)) => socket.send(Message::Text(line)).await?,
                _ => listens = false,
            },
        }
    }
    let _ = std::io::stdout().flush();
    Ok(())
}
