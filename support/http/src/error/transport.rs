//! Answers that did not come, or not whole.

use std::fmt;

/// No complete answer came.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportError {
    /// What was under way.
    pub kind: TransportErrorKind,
    /// The HTTP method and path that were called, where known.
    pub request: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// What was under way when a transport failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// Finding the server and connecting to it: nothing was sent.
    Connect,
    /// The TLS handshake, such as a certificate that is not trusted: nothing of the request was sent.
    Tls,
    /// A time limit passed: of one attempt ([`timeout`](crate::Call::timeout)) or the whole call
    /// ([`deadline`](crate::Call::deadline)).
    Timeout,
    /// Sending the request or waiting for the answer: the server may have acted on it.
    Send,
    /// Transferring a body: the connection closed midway, or the length is wrong.
    Body,
    /// Something else.
    Other,
}

impl TransportError {
    /// An error of a transport; `source` is its own account of it.
    #[cold]
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, request: String::new(), source: source.into() }
    }

    /// Whether nothing of the request reached the server, so that it is safe to send again.
    pub fn nothing_sent(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::Tls)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.request.is_empty() {
            write!(f, "{}: ", self.request)?;
        }
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Tls => "no secure connection",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Send => "the connection failed before an answer came",
            TransportErrorKind::Body => "the connection failed while transferring a body",
            TransportErrorKind::Other => "the request failed",
        })?;
        // The chain is part of the text: `?` in `main` prints only this line.
        let mut next: Option<&dyn std::error::Error> = Some(&*self.source);
        let mut last = String::new();
        while let Some(error) = next {
            let text = error.to_string();
            if !last.ends_with(&text) {
                write!(f, ": {text}")?;
            }
            last = text;
            next = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.source)
    }
}
