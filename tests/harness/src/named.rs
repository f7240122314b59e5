//! The same calls without the types: by the catalogue, with the names of operations and arguments.

use cfs_catalogue::{Argument, Arguments, Check, Content, Operation, Request, catalogue};
use cfs_http::codec::{Codec, from_str};
use cfs_http::{Client, File, Json};

/// What checks that a text is a value of a type, and gives the value that the type has by default where it is none.
pub type Sample = fn(&str) -> Json;

/// An argument.
pub enum Given {
    /// A text.
    Text(&'static str),
    /// JSON.
    Json(&'static str, Sample),
    /// A text under the name `name`, for an argument that brings its name.
    Named(&'static str),
}

/// A body, under a content type.
#[allow(dead_code, reason = "which of them there are is the document's; Cloudflare's has no lines")]
pub enum Body {
    /// None.
    None,
    /// JSON.
    Json(&'static str, &'static str, Sample),
    /// JSON, as one line.
    Lines(&'static str, &'static str, Sample),
    /// A form.
    Form(&'static [(&'static str, Part)]),
    /// The text `content`.
    Raw(&'static str),
}

/// A part of a form.
pub enum Part {
    /// The text `text`.
    Text,
    /// JSON.
    Json(&'static str, Sample),
    /// A file without a name.
    File,
    /// A file called `file`.
    Named,
}

/// See [`Sample`].
pub fn sample<T: Codec + Default>(text: &str) -> Json {
    match from_str::<T>(text) {
        Ok(_) => Json::parse(text).unwrap_or_default(),
        Err(_) => Json::of(&T::default()),
    }
}

/// A request with what is wrong with what it is given, or why there is none.
pub type Made = Result<(Request, Vec<String>), String>;

/// A request of an operation.
pub fn request(client: &Client, operation: &str, given: &[(&'static str, Given)], body: &Body) -> Made {
    let operation = catalogue().operation(operation).ok_or_else(|| format!("{operation} is not in the catalogue"))?;
    let arguments = given.iter().fold(Arguments::new(), |all, (name, value)| all.set(*name, argument(value)));
    prepared(client, operation, &arguments, &|| content(body))
}

/// The same of arguments and a body as they are.
pub fn prepared(client: &Client, operation: Operation, arguments: &Arguments, content: &dyn Fn() -> Content) -> Made {
    let checked = operation.prepare(client, arguments, content(), Check::All);
    let problems = checked.err().map(|refused| refused.problems).unwrap_or_default();
    let request = operation.prepare(client, arguments, content(), Check::Off);
    let problems = problems.iter().map(ToString::to_string).collect();
    request.map(|request| (request, problems)).map_err(|refused| refused.to_string())
}

fn argument(given: &Given) -> Argument {
    match given {
        Given::Text(text) => Argument::Text((*text).to_owned()),
        Given::Json(text, read) => Argument::Json(read(text)),
        Given::Named(text) => Argument::Json(Json::object([("name", Json::from(*text))])),
    }
}

fn content(body: &Body) -> Content {
    match body {
        Body::None => Content::none(),
        Body::Json(media, text, read) => Content::json(read(text)).media(*media),
        Body::Lines(media, text, read) => Content::lines(vec![read(text)]).media(*media),
        Body::Form(parts) => Content::form(parts.iter().map(|(name, part)| ((*name).to_owned(), made(part))).collect()),
        Body::Raw(media) => Content::raw("content").media(*media),
    }
}

fn made(part: &Part) -> cfs_catalogue::Part {
    match part {
        Part::Text => cfs_catalogue::Part::Text("text".to_owned()),
        Part::Json(text, read) => cfs_catalogue::Part::Json(read(text)),
        Part::File => cfs_catalogue::Part::File(File::new("content")),
        Part::Named => cfs_catalogue::Part::File(File::new("content").name("file")),
    }
}
