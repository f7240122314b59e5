//! Details from their records.

use super::{About, Answer, Body, Form, Given, Output, Pages, Parameter, Place, Sending, Success};
use crate::catalogue::block::Reading;
use crate::catalogue::facts::Facts;
use crate::catalogue::types::Sig;
use crate::operation::{Auth, PageParameters, PageStyle};
use crate::{ListStyle, PathStyle};

impl Given {
    pub(in crate::catalogue) fn read(reading: &mut Reading) -> Self {
        use Success::{Beside, Body, Bytes, Events, Headers, Lines, Nothing, Page, Result, Text};
        let kinds = [Nothing, Result, Body, Beside, Page, Headers, Lines, Text, Bytes, Events];
        let kind = kinds.get(usize::from(reading.byte())).copied().unwrap_or(Nothing);
        let typed = !matches!(kind, Nothing | Text | Bytes);
        Self { kind, sig: typed.then(|| reading.sig()) }
    }
}

impl About {
    pub(super) fn read(mut reading: Reading) -> Self {
        let reading = &mut reading;
        let [name, path, docs] = std::array::from_fn(|_| reading.text());
        Self {
            name,
            path,
            docs,
            aliases: reading.texts(),
            auth: reading.list(auth),
            permissions: reading.texts(),
            rights: reading.texts(),
            plans: reading.list(|reading| (reading.text(), reading.byte() == 1)),
            parameters: reading.list(parameter),
            bodies: reading.list(body),
            output: output(reading),
            answers: reading.list(|reading| Answer {
                status: reading.text(),
                media: reading.text(),
                given: Given::read(reading),
            }),
            pages: (reading.byte() == 1).then(|| pages(reading)),
            errors: reading.list(|reading| (reading.text(), reading.text())),
        }
    }
}

fn auth(reading: &mut Reading) -> Auth {
    match reading.byte() {
        0 => Auth::Token,
        1 => Auth::Key,
        2 => Auth::ServiceKey,
        3 => Auth::Bearer,
        _ => Auth::Anonymous,
    }
}

fn parameter(reading: &mut Reading) -> Parameter {
    let flags = reading.byte();
    let is = |bit: u8| flags >> bit & 1 == 1;
    let place = match flags & 7 {
        0 => Place::Path,
        1 => Place::Query,
        2 => Place::Header,
        3 => Place::Cookie,
        4 => Place::Bearer,
        5 => Place::Scope,
        6 => Place::Again(reading.number()),
        _ => Place::Fixed(""),
    };
    if matches!(place, Place::Scope | Place::Again(_) | Place::Fixed(_)) {
        let fixed = matches!(place, Place::Fixed(_));
        let sent = if fixed { send(reading.byte()) } else { Sending::Path };
        let wire = if fixed { reading.text() } else { "" };
        return Parameter {
            name: if place == Place::Scope { "scope" } else { wire },
            rust: if fixed { wire } else { "scope" },
            place: if fixed { Place::Fixed(reading.text()) } else { place },
            send: sent,
            required: place == Place::Scope,
            deprecated: false,
            docs: "",
            facts: Facts::default(),
            reserved: false,
            sig: Sig::Text,
        };
    }
    let send = send(reading.byte());
    let name = reading.text();
    let rust = Some(reading.text()).filter(|rust| !rust.is_empty()).unwrap_or(name);
    Parameter {
        name,
        rust,
        place,
        send,
        required: is(3),
        deprecated: is(4),
        reserved: is(5),
        sig: reading.sig(),
        docs: if is(6) { reading.text() } else { "" },
        facts: if is(7) { Facts::read(reading) } else { Facts::default() },
    }
}

fn send(code: u8) -> Sending {
    let path = match code >> 5 {
        0 => PathStyle::Simple,
        1 => PathStyle::Label,
        2 => PathStyle::LabelEach,
        3 => PathStyle::Matrix,
        _ => PathStyle::MatrixEach,
    };
    let list = match code >> 5 {
        0 => ListStyle::Repeat,
        1 => ListStyle::Comma,
        2 => ListStyle::Space,
        3 => ListStyle::Pipe,
        _ => ListStyle::Brackets,
    };
    match code & 31 {
        0 => Sending::Path,
        1 => Sending::Segments,
        2 => Sending::PathList(path),
        3 => Sending::PathItem(path),
        4 => Sending::Query,
        5 => Sending::QueryTime,
        6 => Sending::QueryList(list),
        7 => Sending::QueryAny(list),
        8 => Sending::QueryJson,
        9 => Sending::QueryNamed,
        10 => Sending::Header,
        11 => Sending::HeaderList,
        12 => Sending::Cookie,
        13 => Sending::Bearer,
        14 => Sending::PathTimes(path),
        15 => Sending::QueryTimes(list),
        16 => Sending::HeaderTime,
        _ => Sending::HeaderTimes,
    }
}

fn body(reading: &mut Reading) -> Body {
    let flags = reading.byte();
    let form = match flags & 7 {
        0 => Form::Json,
        1 => Form::UrlEncoded,
        2 => Form::Multipart,
        3 => Form::AnyMultipart,
        4 => Form::Lines,
        _ => Form::Raw,
    };
    Body {
        form,
        media: reading.text(),
        suffix: reading.text(),
        optional: flags >> 3 & 1 == 1,
        sig: match form {
            Form::Json | Form::UrlEncoded | Form::Lines => Some(reading.sig()),
            Form::Multipart => Some(Sig::Type(reading.mention())),
            Form::AnyMultipart | Form::Raw => None,
        },
    }
}

fn output(reading: &mut Reading) -> Output {
    match reading.byte() {
        0 => Output::One(Given::read(reading)),
        1 => Output::Events { event: reading.sig(), otherwise: Given::read(reading), flag: reading.text() },
        2 => Output::Outcome(Sig::Type(reading.mention())),
        _ => Output::Socket,
    }
}

fn pages(reading: &mut Reading) -> Pages {
    let style = match reading.byte() {
        1 => PageStyle::Number,
        2 => PageStyle::Offset,
        3 => PageStyle::Cursor,
        _ => PageStyle::Single,
    };
    let items = reading.text();
    let [page, size, offset, cursor, next] = std::array::from_fn(|_| reading.text());
    Pages { style, items, by: PageParameters { page, size, offset, cursor, next } }
}
