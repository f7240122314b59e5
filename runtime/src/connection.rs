//! Hyperdrive: what a database driver needs to connect.

use crate::Secret;
use crate::hyperdrive::Hyperdrive;
use crate::streams::Duplex;
use crate::{Error, Result};

/// The parts of a connection, for drivers that take no connection string. They hold for this request only.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConnectionParts {
    /// What the database speaks: `postgres` or `mysql`.
    pub scheme: String,
    /// A host name that only this Worker can connect to.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// The user.
    pub user: String,
    /// The password; `Debug` does not show it.
    pub password: Secret,
    /// The database.
    pub database: String,
}

/// What Rust programs do with Hyperdrive.
pub trait HyperdriveExt {
    /// What a driver needs to connect.
    ///
    /// # Errors
    /// When the binding's port is no port, or its connection string none.
    fn parts(&self) -> Result<ConnectionParts>;

    /// A connection as bytes in both directions: what a driver reads and writes.
    ///
    /// # Errors
    /// When there is none.
    fn open(&self) -> Result<Duplex>;
}

impl HyperdriveExt for Hyperdrive {
    fn parts(&self) -> Result<ConnectionParts> {
        let text = self.connection_string();
        let Some((scheme, _)) = text.split_once("://") else {
            return Err(Error::new("Hyperdrive's connection string has no scheme"));
        };
        let port = self.port()?;
        if !(1..=u64::from(u16::MAX)).contains(&port) {
            return Err(Error::new(format!("Hyperdrive's port is {port}, which is none")));
        }
        Ok(ConnectionParts {
            // `postgresql:` is the same to every driver.
            scheme: if scheme.starts_with("postgres") { "postgres" } else { scheme }.into(),
            host: self.host(),
            port: port as u16,
            user: self.user(),
            password: Secret(self.password()),
            database: self.database(),
        })
    }

    fn open(&self) -> Result<Duplex> {
        Duplex::new(self.connect()?)
    }
}
