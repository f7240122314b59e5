//! The name that was probably meant.

/// How many letters have to be added, left out or replaced to get from one text to another.
pub(in crate::catalogue) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (column, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *known);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Whether a text that is so far from another may be a slip of it.
pub(in crate::catalogue) fn close(apart: usize, text: &str) -> bool {
    apart <= 2.max(text.chars().count() / 3)
}

/// The text that was probably meant.
pub(in crate::catalogue) fn nearest<'n>(text: &str, all: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let text = plain(text);
    let measured = all.map(|known| (distance(&plain(known), &text), known));
    let (apart, found) = measured.min_by_key(|(apart, _)| *apart)?;
    (close(apart, &text) && apart < text.len()).then_some(found)
}
