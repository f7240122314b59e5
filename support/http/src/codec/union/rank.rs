//! How well the variants of a union fit a value.

/// How well each variant fits: the lower the better.
pub(super) struct Ranks {
    few: [Rank; FEW],
    many: Vec<Rank>,
    count: usize,
}

/// Unions with no more variants than that need no memory to be told apart.
pub(super) const FEW: usize = 20;

/// A variant's place; equal ones are tried together.
pub(super) type Rank = u64;

/// Not a candidate.
const OUT: Rank = Rank::MAX;

impl Ranks {
    pub(super) fn new(count: usize) -> Self {
        let many = if count > FEW { vec![OUT; count] } else { Vec::new() };
        Self { few: [OUT; FEW], many, count }
    }

    pub(super) fn all(&mut self) -> &mut [Rank] {
        if self.count > FEW { &mut self.many } else { &mut self.few[..self.count] }
    }

    /// Takes out the best ones, in this order of all of them.
    pub(super) fn best(&mut self, order: &[u16], found: &mut Best) -> bool {
        let ranks = self.all();
        let best = ranks.iter().copied().fold(OUT, Rank::min);
        if best == OUT {
            return false;
        }
        found.clear();
        for index in order {
            let rank = &mut ranks[usize::from(*index)];
            if *rank == best {
                found.push(*index);
                *rank = OUT;
            }
        }
        true
    }
}

/// Candidates for which the same speaks, in the order they were asked for.
#[derive(Default)]
pub(super) struct Best {
    few: [u16; 4],
    many: Vec<u16>,
    count: usize,
}

impl Best {
    fn clear(&mut self) {
        self.many.clear();
        self.count = 0;
    }

    fn push(&mut self, index: u16) {
        match self.few.get_mut(self.count) {
            Some(place) => *place = index,
            None => {
                if self.many.is_empty() {
                    self.many.extend(self.few);
                }
                self.many.push(index);
            }
        }
        self.count += 1;
    }

    pub(super) fn all(&self) -> &[u16] {
        if self.count <= self.few.len() { &self.few[..self.count] } else { &self.many }
    }
}
