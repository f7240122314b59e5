//! Requests: a fact sheet per operation, and thin methods over [`Call`](crate::Call).

/// Makes `struct Name(Call);` the request of one operation.
///
/// ```text
/// request! {
///     Name = METHOD "/path/{template}" as "service.resource.method";
///     auth [Token, Key, ServiceKey, Anonymous]; permissions ["one of these"];
///     pages STYLE of "path.to.items" by { page "page", size "per_page" };        // only for lists
///     KIND
/// }
/// ```
/// `STYLE` is `Single`, `Number`, `Offset` or `Cursor`; after `by` stand the parameters that move the list on, whatever
/// the style: see [`PageParameters`](crate::operation::PageParameters).
///
/// `KIND` says what an answer holds: `page Item`, `result T` (inside the envelope), `body T` (bare JSON), `unit`,
/// `headers T` (no content, but headers that say something), `text`, `bytes`, `ndjson T`, `outcome T` (see [`outcome!`](crate::outcome)), `socket`, or `events E or KIND by "member"` for
/// an operation that streams events when the body's member is `true`.
#[macro_export]
macro_rules! request {
    (
        $name:ident = $method:ident $path:literal as $operation:literal;
        auth [$($auth:ident),* $(,)?]; permissions [$($permission:literal),* $(,)?];
        pages $style:ident of $items:literal by { $($parameter:ident $wire:literal),* $(,)? };
        $($kind:tt)+
    ) => {
        $crate::request_methods! {
            $name $method $path $operation [$($auth)*] [$($permission)*]
            ($crate::operation::Pages {
                style: $crate::operation::PageStyle::$style,
                items: $items,
                by: $crate::operation::PageParameters {
                    $($parameter: $wire,)*
                    ..$crate::operation::PageParameters::NONE
                },
            })
        }
        $crate::request_kind! { $name $($kind)+ }
    };
    (
        $name:ident = $method:ident $path:literal as $operation:literal;
        auth [$($auth:ident),* $(,)?]; permissions [$($permission:literal),* $(,)?];
        $($kind:tt)+
    ) => {
        $crate::request_methods! {
            $name $method $path $operation [$($auth)*] [$($permission)*] ($crate::operation::Pages::NONE)
        }
        $crate::request_kind! { $name $($kind)+ }
    };
}

/// What all requests have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! request_methods {
    ($name:ident $method:ident $path:literal $operation:literal [$($auth:ident)*] [$($permission:literal)*] ($pages:expr)) => {
        impl $name {
            #[doc(hidden)]
            #[inline]
            pub fn call(client: &$crate::Client) -> $crate::Call {
                let operation = const {
                    &$crate::operation::Operation {
                        name: $operation,
                        method: $crate::operation::Method::$method,
                        path: $path,
                        auth: &[$($crate::operation::Auth::$auth),*],
                        permissions: &[$($permission),*],
                        pages: $pages,
                    }
                };
                $crate::Call::new(client, operation)
            }

            /// Limits each attempt; see [`Call::timeout`](cfs_http::Call::timeout).
            #[inline]
            pub fn timeout(self, limit: $crate::Duration) -> Self {
                Self(self.0.timeout(limit))
            }

            /// Limits the whole call, retries included; see [`Call::deadline`](cfs_http::Call::deadline).
            #[inline]
            pub fn deadline(self, limit: $crate::Duration) -> Self {
                Self(self.0.deadline(limit))
            }

            /// Makes an error of what would be noted; see [`Call::strict`](cfs_http::Call::strict).
            #[inline]
            pub fn strict(self) -> Self {
                Self(self.0.strict())
            }

            /// How often the call may be tried again; see [`Call::max_retries`](cfs_http::Call::max_retries).
            #[inline]
            pub fn max_retries(self, count: u32) -> Self {
                Self(self.0.max_retries(count))
            }

            /// When and how the call is tried again; see [`Call::retry_policy`](cfs_http::Call::retry_policy).
            #[inline]
            pub fn retry_policy(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry_policy(policy))
            }

            /// Sets a header; see [`Call::header`](cfs_http::Call::header).
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, &value))
            }

            /// Adds a query parameter; see [`Call::query_param`](cfs_http::Call::query_param).
            #[inline]
            pub fn query_param(self, name: &str, value: &str) -> Self {
                Self(self.0.query_param(name, value))
            }
        }
    };
}

/// What depends on what an answer holds.
#[doc(hidden)]
#[macro_export]
macro_rules! request_kind {
    ($name:ident page $item:ty) => {
        $crate::request_answer! { $name $crate::Page<$item>, $crate::kind::page::<$item> }

        impl $name {
            /// Leaves out items that cannot be read, instead of failing the page: they are in
            /// [`Page::skipped`](cfs_http::Page::skipped).
            #[inline]
            pub fn skip_undecodable(self) -> Self {
                Self(self.0.skip_undecodable())
            }

            /// The items of all pages, fetched as they are needed. An item that cannot be read is an error, after which
            /// the stream goes on.
            #[inline]
            pub fn stream(self) -> $crate::Items<$item> {
                $crate::Items::new(self.0)
            }

            /// The pages one after the other.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$item> {
                $crate::Pages::new(self.0)
            }

            /// The items of all pages, at most `limit` of them.
            #[inline]
            pub fn collect_all(self, limit: usize) -> $crate::Pending<Vec<$item>> {
                $crate::Items::new(self.0).collect_all(limit)
            }
        }
    };
    ($name:ident result $result:ty) => {
        $crate::request_answer! { $name $result, $crate::kind::result::<$result> }
        $crate::request_download! { $name }
    };
    ($name:ident body $body:ty) => {
        $crate::request_answer! { $name $body, $crate::kind::body::<$body> }
        $crate::request_download! { $name }
    };
    ($name:ident headers $headers:ty) => {
        $crate::request_answer! { $name $headers, $crate::kind::headers::<$headers> }
    };
    ($name:ident unit) => {
        $crate::request_answer! { $name (), $crate::kind::unit }
    };
    ($name:ident text) => {
        $crate::request_answer! { $name String, $crate::kind::text, any_type }
        $crate::request_download! { $name }
    };
    ($name:ident bytes) => {
        $crate::request_answer! { $name $crate::Bytes, $crate::kind::bytes, any_type }
        $crate::request_download! { $name }
    };
    ($name:ident ndjson $line:ty) => {
        $crate::request_answer! { $name Vec<$line>, $crate::kind::ndjson::<$line>, any_type }
        $crate::request_download! { $name }

        impl $name {
            /// The answer line by line, as it comes; see [`Values`](cfs_http::Values). A line that is of another form is
            /// an error, after which the stream goes on.
            #[inline]
            pub fn lines(self) -> $crate::Pending<$crate::Values<$line>> {
                $crate::Values::of(self.0.any_type())
            }
        }
    };
    ($name:ident outcome $outcome:ty) => {
        $crate::request_answer! { $name $outcome, $crate::kind::outcome::<$outcome> }
        $crate::request_download! { $name }
    };
    ($name:ident socket) => {
        impl ::std::future::IntoFuture for $name {
            type Output = Result<$crate::WebSocket, $crate::Error>;
            type IntoFuture = $crate::Pending<$crate::WebSocket>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.0.socket()
            }
        }
    };
    ($name:ident events $($rest:tt)+) => {
        $crate::request_events! { $name [] $($rest)+ }
    };
}

/// Awaiting a request, and its raw answer.
#[doc(hidden)]
#[macro_export]
macro_rules! request_answer {
    ($name:ident $answer:ty, $decode:expr $(, $prepare:ident)?) => {
        impl $name {
            /// The answer as it came, whatever its status; see [`Response`](cfs_http::Response).
            #[inline]
            pub fn send(self) -> $crate::Pending<$crate::Response<$answer>> {
                self.0$(.$prepare())?.send($decode)
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = Result<$answer, $crate::Error>;
            type IntoFuture = $crate::Pending<$answer>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.0$(.$prepare())?.run($decode)
            }
        }
    };
}

/// Answers that may be too large for memory.
#[doc(hidden)]
#[macro_export]
macro_rules! request_download {
    ($name:ident) => {
        impl $name {
            /// The answer's content as a stream; see [`Download`](cfs_http::Download).
            #[inline]
            pub fn bytes_stream(self) -> $crate::Pending<$crate::Download> {
                self.0.download()
            }
        }
    };
}

/// Splits `EVENT or KIND TYPE by "member"`.
#[doc(hidden)]
#[macro_export]
macro_rules! request_events {
    ($name:ident [$($event:tt)+] or $($rest:tt)+) => {
        $crate::request_events! { @kind $name [$($event)+] [] $($rest)+ }
    };
    ($name:ident [$($event:tt)*] $next:tt $($rest:tt)+) => {
        $crate::request_events! { $name [$($event)* $next] $($rest)+ }
    };
    (@kind $name:ident [$($event:tt)+] [$($kind:tt)+] by $member:literal) => {
        $crate::request_kind! { $name $($kind)+ }

        impl $name {
            /// The answer as a stream of events; see [`Events`](cfs_http::Events).
            #[inline]
            pub fn events(self) -> $crate::Events<$($event)+> {
                $crate::Events::new(self.0, $member)
            }
        }
    };
    (@kind $name:ident [$($event:tt)+] [$($kind:tt)*] $next:tt $($rest:tt)+) => {
        $crate::request_events! { @kind $name [$($event)+] [$($kind)* $next] $($rest)+ }
    };
}
