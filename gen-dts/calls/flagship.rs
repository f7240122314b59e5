use cfs_runtime::flagship::Flagship;
use cfs_runtime::prelude::*;

async fn is_on(flags: &Flagship) -> Result<bool> {
    flags.get_boolean_value("new-checkout", false).await
}
