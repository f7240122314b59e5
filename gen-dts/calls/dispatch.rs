use cfs_runtime::dispatch::DispatchNamespace;
use cfs_runtime::prelude::*;

async fn forward(customers: &DispatchNamespace, name: &str, url: &str) -> Result<u64> {
    customers.get(name)?.fetch(url).await?.status()
}
