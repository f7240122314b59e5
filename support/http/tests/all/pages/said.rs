//! How a list goes on is decided by what its answers say; one that has more and cannot go on is an error.

use super::things;
use crate::support::*;
use cfs_http::testing::{Reply, Script};
use cfs_http::{Client, Items};
use futures_util::StreamExt;

/// A client that is answered with these pages: how many items are on each, and the answer's `result_info`.
fn paged(pages: &[(usize, &str)]) -> (Client, Script) {
    let mut from = 0;
    let replies: Vec<Reply> = pages
        .iter()
        .map(|(count, info)| {
            let body = things(from..from + count);
            from += count;
            Reply::json(200, format!(r#"{{"success":true,"result":{body},"result_info":{info}}}"#))
        })
        .collect();
    let script = Script::new(replies);
    (Client::builder().transport(script.clone()).build().unwrap(), script)
}

/// What a list came to: how many items, and the error at its end.
async fn followed(mut items: Items<Thing>) -> (usize, Option<String>) {
    let mut count = 0;
    while let Some(item) = items.next().await {
        match item {
            Ok(thing) => assert_eq!(thing.id, count.to_string()),
            Err(error) => return (count, Some(error.to_string())),
        }
        count += 1;
    }
    (count, None)
}

/// Follows a list through these pages; gives the queries that were sent, too.
macro_rules! follow {
    ($list:ident $(where $name:literal = $value:literal)?, $pages:expr) => {{
        let (client, script) = paged(&$pages);
        let call = $list::call(&client)$(.query($name, &$value))?;
        let (count, error) = followed($list(call).stream()).await;
        let sent: Vec<String> =
            script.requests().iter().map(|sent| sent.uri.query().unwrap_or_default().to_owned()).collect();
        (count, error.unwrap_or_default(), sent)
    }};
}

#[tokio::test]
async fn an_empty_page_is_no_end_where_more_is_said() {
    let pages = [
        (1, r#"{"page":1,"total_pages":3}"#),
        (0, r#"{"page":2,"total_pages":3}"#),
        (1, r#"{"page":3,"total_pages":3}"#),
    ];
    assert_eq!(
        follow!(NumberList, pages),
        (2, String::new(), vec![String::new(), "page=2".into(), "page=3".into()])
    );
    let pages = [(1, r#"{"has_more":true}"#), (0, r#"{"has_more":true}"#), (1, r#"{"has_more":false}"#)];
    assert_eq!(follow!(NumberList, pages).0, 2);
    let counted = r#"{"per_page":1,"total_count":3}"#;
    assert_eq!(follow!(NumberList, [(1, counted), (0, counted), (1, counted)]).0, 2);
    // All pages that there are said to be were asked for.
    let (count, error, sent) = follow!(NumberList, [(1, counted), (0, counted), (0, counted)]);
    assert_eq!((count, error.as_str(), sent.len()), (1, "", 3));

    // Where nobody knows how many pages there are, two are enough.
    let more = r#"{"has_more":true}"#;
    let (count, error, sent) = follow!(NumberList, [(1, more), (0, more), (0, more), (1, "{}")]);
    assert_eq!((count, sent.len()), (1, 3));
    assert!(error.contains("without an item"), "{error}");
    let more = r#"{"has_more":true,"total_pages":2}"#;
    let (count, error, sent) = follow!(NumberList, [(1, more), (0, more), (1, "{}")]);
    assert_eq!((count, sent.len()), (1, 2));
    assert!(error.contains("no items"), "{error}");
}

#[tokio::test]
async fn an_offset_that_cannot_move_is_an_error_where_more_is_said() {
    let counted = r#"{"total_count":3}"#;
    for info in [counted, r#"{"has_more":true}"#] {
        let (count, error, sent) = follow!(OffsetList, [(1, info), (0, info), (1, "{}")]);
        assert_eq!((count, sent.last().unwrap().as_str()), (1, "offset=1"));
        assert!(error.contains("no items"), "{error}");
    }
    assert_eq!(follow!(OffsetList, [(1, counted), (2, counted)]).0, 3);
    // A total may count what a filter leaves out.
    let (count, error, _) = follow!(OffsetList where "name" = "x", [(1, counted), (0, counted)]);
    assert_eq!((count, error.as_str()), (1, ""));
}

#[tokio::test]
async fn empty_pages_are_counted_when_asked_for_one_by_one_too() {
    let more = r#"{"has_more":true}"#;
    let (client, _) = paged(&[(1, more), (0, more), (0, more)]);
    let first = NumberList(NumberList::call(&client)).await.unwrap();
    let second = first.next().await.unwrap().unwrap();
    let error = second.next().await.unwrap_err();
    assert!(error.to_string().contains("without an item"), "{error}");
}

#[tokio::test]
async fn the_same_cursor_is_an_end_unless_more_is_said() {
    let pages = [(1, r#"{"cursor":"a"}"#), (1, r#"{"cursor":"a"}"#), (1, "{}")];
    assert_eq!(follow!(PlainCursorList, pages).0, 2);
    let same = r#"{"cursor":"a","has_more":true}"#;
    let (count, error, sent) = follow!(PlainCursorList, [(1, same), (1, same), (1, "{}")]);
    assert_eq!((count, sent.len()), (2, 2));
    assert!(error.contains("the list goes on"), "{error}");
}

#[tokio::test]
async fn only_texts_and_numbers_are_cursors_and_only_addresses_addresses() {
    for (mark, sent) in [
        (r#""x?y=z""#, "cursor=x%3Fy%3Dz"),
        (r#""/9j+=""#, "cursor=%2F9j%2B%3D"),
        ("12", "cursor=12"),
        (r#""https://x.test/y?limit=5&cursor=a%2Fb#end""#, "cursor=a%2Fb"),
        (r#""/y?cursor=a""#, "cursor=a"),
        (r#""?cursor=a""#, "cursor=a"),
    ] {
        for info in [format!(r#"{{"cursor":{mark}}}"#), format!(r#"{{"links":{{"next":{mark}}}}}"#)] {
            let (count, error, queries) = follow!(PlainCursorList, [(1, info.as_str()), (1, "{}")]);
            assert_eq!((count, error.as_str(), queries[1].as_str()), (2, "", sent), "{info}");
        }
    }
    for none in ["false", "null", r#""""#] {
        let info = format!(r#"{{"next":{none},"cursor":{none}}}"#);
        assert_eq!(follow!(PlainCursorList, [(1, info.as_str()), (1, "{}")]).0, 1);
    }
    let (count, error, _) = follow!(PlainCursorList, [(1, r#"{"next":"https://x.test/y?at=2"}"#), (1, "{}")]);
    assert_eq!(count, 1);
    assert!(error.contains("has a cursor"), "{error}");
}

#[tokio::test]
async fn an_address_says_what_the_list_knows() {
    let pages =
        [(1, r#"{"next":"https://x.test/y?page=2"}"#), (1, r#"{"next":null,"page":2,"total_pages":2}"#)];
    assert_eq!(follow!(MixedList, pages), (2, String::new(), vec![String::new(), "page=2".into()]));
    assert_eq!(follow!(NumberList, pages).0, 2);
}

#[tokio::test]
async fn a_list_may_change_how_it_is_asked() {
    let pages = [
        (1, r#"{"cursor":"c"}"#),
        (1, r#"{"page":2,"total_pages":3}"#),
        (1, r#"{"page":3,"total_pages":3}"#),
    ];
    let sent = vec![String::new(), "cursor=c".into(), "page=3".into()];
    assert_eq!(follow!(MixedList, pages), (3, String::new(), sent));
    let pages =
        [(1, r#"{"page":1,"total_pages":2}"#), (1, r#"{"page":2,"total_pages":2,"cursor":"z"}"#), (1, "{}")];
    let sent = vec![String::new(), "page=2".into(), "cursor=z".into()];
    assert_eq!(follow!(MixedList, pages), (3, String::new(), sent));
    // What a cursor leads to is no first page, whatever the server calls it.
    let one = r#"{"page":1,"total_pages":2}"#;
    assert_eq!(follow!(MixedList, [(1, r#"{"cursor":"c"}"#), (1, one), (1, "{}")]).0, 2);
}

#[tokio::test]
async fn a_total_that_was_not_reached_is_an_error_unless_a_filter_may_be_why() {
    for info in [r#"{"total_count":3}"#, r#"{"total_count":3,"per_page":2,"count":1}"#] {
        let (count, error, _) = follow!(SingleList, [(1, info)]);
        assert_eq!(count, 1);
        assert!(error.contains("1 of 3 items"), "{error}");
        let (count, error, _) = follow!(SingleList where "name" = "x", [(1, info)]);
        assert_eq!((count, error.as_str()), (1, ""));
        // The size of a page is no filter.
        let (_, error, _) = follow!(PlainCursorList where "limit" = "2", [(1, info)]);
        assert!(error.contains("1 of 3 items"), "{error}");
    }
    // A full page of a filtered list is no end, and a whole list may be larger than its pages are said to be.
    let (_, error, _) = follow!(SingleList where "name" = "x", [(2, r#"{"total_count":3,"per_page":2}"#)]);
    assert!(error.contains("2 of 3 items"), "{error}");
    assert_eq!(follow!(SingleList, [(3, r#"{"total_count":3,"per_page":2}"#)]).1, "");
}

#[tokio::test]
async fn a_total_is_reached_however_many_a_page_is_said_to_hold() {
    // The server gives fewer than it says; none of these pages is full.
    let capped = [1, 2, 3].map(|page| format!(r#"{{"page":{page},"per_page":1000,"total_count":6}}"#));
    let pages = [(2, capped[0].as_str()), (2, &capped[1]), (2, &capped[2])];
    let (count, error, sent) = follow!(NumberList, pages);
    assert_eq!((count, error.as_str(), sent.len()), (6, "", 3));
    // The page's size is not said; all items are there.
    let counted = [1, 2].map(|page| format!(r#"{{"page":{page},"total_count":4}}"#));
    let (count, error, sent) =
        follow!(NumberList where "per_page" = 2, [(2, counted[0].as_str()), (2, &counted[1])]);
    assert_eq!((count, error.as_str(), sent.len()), (4, "", 2));
    // A list without a way to go on.
    let (count, error, _) =
        follow!(SingleList, [(1, r#"{"page":1,"per_page":20,"count":1,"total_count":3}"#)]);
    assert_eq!(count, 1);
    assert!(error.contains("has 1 of 3 items"), "{error}");
}

#[tokio::test]
async fn what_one_page_promised_holds_for_those_that_say_nothing() {
    let promised = r#"{"page":1,"total_pages":3}"#;
    let (count, error, sent) =
        follow!(NumberList, [(2, promised), (0, "null"), (2, r#"{"page":3,"total_pages":3}"#)]);
    assert_eq!((count, error.as_str(), sent.len()), (4, "", 3));
    let (count, error, sent) = follow!(NumberList, [(2, promised), (2, "{}"), (2, "{}")]);
    assert_eq!((count, error.as_str(), sent.len()), (6, "", 3));
}
