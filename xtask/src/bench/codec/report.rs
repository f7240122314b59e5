//! What the program measured, against the targets.

use crate::bench::measure::verdict;
use std::fmt::Write;

/// At most this much of the derive's time for all examples together.
const ALL: f64 = 0.8;
/// At most this much of the derive's time for one type …
const ONE: f64 = 1.1;
/// … or so many seconds more …
const MORE: f64 = 30e-9;
/// … where the derive takes less than this.
const SMALL: f64 = 0.3e-6;

/// One type: seconds for its example, and the ratio of the two.
struct Row<'t> {
    ty: &'t str,
    bytes: f64,
    ours: f64,
    derived: f64,
    ratio: f64,
}

impl<'t> Row<'t> {
    /// A line of the program's output.
    fn read(line: &'t str) -> Option<Self> {
        let mut parts = line.split('\t');
        let ty = parts.next()?;
        let mut number = || parts.next()?.parse().ok();
        Some(Self { ty, bytes: number()?, ours: number()?, derived: number()?, ratio: number()? })
    }

    fn is_met(&self) -> bool {
        self.ratio <= ONE || (self.derived < SMALL && (self.ratio - 1.0) * self.derived <= MORE)
    }
}

/// The section of `BENCHMARKS.md`; `None` if nothing was measured.
pub(super) fn report(text: &str) -> Option<String> {
    let (mut rows, uncompared): (Vec<Row<'_>>, Vec<Row<'_>>) =
        text.lines().filter_map(Row::read).partition(|row| row.derived > 0.0);
    rows.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    let (best, worst, median) = (rows.first()?, rows.last()?, rows.get(rows.len() / 2)?.ratio);
    let sum = |of: fn(&Row<'_>) -> f64| rows.iter().map(of).sum::<f64>();
    let (ours, derived) = (sum(|row| row.ours), sum(|row| row.derived));
    let missed: Vec<&Row<'_>> = rows.iter().filter(|row| !row.is_met()).collect();
    let mut out = format!(
        "## Codec: decoding against serde's derive\n\nThe longest example of every response type that has one: {} types, {:.0} kB; \
         {} more are not compared, as one of the two does not read the document's example. The derived types are written as a \
         careful user would (discriminators as tags, open enums, the same dates). In turns, fifteen batches of each: \
         times are those of the best, ratios the median of those of neighbours.\n\n| | ours ÷ derive |\n|---|--:|\n",
        rows.len(),
        sum(|row| row.bytes) / 1e3,
        uncompared.len(),
    );
    let _ = writeln!(
        out,
        "| all examples together ({:.2} ms, {:.2} ms) | {:.2} |\n| median type | {median:.2} |\n| best type, `{}` | {:.2} |\n\
         | worst type, `{}` | {:.2} |",
        ours * 1e3,
        derived * 1e3,
        ours / derived,
        best.ty,
        best.ratio,
        worst.ty,
        worst.ratio,
    );
    let _ = writeln!(
        out,
        "\n| target | measured | |\n|---|--:|---|\n| all together at most {ALL} of the derive | {:.2} | {} |\n| no type more \
         than {ONE} of the derive, or {:.0} ns more where that takes under {} µs | {} of {} | {} |",
        ours / derived,
        verdict(ours / derived <= ALL),
        MORE * 1e9,
        SMALL * 1e6,
        missed.len(),
        rows.len(),
        verdict(missed.is_empty()),
    );
    if !missed.is_empty() {
        out.push_str("\n| above it | ours, µs | derive, µs | ratio |\n|---|--:|--:|--:|\n");
    }
    for row in missed.iter().rev().take(20) {
        let _ = writeln!(
            out,
            "| `{}` | {:.2} | {:.2} | {:.2} |",
            row.ty,
            row.ours * 1e6,
            row.derived * 1e6,
            row.ratio
        );
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::report;

    #[test]
    fn a_small_type_may_take_a_moment_more_and_a_large_one_a_tenth() {
        let met = report(
            "Small\t10\t1.2e-7\t1e-7\t1.2\nLarge\t900\t1.09e-6\t1e-6\t1.09\nFast\t900\t1e-6\t9e-6\t0.11\n",
        )
        .expect("rows");
        assert!(met.contains("| 0 of 3 | met |"), "{met}");
        let missed = report("Small\t10\t1.4e-7\t1e-7\t1.4\nLarge\t900\t1.2e-6\t1e-6\t1.2\nOdd\t9\t0\t0\t0\n")
            .expect("rows");
        assert!(missed.contains("| 2 of 2 | **missed** |"), "{missed}");
        assert!(missed.contains("| `Small` | 0.14 | 0.10 | 1.40 |"), "{missed}");
        assert!(report("nothing").is_none());
    }
}
