//! The Rust clients, one call after the other in turns: `transport-clients URL ROUNDS`.
//!
//! Prints a line per client and scenario: its name, the scenario, the median time of one call and the median time that the
//! processor spends on one, in nanoseconds. Beside them `pair SCENARIO RATIO RATIO` lines: what the first client took of the
//! second one's time, in calls that follow each other.

mod generated;
mod official;
mod plain;

use cpu_time::ProcessTime;
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
    busy: Vec<Duration>,
}

impl Samples {
    fn new(scenario: &'static str, client: &'static str) -> Self {
        Self { client, scenario, times: Vec::new(), busy: Vec::new() }
    }

    /// Measures `calls` calls as one sample.
    async fn take<F: Future<Output = Result<usize, Failure>>>(
        &mut self,
        calls: u32,
        wanted: usize,
        mut call: impl FnMut() -> F,
    ) -> Result<(), Failure> {
        let (start, busy) = (Instant::now(), ProcessTime::now());
        for _ in 0..calls {
            let found = call().await?;
            if found != wanted {
                return Err(format!("{} {}: {found} instead of {wanted}", self.client, self.scenario).into());
            }
        }
        self.times.push(start.elapsed() / calls);
        self.busy.push(busy.elapsed() / calls);
        Ok(())
    }

    fn print(self) {
        let [time, busy] = [self.times, self.busy].map(|mut samples| {
            samples.sort_unstable();
            samples[samples.len() / 2].as_nanos()
        });
        println!("{} {} {time} {busy}", self.client, self.scenario);
    }
}

/// Prints the ratios of two clients. Four samples make one, of each client the first and the second of a turn: what the
/// machine does in the meantime meets both, and what the order does cancels out.
fn print_pairs(ours: &Samples, plain: &Samples) {
    let turns = |samples: &[Duration]| -> Vec<f64> {
        samples.chunks_exact(2).map(|turn| turn.iter().sum::<Duration>().as_secs_f64()).collect()
    };
    let ratios = |ours: &[Duration], plain: &[Duration]| -> Vec<f64> {
        turns(ours).iter().zip(turns(plain)).map(|(ours, plain)| ours / plain).collect()
    };
    let (times, busy) = (ratios(&ours.times, &plain.times), ratios(&ours.busy, &plain.busy));
    for (time, busy) in times.iter().zip(busy) {
        println!("pair {} {time} {busy}", ours.scenario);
    }
}

/// Measures a scenario: the first two clients in turns, each as often first as second, as the one that comes after
/// finds memory and caches warm; then the third, which leaves a hundred megabytes of memory behind.
macro_rules! turns {
    ($scenario:literal, $rounds:expr, $calls:expr, $wanted:expr; $ours:expr, $plain:expr, $official:expr) => {
        let [mut ours, mut plain, mut official] =
            ["cfs", "reqwest", "cloudflare"].map(|name| Samples::new($scenario, name));
        for round in 0..$rounds {
            if round % 2 == 0 {
                ours.take($calls, $wanted, || $ours).await?;
                plain.take($calls, $wanted, || $plain).await?;
            } else {
                plain.take($calls, $wanted, || $plain).await?;
                ours.take($calls, $wanted, || $ours).await?;
            }
        }
        print_pairs(&ours, &plain);
        for _ in 0..$rounds {
            official.take($calls, $wanted, || $official).await?;
        }
        [ours, plain, official].into_iter().for_each(Samples::print);
    };
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [url, rounds] = &arguments[..] else { return Err("usage: transport-clients URL ROUNDS".into()) };
    let rounds: usize = rounds.parse()?;
    let (ours, plain) = (generated::client(url)?, plain::client(url)?);
    let official = official::client(url)?;

    turns!("list", rounds * 10, 1, 1000; generated::list(&ours), plain.list(), official::list(&official));
    turns!("small", rounds * 3, 200, ZONE.len(); generated::one(&ours), plain.one(), official::one(&official));
    turns!("download", rounds * 8, 1, CONTENT; generated::download(&ours), plain.download(), official::download(&official));
    let content = vec![7; CONTENT];
    turns!("upload", rounds * 8, 1, CONTENT;
        generated::upload(&ours), plain.upload(), official::upload(&official, content.clone()));
    Ok(())
}
