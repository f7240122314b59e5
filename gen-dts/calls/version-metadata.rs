use cfs_runtime::version_metadata::WorkerVersionMetadata;

fn header(version: &WorkerVersionMetadata) -> String {
    format!("{} ({})", version.id, version.tag)
}
