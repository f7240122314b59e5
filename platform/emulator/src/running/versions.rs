//! Which version answers.

use super::{Running, Versions, setup};
use sha2::{Digest, Sha256};
use std::sync::atomic::Ordering;

/// A request with this header always has the same version.
const KEY: &str = "cloudflare-workers-version-key";
/// A request with this header has the version that it names: `worker="id"`.
const OVERRIDE: &str = "cloudflare-workers-version-overrides";

impl Running {
    /// The name in the runtime of the version of a Worker that answers a request.
    pub(super) fn version(&self, account: &str, name: &str, headers: &http::HeaderMap) -> Option<String> {
        let deployed = self.deployed();
        let versions = deployed.get(&(account.to_owned(), name.to_owned()))?;
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let named = text(OVERRIDE)
            .and_then(|all| all.split(',').find_map(|one| one.trim().strip_prefix(name)?.strip_prefix('=')));
        let named = named.map(|id| id.trim_matches('"'));
        if let Some((worker, _)) =
            versions.iter().find(|(worker, _)| Some(worker.version_id.as_str()) == named)
        {
            return Some(setup::name(worker));
        }
        let point = match text(KEY) {
            Some(key) => {
                let hash = Sha256::digest(key);
                f64::from(u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]])) / f64::from(u32::MAX)
            }
            None => even(self.requests.fetch_add(1, Ordering::Relaxed)),
        };
        choose(versions, point)
    }
}

/// The n-th of numbers that fill 0 to 1 evenly, the same each time.
fn even(n: u64) -> f64 {
    // Additive recurrence of the golden ratio: any stretch of it is spread evenly.
    let turned = (n.wrapping_add(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    f64::from(u32::try_from(turned >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

fn choose(versions: &Versions, point: f64) -> Option<String> {
    let mut left = point * 100.0;
    for (worker, share) in versions {
        if left < *share {
            return Some(setup::name(worker));
        }
        left -= share;
    }
    versions.iter().rev().find(|(_, share)| *share > 0.0).map(|(worker, _)| setup::name(worker))
}

#[cfg(test)]
mod tests {
    use super::even;

    #[test]
    fn shares_are_kept_in_short_runs() {
        for share in [1.0, 10.0, 50.0, 90.0] {
            let count = (0..1000).filter(|n| even(*n) * 100.0 < share).count();
            let wanted = share * 10.0;
            assert!((f64::from(u32::try_from(count).unwrap_or(0)) - wanted).abs() <= 5.0, "{share}: {count}");
        }
    }
}
