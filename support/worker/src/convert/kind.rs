//! Tests that tell the branches of a union apart.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// A string.
pub fn string(value: &JsValue) -> bool {
    value.is_string()
}

/// A number.
pub fn number(value: &JsValue) -> bool {
    value.as_f64().is_some()
}

/// A boolean.
pub fn boolean(value: &JsValue) -> bool {
    value.as_bool().is_some()
}

/// A bigint.
pub fn bigint(value: &JsValue) -> bool {
    value.is_bigint()
}

/// A symbol.
pub fn symbol(value: &JsValue) -> bool {
    value.is_symbol()
}

/// A function.
pub fn function(value: &JsValue) -> bool {
    value.is_function()
}

/// An array.
pub fn array(value: &JsValue) -> bool {
    js_sys::Array::is_array(value)
}

/// An array whose first item passes `test`; an empty one passes every test.
pub(crate) fn array_of(value: &JsValue, test: &dyn Fn(&JsValue) -> bool) -> bool {
    array(value) && {
        let items: &js_sys::Array = value.unchecked_ref();
        items.length() == 0 || test(&items.get(0))
    }
}

/// Any object that is no function.
pub fn object(value: &JsValue) -> bool {
    value.is_object()
}

/// An object that can be iterated.
pub fn iterable(value: &JsValue) -> bool {
    value.is_object()
        && Reflect::get(value, &js_sys::Symbol::iterator()).is_ok_and(|found| found.is_function())
}

/// An object that can be iterated asynchronously.
pub fn async_iterable(value: &JsValue) -> bool {
    value.is_object()
        && Reflect::get(value, &js_sys::Symbol::async_iterator()).is_ok_and(|found| found.is_function())
}

/// `null` or `undefined`.
pub fn nothing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

/// An object made by the global class `class`, or by one that extends it. A class that is not there made nothing.
pub fn instance(value: &JsValue, class: &str) -> bool {
    if !value.is_object() {
        return false;
    }
    let found = Reflect::get(&js_sys::global(), &JsValue::from_str(class));
    match found.ok().and_then(|class| class.dyn_into::<js_sys::Function>().ok()) {
        Some(class) => {
            let prototype =
                Reflect::get(&class, &JsValue::from_str("prototype")).unwrap_or(JsValue::UNDEFINED);
            prototype.is_object() && {
                let prototype: &js_sys::Object = prototype.unchecked_ref();
                prototype.is_prototype_of(value)
            }
        }
        None => false,
    }
}

/// An `ArrayBuffer` view.
pub fn view(value: &JsValue) -> bool {
    value.is_object() && js_sys::ArrayBuffer::is_view(value)
}

/// An object that has all of these properties, none of them `undefined`.
pub fn has(value: &JsValue, names: &[&str]) -> bool {
    value.is_object()
        && names.iter().all(|name| {
            Reflect::get(value, &JsValue::from_str(name)).is_ok_and(|found| !found.is_undefined())
        })
}

/// An object whose property `name` is the string `constant`.
pub fn tagged(value: &JsValue, name: &str, constant: &str) -> bool {
    value.is_object() && Reflect::get(value, &JsValue::from_str(name)).is_ok_and(|found| found == *constant)
}

/// An object whose property `name` is the boolean `constant`.
pub fn flagged(value: &JsValue, name: &str, constant: bool) -> bool {
    value.is_object()
        && Reflect::get(value, &JsValue::from_str(name)).is_ok_and(|found| found.as_bool() == Some(constant))
}

/// The string `constant`.
pub fn literal(value: &JsValue, constant: &str) -> bool {
    *value == *constant
}
