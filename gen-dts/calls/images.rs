use cfs_runtime::core::ReadableStream;
use cfs_runtime::images::ImagesBinding;
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::prelude::*;

async fn describe(images: &ImagesBinding, image: &ReadableStream<Uint8Array>) -> Result<String> {
    Ok(format!("{:?}", images.info(image).await?))
}
