//! The tables that generated code states.

/// Makes a struct a record: `record!(Name { 0 field req "member", 1 other opt "other" })`.
///
/// Flags are `req`, `opt`, `secret_req`, `secret_opt`; see [`Field`](crate::codec::Field). A member that has one possible value
/// is no field: its row is `2 = req "type" "\"A\""`, with the value as JSON writes it. With `rest field` at the end,
/// members that are not listed are kept in a map; with `kept field`, members that do not fit are kept in a
/// [`Kept`](crate::codec::Kept).
#[macro_export]
macro_rules! record {
    ($name:ident { $($index:literal
        $($field:ident $flag:ident $member:literal)?
        $(= $when:ident $fixed:literal $json:literal)?
    ),* $(,)? } $(rest $rest:ident)? $(kept $kept:ident)?) => {
        impl $crate::codec::Codec for $name {
            #[inline]
            fn decode(&mut self, reader: &mut $crate::codec::Reader<'_>) -> Result<(), $crate::codec::Fail> {
                reader.record(<Self as $crate::codec::Codec>::shape(), self)
            }

            #[inline]
            fn encode(&self, writer: &mut $crate::codec::Writer) {
                writer.record(<Self as $crate::codec::Codec>::shape(), self)
            }

            #[inline]
            fn shape() -> &'static $crate::codec::Shape {
                // No static: those are evaluated by each check, a constant in a function where it is used.
                const {
                    &$crate::codec::Shape::new(stringify!($name), &[$(
                        $($crate::codec::Field { name: $member, flag: $crate::codec::Flag::$flag, constant: "" },)?
                        $($crate::codec::Field { name: $fixed, flag: $crate::codec::Flag::$when, constant: $json },)?
                    )*])
                }
            }

            #[inline]
            fn get(&self, index: usize) -> &dyn $crate::codec::Codec {
                match index {
                    $($($index => &self.$field,)?)*
                    $($crate::codec::Kept::INDEX => &self.$kept,)?
                    _ => &(),
                }
            }

            #[inline]
            #[allow(unreachable_code)]
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn $crate::codec::Codec> {
                Some(match index {
                    $($($index => &mut self.$field,)?)*
                    $($crate::codec::Kept::INDEX => &mut self.$kept,)?
                    _ => return None,
                })
            }

            $(
                fn rest(&self) -> Option<&dyn $crate::codec::Codec> {
                    Some(&self.$rest)
                }

                fn rest_mut(&mut self, name: &str) -> Option<&mut dyn $crate::codec::Codec> {
                    Some(self.$rest.entry(name.to_owned()).or_default())
                }

                fn rest_forget(&mut self, name: &str) {
                    self.$rest.remove(name);
                }
            )?
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::codec::debug_record(<Self as $crate::codec::Codec>::shape(), self, f)
            }
        }

        $crate::__serde!($name);
    };
}

/// Gives a record its constructor and setters: `setters!(Name(required: into String) { optional: into Type })`.
///
/// `into` takes anything that converts, `plain` the type itself, `boxed` converts and boxes, `list` takes anything that
/// iterates over what converts to the type of the items, `items` over the items themselves.
#[macro_export]
macro_rules! setters {
    ($name:ident { $($field:ident: $how:ident $ty:ty),* $(,)? }) => {
        impl $name {
            $($crate::setter!($field $how $ty);)*
        }
    };
    ($name:ident($($required:ident: $how_required:ident $required_ty:ty),* $(,)?) { $($field:ident: $how:ident $ty:ty),* $(,)? }) => {
        impl $name {
            /// A value with the required members; the others are set by the methods of the same names.
            pub fn new($($required: $crate::argument!($how_required $required_ty)),*) -> Self {
                Self {
                    $($required: $crate::converted!($required $how_required),)*
                    ..::std::default::Default::default()
                }
            }

            $($crate::setter!($field $how $ty);)*
        }
    };
}

/// [`setters!`](crate::setters) for a form, all of whose members may be absent: `files` takes what iterates over files.
#[macro_export]
macro_rules! form_setters {
    ($name:ident($($required:ident: $how_required:ident $required_ty:ty),* $(,)?) { $($field:ident: $how:ident $ty:ty),* $(,)? }) => {
        impl $name {
            /// A form with the required parts; the others are set by the methods of the same names.
            pub fn new($($required: $crate::argument!($how_required $required_ty)),*) -> Self {
                Self {
                    $($required: $crate::wrapped!($required $how_required),)*
                    ..::std::default::Default::default()
                }
            }

            $($crate::setter!($field $how $ty);)*
        }
    };
}

/// One setter of [`setters!`](crate::setters).
#[doc(hidden)]
#[macro_export]
macro_rules! setter {
    ($field:ident $how:ident $ty:ty) => {
        #[doc = concat!("Sets [`", stringify!($field), "`](Self::", stringify!($field), ").")]
        #[must_use]
        pub fn $field(mut self, $field: $crate::argument!($how $ty)) -> Self {
            self.$field = $crate::wrapped!($field $how);
            self
        }
    };
}

/// The type of an argument.
#[doc(hidden)]
#[macro_export]
macro_rules! argument {
    (plain $ty:ty) => { $ty };
    (nullable $ty:ty) => { impl Into<$crate::Nullable<$ty>> };
    (list $ty:ty) => { impl IntoIterator<Item = impl Into<$ty>> };
    (items $ty:ty) => { impl IntoIterator<Item = $ty> };
    (files $ty:ty) => { impl IntoIterator<Item = impl Into<$ty>> };
    ($how:ident $ty:ty) => { impl Into<$ty> };
}

/// An argument as a required member.
#[doc(hidden)]
#[macro_export]
macro_rules! converted {
    ($value:ident plain) => {
        $value
    };
    ($value:ident boxed) => {
        Box::new($value.into())
    };
    ($value:ident list) => {
        $value.into_iter().map(Into::into).collect()
    };
    ($value:ident items) => {
        $value.into_iter().collect()
    };
    ($value:ident $how:ident) => {
        $value.into()
    };
}

/// An argument as an optional member.
#[doc(hidden)]
#[macro_export]
macro_rules! wrapped {
    ($value:ident plain) => {
        Some($value)
    };
    ($value:ident boxed) => {
        Some(Box::new($value.into()))
    };
    ($value:ident nullable) => {
        $value.into()
    };
    ($value:ident list) => {
        Some($value.into_iter().map(Into::into).collect())
    };
    ($value:ident items) => {
        Some($value.into_iter().collect())
    };
    ($value:ident files) => {
        $value.into_iter().map(Into::into).collect()
    };
    ($value:ident $how:ident) => {
        Some($value.into())
    };
}

/// Makes an enum with a final `Unknown(Json)` a union: a table of what tells its variants apart, and the variants that
/// get a `From` of their payload.
///
/// Of a variant, `kinds` is required; `items` (called `untyped` where nothing is known of what they hold), `tags`,
/// `constants`, `values`, `shape` follow in this order where known.
/// See [`Variant`](crate::codec::Variant) for what they mean. Payloads listed after `option from` convert into an option of
/// the union too: they are bodies that may be left out.
#[macro_export]
macro_rules! union {
    (
        $name:ident $(by $tag:literal)? {
            $($index:literal $variant:ident {
                kinds [$($kind:ident),* $(,)?]
                $(items [$($item:ident),* $(,)?])?
                $(untyped [$($untyped:ident),* $(,)?])?
                $(tags [$($value:literal),* $(,)?])?
                $(constants [$($member:literal = [$($constant:literal),* $(,)?]),* $(,)?])?
                $(values [$($scalar:literal),* $(,)?])?
                $(shape $shape:ty)?
            }),* $(,)?
        }
        from { $($from:ident($payload:ty)),* $(,)? }
        $(option from { $($option:ty),* $(,)? })?
    ) => {
        impl $crate::codec::Codec for $name {
            #[inline]
            fn decode(&mut self, reader: &mut $crate::codec::Reader<'_>) -> Result<(), $crate::codec::Fail> {
                static TABLE: $crate::codec::Union = $crate::codec::Union {
                    name: stringify!($name),
                    tag: concat!("", $($tag)?),
                    variants: &[$($crate::codec::Variant {
                        kinds: 0 $(| $crate::codec::Variant::$kind)*,
                        $(items: 0 $(| $crate::codec::Variant::$item)*,)?
                        $(items: 0 $(| $crate::codec::Variant::$untyped)*, untyped: true,)?
                        $(tags: &[$($value),*],)?
                        $(constants: &[$(($member, &[$($constant),*])),*],)?
                        $(values: &[$($scalar),*],)?
                        $(shape: $crate::codec::Shapes::Of(<$shape as $crate::codec::Codec>::shape),)?
                        ..$crate::codec::Variant::ANY
                    }),*],
                    index: ::std::sync::OnceLock::new(),
                };
                reader.union(&TABLE, &mut |reader, index| {
                    *self = match index {
                        $(Some($index) => Self::$variant(reader.value()?),)*
                        _ => Self::Unknown(reader.value()?),
                    };
                    Ok(())
                })
            }

            #[inline]
            fn encode(&self, writer: &mut $crate::codec::Writer) {
                match self {
                    $(Self::$variant(value) => value.encode(writer),)*
                    Self::Unknown(value) => value.encode(writer),
                }
            }

            fn show(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let (name, value): (&str, &dyn $crate::codec::Codec) = match self {
                    $(Self::$variant(value) => (stringify!($variant), value),)*
                    Self::Unknown(value) => {
                        return $crate::codec::debug_unknown(
                            &[$($(<$shape as $crate::codec::Codec>::shape,)?)*],
                            value,
                            f,
                        );
                    }
                };
                $crate::codec::debug_variant(name, value, f)
            }

            fn knows(name: &str) -> bool {
                let _ = name;
                false $($(|| <$shape as $crate::codec::Codec>::knows(name))?)*
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                <Self as $crate::codec::Codec>::show(self, f)
            }
        }

        impl Default for $name {
            #[inline]
            fn default() -> Self {
                Self::Unknown($crate::Json::default())
            }
        }

        $(
            impl From<$payload> for $name {
                #[inline]
                fn from(value: $payload) -> Self {
                    Self::$from(value.into())
                }
            }
        )*

        $($(
            impl From<$option> for Option<$name> {
                #[inline]
                fn from(value: $option) -> Self {
                    Some(value.into())
                }
            }
        )*)?

        $crate::__serde!($name);
    };
}

/// Gives a struct its form: `multipart!(Name { field: json "part", other: text "part", files: files "part" })`.
///
/// `json` and `text` parts are left out where the member is absent, and a list of texts is one part for each. `files`
/// takes a [`File`](crate::File), an option or a list; `named` the same, each part named like its file. Parts that have one
/// possible value follow as `fixed { "part" = "text" }`.
#[macro_export]
macro_rules! multipart {
    (
        $name:ident { $($field:ident: $how:ident $part:literal),* $(,)? }
        $(fixed { $($fixed:literal = $text:literal),* $(,)? })?
    ) => {
        impl $crate::IntoForm for $name {
            fn into_form(self, dates: $crate::codec::Dates) -> $crate::Form {
                let mut form = $crate::Form::with_dates(dates);
                $($crate::form_part!(form self.$field $how $part);)*
                $($(form = form.text($fixed, $text);)*)?
                form
            }
        }
    };
}

/// One part of [`multipart!`](crate::multipart).
#[doc(hidden)]
#[macro_export]
macro_rules! form_part {
    ($form:ident $self:ident.$field:ident json $part:literal) => {
        $form.add_json($part, &$self.$field);
    };
    ($form:ident $self:ident.$field:ident text $part:literal) => {
        $form.add_text($part, &$self.$field);
    };
    ($form:ident $self:ident.$field:ident $files:ident $part:literal) => {
        $form.add_files(stringify!($files), $part, $crate::IntoFiles::into_files($self.$field));
    };
}
