//! Waits and rate limits, on a clock of the test's own.

use crate::support::*;
use cfs_http::testing::{Reply, Script, TestClock};
use cfs_http::{
    Body, Client, Clock, Credentials, Duration, Pending, RetryPolicy, Transport, TransportErrorKind,
};
use std::sync::{Arc, Mutex};

fn client(script: &Script, clock: &TestClock) -> Client {
    Client::builder()
        .token("t")
        .transport(script.clone())
        .clock(clock.clone())
        .max_retries(5)
        .build()
        .unwrap()
}

fn ok() -> Reply {
    Reply::json(200, r#"{"success":true,"result":{"id":"1"}}"#)
}

async fn waits(replies: Vec<Reply>, random: f64) -> Vec<Duration> {
    let (script, clock) = (Script::new(replies), TestClock::new().with_random(random));
    get(&client(&script, &clock)).await.unwrap();
    clock.waits()
}

fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

#[tokio::test]
async fn waits_grow_and_are_random() {
    let failures = || {
        let mut all = vec![Reply::failure(TransportErrorKind::Connect); 2];
        all.extend(vec![Reply::status(500); 3]);
        all.push(ok());
        all
    };
    assert_eq!(waits(failures(), 0.5).await, [ms(250), ms(500), ms(1000), ms(2000), ms(4000)]);
    assert_eq!(waits(failures(), 0.0).await, [ms(0); 5]);
    let (script, clock) = (Script::new(failures()), TestClock::new().with_random(0.999));
    let policy = RetryPolicy::default().backoff(ms(100), ms(300));
    get(&client(&script, &clock)).retry_policy(policy).await.unwrap();
    let most: Vec<u128> = clock.waits().iter().map(Duration::as_millis).collect();
    assert_eq!(most, [99, 199, 299, 299, 299]);
}

#[tokio::test]
async fn servers_say_how_long_to_wait() {
    for (name, value, expected) in [
        ("retry-after-ms", "1500", 1500),
        ("retry-after-ms", "0.5", 0),
        ("retry-after", "2", 2000),
        ("retry-after", "1.5", 1500),
        ("retry-after", "Tue, 01 Jan 2030 00:00:07 GMT", 7000),
        ("retry-after", "Mon, 31 Dec 2029 00:00:00 GMT", 0),
        ("retry-after", "86400", 60_000),
        ("retry-after", "soon", 0),
        ("retry-after", "-5", 0),
        ("retry-after", "NaN", 0),
    ] {
        let replies = vec![Reply::status(429).header(name, value), ok()];
        let waited: Duration = waits(replies, 0.0).await.iter().sum();
        assert_eq!(waited.as_millis(), expected, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_deadline_bounds_all_attempts() {
    let (script, clock) = (Script::new([Reply::status(500)]), TestClock::new());
    let error = get(&client(&script, &clock)).max_retries(100).deadline(ms(2000)).await.unwrap_err();
    assert_eq!(error.status(), Some(500), "the last answer, not a time-out");
    assert_eq!(clock.waits(), [ms(250), ms(500), ms(1000)]);
    assert_eq!(script.requests().len(), 4);
}

/// A server that allows so many requests per window, and counts those that were too many.
#[derive(Clone, Debug)]
struct Limited {
    clock: TestClock,
    quota: u64,
    window: Duration,
    announce: bool,
    state: Arc<Mutex<(u64, u64, u64, u64)>>,
}

impl Limited {
    fn new(clock: &TestClock, quota: u64, window: u64, announce: bool) -> Self {
        let window = Duration::from_secs(window);
        Self { clock: clock.clone(), quota, window, announce, state: Arc::default() }
    }

    /// Requests, and those that were too many.
    fn counts(&self) -> (u64, u64) {
        let state = self.state.lock().unwrap();
        (state.2, state.3)
    }
}

impl Transport for Limited {
    fn send(&self, _: cfs_http::http::Request<Body>) -> Pending<cfs_http::http::Response<Body>> {
        let server = self.clone();
        Box::pin(async move {
            // Let others start in the meantime, as over a network.
            tokio::task::yield_now().await;
            let now = server.clock.elapsed();
            let window = (now.as_nanos() / server.window.as_nanos()) as u64;
            let (used, is_too_many) = {
                let mut state = server.state.lock().unwrap();
                if state.0 != window {
                    (state.0, state.1) = (window, 0);
                }
                state.1 += 1;
                state.2 += 1;
                let is_too_many = state.1 > server.quota;
                state.3 += u64::from(is_too_many);
                (state.1, is_too_many)
            };
            let left = server.quota.saturating_sub(used);
            let resets = (server.window * (window as u32 + 1)).saturating_sub(now).as_secs_f64().ceil();
            let mut response =
                cfs_http::http::Response::new(Body::from("{\"success\":true,\"result\":{\"id\":\"1\"}}"));
            if is_too_many {
                *response.status_mut() = cfs_http::http::StatusCode::TOO_MANY_REQUESTS;
                let seconds = resets.to_string().parse().unwrap();
                response.headers_mut().insert("retry-after", seconds);
            }
            if server.announce {
                let limit = format!("\"default\";r={left};t={resets}");
                let policy = format!("\"default\";q={};w={}", server.quota, server.window.as_secs());
                response.headers_mut().insert("ratelimit", limit.parse().unwrap());
                response.headers_mut().insert("ratelimit-policy", policy.parse().unwrap());
            }
            Ok(response)
        })
    }
}

async fn many(client: &Client, count: usize) -> Vec<usize> {
    let done = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let (call, done) = (get(client).max_retries(0).into_future(), done.clone());
            tokio::spawn(async move {
                call.await.unwrap();
                done.lock().unwrap().push(number);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }

    done.lock().unwrap().clone()
}

#[tokio::test]
async fn pacing_avoids_every_429() {
    let clock = TestClock::new();
    let server = Limited::new(&clock, 1200, 300, true);
    let client = Client::builder().token("a").transport(server.clone()).clock(clock.clone()).build().unwrap();
    let order = many(&client, 5_000).await;
    assert_eq!(server.counts(), (5_000, 0));
    // As fast as the limit allows: the fifth window is needed.
    assert!(clock.elapsed() >= Duration::from_mins(20), "{:?}", clock.elapsed());
    assert!(clock.elapsed() < Duration::from_secs(1900), "{:?}", clock.elapsed());
    // And fair: nobody is overtaken by more than those that were under way with them.
    let most = order.iter().enumerate().map(|(at, number)| at.abs_diff(*number)).max().unwrap();
    assert!(most <= 256, "{most}");
}

#[tokio::test]
async fn the_usual_limit_is_assumed_before_the_first_answer() {
    let clock = TestClock::new();
    let server = Limited::new(&clock, 1200, 300, false);
    let client = Client::builder().token("b").transport(server.clone()).clock(clock.clone()).build().unwrap();
    many(&client, 2_500).await;
    assert_eq!(server.counts(), (2_500, 0));
}

#[tokio::test]
async fn pacing_can_be_off_and_other_servers_have_no_limit() {
    let clock = TestClock::new();
    let server = Limited::new(&clock, 1_000_000, 300, false);
    let off = Client::builder().token("c").pace(false).transport(server.clone()).clock(clock.clone());
    many(&off.build().unwrap(), 2_000).await;
    let other = Client::builder().base_url("http://localhost:1").transport(server).clock(clock.clone());
    many(&other.build().unwrap(), 2_000).await;
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn clients_with_the_same_credentials_share_a_limit() {
    let limited = Reply::json(200, r#"{"id":"a"}"#)
        .header("ratelimit", "\"default\";r=0;t=30")
        .header("ratelimit-policy", "\"default\";q=9;w=30");
    let script = Script::new([limited]);
    let client = |token: &str| {
        let builder = Client::builder().base_url("http://localhost:1").transport(script.clone());
        builder.credentials(Credentials::token(token)).build().unwrap()
    };
    let (one, two, other) = (client("same"), client("same"), client("other"));
    get(&one).await.unwrap();
    let start = tokio::time::Instant::now();
    get(&other).await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    get(&two).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(30), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_429_closes_the_gate_for_all() {
    let (script, clock) = (
        Script::new([Reply::status(429).header("retry-after", "30"), ok()]),
        TestClock::new().with_random(0.0),
    );
    let client = client(&script, &clock);
    get(&client).max_retries(0).await.unwrap_err();
    get(&client).await.unwrap();
    assert_eq!(clock.elapsed(), Duration::from_secs(30));
}

#[tokio::test]
async fn an_observer_is_told_of_every_attempt() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (script, clock) = (Script::new([Reply::status(500).header("cf-ray", "r1"), ok()]), TestClock::new());
    let builder = Client::builder().transport(script).clock(clock).token("o");
    let told = seen.clone();
    let client = builder
        .observer(move |attempt: &cfs_http::Attempt| {
            told.lock().unwrap().push((
                attempt.operation.name,
                attempt.number,
                attempt.status,
                attempt.bytes,
            ));
        })
        .build()
        .unwrap();
    get(&client).await.unwrap();
    let told = seen.lock().unwrap().clone();
    assert_eq!(told, [("test.operation", 1, Some(500), 0), ("test.operation", 2, Some(200), 36)]);
}
