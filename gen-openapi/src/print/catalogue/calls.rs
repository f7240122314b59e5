//! Operations as records.

use super::text::described;
use super::types::success;
use super::words::Record;
use crate::ir::{
    Answer, Argument, Auth, BodyForm, Facts, Join, Operation, Output, PageStyle, Pages, Param, PathStyle,
    Place, Put, Way,
};

pub(super) fn write(operation: &Operation, out: &mut Record<'_>) {
    out.text(&operation.name);
    out.text(&operation.path);
    out.text(&operation.help);
    out.texts(&operation.aliases);
    out.number(operation.auth.len());
    operation.auth.iter().for_each(|auth| out.byte(credential(*auth)));
    out.texts(&operation.permissions);
    out.texts(&operation.rights);
    out.number(operation.plans.len());
    for (plan, part) in &operation.plans {
        out.text(plan);
        out.byte(u8::from(*part));
    }
    out.number(operation.arguments.len() + operation.setters.len());
    for argument in &operation.arguments {
        match argument {
            Argument::Scope => out.byte(5),
            Argument::Again(at) => {
                out.byte(6);
                out.number(*at);
            }
            Argument::Param(one) => param(one, true, out),
            Argument::Fixed { wire, text, put: how } => {
                out.byte(7);
                out.byte(put(*how));
                out.text(wire);
                out.text(text);
            }
        }
    }
    operation.setters.iter().for_each(|one| param(one, false, out));
    let ways: Vec<&Way> = operation.ways.iter().filter(|way| way.body != BodyForm::None).collect();
    out.number(ways.len());
    ways.into_iter().for_each(|one| way(one, out));
    output(&operation.output, out);
    out.number(operation.answers.len());
    operation.answers.iter().for_each(|one| answer(one, out));
    out.byte(u8::from(operation.pages.is_some()));
    operation.pages.iter().for_each(|one| pages(one, out));
    out.number(operation.errors.len());
    for (status, text) in &operation.errors {
        out.text(status);
        out.text(text);
    }
}

fn credential(auth: Auth) -> u8 {
    match auth {
        Auth::Token => 0,
        Auth::Key => 1,
        Auth::ServiceKey => 2,
        Auth::Bearer => 3,
        Auth::Anonymous => 4,
    }
}

fn param(param: &Param, required: bool, out: &mut Record<'_>) {
    let place = match param.place {
        Place::Path => 0,
        Place::Query => 1,
        Place::Header => 2,
        Place::Cookie => 3,
        Place::Bearer => 4,
    };
    let docs = described(&param.docs, &param.facts);
    let facts = *param.facts != Facts::default();
    out.byte(
        place
            | u8::from(required) << 3
            | u8::from(param.deprecated) << 4
            | u8::from(param.reserved) << 5
            | u8::from(!docs.is_empty()) << 6
            | u8::from(facts) << 7,
    );
    out.byte(put(param.put));
    out.text(&param.wire);
    out.text(if param.name == param.wire { "" } else { &param.name });
    out.sig(&param.sig);
    if !docs.is_empty() {
        out.text(docs);
    }
    if facts {
        out.facts(&param.facts);
    }
}

/// How it is sent; what is sent in several styles has them in its upper three bits.
fn put(put: Put) -> u8 {
    let path = |style: PathStyle| match style {
        PathStyle::Simple => 0,
        PathStyle::Label => 1,
        PathStyle::LabelEach => 2,
        PathStyle::Matrix => 3,
        PathStyle::MatrixEach => 4,
    };
    let join = |join: Join| match join {
        Join::Repeat => 0,
        Join::Comma => 1,
        Join::Space => 2,
        Join::Pipe => 3,
        Join::Brackets => 4,
    };
    match put {
        Put::Path => 0,
        Put::Segments => 1,
        Put::PathList(style) => 2 | path(style) << 5,
        Put::PathItem(style) => 3 | path(style) << 5,
        Put::Query => 4,
        Put::QueryTime => 5,
        Put::QueryList(style) => 6 | join(style) << 5,
        Put::QueryAny(style) => 7 | join(style) << 5,
        Put::QueryJson => 8,
        Put::QueryNamed => 9,
        Put::Header => 10,
        Put::HeaderList => 11,
        Put::Cookie => 12,
        Put::Bearer => 13,
        Put::PathTimes(style) => 0x0e | path(style) << 5,
        Put::QueryTimes(style) => 0x0f | join(style) << 5,
        Put::HeaderTime => 16,
        Put::HeaderTimes => 17,
    }
}

fn way(way: &Way, out: &mut Record<'_>) {
    let form = match way.body {
        BodyForm::None | BodyForm::Json(..) => 0,
        BodyForm::UrlEncoded(_) => 1,
        BodyForm::Multipart(_) => 2,
        BodyForm::AnyMultipart => 3,
        BodyForm::Lines(..) => 4,
        BodyForm::Raw(_) => 5,
    };
    out.byte(form | u8::from(way.optional) << 3);
    out.text(way.body.media().unwrap_or_default());
    out.text(&way.suffix);
    match &way.body {
        BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) | BodyForm::Lines(sig, _) => out.sig(sig),
        BodyForm::Multipart(id) => out.mention(*id),
        BodyForm::None | BodyForm::AnyMultipart | BodyForm::Raw(_) => {}
    }
}

fn output(output: &Output, out: &mut Record<'_>) {
    match output {
        Output::One(one) => {
            out.byte(0);
            success(one, out);
        }
        Output::Events { event, otherwise, flag } => {
            out.byte(1);
            out.sig(event);
            success(otherwise, out);
            out.text(flag);
        }
        Output::Outcome(id) => {
            out.byte(2);
            out.mention(*id);
        }
        Output::Socket => out.byte(3),
    }
}

fn answer(answer: &Answer, out: &mut Record<'_>) {
    out.text(&answer.status);
    out.text(answer.content_type.as_deref().unwrap_or_default());
    success(&answer.success, out);
}

fn pages(pages: &Pages, out: &mut Record<'_>) {
    out.byte(match pages.style {
        PageStyle::Single => 0,
        PageStyle::Number => 1,
        PageStyle::Offset => 2,
        PageStyle::Cursor => 3,
    });
    out.text(&pages.items);
    for parameter in [&pages.by.page, &pages.by.size, &pages.by.offset, &pages.by.cursor, &pages.by.next] {
        out.text(parameter);
    }
}
