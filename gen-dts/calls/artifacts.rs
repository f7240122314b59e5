use cfs_runtime::artifacts::Artifacts;

async fn has(artifacts: &Artifacts, name: &str) -> bool {
    artifacts.get(name).await.is_ok()
}
