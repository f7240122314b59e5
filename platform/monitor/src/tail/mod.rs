//! Tailing a Worker or a Pages deployment: its invocations as they happen.
//!
//! ```no_run
//! # async fn run(client: cfs_http::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use cfs_monitor::tail::{Tail, TailFilter, TailItem, TailStatus};
//! use futures_util::StreamExt;
//!
//! let mut tail = Tail::of_worker(&client, "an account's id", "a Worker")
//!     .filter(TailFilter::status([TailStatus::Error])?)
//!     .start()
//!     .await?;
//! while let Some(item) = tail.next().await {
//!     match item? {
//!         TailItem::Event(event) => println!("{}: {:?}", event.item.outcome, event.item.event),
//!         TailItem::State(state) => eprintln!("{state:?}"),
//!         TailItem::Dropped(events) => eprintln!("{events} events were too many"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The service sends the events of a tail for some hours and then, without a word, no more: another tail takes its place
//! before. A connection that breaks is opened again, and where that does not help another tail is made. What happens shows
//! as [`TailState`]s among the events. Events that nobody takes are kept up to a [number](TailBuilder::capacity); then the
//! oldest make room, and how many that were is told.

mod event;
mod filter;
mod queue;
mod run;
mod seen;
mod source;

pub use event::TailEvent;
pub use filter::{FilterError, TailFilter, TailStatus};

use cfs_http::{Client, Duration, Error, Timestamp};
use futures_core::Stream;
use futures_util::future::{Either, select};
use queue::Queue;
use run::Run;
use source::{Source, Target};
use std::fmt;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How many events wait to be taken, unless it is said otherwise.
const CAPACITY: usize = 10_000;

/// What a tail tells.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum TailItem {
    /// An invocation.
    Event(Box<TailEvent>),
    /// How the tail is from here on.
    State(TailState),
    /// So many events were left out here, as nobody took them.
    Dropped(u64),
}

/// How a tail is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TailState {
    /// Events come as they happen.
    Live,
    /// The service leaves events out, as there are too many; filters help.
    Sampled,
    /// The connection broke and is opened again after a wait.
    Reconnecting {
        /// The number of the attempt, from 1.
        attempt: usize,
        /// The wait before it.
        wait: Duration,
    },
    /// Another tail has taken the place of one that would have ended.
    Renewed {
        /// When that one would end.
        expires: Option<Timestamp>,
    },
}

/// A tail that has not been started.
#[derive(Clone, Debug)]
#[must_use = "a tail begins when it is started"]
pub struct TailBuilder {
    client: Client,
    target: Target,
    filters: Vec<TailFilter>,
    capacity: usize,
}

/// The invocations of a Worker as they happen: a stream of [`TailItem`]s.
///
/// It ends when the service ends it, or with the error that nothing helped against. When this is dropped the tail is
/// deleted in the background; [`close`](Self::close) waits for it.
#[must_use = "streams do nothing unless polled"]
pub struct Tail {
    queue: Queue,
    /// Dropping it ends the task.
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), Error>>,
}

impl fmt::Debug for Tail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tail").field("state", &self.state()).finish_non_exhaustive()
    }
}

impl Tail {
    /// A tail of a Worker; the client's token needs the permission `Workers Tail Read`.
    pub fn of_worker(client: &Client, account_id: impl Into<String>, name: impl Into<String>) -> TailBuilder {
        TailBuilder::new(client, Target::Worker { account: account_id.into(), name: name.into() })
    }

    /// A tail of the functions of a Pages deployment.
    pub fn of_pages(
        client: &Client,
        account_id: impl Into<String>,
        project: impl Into<String>,
        deployment_id: impl Into<String>,
    ) -> TailBuilder {
        let (account, project, deployment) = (account_id.into(), project.into(), deployment_id.into());
        TailBuilder::new(client, Target::Pages { account, project, deployment })
    }

    /// How the tail is now, whatever of its events has been taken.
    pub fn state(&self) -> TailState {
        self.queue.current()
    }

    /// How many events were left out so far, as nobody took them.
    pub fn dropped(&self) -> u64 {
        self.queue.dropped()
    }

    /// Ends the tail and deletes it.
    ///
    /// # Errors
    /// When it cannot be deleted; the service then ends it when its time is over.
    pub async fn close(mut self) -> Result<(), Error> {
        drop(self.stop.take());
        // A task that was cut off had a runtime that ends, and nothing to say.
        self.task.await.unwrap_or(Ok(()))
    }
}

impl Stream for Tail {
    type Item = Result<TailItem, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.queue.poll(context)
    }
}

impl TailBuilder {
    fn new(client: &Client, target: Target) -> Self {
        Self { client: client.clone(), target, filters: Vec::new(), capacity: CAPACITY }
    }

    /// Events must pass this filter, too.
    pub fn filter(mut self, filter: TailFilter) -> Self {
        self.filters.push(filter);
        self
    }

    /// How many events wait to be taken before the oldest make room: 10,000 unless it is said here.
    pub fn capacity(mut self, events: usize) -> Self {
        self.capacity = events;
        self
    }

    /// Has the tail made and opens its connection.
    ///
    /// # Errors
    /// When the tail cannot be made or the connection not opened.
    pub async fn start(self) -> Result<Tail, Error> {
        let source = Arc::new(Source::new(self.client, self.target, self.filters));
        let queue = Queue::new(self.capacity);
        let (stop, stopped) = oneshot::channel();
        let (started, starts) = oneshot::channel();
        // The task has the tail from its beginning, so that it is deleted whatever becomes of who waits here.
        let task = tokio::spawn(follow(source, queue.clone(), started, stopped));
        let tail = Tail { queue, stop: Some(stop), task };
        match starts.await {
            Ok(Ok(())) => Ok(tail),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Request("the runtime ended before the tail began".to_owned())),
        }
    }
}

/// Follows a tail until it ends, fails or is stopped, and has it deleted.
async fn follow(
    source: Arc<Source>,
    queue: Queue,
    started: oneshot::Sender<Result<(), Error>>,
    stopped: oneshot::Receiver<()>,
) -> Result<(), Error> {
    let followed = {
        let (source, queue) = (source.clone(), queue.clone());
        let run = pin!(async move {
            let opened = async {
                let session = source.create().await?;
                let socket = source.connect(&session).await?;
                Ok((session, socket))
            };
            match opened.await {
                Ok((session, socket)) => {
                    queue.state(TailState::Live);
                    let _ = started.send(Ok(()));
                    Run::new(source, queue, session, socket).run().await
                }
                Err(error) => {
                    let _ = started.send(Err(error));
                    Ok(())
                }
            }
        });
        match select(run, stopped).await {
            Either::Left((ended, _)) => ended,
            Either::Right(_) => Ok(()),
        }
    };
    queue.end(followed.err());
    source.delete_others(None).await
}
