//! What waits to be taken: the newest events, so that a slow reader never holds up the connection.

use super::{TailEvent, TailItem, TailState};
use cfs_http::Error;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What waits. Clones are the same.
#[derive(Clone)]
pub(super) struct Queue(Arc<Mutex<Waiting>>);

struct Waiting {
    items: VecDeque<TailItem>,
    events: usize,
    capacity: usize,
    /// Events that were left out since that was last told.
    untold: u64,
    dropped: u64,
    state: TailState,
    end: End,
    waker: Option<Waker>,
}

/// Whether more comes.
enum End {
    NotYet,
    Failed(Error),
    Told,
}

impl Queue {
    pub(super) fn new(capacity: usize) -> Self {
        Self(Arc::new(Mutex::new(Waiting {
            items: VecDeque::new(),
            events: 0,
            capacity: capacity.max(1),
            untold: 0,
            dropped: 0,
            state: TailState::Live,
            end: End::NotYet,
            waker: None,
        })))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event; the oldest one makes room for it.
    pub(super) fn event(&self, event: TailEvent) {
        let mut waiting = self.waiting();
        if waiting.events == waiting.capacity {
            let oldest = waiting.items.iter().position(|item| matches!(item, TailItem::Event(_)));
            if let Some(at) = oldest {
                waiting.items.remove(at);
                waiting.events -= 1;
                waiting.untold += 1;
                waiting.dropped += 1;
            }
        }
        waiting.items.push_back(TailItem::Event(Box::new(event)));
        waiting.events += 1;
        waiting.wake();
    }

    /// Tells how the tail is now. States are never left out.
    pub(super) fn state(&self, state: TailState) {
        let mut waiting = self.waiting();
        waiting.state = state.clone();
        waiting.items.push_back(TailItem::State(state));
        waiting.wake();
    }

    /// Says that nothing more comes, and why.
    pub(super) fn end(&self, error: Option<Error>) {
        let mut waiting = self.waiting();
        waiting.end = error.map_or(End::Told, End::Failed);
        waiting.wake();
    }

    pub(super) fn dropped(&self) -> u64 {
        self.waiting().dropped
    }

    pub(super) fn current(&self) -> TailState {
        self.waiting().state.clone()
    }

    /// The next item, once there is one; `None` once nothing more comes.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<Option<Result<TailItem, Error>>> {
        let mut waiting = self.waiting();
        // What was left out is older than all that waits.
        if waiting.untold > 0 {
            return Poll::Ready(Some(Ok(TailItem::Dropped(std::mem::take(&mut waiting.untold)))));
        }
        if let Some(item) = waiting.items.pop_front() {
            waiting.events -= usize::from(matches!(item, TailItem::Event(_)));
            return Poll::Ready(Some(Ok(item)));
        }
        match std::mem::replace(&mut waiting.end, End::Told) {
            End::Failed(error) => Poll::Ready(Some(Err(error))),
            End::Told => Poll::Ready(None),
            End::NotYet => {
                waiting.end = End::NotYet;
                waiting.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Waiting {
    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}
