use cfs_runtime::kv::KvNamespace;
use cfs_runtime::prelude::*;

async fn remember(cache: &KvNamespace) -> Result<Option<String>> {
    cache.put("greeting", "hello").expiration_ttl(60).await?;
    cache.get("greeting").await
}
