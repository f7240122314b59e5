//! Handles: newtypes over a JavaScript object.

/// Declares a handle to a JavaScript object: `handle!(pub struct Response: Body);`. It dereferences to its parent.
///
/// After the parent may stand method names that no other type has: they tell a binding of the wrong kind.
///
/// `handle!(pub struct Page: any);` is for a type of which nothing is known but its name: any value passes.
///
/// What passes through wasm-bindgen externs is declared by [`js_type!`](crate::js_type) or
/// [`sys_type!`](crate::sys_type): checking that takes as long again.
#[macro_export]
macro_rules! handle {
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)? $(, $marks:expr)?;) => {
        $crate::opaque! { $(#[$attr])* $vis struct $name [$($($param),*)?] $crate::wasm_bindgen::JsValue }
        $crate::converted! { $name [$($($param),*)?] object $($marks)? }
    };
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)?: any;) => {
        $crate::opaque! { $(#[$attr])* $vis struct $name [$($($param),*)?] $crate::wasm_bindgen::JsValue }
        $crate::converted! { $name [$($($param),*)?] any_value }
    };
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)?: $parent:ty $(, $marks:expr)?;) => {
        $crate::opaque! { $(#[$attr])* $vis struct $name [$($($param),*)?] $parent }
        $crate::converted! { $name [$($($param),*)?] object $($marks)? }
    };
}

/// Declares a handle that also passes through wasm-bindgen externs: `js_type!(pub struct Response: Body);`.
///
/// As receiver, argument, result, in `Option`, `Promise` and `Array` it is like an extern `type`, but checking it takes a
/// quarter of the time.
#[macro_export]
macro_rules! js_type {
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(: $parent:ty)?;) => {
        $crate::handle! { $(#[$attr])* $vis struct $name $(: $parent)?; }
        $crate::crossing! { $name }
        $crate::crossing! { @owned $name }
    };
}

/// Declares the type of the objects whose members are wasm-bindgen externs, as their receiver, argument and result.
#[macro_export]
macro_rules! sys_type {
    ($(#[$attr:meta])* $vis:vis struct $name:ident;) => {
        $crate::sys_type! { $(#[$attr])* $vis struct $name: $crate::wasm_bindgen::JsValue; }
    };
    ($(#[$attr:meta])* $vis:vis struct $name:ident: $parent:ty;) => {
        $crate::opaque! { $(#[$attr])* $vis struct $name [] $parent }
        $crate::crossing! { $name }
    };
}

/// A newtype over an object, or over one over an object.
#[doc(hidden)]
#[macro_export]
macro_rules! opaque {
    ($(#[$attr:meta])* $vis:vis struct $name:ident [$($param:ident),*] $parent:ty) => {
        $(#[$attr])*
        #[repr(transparent)]
        $vis struct $name<$($param = $crate::wasm_bindgen::JsValue),*> {
            obj: $parent,
            types: ::core::marker::PhantomData<fn() -> ($($param,)*)>,
        }

        #[allow(clippy::ptr_as_ptr)]
        const _: () = {
            use $crate::wasm_bindgen::{JsCast, JsValue};

            impl<$($param),*> JsCast for $name<$($param),*> {
                /// Bindings are structural: the runtime's own class names differ, so any object passes.
                fn instanceof(value: &JsValue) -> bool {
                    value.is_object() || value.is_function()
                }
                #[inline]
                fn unchecked_from_js(value: JsValue) -> Self {
                    Self { obj: <$parent as JsCast>::unchecked_from_js(value), types: ::core::marker::PhantomData }
                }
                #[inline]
                fn unchecked_from_js_ref(value: &JsValue) -> &Self {
                    // SAFETY: `repr(transparent)` over types that end in `JsValue`.
                    unsafe { &*::core::ptr::from_ref(value).cast::<Self>() }
                }
            }

            impl<$($param),*> ::core::convert::AsRef<JsValue> for $name<$($param),*> {
                #[inline]
                fn as_ref(&self) -> &JsValue {
                    ::core::convert::AsRef::<JsValue>::as_ref(&self.obj)
                }
            }

            impl<$($param),*> ::core::convert::From<$name<$($param),*>> for JsValue {
                #[inline]
                fn from(handle: $name<$($param),*>) -> JsValue {
                    ::core::convert::Into::into(handle.obj)
                }
            }

            impl<$($param),*> ::core::convert::From<JsValue> for $name<$($param),*> {
                #[inline]
                fn from(value: JsValue) -> Self {
                    Self::unchecked_from_js(value)
                }
            }

            impl<$($param),*> ::core::clone::Clone for $name<$($param),*> {
                fn clone(&self) -> Self {
                    Self { obj: ::core::clone::Clone::clone(&self.obj), types: ::core::marker::PhantomData }
                }
            }

            impl<$($param),*> ::core::fmt::Debug for $name<$($param),*> {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(stringify!($name))
                }
            }

            impl<$($param),*> ::core::ops::Deref for $name<$($param),*> {
                type Target = $parent;
                #[inline]
                fn deref(&self) -> &$parent {
                    &self.obj
                }
            }
        };
    };
}

/// How a handle is read and written.
#[doc(hidden)]
#[macro_export]
macro_rules! converted {
    ($name:ident [$($param:ident),*] $read:ident $($marks:expr)?) => {
        impl<$($param),*> ::core::cmp::PartialEq for $name<$($param),*> {
            fn eq(&self, other: &Self) -> bool {
                self.obj == other.obj
            }
        }

        impl<$($param),*> $crate::FromJs for $name<$($param),*> {
            const BINDING: &'static str = stringify!($name);

            fn from_js(value: $crate::wasm_bindgen::JsValue) -> $crate::Result<Self> {
                $crate::$read(value, stringify!($name)).map($crate::wasm_bindgen::JsCast::unchecked_from_js)
            }

            $(fn marks() -> &'static str {
                $marks
            })?
        }

        impl<$($param),*> $crate::ToJs for $name<$($param),*> {
            fn to_js(&self) -> $crate::Result<$crate::wasm_bindgen::JsValue> {
                Ok(::core::convert::AsRef::<$crate::wasm_bindgen::JsValue>::as_ref(self).clone())
            }
        }
    };
}

/// What wasm-bindgen asks of a type of externs; `@owned` of one that is given away, exported, or in a `Promise`.
#[doc(hidden)]
#[macro_export]
macro_rules! crossing {
    (@owned $name:ident) => {
        #[allow(clippy::missing_safety_doc)]
        const _: () = {
            use $crate::wasm_bindgen::__rt::core;
            use $crate::wasm_bindgen::__rt::marker::ErasableGeneric;
            use $crate::wasm_bindgen::JsValue;
            use $crate::wasm_bindgen::convert::{
                IntoWasmAbi, LongRefFromWasmAbi, OptionIntoWasmAbi, RefFromWasmAbi,
            };

            impl IntoWasmAbi for $name {
                type Abi = <JsValue as IntoWasmAbi>::Abi;
                #[inline]
                fn into_abi(self) -> Self::Abi {
                    JsValue::from(self).into_abi()
                }
            }

            impl OptionIntoWasmAbi for $name {
                #[inline]
                fn none() -> Self::Abi {
                    0
                }
            }

            impl RefFromWasmAbi for $name {
                type Abi = <JsValue as RefFromWasmAbi>::Abi;
                type Anchor = core::mem::ManuallyDrop<Self>;
                #[inline]
                unsafe fn ref_from_abi(js: Self::Abi) -> Self::Anchor {
                    // SAFETY: as for `JsValue`, whose anchor is never dropped either.
                    let anchor = unsafe { <JsValue as RefFromWasmAbi>::ref_from_abi(js) };
                    core::mem::ManuallyDrop::new(<Self as From<JsValue>>::from(
                        core::mem::ManuallyDrop::into_inner(anchor),
                    ))
                }
            }

            impl LongRefFromWasmAbi for $name {
                type Abi = <JsValue as LongRefFromWasmAbi>::Abi;
                type Anchor = Self;
                #[inline]
                unsafe fn long_ref_from_abi(js: Self::Abi) -> Self::Anchor {
                    // SAFETY: as for `JsValue`.
                    <Self as ::core::convert::From<JsValue>>::from(unsafe {
                        <JsValue as LongRefFromWasmAbi>::long_ref_from_abi(js)
                    })
                }
            }

            // SAFETY: `repr(transparent)` over types that end in `JsValue`.
            unsafe impl ErasableGeneric for $name {
                type Repr = JsValue;
            }

            impl $crate::wasm_bindgen::sys::Promising for $name {
                type Resolution = Self;
            }
        };
    };
    ($name:ident) => {
        #[allow(clippy::missing_safety_doc)]
        const _: () = {
            use $crate::wasm_bindgen::JsValue;
            use $crate::wasm_bindgen::convert::{
                FromWasmAbi, IntoWasmAbi, OptionFromWasmAbi, OptionIntoWasmAbi,
            };
            use $crate::wasm_bindgen::describe::WasmDescribe;

            impl WasmDescribe for $name {
                fn describe() {
                    JsValue::describe()
                }
            }

            impl<'a> IntoWasmAbi for &'a $name {
                type Abi = <&'a JsValue as IntoWasmAbi>::Abi;
                #[inline]
                fn into_abi(self) -> Self::Abi {
                    ::core::convert::AsRef::<JsValue>::as_ref(self).into_abi()
                }
            }

            impl OptionIntoWasmAbi for &$name {
                #[inline]
                fn none() -> Self::Abi {
                    0
                }
            }

            impl FromWasmAbi for $name {
                type Abi = <JsValue as FromWasmAbi>::Abi;
                #[inline]
                unsafe fn from_abi(js: Self::Abi) -> Self {
                    // SAFETY: the caller passes an index that `JsValue` accepts.
                    <Self as ::core::convert::From<JsValue>>::from(unsafe { JsValue::from_abi(js) })
                }
            }

            impl OptionFromWasmAbi for $name {
                #[inline]
                fn is_none(abi: &Self::Abi) -> bool {
                    *abi == 0
                }
            }
        };
    };
}

/// The value, if it can be behind a handle; `expected` names the type in the error.
#[doc(hidden)]
pub fn object(value: wasm_bindgen::JsValue, expected: &str) -> crate::Result<wasm_bindgen::JsValue> {
    if value.is_object() || value.is_function() {
        Ok(value)
    } else {
        Err(crate::Error::decode(expected, &value))
    }
}

/// The value, whatever it is: nothing is known of the type.
#[doc(hidden)]
pub fn any_value(value: wasm_bindgen::JsValue, _: &str) -> crate::Result<wasm_bindgen::JsValue> {
    Ok(value)
}

/// Sees a handle as another type; nothing is checked.
#[inline]
pub fn cast<T: wasm_bindgen::JsCast>(value: &impl AsRef<wasm_bindgen::JsValue>) -> &T {
    T::unchecked_from_js_ref(value.as_ref())
}

js_type! {
    /// Any typed array, or a `DataView`.
    pub struct ArrayBufferView;
}

impl ArrayBufferView {
    /// The bytes it shows, copied.
    pub fn to_vec(&self) -> Vec<u8> {
        let text = |name: &str| js_sys::Reflect::get(self.as_ref(), &name.into()).unwrap_or_default();
        let (offset, length) = (text("byteOffset"), text("byteLength"));
        let part = js_sys::Uint8Array::new_with_byte_offset_and_length(
            &text("buffer"),
            offset.as_f64().unwrap_or_default() as u32,
            length.as_f64().unwrap_or_default() as u32,
        );
        part.to_vec()
    }
}

impl From<&[u8]> for ArrayBufferView {
    fn from(bytes: &[u8]) -> Self {
        js_sys::Uint8Array::from(bytes).into()
    }
}

impl From<js_sys::Uint8Array> for ArrayBufferView {
    fn from(array: js_sys::Uint8Array) -> Self {
        wasm_bindgen::JsValue::from(array).into()
    }
}
