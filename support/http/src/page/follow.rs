//! From one page to the call for the next: by what the answer says, within what the operation's parameters allow.

use super::PageInfo;
use super::mark::{self, Mark};
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

/// What the pages before one held and said, where they were asked for one after the other from the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before {
    /// Items on them, those that cannot be read included.
    items: u64,
    total_pages: Option<u64>,
    total_count: Option<u64>,
}

const NOWHERE: &str = "not what the next page is asked for by";

/// What follows the page that was answered.
pub(super) fn next(answer: &Answer, info: &PageInfo, count: usize) -> Next {
    let Some(call) = answer.call.as_deref() else { return Next::End };
    let pages = answer.operation.pages;
    let before = call.parts.before;
    let mut list = List {
        call,
        info,
        by: pages.by,
        style: pages.style,
        count: count as u64,
        total_pages: info.total_pages.or(before.and_then(|before| before.total_pages)),
        total_count: info.total_count.or(before.and_then(|before| before.total_count)),
        has_mark: false,
    };
    let has_numbers = !(pages.by.page.is_empty() && pages.by.offset.is_empty());
    match list.stated(answer) {
        Stated::At(places) => return list.go_on(&places, true),
        Stated::Same if info.has_more == Some(true) => {
            return list.stuck("its cursor is the one that was asked for");
        }
        Stated::Over | Stated::Same if !list.goes_on_by_number() => return Next::End,
        Stated::NoParameter => {
            list.has_mark = true;
            if !has_numbers {
                return list.stuck(&list.no_way());
            }
        }
        Stated::Over | Stated::Same | Stated::None => {}
    }
    match list.more() {
        Some(false) => Next::End,
        more if !has_numbers => list.stuck_if_sure(more, &list.no_way()),
        None if pages.style == PageStyle::Cursor && !list.has_mark => Next::End,
        more if list.counts_items() => list.by_items(more),
        more => list.number(answer, more),
    }
}

struct List<'a> {
    call: &'a Call,
    info: &'a PageInfo,
    by: PageParameters,
    style: PageStyle,
    /// Items on this page.
    count: u64,
    /// Pages in all, as this page or one before it says.
    total_pages: Option<u64>,
    /// Items in all, as this page or one before it says.
    total_count: Option<u64>,
    /// Whether the answer has a mark of the next page for which there is no parameter.
    has_mark: bool,
}

/// What the answer's mark of the next page says.
enum Stated {
    /// With these values of parameters it goes on.
    At(Vec<(&'static str, String)>),
    /// It marks the page that was asked for.
    Same,
    /// It marks nothing: the list is over.
    Over,
    /// There is a mark, and no parameter for it.
    NoParameter,
    /// The answer speaks of no mark.
    None,
}

impl List<'_> {
    fn stated(&self, answer: &Answer) -> Stated {
        // A list that says that it is over is over, whatever marks it gives.
        if self.info.has_more == Some(false) {
            return Stated::Over;
        }
        let places = match self.stated_mark(answer) {
            Mark::Unsaid => return Stated::None,
            Mark::Over => return Stated::Over,
            Mark::At(mark) => self.places(mark),
        };
        if places.is_empty() {
            Stated::NoParameter
        } else if places.iter().all(|(name, value)| self.asked(name) == Some(&escape::encoded(value))) {
            Stated::Same
        } else {
            Stated::At(places)
        }
    }

    /// The mark of the next page: where the document says, then where such marks are.
    fn stated_mark(&self, answer: &Answer) -> Mark {
        let described = if self.by.next.is_empty() {
            Mark::Unsaid
        } else {
            std::str::from_utf8(answer.bytes()).map_or(Mark::Unsaid, |text| Mark::find(text, self.by.next))
        };
        match (described, &self.info.cursor) {
            (Mark::Unsaid | Mark::Over, Some(mark)) => Mark::At(mark.clone()),
            (described, _) => described,
        }
    }

    /// The values that a mark gives for parameters: it may be an address, which may hold several.
    fn places(&self, mark: String) -> Vec<(&'static str, String)> {
        let by = self.by;
        match mark::query(&mark) {
            Some(query) => mark::known_in(query, &self.position()),
            None if by.cursor.is_empty() => Vec::new(),
            None => vec![(by.cursor, mark)],
        }
    }

    /// The parameters that say which page is asked for.
    fn position(&self) -> Vec<&'static str> {
        let names = [self.by.cursor, self.by.page, self.by.offset];
        names.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// Whether a list whose mark marks nothing says otherwise that it goes on.
    fn goes_on_by_number(&self) -> bool {
        let more_pages = self.total_pages.zip(self.page()).is_some_and(|(pages, page)| page < pages);
        self.info.has_more.unwrap_or(more_pages && !self.by.page.is_empty() && !self.is_marked())
    }

    fn asked(&self, name: &str) -> Option<&str> {
        if name.is_empty() { None } else { self.call.query_value(name) }
    }

    fn asked_number(&self, name: &str) -> Option<u64> {
        self.asked(name)?.parse().ok()
    }

    /// Whether this page was asked for by a mark: how many came before it is not known then.
    fn is_marked(&self) -> bool {
        self.asked(self.by.cursor).is_some()
    }

    /// Whether the next page is asked for by the number of items before it.
    fn counts_items(&self) -> bool {
        let (page, offset) = (self.by.page, self.by.offset);
        let is_asked = self.asked(offset).is_some() && self.asked(page).is_none();
        !offset.is_empty() && (page.is_empty() || self.style == PageStyle::Offset || is_asked)
    }

    /// Items per page.
    fn size(&self) -> Option<u64> {
        self.info.per_page.or_else(|| self.asked_number(self.by.size)).filter(|size| *size > 0)
    }

    /// The page's number, where it is known.
    fn page(&self) -> Option<u64> {
        if let Some(page) = self.asked_number(self.by.page) {
            return Some(page);
        }
        match (self.asked_number(self.by.offset).filter(|offset| *offset > 0), self.size()) {
            (Some(offset), Some(size)) => Some(offset / size + 1),
            (None, _) if !self.is_marked() => Some(self.info.page.unwrap_or(1)),
            // This is no first page: servers that say so say it of all pages.
            _ => self.info.page.filter(|page| *page > 1),
        }
    }

    /// How many items come before this page, in a list that goes on by that.
    fn offset(&self) -> Option<u64> {
        self.asked_number(self.by.offset).or_else(|| (self.counts_items() && !self.is_marked()).then_some(0))
    }

    /// How many items came before this page, where they were all given or the call says so.
    fn before(&self) -> Option<u64> {
        if let Some(before) = self.call.parts.before {
            return Some(before.items);
        }
        let is_first = |name: &str, first: u64| self.asked_number(name).is_none_or(|number| number <= first);
        match self.offset() {
            Some(offset) => Some(offset),
            None => {
                (!self.is_marked() && is_first(self.by.page, 1) && is_first(self.by.offset, 0)).then_some(0)
            }
        }
    }

    /// How many items there are up to the end of this page, where it is known.
    fn seen(&self) -> Option<u64> {
        if let Some(before) = self.before() {
            return Some(before.saturating_add(self.count));
        }
        // Pages that nobody asked for count as full ones, and so does this one if it lacks items.
        let (page, size) = (self.page()?, self.size()?);
        let before = page.saturating_sub(1).saturating_mul(size);
        Some(page.saturating_mul(size).max(before.saturating_add(self.count)))
    }

    /// The last page's number, as it follows from the number of items.
    fn last_page(&self) -> Option<u64> {
        Some(self.total_count?.div_ceil(self.size()?))
    }

    /// Whether the answer says that more follows.
    fn more(&self) -> Option<bool> {
        if let Some(more) = self.info.has_more {
            return Some(more);
        }
        match self.total_pages.zip(self.page()) {
            Some((pages, page)) => Some(page < pages),
            None => self.total_count.map(|total| self.seen().unwrap_or(self.count) < total),
        }
    }

    /// Whether what says that more follows holds for this list. The number of all items often counts those that a filter
    /// leaves out, and any parameter that does not say which page is asked for may be a filter: then only a page that is
    /// full shows that more follows.
    fn is_sure(&self, more: Option<bool>) -> bool {
        let is_full = self.count > 0 && self.size().is_some_and(|size| self.count >= size);
        let is_total_sure = self.seen().is_some() && (is_full || !self.is_filtered());
        let says_pages = self.total_pages.is_some() && self.page().is_some();
        let is_known = self.info.has_more == Some(true) || says_pages || is_total_sure;
        self.has_mark || (more == Some(true) && is_known)
    }

    fn is_filtered(&self) -> bool {
        let PageParameters { page, size, offset, cursor, .. } = self.by;
        self.call.parts.query.iter().any(|(name, _)| ![page, size, offset, cursor].contains(&name.as_ref()))
    }

    fn number(&self, answer: &Answer, more: Option<bool>) -> Next {
        // A server that answers with another page than the one asked for has none with that number.
        if other_page(answer, self.info).is_some() {
            return self.stuck_if_sure(more, "it is not the page that was asked for");
        }
        let Some(page) = self.page() else { return self.stuck_if_sure(more, NOWHERE) };
        // Every page that there are said to be was asked for: of a page that lacks items the next may still have some.
        let all_asked = self.total_pages.is_none() && self.last_page().is_some_and(|last| page >= last);
        if self.count == 0 && all_asked {
            return Next::End;
        }
        if self.count == 0 && self.total_pages.is_some_and(|pages| page >= pages) {
            return self.stuck_if_sure(more, "it has no items, and there is no page after it");
        }
        if self.count == 0 && !self.is_sure(more) {
            return Next::End;
        }
        let next = page.saturating_add(1).to_string();
        self.go_on(&[(self.by.page, next)], more == Some(true) && !all_asked || self.has_mark)
    }

    fn by_items(&self, more: Option<bool>) -> Next {
        let Some(offset) = self.offset() else { return self.stuck_if_sure(more, NOWHERE) };
        if self.count == 0 {
            return self.stuck_if_sure(more, "it has no items");
        }
        let next = offset.saturating_add(self.count);
        if self.info.has_more.is_none() && self.total_count.is_some_and(|total| next >= total) {
            return Next::End;
        }
        self.go_on(&[(self.by.offset, next.to_string())], more == Some(true) || self.has_mark)
    }

    /// The call with these values; those that say otherwise which page is asked for are left out.
    fn go_on(&self, places: &[(&'static str, String)], sure: bool) -> Next {
        let Some(mut call) = self.call.try_clone() else {
            return Next::Stuck("the list goes on, but its request cannot be sent twice".to_owned());
        };
        let is_other = |name: &str| places.iter().all(|(place, _)| *place != name);
        let others: Vec<_> = self.position().into_iter().filter(|name| is_other(name)).collect();
        call.parts.query.retain(|(name, _)| !others.contains(&name.as_ref()));
        for (name, value) in places {
            call.set_query(name, escape::encoded(value));
        }
        call.parts.before = self.before().map(|before| Before {
            items: before.saturating_add(self.count),
            total_pages: self.total_pages,
            total_count: self.total_count,
        });
        Next::Call(Box::new(call), sure)
    }

    /// The list has more that cannot be asked for, or is over if that is not certain.
    fn stuck_if_sure(&self, more: Option<bool>, why: &str) -> Next {
        if self.is_sure(more) { self.stuck(why) } else { Next::End }
    }

    fn stuck(&self, why: &str) -> Next {
        let announced = match (self.info.page.or(self.page()), self.total_pages, self.total_count) {
            _ if self.has_mark => "the answer has a cursor".to_owned(),
            _ if self.info.has_more == Some(true) => "the answer says that the list goes on".to_owned(),
            (Some(page), Some(pages), _) => format!("the answer is page {page} of {pages}"),
            (_, _, Some(total)) => match self.seen() {
                Some(seen) if seen > self.count => format!("these are {seen} of {total} items"),
                _ => format!("the answer has {} of {total} items", self.count),
            },
            _ => "the answer says that the list goes on".to_owned(),
        };
        Next::Stuck(format!("{announced}, but {why}"))
    }

    fn no_way(&self) -> String {
        if self.by.cursor.is_empty() {
            format!("`{}` has no parameter to ask for more", self.call.parts.operation.name)
        } else {
            NOWHERE.to_owned()
        }
    }
}

/// The number of the page that was answered, where another was asked for.
pub(super) fn other_page(answer: &Answer, info: &PageInfo) -> Option<u64> {
    let call = answer.call.as_deref()?;
    let asked: u64 = call.query_value(answer.operation.pages.by.page)?.parse().ok()?;
    info.page.filter(|answered| *answered != asked)
}
