//! Handles: newtypes over a JavaScript object.

/// Declares a handle to a JavaScript object: `js_type!(pub struct Response: Body);`.
///
/// After the parent may stand method names that no other type has: they tell a binding of the wrong kind.
///
/// `js_type!(pub struct Page: any);` is for a type of which nothing is known but its name: any value passes.
///
/// The type passes through wasm-bindgen externs as receiver, argument, result, in `Option`, `Promise` and `Array`, like
/// an extern `type`, but checking it takes a quarter of the time. It dereferences to its parent.
#[macro_export]
macro_rules! js_type {
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)? $(, $marks:expr)?;) => {
        $crate::js_type! {
            $(#[$attr])* $vis struct $name $(<$($param),*>)?: $crate::wasm_bindgen::JsValue $(, $marks)?;
        }
    };
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)?: any;) => {
        $crate::js_type! {
            @read(any_value)
            $(#[$attr])* $vis struct $name $(<$($param),*>)?: $crate::wasm_bindgen::JsValue;
        }
    };
    ($(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)?: $parent:ty $(, $marks:expr)?;) => {
        $crate::js_type! {
            @read(object)
            $(#[$attr])* $vis struct $name $(<$($param),*>)?: $parent $(, $marks)?;
        }
    };
    (
        @read($read:ident)
        $(#[$attr:meta])* $vis:vis struct $name:ident $(<$($param:ident),*>)?: $parent:ty $(, $marks:expr)?;
    ) => {
        $(#[$attr])*
        #[repr(transparent)]
        $vis struct $name $(<$($param = $crate::wasm_bindgen::JsValue),*>)? {
            obj: $parent,
            $(types: ::core::marker::PhantomData<fn() -> ($($param,)*)>,)?
        }

        #[allow(clippy::missing_safety_doc, clippy::as_ptr_cast_mut, clippy::ptr_as_ptr)]
        const _: () = {
            use $crate::wasm_bindgen::__rt::core;
            use $crate::wasm_bindgen::__rt::marker::ErasableGeneric;
            use $crate::wasm_bindgen::convert::{
                FromWasmAbi, IntoWasmAbi, LongRefFromWasmAbi, OptionFromWasmAbi, OptionIntoWasmAbi, RefFromWasmAbi,
            };
            use $crate::wasm_bindgen::describe::WasmDescribe;
            use $crate::wasm_bindgen::{JsCast, JsValue};

            impl $(<$($param),*>)? WasmDescribe for $name $(<$($param),*>)? {
                fn describe() {
                    JsValue::describe()
                }
            }

            impl $(<$($param),*>)? IntoWasmAbi for $name $(<$($param),*>)? {
                type Abi = <JsValue as IntoWasmAbi>::Abi;
                #[inline]
                fn into_abi(self) -> Self::Abi {
                    JsValue::from(self).into_abi()
                }
            }

            impl $(<$($param),*>)? OptionIntoWasmAbi for $name $(<$($param),*>)? {
                #[inline]
                fn none() -> Self::Abi {
                    0
                }
            }

            impl<'a, $($($param),*)?> OptionIntoWasmAbi for &'a $name $(<$($param),*>)? {
                #[inline]
                fn none() -> Self::Abi {
                    0
                }
            }

            impl $(<$($param),*>)? FromWasmAbi for $name $(<$($param),*>)? {
                type Abi = <JsValue as FromWasmAbi>::Abi;
                #[inline]
                unsafe fn from_abi(js: Self::Abi) -> Self {
                    // SAFETY: the caller passes an index that `JsValue` accepts.
                    Self::unchecked_from_js(unsafe { JsValue::from_abi(js) })
                }
            }

            impl $(<$($param),*>)? OptionFromWasmAbi for $name $(<$($param),*>)? {
                #[inline]
                fn is_none(abi: &Self::Abi) -> bool {
                    *abi == 0
                }
            }

            impl<'a, $($($param),*)?> IntoWasmAbi for &'a $name $(<$($param),*>)? {
                type Abi = <&'a JsValue as IntoWasmAbi>::Abi;
                #[inline]
                fn into_abi(self) -> Self::Abi {
                    self.__js().into_abi()
                }
            }

            impl $(<$($param),*>)? RefFromWasmAbi for $name $(<$($param),*>)? {
                type Abi = <JsValue as RefFromWasmAbi>::Abi;
                type Anchor = core::mem::ManuallyDrop<Self>;
                #[inline]
                unsafe fn ref_from_abi(js: Self::Abi) -> Self::Anchor {
                    // SAFETY: as for `JsValue`, whose anchor is never dropped either.
                    let anchor = unsafe { <JsValue as RefFromWasmAbi>::ref_from_abi(js) };
                    core::mem::ManuallyDrop::new(Self::unchecked_from_js(core::mem::ManuallyDrop::into_inner(anchor)))
                }
            }

            impl $(<$($param),*>)? LongRefFromWasmAbi for $name $(<$($param),*>)? {
                type Abi = <JsValue as LongRefFromWasmAbi>::Abi;
                type Anchor = Self;
                #[inline]
                unsafe fn long_ref_from_abi(js: Self::Abi) -> Self::Anchor {
                    // SAFETY: as for `JsValue`.
                    Self::unchecked_from_js(unsafe { <JsValue as LongRefFromWasmAbi>::long_ref_from_abi(js) })
                }
            }

            // SAFETY: `repr(transparent)` over types that end in `JsValue`.
            unsafe impl $(<$($param),*>)? ErasableGeneric for $name $(<$($param),*>)? {
                type Repr = JsValue;
            }

            impl $(<$($param),*>)? $crate::wasm_bindgen::sys::Promising for $name $(<$($param),*>)? {
                type Resolution = Self;
            }

            impl $(<$($param),*>)? JsCast for $name $(<$($param),*>)? {
                /// Bindings are structural: the runtime's own class names differ, so any object passes.
                fn instanceof(value: &JsValue) -> bool {
                    value.is_object() || value.is_function()
                }
                #[inline]
                fn unchecked_from_js(value: JsValue) -> Self {
                    Self {
                        obj: <$parent as JsCast>::unchecked_from_js(value),
                        $(types: ::core::marker::PhantomData::<fn() -> ($($param,)*)>,)?
                    }
                }
                #[inline]
                fn unchecked_from_js_ref(value: &JsValue) -> &Self {
                    // SAFETY: `repr(transparent)` over types that end in `JsValue`.
                    unsafe { &*::core::ptr::from_ref(value).cast::<Self>() }
                }
            }

            impl $(<$($param),*>)? $name $(<$($param),*>)? {
                #[inline]
                fn __js(&self) -> &JsValue {
                    ::core::convert::AsRef::<JsValue>::as_ref(&self.obj)
                }
            }

            impl $(<$($param),*>)? ::core::convert::AsRef<JsValue> for $name $(<$($param),*>)? {
                #[inline]
                fn as_ref(&self) -> &JsValue {
                    self.__js()
                }
            }

            impl $(<$($param),*>)? ::core::convert::From<$name $(<$($param),*>)?> for JsValue {
                #[inline]
                fn from(handle: $name $(<$($param),*>)?) -> JsValue {
                    handle.obj.into()
                }
            }

            impl $(<$($param),*>)? ::core::convert::From<JsValue> for $name $(<$($param),*>)? {
                #[inline]
                fn from(value: JsValue) -> Self {
                    Self::unchecked_from_js(value)
                }
            }

            impl $(<$($param),*>)? ::core::clone::Clone for $name $(<$($param),*>)? {
                fn clone(&self) -> Self {
                    Self::unchecked_from_js(self.__js().clone())
                }
            }

            impl $(<$($param),*>)? ::core::fmt::Debug for $name $(<$($param),*>)? {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    f.write_str(stringify!($name))
                }
            }

            impl $(<$($param),*>)? ::core::cmp::PartialEq for $name $(<$($param),*>)? {
                fn eq(&self, other: &Self) -> bool {
                    self.__js() == other.__js()
                }
            }

            impl $(<$($param),*>)? ::core::ops::Deref for $name $(<$($param),*>)? {
                type Target = $parent;
                #[inline]
                fn deref(&self) -> &$parent {
                    &self.obj
                }
            }

            impl $(<$($param),*>)? $crate::FromJs for $name $(<$($param),*>)? {
                const BINDING: &'static str = stringify!($name);

                fn from_js(value: JsValue) -> $crate::Result<Self> {
                    $crate::$read(value, stringify!($name)).map(Self::unchecked_from_js)
                }

                $(fn marks() -> &'static str {
                    $marks
                })?
            }

            impl $(<$($param),*>)? $crate::ToJs for $name $(<$($param),*>)? {
                fn to_js(&self) -> $crate::Result<JsValue> {
                    Ok(self.__js().clone())
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
        let text = |name: &str| js_sys::Reflect::get(self.__js(), &name.into()).unwrap_or_default();
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
