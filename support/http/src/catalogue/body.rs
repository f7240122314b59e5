//! How a body is put into the request.

use super::arguments::{Content, ContentKind, Part};
use super::check::{Checker, Looked, kind_of};
use super::detail::{Body, Detail, Form};
use super::refused::{Problem, What};
use super::types::{self, EnumKind, FormKind, Kind, Schema};
use super::value::Value;
use crate::codec::{Codec, Dates};
use crate::{Call, File, IntoForm, Json};

/// Puts a body into a call.
pub(super) fn apply(detail: Detail, content: Content, call: Call, checker: &mut Checker) -> Call {
    if let ContentKind::None = content.kind {
        if detail.bodies().iter().all(|body| !body.optional) && !detail.bodies().is_empty() {
            checker.add(missing(detail));
        }
        return call;
    }
    let media = content.media;
    let fits = |body: &&Body| media.as_ref().is_none_or(|media| *media == body.media);
    let find = |forms: &[Form]| detail.bodies().iter().filter(fits).find(|body| forms.contains(&body.form));
    let (forms, form): (&[Form], &str) = match content.kind {
        ContentKind::Json(_) => (&[Form::Json, Form::UrlEncoded], "JSON"),
        ContentKind::Lines(_) => (&[Form::Lines], "lines"),
        ContentKind::Form(_) => (&[Form::Multipart, Form::AnyMultipart], "a form"),
        ContentKind::Raw(_) | ContentKind::None => (&[Form::Raw], "bytes"),
    };
    let body = find(forms);
    match (content.kind, body) {
        (ContentKind::Raw(raw), body) => {
            // What is whole already may be sent under any type.
            match media.as_deref().or(body.map(|body| body.media)) {
                Some(media) => return call.raw(media, raw),
                None => checker.add(wrong(detail, form)),
            }
            call
        }
        (ContentKind::Json(json), Some(body)) => {
            let value = checked(detail, body, json, "body", checker);
            if body.form == Form::UrlEncoded { call.form(&value) } else { call.json_as(body.media, &value) }
        }
        (ContentKind::Lines(lines), Some(body)) => {
            let lines = lines.into_iter().enumerate();
            let values = lines.map(|(at, json)| checked(detail, body, json, &format!("body[{at}]"), checker));
            call.ndjson(&values.collect::<Vec<Value>>())
        }
        (ContentKind::Form(parts), Some(body)) => match detail.body(body).map(Schema::kind) {
            Some(Kind::Form(form)) => call.multipart(described(form, parts, checker)),
            _ => call.multipart(Parts::Free(parts)),
        },
        _ => {
            checker.add(wrong(detail, form));
            call
        }
    }
}

fn missing(detail: Detail) -> Problem {
    let expected = detail.bodies().first().map_or_else(String::new, |body| body.media.to_owned());
    Problem { place: None, path: "body".to_owned(), what: What::NoContent, expected, found: None, help: None }
}

fn wrong(detail: Detail, given: &str) -> Problem {
    let media: Vec<&str> = detail.bodies().iter().map(|body| body.media).collect();
    let expected = if media.is_empty() {
        "no body".to_owned()
    } else {
        format!("a body of type {}", media.join(" or "))
    };
    let found = Some(given.to_owned());
    Problem { place: None, path: "body".to_owned(), what: What::WrongContent, expected, found, help: None }
}

fn checked(detail: Detail, body: &'static Body, json: Json, path: &str, checker: &mut Checker) -> Value {
    let Some(schema) = detail.body(body) else { return Value::Leaf(Box::new(json)) };
    checker.value(schema, Looked { text: json.as_text(), path, facts: None, secret: false, docs: "" });
    Value::read(schema, json.as_text()).unwrap_or_else(|_| Value::Leaf(Box::new(json)))
}

/// The parts of a form in their order.
enum Parts {
    /// As the document describes them.
    Known(Vec<(&'static str, Known)>),
    /// As they were given.
    Free(Vec<(String, Part)>),
}

enum Known {
    Fixed(&'static str),
    Text(Value),
    Json(Value),
    Files(&'static str, Vec<File>),
}

fn described(form: types::Form, mut given: Vec<(String, Part)>, checker: &mut Checker) -> Parts {
    let mut parts = Vec::new();
    // What is always the same follows, as in typed forms.
    let mut fixed = Vec::new();
    // Files that bring their own names are what is left, and stand where the form has them.
    let mut named = None;
    for part in form.parts() {
        if part.kind == FormKind::NamedFiles {
            named = Some((parts.len(), part.name));
            continue;
        }
        if let FormKind::Constant(text) = part.kind {
            given.retain(|(name, _)| name.as_str() != part.name);
            fixed.push((part.name, Known::Fixed(text)));
            continue;
        }
        let own: Vec<Part> =
            given.extract_if(.., |(name, _)| name.as_str() == part.name).map(|(_, part)| part).collect();
        if own.is_empty() && part.required {
            let expected = form.schema(part).map_or_else(|| "a file".to_owned(), kind_of);
            let path = format!("body.{}", part.name);
            let help =
                Some(part.docs.lines().next().unwrap_or_default().to_owned()).filter(|line| !line.is_empty());
            checker.add(Problem { place: None, path, what: What::Missing, expected, found: None, help });
        }
        if !own.is_empty() {
            parts.push((part.name, known(form, part, own, checker)));
        }
    }
    if let Some((at, name)) = named {
        let rest = given.drain(..).map(|(name, part)| {
            let file = file(part);
            if file.name.is_some() { file } else { file.name(name) }
        });
        let files: Vec<File> = rest.collect();
        parts.insert(at, (name, Known::Files("named", files)));
    }
    for (name, _) in given {
        let all: Vec<&str> = form.parts().iter().map(|part| part.name).collect();
        let meant = super::check::near::nearest(&name, all.iter().copied());
        let help = meant.map(|meant| format!("did you mean `{meant}`?"));
        let (path, expected) = (format!("body.{name}"), format!("one of {}", all.join(", ")));
        checker.add(Problem { place: None, path, what: What::Unknown, expected, found: None, help });
    }
    parts.extend(fixed);
    Parts::Known(parts)
}

fn known(form: types::Form, part: &'static types::FormPart, own: Vec<Part>, checker: &mut Checker) -> Known {
    let Some(schema) = form.schema(part) else {
        return Known::Files("files", own.into_iter().map(file).collect());
    };
    // A file is sent as it is, whatever the part's type says: what it holds cannot be looked at here.
    if own.iter().any(|part| matches!(part, Part::File(_))) {
        return Known::Files("files", own.into_iter().map(file).collect());
    }
    let json = |part: Part| match part {
        Part::Json(json) => Some(json),
        Part::Text(text) if matches!(schema.kind(), Kind::Text | Kind::Format(_) | Kind::List(_)) => {
            Some(text.into())
        }
        // `true` of an enum of texts is one of them.
        Part::Text(text) if matches!(schema.kind(), Kind::Enum(of) if of.kind() == EnumKind::Text) => {
            Some(text.as_str().into())
        }
        Part::Text(text) => Some(Json::parse(&text).unwrap_or_else(|_| text.as_str().into())),
        Part::File(_) => None,
    };
    let mut all: Vec<Json> = own.into_iter().filter_map(json).collect();
    let is_list = matches!(schema.kind(), Kind::List(_));
    let lists = all.len() == 1 && super::check::items(all[0].as_text()).is_some();
    let json = if is_list && !lists { Json::of(&all) } else { all.swap_remove(0) };
    let path = format!("body.{}", part.name);
    let secret = crate::secret::is_secret(part.name);
    let at = Looked { text: json.as_text(), path: &path, facts: Some(&part.facts), secret, docs: part.docs };
    checker.value(schema, at);
    let value = Value::read(schema, json.as_text()).unwrap_or_else(|_| Value::Leaf(Box::new(json)));
    if part.kind == FormKind::Json { Known::Json(value) } else { Known::Text(value) }
}

fn file(part: Part) -> File {
    match part {
        Part::File(file) => file,
        Part::Text(text) => File::new(text),
        Part::Json(json) => File::new(json.to_string()),
    }
}

impl IntoForm for Parts {
    fn into_form(self, dates: Dates) -> crate::Form {
        let mut form = crate::Form::with_dates(dates);
        match self {
            Self::Known(parts) => {
                for (name, part) in parts {
                    match part {
                        Known::Fixed(text) => form = form.text(name, text),
                        Known::Text(value) => form.add_text(name, &value),
                        Known::Json(value) => form.add_json(name, &value),
                        Known::Files(how, files) => form.add_files(how, name, files),
                    }
                }
                form
            }
            Self::Free(parts) => parts.into_iter().fold(form, |form, (name, part)| match part {
                Part::Text(text) => form.text(name, text),
                Part::Json(json) => form.json(name, &json as &dyn Codec),
                Part::File(file) => form.file(name, file),
            }),
        }
    }
}
