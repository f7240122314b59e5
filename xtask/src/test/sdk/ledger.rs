//! The accepted differences: patterns with their reasons.

/// The committed list. `OPERATIONS | DIFFERENCES` with `*` for any text, the reason indented below.
#[derive(Debug)]
pub(super) struct Ledger {
    pub(super) rules: Vec<Rule>,
}

/// One pattern.
#[derive(Debug)]
pub(super) struct Rule {
    /// As it stands in the file.
    pub(super) line: String,
    operation: String,
    difference: String,
}

impl Rule {
    /// Whether it is about all operations.
    pub(super) fn is_general(&self) -> bool {
        self.operation == "*"
    }
}

impl Ledger {
    pub(super) fn parse(text: &str) -> Self {
        let rules = text
            .lines()
            .filter(|line| !line.starts_with(['#', ' ']))
            .filter_map(|line| {
                let (operation, difference) = line.split_once(" | ")?;
                Some(Rule {
                    line: line.to_owned(),
                    operation: operation.to_owned(),
                    difference: difference.to_owned(),
                })
            })
            .collect();
        Self { rules }
    }

    /// The first rule that explains a difference.
    pub(super) fn find(&self, operation: &str, difference: &str) -> Option<usize> {
        self.rules
            .iter()
            .position(|rule| matches(&rule.operation, operation) && matches(&rule.difference, difference))
    }
}

/// Whether a text is what a pattern says.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').map_or((None, rest), |(middle, last)| (Some(middle), last));
    for piece in middle.into_iter().flat_map(|middle| middle.split('*')) {
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_text() {
        assert!(matches("header accept: *", "header accept: ours x"));
        assert!(matches("*.list", "kv.namespaces.list"));
        assert!(matches("body *: ours *, theirs nothing", "body /a/b: ours 1, theirs nothing"));
        assert!(!matches("body *: ours *, theirs nothing", "body /a/b: ours 1, theirs 2"));
        assert!(!matches("a*a", "a"));
        assert!(matches("exact", "exact") && !matches("exact", "exactly"));
    }
}
