//! Which names are meant: `--include` and `--exclude`.

use crate::failure::Failure;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// The names that are copied.
#[derive(Debug)]
pub(super) struct Choice {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Choice {
    /// Patterns with a `/` are of whole names, others of the last part of a name; one that ends with `/` is of all below.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self, Failure> {
        let include = if include.is_empty() { None } else { Some(set("--include", include)?) };
        Ok(Self { include, exclude: set("--exclude", exclude)? })
    }

    pub(super) fn takes(&self, name: &str) -> bool {
        self.include.as_ref().is_none_or(|include| include.is_match(name)) && !self.exclude.is_match(name)
    }
}

fn set(option: &str, patterns: &[String]) -> Result<GlobSet, Failure> {
    let wrong = |error: globset::Error| {
        Failure::usage(format!("{option}: {error}"))
            .hint("a pattern such as '*.jpg', 'drafts/**' or 'node_modules/'")
    };
    let mut all = GlobSetBuilder::new();
    for pattern in patterns {
        let whole = match pattern.strip_suffix('/') {
            Some(folder) if !folder.contains('/') => format!("**/{folder}/**"),
            Some(folder) => format!("{}/**", folder.trim_start_matches('/')),
            None if pattern.contains('/') => pattern.trim_start_matches('/').to_owned(),
            None => format!("**/{pattern}"),
        };
        all.add(GlobBuilder::new(&whole).literal_separator(true).build().map_err(wrong)?);
    }
    all.build().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::Choice;

    #[test]
    fn patterns_are_of_names_and_of_their_last_parts() {
        let list = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
        let choice =
            Choice::new(&list(&["*.jpg", "docs/**"]), &list(&["tmp/", "docs/draft.*"])).expect("patterns");
        for name in ["a.jpg", "b/c.jpg", "docs/x/y"] {
            assert!(choice.takes(name), "{name}");
        }
        for name in ["a.png", "tmp/a.jpg", "x/tmp/y/a.jpg", "docs/draft.md"] {
            assert!(!choice.takes(name), "{name}");
        }
        assert!(Choice::new(&[], &[]).expect("patterns").takes("anything"));
        assert!(Choice::new(&list(&["[a"]), &[]).is_err());
    }
}
