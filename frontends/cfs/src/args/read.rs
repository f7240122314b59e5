//! From what clap read to a call.

use super::body::{Members, PartGiven, body, part_plan};
use super::content::{BodyPlan, Source, structured};
use super::flags::{self, Flag, To};
use super::scan::flag_id;
use super::{CallOptions, Global};
use crate::failure::Failure;
use crate::output::{Value, steps};
use cfs_catalogue::{Argument, Check, Detail, FormPart, Operation, Parameter, Place, Sending};
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

pub(super) fn pairs(texts: &[String], sign: char, what: &str) -> Result<Vec<(String, String)>, Failure> {
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
        (text, whole) => {
            let source = text.as_deref().map(Source::of);
            let given = source.map(|source| structured(&source.read()?, &source.name())).transpose()?;
            let mut value = given.as_ref().map(Value::of).unwrap_or_default();
            for (path, text) in pairs(&options.set, '=', "--set")? {
                let steps = steps(&path).ok_or_else(|| Failure::usage(format!("--set `{path}`: no path")))?;
                value.put(&steps, Value::parse(&text).unwrap_or(Value::Text(text)));
            }
            let json = given.filter(|_| whole).unwrap_or_else(|| value.to_wire());
            BodyPlan::Json { json, media: None }
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
    members: Members,
    parts: Vec<(&'static FormPart, PartGiven)>,
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
                    _ if parameter.send == Sending::QueryNamed => named(&flag.long, &texts)?,
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

/// Query parameters under names of their own: `NAME=VALUE`, or an object of them.
fn named(long: &str, texts: &[String]) -> Result<Argument, Failure> {
    let mut members = Vec::new();
    for text in texts {
        match Value::parse(text) {
            Ok(Value::Object(more)) => members.extend(more),
            _ => {
                let pair = pairs(std::slice::from_ref(text), '=', &format!("--{long}"))?;
                members.extend(pair.into_iter().map(|(name, value)| (name, Value::Text(value))));
            }
        }
    }
    Ok(Argument::Json(Value::Object(members).to_wire()))
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
