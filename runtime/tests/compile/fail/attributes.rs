//! Words that mean nothing are errors where they stand.

use cfs_runtime::prelude::*;

#[derive(FromJs)]
#[js(rename_all = "camel")]
struct Case {
    a: u32,
}

#[derive(FromJs)]
#[js(deny_unknown_fields)]
struct Container {
    a: u32,
}

#[derive(ToJs)]
struct Fields {
    #[js(skip_serializing_if = "Option::is_none")]
    a: Option<u32>,
}

#[derive(ToJs)]
struct Flattened {
    #[js(flatten)]
    a: u32,
}

#[derive(FromJs)]
struct Twice {
    #[js("x", rename = "y")]
    a: u32,
}

#[derive(FromJs)]
struct Newtype(#[js(default)] u32);

#[derive(FromJs)]
enum Variants {
    #[js(alias = "one")]
    One,
}

#[derive(FromJs)]
#[js(content = "data")]
enum Content {
    One,
}

#[derive(FromJs)]
#[js(tag = "type", untagged)]
enum Both {
    One,
}

#[derive(FromJs)]
enum Same {
    #[js("two")]
    One,
    Two,
}

#[derive(Env)]
#[env(checked)]
struct Environment {
    a: cfs_runtime::Variable,
}

#[derive(Env)]
struct Bindings {
    #[binding(name = "A")]
    a: cfs_runtime::Variable,
}

struct Room;

#[durable_object(alarm)]
impl Room {
    fn new() -> Self {
        Self
    }
}

#[event(fetch, respond_with_errors)]
async fn fetch(_: Request) -> Result<Response> {
    Response::ok("")
}

fn main() {}
