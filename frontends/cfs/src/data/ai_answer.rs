//! What a model gives: events as text, bytes to a file, or JSON.

use super::session::Session;
use crate::args::Invocation;
use crate::call::{self, scope};
use crate::failure::Failure;
use crate::output::{Out, Value, Wanted};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cfs_http::{Download, EventParser};
use futures_util::TryStreamExt as _;

/// Makes the call and writes what comes, as it comes.
pub(super) async fn deliver(mut call: Invocation, session: &Session<'_>) -> Result<(), Failure> {
    scope::fill(&mut call, &session.client, session.global, session.settings, true).await?;
    call.watch = !session.global.quiet;
    let doing = crate::args::of_operation(call.operation);
    let mut out = session.out()?;
    let request = call::request(&session.client, &call).await?;
    let told = |failure: Failure| failure.doing(doing.clone());
    let content = request.download().await.map_err(|error| told(error.into()))?;
    let media = content.headers().get("content-type").and_then(|media| media.to_str().ok());
    let media = media.unwrap_or_default().to_ascii_lowercase();
    let done = if media.starts_with("text/event-stream") {
        events(content, &mut out).await
    } else if media.contains("json") || media.is_empty() {
        whole(content, &mut out).await
    } else {
        call::deliver::download(content, &mut out, true).await
    };
    done.map_err(told)?;
    out.finish(session.global.quiet)
}

/// Text, piece by piece; each event as a row where a format was asked for.
async fn events(mut content: Download, out: &mut Out) -> Result<(), Failure> {
    let mut parser = EventParser::new();
    let mut ends_line = true;
    while let Some(chunk) = content.try_next().await? {
        parser.push(&chunk);
        while let Some(event) = parser.next_event() {
            let data = event.data.trim();
            if data == "[DONE]" || data.is_empty() {
                continue;
            }
            let value = Value::parse(data).unwrap_or_else(|_| Value::text(data));
            if let Some(errors) =
                value.get("errors").filter(|errors| matches!(errors, Value::List(all) if !all.is_empty()))
            {
                return Err(Failure::failed(format!("the model failed: {errors}")));
            }
            if out.chosen {
                if out.row(value)? == Wanted::Enough {
                    return Ok(());
                }
            } else if let Some(text) = piece(&value).filter(|text| !text.is_empty()) {
                ends_line = text.ends_with('\n');
                out.bytes(text.as_bytes())?;
            }
            out.page()?;
        }
    }
    if !out.chosen && !ends_line {
        out.bytes(b"\n")?;
    }
    Ok(())
}

/// The text of an event, as models of Workers AI have it, or those that speak as `OpenAI`'s do.
fn piece(value: &Value) -> Option<String> {
    let found = [value.at("response"), value.at("choices.0.delta.content"), value.at("choices.0.text")];
    found.into_iter().flatten().find(|found| *found != Value::Null).map(|found| found.plain())
}

/// An answer that came whole: the text, image or sound that it has, or all of it where a format was asked for.
async fn whole(content: Download, out: &mut Out) -> Result<(), Failure> {
    let bytes = content.bytes().await?;
    let text = String::from_utf8_lossy(&bytes);
    let Ok(value) = Value::parse(text.trim()) else { return out.bytes(&bytes) };
    let result = match value.get("result") {
        Some(result) if value.get("success").is_some() => result.clone(),
        _ => value,
    };
    if out.chosen {
        return out.one(result);
    }
    let member = |name: &str| match result.get(name) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    // Base64 that is none is a text of that name.
    let file = ["image", "audio"].into_iter().find_map(member);
    if let Some(bytes) = file.and_then(|text| STANDARD.decode(text).ok()) {
        if out.is_terminal() {
            return Err(Failure::usage("the answer is binary, and stdout a terminal")
                .hint("-o FILE writes it to a file"));
        }
        return out.bytes(&bytes);
    }
    let said = member("response")
        .or_else(|| {
            result
                .at("choices.0.message.content")
                .filter(|said| *said != Value::Null)
                .map(|said| said.plain())
        })
        .or_else(|| ["summary", "translated_text", "description", "text"].into_iter().find_map(member));
    match said {
        Some(text) => out.bytes(format!("{}\n", text.trim_end_matches('\n')).as_bytes()),
        None => out.one(result),
    }
}
