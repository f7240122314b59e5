//! Schedules: minute, hour, day of the month, month, day of the week, as Cloudflare reads them.

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

struct Field {
    what: &'static str,
    least: u32,
    most: u32,
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { what: "minute", least: 0, most: 59, names: &[] },
    Field { what: "hour", least: 0, most: 23, names: &[] },
    Field { what: "day of the month", least: 1, most: 31, names: &[] },
    Field { what: "month", least: 1, most: 12, names: &MONTHS },
    Field { what: "day of the week", least: 1, most: 7, names: &DAYS },
];

/// What is wrong with a schedule, and what to do.
pub(super) fn problem(text: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        let message = format!("a schedule has five fields, this one has {}", parts.len());
        return Some((
            message,
            "Minute, hour, day of the month, month, day of the week: `0 5 * * *`.".to_owned(),
        ));
    }
    for (field, text) in FIELDS.iter().zip(&parts) {
        for part in text.split(',') {
            if let Some(problem) = field.problem(part) {
                return Some((format!("`{part}` is no {}: {problem}", field.what), field.help()));
            }
        }
    }
    let [_, _, days, months, _] = parts.as_slice() else { return None };
    never(days, months)
        .then(|| ("no such day ever comes".to_owned(), "Choose a day that the month has.".to_owned()))
}

impl Field {
    fn help(&self) -> String {
        let mut out =
            format!("`*`, {} to {}, ranges with `-`, steps with `/`, lists with `,`", self.least, self.most);
        match self.what {
            "month" => out.push_str("; or JAN to DEC"),
            "day of the week" => {
                out.push_str(" where 1 is Sunday; or SUN to SAT; `6L` is the last Friday, `6#2` the second");
            }
            "day of the month" => {
                out.push_str("; `L` is the last day, `15W` the working day nearest to the 15th");
            }
            _ => {}
        }
        out.push('.');
        out
    }

    fn number(&self, text: &str) -> Result<u32, String> {
        let named = self.names.iter().position(|name| name.eq_ignore_ascii_case(text));
        if let Some(at) = named.and_then(|at| u32::try_from(at).ok()) {
            return Ok(self.least + at);
        }
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits && (self.least..=self.most).contains(&number) => Ok(number),
            Ok(0) if self.what == "day of the week" => Err("Sunday is 1 here".to_owned()),
            Ok(number) if digits => Err(format!("{number} is not between {} and {}", self.least, self.most)),
            _ => Err("it is no number".to_owned()),
        }
    }

    fn problem(&self, part: &str) -> Option<String> {
        if let Some(special) = self.special(part) {
            return special.err();
        }
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        if let Some(step) = step {
            match step.parse::<u32>() {
                Ok(0) => return Some("a step of 0".to_owned()),
                Ok(number) if number <= self.most => {}
                Ok(number) => return Some(format!("a step of {number} goes beyond the field")),
                Err(_) => return Some(format!("`{step}` is no step")),
            }
        }
        if range == "*" {
            return None;
        }
        let Some((from, to)) = range.split_once('-') else { return self.number(range).err() };
        match (self.number(from), self.number(to)) {
            (Err(problem), _) | (_, Err(problem)) => Some(problem),
            (Ok(from), Ok(to)) if from > to => Some("the range goes backwards".to_owned()),
            _ => None,
        }
    }

    /// What days have besides: `L`, `LW`, `L-3`, `15W`; `6L`, `6#2`. `None` where a part is nothing of that.
    fn special(&self, part: &str) -> Option<Result<(), String>> {
        let upper = part.to_ascii_uppercase();
        let checked = |number: Result<u32, String>| number.map(drop);
        match self.what {
            "day of the month" => {
                if upper == "L" || upper == "LW" {
                    return Some(Ok(()));
                }
                if let Some(offset) = upper.strip_prefix("L-") {
                    let offset = offset.strip_suffix('W').unwrap_or(offset);
                    return Some(checked(self.number(offset)));
                }
                upper.strip_suffix('W').map(|day| checked(self.number(day)))
            }
            "day of the week" => {
                if upper == "L" {
                    return Some(Ok(()));
                }
                if let Some((day, nth)) = upper.split_once('#') {
                    return Some(match nth.parse() {
                        Ok(1..=5_u32) => checked(self.number(day)),
                        _ => Err(format!("a month has no {nth}th of them")),
                    });
                }
                upper.strip_suffix('L').map(|day| checked(self.number(day)))
            }
            _ => None,
        }
    }
}

/// Whether a plain day is one that none of the plain months has.
fn never(days: &str, months: &str) -> bool {
    let day: Option<u32> = days.parse().ok();
    let months: Option<Vec<u32>> = months.split(',').map(|month| FIELDS[3].number(month).ok()).collect();
    let (Some(day), Some(months)) = (day, months) else { return false };
    let longest = |month: &u32| match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    months.iter().all(|month| day > longest(month))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn schedules_are_read_as_cloudflare_reads_them() {
        for right in [
            "* * * * *",
            "*/15 0-5,22 1,15 JAN-mar MON-FRI",
            "0 5 L * *",
            "0 5 LW * *",
            "0 5 L-3 * *",
            "0 5 15W * *",
            "0 5 * * 6L",
            "0 5 * * FRI#2",
            "59 23 31 12 7",
            "0 0 29 2 *",
            "5/10 * * * *",
            "0 0 * * L",
        ] {
            assert_eq!(problem(right), None, "{right}");
        }
        for (wrong, why) in [
            ("", "five fields"),
            ("* * * *", "five fields"),
            ("0 0 1 1 1 2026", "five fields"),
            ("60 * * * *", "between 0 and 59"),
            ("* 24 * * *", "between 0 and 23"),
            ("* * 0 * *", "between 1 and 31"),
            ("* * * 13 *", "between 1 and 12"),
            ("* * * * 0", "Sunday is 1"),
            ("* * * * 8", "between 1 and 7"),
            ("*/0 * * * *", "step of 0"),
            ("5-1 * * * *", "backwards"),
            ("? * * * *", "no number"),
            ("* * * * MON#6", "no 6th"),
            ("@daily", "five fields"),
            ("0 0 30 2 *", "no such day"),
            ("0 0 31 4,6 *", "no such day"),
            ("a * * * *", "no number"),
            ("1, * * * *", "no number"),
            ("-1 * * * *", "no number"),
            ("+1 * * * *", "no number"),
            ("* * * FOO *", "no number"),
            ("0 L * * *", "no number"),
        ] {
            let (found, _) = problem(wrong).unwrap_or_default();
            assert!(found.contains(why), "{wrong}: {found}");
        }
    }
}
