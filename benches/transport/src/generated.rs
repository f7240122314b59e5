//! The generated client.

use crate::{ACCOUNT, CONTENT, Failure, PIECE, ZONE};
use bytes::Bytes;
use cfs_http::Body;
use cfs_management::Client;
use futures_util::{TryStreamExt, stream};

pub fn client(url: &str) -> Result<Client, Failure> {
    let builder = cfs_http::Client::builder().token("token").base_url(format!("{url}/client/v4"));
    Ok(Client::new(builder.build()?))
}

pub async fn list(cf: &Client) -> Result<usize, Failure> {
    Ok(cf.zones().list().per_page(1000).await?.len())
}

pub async fn one(cf: &Client) -> Result<usize, Failure> {
    Ok(cf.zones().get(ZONE).await?.id.len())
}

pub async fn download(cf: &Client) -> Result<usize, Failure> {
    let mut download = cf.kv().namespaces().values().get(ACCOUNT, "namespace", "key").bytes_stream().await?;
    let mut count = 0;
    while let Some(chunk) = download.try_next().await? {
        count += chunk.len();
    }
    Ok(count)
}

pub async fn upload(cf: &Client) -> Result<usize, Failure> {
    let piece = Bytes::from(vec![7; PIECE]);
    let pieces = stream::iter((0..CONTENT / PIECE).map(move |_| Ok(piece.clone())));
    let body = Body::stream(pieces, Some(CONTENT as u64));
    cf.kv().namespaces().values().update_bytes(ACCOUNT, "namespace", "key", body).await?;
    Ok(CONTENT)
}
