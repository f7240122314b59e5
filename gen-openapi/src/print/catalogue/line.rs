//! An operation as a line of the listing.

use super::shape;
use crate::ir::{
    Answer, Api, Argument, Auth, BodyForm, Operation, Output, PageStyle, Param, Place, Sig, Spelling,
    Success, Way,
};

/// `d1.database.list GET /accounts/{account_id}/d1/database account_id! ?name -> 200 page number result Database;
/// token,key; "D1 Read" #07ab33e1`, in one line.
pub(super) fn line(api: &Api, operation: &Operation) -> String {
    let mut line = format!("{} {} {}", operation.name, operation.http_method, operation.path);
    for argument in &operation.arguments {
        match argument {
            Argument::Scope => line.push_str(" account-or-zone!"),
            Argument::Param(param) => line.push_str(&format!(" {}!", parameter(param))),
            Argument::Fixed { wire, text, .. } => line.push_str(&format!(" {wire}={text}")),
            // It stands there once already.
            Argument::Again(_) => {}
        }
    }
    for param in &operation.setters {
        line.push_str(&format!(" {}", parameter(param)));
    }
    let bodies: Vec<String> = operation.ways.iter().filter_map(|way| body(api, way)).collect();
    if !bodies.is_empty() {
        line.push_str(&format!(" <- {}", bodies.join(" | ")));
    }
    let answers: Vec<String> = operation.answers.iter().map(|one| answer(api, operation, one)).collect();
    if !answers.is_empty() {
        line.push_str(&format!(" -> {}", answers.join(" | ")));
    }
    let auth: Vec<&str> = operation.auth.iter().map(|auth| credential(*auth)).collect();
    if !auth.is_empty() {
        line.push_str(&format!("; {}", auth.join(",")));
    }
    if !operation.permissions.is_empty() {
        let quoted: Vec<String> =
            operation.permissions.iter().map(|permission| format!("\"{permission}\"")).collect();
        line.push_str(&format!("; {}", quoted.join(",")));
    }
    if !operation.rights.is_empty() {
        line.push_str(&format!("; right {}", operation.rights.join(",")));
    }
    if !operation.plans.is_empty() {
        let plans = operation.plans.iter().filter(|(_, part)| *part).map(|(plan, _)| plan.as_str());
        line.push_str(&format!("; plans {}", plans.collect::<Vec<_>>().join(",")));
    }
    if operation.deprecated.is_some() {
        line.push_str("; deprecated");
    }
    line + &format!(" #{:08x}", shape::of(api, operation))
}

/// A parameter's name on the wire, after a mark of where it goes.
fn parameter(param: &Param) -> String {
    let mark = match param.place {
        Place::Path => "",
        Place::Query => "?",
        Place::Header => "^",
        Place::Cookie => "~",
        Place::Bearer => "*",
    };
    format!("{mark}{}", param.wire)
}

fn body(api: &Api, way: &Way) -> Option<String> {
    let form = match &way.body {
        BodyForm::None => return None,
        BodyForm::Json(sig, None) => format!("json {}", spelled(api, sig)),
        BodyForm::Json(sig, Some(media)) => format!("json {media} {}", spelled(api, sig)),
        BodyForm::UrlEncoded(sig) => format!("form {}", spelled(api, sig)),
        BodyForm::Multipart(id) => format!("multipart {}", api[*id].name),
        BodyForm::AnyMultipart => "multipart".to_owned(),
        BodyForm::Lines(sig, media) => format!("lines {media} {}", spelled(api, sig)),
        BodyForm::Raw(media) => format!("raw {media}"),
    };
    Some(if way.optional { form } else { form + "!" })
}

fn answer(api: &Api, operation: &Operation, answer: &Answer) -> String {
    let mut line = answer.status.clone();
    if let Some(media) = answer.content_type.as_ref().filter(|media| *media != "application/json") {
        line.push_str(&format!(" {media}"));
    }
    let (word, sig) = match &answer.success {
        _ if operation.output == Output::Socket => ("socket", None),
        Success::Result(sig) => ("result", Some(sig)),
        Success::Body(sig) => ("body", Some(sig)),
        Success::Beside(sig) => ("beside", Some(sig)),
        Success::Page(item) => return format!("{line} {}", page(operation, &spelled(api, item))),
        Success::Unit => ("nothing", None),
        Success::Headers(sig) => ("headers", Some(sig)),
        Success::Lines(sig) => ("lines", Some(sig)),
        Success::Text => ("text", None),
        Success::Bytes => ("bytes", None),
        Success::Events(sig) => ("events", Some(sig)),
    };
    line.push_str(&format!(" {word}"));
    if let Some(sig) = sig {
        line.push_str(&format!(" {}", spelled(api, sig)));
    }
    line
}

/// `page number result Database`: how the list goes on, where it stands, what is in it.
fn page(operation: &Operation, item: &str) -> String {
    let Some(pages) = &operation.pages else { return format!("page {item}") };
    let style = match pages.style {
        PageStyle::Single => "single",
        PageStyle::Number => "number",
        PageStyle::Offset => "offset",
        PageStyle::Cursor => "cursor",
    };
    let items = if pages.items.is_empty() { "body" } else { &pages.items };
    format!("page {style} {items} {item}")
}

fn credential(auth: Auth) -> &'static str {
    match auth {
        Auth::Token => "token",
        Auth::Key => "key",
        Auth::ServiceKey => "service-key",
        Auth::Bearer => "bearer",
        Auth::Anonymous => "none",
    }
}

fn spelled(api: &Api, sig: &Sig) -> String {
    Spelling::INSIDE.text(api, sig)
}
