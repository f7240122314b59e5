//! The body of a call, as arguments say it: read again for each call that is made with it.

use crate::failure::Failure;
use crate::output::Value;
use crate::terminal;
use cfs_catalogue::{Content, Part};
use cfs_http::codec::Fail;
use cfs_http::{Body, ByteStream, File, Json};
use futures_util::TryStreamExt as _;
use serde::Deserialize as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A body.
#[derive(Clone, Debug, Default)]
pub(crate) enum BodyPlan {
    /// None.
    #[default]
    None,
    /// JSON, which is sent as a form where the operation takes one.
    Json {
        /// The value, as it was written where it was given whole.
        json: Json,
        /// The content type, where it was chosen.
        media: Option<String>,
    },
    /// JSON values, one a line.
    Lines {
        /// The values.
        values: Vec<Json>,
        /// The content type, where it was chosen.
        media: Option<String>,
    },
    /// Bytes.
    Raw {
        /// Where they are.
        source: Source,
        /// The content type, where it was chosen.
        media: Option<String>,
    },
    /// A form.
    Form(Vec<(String, PartPlan)>),
}

/// A part of a form.
#[derive(Clone, Debug)]
pub(crate) enum PartPlan {
    /// Text.
    Text(String),
    /// JSON.
    Json(Json),
    /// A file.
    File {
        /// Where its content is.
        source: Source,
        /// Its name.
        name: Option<String>,
        /// Its content type.
        media: Option<String>,
    },
}

/// Where bytes are.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// In a file.
    File(PathBuf),
    /// On stdin: read once.
    Stdin,
    /// Here.
    Text(String),
}

impl Source {
    /// `@FILE`, `-` or `@-` for stdin, else the text as it is.
    pub(crate) fn of(text: &str) -> Self {
        match text.strip_prefix('@') {
            Some("-") => Self::Stdin,
            Some(path) if !path.is_empty() => Self::File(path.into()),
            _ if text == "-" => Self::Stdin,
            _ => Self::Text(text.to_owned()),
        }
    }

    /// The same of a file's path, with or without the `@`.
    pub(crate) fn of_path(text: &str) -> Self {
        match text.strip_prefix('@').unwrap_or(text) {
            "-" => Self::Stdin,
            path => Self::File(path.into()),
        }
    }

    /// What to call it.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "stdin".to_owned(),
            Self::Text(_) => "the argument".to_owned(),
        }
    }

    /// Its bytes, all of them.
    pub(crate) fn whole(&self) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::File(path) => std::fs::read(path).map_err(|error| unreadable(path, &error)),
            Self::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin().lock().read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }

    /// Its text, all of it.
    pub(crate) fn read(&self) -> Result<String, Failure> {
        let bytes = match self {
            Self::Text(text) => return Ok(text.clone()),
            Self::File(path) => std::fs::read(path).map_err(|error| unreadable(path, &error))?,
            Self::Stdin => {
                let mut bytes = Vec::new();
                let read = std::io::stdin().lock().read_to_end(&mut bytes);
                read.map_err(|error| Failure::failed(format!("stdin: {error}")))?;
                bytes
            }
        };
        String::from_utf8(bytes).map_err(|_| Failure::usage(format!("{}: not UTF-8", self.name())))
    }

    /// Its bytes as a body, read while they are sent; `watch` shows how much of a large file is.
    pub(crate) async fn stream(&self, watch: bool) -> Result<Body, Failure> {
        match self {
            Self::Text(text) => Ok(Body::from(text.clone())),
            Self::File(path) => {
                let body = Body::file(path).await.map_err(|error| Failure::usage(error.to_string()))?;
                Ok(if watch { watched(body) } else { body })
            }
            Self::Stdin => Ok(Body::reader(tokio::io::stdin(), None)),
        }
    }
}

/// The same body with a bar that shows how much of it is sent.
fn watched(body: Body) -> Body {
    let length = body.length();
    let Some(bar) = length.and_then(terminal::bar) else { return body };
    let body = Mutex::new(body);
    let open = move || -> ByteStream {
        bar.reset();
        let again = body.lock().unwrap_or_else(PoisonError::into_inner).try_clone();
        let (bar, again) = (bar.clone(), again.unwrap_or_default());
        Box::pin(again.into_stream().inspect_ok(move |chunk| {
            bar.inc(chunk.len() as u64);
            if Some(bar.position()) == bar.length() {
                bar.finish_and_clear();
            }
        }))
    };
    Body::replayable(open, length)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}

impl BodyPlan {
    /// The body of one call; `watch` shows how much of a large file is sent.
    pub(crate) async fn content(&self, watch: bool) -> Result<Content, Failure> {
        let with = |content: Content, media: &Option<String>| match media {
            Some(media) => content.media(media.clone()),
            None => content,
        };
        Ok(match self {
            Self::None => Content::none(),
            Self::Json { json, media } => with(Content::json(json.clone()), media),
            Self::Lines { values, media } => with(Content::lines(values.clone()), media),
            Self::Raw { source, media } => with(Content::raw(source.stream(watch).await?), media),
            Self::Form(parts) => {
                let mut all = Vec::new();
                for (name, part) in parts {
                    all.push((name.clone(), part.part(watch).await?));
                }
                Content::form(all)
            }
        })
    }

    /// The bytes of a call that no operation describes, with their type.
    pub(crate) async fn bytes(&self) -> Result<Option<(String, Body)>, Failure> {
        let typed = |media: &Option<String>, usual: &str| media.clone().unwrap_or_else(|| usual.to_owned());
        Ok(match self {
            Self::None | Self::Form(_) => None,
            Self::Json { json, media } => {
                Some((typed(media, "application/json"), Body::from(json.to_string())))
            }
            Self::Lines { values, media } => {
                let lines: String = values.iter().map(|value| format!("{value}\n")).collect();
                Some((typed(media, "application/x-ndjson"), Body::from(lines)))
            }
            Self::Raw { source, media } => {
                Some((typed(media, "application/octet-stream"), source.stream(true).await?))
            }
        })
    }

    /// Whether it can be read for one call only.
    pub(crate) fn is_once(&self) -> bool {
        let once = |source: &Source| matches!(source, Source::Stdin);
        match self {
            Self::Raw { source, .. } => once(source),
            Self::Form(parts) => {
                parts.iter().any(|(_, part)| matches!(part, PartPlan::File { source, .. } if once(source)))
            }
            _ => false,
        }
    }

    /// What is read while it is sent, for those who look at the call without making it: a line for each.
    pub(crate) fn files(&self) -> Vec<String> {
        let told = |source: &Source| match source {
            Source::File(path) => match std::fs::metadata(path) {
                Ok(about) => format!("({} bytes of {})", about.len(), path.display()),
                Err(_) => format!("(the content of {})", path.display()),
            },
            Source::Stdin => "(what comes on stdin)".to_owned(),
            Source::Text(text) => format!("({} bytes)", text.len()),
        };
        match self {
            Self::Raw { source: Source::Text(text), .. } => vec![text.clone()],
            Self::Raw { source, .. } => vec![told(source)],
            Self::Form(parts) => parts
                .iter()
                .map(|(name, part)| match part {
                    PartPlan::Text(text) => format!("{name}: {text}"),
                    PartPlan::Json(value) => format!("{name}: {value}"),
                    PartPlan::File { source, name: file, media } => {
                        let file = file.as_ref().map(|file| format!(" as `{file}`")).unwrap_or_default();
                        let media = media.as_ref().map(|media| format!(" ({media})")).unwrap_or_default();
                        format!("{name}: {}{file}{media}", told(source))
                    }
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl PartPlan {
    async fn part(&self, watch: bool) -> Result<Part, Failure> {
        Ok(match self {
            Self::Text(text) => Part::Text(text.clone()),
            Self::Json(json) => Part::Json(json.clone()),
            Self::File { source, name, media } => {
                let mut file = File::new(source.stream(watch).await?);
                if let Some(name) = name {
                    file = file.name(name.clone());
                }
                if let Some(media) = media {
                    file = file.content_type(media.clone());
                }
                Part::File(file)
            }
        })
    }

    /// A file from what a person writes: its path, with `;type=` and `;name=` behind it.
    pub(crate) fn file(text: &str) -> Self {
        let mut pieces = text.split(';');
        let source = Source::of_path(pieces.next().unwrap_or_default());
        let of_path = match &source {
            Source::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()),
            _ => None,
        };
        let (mut name, mut media) = (of_path, None);
        for piece in pieces {
            match piece.split_once('=') {
                Some(("type", value)) => media = Some(value.to_owned()),
                Some(("name", value)) => name = Some(value.to_owned()).filter(|name| !name.is_empty()),
                _ => {}
            }
        }
        let media = media.or_else(|| name.as_deref().and_then(module).map(str::to_owned));
        Self::File { source, name, media }
    }

    /// A part from what a person writes behind its name.
    pub(crate) fn of(text: &str) -> Self {
        match text.strip_prefix('@') {
            Some(path) if !path.is_empty() => Self::file(path),
            _ => Self::Text(text.to_owned()),
        }
    }
}

/// The content type of a Worker's module, by its name.
fn module(name: &str) -> Option<&'static str> {
    match Path::new(name).extension()?.to_str()? {
        "js" | "mjs" => Some("application/javascript+module"),
        "cjs" => Some("application/javascript"),
        "wasm" => Some("application/wasm"),
        "py" => Some("text/x-python"),
        "json" => Some("application/json"),
        "map" => Some("application/source-map"),
        _ => None,
    }
}

/// What TOML's reader makes of a moment.
const MOMENT: &str = "$__toml_private_datetime";

/// A value that is written as JSON, TOML or YAML.
pub(crate) fn structured(text: &str, name: &str) -> Result<Json, Failure> {
    let text = text.trim_start_matches('\u{feff}').trim();
    match Json::parse(text) {
        Ok(json) => Ok(json),
        Err(error) => other(text, name, &error).map(|value| value.to_wire()),
    }
}

fn other(text: &str, name: &str, json: &Fail) -> Result<Value, Failure> {
    let by_name =
        |end: &str| Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    let start = text.trim_start();
    let wrong = || Failure::usage(format!("{name}: no JSON: {json}"));
    // Flow style of YAML begins alike, but has no need of quotes.
    if by_name("json") || ["{\"", "[\"", "[{"].iter().any(|begin| start.starts_with(begin)) {
        return Err(wrong());
    }
    if start.starts_with(['{', '[']) && !by_name("toml") {
        return serde_yaml::from_str(text).map_err(|_| wrong());
    }
    let toml = toml::Deserializer::parse(text).and_then(Value::deserialize);
    match toml {
        Ok(value) if value != Value::Object(Vec::new()) => return Ok(without_moments(value)),
        Err(error) if by_name("toml") => return Err(Failure::usage(format!("{name}: no TOML: {error}"))),
        _ => {}
    }
    serde_yaml::from_str(text)
        .map_err(|error| Failure::usage(format!("{name}: neither JSON, TOML nor YAML: {error}")))
}

fn without_moments(value: Value) -> Value {
    match value {
        Value::Object(members) => match members.as_slice() {
            [(name, moment)] if name == MOMENT => moment.clone(),
            _ => Value::Object(
                members.into_iter().map(|(name, value)| (name, without_moments(value))).collect(),
            ),
        },
        Value::List(items) => Value::List(items.into_iter().map(without_moments).collect()),
        other => other,
    }
}

/// JSON values, one a line.
pub(crate) fn lines(text: &str, name: &str) -> Result<Vec<Json>, Failure> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            Json::parse(line)
                .map_err(|error| Failure::usage(format!("{name}, line {}: no JSON: {error}", at + 1)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_toml_or_yaml() {
        let expected = r#"{"limits":{"rows":5},"name":"a","tags":["x"]}"#;
        for text in [
            expected,
            "name = \"a\"\nlimits = { rows = 5 }\ntags = [\"x\"]\n",
            "limits:\n  rows: 5\nname: a\ntags: [x]\n",
            "{limits: {rows: 5}, name: a, tags: [x]}",
        ] {
            assert_eq!(structured(text, "body").expect(text).to_string(), expected);
        }
        let moment = structured("at = 2024-01-02T03:04:05Z\n", "x.toml").expect("TOML");
        assert_eq!(moment.to_string(), r#"{"at":"2024-01-02T03:04:05Z"}"#);
        let failure = structured("{\"a\": }", "x.json").expect_err("no JSON");
        assert!(failure.text.contains("x.json: no JSON"), "{failure}");
    }

    #[test]
    fn files_have_names_and_types() {
        let PartPlan::File { name, media, .. } = PartPlan::file("@dir/main.js") else { panic!("no file") };
        assert_eq!(
            (name.as_deref(), media.as_deref()),
            (Some("main.js"), Some("application/javascript+module"))
        );
        let PartPlan::File { name, media, .. } = PartPlan::file("a.bin;type=text/plain;name=b") else {
            panic!("no file")
        };
        assert_eq!((name.as_deref(), media.as_deref()), (Some("b"), Some("text/plain")));
    }
}
