use cfs_runtime::prelude::*;
use cfs_runtime::rate_limit::{RateLimit, RateLimitOptions};

async fn is_allowed(limiter: &RateLimit, user: &str) -> Result<bool> {
    Ok(limiter.limit(&RateLimitOptions::new(user)).await?.success)
}
