//! Lists that come in pages.

mod elements;
mod follow;
mod info;
mod mark;
mod stream;

pub(crate) use elements::Elements;
pub(crate) use follow::Before;
pub use info::PageInfo;
pub use stream::{Items, Pages};

use crate::answer::Answer;
use crate::call::Call;
use crate::codec::{Codec, Note};
use crate::envelope::About;
use crate::error::{DecodeError, Error};
use crate::{Json, Pending, kind};
use bytes::Bytes;
use std::fmt;
use std::ops::Deref;

/// How many pages without items may come in a row, where each says what the next is asked for by, or how many there are.
const MAX_EMPTY: u32 = 100;

/// How many may, where a server says of each page number that more follows.
const MAX_EMPTY_UNCOUNTED: u32 = 2;

/// One page of a list: its items (this derefs to a slice of them), what the answer says of the whole list, and the way
/// to the next page.
pub struct Page<T> {
    items: Vec<T>,
    /// Items that cannot be read, in the order of the list.
    skipped: Vec<Skipped>,
    info: PageInfo,
    notes: Vec<Note>,
    /// The items as they were sent: a server that repeats itself is found out by comparing.
    raw: Bytes,
    /// Whether the answer is about another page than the one asked for.
    is_other: bool,
    /// Pages without items in a row, this one included.
    empty: u32,
    pub(crate) next: Following,
}

/// What follows a page.
pub(crate) enum Following {
    /// Nothing.
    End,
    /// The page that this call asks for, and whether the answer says that there is one.
    Call(Box<Call>, bool),
    /// More, which cannot be asked for.
    Stuck(Box<DecodeError>),
    /// A page that was asked for before, by this request.
    Circle(String),
}

impl Following {
    /// The call for the next page.
    fn call(&self) -> Option<&Call> {
        match self {
            Self::Call(call, _) => Some(call),
            _ => None,
        }
    }

    fn is_sure(&self) -> bool {
        matches!(self, Self::Call(_, true))
    }

    /// The same once more.
    fn again(&self) -> Self {
        match self {
            Self::End => Self::End,
            Self::Call(call, sure) => {
                call.try_clone().map_or(Self::End, |call| Self::Call(Box::new(call), *sure))
            }
            Self::Stuck(error) => Self::Stuck(error.clone()),
            Self::Circle(shown) => Self::Circle(shown.clone()),
        }
    }
}

/// An item of a list that cannot be read.
#[derive(Clone)]
#[non_exhaustive]
pub struct Skipped {
    /// Its place on the page, from 0.
    pub index: usize,
    /// Why it cannot be read, with its path.
    pub error: DecodeError,
    /// The item as it was sent.
    pub raw: Json,
}

/// Without the item: what of it is sensitive only its type says.
impl fmt::Debug for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Skipped")
            .field("index", &self.index)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl<T: fmt::Debug> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("items", &self.items)
            .field("skipped", &self.skipped.len())
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

impl<T> Page<T> {
    pub(crate) fn new(answer: &Answer, elements: Elements<T>, about: &About<'_>, raw: Bytes) -> Self {
        let info = PageInfo::read(about);
        let skipped: Vec<Skipped> =
            elements.failed.into_iter().map(|failed| Skipped::new(answer, failed)).collect();
        let next = match follow::next(answer, &info, elements.items.len() + skipped.len()) {
            follow::Next::End => Following::End,
            follow::Next::Call(call, sure) => Following::Call(call, sure),
            follow::Next::Stuck(why) => Following::Stuck(answer.unexpected_details(why)),
        };
        let is_other = follow::other_page(answer, &info).is_some();
        let empty = u32::from(elements.items.is_empty() && skipped.is_empty());
        Self { items: elements.items, skipped, info, notes: answer.notes(), raw, is_other, empty, next }
    }

    /// The page, unless an item on it could not be read.
    pub(crate) fn complete(mut self, skip: bool) -> Result<Self, Error> {
        if skip || self.skipped.is_empty() {
            return Ok(self);
        }
        Err(self.skipped.swap_remove(0).error.into())
    }

    /// The items.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The items.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// The items that cannot be read, where the call leaves such out
    /// ([`skip_undecodable`](crate::Call::skip_undecodable)).
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// What is not as the document says, and was read all the same.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// What the answer says of the whole list, such as the number of all items.
    pub fn info(&self) -> &PageInfo {
        &self.info
    }

    /// Whether another page may follow. It may turn out to be empty where the server does not say how many there are.
    pub fn has_next(&self) -> bool {
        !matches!(self.next, Following::End)
    }

    /// Items on the page, those that cannot be read included.
    fn size(&self) -> usize {
        self.items.len() + self.skipped.len()
    }

    /// Counts on where the page has no items, as so many before it; a list that goes on and on without any is given up.
    fn after_empty(&mut self, before: u32) -> Result<(), Error> {
        if self.empty > 0 {
            self.empty = before.saturating_add(1);
        }
        let Some(call) = self.next.call() else { return Ok(()) };
        let by_cursor = call.query_value(call.parts.operation.pages.by.cursor).is_some();
        let ends = self.info.total_pages.is_some()
            || (self.info.total_count.is_some() && self.info.has_more.is_none());
        let most = if by_cursor || ends { MAX_EMPTY } else { MAX_EMPTY_UNCOUNTED };
        if self.empty < most {
            return Ok(());
        }
        Err(Error::request(format!("{}: the list went on for {most} pages without an item", call.shown())))
    }

    /// Whether this is the answer that `earlier` was, from a server that ignores where it was asked to go on.
    fn repeats(&self, earlier: &Bytes) -> bool {
        let is_new_page = self.info.page.is_some() && !self.is_other;
        // Plain values may well be the same on two pages, where the server counts them.
        let may_be_equal = self.info.says_how_many() && !self.raw.contains(&b'{');
        self.size() > 0 && self.raw == *earlier && !is_new_page && !may_be_equal
    }
}

impl Skipped {
    fn new(answer: &Answer, failed: elements::Failed) -> Self {
        let raw = Json::passed_over(&failed.raw);
        Self { index: failed.index, error: *answer.misfit(failed.fail), raw }
    }
}

/// The error of a server that was asked for more and gives the same again, though it says that there is more.
#[cold]
fn goes_round(shown: &str) -> Error {
    Error::request(format!(
        "{shown}: the answer says that the list goes on, but the next page is the same again"
    ))
}

impl<T: Codec + Default> Page<T> {
    /// The next page; `None` after the last.
    pub fn next(&self) -> Pending<Option<Page<T>>> {
        let following = self.next.again();
        let (earlier, empty) = (self.raw.clone(), self.empty);
        Box::pin(async move {
            let (call, sure) = match following {
                Following::End => return Ok(None),
                Following::Stuck(error) => return Err(Error::Decode(error)),
                Following::Circle(shown) => return Err(goes_round(&shown)),
                Following::Call(call, sure) => (call, sure),
            };
            let shown = call.shown();
            let mut page = call.run(kind::page::<T>).await?;
            if page.repeats(&earlier) {
                return if sure { Err(goes_round(&shown)) } else { Ok(None) };
            }
            page.after_empty(empty)?;
            let is_end = page.size() == 0 && matches!(page.next, Following::End);
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
