//! Lists: every item once, no item lost, no list without an end.

mod said;

use crate::support::*;
use cfs_http::Client;
use cfs_http::testing::{Reply, Script};
use futures_util::{FutureExt, StreamExt, TryStreamExt};

fn query(seen: &Seen, name: &str) -> Option<String> {
    let (_, query) = seen.target.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).map(str::to_owned)
}

fn things(range: std::ops::Range<usize>) -> String {
    let all: Vec<String> = range.map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    format!("[{}]", all.join(","))
}

fn numbers(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|id| id.to_string()).collect()
}

/// `total` things in pages of `size`, and what the answer says of that.
async fn numbered(total: usize, size: usize, info: fn(usize, usize, usize) -> String) -> Server {
    Server::start(move |_, seen| {
        let page: usize = query(&seen, "page").map_or(1, |page| page.parse().unwrap());
        let from = ((page - 1) * size).min(total);
        let body = things(from..(from + size).min(total));
        let info = info(page, size, total);
        async move { json(200, &format!(r#"{{"success":true,"result":{body}{info}}}"#)) }
    })
    .await
}

async fn all_numbered(server: &Server) -> Vec<String> {
    let items = NumberList(NumberList::call(&server.client())).collect_all(usize::MAX).await.unwrap();
    items.into_iter().map(|thing| thing.id).collect()
}

#[tokio::test]
async fn numbers_end_where_the_server_says() {
    let pages = |page, size, total: usize| {
        format!(
            r#","result_info":{{"page":{page},"per_page":{size},"total_pages":{}}}"#,
            total.div_ceil(size)
        )
    };
    let counts = |page, size, total| {
        format!(r#","result_info":{{"page":{page},"per_page":{size},"total_count":"{total}"}}"#)
    };
    let nothing = |_, _, _| String::new();
    for total in [0usize, 1, 9, 10, 11, 20, 25] {
        let requests = total.div_ceil(10).max(1);
        for info in [pages, counts] as [fn(usize, usize, usize) -> String; 2] {
            let server = numbered(total, 10, info).await;
            assert_eq!(all_numbered(&server).await, numbers(0..total));
            assert_eq!(server.count(), requests, "{total} things");
        }
        // Without a word from the server the list ends with an empty page.
        let server = numbered(total, 10, nothing).await;
        assert_eq!(all_numbered(&server).await, numbers(0..total));
        assert_eq!(server.count(), if total == 0 { 1 } else { requests + 1 });
    }
}

#[tokio::test]
async fn a_server_that_ignores_pages_gives_its_list_once() {
    let server = Server::start(|_, _| async { json(200, &envelope(&things(0..3))) }).await;
    assert_eq!(all_numbered(&server).await, numbers(0..3));
    assert_eq!(server.count(), 2);

    let server = Server::start(|_, _| async {
        let body = things(0..3);
        json(200, &format!(r#"{{"success":true,"result":{body},"result_info":{{"page":1,"per_page":3}}}}"#))
    })
    .await;
    assert_eq!(all_numbered(&server).await, numbers(0..3));
}

#[tokio::test]
async fn parameters_stay_and_the_page_moves() {
    let server =
        numbered(5, 2, |page, _, _| format!(r#","result_info":{{"page":{page},"total_pages":3}}"#)).await;
    let call = NumberList::call(&server.client()).query("name", &"x&y").query("page", &2).header("x-a", &"1");
    let mut pages = NumberList(call).query_param("extra", "1").pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(ids(&first), ["2", "3"]);
    assert_eq!(first.info().total_pages, Some(3));
    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!(ids(&second), ["4"]);
    assert!(!second.has_next());
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(pages.try_next().await.unwrap().is_none());
    let seen = server.requests();
    assert_eq!(seen[1].target, "/list?name=x%26y&page=3&extra=1");
    assert_eq!(seen[1].header("x-a"), Some("1"));
}

#[tokio::test]
async fn one_page_leads_to_the_next() {
    let server = numbered(25, 10, |_, _, _| String::new()).await;
    let first = NumberList(NumberList::call(&server.client())).await.unwrap();
    assert_eq!(first.len(), 10);
    assert_eq!((&first).into_iter().count(), 10);
    let second = first.next().await.unwrap().unwrap();
    let third = second.next().await.unwrap().unwrap();
    assert_eq!(third.len(), 5);
    assert!(third.next().await.unwrap().is_none());
    // Asked again, it is the same.
    assert_eq!(first.next().await.unwrap().unwrap()[0].id, "10");
}

#[tokio::test]
async fn offsets_move_by_what_came() {
    let server = Server::start(|_, seen| {
        let from: usize = query(&seen, "offset").map_or(0, |offset| offset.parse().unwrap());
        // Pages of odd sizes.
        let body = things(from..(from + 3 + from % 2).min(20));
        async move { json(200, &envelope(&body)) }
    })
    .await;
    let items: Vec<_> = OffsetList(OffsetList::call(&server.client())).stream().try_collect().await.unwrap();
    assert_eq!(items.into_iter().map(|thing: Thing| thing.id).collect::<Vec<_>>(), numbers(0..20));
}

fn cursor_page(range: std::ops::Range<usize>, after: &str) -> Vec<Do> {
    let things = things(range);
    json(
        200,
        &format!(
            r#"{{"success":true,"result":{{"other":[1],"things":{things}}},"result_info":{{"cursors":{{"after":{after}}}}}}}"#
        ),
    )
}

#[tokio::test]
async fn cursors_are_followed_to_their_end() {
    for end in ["null", "\"\"", "\"c +/2\""] {
        let server = Server::start(move |_, seen| {
            let steps = match query(&seen, "cursor").as_deref() {
                None => cursor_page(0..2, "\"c1\""),
                // An empty page in the middle is not the end.
                Some("c1") => cursor_page(0..0, "\"c +/2\""),
                Some("c%20%2B%2F2") => cursor_page(2..5, end),
                other => panic!("{other:?}"),
            };
            async move { steps }
        })
        .await;
        let items: Vec<Thing> =
            CursorList(CursorList::call(&server.client())).stream().try_collect().await.unwrap();
        assert_eq!(ids(&items), ["0", "1", "2", "3", "4"], "{end}");
        assert_eq!(server.count(), 3);
    }
}

#[tokio::test]
async fn cursors_that_go_in_circles_or_nowhere_are_errors() {
    let server = Server::start(|_, seen| {
        let steps = match query(&seen, "cursor").as_deref() {
            None => cursor_page(0..1, "\"a\""),
            Some("a") => cursor_page(1..2, "\"b\""),
            _ => cursor_page(2..3, "\"a\""),
        };
        async move { steps }
    })
    .await;
    let mut items = CursorList(CursorList::call(&server.client())).stream();
    for id in ["0", "1", "2"] {
        assert_eq!(items.try_next().await.unwrap().unwrap().id, id);
    }
    let error = items.try_next().await.unwrap_err();
    assert!(error.to_string().contains("the same again"), "{error}");
    assert!(items.next().await.is_none());
    assert_eq!(server.count(), 3);

    let server = Server::start(|number, _| async move { cursor_page(0..0, &format!("\"{number}\"")) }).await;
    let error = CursorList(CursorList::call(&server.client())).collect_all(usize::MAX).await.unwrap_err();
    assert!(error.to_string().contains("without an item"), "{error}");
}

#[tokio::test]
async fn a_whole_list_is_one_page() {
    let server = Server::start(|_, _| async { json(200, &envelope(&things(0..3))) }).await;
    let page = SingleList(SingleList::call(&server.client())).await.unwrap();
    assert_eq!((page.len(), page.has_next()), (3, false));
    let items = SingleList(SingleList::call(&server.client())).collect_all(2).await.unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_limit_stops_the_fetching() {
    let server = numbered(100, 10, |_, _, _| String::new()).await;
    let items = NumberList(NumberList::call(&server.client())).collect_all(20).await.unwrap();
    assert_eq!(items.len(), 20);
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn an_error_ends_a_list() {
    let server = Server::start(|number, _| async move {
        if number == 0 { json(200, &envelope(&things(0..2))) } else { json(400, "{}") }
    })
    .await;
    let mut items = NumberList(NumberList::call(&server.client())).stream();
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_err());
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn cancelling_loses_nothing() {
    let server = Server::start(|_, seen| {
        let page: usize = query(&seen, "page").map_or(1, |page| page.parse().unwrap());
        let steps = if page > 3 { things(0..0) } else { things(page * 10..page * 10 + 2) };
        async move { json(200, &envelope(&steps)) }
    })
    .await;
    let mut items = NumberList(NumberList::call(&server.client())).stream();
    let mut found = Vec::new();
    loop {
        // Each of these gives up where it would have to wait.
        match items.next().now_or_never() {
            None => tokio::task::yield_now().await,
            Some(Some(item)) => found.push(item.unwrap().id),
            Some(None) => break,
        }
    }
    assert_eq!(found, ["10", "11", "20", "21", "30", "31"]);
    assert_eq!(server.count(), 4, "nothing is fetched twice");
}

#[tokio::test]
async fn the_next_page_may_be_fetched_ahead() {
    for prefetch in [false, true] {
        let server =
            numbered(4, 2, |_, _, total| format!(r#","result_info":{{"per_page":2,"total_count":{total}}}"#))
                .await;
        let mut items = NumberList(NumberList::call(&server.client())).stream().prefetch(prefetch);
        items.try_next().await.unwrap().unwrap();
        // Polling for an item moves the page ahead along as well; here nobody polls.
        if prefetch {
            server.until(|server| server.count() == 2).await;
        }
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(server.count(), if prefetch { 2 } else { 1 });
        let rest: Vec<Thing> = items.try_collect().await.unwrap();
        assert_eq!(ids(&rest), ["1", "2", "3"]);
        assert_eq!(server.count(), 2);
    }
}

#[tokio::test]
async fn pages_ready_at_once_need_no_waiting() {
    // A stream that is ready does not starve others for ever, and needs no runtime of its own to go on.
    let script = Script::new([Reply::json(200, envelope(&things(0..3)))]);
    let client = Client::builder().transport(script).build().unwrap();
    let page = SingleList(SingleList::call(&client)).into_future().now_or_never().unwrap().unwrap();
    assert_eq!(page.len(), 3);
}
