//! The licences of packages: the texts that each has to carry.

use codegen::diag::Diagnostic;
use std::path::Path;

/// What says of every package where it is from.
const NOTICE: &str = "NOTICE";

/// The file with a licence's text, by its SPDX identifier.
const TEXTS: [(&str, &str); 3] =
    [("MIT", "LICENSE-MIT"), ("Apache-2.0", "LICENSE-APACHE"), ("BSD-3-Clause", "LICENSE-BSD-3-CLAUSE")];

/// The files that a package under an SPDX expression has: their names and texts.
pub(super) fn texts(root: &Path, expression: &str) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let files = files(expression).map_err(|what| vec![Diagnostic::error("release::licence", what)])?;
    let read = |name: &str| {
        let text = std::fs::read_to_string(root.join(name));
        text.map(|text| (name.to_owned(), text)).map_err(|error| {
            vec![Diagnostic::error("release::licence", format!("cannot read `{name}`: {error}"))]
        })
    };
    files.into_iter().map(read).collect()
}

fn files(expression: &str) -> Result<Vec<&'static str>, String> {
    let words = expression.split(|c: char| c.is_whitespace() || "()".contains(c));
    let ids = words.filter(|word| !matches!(*word, "" | "AND" | "OR" | "WITH"));
    let mut found = vec![NOTICE];
    for id in ids {
        let text = TEXTS.iter().find(|(known, _)| *known == id);
        let (_, file) = text.ok_or_else(|| format!("`{expression}`: there is no text of `{id}`"))?;
        if !found.contains(file) {
            found.push(file);
        }
    }
    if found.len() == 1 { Err("a package states no licence".to_owned()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::files;

    #[test]
    fn every_licence_of_the_expression_has_its_text_once() {
        let service = files("(MIT OR Apache-2.0) AND BSD-3-Clause AND Apache-2.0").unwrap();
        assert_eq!(service, ["NOTICE", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-BSD-3-CLAUSE"]);
        assert_eq!(files("MIT OR Apache-2.0").unwrap(), ["NOTICE", "LICENSE-MIT", "LICENSE-APACHE"]);
    }

    #[test]
    fn a_licence_without_a_text_is_an_error() {
        assert_eq!(files("MIT AND Zlib").unwrap_err(), "`MIT AND Zlib`: there is no text of `Zlib`");
        assert_eq!(files("").unwrap_err(), "a package states no licence");
    }
}
