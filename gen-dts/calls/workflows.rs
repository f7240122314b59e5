use cfs_runtime::prelude::*;
use cfs_runtime::workflows::Workflow;

async fn start(orders: &Workflow<String>) -> Result<String> {
    Ok(orders.create().params("tea".to_owned()).await?.id())
}
