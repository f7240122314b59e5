use cfs_runtime::core::ScheduledController;
use cfs_runtime::prelude::*;

#[event(scheduled)]
async fn scheduled(event: ScheduledController, ctx: Context) -> Result<()> {
    ctx.wait_until(async move { clean_up(&event.cron()).await });
    Ok(())
}

async fn clean_up(_schedule: &str) -> Result<()> {
    Ok(())
}
