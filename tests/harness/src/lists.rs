//! Every list, followed through three pages on servers that page in every way there is.

use crate::generated;
use cfs_http::codec::Codec;
use cfs_http::{Body, Error, Items, Pending, Transport};
use cfs_management::Client;
use futures_util::StreamExt;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

/// What following a list came to: how many items came, and the error at the end, if there was one.
pub type Followed = Pin<Box<dyn Future<Output = (usize, Option<Error>)>>>;

/// An operation that gives a list in pages.
pub struct List {
    /// The operation.
    pub operation: &'static str,
    /// Members that lead from the body to the list, joined by dots.
    pub items: &'static str,
    /// An item.
    pub item: &'static str,
    /// The parameter for the page's number; empty if there is none.
    pub page: &'static str,
    /// The parameter for the number of items before the page; empty if there is none.
    pub offset: &'static str,
    /// The parameter for a cursor; empty if there is none.
    pub cursor: &'static str,
    /// Follows it.
    pub follow: fn(&Client) -> Followed,
}

/// Follows a list to its end.
pub fn follow<T: Codec + Default>(mut items: Items<T>) -> Followed {
    Box::pin(async move {
        let mut count = 0;
        while let Some(item) = items.next().await {
            match item {
                Ok(_) => count += 1,
                Err(error) => return (count, Some(error)),
            }
        }
        (count, None)
    })
}

/// How a server pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// Says how many pages there are.
    TotalPages,
    /// Says how many items there are.
    TotalCount,
    /// Gives the mark of the next page as `cursor`.
    Cursor,
    /// Gives it as `cursors.after`.
    After,
    /// Gives the address of the next page.
    Next,
}

const STYLES: [Style; 5] = [Style::TotalPages, Style::TotalCount, Style::Cursor, Style::After, Style::Next];
const PAGES: usize = 3;
const SIZE: usize = 2;

/// A server with three pages of a list.
#[derive(Debug)]
struct Pager {
    style: Style,
    items: &'static str,
    item: &'static str,
    page: &'static str,
    offset: &'static str,
    cursor: &'static str,
}

impl Pager {
    /// The page that a query asks for, from 1.
    fn asked(&self, query: &str) -> usize {
        let pairs: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let number = |name: &str| pairs.get(name).and_then(|value| value.parse::<usize>().ok());
        let by_cursor = pairs.get(self.cursor).and_then(|value| value.strip_prefix("mark")?.parse().ok());
        match self.style {
            Style::TotalPages | Style::TotalCount => {
                number(self.page).or_else(|| number(self.offset).map(|offset| offset / SIZE + 1)).unwrap_or(1)
            }
            Style::Cursor | Style::After | Style::Next => by_cursor.unwrap_or(1),
        }
    }

    fn answer(&self, query: &str) -> String {
        let page = self.asked(query);
        let items = if page <= PAGES { vec![self.item; SIZE].join(",") } else { String::new() };
        let more = page < PAGES;
        let about = match self.style {
            Style::TotalPages => format!(r#""page":{page},"per_page":{SIZE},"count":{SIZE},"total_pages":{PAGES}"#),
            Style::TotalCount => format!(r#""page":{page},"per_page":{SIZE},"count":{SIZE},"total_count":{}"#, SIZE * PAGES),
            Style::Cursor if more => format!(r#""cursor":"mark{}""#, page + 1),
            Style::After if more => format!(r#""cursors":{{"after":"mark{}"}}"#, page + 1),
            Style::Next if more => format!(r#""next":"https://x.test/y?{}=mark{}""#, self.cursor, page + 1),
            Style::Cursor | Style::After | Style::Next => r#""count":2"#.to_owned(),
        };
        // The items of each page differ in their order of keys only: what is compared is the text.
        let list = format!("[{items}{}]", " ".repeat(page));
        let mut body = list;
        let mut names: Vec<&str> = self.items.split('.').filter(|name| !name.is_empty()).collect();
        let enveloped = names.first() == Some(&"result");
        while let Some(name) = names.pop() {
            body = match (names.is_empty(), enveloped) {
                (true, true) => format!(r#"{{"success":true,"errors":[],"{name}":{body},"result_info":{{{about}}}}}"#),
                (true, false) => format!(r#"{{"{name}":{body},{about}}}"#),
                _ => format!(r#"{{"{name}":{body}}}"#),
            };
        }
        body
    }
}

impl Transport for Pager {
    fn send(&self, request: http::Request<Body>) -> Pending<http::Response<Body>> {
        let answer = self.answer(request.uri().query().unwrap_or_default());
        let response = http::Response::builder().header("content-type", "application/json").body(answer.into());
        Box::pin(std::future::ready(Ok(response.unwrap_or_default())))
    }
}

/// Follows all lists on all servers.
pub async fn check() -> bool {
    let lists: Vec<&List> = generated::LISTS.iter().flat_map(|list| list.iter()).collect();
    let (mut followed, mut refused) = (0, 0);
    let mut wrong = Vec::new();
    for list in &lists {
        // A bare list has no place to say how it goes on.
        for style in STYLES.into_iter().filter(|_| !list.items.is_empty()) {
            let List { items, item, page, offset, cursor, .. } = **list;
            let pager = Pager { style, items, item, page, offset, cursor };
            let Ok(client) = cfs_http::Client::builder().token("token").transport(pager).build() else { return false };
            let (count, error) = (list.follow)(&Client::new(client)).await;
            let can = match style {
                Style::TotalPages | Style::TotalCount => !(page.is_empty() && offset.is_empty()),
                Style::Cursor | Style::After | Style::Next => !cursor.is_empty(),
            };
            match (can, count, error) {
                (true, count, None) if count == PAGES * SIZE => followed += 1,
                // What cannot be asked for is an error, after what came.
                (false, 1.., Some(_)) => refused += 1,
                (_, count, error) => {
                    let error = error.map(|error| error.to_string()).unwrap_or_default();
                    wrong.push(format!("{} {style:?}: {count} of {} items {error}", list.operation, PAGES * SIZE));
                }
            }
        }
    }
    println!(
        "{} lists on {} kinds of server: {followed} followed to their end, {refused} refused with an error after the first \
         page as they have no parameter to go on, {} neither",
        lists.len(),
        STYLES.len(),
        wrong.len()
    );
    figures::add("lists.all", lists.len());
    figures::add("lists.styles", STYLES.len());
    figures::add("lists.followed", followed);
    figures::add("lists.refused", refused);
    wrong.iter().for_each(|line| println!("{line}"));
    wrong.is_empty()
}
