//! Bindings by name.

use crate::{Error, FromJs, Result};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A text variable of the environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable(pub String);

/// A secret: like a variable, but never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromJs for Variable {
    const BINDING: &'static str = "Variable";

    fn from_js(value: JsValue) -> Result<Self> {
        String::from_js(value).map(Self)
    }
}

impl FromJs for Secret {
    const BINDING: &'static str = "Secret";

    fn from_js(value: JsValue) -> Result<Self> {
        String::from_js(value).map(Self)
    }
}

// In JavaScript, as it is words and lists of names, which take a third of the bytes there.
#[wasm_bindgen(inline_js = r#"export function find(env, name, optional, marks, type) {
    const found = env[name];
    if (found === undefined && !optional) {
        const known = Object.keys(env).join(", ") || "none";
        throw new Error(`the Worker has no binding \`${name}\`; it has ${known}`);
    }
    if (marks && typeof found === "object" && found && !marks.split(" ").some((mark) => found[mark] !== undefined)) {
        const kind = type.replace(/<.*/, "").replace(/.*:/, "");
        const missing = marks.replaceAll(" ", ", ");
        throw new Error(`the binding \`${name}\` is of another kind: it is no ${kind}, as it has no method ${missing}`);
    }
    return found;
}"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    fn find(
        env: &JsValue,
        name: &str,
        optional: bool,
        marks: &str,
        kind: &str,
    ) -> std::result::Result<JsValue, JsValue>;
}

/// Reads one binding; says its name and what is there instead.
#[doc(hidden)]
pub fn binding<T: FromJs>(env: &JsValue, name: &str) -> Result<T> {
    let found = find(env, name, T::absent().is_some(), T::marks(), std::any::type_name::<T>())?;
    T::from_js(found).map_err(|error| other_kind(name, &error))
}

#[cold]
#[inline(never)]
fn other_kind(name: &str, error: &Error) -> Error {
    Error::new(format!("the binding `{name}` is of another kind: {error}"))
}
