use cfs_runtime::ai::Ai;
use cfs_runtime::prelude::*;

async fn models(ai: &Ai) -> Result<usize> {
    Ok(ai.models().await?.len())
}
