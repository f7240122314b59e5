//! A tail against a server on this machine: what it asks for, what it tells, and how it goes on.

use crate::support::{Api, Connection, HOUR};
use cfs_http::{Duration, Error};
use cfs_monitor::events::TraceItemEvent;
use cfs_monitor::tail::{Tail, TailFilter, TailItem, TailState};
use futures_util::StreamExt;

/// An event by a path that tells it from others.
fn event(path: &str) -> String {
    format!(
        r#"{{"outcome":"ok","eventTimestamp":1,"logs":[],"exceptions":[],"event":{{"request":{{"url":"https://w{path}","method":"GET","headers":{{}}}}}}}}"#
    )
}

async fn tail(api: &mut Api) -> (Tail, Connection) {
    let mut tail = Tail::of_worker(&api.client(), "acc", "my w").start().await.unwrap();
    assert_eq!(state(&mut tail).await, TailState::Live);
    (tail, api.connection().await)
}

async fn next(tail: &mut Tail) -> TailItem {
    tail.next().await.expect("the tail goes on").expect("the tail has not failed")
}

async fn state(tail: &mut Tail) -> TailState {
    match next(tail).await {
        TailItem::State(state) => state,
        other => panic!("{other:?} is no state"),
    }
}

/// The path of the next event's request.
async fn path(tail: &mut Tail) -> String {
    match next(tail).await {
        TailItem::Event(event) => match event.item.event {
            Some(TraceItemEvent::Fetch(fetch)) => {
                fetch.request.url.trim_start_matches("https://w").to_owned()
            }
            other => panic!("{other:?} is no request"),
        },
        other => panic!("{other:?} is no event"),
    }
}

fn reconnecting(attempt: usize, seconds: u64) -> TailState {
    TailState::Reconnecting { attempt, wait: Duration::from_secs(seconds) }
}

#[tokio::test]
async fn a_tail_is_made_connected_to_and_deleted() {
    let mut api = Api::start().await;
    let builder = Tail::of_worker(&api.client(), "acc", "my w");
    let filter = TailFilter::outcomes(["ok", "exception"]).unwrap();
    let mut tail = builder.filter(filter).filter(TailFilter::sampling(0.5).unwrap()).start().await.unwrap();
    let connection = api.connection().await;
    connection.send(event("/one"));
    assert_eq!(state(&mut tail).await, TailState::Live);
    assert_eq!(path(&mut tail).await, "/one");
    drop(tail);
    api.asked("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-1").await;
    assert_eq!(
        api.log()[..3],
        [
            r#"POST /accounts/acc/workers/scripts/my%20w/tails {"filters":[{"outcome":["ok","exception"]},{"sampling_rate":0.5}]}"#,
            r#"SOCKET /tail-1 Some("trace-v1")"#,
            r#"HELLO /tail-1 {"debug":false}"#,
        ]
    );
}

#[tokio::test]
async fn a_deployment_of_pages_is_tailed_in_the_same_way() {
    let mut api = Api::start().await;
    let mut tail = Tail::of_pages(&api.client(), "acc", "site", "dep").start().await.unwrap();
    api.connection().await.send(event("/page"));
    assert_eq!(state(&mut tail).await, TailState::Live);
    assert_eq!(path(&mut tail).await, "/page");
    tail.close().await.unwrap();
    let log = api.log();
    assert!(log[0].starts_with("POST /accounts/acc/pages/projects/site/deployments/dep/tails"), "{log:?}");
    assert_eq!(log.last().unwrap(), "DELETE /accounts/acc/pages/projects/site/deployments/dep/tails/tail-1");
}

#[tokio::test]
async fn another_tail_takes_its_place_before_it_ends_and_no_event_comes_twice() {
    let mut api = Api::start().await;
    let (mut tail, first) = tail(&mut api).await;
    first.send(event("/before"));
    assert_eq!(path(&mut tail).await, "/before");

    api.clock.pass(HOUR * 6 * 9 / 10);
    let second = api.connection().await;
    assert_eq!(second.path, "/tail-2");
    assert!(matches!(state(&mut tail).await, TailState::Renewed { expires: Some(_) }));
    for connection in [&first, &second] {
        connection.send(event("/both"));
        connection.read().await;
    }
    first.send(event("/late"));
    first.read().await;
    second.send(event("/late"));
    second.send(event("/new"));
    for expected in ["/both", "/late", "/new"] {
        assert_eq!(path(&mut tail).await, expected);
    }

    // Then the one before is listened to no more, and deleted.
    api.clock.pass(Duration::from_secs(5));
    api.asked("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-1").await;
    second.send(event("/after"));
    assert_eq!(path(&mut tail).await, "/after");
    tail.close().await.unwrap();
    let deleted = api.log().into_iter().filter(|line| line.starts_with("DELETE")).count();
    assert_eq!(deleted, 2);
}

#[tokio::test]
async fn a_tail_that_cannot_be_renewed_goes_on_and_tries_again() {
    let mut api = Api::start().await;
    let (mut tail, first) = tail(&mut api).await;
    api.refuse(500, "{}");
    api.clock.pass(HOUR * 6 * 9 / 10);
    api.asked_twice("POST /accounts/acc/workers/scripts/my%20w/tails").await;
    first.send(event("/still"));
    assert_eq!(path(&mut tail).await, "/still");
    // When its time is over nothing else is left than to begin again.
    api.clock.pass(HOUR);
    assert_eq!(state(&mut tail).await, reconnecting(1, 1));
    drop(tail);
    api.asked("DELETE").await;
}

#[tokio::test]
async fn a_broken_connection_is_opened_again_and_after_two_failures_to_another_tail() {
    let mut api = Api::start().await;
    let (mut tail, first) = tail(&mut api).await;
    drop(first);
    assert_eq!(state(&mut tail).await, reconnecting(1, 1));
    let again = api.connection().await;
    assert_eq!(again.path, "/tail-1");
    assert_eq!(state(&mut tail).await, TailState::Live);
    again.close(1011);
    assert_eq!(state(&mut tail).await, reconnecting(2, 2));
    let other = api.connection().await;
    assert_eq!(other.path, "/tail-2");
    assert_eq!(state(&mut tail).await, TailState::Live);
    other.send(event("/on"));
    assert_eq!(path(&mut tail).await, "/on");
    api.asked("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-1").await;
    assert_eq!(api.clock.waits(), [1, 2]);
}

#[tokio::test]
async fn a_connection_that_held_makes_the_next_failure_the_first() {
    let mut api = Api::start().await;
    let (mut tail, mut connection) = tail(&mut api).await;
    for _ in 0..7 {
        api.clock.pass(Duration::from_secs(31));
        drop(connection);
        assert_eq!(state(&mut tail).await, reconnecting(1, 1));
        connection = api.connection().await;
        assert_eq!(connection.path, "/tail-1");
        assert_eq!(state(&mut tail).await, TailState::Live);
    }
}

#[tokio::test]
async fn a_tail_of_what_is_no_more_ends_with_what_the_api_says() {
    let mut api = Api::start().await;
    let (mut tail, _connection) = tail(&mut api).await;
    api.refuse(404, r#"{"success":false,"errors":[{"code":10007,"message":"no such Worker"}]}"#);
    api.clock.pass(HOUR * 7);
    assert_eq!(state(&mut tail).await, reconnecting(1, 1));
    let error = tail.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.has_code(10007)), "{error}");
    assert!(tail.next().await.is_none());
}

#[tokio::test]
async fn a_tail_gives_up_after_the_longest_wait() {
    let mut api = Api::start().await;
    let (mut tail, mut connection) = tail(&mut api).await;
    for (attempt, seconds) in [1, 2, 4, 8, 16].into_iter().enumerate() {
        drop(connection);
        assert_eq!(state(&mut tail).await, reconnecting(attempt + 1, seconds));
        connection = api.connection().await;
        assert_eq!(state(&mut tail).await, TailState::Live);
    }
    drop(connection);
    assert!(tail.next().await.unwrap().is_err());
    assert!(tail.next().await.is_none());
    // All that were made are deleted, the last one too.
    for number in 1..=5 {
        api.asked(&format!("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-{number}")).await;
    }
}

#[tokio::test]
async fn a_connection_that_ends_as_it_should_ends_the_tail() {
    let mut api = Api::start().await;
    let (mut tail, connection) = tail(&mut api).await;
    connection.send(event("/last"));
    connection.close(1000);
    assert_eq!(path(&mut tail).await, "/last");
    assert!(tail.next().await.is_none());
    api.asked("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-1").await;
    assert_eq!(api.clock.waits(), [0_u64; 0]);
}

#[tokio::test]
async fn the_oldest_events_make_room_where_nobody_takes_them() {
    let mut api = Api::start().await;
    let builder = Tail::of_worker(&api.client(), "acc", "my w");
    let mut tail = builder.capacity(2).start().await.unwrap();
    let connection = api.connection().await;
    for number in 1..=5 {
        connection.send(event(&format!("/{number}")));
    }
    connection.read().await;
    assert!(matches!(next(&mut tail).await, TailItem::Dropped(3)));
    assert_eq!(state(&mut tail).await, TailState::Live);
    assert_eq!(path(&mut tail).await, "/4");
    assert_eq!(path(&mut tail).await, "/5");
    connection.send(event("/6"));
    assert_eq!(path(&mut tail).await, "/6");
    assert_eq!(tail.dropped(), 3);
}

#[tokio::test]
async fn events_that_do_not_pass_are_left_out_here_too_and_notices_are_not() {
    let mut api = Api::start().await;
    let builder = Tail::of_worker(&api.client(), "acc", "my w");
    let mut tail = builder.filter(TailFilter::methods(["get"]).unwrap()).start().await.unwrap();
    let connection = api.connection().await;
    assert_eq!(state(&mut tail).await, TailState::Live);
    connection.send(r#"{"outcome":"ok","event":{"cron":"* * * * *","scheduledTime":1}}"#);
    connection.send(r#"{"outcome":"ok","event":{"type":"overload","message":"too many"}}"#);
    connection.send(r#"{"outcome":"ok","event":{"type":"overload-stop","message":"no longer"}}"#);
    connection.send(event("/get"));
    assert!(matches!(next(&mut tail).await, TailItem::Event(event) if event.text().contains("too many")));
    assert_eq!(state(&mut tail).await, TailState::Sampled);
    assert!(matches!(next(&mut tail).await, TailItem::Event(_)));
    assert_eq!(state(&mut tail).await, TailState::Live);
    assert_eq!(path(&mut tail).await, "/get");
}

#[tokio::test]
async fn what_is_no_event_is_told_as_it_came() {
    let mut api = Api::start().await;
    let (mut tail, connection) = tail(&mut api).await;
    connection.send("not json");
    let TailItem::Event(event) = next(&mut tail).await else { panic!("no event") };
    assert_eq!(event.text(), "not json");
    assert!(event.failure.is_some() && event.is_partial());
}

#[tokio::test]
async fn a_tail_that_cannot_be_made_is_an_error_at_once() {
    let api = Api::start().await;
    api.refuse(404, r#"{"success":false,"errors":[{"code":10007,"message":"no such Worker"}]}"#);
    let error = Tail::of_worker(&api.client(), "acc", "my w").start().await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.has_code(10007)), "{error}");
}

/// Whoever has the address gets the events.
#[tokio::test]
async fn the_address_shows_nowhere() {
    let mut api = Api::start().await;
    let (running, _connection) = tail(&mut api).await;
    api.refuse_sockets();
    let error = Tail::of_worker(&api.client(), "acc", "my w").start().await.unwrap_err();
    for shown in [format!("{running:?}"), error.to_string(), format!("{error:?}")] {
        assert!(!shown.contains("/tail-"), "{shown}");
    }
    assert_eq!(error.status(), Some(403));
    // The tail that nobody could listen to is deleted.
    api.asked("DELETE /accounts/acc/workers/scripts/my%20w/tails/tail-2").await;
}
