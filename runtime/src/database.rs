//! D1: typed rows.

use crate::d1::D1PreparedStatement;
use crate::{FromJs, Result};

/// Typed rows.
pub trait Rows {
    /// Every row.
    fn rows<T: FromJs>(&self) -> impl Future<Output = Result<Vec<T>>>;
}

impl Rows for D1PreparedStatement {
    async fn rows<T: FromJs>(&self) -> Result<Vec<T>> {
        let result: crate::Object =
            crate::Object::read(crate::resolve(self.sys().all()).await?, "a D1 result")?;
        result.field("results")
    }
}
