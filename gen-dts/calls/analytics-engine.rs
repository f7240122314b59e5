use cfs_runtime::analytics_engine::{AnalyticsEngineDataPoint, AnalyticsEngineDataset};
use cfs_runtime::prelude::*;

fn measured(dataset: &AnalyticsEngineDataset, milliseconds: f64) -> Result<()> {
    dataset.write_data_point_with(Some(&AnalyticsEngineDataPoint::new().doubles(vec![milliseconds])))
}
