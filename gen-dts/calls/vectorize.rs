use cfs_runtime::prelude::*;
use cfs_runtime::vectorize::Vectorize;

async fn nearest(index: &Vectorize, vector: Vec<f64>) -> Result<Vec<String>> {
    let found = index.query(vector).top_k(3.0).await?;
    Ok(found.matches.into_iter().map(|hit| hit.id).collect())
}
