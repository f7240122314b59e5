use cfs_runtime::hello_world::HelloWorldBinding;
use cfs_runtime::prelude::*;

async fn said(hello: &HelloWorldBinding) -> Result<String> {
    hello.set("hello").await?;
    Ok(hello.get().await?.value)
}
