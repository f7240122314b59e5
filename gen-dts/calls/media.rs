use cfs_runtime::core::ReadableStream;
use cfs_runtime::js_sys::Uint8Array;
use cfs_runtime::media::{MediaBinding, MediaTransformer};
use cfs_runtime::prelude::*;

fn video(media: &MediaBinding, film: &ReadableStream<Uint8Array>) -> Result<MediaTransformer> {
    media.input(film)
}
