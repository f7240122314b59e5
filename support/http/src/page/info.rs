//! What an answer says of the whole list.

use super::mark::Mark;
use crate::Json;
use crate::codec::Reader;
use crate::envelope::About;

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
    /// All that the answer says of the list, as it was sent: `result_info`, or the plain values beside the list.
    pub raw: Option<Json>,
}

/// Where marks of the next page are found in what an answer says of the list.
const CURSORS: [&str; 8] = [
    "cursors.after",
    "cursor",
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "meta.cursor",
    "next",
    "links.next",
];

impl PageInfo {
    /// Reads what can be read; servers leave out, misspell and mistype members here.
    pub(super) fn read(about: &About<'_>) -> Self {
        let mut info = Self::default();
        for (key, value) in &about.beside {
            info.member(key, value);
        }
        info.cursor = Self::cursor_beside(about);
        for text in &about.info {
            info.raw = Json::parse(text).ok();
            let _ = info.members(&mut Reader::new(text));
            let stated = CURSORS.into_iter().find_map(|path| Mark::find(text, path).value());
            info.cursor = stated.or(info.cursor);
        }
        if about.info.is_empty() && !about.beside.is_empty() {
            let beside = about.beside.iter().filter(|(key, _)| key != "success");
            let beside: Vec<_> =
                beside.filter_map(|(key, value)| Some((key, Json::parse(value).ok()?))).collect();
            info.raw = Some(Json::object(beside)).filter(|raw| raw.as_text() != "{}");
        }
        info
    }

    fn members(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        reader.begin_object().ok()?;
        let mut first = true;
        while let Some(key) = reader.next_key(first).ok()? {
            first = false;
            let value = reader.skip().ok()?;
            self.member(&key, value);
        }
        Some(())
    }

    fn member(&mut self, key: &str, value: &str) {
        let number = || crate::codec::from_str::<u64>(value).ok();
        let flag = || crate::codec::from_str::<bool>(value).ok();
        match key {
            "page" | "page_number" | "current_page" => self.page = number(),
            "per_page" | "page_size" | "pageSize" => self.per_page = number(),
            "count" => self.count = number(),
            "total_count" | "total" | "totalCount" => self.total_count = number(),
            "total_pages" | "totalPages" | "page_count" => self.total_pages = number(),
            "has_more" | "hasMore" | "is_truncated" | "truncated" => self.has_more = flag(),
            "done" => self.has_more = flag().map(|done| !done),
            _ => {}
        }
    }

    /// The mark of the next page among the values beside a list.
    fn cursor_beside(about: &About<'_>) -> Option<String> {
        let value = |name: &str| about.beside.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        CURSORS.into_iter().find_map(|path| match path.split_once('.') {
            Some((head, rest)) => Mark::find(value(head)?, rest).value(),
            None => Mark::of(value(path)?).value(),
        })
    }

    /// Whether the number of pages or items is known.
    pub(super) fn says_how_many(&self) -> bool {
        self.total_pages.is_some() || self.total_count.is_some()
    }
}
