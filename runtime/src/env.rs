//! Bindings by name.

use crate::{Error, FromJs, Result};
use wasm_bindgen::JsValue;

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
    fn from_js(value: JsValue) -> Result<Self> {
        String::from_js(value).map(Self)
    }
}

impl FromJs for Secret {
    fn from_js(value: JsValue) -> Result<Self> {
        String::from_js(value).map(Self)
    }
}

/// Reads one binding; says its name and what is there instead.
#[doc(hidden)]
pub fn binding<T: FromJs>(env: &JsValue, name: &str) -> Result<T> {
    let found = js_sys::Reflect::get(env, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
    if found.is_undefined() && T::absent().is_none() {
        let known = js_sys::Object::keys(wasm_bindgen::JsCast::unchecked_ref::<js_sys::Object>(env));
        let known: Vec<String> = known.iter().filter_map(|name| name.as_string()).collect();
        return Err(Error::new(format!(
            "the Worker has no binding `{name}`; it has {}",
            if known.is_empty() { "none".to_owned() } else { known.join(", ") }
        )));
    }
    let marks = T::marks();
    if !marks.is_empty() && found.is_object() && !marks.iter().any(|mark| has(&found, mark)) {
        let kind = std::any::type_name::<T>();
        let kind = kind.split('<').next().unwrap_or(kind).rsplit("::").next().unwrap_or(kind);
        return Err(Error::new(format!(
            "the binding `{name}` is of another kind: it is no {kind}, as it has no method {}",
            marks.join(", ")
        )));
    }
    T::from_js(found).map_err(|error| Error::new(format!("the binding `{name}` is of another kind: {error}")))
}

fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::get(object, &JsValue::from_str(name)).is_ok_and(|found| !found.is_undefined())
}
