//! From one page to the call for the next: by what the answer says, within what the operation's parameters allow.

use super::PageInfo;
use super::info::Mark;
use crate::answer::Answer;
use crate::call::Call;
use crate::escape;
use crate::operation::{PageParameters, PageStyle};

/// What follows a page.
pub(super) enum Next {
    /// Nothing.
    End,
    /// The page that this call asks for, and whether the answer says that there is one.
    Call(Box<Call>, bool),
    /// More, which cannot be asked for: why.
    Stuck(String),
}

/// Where answers keep the mark of the next page, beside what they say in `result_info`.
const MARKS: [&str; 11] = [
    "result.cursor",
    "result.next_cursor",
    "result.nextCursor",
    "result.next",
    "result.next_page_token",
    "result.meta.cursor",
    "cursors.after",
    "cursor",
    "next_cursor",
    "next_page_token",
    "next",
];

/// What follows the page that was answered.
pub(super) fn next(answer: &Answer, info: &PageInfo, count: usize) -> Next {
    let Some(call) = answer.call.as_deref() else { return Next::End };
    let pages = answer.operation.pages;
    let list = List { call, info, by: pages.by, count: count as u64 };
    match list.cursor(answer) {
        Cursor::At(value) => return list.go_on(pages.by.cursor, &value, true),
        Cursor::Over => return Next::End,
        Cursor::NoParameter if pages.by.page.is_empty() && pages.by.offset.is_empty() => {
            return Next::Stuck(format!("the answer has a cursor, but {}", list.no_parameter()));
        }
        Cursor::NoParameter | Cursor::None => {}
    }
    let more = list.more();
    match pages.style {
        _ if more == Some(false) => Next::End,
        PageStyle::Cursor if more.is_none() => Next::End,
        _ if !pages.by.page.is_empty() && pages.style != PageStyle::Offset => list.number(answer, more),
        _ if !pages.by.offset.is_empty() => list.offset(more),
        _ if !pages.by.page.is_empty() => list.number(answer, more),
        _ if more == Some(true) && list.is_sure() => {
            Next::Stuck(format!("{}, but {}", list.announced(), list.no_parameter()))
        }
        _ => Next::End,
    }
}

struct List<'a> {
    call: &'a Call,
    info: &'a PageInfo,
    by: PageParameters,
    /// Items on this page.
    count: u64,
}

enum Cursor {
    /// Here it goes on.
    At(String),
    /// A mark that marks nothing: the list is over.
    Over,
    /// There is a mark, and no parameter for it.
    NoParameter,
    /// The answer speaks of no mark.
    None,
}

impl List<'_> {
    fn cursor(&self, answer: &Answer) -> Cursor {
        let stated = self.stated_mark(answer);
        if self.by.cursor.is_empty() {
            return if self.info.cursor.is_some() { Cursor::NoParameter } else { Cursor::None };
        }
        // A list that says that it is over is over, whatever marks it gives.
        if self.info.has_more == Some(false) {
            return Cursor::Over;
        }
        match stated {
            Mark::Unsaid => Cursor::None,
            Mark::Over => Cursor::Over,
            // The mark that was asked for leads nowhere else.
            Mark::At(value) if self.asked(self.by.cursor) == Some(&escape::encoded(&value)) => Cursor::Over,
            Mark::At(value) => Cursor::At(value),
        }
    }

    /// The mark of the next page: where the document says, then where such marks are.
    fn stated_mark(&self, answer: &Answer) -> Mark {
        if self.by.cursor.is_empty() {
            return Mark::Unsaid;
        }
        let Ok(text) = std::str::from_utf8(answer.bytes()) else { return Mark::Unsaid };
        let described = if self.by.next.is_empty() { Mark::Unsaid } else { Mark::find(text, self.by.next) };
        let found = described.clone().value().or_else(|| self.info.cursor.clone());
        let found = found.or_else(|| MARKS.into_iter().find_map(|path| Mark::find(text, path).value()));
        match found {
            Some(value) => self.of_address(value).map_or(Mark::Over, Mark::At),
            None => described,
        }
    }

    /// A mark may come inside the address of the next page.
    fn of_address(&self, value: String) -> Option<String> {
        let Some((_, query)) = value.split_once('?') else { return Some(value) };
        let own = format!("{}=", self.by.cursor);
        query.split('&').find_map(|pair| pair.strip_prefix(&own)).map(escape::decoded)
    }

    fn asked(&self, name: &str) -> Option<&str> {
        if name.is_empty() { None } else { self.call.query_value(name) }
    }

    fn asked_number(&self, name: &str) -> Option<u64> {
        self.asked(name)?.parse().ok()
    }

    fn page(&self) -> u64 {
        self.asked_number(self.by.page).or(self.info.page).unwrap_or(1)
    }

    /// Whether the answer says that more follows.
    fn more(&self) -> Option<bool> {
        let page = self.page();
        let size = self.info.per_page.unwrap_or_default();
        let before =
            self.asked_number(self.by.offset).unwrap_or_else(|| page.saturating_sub(1).saturating_mul(size));
        self.info.more_after(page, before, self.count)
    }

    /// Whether the numbers that say that more follows are those of this list: totals are often those without filters.
    fn is_sure(&self) -> bool {
        let full = self.info.per_page.map(|size| self.count >= size);
        self.info.has_more == Some(true)
            || self.info.total_pages.is_some()
            || (self.count > 0 && full.unwrap_or(self.call.parts.query.is_empty()))
    }

    fn number(&self, answer: &Answer, more: Option<bool>) -> Next {
        // A server that answers with another page than the one asked for has none with that number.
        if self.count == 0 || other_page(answer, self.info).is_some() {
            return Next::End;
        }
        let sure = more == Some(true) || self.info.cursor.is_some();
        self.go_on(self.by.page, &self.page().saturating_add(1).to_string(), sure)
    }

    fn offset(&self, more: Option<bool>) -> Next {
        if self.count == 0 {
            return Next::End;
        }
        let next = self.asked_number(self.by.offset).unwrap_or(0).saturating_add(self.count);
        if self.info.has_more.is_none() && self.info.total_count.is_some_and(|total| next >= total) {
            return Next::End;
        }
        self.go_on(self.by.offset, &next.to_string(), more == Some(true) || self.info.cursor.is_some())
    }

    fn go_on(&self, name: &'static str, value: &str, sure: bool) -> Next {
        match self.call.try_clone() {
            Some(mut call) => {
                call.set_query(name, escape::encoded(value));
                Next::Call(Box::new(call), sure)
            }
            None => Next::Stuck("the list goes on, but its request cannot be sent twice".to_owned()),
        }
    }

    fn announced(&self) -> String {
        match (self.info.total_pages, self.info.total_count) {
            (Some(pages), _) => format!("the answer is page {} of {pages}", self.page()),
            (None, Some(total)) => format!("the answer has {} of {total} items", self.count),
            (None, None) => "the answer says that the list goes on".to_owned(),
        }
    }

    fn no_parameter(&self) -> String {
        format!("`{}` has no parameter to ask for more", self.call.parts.operation.name)
    }
}

/// The number of the page that was answered, where another was asked for.
pub(super) fn other_page(answer: &Answer, info: &PageInfo) -> Option<u64> {
    let call = answer.call.as_deref()?;
    let asked: u64 = call.query_value(answer.operation.pages.by.page)?.parse().ok()?;
    info.page.filter(|answered| *answered != asked)
}
