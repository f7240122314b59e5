//! `.assetsignore`: which files are not served, in the language of `.gitignore`.

use super::Warning;
use globset::{GlobBuilder, GlobMatcher};

/// The file's name.
const FILE: &str = ".assetsignore";

/// What is never served, unless the file says otherwise.
const ALWAYS: [&str; 3] = ["/.assetsignore", "/_redirects", "/_headers"];

/// Which files of a folder are not served.
#[derive(Clone, Debug, Default)]
pub struct Ignore {
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    glob: GlobMatcher,
    /// Whether what it names is served after all.
    again: bool,
    folders_only: bool,
}

impl Ignore {
    /// Reads the text of a `.assetsignore`, after which comes what is never served. A line that means nothing is a warning.
    pub fn read(text: &str) -> (Self, Vec<Warning>) {
        let mut ignore = Self::usual();
        let mut warnings = Vec::new();
        for (at, line) in text.split('\n').enumerate() {
            match rule(line) {
                Ok(rule) => ignore.rules.extend(rule),
                Err(message) => warnings.push(Warning { file: FILE, line: at + 1, message }),
            }
        }
        (ignore, warnings)
    }

    /// What is not served without a `.assetsignore`.
    pub fn usual() -> Self {
        let rules = ALWAYS.into_iter().filter_map(|line| rule(line).ok().flatten());
        Self { rules: rules.collect() }
    }

    /// Whether a file or folder is not served, by its path below the folder, with `/` between names. What is in a folder that is
    /// not served is not asked about: it is not served either.
    pub fn ignores(&self, path: &str, is_folder: bool) -> bool {
        let named = |rule: &&Rule| (is_folder || !rule.folders_only) && rule.glob.is_match(path);
        self.rules.iter().rev().find(named).is_some_and(|rule| !rule.again)
    }
}

/// The rule of a line, if it says one.
fn rule(line: &str) -> Result<Option<Rule>, String> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line = trimmed(line);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (again, line) = match line.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (folders_only, line) = match line.strip_suffix('/') {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    if line.is_empty() {
        return Ok(None);
    }
    // With a separator in it, a pattern is about the path from the folder on; without one, about a name anywhere.
    let pattern = match line.strip_prefix('/') {
        Some(rest) => literal_braces(rest),
        None if line.contains('/') => literal_braces(line),
        None => format!("**/{}", literal_braces(line)),
    };
    let glob = GlobBuilder::new(&pattern)
        .literal_separator(true)
        .backslash_escape(true)
        // As wrangler has it.
        .case_insensitive(true)
        .build()
        .map_err(|error| format!("`{line}` is no pattern: {}", error.kind()))?;
    Ok(Some(Rule { glob: glob.compile_matcher(), again, folders_only }))
}

/// Without the spaces at its end, unless they are escaped.
fn trimmed(line: &str) -> &str {
    let short = line.trim_end_matches([' ', '\t']);
    let backslashes = short.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if backslashes % 2 == 1 && short.len() < line.len() { &line[..=short.len()] } else { short }
}

/// Braces mean themselves in this language.
fn literal_braces(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut escaped, mut in_class) = (false, false);
    for letter in pattern.chars() {
        match letter {
            '{' | '}' if !escaped && !in_class => {
                out.extend(['[', letter, ']']);
                continue;
            }
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_git() {
        let text = "# a comment\n*.map\n!keep.map\n/root.txt\nsub/only.txt\nbuild/\n\\!odd\n{a}\nspace\\ \ntrail  \r\n**/deep/*.js\nX.PNG\n[z\n";
        let (ignore, warnings) = Ignore::read(text);
        assert_eq!(warnings.len(), 1);
        assert_eq!((warnings[0].line, warnings[0].file), (13, ".assetsignore"));
        let ignored = |path: &str| ignore.ignores(path, false);
        for path in [
            "a.map",
            "b/c.map",
            "root.txt",
            "sub/only.txt",
            "!odd",
            "{a}",
            "space ",
            "trail",
            "x/deep/a.js",
            "deep/a.js",
            "x.png",
            "_headers",
            "_redirects",
            ".assetsignore",
        ] {
            assert!(ignored(path), "{path}");
        }
        for path in [
            "keep.map",
            "b/keep.map",
            "b/root.txt",
            "a/sub/only.txt",
            "build",
            "a",
            "b/_headers",
            "space",
            "x/deep/y/a.js",
        ] {
            assert!(!ignored(path), "{path}");
        }
        assert!(ignore.ignores("build", true) && ignore.ignores("a/build", true));
        assert!(!Ignore::read("!/_headers").0.ignores("_headers", false));
    }
}
