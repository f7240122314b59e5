use cfs_runtime::browser::BrowserRun;
use cfs_runtime::prelude::*;

async fn session(browser: &BrowserRun) -> Result<String> {
    Ok(browser.acquire().await?.session_id)
}
