//! A pool of connections, for one request: a Worker may have six open at once, and none outlives its request. What is
//! kept between requests is Hyperdrive's part.

use crate::Result;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Connections that are opened when they are needed, and used again.
///
/// ```ignore
/// let pool = Pool::new(4, move || { let hyperdrive = hyperdrive.clone(); async move { connect(&hyperdrive).await } });
/// let mut connection = pool.get().await?; // waits where four are in use
/// ```
///
/// A connection goes back when it is dropped. One that broke, or that is in the middle of something, is
/// [discarded](Pooled::discard).
pub struct Pool<C>(Rc<Inner<C>>);

type Connecting<C> = Pin<Box<dyn Future<Output = Result<C>>>>;

struct Inner<C> {
    connect: Box<dyn Fn() -> Connecting<C>>,
    most: usize,
    /// How many there are, also those that are being opened.
    open: Cell<usize>,
    idle: RefCell<Vec<C>>,
    waiting: RefCell<Vec<Waker>>,
}

impl<C> Inner<C> {
    /// One may be had now. All are woken: of those who waited, some may have been dropped.
    fn freed(&self) {
        for waker in self.waiting.take() {
            waker.wake();
        }
    }
}

/// A connection of a [`Pool`]. It goes back when it is dropped.
pub struct Pooled<C> {
    /// Empty only while it is dropped.
    connection: Option<C>,
    pool: Rc<Inner<C>>,
}

/// A place in the pool; it is given back unless a connection takes it.
struct Place<C>(Option<Rc<Inner<C>>>);

impl<C> Drop for Place<C> {
    fn drop(&mut self) {
        if let Some(pool) = self.0.take() {
            pool.open.set(pool.open.get() - 1);
            pool.freed();
        }
    }
}

enum Turn<C> {
    Connection(C),
    Place(Place<C>),
}

impl<C> Pool<C> {
    /// A pool of at most `most` connections (one at least), opened by `connect`.
    pub fn new<F, Fut>(most: usize, connect: F) -> Self
    where
        F: Fn() -> Fut + 'static,
        Fut: Future<Output = Result<C>> + 'static,
    {
        Self(Rc::new(Inner {
            connect: Box::new(move || Box::pin(connect())),
            most: most.max(1),
            open: Cell::new(0),
            idle: RefCell::default(),
            waiting: RefCell::default(),
        }))
    }

    /// A connection: one that is free, a new one, or, where there may be no more, the next that comes back.
    ///
    /// # Errors
    /// When a new one cannot be opened.
    pub async fn get(&self) -> Result<Pooled<C>> {
        let connection = match std::future::poll_fn(|context| self.turn(context)).await {
            Turn::Connection(connection) => connection,
            Turn::Place(mut place) => {
                let connection = (self.0.connect)().await?;
                place.0 = None;
                connection
            }
        };
        Ok(Pooled { connection: Some(connection), pool: Rc::clone(&self.0) })
    }

    fn turn(&self, context: &mut Context<'_>) -> Poll<Turn<C>> {
        if let Some(connection) = self.0.idle.borrow_mut().pop() {
            return Poll::Ready(Turn::Connection(connection));
        }
        if self.0.open.get() < self.0.most {
            self.0.open.set(self.0.open.get() + 1);
            return Poll::Ready(Turn::Place(Place(Some(Rc::clone(&self.0)))));
        }
        self.0.waiting.borrow_mut().push(context.waker().clone());
        Poll::Pending
    }

    /// How many connections there are, used or free.
    pub fn open(&self) -> usize {
        self.0.open.get()
    }
}

impl<C> Clone for Pool<C> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<C> fmt::Debug for Pool<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("open", &self.open()).field("most", &self.0.most).finish_non_exhaustive()
    }
}

impl<C> Pooled<C> {
    /// Drops the connection instead of giving it back.
    pub fn discard(mut self) {
        drop(self.connection.take());
    }
}

impl<C> Drop for Pooled<C> {
    fn drop(&mut self) {
        match self.connection.take() {
            Some(connection) => self.pool.idle.borrow_mut().push(connection),
            None => self.pool.open.set(self.pool.open.get() - 1),
        }
        self.pool.freed();
    }
}

impl<C> Deref for Pooled<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection.as_ref().expect("it is taken only when it is dropped")
    }
}

impl<C> DerefMut for Pooled<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("it is taken only when it is dropped")
    }
}

impl<C> fmt::Debug for Pooled<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pooled")
    }
}

#[cfg(test)]
mod tests {
    use super::{Pool, Pooled};
    use crate::{Error, Result};
    use std::cell::Cell;
    use std::future::{self, Future};
    use std::pin::{Pin, pin};
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    fn poll<F: Future>(future: Pin<&mut F>) -> Option<F::Output> {
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => Some(value),
            Poll::Pending => None,
        }
    }

    fn get(pool: &Pool<u32>) -> Pooled<u32> {
        poll(pin!(pool.get())).expect("one is free").expect("it opens")
    }

    /// Connections are numbered as they are opened.
    fn pool(most: usize) -> Pool<u32> {
        let count = Rc::new(Cell::new(0));
        Pool::new(most, move || {
            count.set(count.get() + 1);
            future::ready(Ok(count.get()))
        })
    }

    #[test]
    fn a_connection_is_used_again() {
        let pool = pool(2);
        drop(get(&pool));
        assert_eq!((*get(&pool), pool.open()), (1, 1));
    }

    #[test]
    fn one_that_is_discarded_is_opened_anew() {
        let pool = pool(1);
        get(&pool).discard();
        assert_eq!((*get(&pool), pool.open()), (2, 1));
    }

    #[test]
    fn who_comes_when_all_are_used_waits() {
        let pool = pool(1);
        let first = get(&pool);
        let mut second = pin!(pool.get());
        assert!(poll(second.as_mut()).is_none());
        drop(first);
        let second = poll(second.as_mut()).expect("it came back").expect("it is open");
        assert_eq!(*second, 1);
    }

    #[test]
    fn a_place_whose_connection_fails_or_is_given_up_is_free_again() {
        let fails = Pool::<u32>::new(1, || future::ready(Err(Error::new("refused"))));
        for _ in 0..2 {
            let refused = poll(pin!(fails.get())).expect("there is a place");
            assert_eq!(refused.expect_err("it fails").to_string(), "refused");
        }
        let hangs = Pool::<u32>::new(1, future::pending::<Result<u32>>);
        assert!(poll(pin!(hangs.get())).is_none());
        assert_eq!(hangs.open(), 0);
    }
}
