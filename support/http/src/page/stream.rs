//! All pages of a list, and all items.

use super::Page;
use crate::call::Call;
use crate::codec::Codec;
use crate::operation::PageStyle;
use crate::{Error, Pending, kind};
use bytes::Bytes;
use futures_core::Stream;
use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How many pages without items may come in a row before a list is given up.
const MAX_EMPTY: u32 = 100;

/// The pages of a list, one after the other. Ends after the last page and after an error.
///
/// Never goes round in circles: a server that repeats a page or a cursor has come to the end of its list. Dropping the
/// future of `next()` loses nothing: what was under way goes on with the next one.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    next: Option<Box<Call>>,
    under_way: Option<Pending<Page<T>>>,
    prefetch: bool,
    walk: Walk,
}

/// What has been seen of a list.
#[derive(Default)]
struct Walk {
    last: Option<Bytes>,
    cursors: BTreeSet<String>,
    empty: u32,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next", &self.next).finish_non_exhaustive()
    }
}

impl<T: Codec + Default> Pages<T> {
    /// The pages from the one that `call` asks for.
    pub fn new(call: Call) -> Self {
        let prefetch = call.parts.client.inner.prefetch;
        Self { next: Some(Box::new(call)), under_way: None, prefetch, walk: Walk::default() }
    }

    /// Whether the next page is fetched while the items of this one are used; default: the client's setting.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.prefetch = prefetch;
        self
    }

    fn start(&mut self) {
        if self.under_way.is_none() {
            self.under_way = self.next.take().map(|call| call.run(kind::page::<T>));
        }
    }

    /// Moves the next page along while something else is used.
    fn nudge(&mut self, context: &mut Context<'_>) {
        if let Some(page) = &mut self.under_way
            && let Poll::Ready(page) = page.as_mut().poll(context)
        {
            self.under_way = Some(Box::pin(std::future::ready(page)));
        }
    }
}

impl Walk {
    /// Whether a page belongs to the list; cuts the way to a next page that was seen before.
    fn takes<T>(&mut self, page: &mut Page<T>) -> Result<bool, Error> {
        let is_first = self.last.is_none();
        if self.last.as_ref().is_some_and(|last| page.repeats(last)) {
            return Ok(false);
        }
        self.last = Some(page.raw.clone());
        if let Some(cursor) = page.next.as_ref().and_then(|call| cursor(call))
            && !self.cursors.insert(cursor)
        {
            page.next = None;
        }
        self.empty = if page.is_empty() { self.empty + 1 } else { 0 };
        if self.empty > MAX_EMPTY {
            return Err(Error::request(format!("a list went on for {MAX_EMPTY} pages without an item")));
        }
        Ok(is_first || !page.is_empty() || page.next.is_some())
    }
}

/// The cursor that a call asks for, if its list has them.
fn cursor(call: &Call) -> Option<String> {
    match call.parts.operation.pages.style {
        PageStyle::Cursor { cursor, .. } => call.query_value(cursor).map(str::to_owned),
        _ => None,
    }
}

impl<T> Unpin for Pages<T> {}

impl<T: Codec + Default> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.start();
        let Some(page) = &mut self.under_way else { return Poll::Ready(None) };
        let result = ready!(page.as_mut().poll(context));
        self.under_way = None;
        let checked = result.and_then(|mut page| Ok((self.walk.takes(&mut page)?, page)));
        match checked {
            Ok((true, mut page)) => {
                // The page keeps its own way on, for those who ask it; a clone goes on here.
                self.next = page.next.as_ref().and_then(|call| call.try_clone()).map(Box::new);
                if self.next.is_none() {
                    page.next = None;
                }
                if self.prefetch {
                    self.start();
                }
                Poll::Ready(Some(Ok(page)))
            }
            Ok((false, _)) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }
}

/// The items of all pages, one after the other. As [`Pages`] otherwise.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    items: std::vec::IntoIter<T>,
    pages: Pages<T>,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<T: Codec + Default> Items<T> {
    /// The items from the page that `call` asks for.
    pub fn new(call: Call) -> Self {
        Self { items: Vec::new().into_iter(), pages: Pages::new(call) }
    }

    /// Whether the next page is fetched while the items of this one are used; default: the client's setting.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.pages.prefetch = prefetch;
        self
    }

    /// All items, at most `limit` of them.
    pub fn collect_all(self, limit: usize) -> Pending<Vec<T>> {
        Box::pin(async move {
            let mut pages = self.pages;
            let mut all = Vec::new();
            while all.len() < limit {
                let next = std::future::poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await;
                let Some(page) = next else { break };
                let left = limit - all.len();
                all.extend(page?.into_items().into_iter().take(left));
            }
            Ok(all)
        })
    }
}

impl<T> Unpin for Items<T> {}

impl<T: Codec + Default> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.items.next() {
                self.pages.nudge(context);
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(page)) => self.items = page.into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
