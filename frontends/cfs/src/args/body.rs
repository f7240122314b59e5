//! The body of a call: whole, by its members, or by its parts.

use super::CallOptions;
use super::content::{BodyPlan, PartPlan, Source, lines, structured};
use super::flags;
use super::read::pairs;
use crate::failure::Failure;
use crate::output::{Step, Value, steps};
use cfs_catalogue::{Body, Detail, Form, FormKind, FormPart, Schema};
use cfs_http::Json;

/// What was given of a part of a form.
pub(super) enum PartGiven {
    Whole(PartPlan),
    Member(Vec<Step>, Value),
}

/// A part of a form from what a person writes.
pub(super) fn part_plan(part: &FormPart, schema: Option<Schema>, text: &str) -> Result<PartPlan, Failure> {
    Ok(match part.kind {
        FormKind::File | FormKind::Files | FormKind::NamedFiles => PartPlan::file(text),
        FormKind::Text | FormKind::Constant(_) => PartPlan::Text(text.to_owned()),
        FormKind::Json => match Source::of(text) {
            Source::Text(text) => match schema {
                Some(schema) => PartPlan::Json(schema.read_text(&text)),
                None => PartPlan::Json(structured(&text, part.name)?),
            },
            source => PartPlan::Json(structured(&source.read()?, &source.name())?),
        },
    })
}

/// Members of a body by their paths.
pub(super) type Members = Vec<(Vec<Step>, Value)>;

/// The body that all of it makes.
pub(super) fn body(
    detail: Detail,
    options: &CallOptions,
    mut members: Members,
    parts: Vec<(&'static FormPart, PartGiven)>,
) -> Result<BodyPlan, Failure> {
    let media = options.content_type.clone();
    let chosen = |body: &&'static Body| media.as_ref().is_none_or(|media| *media == body.media);
    let find = |forms: &[Form]| detail.bodies().iter().filter(chosen).find(|body| forms.contains(&body.form));
    let json = find(&[Form::Json, Form::UrlEncoded]);
    let multipart = find(&[Form::Multipart, Form::AnyMultipart]);
    let schema = json.and_then(|body| detail.body(body));
    let is_form = !parts.is_empty()
        || !options.part.is_empty()
        || json.is_none() && multipart.is_some() && !options.set.is_empty();
    let given = options.body.as_deref().map(Source::of);
    if is_form {
        return form(detail, multipart, options, parts, given);
    }
    for (path, text) in pairs(&options.set, '=', "--set")? {
        let steps = steps(&path).ok_or_else(|| Failure::usage(format!("--set `{path}`: no path")))?;
        members.push(match schema.and_then(|schema| flags::lead(schema, &steps)) {
            Some(led) if text == "null" => (led.path, Value::Null),
            Some(led) => (led.path, Value::of(&led.schema.read_text(&text))),
            None => (steps, Value::parse(&text).unwrap_or(Value::Text(text))),
        });
    }
    if !members.is_empty() {
        let mut value = match given {
            Some(source) => Value::of(&structured(&source.read()?, &source.name())?),
            None => Value::default(),
        };
        members.into_iter().for_each(|(path, member)| value.put(&path, member));
        return Ok(as_json(value.to_wire(), json, options, media));
    }
    let Some(source) = given else { return Ok(BodyPlan::None) };
    if json.is_some() {
        return Ok(as_json(structured(&source.read()?, &source.name())?, json, options, media));
    }
    if find(&[Form::Lines]).is_some() {
        return Ok(BodyPlan::Lines { values: lines(&source.read()?, &source.name())?, media });
    }
    if find(&[Form::Raw]).is_some() || multipart.is_none() {
        return Ok(BodyPlan::Raw { source, media });
    }
    form(detail, multipart, options, Vec::new(), Some(source))
}

/// JSON that is checked is sent as the document has it; what is not checked is sent as it is.
fn as_json(json: Json, body: Option<&Body>, options: &CallOptions, media: Option<String>) -> BodyPlan {
    match body.filter(|body| options.no_validate && body.form == Form::Json) {
        Some(body) => {
            let media = Some(media.unwrap_or_else(|| body.media.to_owned()));
            BodyPlan::Raw { source: Source::Text(json.to_string()), media }
        }
        None => BodyPlan::Json { json, media },
    }
}

fn form(
    detail: Detail,
    body: Option<&'static Body>,
    options: &CallOptions,
    parts: Vec<(&'static FormPart, PartGiven)>,
    given: Option<Source>,
) -> Result<BodyPlan, Failure> {
    let mut all: Vec<(String, PartPlan)> = Vec::new();
    if let Some(source) = given {
        match Value::of(&structured(&source.read()?, &source.name())?) {
            Value::Object(members) => {
                all.extend(members.into_iter().map(|(name, value)| (name, part(value))));
            }
            _ => {
                return Err(Failure::usage(format!(
                    "{}: of a form an object of its parts is expected",
                    source.name()
                )));
            }
        }
    }
    let put = |all: &mut Vec<(String, PartPlan)>, name: &str, path: &[Step], value: Value| {
        let at = all.iter().position(|(known, part)| known == name && matches!(part, PartPlan::Json(_)));
        let at = at.unwrap_or_else(|| {
            all.push((name.to_owned(), PartPlan::Json(Json::default())));
            all.len() - 1
        });
        if let PartPlan::Json(json) = &mut all[at].1 {
            let mut whole = Value::of(json);
            whole.put(path, value);
            *json = whole.to_wire();
        }
    };
    for (part, given) in parts {
        match given {
            PartGiven::Whole(plan) => all.push((part.name.to_owned(), plan)),
            PartGiven::Member(path, value) => put(&mut all, part.name, &path, value),
        }
    }
    for (path, text) in pairs(&options.set, '=', "--set")? {
        let steps = steps(&path).unwrap_or_default();
        let Some((Step::Member(name), rest)) = steps.split_first() else {
            return Err(Failure::usage(format!("--set `{path}`: no path")));
        };
        let schema = body.and_then(|body| detail.body(body)).and_then(|schema| part_schema(schema, name));
        let (rest, value) = match schema.and_then(|schema| flags::lead(schema, rest)) {
            Some(led) => (led.path, Value::of(&led.schema.read_text(&text))),
            None => (rest.to_vec(), Value::parse(&text).unwrap_or(Value::Text(text))),
        };
        put(&mut all, name, &rest, value);
    }
    for (name, text) in pairs(&options.part, '=', "--part")? {
        let known = body.and_then(|body| detail.body(body)).and_then(|schema| form_part(schema, &name));
        let plan = match known {
            Some((part, schema)) if part.kind == FormKind::Json => part_plan(part, schema, &text)?,
            _ => PartPlan::of(&text),
        };
        all.push((name, plan));
    }
    Ok(BodyPlan::Form(all))
}

fn form_part(schema: Schema, name: &str) -> Option<(&'static FormPart, Option<Schema>)> {
    let cfs_catalogue::Kind::Form(form) = schema.kind() else { return None };
    let part = form.parts().iter().find(|part| part.name == name)?;
    Some((part, form.schema(part)))
}

fn part_schema(schema: Schema, name: &str) -> Option<Schema> {
    form_part(schema, name)?.1
}

/// The body that a value is for an operation: JSON, lines, a form, or text as it is.
pub(crate) fn plan(detail: Detail, value: Value) -> BodyPlan {
    let has = |forms: &[Form]| detail.bodies().iter().any(|body| forms.contains(&body.form));
    match value {
        value if has(&[Form::Json, Form::UrlEncoded]) => {
            BodyPlan::Json { json: value.to_wire(), media: None }
        }
        Value::List(values) if has(&[Form::Lines]) => {
            BodyPlan::Lines { values: values.iter().map(Value::to_wire).collect(), media: None }
        }
        Value::Object(members) if has(&[Form::Multipart, Form::AnyMultipart]) => {
            BodyPlan::Form(members.into_iter().map(|(name, value)| (name, part(value))).collect())
        }
        Value::Text(text) if has(&[Form::Raw]) => BodyPlan::Raw { source: Source::Text(text), media: None },
        value => BodyPlan::Json { json: value.to_wire(), media: None },
    }
}

fn part(value: Value) -> PartPlan {
    if let Value::Text(text) = value { PartPlan::Text(text) } else { PartPlan::Json(value.to_wire()) }
}
