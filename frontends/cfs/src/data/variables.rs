//! Names and values of a file: a JSON object, or lines of `NAME=VALUE` as npm's dotenv reads them. What is wrong is said
//! without values.

use crate::failure::Failure;
use crate::output::Value;

/// A name and its value; none where null stands for its end.
pub(super) type Variable = (String, Option<String>);

/// Reads a file's text.
///
/// # Errors
/// When it is neither.
pub(super) fn read(text: &str, name: &str) -> Result<Vec<Variable>, Failure> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') { of_json(text, name) } else { of_lines(text, name) }
}

fn of_json(text: &str, name: &str) -> Result<Vec<Variable>, Failure> {
    let wrong = |what: &str| Failure::usage(format!("{name}: {what}")).hint("{\"NAME\": \"value\"}");
    let Ok(Value::Object(members)) = Value::parse(text.trim()) else {
        return Err(wrong("no JSON object"));
    };
    let of = |(key, value)| match value {
        Value::Text(text) => Ok((key, Some(text))),
        Value::Null => Ok((key, None)),
        _ => Err(wrong(&format!("`{key}`: expected a text or null"))),
    };
    members.into_iter().map(of).collect()
}

fn of_lines(text: &str, name: &str) -> Result<Vec<Variable>, Failure> {
    let text = text.replace("\r\n", "\n");
    let (mut rest, mut line, mut all) = (text.as_str(), 1, Vec::<Variable>::new());
    while !rest.is_empty() {
        let (first, _) = rest.split_once('\n').unwrap_or((rest, ""));
        let used = if first.trim().is_empty() || first.trim_start().starts_with('#') {
            first.len()
        } else {
            let wrong = |what: &str| Failure::usage(format!("{name}, line {line}: {what}"));
            let (key, _) = first.split_once('=').ok_or_else(|| wrong("expected NAME=VALUE"))?;
            let from = key.len() + 1;
            let key = key.trim();
            let key = key.strip_prefix("export ").unwrap_or(key).trim();
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
            if key.is_empty() || !key.chars().all(is_name) {
                return Err(wrong("what stands before the `=` is no name"));
            }
            let (value, length) = value(&rest[from..]).ok_or_else(|| wrong("a quote has no end"))?;
            all.retain(|(known, _)| known != key);
            all.push((key.to_owned(), Some(value)));
            from + length
        };
        let read = &rest[..used];
        line += read.matches('\n').count() + 1;
        rest = rest[used..].split_once('\n').map_or("", |(_, rest)| rest);
    }
    Ok(all)
}

/// The value that a text begins with, and how long it is there; none if a quote has no end.
fn value(text: &str) -> Option<(String, usize)> {
    let line = text.split('\n').next().unwrap_or_default();
    let start = text.len() - text.trim_start_matches([' ', '\t']).len();
    let Some(quote @ ('\'' | '"' | '`')) = text[start..].chars().next() else {
        // A `#` begins a comment.
        let value = line.split('#').next().unwrap_or_default();
        return Some((value.trim().to_owned(), line.len()));
    };
    let inner = &text[start + 1..];
    let mut escaped = false;
    let end = inner.find(|c: char| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    let value = &inner[..end];
    let value = if quote == '"' { value.replace("\\n", "\n").replace("\\r", "\r") } else { value.to_owned() };
    Some((value, start + 1 + end + 1))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn of(text: &str) -> Vec<(String, String)> {
        let all = read(text, "it").expect("names and values");
        all.into_iter().map(|(name, value)| (name, value.unwrap_or_else(|| "null".to_owned()))).collect()
    }

    #[test]
    fn lines_and_objects_are_read() {
        let text = "# keys\nA=1\n\nexport B = two words # comment\r\nC='a # b'\nD=\"x\\ny\"\nE=\"-----BEGIN\nkey=\n-----END\" # end\nF=\nG=a=b$HOME\nA=2";
        let expected = [
            ("B", "two words"),
            ("C", "a # b"),
            ("D", "x\ny"),
            ("E", "-----BEGIN\nkey=\n-----END"),
            ("F", ""),
            ("G", "a=b$HOME"),
            ("A", "2"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(of(text), expected);
        let expected = [("A", "1\n"), ("B", "null")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(of("\u{feff} {\"A\": \"1\\n\", \"B\": null}\n"), expected);
    }

    #[test]
    fn what_is_wrong_is_said_without_values() {
        for (text, place) in [
            ("A=1\nplanted", "line 2"),
            ("A='b\nc'\nB=\"planted", "line 3"),
            ("planted b=1", "line 1"),
            ("{\"A\": [\"planted\"]}", "`A`"),
            ("{\"A\": planted}", "no JSON object"),
        ] {
            let error = read(text, "it").expect_err(text).to_string();
            assert!(error.contains(place) && !error.contains("planted"), "{error}");
        }
    }
}
