use cfs_runtime::pipelines::Pipeline;
use cfs_runtime::prelude::*;

async fn record(pipeline: &Pipeline<String>) -> Result<()> {
    pipeline.send(&["tea".to_owned()]).await
}
