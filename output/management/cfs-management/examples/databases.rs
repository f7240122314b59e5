//! Lists the D1 databases of an account: `cargo run --example databases --features d1 -- ACCOUNT`.
//!
//! The credentials are in the environment: `CLOUDFLARE_API_TOKEN`, or `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`.

use cfs_management::{Client, Error};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let account = std::env::args().nth(1).expect("usage: databases ACCOUNT");
    let cf = Client::from_env()?;

    // Pages are fetched as they are needed.
    let mut databases = cf.d1().database().list(&account).stream();
    while let Some(database) = databases.try_next().await? {
        println!("{:?} {:?}", database.uuid, database.name);
    }
    Ok(())
}
