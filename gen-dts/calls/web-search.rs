use cfs_runtime::prelude::*;
use cfs_runtime::web_search::{WebSearch, WebSearchSearchOptions};

async fn search(web: &WebSearch) -> Result<usize> {
    Ok(web.search(&WebSearchSearchOptions::new("Cloudflare Workers")).await?.items.len())
}
