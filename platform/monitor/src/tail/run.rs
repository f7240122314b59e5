//! The life of a tail: events as they come, another connection where one breaks, another tail before one ends.

use super::queue::Queue;
use super::seen::{Seen, Side};
use super::source::{Session, Source};
use super::{TailEvent, TailState, filter};
use cfs_http::{Duration, Error, Message, Pending, Sleep, TransportError, TransportErrorKind, WebSocket};
use futures_core::Stream;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// The waits before connecting again, in seconds; after the last one the tail has failed.
const WAITS: [u64; 5] = [1, 2, 4, 8, 16];
/// So many failures are blamed on the connection; after them on the tail.
const BEFORE_ANOTHER: usize = 2;
/// A connection that held so long was a good one: what breaks then breaks for the first time.
const LASTING: Duration = Duration::from_secs(30);
/// How long both tails are listened to when one takes the place of another.
const OVERLAP: Duration = Duration::from_secs(5);
/// The wait before trying once more to take the place of a tail that ends.
const RENEW_AGAIN: Duration = Duration::from_mins(1);
/// The code of a connection that ends because there is nothing more to say.
const ENDED: u16 = 1000;

pub(super) struct Run {
    source: Arc<Source>,
    queue: Queue,
    session: Session,
    socket: WebSocket,
    /// When the connection was opened.
    since: Duration,
    failures: usize,
    /// When another tail should take the place of this one.
    renew: Sleep,
    /// The tail that takes its place, while it is being made.
    renewing: Option<Pending<(Session, WebSocket)>>,
    /// The connection of the tail whose place was taken, and how long it is still listened to.
    old: Option<(WebSocket, Sleep)>,
    /// What came since another tail was asked for.
    seen: Option<Seen>,
    /// Tails being deleted that are needed no more.
    deleting: Option<Pending<()>>,
}

/// What happens next.
enum Turn {
    Message(Side, Message),
    /// The connection is over, cleanly if without an error.
    Over(Option<Error>),
    Renew,
    Renewed(Box<Result<(Session, WebSocket), Error>>),
    /// The old connection is listened to no more.
    OldOver,
}

/// Why there is no connection again, and whether trying once more could help.
struct Failure {
    error: Error,
    is_final: bool,
}

impl Run {
    pub(super) fn new(source: Arc<Source>, queue: Queue, session: Session, socket: WebSocket) -> Self {
        let since = source.clock().elapsed();
        let renew = source.clock().sleep(session.renewal().saturating_sub(since));
        Self {
            source,
            queue,
            session,
            socket,
            since,
            failures: 0,
            renew,
            renewing: None,
            old: None,
            seen: None,
            deleting: None,
        }
    }

    /// Goes on until the service ends the tail, or nothing helps any more.
    pub(super) async fn run(mut self) -> Result<(), Error> {
        loop {
            let turn = std::future::poll_fn(|context| self.poll(context)).await;
            match turn {
                Turn::Message(side, message) => self.take(side, message.into_text()),
                Turn::Over(None) => return Ok(()),
                Turn::Over(Some(error)) => self.reconnect(error).await?,
                Turn::Renew => self.begin_renewal(),
                Turn::Renewed(renewed) => match *renewed {
                    Ok((session, socket)) => self.switch(session, socket),
                    Err(error) if self.session.is_over(self.source.clock()) => self.reconnect(error).await?,
                    Err(error) => self.renew_later(&error),
                },
                Turn::OldOver => self.end_overlap(),
            }
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Turn> {
        if let Some(deleting) = &mut self.deleting
            && let Poll::Ready(deleted) = deleting.as_mut().poll(context)
        {
            self.deleting = None;
            if let Err(error) = deleted {
                tracing::debug!(%error, "a tail that is needed no more could not be deleted");
            }
        }
        if let Some(renewing) = &mut self.renewing {
            if let Poll::Ready(renewed) = renewing.as_mut().poll(context) {
                self.renewing = None;
                return Poll::Ready(Turn::Renewed(Box::new(renewed)));
            }
        } else if self.old.is_none() && self.renew.as_mut().poll(context).is_ready() {
            return Poll::Ready(Turn::Renew);
        }
        if let Some((socket, over)) = &mut self.old {
            if over.as_mut().poll(context).is_ready() {
                return Poll::Ready(Turn::OldOver);
            }
            match Pin::new(socket).poll_next(context) {
                Poll::Ready(Some(Ok(message))) => return Poll::Ready(Turn::Message(Side::Old, message)),
                Poll::Ready(_) => return Poll::Ready(Turn::OldOver),
                Poll::Pending => {}
            }
        }
        Pin::new(&mut self.socket).poll_next(context).map(|next| match next {
            Some(Ok(message)) => {
                // Until the other one is there, this is the one whose place will be taken.
                let side = if self.old.is_some() { Side::New } else { Side::Old };
                Turn::Message(side, message)
            }
            Some(Err(error)) => Turn::Over(Some(error)),
            None => match self.socket.close_code() {
                Some(ENDED) => Turn::Over(None),
                code => {
                    let why = format!("the server closed the tail with code {}", code.unwrap_or(1005));
                    Turn::Over(Some(TransportError::new(TransportErrorKind::Body, why).into()))
                }
            },
        })
    }

    fn take(&mut self, side: Side, text: String) {
        if self.seen.as_mut().is_some_and(|seen| !seen.is_new(side, &text)) {
            return;
        }
        let event = TailEvent::read(text);
        if !filter::all_pass(self.source.filters(), &event) {
            return;
        }
        let sampled = event.says_sampled();
        self.queue.event(event);
        match sampled {
            Some(true) => self.queue.state(TailState::Sampled),
            Some(false) => self.queue.state(TailState::Live),
            None => {}
        }
    }

    /// Has another tail made while this one goes on.
    fn begin_renewal(&mut self) {
        let source = self.source.clone();
        self.seen = Some(Seen::default());
        self.renewing = Some(Box::pin(async move {
            let session = source.create().await?;
            let socket = source.connect(&session).await?;
            Ok((session, socket))
        }));
    }

    fn renew_later(&mut self, error: &Error) {
        tracing::debug!(%error, "no other tail yet, trying again");
        self.seen = None;
        let clock = self.source.clock();
        let left = self.session.end().saturating_sub(clock.elapsed());
        self.renew = clock.sleep(RENEW_AGAIN.min(left));
    }

    /// Goes on with another tail, and listens to the one before for a while.
    fn switch(&mut self, session: Session, socket: WebSocket) {
        let old = std::mem::replace(&mut self.socket, socket);
        self.old = Some((old, self.source.clock().sleep(OVERLAP)));
        self.session = session;
        self.begin_connection();
        self.queue.state(TailState::Renewed { expires: self.session.expires });
    }

    /// A timer is asked once only, so that each connection has its own.
    fn begin_connection(&mut self) {
        let clock = self.source.clock();
        self.since = clock.elapsed();
        self.renew = clock.sleep(self.session.renewal().saturating_sub(self.since));
    }

    fn end_overlap(&mut self) {
        self.old = None;
        self.seen = None;
        self.delete_others();
    }

    fn delete_others(&mut self) {
        let (source, kept) = (self.source.clone(), self.session.id().to_owned());
        self.deleting = Some(Box::pin(async move { source.delete_others(Some(&kept)).await }));
    }

    /// Opens a connection again, after longer and longer waits.
    async fn reconnect(&mut self, mut error: Error) -> Result<(), Error> {
        (self.old, self.seen, self.renewing) = (None, None, None);
        if self.source.clock().elapsed().saturating_sub(self.since) >= LASTING {
            self.failures = 0;
        }
        loop {
            let Some(seconds) = WAITS.get(self.failures) else { return Err(error) };
            self.failures += 1;
            let wait = Duration::from_secs(*seconds);
            tracing::debug!(%error, seconds, "the tail broke, connecting again");
            self.queue.state(TailState::Reconnecting { attempt: self.failures, wait });
            self.source.clock().sleep(wait).await;
            match self.again().await {
                Ok(socket) => {
                    self.socket = socket;
                    self.begin_connection();
                    self.queue.state(TailState::Live);
                    return Ok(());
                }
                Err(failure) if failure.is_final => return Err(failure.error),
                Err(failure) => error = failure.error,
            }
        }
    }

    async fn again(&mut self) -> Result<WebSocket, Failure> {
        if self.failures >= BEFORE_ANOTHER || self.session.is_over(self.source.clock()) {
            let created = self.source.create().await;
            self.session = created.map_err(|error| Failure { is_final: is_final(&error), error })?;
            self.delete_others();
        }
        let connected = self.source.connect(&self.session).await;
        // Of a tail that is gone the next try has another.
        connected.map_err(|error| Failure { error, is_final: false })
    }
}

/// The code of the API for a Worker that has too much to tell at the moment.
const TOO_MUCH: i64 = 10057;

/// Whether the API would say the same again: what is tailed is gone, or may not be tailed.
fn is_final(error: &Error) -> bool {
    match error {
        Error::Request(_) => true,
        Error::Api(error) => {
            let may_pass = matches!(error.status, 408 | 425 | 429) || error.has_code(TOO_MUCH);
            (400..500).contains(&error.status) && !may_pass
        }
        _ => false,
    }
}
