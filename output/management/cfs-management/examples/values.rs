//! Stores a value in Workers KV and reads it again:
//! `cargo run --example values --features kv -- ACCOUNT NAMESPACE KEY VALUE`.
//!
//! The credentials are in the environment: `CLOUDFLARE_API_TOKEN`, or `CLOUDFLARE_API_KEY` with `CLOUDFLARE_EMAIL`.

use cfs_management::{Client, Error};
use futures_util::TryStreamExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [account, namespace, key, value] = arguments.as_slice() else {
        panic!("usage: values ACCOUNT NAMESPACE KEY VALUE");
    };
    let cf = Client::from_env()?;
    let namespaces = cf.kv().namespaces();

    match namespaces.get(account, namespace).await {
        Ok(namespace) => println!("{}", namespace.title),
        Err(Error::Api(error)) if error.is_not_found() => panic!("there is no namespace {namespace}: {error}"),
        Err(error) => return Err(error),
    }

    let values = namespaces.values();
    values.update_bytes(account, namespace, key, value.clone()).await?;
    let mut stored = values.get(account, namespace, key).bytes_stream().await?;
    while let Some(piece) = stored.try_next().await? {
        println!("{}", String::from_utf8_lossy(&piece));
    }
    Ok(())
}
