//! Compatibility dates.

use super::{Check, declared, error, warning};
use crate::model::Worker;
use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: i64,
    month: i64,
    of_month: i64,
}

impl Day {
    /// The day that it is now, in UTC.
    pub fn today() -> Self {
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        Self::after_epoch(i64::try_from(seconds / 86_400).unwrap_or(0))
    }

    /// The day so many days after 1970-01-01.
    fn after_epoch(days: i64) -> Self {
        // Years from March on: the day that leap years have more is the last of one.
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            of_month: of_year - (153 * shifted + 2) / 5 + 1,
        }
    }

    pub(super) const fn new(year: i64, month: i64, of_month: i64) -> Self {
        Self { year, month, of_month }
    }

    /// The day that a text of the form `2026-11-01` means; `None` if there is no such day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut number = |length: usize| {
            let part = parts.next()?;
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse().ok())?
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let length = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (parts.next().is_none() && (1..=length).contains(&day)).then_some(Self { year, month, of_month: day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

/// Before this, there is nothing to be compatible with.
const FIRST: Day = Day { year: 2021, month: 11, of_month: 2 };

impl Check<'_> {
    pub(super) fn date(&mut self, worker: &Worker) {
        let place = declared(worker, "compatibility_date");
        let today = self.today;
        let date = worker.compatibility_date.as_deref().map(|text| (text, Day::parse(text)));
        match date {
            None => {
                let finding = error(worker, place, "the Worker has no compatibility date");
                self.tell(finding.help(format!("Say `compatibility_date = \"{today}\"`.")));
            }
            Some((text, None)) => {
                let finding = error(worker, place, format!("`{text}` is no day"));
                self.tell(finding.help(format!("Write it as `{today}`.")));
            }
            Some((text, Some(date))) if date > today => {
                let finding = error(worker, place, format!("the compatibility date {text} has not come yet"));
                self.tell(finding.help(format!("The newest that is taken is today's, {today}.")));
            }
            Some((text, Some(date))) if date < FIRST => {
                self.tell(warning(
                    worker,
                    place,
                    format!("the compatibility date {text} is older than the first, {FIRST}"),
                ));
            }
            Some(_) => {}
        }
        self.flags(worker, date.and_then(|(_, date)| date));
    }
}
