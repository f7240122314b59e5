//! What an answer says of the whole list.

use crate::Json;
use crate::codec::Reader;

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
    /// All that the answer says of the list, as it was sent.
    pub raw: Option<Json>,
}

impl PageInfo {
    /// Reads what can be read; servers leave out, misspell and mistype members here.
    pub(super) fn read(text: Option<&str>) -> Self {
        let mut info = Self::default();
        if let Some(text) = text {
            info.raw = Json::parse(text).ok().filter(|raw| !raw.is_null());
            let _ = info.members(&mut Reader::new(text));
        }
        info
    }

    fn members(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        reader.begin_object().ok()?;
        let mut first = true;
        while let Some(key) = reader.next_key(first).ok()? {
            first = false;
            let value = reader.skip().ok()?;
            let number = || crate::codec::from_str::<u64>(value.trim_matches('"')).ok();
            match key.as_ref() {
                "page" => self.page = number(),
                "per_page" => self.per_page = number(),
                "count" => self.count = number(),
                "total_count" => self.total_count = number(),
                "total_pages" => self.total_pages = number(),
                _ => {}
            }
        }
        Some(())
    }

    /// Whether the number of pages or items is known.
    pub(super) fn says_how_many(&self) -> bool {
        self.total_pages.is_some() || self.total_count.is_some()
    }

    /// Whether more follows after `items` items or `page` pages, where the answer says so.
    pub(super) fn more_after(&self, page: u64) -> Option<bool> {
        if let Some(pages) = self.total_pages {
            return Some(page < pages);
        }
        let (total, size) = (self.total_count?, self.per_page.filter(|size| *size > 0)?);
        Some(page.saturating_mul(size) < total)
    }
}
