use cfs_runtime::containers::Container;
use cfs_runtime::prelude::*;

async fn stop(container: &Container) -> Result<()> {
    if container.running() {
        container.destroy().await?;
    }
    Ok(())
}
