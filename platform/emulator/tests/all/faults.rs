//! Faults on demand.

use crate::support::{client, done, refused};
use cfs_catalogue::Content;
use cfs_emulator::{Emulator, FaultRule};
use cfs_http::{Client, Credentials};

#[tokio::test]
async fn what_a_faults_file_says_happens() {
    let rules = FaultRule::parse(
        r#"
        [[fault]]
        path = "/accounts/*/d1/database"
        status = 429
        times = 1
        headers = { retry-after = "0" }

        [[fault]]
        path = "/accounts/*/queues"
        status = 503

        [[fault]]
        path = "/accounts/*/r2/buckets"
        cut = true
        "#,
    )
    .expect("rules");
    let emulator = Emulator::builder().faults(rules).start().await.expect("an emulator");
    // Once it is refused, then the client's own second attempt is answered.
    done(&client(&emulator), "d1.database.list", &[], Content::none()).await;
    let once = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::token(emulator.token()))
        .max_retries(0)
        .build()
        .expect("a client");
    assert_eq!(refused(&once, "queues.list", &[], Content::none()).await.0, 503);
    let cut =
        crate::support::call(&once, "r2.buckets.list", crate::support::of_account(&[]), Content::none())
            .await;
    assert!(matches!(cut, Err(cfs_http::Error::Transport(_))), "{cut:?}");
    assert!(FaultRule::parse("[[fault]]\nstaus = 1").is_err());
}
