//! What a call is given, and how it is put into the request.

use super::check::near::nearest;
use super::check::{Checker, Looked, items, kind_of, members};
use super::detail::{Detail, Parameter, Place, Sending};
use super::refused::{Problem, What};
use super::types::{Kind, Schema, Sig};
use super::value::Value;
use crate::codec::{from_str, to_string};
use crate::{BearerToken, Body, Call, File, Json, Timestamp};

/// The arguments of a call, by name.
///
/// A name is that of the request or that of Rust, with `-` for `_` as one likes; `path.id` and `query.id` tell equal ones apart.
/// Of an operation that is there for accounts and for zones, `account_id` or `zone_id` says which.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    given: Vec<(String, Argument)>,
}

/// An argument.
#[derive(Clone, PartialEq)]
pub enum Argument {
    /// What a person writes: read by the type of the parameter.
    Text(String),
    /// Several of that, for a list.
    Texts(Vec<String>),
    /// A value as it is.
    Json(Json),
}

/// A body.
#[derive(Debug, Default)]
pub struct Content {
    pub(super) kind: ContentKind,
    pub(super) media: Option<String>,
}

#[derive(Debug, Default)]
pub(super) enum ContentKind {
    #[default]
    None,
    Json(Json),
    Lines(Vec<Json>),
    Form(Vec<(String, Part)>),
    Raw(Body),
}

/// A part of a form.
#[derive(Debug)]
pub enum Part {
    /// Text.
    Text(String),
    /// JSON.
    Json(Json),
    /// A file.
    File(File),
}

/// Nothing of an argument is shown: it may be a secret.
impl std::fmt::Debug for Argument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Texts(_) => "Texts",
            Self::Json(_) => "Json",
        })
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for Argument {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

impl From<Json> for Argument {
    fn from(value: Json) -> Self {
        Self::Json(value)
    }
}

impl Arguments {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more, or with another value of one that is there.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<Argument>) -> Self {
        let name = name.into();
        self.given.retain(|(known, _)| *known != name);
        self.given.push((name, value.into()));
        self
    }

    /// Whether a name, as it was given, means a parameter.
    fn means(detail: Detail, name: &str, parameter: &Parameter) -> bool {
        let name = plain(name);
        if let Place::Fixed(_) = parameter.place {
            return false;
        }
        if parameter.place == Place::Scope {
            return matches!(name.as_str(), "account_id" | "zone_id");
        }
        let prefix = match parameter.place {
            Place::Path => "path.",
            Place::Query => "query.",
            Place::Header => "header.",
            _ => "cookie.",
        };
        let own = name.strip_prefix(prefix).unwrap_or(&name);
        if plain(parameter.rust) == name || own != name && plain(parameter.name) == own {
            return true;
        }
        let others = || detail.parameters().iter().filter(|other| !std::ptr::eq(*other, parameter));
        let taken = others().any(|other| plain(other.rust) == name);
        let first = detail.parameters().iter().find(|other| plain(other.name) == name);
        !taken && first.is_some_and(|first| std::ptr::eq(first, parameter))
    }

    fn of(&self, detail: Detail, parameter: &Parameter) -> Option<&(String, Argument)> {
        self.given.iter().find(|(name, _)| Self::means(detail, name, parameter))
    }

    /// Puts every argument into a call, in the order in which the operation sends them.
    pub(super) fn apply(&self, detail: Detail, mut call: Call, checker: &mut Checker) -> Call {
        let mut made: Vec<Option<Written>> = Vec::new();
        for parameter in detail.parameters() {
            checker.place = Some(parameter.place);
            let written = match parameter.place {
                Place::Again(first) => made.get(first).cloned().flatten(),
                Place::Fixed(text) => {
                    Some(Written::Value { schema: detail.schema(parameter), json: text.into() })
                }
                _ => self.written(detail, parameter, checker),
            };
            let sent = match parameter.place {
                Place::Again(first) => detail.parameters().get(first).unwrap_or(parameter),
                _ => parameter,
            };
            if let Some(written) = &written {
                call = written.put(sent, call);
            }
            made.push(written);
        }
        checker.place = None;
        for (name, _) in &self.given {
            if !detail.parameters().iter().any(|parameter| Self::means(detail, name, parameter)) {
                checker.add(unknown(detail, name));
            }
        }
        call
    }

    fn written(
        &self,
        detail: Detail,
        parameter: &'static Parameter,
        checker: &mut Checker,
    ) -> Option<Written> {
        let path = if parameter.place == Place::Scope { "account_id" } else { parameter.name };
        let Some((name, argument)) = self.of(detail, parameter) else {
            if parameter.required {
                let expected = match parameter.place {
                    Place::Scope => "the account, or `zone_id`: the zone that the call is about".to_owned(),
                    _ => kind_of(detail.schema(parameter)),
                };
                let at = Looked { text: "", path, facts: None, secret: true, docs: parameter.docs };
                checker.problem(at, What::MissingArgument, expected, None);
            }
            return None;
        };
        let schema = detail.schema(parameter);
        let json = match argument {
            Argument::Text(text) => schema.read_text(text),
            Argument::Texts(texts) => {
                let item = if let Kind::List(item) = schema.kind() { item } else { schema };
                let all: Vec<Json> = texts.iter().map(|text| item.read_text(text)).collect();
                Json::of(&all)
            }
            Argument::Json(json) => json.clone(),
        };
        let secret = parameter.place == Place::Bearer || crate::secret::is_secret(parameter.name);
        let at = Looked {
            text: json.as_text(),
            path,
            facts: Some(&parameter.facts),
            secret,
            docs: parameter.docs,
        };
        if parameter.send == Sending::QueryNamed {
            let pairs = members(json.as_text()).unwrap_or_default();
            let pair = |(name, text): (std::borrow::Cow<'_, str>, &str)| (name.into_owned(), unquoted(text));
            return Some(Written::Named(pairs.into_iter().map(pair).collect()));
        }
        checker.value(schema, at);
        let value =
            Value::read(schema, json.as_text()).unwrap_or_else(|_| Value::Leaf(Box::new(json.clone())));
        if parameter.place == Place::Path && to_string(&value) == "\"\"" {
            checker.problem(at, What::Bounds, "text that is not empty", None);
        }
        let zone = parameter.place == Place::Scope && plain(name) == "zone_id";
        Some(if zone { Written::Zone(unquoted(&to_string(&value))) } else { Written::value(schema, value) })
    }
}

/// The problem that there is no parameter of a name.
fn unknown(detail: Detail, name: &str) -> Problem {
    let all: Vec<&str> =
        detail.parameters().iter().filter(|one| one.is_given()).map(|one| one.name).collect();
    let help = nearest(name, all.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
    let expected = format!("one of {}", all.join(", "));
    Problem { place: None, path: name.to_owned(), what: What::UnknownArgument, expected, found: None, help }
}

fn plain(name: &str) -> String {
    name.replace('-', "_").to_ascii_lowercase()
}

/// A scalar's text; other JSON as it is.
fn unquoted(json: &str) -> String {
    if json.starts_with('"') { from_str(json).unwrap_or_default() } else { json.to_owned() }
}

/// An argument as it is written.
#[derive(Clone)]
enum Written {
    /// The text of the value, and those of its items where it is a list; and the value itself, as JSON.
    Value { schema: Schema, json: Json },
    /// A zone, where there could be an account.
    Zone(String),
    /// Names with their values.
    Named(Vec<(String, String)>),
}

impl Written {
    fn value(schema: Schema, value: Value) -> Self {
        Self::Value { schema, json: Json::of(&value) }
    }

    /// Puts an argument where its parameter goes.
    fn put(&self, parameter: &'static Parameter, call: Call) -> Call {
        let (schema, json) = match self {
            Self::Zone(id) => return call.scope(crate::Scope::zone(id)),
            Self::Named(pairs) => {
                return pairs.iter().fold(call, |call, (name, value)| call.query_param(name, value));
            }
            Self::Value { schema, json } => (*schema, json),
        };
        // What may be anything is shown as JSON.
        let text = || if *schema.sig == Sig::Json { json.to_string() } else { unquoted(json.as_text()) };
        if parameter.place == Place::Scope {
            return call.scope(crate::Scope::account(text()));
        }
        let texts = || {
            items(json.as_text()).map_or_else(|| vec![text()], |all| all.into_iter().map(unquoted).collect())
        };
        let value =
            || Value::read(schema, json.as_text()).unwrap_or_else(|_| Value::Leaf(Box::new(json.clone())));
        let moments = || texts().iter().filter_map(|text| text.parse::<Timestamp>().ok()).collect::<Vec<_>>();
        let name = parameter.name;
        let call = match parameter.send {
            Sending::Path => call.path(&text()),
            Sending::Segments => call.path_segments(&text()),
            Sending::PathList(style) => call.path_list(style, texts()),
            Sending::PathItem(style) => call.path_list(style, [text()]),
            Sending::QueryTime => match text().parse::<Timestamp>() {
                Ok(moment) => call.query_time(name, &moment),
                Err(_) => call.query(name, &text()),
            },
            Sending::Query | Sending::QueryNamed => call.query(name, &text()),
            Sending::QueryList(style) => call.query_list(name, style, texts()),
            Sending::QueryAny(style) => call.query_any(name, style, &value()),
            Sending::QueryJson => call.query_json(name, &value()),
            Sending::PathTimes(style) => call.path_times(style, moments()),
            Sending::QueryTimes(style) => call.query_times(name, style, moments()),
            Sending::HeaderTimes => call.header_times(name, moments()),
            Sending::HeaderTime => match text().parse::<Timestamp>() {
                Ok(moment) => call.header_time(name, &moment),
                Err(_) => call.header(name, &text()),
            },
            Sending::Header => call.header(name, &text()),
            Sending::HeaderList => call.header_list(name, texts()),
            Sending::Cookie => call.cookie(name, &text()),
            Sending::Bearer => call.bearer(&BearerToken::from(text())),
        };
        if parameter.reserved { call.with_reserved(name) } else { call }
    }
}

impl Content {
    /// No body.
    pub fn none() -> Self {
        Self::default()
    }

    /// A JSON value, which is also sent as a form where the operation takes one.
    pub fn json(value: Json) -> Self {
        Self { kind: ContentKind::Json(value), media: None }
    }

    /// JSON values, one a line.
    pub fn lines(values: Vec<Json>) -> Self {
        Self { kind: ContentKind::Lines(values), media: None }
    }

    /// The parts of a form, by name.
    pub fn form(parts: Vec<(String, Part)>) -> Self {
        Self { kind: ContentKind::Form(parts), media: None }
    }

    /// A body as it is. Without a content type it has the first that the operation takes such a body as.
    pub fn raw(body: impl Into<Body>) -> Self {
        Self { kind: ContentKind::Raw(body.into()), media: None }
    }

    /// The same under a content type.
    #[must_use]
    pub fn media(mut self, media: impl Into<String>) -> Self {
        self.media = Some(media.into());
        self
    }
}
