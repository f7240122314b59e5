//! Compatibility flags.

use super::{Check, Day, declared, error, warning};
use crate::finding::nearest;
use crate::model::{Place, Worker};

/// The flags of the runtime of 2026-11-17: a line for each change, with the flag that has it and the one that has it not.
static FLAGS: &str = include_str!("flags.txt");

/// From here on, `nodejs_compat` is on by itself, and the runtime refuses the flag.
const NODEJS: Day = Day::new(2026, 8, 4);

fn known() -> impl Iterator<Item = &'static str> {
    FLAGS.split_ascii_whitespace()
}

/// The flag that says the contrary.
fn opposite(flag: &str) -> Option<&'static str> {
    let pairs = FLAGS.lines().filter_map(|line| line.split_once(' '));
    pairs.flat_map(|(on, off)| [(on, off), (off, on)]).find(|(one, _)| *one == flag).map(|(_, other)| other)
}

impl Check<'_> {
    pub(super) fn flags(&mut self, worker: &Worker, date: Option<Day>) {
        for (index, flag) in worker.compatibility_flags.iter().enumerate() {
            let place = declared(worker, "compatibility_flags");
            self.flag(worker, place.clone(), flag, &worker.compatibility_flags[..index]);
            let is_nodejs = matches!(flag.as_str(), "nodejs_compat" | "nodejs_compat_v2");
            if is_nodejs && date.is_some_and(|date| date >= NODEJS) {
                let finding = warning(worker, place, format!("`{flag}` is on by itself from {NODEJS} on"));
                self.tell(
                    finding.help("Take it away; the runtime refuses it with this date, so it is not sent."),
                );
            }
        }
    }

    fn flag(&mut self, worker: &Worker, place: Option<Place>, flag: &str, before: &[String]) {
        let is_before = |other: &str| before.iter().any(|flag| flag == other);
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-:".contains(&byte);
        let finding = if flag.is_empty() || !flag.bytes().all(fits) {
            error(worker, place, format!("`{flag}` is no compatibility flag"))
                .help("Flags are words in lower case with `_` between, such as `nodejs_compat`.")
        } else if is_before(flag) {
            error(worker, place, format!("flag `{flag}` is there twice")).help("Take one away.")
        } else if let Some(other) = opposite(flag).filter(|other| is_before(other)) {
            error(worker, place, format!("flags `{other}` and `{flag}` exclude each other"))
                .help("Take one away.")
        } else if known().all(|known| known != flag) {
            let near = nearest(flag, known());
            warning(worker, place, format!("`{flag}` is no compatibility flag that is known here"))
                .help_if(near.or_else(|| Some("The runtime refuses those that it does not know.".to_owned())))
        } else {
            return;
        };
        self.tell(finding);
    }
}
