//! Requests and responses, with what Rust programs say most.

use crate::core::{self, BodyInit, Url};
use crate::{Error, FromJs, Result, ToJs};
use cfs_worker::{Options, cast};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// An incoming request. [`Request::clone`] makes a copy that can be read by itself, as in JavaScript.
#[derive(Debug)]
pub struct Request(core::Request);

/// A response. [`Response::clone`] makes a copy that can be read by itself, as in JavaScript.
#[derive(Debug)]
pub struct Response(core::Response);

impl Request {
    /// The request's address.
    pub fn url(&self) -> Result<Address> {
        Url::new(self.0.url()).map(Address)
    }

    /// The path of the address.
    pub fn path(&self) -> Result<String> {
        Ok(self.url()?.0.pathname())
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Result<Option<String>> {
        self.0.headers().get(name)
    }

    /// The runtime's request.
    pub fn into_inner(self) -> core::Request {
        self.0
    }
}

/// An address with its query at hand.
#[derive(Clone, Debug)]
pub struct Address(Url);

impl Address {
    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        self.0.search_params().get(name).ok().flatten()
    }
}

impl std::ops::Deref for Address {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.0
    }
}

impl Response {
    /// A response with status 200.
    pub fn ok(body: impl Into<BodyInit>) -> Result<Self> {
        Self::new(Some(&body.into()), &Options::none())
    }

    /// A response without a body.
    pub fn empty(status: u16) -> Result<Self> {
        Self::new(None, &with_status(status))
    }

    /// A JSON response. Whole numbers are written exactly, however large they are.
    ///
    /// # Errors
    /// When the value has no JSON form.
    pub fn json(value: &(impl ToJs + ?Sized)) -> Result<Self> {
        let text = json_text(&value.to_js()?)?;
        let text = text.as_string().ok_or_else(|| Error::encode("nothing has no JSON form"))?;
        Self::ok(text)?.with_header("content-type", "application/json")
    }

    /// A text response with another status.
    pub fn error(status: u16, message: &str) -> Result<Self> {
        Self::new(Some(&message.into()), &with_status(status))
    }

    /// A redirection.
    pub fn redirect(to: &str, status: u16) -> Result<Self> {
        core::Response::redirect_with(to, Some(u64::from(status))).map(Self)
    }

    /// The client's end of a WebSocket.
    #[cfg(feature = "web-socket")]
    pub fn web_socket(client: &core::WebSocket) -> Result<Self> {
        let mut init = with_status(101);
        init.set("webSocket", client);
        Self::new(None, &init)
    }

    // Not through `ResponseInit`: all that it can hold would be part of every Worker.
    fn new(body: Option<&BodyInit>, init: &Options) -> Result<Self> {
        let body = body.map(ToJs::to_js).transpose()?;
        Self::of_parts(body.as_ref(), init)
    }

    pub(crate) fn of_parts(body: Option<&JsValue>, init: &Options) -> Result<Self> {
        let made = core::sys::Response::new(body.unwrap_or(&JsValue::UNDEFINED), init.js()?)?;
        Ok(Self(made.unchecked_into()))
    }

    /// The same response with a header set. `set-cookie` is added: every cookie is a header of its own.
    ///
    /// # Errors
    /// When a header may not have this name or value.
    pub fn with_header(self, name: &str, value: &str) -> Result<Self> {
        if name.eq_ignore_ascii_case("set-cookie") {
            return self.with_added_header(name, value);
        }
        self.edited(&|headers| headers.set(name, value))
    }

    /// The same response with a header more, beside those of its name that it has.
    ///
    /// # Errors
    /// When a header may not have this name or value.
    pub fn with_added_header(self, name: &str, value: &str) -> Result<Self> {
        self.edited(&|headers| headers.append(name, value))
    }

    /// Headers of redirects and fetched responses cannot be changed; those of a new response around the same body can.
    #[inline(never)]
    fn edited(self, edit: &dyn Fn(&core::Headers) -> Result<()>) -> Result<Self> {
        if edit(&self.0.headers()).is_ok() {
            return Ok(self);
        }
        let body = self.0.body();
        let body = body.map_or(JsValue::UNDEFINED, JsValue::from);
        let made = core::sys::Response::new(&body, Some(cast(&self.0)))?;
        let made = Self(made.unchecked_into());
        edit(&made.0.headers())?;
        Ok(made)
    }

    /// The runtime's response.
    pub fn into_inner(self) -> core::Response {
        self.0
    }
}

fn with_status(status: u16) -> Options {
    let mut init = Options::none();
    init.set("status", &status);
    init
}

// JSON has no bigints, but numbers of any size; `rawJSON` writes them as they are.
#[wasm_bindgen(inline_js = r"export function json_text(value) {
    try {
        return JSON.stringify(value);
    } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? JSON.rawJSON(String(part)) : part));
    }
}")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn json_text(value: &JsValue) -> std::result::Result<JsValue, JsValue>;
}

macro_rules! wraps {
    ($($name:ident)*) => {$(
        impl $name {
            /// A copy with a body of its own, which can be read beside this one.
            ///
            /// # Errors
            /// When the body is being read already.
            #[allow(clippy::should_implement_trait)] // JavaScript's `clone` can fail; sharing one body would surprise
            pub fn clone(&self) -> Result<Self> {
                self.0.try_clone().map(Self)
            }
        }

        impl std::ops::Deref for $name {
            type Target = core::$name;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl From<core::$name> for $name {
            fn from(inner: core::$name) -> Self {
                Self(inner)
            }
        }

        impl From<$name> for core::$name {
            fn from(outer: $name) -> Self {
                outer.0
            }
        }

        impl FromJs for $name {
            fn from_js(value: JsValue) -> Result<Self> {
                FromJs::from_js(value).map(Self)
            }
        }

        impl ToJs for $name {
            fn to_js(&self) -> Result<JsValue> {
                self.0.to_js()
            }
        }
    )*};
}

wraps! { Request Response }

/// Makes any error an answer the client sees.
impl From<Error> for Response {
    fn from(error: Error) -> Self {
        let made = Self::error(500, &error.to_string());
        made.unwrap_or_else(|_| Self(JsValue::UNDEFINED.into()))
    }
}
