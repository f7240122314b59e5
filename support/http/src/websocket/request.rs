//! Connections that no operation describes: a path of the API, or an address that an answer gave.

use super::{Message, Place, WebSocket};
use crate::client::Client;
use crate::operation::{Auth, Method, Operation, Pages};
use crate::{BearerToken, Error, Pending, redirect};
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use std::fmt;
use std::future::IntoFuture;
use std::time::Duration;

static OF_THE_API: Operation = Operation {
    name: "websocket",
    method: Method::GET,
    path: "",
    auth: &[Auth::Token, Auth::Key],
    permissions: &[],
    pages: Pages::NONE,
};

static ELSEWHERE: Operation = Operation {
    name: "websocket",
    method: Method::GET,
    path: "",
    auth: &[Auth::Anonymous],
    permissions: &[],
    pages: Pages::NONE,
};

/// A WebSocket connection that has not been opened yet; [`Client::websocket`] makes it, awaiting it opens it.
///
/// Neither `Debug` nor errors show more of an address than its host: what follows may be what gives access to it.
#[must_use = "a connection is opened when it is awaited"]
pub struct WebSocketRequest {
    client: Client,
    address: String,
    headers: HeaderMap,
    protocols: Vec<String>,
    first: Vec<Message>,
    timeout: Option<Duration>,
    error: Option<Error>,
}

impl fmt::Debug for WebSocketRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebSocketRequest")
            .field("to", &self.shown())
            .field("protocols", &self.protocols)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A WebSocket connection to a path of the API, such as `/accounts/…/live`, or to an absolute address (`wss://…`,
    /// `https://…`) that an answer gave.
    ///
    /// A path is below the base URL and gets the client's headers and credentials. An address gets neither: what gives
    /// access to it is in itself.
    ///
    /// ```no_run
    /// # async fn run(client: cfs_http::Client, address: &str) -> Result<(), cfs_http::Error> {
    /// use futures_util::StreamExt;
    ///
    /// let mut socket = client.websocket(address).protocol("trace-v1").first(r#"{"debug":false}"#).await?;
    /// while let Some(message) = socket.next().await {
    ///     println!("{}", message?.into_text());
    /// }
    /// println!("closed with {:?}", socket.close_code());
    /// # Ok(())
    /// # }
    /// ```
    pub fn websocket(&self, address: impl Into<String>) -> WebSocketRequest {
        WebSocketRequest {
            client: self.clone(),
            address: address.into(),
            headers: HeaderMap::new(),
            protocols: Vec::new(),
            first: Vec::new(),
            timeout: None,
            error: None,
        }
    }
}

impl WebSocketRequest {
    /// Offers a subprotocol, after those that were offered before; [`WebSocket::protocol`] tells which one was taken.
    pub fn protocol(mut self, name: impl Into<String>) -> Self {
        self.protocols.push(name.into());
        self
    }

    /// Sets a header of the handshake.
    pub fn header(mut self, name: &str, value: &dyn fmt::Display) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value.to_string())) {
            (Ok(name), Ok(value)) => drop(self.headers.insert(name, value)),
            // The value is not shown: it may be a secret.
            _ => self.fail(&format!("`{name}` with this value is not a valid header")),
        }
        self
    }

    /// Sends a token of the connection's own.
    pub fn bearer(mut self, token: &BearerToken) -> Self {
        if let Err(error) = token.apply(&mut self.headers) {
            self.error.get_or_insert(error);
        }
        self
    }

    /// Sends a message as soon as the connection is open, after those that were given before.
    pub fn first(mut self, message: impl Into<Message>) -> Self {
        self.first.push(message.into());
        self
    }

    /// How long opening may take; without it as long as a call's attempt.
    pub fn timeout(mut self, time: Duration) -> Self {
        self.timeout = Some(time);
        self
    }

    fn fail(&mut self, why: &str) {
        self.error.get_or_insert_with(|| Error::request(format!("the WebSocket: {why}")));
    }

    fn is_of_the_api(&self) -> bool {
        self.address.starts_with('/')
    }

    /// Method and place, for errors.
    fn shown(&self) -> String {
        if self.is_of_the_api() {
            return format!("GET {}", redirect::without_secrets(&self.address));
        }
        let uri = Uri::try_from(self.address.as_str()).unwrap_or_default();
        let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
        let scheme = uri.scheme_str().unwrap_or("wss");
        format!("GET {scheme}://{}{port}", uri.host().unwrap_or_default())
    }

    /// Where it goes. What cannot be an address is not shown: it may be most of one.
    fn url(&self) -> Result<Uri, Error> {
        let of_the_api = self.is_of_the_api();
        let inner = &self.client.inner;
        let mut url = if of_the_api { inner.base.clone() } else { String::new() };
        url.push_str(&self.address);
        if of_the_api && !inner.base_query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&inner.base_query);
        }
        let uri = Uri::try_from(url)
            .map_err(|error| Error::request(format!("the address of the WebSocket: {error}")))?;
        if !matches!(uri.scheme_str(), Some("ws" | "wss" | "http" | "https")) || uri.host().is_none() {
            let why = "is neither a path, which begins with `/`, nor begins with `wss://`";
            return Err(Error::request(format!("the address of the WebSocket {why}")));
        }
        redirect::check_secure(&uri, inner.allow_plain_http)?;
        Ok(uri)
    }

    /// The headers of the handshake that are not about the handshake.
    fn headers(&mut self, operation: &Operation) -> Result<HeaderMap, Error> {
        let inner = &self.client.inner;
        let mut headers = HeaderMap::new();
        if self.is_of_the_api() {
            headers = inner.headers.clone();
            inner.credentials.apply(inner.credentials.choose(operation.auth), &mut headers)?;
        } else if let Some(agent) = inner.headers.get(header::USER_AGENT) {
            headers.insert(header::USER_AGENT, agent.clone());
        }
        headers.extend(std::mem::take(&mut self.headers));
        if !self.protocols.is_empty() {
            let offered = HeaderValue::try_from(self.protocols.join(", "))
                .map_err(|_| Error::request("the subprotocol of the WebSocket cannot be sent"))?;
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, offered);
        }
        Ok(headers)
    }

    async fn open(mut self) -> Result<WebSocket, Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let operation = if self.is_of_the_api() { &OF_THE_API } else { &ELSEWHERE };
        let (uri, shown) = (self.url()?, self.shown());
        let headers = self.headers(operation)?;
        let timeout = self.timeout.unwrap_or(self.client.inner.timeout);
        let place = Place { shown, secret: !self.is_of_the_api() };
        let mut socket = super::upgrade(&self.client, &uri, headers, operation, place, timeout).await?;
        for message in self.first {
            socket.send(message).await?;
        }
        Ok(socket)
    }
}

impl IntoFuture for WebSocketRequest {
    type Output = Result<WebSocket, Error>;
    type IntoFuture = Pending<WebSocket>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}
