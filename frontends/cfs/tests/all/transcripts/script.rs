//! Scripts: commands as they are typed, with what is on stdin, what is typed on a terminal, and files that are there.
//!
//! ```text
//! # a comment
//! file values.json
//!   {"a": 1}
//! $ NAME=value cfs kv bulk put --namespace sessions values.json
//! < a line of stdin
//! > a line that is typed on the terminal when it asks
//! tty$ cfs a command that is run on a terminal only
//! ```

/// A line of a script, with those that belong to it.
pub(super) enum Step {
    Comment(String),
    File { name: String, content: String },
    Run(Line),
}

/// A command.
pub(super) struct Line {
    /// As it stands in the script.
    pub(super) text: String,
    pub(super) variables: Vec<(String, String)>,
    /// What follows `cfs`.
    pub(super) words: Vec<String>,
    pub(super) stdin: Option<String>,
    pub(super) typed: Vec<String>,
    pub(super) only_on_terminal: bool,
}

/// Reads a script.
pub(super) fn read(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
        match (mark, steps.last_mut()) {
            ("", Some(Step::File { content, .. })) => {
                content.push_str(line.strip_prefix("  ").unwrap_or(line));
                content.push('\n');
            }
            ("#", _) => steps.push(Step::Comment(line.to_owned())),
            ("file", _) => steps.push(Step::File { name: rest.to_owned(), content: String::new() }),
            ("$" | "tty$", _) => steps.push(Step::Run(command(rest, mark == "tty$"))),
            ("<", Some(Step::Run(run))) => {
                let stdin = run.stdin.get_or_insert_default();
                stdin.push_str(rest);
                stdin.push('\n');
            }
            (">", Some(Step::Run(run))) => run.typed.push(rest.to_owned()),
            _ => panic!("`{line}` is no line of a script"),
        }
    }
    steps
}

fn command(text: &str, only_on_terminal: bool) -> Line {
    let all = words(text);
    let at = all.iter().position(|word| word == "cfs").unwrap_or_else(|| panic!("`{text}`: no cfs"));
    let variable = |word: &String| {
        let (name, value) = word.split_once('=').unwrap_or_else(|| panic!("`{word}` is no variable"));
        (name.to_owned(), value.to_owned())
    };
    Line {
        text: text.to_owned(),
        variables: all[..at].iter().map(variable).collect(),
        words: all[at + 1..].to_vec(),
        stdin: None,
        typed: Vec::new(),
        only_on_terminal,
    }
}

/// Words as a shell has them: what stands in quotes is of one word.
fn words(text: &str) -> Vec<String> {
    let (mut all, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in text.chars() {
        match (c, quote) {
            ('\'' | '"', None) => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (c, Some(open)) if c == open => quote = None,
            (' ', None) => all.extend(word.take()),
            (c, _) => word.get_or_insert_default().push(c),
        }
    }
    all.extend(word);
    all
}
