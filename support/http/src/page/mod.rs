//! Lists that come in pages.

mod follow;
mod info;
mod stream;

pub use info::PageInfo;
pub use stream::{Items, Pages};

use crate::answer::Answer;
use crate::call::Call;
use crate::codec::Codec;
use crate::{Pending, kind};
use bytes::Bytes;
use std::fmt;
use std::ops::Deref;

/// One page of a list: its items (this derefs to a slice of them), what the answer says of the whole list, and the way
/// to the next page.
pub struct Page<T> {
    items: Vec<T>,
    info: PageInfo,
    /// The items as they were sent: a server that repeats itself is found out by comparing.
    raw: Bytes,
    pub(crate) next: Option<Box<Call>>,
}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("items", &self.items).field("info", &self.info).finish_non_exhaustive()
    }
}

impl<T> Page<T> {
    pub(crate) fn new(answer: &Answer, items: Vec<T>, info: Option<&str>, raw: Bytes) -> Self {
        let info = PageInfo::read(info);
        let next = follow::next(answer, &info, items.len());
        Self { items, info, raw, next }
    }

    /// The items.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// What the answer says of the whole list, such as the number of all items.
    pub fn info(&self) -> &PageInfo {
        &self.info
    }

    /// Whether another page may follow. It may turn out to be empty where the server does not say how many there are.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }

    /// Whether this is the answer that `earlier` was, from a server that ignores where it was asked to go on.
    fn repeats(&self, earlier: &Bytes) -> bool {
        !self.items.is_empty() && !self.info.says_how_many() && self.raw == *earlier
    }
}

impl<T: Codec + Default> Page<T> {
    /// The next page; `None` after the last.
    pub fn next(&self) -> Pending<Option<Page<T>>> {
        let call = self.next.as_ref().and_then(|call| call.try_clone());
        let earlier = self.raw.clone();
        Box::pin(async move {
            let Some(call) = call else { return Ok(None) };
            let page = call.run(kind::page::<T>).await?;
            let is_end = page.repeats(&earlier) || (page.items.is_empty() && page.next.is_none());
            Ok((!is_end).then_some(page))
        })
    }
}

impl<T> Deref for Page<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'p, T> IntoIterator for &'p Page<T> {
    type Item = &'p T;
    type IntoIter = std::slice::Iter<'p, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}
