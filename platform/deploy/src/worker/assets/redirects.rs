//! `_redirects`: where paths lead. The service reads the file; this tells what it will leave out.

use super::{Warning, has_host, has_placeholder, lines};
use std::collections::BTreeSet;

/// The file's name.
const FILE: &str = "_redirects";

/// So many rules without and with patterns are taken.
const MOST_STATIC: usize = 2_000;
const MOST_DYNAMIC: usize = 100;

/// The statuses that a redirect may have; 200 answers with what is at the other path.
const STATUSES: [u16; 6] = [200, 301, 302, 303, 307, 308];

/// A path and where it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectRule {
    /// The path.
    pub from: String,
    /// A path or an address.
    pub to: String,
    /// The status of the answer.
    pub status: u16,
    /// The line that it stands on.
    pub line: usize,
}

/// Reads the text of a `_redirects`: the rules that apply, and a warning for each line that does not. `html_handling` is the
/// Worker's setting of that name: where it is `none`, `/` may lead to `/index.html`.
pub fn read_redirects(text: &str, html_handling: Option<&str>) -> (Vec<RedirectRule>, Vec<Warning>) {
    let (mut rules, mut warnings) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut counts = Counts::default();
    for (number, line) in lines(FILE, text, &mut warnings) {
        let mut warn = |message: String| warnings.push(Warning { file: FILE, line: number, message });
        let (from, to, status) = match parts(line) {
            Ok(parts) => parts,
            Err(message) => {
                warn(message);
                continue;
            }
        };
        match counts.count(from) {
            Counted::Taken => {}
            Counted::Left => {
                warn(format!("{MOST_STATIC} rules without patterns are taken; this one is left out"));
                continue;
            }
            Counted::Full => {
                warn(format!(
                    "{MOST_DYNAMIC} rules with patterns are taken; this one and those after it are left out"
                ));
                break;
            }
        }
        let rule = RedirectRule { from: from.to_owned(), to: to.to_owned(), status: 302, line: number };
        match judge(rule, status, html_handling) {
            Err(message) => warn(message),
            Ok(rule) if seen.insert(rule.from.clone()) => rules.push(rule),
            Ok(rule) => warn(format!("{} leads somewhere already; this line is left out", rule.from)),
        }
    }
    (rules, warnings)
}

/// From, to and status of a line.
fn parts(line: &str) -> Result<(&str, &str, &str), String> {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    if let Some(comment) = words.iter().skip(1).position(|word| word.starts_with('#')) {
        words.truncate(comment + 1);
    }
    match words.as_slice() {
        [from, to] => Ok((from, to, "302")),
        [from, to, status] => Ok((from, to, status)),
        words => Err(format!("expected `from to` or `from to status`, found {} words", words.len())),
    }
}

#[derive(Default)]
struct Counts {
    fixed: usize,
    dynamic: usize,
    /// After the first rule with a pattern, all count as such.
    only_dynamic: bool,
}

enum Counted {
    Taken,
    Left,
    Full,
}

impl Counts {
    fn count(&mut self, from: &str) -> Counted {
        if !self.only_dynamic && !from.contains('*') && !has_placeholder(from) {
            self.fixed += 1;
            return if self.fixed > MOST_STATIC { Counted::Left } else { Counted::Taken };
        }
        self.only_dynamic = true;
        self.dynamic += 1;
        if self.dynamic > MOST_DYNAMIC { Counted::Full } else { Counted::Taken }
    }
}

fn judge(mut rule: RedirectRule, status: &str, html_handling: Option<&str>) -> Result<RedirectRule, String> {
    let (from, to) = (rule.from.as_str(), rule.to.as_str());
    if has_host(from) || !from.starts_with('/') {
        return Err(format!("{from} is no path from `/` on: what leads elsewhere is a path of this Worker"));
    }
    if !has_host(to) && !to.starts_with('/') {
        return Err(format!("{to} is neither a path from `/` on nor an address with a host"));
    }
    let known = status.parse().ok().filter(|status| STATUSES.contains(status));
    rule.status = known
        .ok_or_else(|| format!("{status} is no status of a redirect: 200, 301, 302, 303, 307 or 308"))?;
    let to_index = to.ends_with("/index") || to.ends_with("/index.html");
    let root_loops = from.ends_with('/') && html_handling != Some("none");
    if !has_host(to) && to_index && (from.ends_with("/*") || root_loops) {
        return Err(format!(
            "{to} is served at {from}, which leads back to it: the rule would go round in circles"
        ));
    }
    if rule.status == 200 && has_host(to) {
        return Err(format!(
            "with status 200, only a path of this Worker can answer, and {to} is an address"
        ));
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_and_what_is_left_out() {
        let text = "/a /b\n/c https://x.example.com/ 301 # why\n\n/d\nb /c\n/e /f 418\n/a /x\n/* /index.html 200\n/p https://x.example.com 200\n/blog/:id /posts/:id 308\nhttps://x/a /b\n/g h\n";
        let (rules, warnings) = read_redirects(text, None);
        let kept: Vec<(&str, u16, usize)> =
            rules.iter().map(|rule| (rule.from.as_str(), rule.status, rule.line)).collect();
        assert_eq!(kept, [("/a", 302, 1), ("/c", 301, 2), ("/blog/:id", 308, 10)]);
        let lines: Vec<usize> = warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [4, 5, 6, 7, 8, 9, 11, 12], "{warnings:?}");
        assert_eq!(read_redirects("/ /index.html\n", Some("none")).0.len(), 1);
        assert_eq!(read_redirects("/ /index.html\n", None).0.len(), 0);
    }

    #[test]
    fn limits_are_those_of_the_service() {
        let fixed: String = (0..2_001).map(|at| format!("/{at} /x\n")).collect();
        let (rules, warnings) = read_redirects(&fixed, None);
        assert_eq!((rules.len(), warnings[0].line), (2_000, 2_001));
        let dynamic: String = (0..105).map(|at| format!("/{at}/* /x\n")).collect();
        let (rules, warnings) = read_redirects(&dynamic, None);
        assert_eq!((rules.len(), warnings.len(), warnings[0].line), (100, 1, 101));
    }
}
