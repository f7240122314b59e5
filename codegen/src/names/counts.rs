//! Which numbers count, by their names: documents and definition files say `number` of both counts and measures.

use super::{singular, words};

/// Names of counts.
const COUNTS: &[&str] = &[
    "page",
    "per_page",
    "count",
    "total",
    "limit",
    "offset",
    "page_size",
    "page_number",
    "page_no",
    "perpage",
    "port",
    "max_age",
    "attempts",
    "retries",
    "max_retries",
];

/// Last words of names of counts.
const COUNT_WORDS: &[&str] = &["count", "ttl", "port", "pages"];

/// Words, in the singular, of what is calculated, wherever a name has them.
const CALCULATIONS: &[&str] = &[
    "amount",
    "average",
    "avg",
    "cost",
    "fraction",
    "mean",
    "median",
    "percentage",
    "price",
    "rate",
    "ratio",
    "revenue",
    "score",
];

/// Last words of names, in the singular, of what is measured, not counted, though people say "number of seconds".
const UNITS: &[&str] = &[
    "second",
    "sec",
    "millisecond",
    "ms",
    "msec",
    "microsecond",
    "us",
    "usec",
    "nanosecond",
    "ns",
    "nsec",
    "minute",
    "hour",
    "day",
    "byte",
    "kb",
    "mb",
    "gb",
    "tb",
    "kib",
    "mib",
    "gib",
    "tib",
    "bit",
    "bps",
    "kbps",
    "mbps",
    "gbps",
    "size",
    "width",
    "height",
    "length",
    "latitude",
    "longitude",
    "rtt",
    "duration",
    "time",
    "latency",
    "percent",
];

/// Whether a name is of a count: `page`, `total…`, `num…`, `…_count`. What is measured or calculated is none.
pub fn counts(name: &str) -> bool {
    let words = words(name);
    let begins = words.first().is_some_and(|first| first == "total" || first == "num");
    let ends = words.last().is_some_and(|last| COUNT_WORDS.contains(&last.as_str()));
    COUNTS.contains(&words.join("_").as_str()) || (begins || ends) && !is_measure(name)
}

/// Whether a name ends in what is measured, or has a word of what is calculated.
pub fn is_measure(name: &str) -> bool {
    words(name).last().is_some_and(|last| is_unit(last)) || is_calculated(name)
}

/// Whether a name has a word of what is calculated: `total_cost`, `avg_count`.
pub fn is_calculated(name: &str) -> bool {
    words(name).iter().any(|word| CALCULATIONS.contains(&singular(word).as_str()))
}

/// Whether a word, in the singular or not, is a unit or a quantity that is measured.
pub fn is_unit(word: &str) -> bool {
    UNITS.contains(&word) || UNITS.contains(&singular(word).as_str())
}

#[cfg(test)]
mod tests {
    use super::counts;

    #[test]
    fn counts_are_told_from_measures() {
        for name in ["page", "perPage", "total_count", "numRetries", "cacheTTL", "limit"] {
            assert!(counts(name), "{name}");
        }
        for name in ["total_seconds", "total_cost", "avg_count", "width", "duration", "num_bytes", "pager"] {
            assert!(!counts(name), "{name}");
        }
    }
}
