//! All pages of a list, and all items.

use super::{Following, Page, Skipped, goes_round};
use crate::call::Call;
use crate::codec::Codec;
use crate::{Error, Pending, kind};
use bytes::Bytes;
use futures_core::Stream;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// The pages of a list, one after the other. Ends after the last page and after an error, but for a page of which an item
/// cannot be read: then the next page follows the error.
///
/// Never goes round in circles: a server that repeats a page, or answers with the cursor that it was asked for, has come to
/// the end of its list; if it says all the while that there is more, that is an error, as is a cursor that was followed
/// before. A page without items is no end where the answer says that there is more. Dropping the future of `next()` loses nothing: what was under way goes on
/// with the next one.
#[must_use = "streams do nothing unless polled"]
pub struct Pages<T> {
    next: Following,
    under_way: Option<Pending<Page<T>>>,
    prefetch: bool,
    skip: bool,
    walk: Walk,
}

/// What has been seen of a list.
#[derive(Default)]
struct Walk {
    last: Option<Bytes>,
    /// Whether the last page said that another follows, and what was called for it.
    promised: Option<String>,
    /// Where the pages so far began, as hashes.
    places: BTreeSet<u64>,
    /// Pages without items in a row.
    empty: u32,
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next", &self.next.call()).finish_non_exhaustive()
    }
}

impl<T: Codec + Default> Pages<T> {
    /// The pages from the one that `call` asks for.
    pub fn new(call: Call) -> Self {
        let (prefetch, skip) = (call.parts.client.inner.prefetch, call.parts.options.skip);
        let walk = Walk { places: BTreeSet::from([place(&call)]), ..Walk::default() };
        let next = Following::Call(Box::new(call), false);
        Self { next, under_way: None, prefetch, skip, walk }
    }

    /// Whether the next page is fetched while the items of this one are used; default: the client's setting.
    pub fn prefetch(mut self, prefetch: bool) -> Self {
        self.prefetch = prefetch;
        self
    }

    fn start(&mut self) {
        if self.under_way.is_none() {
            self.under_way = match std::mem::replace(&mut self.next, Following::End) {
                Following::End => None,
                Following::Call(call, _) => Some(call.run(kind::tolerant_page::<T>)),
                Following::Stuck(error) => Some(Box::pin(std::future::ready(Err(Error::Decode(error))))),
                Following::Circle(shown) => Some(Box::pin(std::future::ready(Err(goes_round(&shown))))),
            };
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

    /// The next page, whether or not all of its items can be read.
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<T>, Error>>> {
        self.start();
        let Some(page) = &mut self.under_way else { return Poll::Ready(None) };
        let result = ready!(page.as_mut().poll(context));
        self.under_way = None;
        let checked = result.and_then(|mut page| Ok((self.walk.takes(&mut page)?, page)));
        match checked {
            Ok((true, page)) => {
                // The page keeps its own way on, for those who ask it; a copy goes on here.
                self.next = page.next.again();
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

impl Walk {
    /// Whether a page belongs to the list; cuts the way to a next page that was seen before.
    fn takes<T>(&mut self, page: &mut Page<T>) -> Result<bool, Error> {
        let is_first = self.last.is_none();
        if self.last.as_ref().is_some_and(|last| page.repeats(last)) {
            return self.promised.take().map_or(Ok(false), |shown| Err(goes_round(&shown)));
        }
        self.last = Some(page.raw.clone());
        if let Some(call) = page.next.call()
            && !self.places.insert(place(call))
        {
            page.next = Following::Circle(call.shown());
        }
        self.promised = page.next.call().filter(|_| page.next.is_sure()).map(Call::shown);
        page.after_empty(self.empty)?;
        self.empty = page.empty;
        Ok(is_first || page.size() > 0 || page.has_next())
    }
}

/// Where the page that a call asks for begins, as a hash.
fn place(call: &Call) -> u64 {
    let by = call.parts.operation.pages.by;
    let mut hasher = DefaultHasher::new();
    [by.cursor, by.page, by.offset].map(|name| call.query_value(name)).hash(&mut hasher);
    hasher.finish()
}

impl<T> Unpin for Pages<T> {}

impl<T: Codec + Default> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let skip = self.skip;
        let page = ready!(self.poll_page(context));
        Poll::Ready(page.map(|page| page.and_then(|page| page.complete(skip))))
    }
}

/// The items of all pages, one after the other. An item that cannot be read is an error with its path, after which the
/// stream goes on. As [`Pages`] otherwise.
#[must_use = "streams do nothing unless polled"]
pub struct Items<T> {
    of_page: std::vec::IntoIter<T>,
    skipped: std::iter::Peekable<std::vec::IntoIter<Skipped>>,
    /// The place on the page of the next item.
    index: usize,
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
        let nothing = Vec::new().into_iter();
        Self {
            of_page: Vec::new().into_iter(),
            skipped: nothing.peekable(),
            index: 0,
            pages: Pages::new(call),
        }
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

    /// The next item of the page at hand.
    fn take(&mut self) -> Option<Result<T, Error>> {
        let index = self.index;
        self.index += 1;
        match self.skipped.next_if(|skipped| skipped.index == index) {
            Some(skipped) => Some(Err(skipped.error.into())),
            None => self.of_page.next().map(Ok),
        }
    }
}

impl<T> Unpin for Items<T> {}

impl<T: Codec + Default> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.take() {
                self.pages.nudge(context);
                return Poll::Ready(Some(item));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(page)) => {
                    let skipped = if self.pages.skip { Vec::new() } else { page.skipped };
                    self.index = 0;
                    self.skipped = skipped.into_iter().peekable();
                    self.of_page = page.items.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}
