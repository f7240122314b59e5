//! The headers `Ratelimit` and `Ratelimit-Policy`: lists such as `"default";r=50;t=30` and `"default";q=1200;w=300`.

use http::HeaderMap;
use std::time::Duration;

/// What is left of one limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Its name.
    pub name: String,
    /// Requests left.
    pub remaining: u64,
    /// The time after which there are more.
    pub resets_in: Duration,
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RatePolicy {
    /// Requests in each window.
    pub quota: u64,
    /// The window.
    pub window: Duration,
}

/// What is left of the limits (`Ratelimit`); entries that cannot be read are left out.
pub fn rate_limits(headers: &HeaderMap) -> Vec<RateLimit> {
    entries(headers, "ratelimit", ('r', 't'))
        .map(|(name, remaining, reset)| RateLimit { name, remaining, resets_in: seconds(reset) })
        .collect()
}

/// The limits by name (`Ratelimit-Policy`); entries that cannot be read are left out.
pub fn policies(headers: &HeaderMap) -> Vec<(String, RatePolicy)> {
    entries(headers, "ratelimit-policy", ('q', 'w'))
        .filter(|(_, _, window)| *window > 0)
        .map(|(name, quota, window)| (name, RatePolicy { quota, window: seconds(window) }))
        .collect()
}

/// At most a day: what a server asks for beyond that is a mistake.
fn seconds(count: u64) -> Duration {
    Duration::from_secs(count.min(86_400))
}

fn entries<'h>(
    headers: &'h HeaderMap,
    header: &'static str,
    keys: (char, char),
) -> impl Iterator<Item = (String, u64, u64)> + use<'h> {
    let lines = headers.get_all(header).into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(',')).filter_map(move |entry| {
        let mut parts = entry.split(';').map(str::trim);
        let name = parts.next()?.trim_matches('"').to_owned();
        let (mut first, mut second) = (None, None);
        for part in parts {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().parse().ok();
            match key.trim() {
                key if key.len() == 1 && key.starts_with(keys.0) => first = value,
                key if key.len() == 1 && key.starts_with(keys.1) => second = value,
                _ => {}
            }
        }
        Some((name, first?, second?))
    })
}
