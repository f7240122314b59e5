use cfs_runtime::durable_objects::DurableObjectNamespace;
use cfs_runtime::prelude::*;

async fn visits(counters: &DurableObjectNamespace, page: &str) -> Result<u32> {
    counters.get_by_name(page)?.call_method("increment", (1,)).await
}
