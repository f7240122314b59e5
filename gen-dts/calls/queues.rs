use cfs_runtime::prelude::*;
use cfs_runtime::queues::Queue;

async fn order(orders: &Queue<String>) -> Result<()> {
    orders.send(&"tea".to_owned()).delay_seconds(10).await?;
    Ok(())
}
