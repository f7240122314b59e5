//! Operations with several successes.

/// Gives an enum its answers, first match first:
/// `outcome!(Name { Ok(200 result T), Text(200 text as "text/plain"), Accepted(202 body T), Done(204 unit) })`.
///
/// A status of `0` means any success; `as` names the content type that the variant is for. Kinds are those of
/// [`request!`](crate::request): `result T`, `body T`, `headers T`, `unit`, `text`, `bytes`, `ndjson T`. A success that no variant is
/// for becomes `Other(status, body)`.
#[macro_export]
macro_rules! outcome {
    ($name:ident { $($variant:ident($status:literal $($kind:tt)+)),* $(,)? }) => {
        impl $crate::kind::Outcome for $name {
            fn outcome(answer: &$crate::Answer) -> Result<Self, $crate::Error> {
                $(
                    if answer.is($status, $crate::outcome_media!($($kind)+)) {
                        return $crate::outcome_kind!($($kind)+)(answer).map($crate::outcome_variant!(Self::$variant $($kind)+));
                    }
                )*
                answer.undescribed().map(|(status, body)| Self::Other(status, body))
            }
        }
    };
}

/// The decoder of one variant of [`outcome!`](crate::outcome).
#[doc(hidden)]
#[macro_export]
macro_rules! outcome_kind {
    (result $result:ty $(as $media:literal)?) => {
        $crate::kind::result::<$result>
    };
    (body $body:ty $(as $media:literal)?) => {
        $crate::kind::body::<$body>
    };
    (headers $headers:ty $(as $media:literal)?) => {
        $crate::kind::headers::<$headers>
    };
    (ndjson $line:ty $(as $media:literal)?) => {
        $crate::kind::ndjson::<$line>
    };
    ($kind:ident $(as $media:literal)?) => {
        $crate::kind::$kind
    };
}

/// What makes one variant of [`outcome!`](crate::outcome): one without content has no payload.
#[doc(hidden)]
#[macro_export]
macro_rules! outcome_variant {
    ($name:ident::$variant:ident unit $($media:tt)*) => {
        |()| $name::$variant
    };
    ($name:ident::$variant:ident $($kind:tt)+) => {
        $name::$variant
    };
}

/// The content type of one variant of [`outcome!`](crate::outcome).
#[doc(hidden)]
#[macro_export]
macro_rules! outcome_media {
    ($kind:ident as $media:literal) => {
        $media
    };
    ($kind:ident $payload:ty as $media:literal) => {
        $media
    };
    ($($other:tt)*) => {
        ""
    };
}
