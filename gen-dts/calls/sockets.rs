use cfs_runtime::prelude::*;
use cfs_runtime::sockets::connect;

async fn greeting() -> Result<()> {
    let socket = connect("example.com:80")?;
    socket.close().await
}
