use cfs_runtime::prelude::*;
use cfs_runtime::worker_loader::{WorkerLoader, WorkerLoaderWorkerCode, WorkerStub};

fn load(loader: &WorkerLoader, code: &WorkerLoaderWorkerCode) -> Result<WorkerStub> {
    loader.load(code)
}
