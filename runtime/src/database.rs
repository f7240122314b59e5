//! D1: typed rows.

use crate::d1::D1PreparedStatement;
use crate::{FromJs, Result};
use cfs_worker::Arguments;

/// Typed rows.
pub trait Rows {
    /// Every row.
    fn rows<T: FromJs>(&self) -> impl Future<Output = Result<Vec<T>>>;
}

impl Rows for D1PreparedStatement {
    async fn rows<T: FromJs>(&self) -> Result<Vec<T>> {
        let result = crate::Object::read(crate::resolve(self.sys().all()).await?, "a D1 result")?;
        result.field("results")
    }
}

/// What `prepare` gives can be bound at once: `db.prepare("… WHERE id = ?1").bind((id,))?`.
pub trait Prepared {
    /// Binds the parameters, from a tuple.
    ///
    /// # Errors
    /// When the statement could not be prepared, or a value is none that D1 takes.
    fn bind(self, values: impl Arguments) -> Result<D1PreparedStatement>;
}

impl Prepared for Result<D1PreparedStatement> {
    fn bind(self, values: impl Arguments) -> Result<D1PreparedStatement> {
        self?.bind(values)
    }
}
