//! What an answer says of the whole list.

use crate::codec::Reader;
use crate::{Json, envelope};

/// What an answer says of the whole list (`result_info`); what it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageInfo {
    /// The page's number, from 1.
    pub page: Option<u64>,
    /// Items per page.
    pub per_page: Option<u64>,
    /// Items on this page.
    pub count: Option<u64>,
    /// Items on all pages.
    pub total_count: Option<u64>,
    /// Pages in all.
    pub total_pages: Option<u64>,
    /// Whether more follows.
    pub has_more: Option<bool>,
    /// The mark of the next page; `None` also where the answer has an empty one.
    pub cursor: Option<String>,
    /// All that the answer says of the list, as it was sent.
    pub raw: Option<Json>,
}

/// Where marks of the next page are found in what an answer says of the list.
const CURSORS: [&str; 5] = ["cursors.after", "cursor", "next_cursor", "next_page_token", "next"];

impl PageInfo {
    /// Reads what can be read; servers leave out, misspell and mistype members here.
    pub(super) fn read(text: Option<&str>) -> Self {
        let mut info = Self::default();
        if let Some(text) = text {
            info.raw = Json::parse(text).ok().filter(|raw| !raw.is_null());
            let _ = info.members(&mut Reader::new(text));
            info.cursor = CURSORS.into_iter().find_map(|path| mark(text, path)).flatten();
        }
        info
    }

    fn members(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        reader.begin_object().ok()?;
        let mut first = true;
        while let Some(key) = reader.next_key(first).ok()? {
            first = false;
            let value = reader.skip().ok()?;
            let number = || crate::codec::from_str::<u64>(value).ok();
            let flag = || crate::codec::from_str::<bool>(value).ok();
            match key.as_ref() {
                "page" => self.page = number(),
                "per_page" => self.per_page = number(),
                "count" => self.count = number(),
                "total_count" => self.total_count = number(),
                "total_pages" => self.total_pages = number(),
                "has_more" | "is_truncated" | "truncated" => self.has_more = flag(),
                _ => {}
            }
        }
        Some(())
    }

    /// Whether the number of pages or items is known.
    pub(super) fn says_how_many(&self) -> bool {
        self.total_pages.is_some() || self.total_count.is_some()
    }

    /// Whether more follows this page, where the answer says so. `items` came on it, after `before` others.
    pub(super) fn more_after(&self, page: u64, before: u64, items: u64) -> Option<bool> {
        if let Some(more) = self.has_more {
            return Some(more);
        }
        if let Some(pages) = self.total_pages {
            return Some(page < pages);
        }
        let total = self.total_count?;
        match self.per_page.filter(|size| *size > 0) {
            Some(size) => Some(page.saturating_mul(size) < total),
            None => Some(before.saturating_add(items) < total),
        }
    }
}

/// The mark at a path: `None` if nothing is there, `Some(None)` if what is there marks nothing.
pub(super) fn mark(text: &str, path: &str) -> Option<Option<String>> {
    let found = Json::parse(envelope::find(text, path)?).ok()?;
    if found.is_null() {
        return Some(None);
    }
    // Objects and lists are no marks.
    let text = found.as_str()?;
    Some(Some(text).filter(|text| !text.is_empty()))
}
