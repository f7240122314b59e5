use cfs_runtime::prelude::*;
use cfs_runtime::stream::StreamBinding;

async fn upload(stream: &StreamBinding) -> Result<String> {
    Ok(stream.upload("https://example.com/film.mp4").await?.id)
}
