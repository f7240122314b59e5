//! What the derives of `FromJs` and `ToJs` call: written once here instead of in every type.

use crate::convert::Level;
use crate::object::Fields;
use crate::{Error, FromJs, Object, Result, ToJs};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a property.
pub fn field<T: FromJs>(object: &Fields, name: &str) -> Result<T> {
    object.field(name)
}

/// Reads a property that may be missing.
pub fn optional<T: FromJs>(object: &Fields, name: &str) -> Result<Option<T>> {
    if object.raw(name)?.is_undefined() { Ok(None) } else { object.field(name).map(Some) }
}

/// The items of an array of `count`.
pub fn items(value: &JsValue, count: usize) -> Result<Array> {
    match value.dyn_ref::<Array>() {
        Some(array) if array.length() as usize == count => Ok(array.clone()),
        _ => Err(Error::decode(&format!("an array of {count}"), value)),
    }
}

/// Reads an item.
pub fn item<T: FromJs>(items: &Array, index: usize) -> Result<T> {
    let _level = Level::enter()?;
    T::from_js(items.get(index as u32)).map_err(|error| error.in_item(index))
}

/// Name and content of a variant that is `name` or `{ name: content }`.
pub fn variant(value: &JsValue, known: &str) -> Result<(String, JsValue)> {
    if let Some(name) = value.as_string() {
        return Ok((name, JsValue::UNDEFINED));
    }
    if value.is_object() {
        let keys = js_sys::Object::keys(value.unchecked_ref::<js_sys::Object>());
        if let (1, Some(name)) = (keys.length(), keys.get(0).as_string()) {
            let content = crate::object::get(value, &name)?;
            return Ok((name, content));
        }
    }
    Err(Error::decode(&format!("a string or an object with one property: {known}"), value))
}

/// The name of a variant whose tag is a property among its own.
pub fn tag(value: &JsValue, expected: &str, tag: &str) -> Result<String> {
    Object::read(value.clone(), expected)?.field(tag)
}

/// Name and content of a variant that is `{ tag: name, place: content }`.
pub fn beside(value: &JsValue, expected: &str, tag: &str, place: &str) -> Result<(String, JsValue)> {
    let object = Object::read(value.clone(), expected)?;
    Ok((object.field(tag)?, object.raw(place)?))
}

/// Reads what stands in a property.
pub fn within<T>(place: &str, read: impl FnOnce() -> Result<T>) -> Result<T> {
    let _level = Level::enter()?;
    read().map_err(|error| error.in_field(place))
}

/// The value that a variant without a tag takes; nothing where another may be tried. What nests too deep is not tried
/// again, as every level would double the work.
pub fn fits<T>(read: Result<T>) -> Option<Result<T>> {
    match read {
        Err(error) if !Level::is_too_deep(&error) => None,
        read => Some(read),
    }
}

/// The error for a name that no variant has.
#[cold]
pub fn unknown(known: &str, found: &str) -> Error {
    Error::decode(known, &JsValue::from_str(found))
}

/// Reads `null` or `undefined`.
pub fn nothing(value: &JsValue) -> Result<()> {
    if value.is_null() || value.is_undefined() { Ok(()) } else { Err(Error::decode("nothing", value)) }
}

/// Writes a property, unless the value is `None`.
pub fn set<T: ToJs + ?Sized>(object: &Object, name: &str, value: &T) -> Result<()> {
    object.set(name, value)
}

/// Writes an item.
pub fn write_item<T: ToJs + ?Sized>(index: usize, value: &T) -> Result<JsValue> {
    value.to_js().map_err(|error| error.in_item(index))
}

/// An array of what was written.
pub fn array<const N: usize>(items: [JsValue; N]) -> JsValue {
    items.into_iter().collect::<Array>().into()
}

/// `{ name: content }`.
pub fn outside(name: &str, write: impl FnOnce() -> Result<JsValue>) -> Result<JsValue> {
    let object = Object::new();
    object.set(name, &within(name, write)?)?;
    Ok(object.into_js())
}

/// `{ tag: name, …content }`.
pub fn inside(tag: &str, name: &str, content: Option<JsValue>) -> Result<JsValue> {
    let object = Object::new();
    object.set(tag, name)?;
    let Some(content) = content else { return Ok(object.into_js()) };
    if !content.is_object() || Array::is_array(&content) {
        let what =
            format!("the variant \"{name}\" is no object, so it has no property \"{tag}\" that names it");
        return Err(Error::encode(what));
    }
    Ok(object.merged(&content).into_js())
}

/// `{ tag: name, place: content }`.
pub fn write_beside(
    tag: &str,
    name: &str,
    place: &str,
    write: impl FnOnce() -> Result<JsValue>,
) -> Result<JsValue> {
    let object = Object::new();
    object.set(tag, name)?;
    object.set(place, &within(place, write)?)?;
    Ok(object.into_js())
}
