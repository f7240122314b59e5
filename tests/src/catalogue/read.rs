//! What the reader of a catalogue says of its operations.

use cfs_http::catalogue::{
    Bound, Count, Detail, Facts, Kind, Pages, Parameter, Place, Record, Schema, Success, Union,
};
use std::collections::BTreeMap;
use std::fmt::Write;

/// An operation, with everything but its texts.
pub fn operation(detail: Detail) -> String {
    let mut out = String::new();
    let operation = detail.operation();
    let _ = writeln!(out, "{} {} {}", detail.name(), operation.method(), detail.path());
    let _ = writeln!(out, "{:?}", operation.summary());
    let _ = writeln!(out, "{:?}", detail.docs());
    let _ = writeln!(out, "{:?}", detail.deprecated());
    let _ = writeln!(out, "{:?} {:?} {:?}", detail.aliases(), detail.auth(), detail.permissions());
    let _ = writeln!(out, "{:?} {:?}", detail.rights(), detail.plans());
    detail.parameters().iter().for_each(|one| param(detail, one, &mut out));
    for body in detail.bodies() {
        let ty = detail.body(body).map(spelled).unwrap_or_default();
        let _ = writeln!(out, "<- {:?} {} {:?} {} {ty}", body.form, body.media, body.suffix, body.optional);
    }
    match (detail.gives(), detail.events()) {
        (given, Some((event, flag))) => {
            let (kind, _) = first(detail);
            let _ = writeln!(out, "{} or events {} {flag:?}", success(kind, given), spelled(event));
        }
        (Some(given), None) if matches!(given.kind(), Kind::Outcome(_)) => {
            let _ = writeln!(out, "one of {}", spelled(given));
        }
        (given, None) if operation.gives() != cfs_http::catalogue::Gives::Socket => {
            let _ = writeln!(out, "{}", success(first(detail).0, given));
        }
        _ => out.push_str("socket\n"),
    }
    for answer in detail.answers() {
        let (kind, schema) = detail.success(answer);
        let _ = writeln!(out, "-> {} {} {}", answer.status, answer.media, success(kind, schema));
    }
    if let Some(Pages { style, items, by }) = detail.pages() {
        let parameters = [by.page, by.size, by.offset, by.cursor, by.next];
        let _ = writeln!(out, "pages {style:?} {items} {parameters:?}");
    }
    detail.errors().iter().for_each(|(status, text)| {
        let _ = writeln!(out, "error {status} {text:?}");
    });
    out
}

/// What the answer is that is read.
fn first(detail: Detail) -> (Success, Option<Schema>) {
    (detail.given(), detail.gives())
}

fn param(detail: Detail, param: &'static Parameter, out: &mut String) {
    if let Place::Fixed(_) = param.place {
        let _ = writeln!(out, "{:?} {:?} {}", param.place, param.send, param.name);
        return;
    }
    if let Place::Scope | Place::Again(_) = param.place {
        let _ = writeln!(out, "{:?}", param.place);
        return;
    }
    let _ = writeln!(
        out,
        "{:?} {:?} {} {} {} {} {} {}",
        param.place,
        param.send,
        param.name,
        param.rust,
        param.required,
        param.deprecated,
        spelled(detail.schema(param)),
        facts(&param.facts)
    );
}

/// A type, with everything but its texts; none for what has no name.
pub fn ty(schema: Schema) -> Option<String> {
    let sent_only = schema.is_sent_only();
    let mut out = String::new();
    match schema.kind() {
        Kind::Record(record) => {
            let _ = writeln!(out, "{} {sent_only}", record.name());
            self::record(record, &mut out);
        }
        Kind::Union(union) => {
            let _ = writeln!(out, "{} {sent_only}", union.name());
            self::union(union, &mut out);
        }
        Kind::Enum(of) => {
            let values: Vec<&str> = of.values().collect();
            let _ = writeln!(out, "{} {sent_only}\n{:?} {values:?}", of.name(), of.kind());
        }
        Kind::Form(form) => {
            let _ = writeln!(out, "{} {sent_only}", form.name());
            for part in form.parts() {
                let ty = form.schema(part).map(spelled).unwrap_or_default();
                let _ = writeln!(
                    out,
                    "{} {:?} {} {ty} {}",
                    part.name,
                    part.kind,
                    part.required,
                    facts(&part.facts)
                );
            }
        }
        Kind::Outcome(cases) => {
            let _ = writeln!(out, "{} {sent_only}", spelled(schema));
            cases.iter().for_each(|case| {
                let _ = writeln!(out, "{} {}", case.status, case.media);
            });
        }
        _ => return None,
    }
    Some(out)
}

fn record(record: Record, out: &mut String) {
    for field in record.fields() {
        let access = match (field.read_only, field.write_only) {
            (true, _) => "ReadOnly",
            (_, true) => "WriteOnly",
            _ => "Both",
        };
        let _ = writeln!(
            out,
            "{} {} {} {} {} {access} {} {} {}",
            field.name,
            field.required,
            field.nullable,
            field.secret,
            field.deprecated,
            spelled(record.schema(field)),
            field.constant,
            facts(&field.facts)
        );
    }
    let rest = record.rest().map(spelled).unwrap_or_default();
    let _ = writeln!(out, "closed {} rest {rest}", record.is_closed());
}

fn union(union: Union, out: &mut String) {
    let _ = writeln!(out, "by {:?}", union.tag());
    for variant in union.variants() {
        let _ = writeln!(out, "{} {} {:?}", variant.word, spelled(union.schema(variant)), variant.tags);
    }
}

fn success(kind: Success, schema: Option<Schema>) -> String {
    let ty = schema.map(|schema| format!(" {}", spelled(schema))).unwrap_or_default();
    format!("{kind:?}{ty}")
}

fn facts(facts: &Facts) -> String {
    let bound = |bound: Option<Bound>| bound.map(|bound| (bound.value, bound.exclusive));
    let counts = [facts.length, facts.items, facts.members].map(|Count { least, most }| (least, most));
    format!(
        "{:?} {:?} {:?} {:?} {counts:?} {:?}",
        facts.default,
        facts.example,
        bound(facts.least),
        bound(facts.most),
        facts.format
    )
}

/// A type in the words of [`super::told`].
pub fn spelled(schema: Schema) -> String {
    match schema.kind() {
        Kind::Nothing => "nothing".to_owned(),
        Kind::Bool => "bool".to_owned(),
        Kind::Integer(signed, bits) => format!("{}{bits}", if signed { 'i' } else { 'u' }),
        Kind::Number => "f64".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Format(format) => format!("{format:?}"),
        Kind::Any => "json".to_owned(),
        Kind::List(inner) => format!("[{}]", spelled(inner)),
        Kind::Map(inner) => format!("{{{}}}", spelled(inner)),
        Kind::Maybe(inner) => format!("{}?", spelled(inner)),
        Kind::Record(_) | Kind::Union(_) | Kind::Enum(_) | Kind::Form(_) | Kind::Outcome(_) => {
            schema.name().to_owned()
        }
    }
}

/// All types that an operation leads to, each with its name.
pub fn types(detail: Detail, found: &mut BTreeMap<String, String>) {
    let mut open: Vec<Schema> = detail.parameters().iter().map(|one| detail.schema(one)).collect();
    open.extend(detail.bodies().iter().filter_map(|body| detail.body(body)));
    open.extend(detail.answers().iter().filter_map(|answer| detail.success(answer).1));
    open.extend(detail.gives());
    open.extend(detail.events().map(|(event, _)| event));
    while let Some(schema) = open.pop() {
        match schema.kind() {
            Kind::List(inner) | Kind::Map(inner) | Kind::Maybe(inner) => open.push(inner),
            _ => {}
        }
        let Some(told) = ty(schema) else { continue };
        if found.insert(spelled(schema), told).is_some() {
            continue;
        }
        match schema.kind() {
            Kind::Record(record) => {
                open.extend(record.fields().iter().map(|field| record.schema(field)));
                open.extend(record.rest());
            }
            Kind::Union(union) => open.extend(union.variants().iter().map(|one| union.schema(one))),
            Kind::Form(form) => open.extend(form.parts().iter().filter_map(|part| form.schema(part))),
            _ => {}
        }
    }
}
