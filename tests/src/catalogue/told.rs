//! What a model says of its operations.

use gen_openapi::ir::{
    Answer, Api, Argument, BodyForm, Enum, EnumKind, Facts, Known, Operation, Output, Pages, Param, PartKind,
    Presence, Record, Role, Sig, Success, Type, TypeId, TypeKind, Union,
};
use std::fmt::Write;

/// An operation, with everything but its texts.
pub fn operation(api: &Api, operation: &Operation) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} {} {}", operation.name, operation.http_method, operation.path);
    let _ = writeln!(out, "{:?}", operation.summary.replace('\n', " "));
    let _ = writeln!(out, "{:?}", operation.help);
    let _ = writeln!(out, "{:?}", operation.deprecated.as_deref().unwrap_or_default());
    let _ = writeln!(out, "{:?} {:?} {:?}", operation.aliases, operation.auth, operation.permissions);
    let _ = writeln!(out, "{:?} {:?}", operation.rights, operation.plans);
    for argument in &operation.arguments {
        match argument {
            Argument::Scope => out.push_str("Scope\n"),
            Argument::Again(at) => {
                let _ = writeln!(out, "Again({at})");
            }
            Argument::Fixed { wire, text, put } => {
                let _ = writeln!(out, "Fixed({text:?}) {put:?} {wire}");
            }
            Argument::Param(one) => param(api, one, true, &mut out),
        }
    }
    operation.setters.iter().for_each(|one| param(api, one, false, &mut out));
    for way in &operation.ways {
        let (form, ty) = match &way.body {
            BodyForm::None => continue,
            BodyForm::Json(sig, _) => ("Json", spelled(api, sig)),
            BodyForm::UrlEncoded(sig) => ("UrlEncoded", spelled(api, sig)),
            BodyForm::Multipart(id) => ("Multipart", api[*id].name.clone()),
            BodyForm::AnyMultipart => ("AnyMultipart", String::new()),
            BodyForm::Lines(sig, _) => ("Lines", spelled(api, sig)),
            BodyForm::Raw(_) => ("Raw", String::new()),
        };
        let media = way.body.media().unwrap_or_default();
        let _ = writeln!(out, "<- {form} {media} {:?} {} {ty}", way.suffix, way.optional);
    }
    match &operation.output {
        Output::One(one) => {
            let _ = writeln!(out, "{}", success(api, one));
        }
        Output::Events { event, otherwise, flag } => {
            let _ = writeln!(out, "{} or events {} {flag:?}", success(api, otherwise), spelled(api, event));
        }
        Output::Outcome(id) => {
            let _ = writeln!(out, "one of {}", api[*id].name);
        }
        Output::Socket => out.push_str("socket\n"),
    }
    for Answer { status, content_type, success } in &operation.answers {
        let media = content_type.as_deref().unwrap_or_default();
        let _ = writeln!(out, "-> {status} {media} {}", self::success(api, success));
    }
    if let Some(Pages { style, items, by }) = &operation.pages {
        let parameters = [&by.page, &by.size, &by.offset, &by.cursor, &by.next];
        let _ = writeln!(out, "pages {style:?} {items} {parameters:?}");
    }
    operation.errors.iter().for_each(|(status, text)| {
        let _ = writeln!(out, "error {status} {text:?}");
    });
    out
}

fn param(api: &Api, param: &Param, required: bool, out: &mut String) {
    let _ = writeln!(
        out,
        "{:?} {:?} {} {} {required} {} {} {}",
        param.place,
        param.put,
        param.wire,
        param.name,
        param.deprecated,
        spelled(api, &param.sig),
        facts(&param.facts)
    );
}

/// A type, with everything but its texts.
pub fn ty(api: &Api, id: TypeId) -> String {
    let Type { kind, name, role, .. } = &api[id];
    let mut out = format!("{name} {}\n", *role == Role::Request);
    match kind {
        TypeKind::Record(one) => record(api, one, &mut out),
        TypeKind::Union(one) => union(api, one, &mut out),
        TypeKind::Enum(Enum { kind, values }) => {
            let kind = match kind {
                EnumKind::Text => "Text",
                EnumKind::Integer => "Integer",
                EnumKind::Mixed => "Mixed",
            };
            let values: Vec<&str> = values.iter().map(|value| value.wire.as_str()).collect();
            let _ = writeln!(out, "{kind} {values:?}");
        }
        TypeKind::Form(form) => {
            for part in &form.parts {
                let (kind, ty) = match &part.kind {
                    PartKind::Text(sig) => ("Text".to_owned(), spelled(api, sig)),
                    PartKind::Json(sig) => ("Json".to_owned(), spelled(api, sig)),
                    PartKind::File => ("File".to_owned(), String::new()),
                    PartKind::Files => ("Files".to_owned(), String::new()),
                    PartKind::NamedFiles => ("NamedFiles".to_owned(), String::new()),
                    PartKind::Constant(text) => (format!("Constant({text:?})"), String::new()),
                };
                let _ = writeln!(out, "{} {kind} {} {ty} {}", part.wire, part.required, facts(&part.facts));
            }
        }
        TypeKind::Outcome(cases) => {
            for case in cases {
                let media = case.content_type.as_deref().unwrap_or_default();
                let _ = writeln!(out, "{} {media}", case.code);
            }
        }
    }
    out
}

fn record(api: &Api, record: &Record, out: &mut String) {
    for field in &record.fields {
        let nullable = matches!(field.presence, Presence::RequiredNullable | Presence::OptionalNullable);
        let _ = writeln!(
            out,
            "{} {} {nullable} {} {} {:?} {} {} {}",
            field.wire,
            field.presence.is_required(),
            field.secret,
            field.deprecated,
            field.access,
            spelled(api, &field.sig),
            field.constant.as_deref().unwrap_or_default(),
            facts(&field.facts)
        );
    }
    let rest = record.rest.as_ref().map(|rest| spelled(api, rest)).unwrap_or_default();
    let _ = writeln!(out, "closed {} rest {rest}", record.closed);
}

fn union(api: &Api, union: &Union, out: &mut String) {
    let _ = writeln!(out, "by {:?}", union.tag.as_deref().unwrap_or_default());
    for variant in &union.variants {
        let word = variant.labels.first().unwrap_or(&variant.name);
        let _ = writeln!(out, "{word} {} {:?}", spelled(api, &variant.sig), variant.tags);
    }
}

fn success(api: &Api, success: &Success) -> String {
    let kind = match success {
        Success::Result(_) => "Result",
        Success::Body(_) => "Body",
        Success::Beside(_) => "Beside",
        Success::Page(_) => "Page",
        Success::Unit => "Nothing",
        Success::Headers(_) => "Headers",
        Success::Lines(_) => "Lines",
        Success::Text => "Text",
        Success::Bytes => "Bytes",
        Success::Events(_) => "Events",
    };
    let mut out = kind.to_owned();
    success.each_sig(&mut |sig| out.push_str(&format!(" {}", spelled(api, sig))));
    out
}

fn facts(facts: &Facts) -> String {
    let json =
        |value: &Option<gen_openapi::ir::Literal>| value.as_ref().map(gen_openapi::ir::Literal::to_json);
    let bound = |bound: &Option<gen_openapi::ir::Bound>| {
        bound.as_ref().map(|bound| (bound.value.clone(), bound.exclusive))
    };
    let counts = [facts.length, facts.items, facts.members].map(|count| (count.least, count.most));
    format!(
        "{:?} {:?} {:?} {:?} {counts:?} {:?}",
        json(&facts.default),
        json(&facts.example),
        bound(&facts.least),
        bound(&facts.most),
        facts.format
    )
}

/// A signature in the words of [`super::read`].
pub fn spelled(api: &Api, sig: &Sig) -> String {
    match sig {
        Sig::Unit => "nothing".to_owned(),
        Sig::Bool => "bool".to_owned(),
        Sig::Int(name) => (*name).to_owned(),
        Sig::Float => "f64".to_owned(),
        Sig::Str => "text".to_owned(),
        Sig::Known(Known::Timestamp) => "Moment".to_owned(),
        Sig::Known(known) => known.rust().to_owned(),
        Sig::Json => "json".to_owned(),
        Sig::List(inner) => format!("[{}]", spelled(api, inner)),
        Sig::Map(inner) => format!("{{{}}}", spelled(api, inner)),
        Sig::Maybe(inner) => format!("{}?", spelled(api, inner)),
        Sig::Type(id) | Sig::Boxed(id) => api[*id].name.clone(),
    }
}
