//! Variables of local development: `.dev.vars`, or `.env` where there is none.

use crate::failure::Failure;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads the variables of a folder. Of an environment there is a file of its own, `.dev.vars.staging`, that is read instead; of
/// `.env` files the more special ones go over the others.
///
/// # Errors
/// A file cannot be read, or has a line that says nothing.
pub(super) fn read(folder: &Path, environment: Option<&str>) -> Result<BTreeMap<String, String>, Failure> {
    let of_environment = environment.map(|environment| format!(".dev.vars.{environment}"));
    for name in of_environment.iter().map(String::as_str).chain([".dev.vars"]) {
        if let Some(found) = file(&folder.join(name))? {
            return Ok(found);
        }
    }
    let mut all = BTreeMap::new();
    let special =
        environment.map(|environment| [format!(".env.{environment}"), format!(".env.{environment}.local")]);
    let names = [".env".to_owned(), ".env.local".to_owned()].into_iter().chain(special.into_iter().flatten());
    for name in names {
        all.extend(file(&folder.join(name))?.unwrap_or_default());
    }
    Ok(all)
}

fn file(path: &Path) -> Result<Option<BTreeMap<String, String>>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text).map(Some).map_err(|line| {
            Failure::usage(format!("{}:{line}: a line is `NAME=value`", path.display()))
                .hint("values with spaces, `#` or line breaks stand in quotes")
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::failed(format!("{}: {error}", path.display()))),
    }
}

/// The variables of a text; the number of the first line that is none.
fn parse(text: &str) -> Result<BTreeMap<String, String>, usize> {
    let mut all = BTreeMap::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 1;
    while !rest.is_empty() {
        let (own, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let trimmed = own.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            (rest, line) = (after, line + 1);
            continue;
        }
        let (name, value) = own.split_once('=').ok_or(line)?;
        let name = name.trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "_.-".contains(letter);
        if name.is_empty() || !name.chars().all(is_name) {
            return Err(line);
        }
        let begun = value.trim_start();
        let quote = begun.chars().next().filter(|quote| "'\"`".contains(*quote));
        // A value in quotes goes on over lines.
        let from = rest.len() - after.len() - usize::from(own.len() < rest.len()) - begun.len();
        let whole = &rest[from..];
        if let Some(quote) = quote
            && let Some(end) = whole[1..].find(quote)
        {
            let inside = &whole[1..=end];
            let value = if quote == '"' {
                inside.replace("\\n", "\n").replace("\\r", "\r")
            } else {
                inside.to_owned()
            };
            all.insert(name.to_owned(), value);
            let behind = &whole[end + 2..];
            let behind = behind.split_once('\n').map_or("", |(_, behind)| behind);
            line += rest[..rest.len() - behind.len()].matches('\n').count();
            rest = behind;
            continue;
        }
        let value = value.split_once('#').map_or(value, |(value, _)| value);
        all.insert(name.to_owned(), value.trim().to_owned());
        (rest, line) = (after, line + 1);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{parse, read};

    #[test]
    fn values_are_read_as_dotenv_has_them() {
        let text = "# a comment\r\nA=1\r\n\nexport B = two words # and a comment\nC=\"a # b\\nc\"\nD='$x \"y\"'\nE=\"first\nsecond\"\nF=\nG=a=b";
        let all = parse(text).expect("variables");
        let expected = [
            ("A", "1"),
            ("B", "two words"),
            ("C", "a # b\nc"),
            ("D", "$x \"y\""),
            ("E", "first\nsecond"),
            ("F", ""),
            ("G", "a=b"),
        ];
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(all, expected);
        assert_eq!(parse("A=1\nE=\"x\ny\"\nnothing"), Err(4));
        assert_eq!(parse("a b=1"), Err(1));
    }

    #[test]
    fn an_environment_has_a_file_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
        write(".env", "A=env\nB=env");
        write(".env.staging", "B=staging");
        assert_eq!(read(folder.path(), Some("staging")).expect("variables")["B"], "staging");
        write(".dev.vars", "A=vars");
        assert_eq!(read(folder.path(), None).expect("variables").len(), 1);
        write(".dev.vars.staging", "A=staging");
        assert_eq!(read(folder.path(), Some("staging")).expect("variables")["A"], "staging");
        write(".dev.vars", "A");
        let failure = read(folder.path(), None).expect_err("refused").text;
        assert!(failure.ends_with(".dev.vars:1: a line is `NAME=value`"), "{failure}");
    }
}
