use cfs_runtime::agent_memory::AgentMemoryNamespace;
use cfs_runtime::prelude::*;

async fn forget(memory: &AgentMemoryNamespace, agent: &str) -> Result<()> {
    memory.delete_profile(agent).await
}
