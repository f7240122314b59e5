//! The numbers of a run, for people and programs.

use serde::Serialize;
use std::fmt;

/// All services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Operations in all services.
    pub operations: usize,
    /// Operations that no rule placed.
    pub unassigned: usize,
    /// The services, by name.
    pub services: Vec<ServiceReport>,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceReport {
    /// Its name.
    pub name: String,
    /// Its operations.
    pub operations: usize,
    /// The component schemas in its segment.
    pub schemas: usize,
    /// The segment's size.
    pub bytes: usize,
}

/// A table with a line of totals.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.services.iter().map(|service| service.name.len()).max().unwrap_or_default().max(7);
        writeln!(f, "{:width$}  {:>10}  {:>7}  {:>10}", "service", "operations", "schemas", "bytes")?;
        for service in &self.services {
            let ServiceReport { name, operations, schemas, bytes } = service;
            writeln!(f, "{name:width$}  {operations:>10}  {schemas:>7}  {bytes:>10}")?;
        }
        let schemas: usize = self.services.iter().map(|service| service.schemas).sum();
        let bytes: usize = self.services.iter().map(|service| service.bytes).sum();
        let count = format!("{} services", self.services.len());
        writeln!(f, "{count:width$}  {:>10}  {schemas:>7}  {bytes:>10}", self.operations)?;
        write!(f, "{} unassigned", self.unassigned)
    }
}
