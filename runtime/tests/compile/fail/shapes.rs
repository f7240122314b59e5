//! Types without a JavaScript form.

use cfs_runtime::prelude::*;

#[derive(FromJs)]
union Union {
    a: u32,
}

#[derive(FromJs)]
struct Unit;

#[derive(ToJs)]
enum Never {}

#[derive(ToJs)]
#[js(tag = "type")]
enum Tagged {
    Point(f64, f64),
}

#[derive(FromJs)]
#[js(tag = "type")]
enum Hidden {
    Field { r#type: u32 },
}

#[derive(Env)]
enum Environment {
    One,
}

#[derive(Env)]
struct Generic<T> {
    a: T,
}

fn main() {}
