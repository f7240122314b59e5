//! Faults on demand.

use crate::support::{client, done, refused};
use cfs_catalogue::Content;
use cfs_emulator::{Emulator, FaultRule};
use cfs_http::{Client, Credentials};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

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

#[tokio::test]
async fn a_half_open_connection_says_nothing_and_stays() {
    let rules = FaultRule::parse("[[fault]]\npath = '/accounts/*/queues'\nhalf_open = true").expect("rules");
    let emulator = Emulator::builder().faults(rules).start().await.expect("an emulator");
    let mut stream = tokio::net::TcpStream::connect(emulator.address()).await.expect("a connection");
    let request = format!(
        "GET /client/v4/accounts/{}/queues HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n",
        cfs_emulator::ACCOUNT_ID,
        emulator.token()
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    while !heard.contains("\r\n\r\n{") {
        let count = stream.read(&mut buffer).await.expect("read");
        assert!(count > 0, "{heard}");
        heard.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    let (head, body) = heard.split_once("\r\n\r\n").expect("a body");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    assert!(body.len() < length.parse().expect("a number"), "{heard}");
    // Others are answered meanwhile, and nothing comes.
    done(&client(&emulator), "d1.database.list", &[], Content::none()).await;
    let more = std::io::ErrorKind::WouldBlock;
    assert_eq!(stream.try_read(&mut buffer).map_err(|error| error.kind()), Err(more));
}
