//! Values as literals.

/// A [`Json`](crate::Json) value, written as JSON. Rust expressions stand for values, and in parentheses for names.
///
/// ```
/// use cfs_model::json;
///
/// let port = 8080;
/// let value = json!({ "origins": [{ "address": "192.0.2.1", "port": port, "enabled": true }], "note": null });
/// assert_eq!(value.get("note"), Some(&json!(null)));
/// ```
#[macro_export]
macro_rules! json {
    (@array [$($done:expr,)*]) => { $crate::Json::Array(::std::vec![$($done,)*]) };
    (@array [$($done:expr,)*] null $(, $($rest:tt)*)?) => {
        $crate::json!(@array [$($done,)* $crate::json!(null),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $crate::json!(@array [$($done,)* $crate::json!([$($inner)*]),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $crate::json!(@array [$($done,)* $crate::json!({$($inner)*}),] $($($rest)*)?)
    };
    (@array [$($done:expr,)*] $value:expr $(, $($rest:tt)*)?) => {
        $crate::json!(@array [$($done,)* $crate::json!($value),] $($($rest)*)?)
    };
    (@object $object:ident) => {};
    (@object $object:ident $name:tt : null $(, $($rest:tt)*)?) => {
        $object.insert($name, $crate::json!(null));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@object $object:ident $name:tt : [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $object.insert($name, $crate::json!([$($inner)*]));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@object $object:ident $name:tt : {$($inner:tt)*} $(, $($rest:tt)*)?) => {
        $object.insert($name, $crate::json!({$($inner)*}));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (@object $object:ident $name:tt : $value:expr $(, $($rest:tt)*)?) => {
        $object.insert($name, $crate::json!($value));
        $crate::json!(@object $object $($($rest)*)?);
    };
    (null) => { $crate::Json::Null };
    ([$($items:tt)*]) => { $crate::json!(@array [] $($items)*) };
    ({}) => { $crate::Json::Object($crate::Object::new()) };
    ({$($members:tt)*}) => {{
        let mut object = $crate::Object::new();
        $crate::json!(@object object $($members)*);
        $crate::Json::Object(object)
    }};
    ($value:expr) => { $crate::Json::from($value) };
}
