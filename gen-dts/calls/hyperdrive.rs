use cfs_runtime::hyperdrive::Hyperdrive;
use cfs_runtime::prelude::*;

fn database(hyperdrive: &Hyperdrive) -> Result<String> {
    Ok(hyperdrive.parts()?.host)
}
