//! What series come to.

use crate::source::{Series, SeriesKind};
use jiff::SignedDuration;

/// How many there were a second.
pub(super) fn rate(series: &Series, range: SignedDuration) -> Option<f64> {
    let seconds = match series.kind {
        // What the values say covers the time between the first and the last only.
        SeriesKind::Counter | SeriesKind::Gauge => {
            let (first, last) = (series.samples.first()?, series.samples.last()?);
            last.at.duration_since(first.at).as_secs_f64()
        }
        SeriesKind::Counts => range.as_secs_f64(),
    };
    (seconds > 0.0).then(|| increase(series).map(|increase| increase / seconds))?
}

/// How many came.
pub(super) fn increase(series: &Series) -> Option<f64> {
    let values = series.samples.iter().map(|sample| sample.value);
    match series.kind {
        _ if series.samples.is_empty() => None,
        SeriesKind::Counts => Some(values.sum()),
        SeriesKind::Gauge => Some(series.samples.last()?.value - series.samples.first()?.value),
        SeriesKind::Counter => {
            let steps = values.clone().zip(values.skip(1));
            // One that is smaller than before began again at zero.
            Some(steps.map(|(before, after)| if after < before { after } else { after - before }).sum())
        }
    }
}

/// The sum of a series' values; of a counter, how many came.
pub(super) fn total(series: &Series) -> Option<f64> {
    match series.kind {
        SeriesKind::Counter => increase(series),
        _ if series.samples.is_empty() => None,
        SeriesKind::Counts | SeriesKind::Gauge => {
            Some(series.samples.iter().map(|sample| sample.value).sum())
        }
    }
}

/// The value below which a share of the numbers is, between two where it falls between them.
pub(super) fn quantile(numbers: &[f64], share: f64) -> Option<f64> {
    if numbers.is_empty() || !(0.0..=1.0).contains(&share) {
        return None;
    }
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * (sorted.len() - 1) as f64;
    let (below, part) = (place.floor(), place.fract());
    let lower = *sorted.get(below as usize)?;
    let upper = sorted.get(below as usize + 1).copied().unwrap_or(lower);
    Some(if part == 0.0 { lower } else { lower + (upper - lower) * part })
}

/// `avg`, `sum`, `min`, `max`, `stddev`, `first`, `last`.
pub(super) fn aggregate(function: &str, numbers: &[f64]) -> Option<f64> {
    let count = numbers.len() as f64;
    let mean = || numbers.iter().sum::<f64>() / count;
    let (first, last) = (*numbers.first()?, *numbers.last()?);
    match function {
        "avg" => Some(mean()),
        "sum" => Some(numbers.iter().sum()),
        "min" => numbers.iter().copied().reduce(f64::min),
        "max" => numbers.iter().copied().reduce(f64::max),
        "first" => Some(first),
        "last" => Some(last),
        "stddev" => {
            let mean = mean();
            Some((numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count).sqrt())
        }
        // Of single values there is no time.
        _ => None,
    }
}
