//! Looking up a member's name or a tag's value.

/// What is known of names, each once.
#[derive(Debug)]
pub(super) struct Table<T> {
    /// Where to look for a name by its hash: one more than its place, 0 for nothing.
    slots: Vec<u16>,
    entries: Vec<(&'static str, T)>,
}

impl<T> Table<T> {
    pub(super) fn new(entries: Vec<(&'static str, T)>) -> Self {
        let mut slots = vec![0u16; (entries.len() * 2 + 1).next_power_of_two()];
        for (at, (name, _)) in entries.iter().enumerate().take(usize::from(u16::MAX)) {
            let mut slot = hash(name) & (slots.len() - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = u16::try_from(at + 1).unwrap_or_default();
        }
        Self { slots, entries }
    }

    #[inline]
    pub(super) fn get(&self, name: &str) -> Option<&T> {
        let mut slot = hash(name) & (self.slots.len() - 1);
        loop {
            let (known, value) = &self.entries[usize::from(self.slots[slot].checked_sub(1)?)];
            if *known == name {
                return Some(value);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }
}

/// Names of one union differ in length, ends and middle, mostly.
#[inline]
fn hash(name: &str) -> usize {
    let bytes = name.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().map_or(0, usize::from);
    let length = bytes.len();
    length.wrapping_mul(7)
        ^ byte(0).wrapping_mul(31)
        ^ byte(length / 2).wrapping_mul(131)
        ^ byte(length.wrapping_sub(1)).wrapping_mul(17)
}
