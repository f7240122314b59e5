//! WebSockets: events as a `Stream`, pairs, connections to other servers.

mod client;
mod connect;
mod pair;

pub use client::{Message, WebSocketClient};
pub use connect::{Connect, connect, connect_to};
pub use pair::WebSocketPair;

use crate::core::WebSocket;
use crate::{Error, Result};
use futures_core::Stream;
use js_sys::{Reflect, Uint8Array};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// What happens on a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebSocketEvent {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// The other side closed: nothing follows.
    Close {
        /// The close code, such as 1000.
        code: u16,
        /// Why, in the words of the other side.
        reason: String,
        /// Whether both sides took part.
        was_clean: bool,
    },
}

/// The events of a WebSocket, in order: a `Stream` that ends after [`WebSocketEvent::Close`] or an error.
pub struct WebSocketEvents {
    socket: JsValue,
    shared: Rc<RefCell<Shared>>,
    listener: Closure<dyn FnMut(JsValue)>,
}

/// Events that were not asked for yet, and who waits for the next.
#[derive(Default)]
struct Shared {
    events: VecDeque<Result<WebSocketEvent>>,
    waker: Option<Waker>,
    done: bool,
}

#[wasm_bindgen]
extern "C" {
    type Target;
    #[wasm_bindgen(method, catch, js_name = "addEventListener")]
    fn add(this: &Target, name: &str, listener: &JsValue) -> std::result::Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = "removeEventListener")]
    fn remove(this: &Target, name: &str, listener: &JsValue) -> std::result::Result<(), JsValue>;
}

const EVENTS: [&str; 3] = ["message", "close", "error"];

/// What Rust programs do with WebSockets.
pub trait WebSocketExt {
    /// Its events from now on. Listen before `accept`, or what arrives between is lost.
    ///
    /// # Errors
    /// When the runtime refuses a listener.
    fn events(&self) -> Result<WebSocketEvents>;
}

impl WebSocketExt for WebSocket {
    fn events(&self) -> Result<WebSocketEvents> {
        let socket: JsValue = AsRef::<JsValue>::as_ref(self).clone();
        // Bytes arrive as a `Blob` otherwise, which can only be read asynchronously.
        drop(Reflect::set(&socket, &"binaryType".into(), &"arraybuffer".into()));
        let shared = Rc::new(RefCell::new(Shared::default()));
        let inbox = Rc::clone(&shared);
        let listener = Closure::<dyn FnMut(JsValue)>::own_assert_unwind_safe(move |event: JsValue| {
            let read = read(&event);
            let waker = {
                let mut shared = inbox.borrow_mut();
                shared.events.push_back(read);
                shared.waker.take()
            };
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        for name in EVENTS {
            socket.unchecked_ref::<Target>().add(name, listener.as_ref())?;
        }
        Ok(WebSocketEvents { socket, shared, listener })
    }
}

fn read(event: &JsValue) -> Result<WebSocketEvent> {
    let event = crate::Object::read(event.clone(), "an event")?;
    let kind: String = event.field("type")?;
    match kind.as_str() {
        "message" => {
            let data = event.raw("data")?;
            Ok(match data.as_string() {
                Some(text) => WebSocketEvent::Text(text),
                None => WebSocketEvent::Binary(Uint8Array::new(&data).to_vec()),
            })
        }
        "close" => Ok(WebSocketEvent::Close {
            code: event.field::<Option<u16>>("code")?.unwrap_or(1005),
            reason: event.field::<Option<String>>("reason")?.unwrap_or_default(),
            was_clean: event.field::<Option<bool>>("wasClean")?.unwrap_or_default(),
        }),
        _ => {
            let error = event.raw("error")?;
            if error.is_object() { Err(error.into()) } else { Err(Error::new("the WebSocket failed")) }
        }
    }
}

impl WebSocketEvents {
    /// The next event.
    pub async fn next(&mut self) -> Option<Result<WebSocketEvent>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl std::fmt::Debug for WebSocketEvents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebSocketEvents")
    }
}

impl Unpin for WebSocketEvents {}

impl Stream for WebSocketEvents {
    type Item = Result<WebSocketEvent>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut shared = self.shared.borrow_mut();
        if let Some(event) = shared.events.pop_front() {
            shared.done |= matches!(event, Ok(WebSocketEvent::Close { .. }) | Err(_));
            return Poll::Ready(Some(event));
        }
        if shared.done {
            return Poll::Ready(None);
        }
        shared.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for WebSocketEvents {
    fn drop(&mut self) {
        for name in EVENTS {
            drop(self.socket.unchecked_ref::<Target>().remove(name, self.listener.as_ref()));
        }
    }
}
