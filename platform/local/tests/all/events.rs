//! Crons, batches of messages, and what tails tell of them.

use crate::back::{World, empty, worker};
use cfs_local::{Batch, Message, Scheduled};

const HANDLERS: &str = "export default {
    async scheduled(controller) {
        if (controller.cron === 'bad') throw new Error('not today');
        console.log('due', controller.cron, controller.scheduledTime);
    },
    async queue(batch) {
        console.log(batch.queue, ...batch.messages.map(({ id, body, attempts }) => [id, body, attempts]));
        batch.messages[0].ack();
        batch.messages[1].retry({ delaySeconds: 30 });
    },
}";

#[tokio::test]
async fn a_cron_is_handed_over_and_its_trace_comes_to_the_back() {
    let mut world = World::start([worker("timer", HANDLERS)], empty).await;
    let outcome =
        world.runtime.scheduled("timer", &Scheduled::new("*/5 * * * *", 1_700_000_000_000)).await.unwrap();
    assert!(outcome.ok(), "{outcome:?}");
    let trace = world.of("tail/timer").await.body;
    assert!(trace.contains(r#""message":["due","*/5 * * * *",1700000000000]"#), "{trace}");
    assert!(trace.contains(r#""cron":"*/5 * * * *""#), "{trace}");
}

#[tokio::test]
async fn a_cron_that_throws_is_an_outcome() {
    let mut world = World::start([worker("timer", HANDLERS)], empty).await;
    let outcome = world.runtime.scheduled("timer", &Scheduled::new("bad", 0)).await.unwrap();
    assert!(!outcome.ok());
    assert!(world.of("tail/timer").await.body.contains("not today"));
}

#[tokio::test]
async fn messages_come_in_their_form_and_are_settled_one_by_one() {
    let mut world = World::start([worker("reader", HANDLERS)], empty).await;
    let mut again = Message::new("c", 3, "bytes", &b"\x00\xff"[..]);
    again.attempts = 4;
    let messages =
        vec![Message::new("a", 1, "json", r#"{"x":[1]}"#), Message::new("b", 2, "text", "t\u{e9}xt"), again];
    let settled = world.runtime.queue("reader", &Batch::new("mail", messages)).await.unwrap();
    assert!(settled.outcome.ok(), "{settled:?}");
    assert_eq!(settled.acked, ["a"]);
    assert_eq!(settled.retried, [("b".to_owned(), Some(30))]);
    assert_eq!(settled.retry_all, None);
    let trace = world.of("tail/reader").await.body;
    assert!(trace.contains(r#"["mail",["a",{"x":[1]},1],["b","téxt",1],"#), "{trace}");
}
