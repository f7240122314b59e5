use cfs_runtime::tail::TraceItem;

fn line(event: &TraceItem) -> String {
    format!("{:?}: {}", event.script_name, event.outcome)
}
