//! Which branch of a union a value is.

use crate::convert::kind;
use crate::{Result, derive};
use wasm_bindgen::JsValue;

/// What tells a branch from the others.
#[derive(Clone, Copy, Debug)]
pub enum Test {
    /// A string.
    String,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A bigint.
    Bigint,
    /// A symbol.
    Symbol,
    /// A function.
    Function,
    /// An `ArrayBuffer` view.
    View,
    /// An object that can be iterated.
    Iterable,
    /// An object that can be iterated asynchronously.
    AsyncIterable,
    /// An array.
    Array,
    /// An array whose first item passes another test; an empty one passes every test.
    ArrayOf(&'static Test),
    /// An object made by this global class.
    Instance(&'static str),
    /// An object with a property that is this string.
    Tagged(&'static str, &'static str),
    /// An object with a property that is this boolean.
    Flagged(&'static str, bool),
    /// An object that has all of these properties.
    Has(&'static [&'static str]),
    /// Any object that is no function.
    Object,
    /// Nothing tells it apart: whether it can be read decides.
    Any,
}

impl Test {
    /// Whether a value passes.
    pub fn passes(&self, value: &JsValue) -> bool {
        match *self {
            Self::String => kind::string(value),
            Self::Number => kind::number(value),
            Self::Boolean => kind::boolean(value),
            Self::Bigint => kind::bigint(value),
            Self::Symbol => kind::symbol(value),
            Self::Function => kind::function(value),
            Self::View => kind::view(value),
            Self::Iterable => kind::iterable(value),
            Self::AsyncIterable => kind::async_iterable(value),
            Self::Array => kind::array(value),
            Self::ArrayOf(item) => kind::array_of(value, &|first| item.passes(first)),
            Self::Instance(class) => kind::instance(value, class),
            Self::Tagged(name, text) => kind::tagged(value, name, text),
            Self::Flagged(name, truth) => kind::flagged(value, name, truth),
            Self::Has(names) => kind::has(value, names),
            Self::Object => kind::object(value),
            Self::Any => true,
        }
    }
}

/// Reads a union: the first branch whose test the value passes and that can be read, `other` if there is none.
///
/// # Errors
/// When the value nests too deep: another branch is not tried then, as every level would double the work.
pub fn union<U>(
    value: JsValue,
    tests: &[Test],
    other: fn(JsValue) -> U,
    read: fn(usize, JsValue) -> Result<U>,
) -> Result<U> {
    let mut from = 0;
    while let Some(index) = next(&value, tests, from) {
        if let Some(read) = derive::fits(read(index, value.clone())) {
            return read;
        }
        from = index + 1;
    }
    Ok(other(value))
}

/// The next branch whose test a value passes.
#[inline(never)]
fn next(value: &JsValue, tests: &[Test], from: usize) -> Option<usize> {
    let mut later = tests.iter().enumerate().skip(from);
    later.find(|(_, test)| test.passes(value)).map(|(index, _)| index)
}
