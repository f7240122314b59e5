//! For tests: transports that answer from a script or a recording, and a clock that does not wait.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), cfs_http::Error> {
//! use cfs_http::Client;
//! use cfs_http::testing::{Reply, Script, TestClock};
//!
//! let script = Script::new([Reply::status(503), Reply::json(200, r#"{"success": true, "result": {"id": "1"}}"#)]);
//! let client = Client::builder().token("t").transport(script.clone()).clock(TestClock::new()).build()?;
//! // Call what is to be tested; the first attempt gets the 503, the second one the result.
//! # drop(client);
//! assert_eq!(script.requests().len(), 0);
//! # Ok(())
//! # }
//! ```

mod cassette;
mod clock;
mod script;

pub use cassette::{Cassette, Recorder, Replay};
pub use clock::TestClock;
pub use script::{Reply, Script, Sent};
