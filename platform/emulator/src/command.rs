//! What programs that run an emulator take on their command lines.

use crate::{Builder, Emulator, Error, FaultRule};
use clap::Args;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// How an emulator is started from a command line.
#[derive(Args, Clone, Debug)]
#[non_exhaustive]
pub struct Arguments {
    /// The port; 0 takes a free one.
    #[arg(long, default_value_t = 8788)]
    pub port: u16,
    /// The address. One that other machines reach lets all of them in.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// The folder for the state.
    #[arg(long, value_name = "DIR", conflicts_with = "ephemeral", default_value = ".cfs/local")]
    pub state: PathBuf,
    /// Keeps the state in memory.
    #[arg(long)]
    pub ephemeral: bool,
    /// Items that are there from the start: a JSON list of `{"path": …, "value": …}`.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// What goes wrong: TOML with `[[fault]]` tables.
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// What happens, or happened: TOML with `[[traffic]]` and `[[event]]` tables, for analytics, telemetry and SQL.
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// How long every answer waits, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Keeps Workers without running them.
    #[arg(long)]
    pub no_workers: bool,
    /// Prints how every operation is answered, and ends.
    #[arg(long)]
    pub coverage: bool,
}

impl Arguments {
    /// The emulator that they ask for. Workers run where a runtime is found from the current folder.
    ///
    /// # Errors
    /// [`Error::File`] when a file cannot be read or is none of its kind.
    pub fn builder(&self) -> Result<Builder, Error> {
        let mut builder = Emulator::builder().address(SocketAddr::new(self.host, self.port));
        if !self.host.is_loopback() {
            builder = builder.allow_other_machines();
        }
        if !self.ephemeral {
            builder = builder.state(&self.state);
        }
        if let Some(path) = &self.seed {
            builder = builder.seed(read(path)?);
        }
        if let Some(path) = &self.scenario {
            builder = builder.scenario(read(path)?);
        }
        if !self.no_workers {
            let here = Path::new(".");
            let here =
                std::env::current_dir().map_err(|error| Error::File(here.into(), error.to_string()))?;
            builder = builder.run_workers(here, None);
        }
        Ok(builder.faults(self.rules()?))
    }

    fn rules(&self) -> Result<Vec<FaultRule>, Error> {
        let mut rules = match &self.faults {
            Some(path) => FaultRule::parse(&read(path)?).map_err(|error| Error::File(path.clone(), error))?,
            None => Vec::new(),
        };
        if self.latency > 0 {
            rules.push(FaultRule { latency_ms: self.latency, ..FaultRule::default() });
        }
        Ok(rules)
    }
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| Error::File(path.to_owned(), error.to_string()))
}
