//! The Rust clients, one call after the other in turns: `transport-clients URL ROUNDS`.
//!
//! Prints a line per client and scenario: its name, the scenario, the median time of one call in nanoseconds.

mod generated;
mod official;
mod plain;

use std::future::Future;
use std::time::{Duration, Instant};

/// What is up- and downloaded, in bytes.
const CONTENT: usize = 100_000_000;
/// In pieces of this size.
const PIECE: usize = 100_000;

const ACCOUNT: &str = "023e105f4ecef8ad9ca31a8372d0c353";
const ZONE: &str = "00000000000000000000000000000007";

/// Why a measurement is none.
type Failure = Box<dyn std::error::Error>;

/// Samples of one client and scenario.
struct Samples {
    client: &'static str,
    scenario: &'static str,
    times: Vec<Duration>,
}

impl Samples {
    fn new(scenario: &'static str, client: &'static str) -> Self {
        Self { client, scenario, times: Vec::new() }
    }

    /// Measures `calls` calls as one sample.
    async fn take<F: Future<Output = Result<usize, Failure>>>(
        &mut self,
        calls: u32,
        wanted: usize,
        mut call: impl FnMut() -> F,
    ) -> Result<(), Failure> {
        let start = Instant::now();
        for _ in 0..calls {
            let found = call().await?;
            if found != wanted {
                return Err(format!("{} {}: {found} instead of {wanted}", self.client, self.scenario).into());
            }
        }
        self.times.push(start.elapsed() / calls);
        Ok(())
    }

    fn print(mut self) {
        self.times.sort_unstable();
        println!("{} {} {}", self.client, self.scenario, self.times[self.times.len() / 2].as_nanos());
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, rounds] = &arguments[..] else { return Err("usage: transport-clients URL ROUNDS".into()) };
    let rounds: usize = rounds.parse()?;
    let (ours, plain) = (generated::client(url)?, plain::client(url)?);
    let official = official::client(url)?;

    let names = ["cfs", "reqwest", "cloudflare"];
    let [mut a, mut b, mut c] = names.map(|name| Samples::new("list", name));
    for _ in 0..rounds * 10 {
        a.take(1, 1000, || generated::list(&ours)).await?;
        b.take(1, 1000, || plain.list()).await?;
        c.take(1, 1000, || official::list(&official)).await?;
    }
    [a, b, c].into_iter().for_each(Samples::print);

    let [mut a, mut b, mut c] = names.map(|name| Samples::new("small", name));
    for _ in 0..rounds * 3 {
        a.take(200, ZONE.len(), || generated::one(&ours)).await?;
        b.take(200, ZONE.len(), || plain.one()).await?;
        c.take(200, ZONE.len(), || official::one(&official)).await?;
    }
    [a, b, c].into_iter().for_each(Samples::print);

    let [mut a, mut b, mut c] = names.map(|name| Samples::new("download", name));
    for _ in 0..rounds {
        a.take(1, CONTENT, || generated::download(&ours)).await?;
        b.take(1, CONTENT, || plain.download()).await?;
        c.take(1, CONTENT, || official::download(&official)).await?;
    }
    [a, b, c].into_iter().for_each(Samples::print);

    let [mut a, mut b, mut c] = names.map(|name| Samples::new("upload", name));
    let content = vec![7; CONTENT];
    for _ in 0..rounds {
        a.take(1, CONTENT, || generated::upload(&ours)).await?;
        b.take(1, CONTENT, || plain.upload()).await?;
        c.take(1, CONTENT, || official::upload(&official, content.clone())).await?;
    }
    [a, b, c].into_iter().for_each(Samples::print);
    Ok(())
}
