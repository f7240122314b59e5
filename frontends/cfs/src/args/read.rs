//! From what clap read to a call.

use super::content::{BodyPlan, PartPlan, Source, lines, structured};
use super::flags::{self, Flag, To};
use super::scan::flag_id;
use super::{CallOptions, Global};
use crate::failure::Failure;
use crate::output::{Value, steps};
use cfs_catalogue::{
    Argument, Body, Check, Detail, Form, FormKind, FormPart, Operation, Parameter, Place, Schema,
};
use clap::{ArgMatches, FromArgMatches as _};

/// A call of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// The operation.
    pub(crate) operation: Operation,
    /// The arguments, by their names in Rust.
    pub(crate) arguments: Vec<(String, Argument)>,
    /// The body.
    pub(crate) body: BodyPlan,
    /// Whether it is checked.
    pub(crate) check: Check,
    /// What else was said.
    pub(crate) options: CallOptions,
    /// Whether somebody watches it being sent.
    pub(crate) watch: bool,
    /// Query parameters that the operation does not have.
    pub(crate) query: Vec<(String, String)>,
    /// Headers.
    pub(crate) headers: Vec<(String, String)>,
}

/// A call of a path.
#[derive(Clone, Debug)]
pub(crate) struct PathCall {
    /// The HTTP method.
    pub(crate) method: String,
    /// The path with its query, `{account}` and `{zone}` not filled in.
    pub(crate) path: String,
    /// The body.
    pub(crate) body: BodyPlan,
    /// What else was said.
    pub(crate) options: CallOptions,
    /// Query parameters.
    pub(crate) query: Vec<(String, String)>,
    /// Headers.
    pub(crate) headers: Vec<(String, String)>,
}

impl Invocation {
    /// Whether an argument was given for a parameter.
    pub(crate) fn has(&self, parameter: &Parameter) -> bool {
        let is = |name: &str| match parameter.place {
            Place::Scope => matches!(name, "account_id" | "zone_id"),
            _ => name == parameter.rust,
        };
        self.arguments.iter().any(|(name, _)| is(name))
    }

    /// The arguments as the catalogue takes them.
    pub(crate) fn all(&self) -> cfs_catalogue::Arguments {
        let start = cfs_catalogue::Arguments::new();
        self.arguments.iter().fold(start, |all, (name, value)| all.set(name.clone(), value.clone()))
    }
}

fn pairs(texts: &[String], sign: char, what: &str) -> Result<Vec<(String, String)>, Failure> {
    let pair = |text: &String| match text.split_once(sign) {
        Some((name, value)) if !name.trim().is_empty() => {
            // Of headers the blank behind the colon is no part of the value.
            let value = if sign == ':' { value.trim() } else { value };
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err(Failure::usage(format!("{what} `{text}`: expected NAME{sign}VALUE"))),
    };
    texts.iter().map(pair).collect()
}

/// A call of an operation.
pub(crate) fn invocation(
    operation: Operation,
    flags: &[Flag],
    matches: &ArgMatches,
    global: &Global,
) -> Result<Invocation, Failure> {
    let options =
        CallOptions::from_arg_matches(matches).map_err(|error| Failure::usage(error.to_string()))?;
    let detail = operation.detail().map_err(|damaged| Failure::failed(damaged.to_string()))?;
    let mut read = Read { detail, arguments: Vec::new(), members: Vec::new(), parts: Vec::new() };
    for flag in flags {
        let texts = matches.get_many::<String>(&flag_id(flag)).into_iter().flatten();
        let texts = texts.map(|text| secret(flag, text)).collect::<Result<Vec<_>, _>>()?;
        read.flag(flag, texts)?;
    }
    let known = flags::all(detail);
    for (name, value) in pairs(&options.param, '=', "--param")? {
        let flag = flags::find(detail, &known, &name).filter(|flag| matches!(flag.to, To::Parameter(_)));
        match flag {
            Some(flag) => read.flag(&flag, vec![value])?,
            None => read.arguments.push((name, Argument::Text(value))),
        }
    }
    let ids = matches.get_many::<String>("ids").into_iter().flatten().cloned().collect();
    read.positional(ids, global)?;
    let body = body(detail, &options, read.members, read.parts)?;
    let check = if options.no_validate { Check::Off } else { Check::All };
    let query = pairs(&options.query, '=', "--query")?;
    let headers = pairs(&options.header, ':', "--header")?;
    Ok(Invocation {
        operation,
        arguments: read.arguments,
        body,
        check,
        options,
        watch: false,
        query,
        headers,
    })
}

/// A call of a path.
pub(crate) fn path_call(method: &str, matches: &ArgMatches) -> Result<PathCall, Failure> {
    const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    if !METHODS.contains(&method) {
        return Err(
            Failure::usage(format!("`{method}` is no HTTP method")).hint("such as `cfs api GET /zones`")
        );
    }
    let options =
        CallOptions::from_arg_matches(matches).map_err(|error| Failure::usage(error.to_string()))?;
    let path = matches.get_one::<String>("path").cloned().unwrap_or_default();
    if !options.part.is_empty() {
        return Err(Failure::usage("a path takes no parts of a form").hint("call the operation by its name"));
    }
    let body = match (&options.body, options.set.is_empty()) {
        (None, true) => BodyPlan::None,
        (Some(text), true) if options.content_type.is_some() => {
            BodyPlan::Raw { source: Source::of(text), media: options.content_type.clone() }
        }
        (text, _) => {
            let mut value = match text {
                Some(text) => {
                    let source = Source::of(text);
                    structured(&source.read()?, &source.name())?
                }
                None => Value::default(),
            };
            for (path, text) in pairs(&options.set, '=', "--set")? {
                let steps = steps(&path).ok_or_else(|| Failure::usage(format!("--set `{path}`: no path")))?;
                value.put(&steps, Value::parse(&text).unwrap_or(Value::Text(text)));
            }
            BodyPlan::Json { value, media: None }
        }
    };
    let query = pairs(&options.query, '=', "--query")?;
    let headers = pairs(&options.header, ':', "--header")?;
    Ok(PathCall { method: method.to_owned(), path, body, options, query, headers })
}

/// The value of a flag; of a secret it may be in a file, or on stdin.
fn secret(flag: &Flag, text: &str) -> Result<String, Failure> {
    match Source::of(text) {
        Source::Text(text) => Ok(text),
        _ if !flag.secret => Ok(text.to_owned()),
        source => source.read().map(|text| text.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

struct Read {
    detail: Detail,
    arguments: Vec<(String, Argument)>,
    members: Vec<(Vec<crate::output::Step>, Value)>,
    parts: Vec<(&'static FormPart, PartGiven)>,
}

enum PartGiven {
    Whole(PartPlan),
    Member(Vec<crate::output::Step>, Value),
}

impl Read {
    fn flag(&mut self, flag: &Flag, mut texts: Vec<String>) -> Result<(), Failure> {
        match &flag.to {
            To::Parameter(parameter) => {
                let name = match parameter.place {
                    Place::Scope if flag.long == "zone-id" => "zone_id",
                    Place::Scope => "account_id",
                    _ => parameter.rust,
                };
                let argument = match texts.len() {
                    0 => return Ok(()),
                    1 => Argument::Text(texts.swap_remove(0)),
                    _ => Argument::Texts(texts),
                };
                self.arguments.retain(|(known, _)| known != name);
                self.arguments.push((name.to_owned(), argument));
            }
            To::Member(path) => self.members.push((path.clone(), value(flag, &texts))),
            To::PartMember(part, path) => {
                self.parts.push((part, PartGiven::Member(path.clone(), value(flag, &texts))));
            }
            To::Part(part) => {
                for text in &texts {
                    self.parts.push((part, PartGiven::Whole(part_plan(part, flag.schema, text)?)));
                }
            }
        }
        Ok(())
    }

    /// Gives values without names to the path's parameters, in their order. The account or zone is one of them only where
    /// there is a value for it, too.
    fn positional(&mut self, ids: Vec<String>, global: &Global) -> Result<(), Failure> {
        let scope = flags::scope(self.detail);
        let is_given = |read: &Self, parameter: &Parameter| {
            read.arguments.iter().any(|(name, _)| match parameter.place {
                Place::Scope => matches!(name.as_str(), "account_id" | "zone_id"),
                _ => name == parameter.rust,
            })
        };
        let path = self.detail.parameters().iter();
        let path = path.filter(|parameter| matches!(parameter.place, Place::Path | Place::Scope));
        let open: Vec<&Parameter> = path.filter(|parameter| !is_given(self, parameter)).collect();
        let is_scope = |parameter: &&Parameter| scope.is_some_and(|scope| std::ptr::eq(scope, *parameter));
        let others: Vec<&Parameter> = open.iter().copied().filter(|one| !is_scope(one)).collect();
        let to = if ids.len() > others.len() { open } else { others };
        if ids.len() > to.len() {
            let names: Vec<String> = to.iter().map(|one| shown(one)).collect();
            let takes = if names.is_empty() { "no values".to_owned() } else { names.join(" ") };
            let words = super::of_operation(self.detail.operation());
            return Err(Failure::usage(format!("{words} takes {takes}, not {} values", ids.len()))
                .hint(format!("`cfs api {words} --help` shows what it takes")));
        }
        for (parameter, id) in to.into_iter().zip(ids) {
            let name = match parameter.place {
                Place::Scope if global.zone.is_some() && global.account.is_none() => "zone_id",
                Place::Scope => "account_id",
                _ => parameter.rust,
            };
            self.arguments.push((name.to_owned(), Argument::Text(id)));
        }
        Ok(())
    }
}

/// A parameter as usage shows it.
pub(crate) fn shown(parameter: &Parameter) -> String {
    let name = if parameter.place == Place::Scope { "account_id" } else { parameter.name };
    super::kebab(name).replace('-', "_").to_uppercase()
}

/// The value that a person writes for a flag.
fn value(flag: &Flag, texts: &[String]) -> Value {
    let schema = flag.schema;
    let one = |text: &String| match schema {
        Some(_) if flag.nullable && text == "null" => Value::Null,
        // Where variants differ, the first that such a value fits.
        Some(schema) => {
            let all = std::iter::once(schema).chain(flag.others.iter().copied());
            let mut read = all.map(|schema| (schema, schema.read_text(text)));
            let fits = read.find(|(schema, json)| schema.check(json).is_empty());
            Value::of(&fits.map_or_else(|| schema.read_text(text), |(_, json)| json))
        }
        None => Value::text(text),
    };
    match texts {
        [text] => one(text),
        texts => {
            let items = texts.iter().map(one).flat_map(|value| match value {
                Value::List(items) => items,
                other => vec![other],
            });
            Value::List(items.collect())
        }
    }
}

fn part_plan(part: &FormPart, schema: Option<Schema>, text: &str) -> Result<PartPlan, Failure> {
    Ok(match part.kind {
        FormKind::File | FormKind::Files | FormKind::NamedFiles => PartPlan::file(text),
        FormKind::Text | FormKind::Constant(_) => PartPlan::Text(text.to_owned()),
        FormKind::Json => match Source::of(text) {
            Source::Text(text) => match schema {
                Some(schema) => PartPlan::Json(Value::of(&schema.read_text(&text))),
                None => PartPlan::Json(structured(&text, part.name)?),
            },
            source => PartPlan::Json(structured(&source.read()?, &source.name())?),
        },
    })
}

type Members = Vec<(Vec<crate::output::Step>, Value)>;

/// The body that all of it makes.
fn body(
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
            Some(source) => structured(&source.read()?, &source.name())?,
            None => Value::default(),
        };
        members.into_iter().for_each(|(path, member)| value.put(&path, member));
        return Ok(as_json(value, json, options, media));
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
fn as_json(value: Value, body: Option<&Body>, options: &CallOptions, media: Option<String>) -> BodyPlan {
    match body.filter(|body| options.no_validate && body.form == Form::Json) {
        Some(body) => {
            let media = Some(media.unwrap_or_else(|| body.media.to_owned()));
            BodyPlan::Raw { source: Source::Text(value.to_string()), media }
        }
        None => BodyPlan::Json { value, media },
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
        match structured(&source.read()?, &source.name())? {
            Value::Object(members) => all.extend(members.into_iter().map(|(name, value)| {
                let part =
                    if let Value::Text(text) = value { PartPlan::Text(text) } else { PartPlan::Json(value) };
                (name, part)
            })),
            _ => {
                return Err(Failure::usage(format!(
                    "{}: of a form an object of its parts is expected",
                    source.name()
                )));
            }
        }
    }
    let put = |all: &mut Vec<(String, PartPlan)>, name: &str, path: &[crate::output::Step], value: Value| {
        let at = all.iter().position(|(known, part)| known == name && matches!(part, PartPlan::Json(_)));
        let at = at.unwrap_or_else(|| {
            all.push((name.to_owned(), PartPlan::Json(Value::Object(Vec::new()))));
            all.len() - 1
        });
        if let PartPlan::Json(whole) = &mut all[at].1 {
            whole.put(path, value);
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
        let Some((crate::output::Step::Member(name), rest)) = steps.split_first() else {
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
