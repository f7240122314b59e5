//! What the program measured, against the targets.

use crate::bench::measure::verdict;
use std::fmt::Write;

/// At most this much of the derive's time for all examples together.
const ALL: f64 = 0.7;
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

/// What several runs of the program say of each type: the best times, and the median of the ratios. Where a run's heap lies
/// moves the times of a small type by a tenth, for as long as that run lasts.
fn together(runs: &[String]) -> Vec<Row<'_>> {
    let mut of_each: Vec<_> = runs.iter().map(|text| text.lines().filter_map(Row::read)).collect();
    let mut rows = Vec::new();
    loop {
        let of_one: Option<Vec<Row<'_>>> = of_each.iter_mut().map(Iterator::next).collect();
        let Some(mut of_one) = of_one else { return rows };
        of_one.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
        let least = |of: fn(&Row<'_>) -> f64| of_one.iter().map(of).fold(f64::MAX, f64::min);
        let (ours, derived) = (least(|row| row.ours), least(|row| row.derived));
        let middle = of_one.len() / 2;
        rows.push(Row { ours, derived, ..of_one.swap_remove(middle) });
    }
}

/// The section of `BENCHMARKS.md` from what each run of the program wrote; `None` if nothing was measured.
pub(super) fn report(runs: &[String]) -> Option<String> {
    if runs.is_empty() {
        return None;
    }
    let (mut rows, uncompared): (Vec<Row<'_>>, Vec<Row<'_>>) =
        together(runs).into_iter().partition(|row| row.derived > 0.0);
    rows.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    let (best, worst, median) = (rows.first()?, rows.last()?, rows.get(rows.len() / 2)?.ratio);
    let sum = |of: fn(&Row<'_>) -> f64| rows.iter().map(of).sum::<f64>();
    let (ours, derived) = (sum(|row| row.ours), sum(|row| row.derived));
    let missed: Vec<&Row<'_>> = rows.iter().filter(|row| !row.is_met()).collect();
    let mut out = format!(
        "## Codec: decoding against serde's derive\n\nThe longest example of every response type that has one: {} types, {:.0} kB; \
         {} more are not compared, as one of the two does not read the document's example. The derived types are written as a \
         careful user would (discriminators as tags, open enums, the same dates). In turns, fifteen batches of each \
         in each of {} runs: times are those of the best, a run's ratio is the median of those of neighbours, a type's the median of \
         its runs.\n\n| | ours ÷ derive |\n|---|--:|\n",
        rows.len(),
        sum(|row| row.bytes) / 1e3,
        uncompared.len(),
        runs.len(),
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
        let one = |run: &str| report(&[run.to_owned()]);
        let met = one(
            "Small\t10\t1.2e-7\t1e-7\t1.2\nLarge\t900\t1.09e-6\t1e-6\t1.09\nFast\t900\t1e-6\t9e-6\t0.11\n",
        )
        .expect("rows");
        assert!(met.contains("| 0 of 3 | met |"), "{met}");
        let missed = one("Small\t10\t1.4e-7\t1e-7\t1.4\nLarge\t900\t1.2e-6\t1e-6\t1.2\nOdd\t9\t0\t0\t0\n")
            .expect("rows");
        assert!(missed.contains("| 2 of 2 | **missed** |"), "{missed}");
        assert!(missed.contains("| `Small` | 0.14 | 0.10 | 1.40 |"), "{missed}");
        assert!(one("nothing").is_none());
        assert!(report(&[]).is_none());
    }

    #[test]
    fn of_several_runs_the_median_decides() {
        let run = |ratio: &str| format!("Large\t900\t1e-6\t1e-6\t{ratio}\nOdd\t9\t0\t0\t0\n");
        let of = |ratios: [&str; 3]| report(&ratios.map(run)).expect("rows");
        let met = of(["1.01", "1.3", "0.99"]);
        assert!(met.contains("| worst type, `Large` | 1.01 |") && met.contains("| 0 of 1 | met |"), "{met}");
        let missed = of(["1.21", "1.3", "0.99"]);
        assert!(missed.contains("| worst type, `Large` | 1.21 |"), "{missed}");
    }
}
