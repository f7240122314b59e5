//! `_headers`: headers of answers, by path. The service reads the file; this tells what it will leave out.

use super::{Warning, has_host, lines};

/// The file's name.
const FILE: &str = "_headers";

/// So many rules are taken.
const MOST: usize = 100;

/// A path and what its answers have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRule {
    /// The path, perhaps with a `*` or `:names`, or an address with a host.
    pub path: String,
    /// The line that it stands on.
    pub line: usize,
    /// Headers that are set, in lower case; what is set twice is joined.
    pub set: Vec<(String, String)>,
    /// Headers that are removed.
    pub unset: Vec<String>,
}

/// Reads the text of a `_headers`: the rules that apply, and a warning for each line that does not.
pub fn read_headers(text: &str) -> (Vec<HeaderRule>, Vec<Warning>) {
    let (mut rules, mut warnings) = (Vec::new(), Vec::new());
    let mut current: Option<HeaderRule> = None;
    // After a path that means nothing, its headers do not either.
    let mut skips = false;
    for (number, line) in lines(FILE, text, &mut warnings) {
        let mut warn = |message: String| warnings.push(Warning { file: FILE, line: number, message });
        if is_path(line) {
            skips = false;
            let full = rules.len() + usize::from(current.as_ref().is_some_and(is_filled)) >= MOST;
            finish(current.take(), &mut rules, &mut warnings);
            if full {
                let message = format!("{MOST} rules are taken; this one and those after it are left out");
                warnings.push(Warning { file: FILE, line: number, message });
                return (rules, warnings);
            }
            match path_problem(line) {
                None => {
                    current =
                        Some(HeaderRule { path: line.to_owned(), line: number, ..HeaderRule::default() });
                }
                Some(message) => {
                    skips = true;
                    warnings.push(Warning { file: FILE, line: number, message });
                }
            }
        } else if !skips {
            match (&mut current, header(line)) {
                (_, Err(message)) => warn(message),
                (None, Ok(_)) => warn("no path stands before this header".to_owned()),
                (Some(rule), Ok(header)) => add(rule, header),
            }
        }
    }
    finish(current, &mut rules, &mut warnings);
    (rules, warnings)
}

fn is_path(line: &str) -> bool {
    let scheme = line
        .split_once("://")
        .is_some_and(|(before, _)| !before.is_empty() && !before.contains(char::is_whitespace));
    line.starts_with('/') || scheme
}

fn is_filled(rule: &HeaderRule) -> bool {
    !rule.set.is_empty() || !rule.unset.is_empty()
}

fn finish(rule: Option<HeaderRule>, rules: &mut Vec<HeaderRule>, warnings: &mut Vec<Warning>) {
    match rule {
        Some(rule) if is_filled(&rule) => rules.push(rule),
        Some(rule) => {
            let message = format!("no headers are given for {}", rule.path);
            warnings.push(Warning { file: FILE, line: rule.line, message });
        }
        None => {}
    }
}

/// What keeps a path from being one.
fn path_problem(path: &str) -> Option<String> {
    let wildcards = path.matches('*').count();
    if wildcards > 1 {
        return Some(format!("{path} has more than one `*`: use a name as `:project` for the others"));
    }
    let is_splat = |at: usize| {
        !path[at + ":splat".len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
    };
    if wildcards == 1 && path.match_indices(":splat").any(|(at, _)| is_splat(at)) {
        return Some(format!("{path} has both `*` and `:splat`, which are the same"));
    }
    if has_host(path) && !path.starts_with("https://") {
        return Some(format!("{path}: an address with a host begins with https://"));
    }
    None
}

/// A header that is set, or the name of one that is removed.
enum Header {
    Set(String, String),
    Unset(String),
}

fn header(line: &str) -> Result<Header, String> {
    let Some((name, value)) = line.split_once(':') else {
        return match line.strip_prefix("! ") {
            Some(name) => Ok(Header::Unset(name.trim().to_owned())),
            None => Err("expected `name: value`, `! name` or a path that begins with `/`".to_owned()),
        };
    };
    let (name, value) = (name.trim().to_lowercase(), value.trim());
    if name.is_empty() {
        return Err("the header has no name".to_owned());
    }
    if name.contains(' ') {
        return Err(format!("the header's name `{name}` has spaces"));
    }
    if value.is_empty() {
        return Err(format!("the header {name} has no value"));
    }
    Ok(Header::Set(name, value.to_owned()))
}

fn add(rule: &mut HeaderRule, header: Header) {
    match header {
        Header::Unset(name) => rule.unset.push(name),
        Header::Set(name, value) => match rule.set.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = format!("{known}, {value}"),
            None => rule.set.push((name, value)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_what_is_left_out() {
        let text = "# c\nX-Early: 1\n/a/*\n  Cache-Control: no-store\n  cache-control: private\n  ! Server\n  nonsense\n  a b: c\n  : d\n  e:\n/b/*/*\n  X: skipped\n/empty\nhttps://x.example.com/:id\n  X-Y: https://z\n";
        let (rules, warnings) = read_headers(text);
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0].set, [("cache-control".to_owned(), "no-store, private".to_owned())]);
        assert_eq!(rules[0].unset, ["Server"]);
        assert_eq!(rules[1].set, [("x-y".to_owned(), "https://z".to_owned())]);
        let lines: Vec<usize> = warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [2, 7, 8, 9, 10, 11, 13], "{warnings:?}");
        assert_eq!(warnings[6].to_string(), "_headers:13: no headers are given for /empty");
    }

    #[test]
    fn a_hundred_rules_are_taken() {
        let text: String = (0..103).map(|at| format!("/{at}\n  X: y\n")).collect();
        let (rules, warnings) = read_headers(&text);
        assert_eq!((rules.len(), warnings.len(), warnings[0].line), (100, 1, 201));
    }
}
