//! Which of two definition files, the stable and the experimental one, declare something.

/// Which of the inputs declare something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variants {
    /// The first input: the stable file.
    pub stable: bool,
    /// A later input: the experimental file.
    pub experimental: bool,
}

impl Variants {
    /// The variant of one input file.
    pub fn of(file: u32) -> Self {
        Self { stable: file == 0, experimental: file != 0 }
    }

    /// Declared by the experimental file alone.
    pub fn experimental_only(self) -> bool {
        self.experimental && !self.stable
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { stable: self.stable || other.stable, experimental: self.experimental || other.experimental }
    }
}
