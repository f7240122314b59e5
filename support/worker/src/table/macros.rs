//! The tables that generated structs and unions are.

/// Declares a plain object: `record!(new; /** Doc. */ pub struct Key { required { name "name": into String; } })`.
///
/// The first word is its constructor: `new` or `new_typed`, with `try_` where it converts. It is `arrives` for what
/// JavaScript only gives: that has neither constructor nor setters nor [`ToJs`](crate::ToJs).
///
/// A property is `name "name": how Type;`. What its setter takes: `into` anything that converts to the type, `plain` the
/// type itself, `whole` an integer that goes as a number, `any` what has a JavaScript form, `callback` and `async_callback` functions. Those of `required` are the
/// constructor's arguments, those of `optional` may be left out, those of `absent` have an empty value of their own.
/// `constants` are written always; `rest` is the type of all other properties.
#[macro_export]
macro_rules! record {
    (
        $new:ident; $(#[$attr:meta])*
        pub struct $name:ident $(<$($param:ident),*>)? {
            $(constants { $($constant:literal = $value:literal $(, if $constant_gate:meta)?;)* })?
            $(required { $($(#[$required_attr:meta])* $required:ident $required_js:literal: $required_how:ident $required_ty:ty;)* })?
            $(optional { $($(#[$optional_attr:meta])* $optional:ident $optional_js:literal: $optional_how:ident $optional_ty:ty $(, if $optional_gate:meta)?;)* })?
            $(absent { $($(#[$absent_attr:meta])* $absent:ident $absent_js:literal: $absent_how:ident $absent_ty:ty $(, if $absent_gate:meta)?;)* })?
            $(rest $rest:ident $rest_ty:ty;)?
        }
    ) => {
        $(#[$attr])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct $name $(<$($param = $crate::wasm_bindgen::JsValue),*>)? {
            $($($(#[$required_attr])* pub $required: $required_ty,)*)?
            $($($(#[$optional_attr])* $(#[$optional_gate])? pub $optional: Option<$optional_ty>,)*)?
            $($($(#[$absent_attr])* $(#[$absent_gate])? pub $absent: $absent_ty,)*)?
            $(#[doc = "All other properties."] pub $rest: $crate::Record<$rest_ty>,)?
        }

        $crate::given! { $new
            impl $(<$($param),*>)? $name $(<$($param),*>)? {
                $crate::constructor! {
                    $new ($($($required: $required_how $required_ty),*)?) {
                        $($($(#[$optional_gate])? $optional: None,)*)?
                        $($($(#[$absent_gate])? $absent: ::core::default::Default::default(),)*)?
                        $($rest: ::core::default::Default::default(),)?
                    }
                }
                $($($(#[$optional_gate])? $crate::setter! { $optional $optional_js $optional_how $optional_ty, Some })*)?
                $($($(#[$absent_gate])? $crate::setter! { $absent $absent_js $absent_how $absent_ty })*)?
            }

            impl $(<$($param: $crate::ToJs),*>)? $crate::ToJs for $name $(<$($param),*>)? {
                fn to_js(&self) -> $crate::Result<$crate::wasm_bindgen::JsValue> {
                    $crate::table::write(
                        &[
                            $($($(#[$constant_gate])? ($constant, &$value as &dyn $crate::ToJs),)*)?
                            $($(($required_js, $crate::written!($required_how &self.$required)),)*)?
                            $($($(#[$optional_gate])? ($optional_js, $crate::written!($optional_how &self.$optional)),)*)?
                            $($($(#[$absent_gate])? ($absent_js, $crate::written!($absent_how &self.$absent)),)*)?
                        ],
                        $crate::rest!($(&self.$rest)?),
                    )
                }
            }
        }

        impl $(<$($param: $crate::FromJs),*>)? $crate::FromJs for $name $(<$($param),*>)? {
            #[allow(unused_variables)]
            fn from_js(value: $crate::wasm_bindgen::JsValue) -> $crate::Result<Self> {
                let object = $crate::Object::read(value, stringify!($name))?;
                let known: &[&str] = &[
                    $($($constant,)*)?
                    $($($required_js,)*)?
                    $($($(#[$optional_gate])? $optional_js,)*)?
                    $($($(#[$absent_gate])? $absent_js,)*)?
                ];
                Ok(Self {
                    $($($required: $crate::read!(object.field($required_js)),)*)?
                    $($($(#[$optional_gate])? $optional: $crate::read!(object.field($optional_js)),)*)?
                    $($($(#[$absent_gate])? $absent: $crate::read!(object.field($absent_js)),)*)?
                    $($rest: $crate::read!(object.other(known)),)?
                })
            }
        }
    };
}

/// Declares an enumeration of types: `union!(both; /** Doc. */ pub enum Body { 0 Text(String): text String; })`.
///
/// The first word is `arrives` for what JavaScript only gives, as in [`record!`](crate::record). A branch has its place, its name and type, whether its type
/// converts into the union (`into`, `text` also from `&str`, `alone` does not), and the [`Test`](crate::table::Test) that
/// tells it from the others. `bytes` names the branch that bytes are, `whole` the one that whole numbers are.
#[macro_export]
macro_rules! union {
    (
        $role:ident; $(#[$attr:meta])*
        pub enum $name:ident $(<$($param:ident),*>)? { $($branches:tt)* }
        $($bytes_or_whole:ident $special:ident;)*
    ) => {
        $crate::union! {
            @with [$($($param),*)?] [$($($param),*)?]
            $role $(#[$attr])* $name { $($branches)* } $($bytes_or_whole $special;)*
        }
    };
    (
        @with $params:tt [$($param:ident),*]
        $role:ident $(#[$attr:meta])*
        $name:ident {
            $($(#[$branch_attr:meta])* $index:literal $branch:ident($ty:ty): $how:ident $test:ident $(($($argument:tt)*))? $(, if $gate:meta)?;)*
        }
        $($bytes_or_whole:ident $special:ident;)*
    ) => {
        $(#[$attr])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum $name<$($param = $crate::wasm_bindgen::JsValue),*> {
            $($(#[$branch_attr])* $(#[$gate])? $branch($ty),)*
            /// A value that is none of these.
            Other($crate::wasm_bindgen::JsValue),
        }

        $crate::given! { $role
            $($(#[$gate])? $crate::from! { $how $params $name { $branch $ty } })*
            $($crate::from! { $bytes_or_whole $params $name { $special } })*

            impl<$($param: $crate::ToJs),*> $crate::ToJs for $name<$($param),*> {
                fn to_js(&self) -> $crate::Result<$crate::wasm_bindgen::JsValue> {
                    let branch: &dyn $crate::ToJs = match self {
                        $($(#[$gate])? Self::$branch(value) => value,)*
                        Self::Other(value) => value,
                    };
                    branch.to_js()
                }
            }
        }

        impl<$($param: $crate::FromJs),*> $crate::FromJs for $name<$($param),*> {
            fn from_js(value: $crate::wasm_bindgen::JsValue) -> $crate::Result<Self> {
                const TESTS: &[$crate::table::Test] = {
                    #[allow(unused_imports)]
                    use $crate::table::Test::*;
                    &[$($test $(($($argument)*))?),*]
                };
                $crate::table::union(value, TESTS, Self::Other, |index, value| match index {
                    $($(#[$gate])? $index => $crate::FromJs::from_js(value).map(Self::$branch),)*
                    _ => Err($crate::Error::decode(stringify!($name), &value)),
                })
            }
        }
    };
}

/// Items that types have which are given to JavaScript.
#[doc(hidden)]
#[macro_export]
macro_rules! given {
    (arrives $($item:tt)*) => {};
    ($role:ident $($item:tt)*) => { $($item)* };
}

/// What was read, or the error to the caller: `?` without its traits, which there are thousands of.
#[doc(hidden)]
#[macro_export]
macro_rules! read {
    ($read:expr) => {
        match $read {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}

/// What a struct keeps besides its properties.
#[doc(hidden)]
#[macro_export]
macro_rules! rest {
    () => {
        None
    };
    ($rest:expr) => {
        Some($rest)
    };
}

/// A struct's constructor.
#[doc(hidden)]
#[macro_export]
macro_rules! constructor {
    (try_new $($more:tt)*) => { $crate::constructor! { @try new $($more)* } };
    (try_new_typed $($more:tt)*) => { $crate::constructor! { @try new_typed $($more)* } };
    (@try $new:ident ($($field:ident: $how:ident $ty:ty),*) { $($others:tt)* }) => {
        /// A value with what is required.
        ///
        /// # Errors
        /// When a value has no JavaScript form.
        #[allow(clippy::too_many_arguments)]
        pub fn $new($($field: $crate::argument!($how $ty)),*) -> $crate::Result<Self> {
            Ok(Self { $($field: $crate::taken!($how $field),)* $($others)* })
        }
    };
    ($new:ident ($($field:ident: $how:ident $ty:ty),*) { $($others:tt)* }) => {
        /// A value with what is required.
        #[allow(clippy::new_without_default, clippy::too_many_arguments)]
        pub fn $new($($field: $crate::argument!($how $ty)),*) -> Self {
            Self { $($field: $crate::taken!($how $field),)* $($others)* }
        }
    };
}

/// A property's setter.
#[doc(hidden)]
#[macro_export]
macro_rules! setter {
    ($field:ident $js:literal any $ty:ty $(, $some:ident)?) => {
        #[doc = concat!("Sets `", $js, "`.")]
        ///
        /// # Errors
        /// When the value has no JavaScript form.
        pub fn $field(mut self, value: impl $crate::ToJs) -> $crate::Result<Self> {
            self.$field = $crate::stored!($($some)? $crate::ToJs::to_js(&value)?);
            Ok(self)
        }
    };
    ($field:ident $js:literal $how:ident $ty:ty $(, $some:ident)?) => {
        #[doc = concat!("Sets `", $js, "`.")]
        #[must_use]
        pub fn $field(mut self, value: $crate::argument!($how $ty)) -> Self {
            self.$field = $crate::stored!($($some)? $crate::taken!($how value));
            self
        }
    };
}

/// What a property that may be left out holds.
#[doc(hidden)]
#[macro_export]
macro_rules! stored {
    (Some $value:expr) => {
        Some($value)
    };
    ($value:expr) => {
        $value
    };
}

/// What a constructor or setter takes.
#[doc(hidden)]
#[macro_export]
macro_rules! argument {
    (into $ty:ty) => { impl Into<$ty> };
    (plain $ty:ty) => { $ty };
    (whole $ty:ty) => { $ty };
    (any $ty:ty) => { impl $crate::ToJs };
    (callback $ty:ty) => {
        impl $crate::IntoCallback<<$ty as $crate::table::Call>::Args, <$ty as $crate::table::Call>::Gives>
    };
    (async_callback $ty:ty) => {
        impl $crate::IntoAsyncCallback<
            <$ty as $crate::table::AsyncCall>::Args,
            <$ty as $crate::table::AsyncCall>::Gives,
        >
    };
}

/// What is kept of it.
#[doc(hidden)]
#[macro_export]
macro_rules! taken {
    (into $value:ident) => {
        $value.into()
    };
    (plain $value:ident) => {
        $value
    };
    (whole $value:ident) => {
        $value
    };
    (any $value:ident) => {
        $crate::ToJs::to_js(&$value)?
    };
    (callback $value:ident) => {
        $crate::IntoCallback::into_callback($value)
    };
    (async_callback $value:ident) => {
        $crate::IntoAsyncCallback::into_async_callback($value)
    };
}

/// What is written of a property.
#[doc(hidden)]
#[macro_export]
macro_rules! written {
    (whole $value:expr) => {
        &$crate::Whole($value) as &dyn $crate::ToJs
    };
    ($how:ident $value:expr) => {
        $value as &dyn $crate::ToJs
    };
}

/// What converts into a union.
#[doc(hidden)]
#[macro_export]
macro_rules! from {
    (alone $($any:tt)*) => {};
    (into [$($param:ident),*] $union:ident { $branch:ident $ty:ty }) => {
        impl<$($param),*> From<$ty> for $union<$($param),*> {
            fn from(value: $ty) -> Self {
                Self::$branch(value)
            }
        }
    };
    (text [$($param:ident),*] $union:ident { $branch:ident $ty:ty }) => {
        impl<$($param),*> From<$ty> for $union<$($param),*> {
            fn from(value: $ty) -> Self {
                Self::$branch(value)
            }
        }

        impl<$($param),*> From<&str> for $union<$($param),*> {
            fn from(value: &str) -> Self {
                Self::$branch(value.into())
            }
        }
    };
    (bytes [$($param:ident),*] $union:ident { $branch:ident }) => {
        impl<$($param),*> From<&[u8]> for $union<$($param),*> {
            fn from(value: &[u8]) -> Self {
                Self::$branch($crate::table::OfBytes::of_bytes(value))
            }
        }

        impl<$($param),*> From<Vec<u8>> for $union<$($param),*> {
            fn from(value: Vec<u8>) -> Self {
                Self::from(value.as_slice())
            }
        }
    };
    (whole [$($param:ident),*] $union:ident { $branch:ident }) => {
        impl<$($param),*> From<i32> for $union<$($param),*> {
            fn from(value: i32) -> Self {
                Self::$branch(f64::from(value))
            }
        }

        impl<$($param),*> From<u32> for $union<$($param),*> {
            fn from(value: u32) -> Self {
                Self::$branch(f64::from(value))
            }
        }
    };
}
