//! Which names are meant: `--include` and `--exclude`.

use crate::failure::Failure;
use fast_glob::glob_match;

/// The names that are copied.
#[derive(Debug)]
pub(super) struct Choice {
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Choice {
    /// Patterns with a `/` are of whole names, others of the last part of a name; one that ends with `/` is of all below.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self, Failure> {
        Ok(Self { include: whole("--include", include)?, exclude: whole("--exclude", exclude)? })
    }

    pub(super) fn takes(&self, name: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|pattern| glob_match(pattern, name));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

/// Patterns of whole names.
fn whole(option: &str, patterns: &[String]) -> Result<Vec<String>, Failure> {
    let each = patterns.iter().map(|pattern| {
        if !is_closed(pattern) {
            return Err(Failure::usage(format!("{option}: a bracket of `{pattern}` is not closed"))
                .hint("a pattern such as '*.jpg', 'drafts/**' or 'node_modules/'"));
        }
        Ok(match pattern.strip_suffix('/') {
            Some(folder) if !folder.contains('/') => format!("**/{folder}/**"),
            Some(folder) => format!("{}/**", folder.trim_start_matches('/')),
            None if pattern.contains('/') => pattern.trim_start_matches('/').to_owned(),
            None => format!("**/{pattern}"),
        })
    });
    each.collect()
}

/// Whether each bracket has its other one: without it nothing would match, in silence.
fn is_closed(pattern: &str) -> bool {
    let (mut letters, mut class, mut braces) = (pattern.chars(), false, 0_i32);
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => _ = letters.next(),
            ']' => class = false,
            _ if class => {}
            '[' => class = true,
            '{' => braces += 1,
            '}' => braces -= 1,
            _ => {}
        }
    }
    !class && braces == 0
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
        for wrong in ["[a", "{a,b", "a}"] {
            assert!(Choice::new(&list(&[wrong]), &[]).is_err(), "{wrong}");
        }
        let choice = Choice::new(&list(&["*.{jpg,png}", "[ab]?.txt"]), &[]).expect("patterns");
        assert!(choice.takes("x/y.png") && choice.takes("b1.txt") && !choice.takes("c1.txt"));
    }
}
