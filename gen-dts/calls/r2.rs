use cfs_runtime::prelude::*;
use cfs_runtime::r2::R2Bucket;

async fn copy(files: &R2Bucket) -> Result<()> {
    if let Some(object) = files.get("draft.txt").await? {
        files.put("final.txt", object.text().await?).await?;
    }
    Ok(())
}
