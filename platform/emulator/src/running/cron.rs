//! Cron expressions: minute, hour, day of the month, month, day of the week, all in UTC; a day of the week is 1 (Sunday) to 7, or named.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// When something is due.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: u64,
    hours: u64,
    days: u64,
    /// Whether the last day of the month is meant, too.
    last: bool,
    months: u64,
    weekdays: u64,
    /// Both are limited: then either is enough.
    either: bool,
}

impl Cron {
    /// Reads an expression. One that is none is due never.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minutes, hours, days, months, weekdays] = fields.as_slice() else { return None };
        let any = |field: &str| field.starts_with('*') || field == "?";
        let last = days.split(',').any(|part| part == "L");
        let plain: Vec<&str> = days.split(',').filter(|part| *part != "L").collect();
        Some(Self {
            minutes: set(minutes, 0, 59, &[])?,
            hours: set(hours, 0, 23, &[])?,
            days: if plain.is_empty() { 0 } else { set(&plain.join(","), 1, 31, &[])? },
            last,
            months: set(months, 1, 12, &MONTHS)?,
            weekdays: set(weekdays, 1, 7, &DAYS)?,
            either: !any(days) && !any(weekdays),
        })
    }

    /// Whether it is due in this minute.
    pub(super) fn is_due(&self, at: DateTime) -> bool {
        let has = |set: u64, value: i8| u32::try_from(value).is_ok_and(|value| set >> value & 1 == 1);
        let day = has(self.days, at.day()) || self.last && at.day() == at.date().days_in_month();
        let weekday = has(self.weekdays, at.weekday().to_sunday_one_offset());
        let on = if self.either { day || weekday } else { day && weekday };
        has(self.minutes, at.minute()) && has(self.hours, at.hour()) && has(self.months, at.month()) && on
    }
}

/// When an expression is due next after a moment, within a year.
pub(crate) fn next(text: &str, after: Timestamp) -> Option<Timestamp> {
    let cron = Cron::parse(text)?;
    let after = after.to_zoned(TimeZone::UTC).datetime();
    let minutes = || (0..24).flat_map(|hour| (0..60).map(move |minute| (hour, minute)));
    let days = after.date().series(Span::new().days(1)).take(367);
    let mut all = days.flat_map(|day| minutes().map(move |(hour, minute)| day.at(hour, minute, 0, 0)));
    let due = all.find(|at| *at > after && cron.is_due(*at))?;
    TimeZone::UTC.to_timestamp(due).ok()
}

/// A field as a set of bits.
fn set(field: &str, least: u32, most: u32, names: &[&str]) -> Option<u64> {
    let number = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let named = named.and_then(|at| u32::try_from(at).ok()).map(|at| at + least);
        named.or_else(|| text.parse().ok()).filter(|number| (least..=most).contains(number))
    };
    let mut out = 0;
    for part in field.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<usize>().ok().filter(|step| *step > 0)?)),
            None => (part, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" || range == "?" => (least, most),
            Some((from, to)) => (number(from)?, number(to)?),
            None => (number(range)?, if step.is_some() { most } else { number(range)? }),
        };
        if from > to {
            return None;
        }
        (from..=to).step_by(step.unwrap_or(1)).for_each(|value| out |= 1 << value);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{Cron, next};
    use jiff::civil::date;

    #[test]
    fn the_next_time_is_after_a_moment() {
        let at = |text: &str| text.parse().expect("a time");
        let now = at("2026-11-28T10:30:00Z");
        assert_eq!(next("30 10 * * *", now), Some(at("2026-11-29T10:30:00Z")));
        assert_eq!(next("0 0 1 1 *", now), Some(at("2027-01-01T00:00:00Z")));
        assert_eq!(next("0 0 30 2 *", now), None);
    }

    #[test]
    fn expressions_are_due_when_they_say() {
        // 2026-11-29 is a Sunday, 2026-11-30 the last day of the month.
        let sunday = date(2026, 11, 29).at(10, 30, 0, 0);
        let monday = date(2026, 11, 30).at(0, 0, 0, 0);
        for (text, on_sunday, on_monday) in [
            ("* * * * *", true, true),
            ("*/15 10-12 * * *", true, false),
            ("30 10 * * SUN", true, false),
            ("30 10 * * 1", true, false),
            ("0 0 * * mon-fri", false, true),
            ("0 0 L * *", false, true),
            ("0,30 * 29 NOV *", true, false),
            ("0 0 1 * 2", false, true),
            ("7/5 * * * *", false, false),
        ] {
            let cron = Cron::parse(text).expect(text);
            assert_eq!((cron.is_due(sunday), cron.is_due(monday)), (on_sunday, on_monday), "{text}");
        }
        for wrong in ["", "* * * *", "60 * * * *", "* * * * 0", "*/0 * * * *", "5-1 * * * *"] {
            assert_eq!(Cron::parse(wrong), None, "{wrong}");
        }
    }
}
