//! Connections to other servers.

use super::WebSocketClient;
use crate::core::{self, Fetcher, RequestInit, WebSocket};
use crate::{Error, Record, Result};
use std::borrow::Cow;

/// Opens a WebSocket to another server. Call `accept` after taking its events, or use a
/// [`WebSocketClient`], which has done so.
///
/// # Errors
/// When the server cannot be reached or refuses the upgrade.
pub async fn connect(url: &str) -> Result<WebSocket> {
    Connect::new(url).open().await
}

/// Opens a WebSocket to a service binding or a Durable Object.
///
/// # Errors
/// When it refuses the upgrade.
pub async fn connect_to<T: 'static>(service: &Fetcher<T>, url: &str) -> Result<WebSocket> {
    Connect::new(url).open_to(service).await
}

/// A connection to open: address, subprotocols, headers.
#[derive(Clone, Debug)]
#[must_use = "nothing is opened until `open` or `client` is called"]
pub struct Connect {
    url: String,
    headers: Record<String>,
    protocols: Vec<String>,
}

impl Connect {
    /// To an address: `ws:`, `wss:`, `http:` or `https:`.
    pub fn new(url: &str) -> Self {
        let headers = Record::from([("upgrade", "websocket".to_owned())]);
        Self { url: fetched(url).into_owned(), headers, protocols: Vec::new() }
    }

    /// Sends a header with the upgrade.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name, value.to_owned());
        self
    }

    /// Offers a subprotocol; the first that is offered is the one most wanted.
    pub fn protocol(mut self, name: &str) -> Self {
        self.protocols.push(name.to_owned());
        self.headers.insert("sec-websocket-protocol", self.protocols.join(", "));
        self
    }

    /// Opens it over the network.
    ///
    /// # Errors
    /// When the server cannot be reached, refuses the upgrade, or chooses a subprotocol that was not offered.
    pub async fn open(self) -> Result<WebSocket> {
        let answer = core::fetch(self.request()?).await?;
        self.accepted(&answer).map(|(socket, _)| socket)
    }

    /// Opens it to a service binding or a Durable Object.
    ///
    /// # Errors
    /// As for [`Connect::open`].
    pub async fn open_to<T: 'static>(self, service: &Fetcher<T>) -> Result<WebSocket> {
        let answer = service.fetch(self.request()?).await?;
        self.accepted(&answer).map(|(socket, _)| socket)
    }

    /// Opens it over the network, as a client.
    ///
    /// # Errors
    /// As for [`Connect::open`].
    pub async fn client(self) -> Result<WebSocketClient> {
        let answer = core::fetch(self.request()?).await?;
        let (socket, protocol) = self.accepted(&answer)?;
        WebSocketClient::speaking(socket, protocol)
    }

    /// Opens it to a service binding or a Durable Object, as a client.
    ///
    /// # Errors
    /// As for [`Connect::open`].
    pub async fn client_to<T: 'static>(self, service: &Fetcher<T>) -> Result<WebSocketClient> {
        let answer = service.fetch(self.request()?).await?;
        let (socket, protocol) = self.accepted(&answer)?;
        WebSocketClient::speaking(socket, protocol)
    }

    fn request(&self) -> Result<core::Request> {
        core::Request::new_with(self.url.as_str(), Some(&RequestInit::new().headers(self.headers.clone())))
    }

    /// The WebSocket of an answer, and the subprotocol that the server chose.
    fn accepted(&self, answer: &core::Response) -> Result<(WebSocket, Option<String>)> {
        let status = answer.status()?;
        let Some(socket) = answer.web_socket() else {
            let url = &self.url;
            return Err(Error::new(format!(
                "no WebSocket: {url} answered the upgrade with status {status}, not 101"
            )));
        };
        match answer.headers().get("sec-websocket-protocol")? {
            Some(chosen) if !self.protocols.iter().any(|offered| offered == &chosen) => {
                Err(Error::new(format!("the server chose the subprotocol `{chosen}`, which was not offered")))
            }
            chosen => Ok((socket, chosen)),
        }
    }
}

/// The address as `fetch` takes it: it knows no `ws:`.
fn fetched(url: &str) -> Cow<'_, str> {
    match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("ws") => format!("http://{rest}").into(),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("wss") => format!("https://{rest}").into(),
        _ => url.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::fetched;

    #[test]
    fn addresses_of_web_sockets_are_fetched_over_http() {
        assert_eq!(fetched("ws://a.example/b"), "http://a.example/b");
        assert_eq!(fetched("WSS://a.example/?to=ws://c"), "https://a.example/?to=ws://c");
        assert_eq!(fetched("https://a.example/"), "https://a.example/");
    }
}
