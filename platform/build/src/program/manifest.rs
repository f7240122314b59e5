//! Manifests in a file: cargo's front matter, or a block of the leading documentation.

/// The edition of programs that do not say one.
pub(super) const EDITION: &str = "2024";

/// A manifest that stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// Its text.
    pub manifest: String,
    /// The line of the file that it begins on, counted from one.
    pub line: usize,
    /// The file with blank lines in its place, where a compiler would not read it: as long as it was, so that the places of
    /// errors are right.
    pub blanked: Option<String>,
}

/// The manifest in a program, if there is one: between lines of at least three hyphens at its beginning, or in a block
/// that is marked `cargo` in the documentation at its beginning.
///
/// # Errors
/// When there is the beginning of one and not its end.
pub fn embedded(text: &str) -> Result<Option<Embedded>, String> {
    match front_matter(text)? {
        Some(found) => Ok(Some(found)),
        None => documented(text),
    }
}

/// The lines of a text with their places, breaks included.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// Cargo's front matter, after a line for shells and blank lines.
fn front_matter(text: &str) -> Result<Option<Embedded>, String> {
    let mut lines = lines(text).enumerate();
    let mut open = None;
    for (number, (start, line)) in lines.by_ref() {
        let after = start + line.len();
        let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { line };
        // `#![` is an attribute.
        let shell = number == 0 && line.starts_with("#!") && !line.starts_with("#![");
        if shell || line.trim().is_empty() {
            continue;
        }
        let fence = &line[..line.len() - line.trim_start_matches('-').len()];
        let kind = line[fence.len()..].trim();
        if fence.len() >= 3 && (kind.is_empty() || kind == "cargo") {
            open = Some((fence, number, after - line.len(), after));
        }
        break;
    }
    let Some((fence, number, start, after)) = open else { return Ok(None) };
    let close = lines.find(|(_, (_, line))| line.trim_end() == fence);
    let Some((_, (end, line))) = close else {
        return Err(format!("line {}: the front matter has no end: a line `{fence}`", number + 1));
    };
    let blank = |range: &str| range.chars().filter(|c| matches!(c, '\n' | '\r')).collect::<String>();
    let whole = end + line.len();
    let blanked = format!("{}{}{}", &text[..start], blank(&text[start..whole]), &text[whole..]);
    Ok(Some(Embedded { manifest: text[after..end].to_owned(), line: number + 2, blanked: Some(blanked) }))
}

/// A block that is marked `cargo` in the documentation at the beginning: lines with `//!`, or one comment with `/*!`.
fn documented(text: &str) -> Result<Option<Embedded>, String> {
    let mut open: Option<(usize, String)> = None;
    let mut within = false;
    for (number, (_, line)) in lines(text).enumerate() {
        let line = line.trim_end_matches(['\r', '\n']);
        let Some(content) = documentation(line, number, &mut within) else { break };
        let word = content.trim();
        match &mut open {
            None if word.strip_prefix("```").is_some_and(|kind| kind.trim() == "cargo") => {
                open = Some((number + 2, String::new()));
            }
            None => {}
            Some((line, manifest)) if word == "```" => {
                return Ok(Some(Embedded { manifest: std::mem::take(manifest), line: *line, blanked: None }));
            }
            Some((_, manifest)) => {
                manifest.push_str(content);
                manifest.push('\n');
            }
        }
    }
    match open {
        None => Ok(None),
        Some((line, _)) => Err(format!("line {}: the manifest has no end: a line with ```", line - 1)),
    }
}

/// What a line says as documentation of the file; none where that is over.
fn documentation<'a>(line: &'a str, number: usize, within: &mut bool) -> Option<&'a str> {
    let trimmed = line.trim_start().trim_start_matches('\u{feff}');
    if *within {
        return match line.find("*/") {
            Some(end) => {
                *within = false;
                Some(&line[..end])
            }
            None => {
                Some(trimmed.strip_prefix("* ").or_else(|| (trimmed == "*").then_some("")).unwrap_or(line))
            }
        };
    }
    if let Some(content) = trimmed.strip_prefix("/*!") {
        *within = !content.contains("*/");
        return Some(content);
    }
    if let Some(content) = trimmed.strip_prefix("//!") {
        return Some(content.strip_prefix(' ').unwrap_or(content));
    }
    let shell = number == 0 && trimmed.starts_with("#!") && !trimmed.starts_with("#![");
    (trimmed.is_empty() || shell).then_some("")
}

/// The edition of a manifest that asks for nothing but cfs-model, so that cargo is not needed.
pub(super) fn plain_edition(table: &toml::Table) -> Option<String> {
    let empty = toml::Table::new();
    let section = |name: &str| table.get(name).map_or(Some(&empty), toml::Value::as_table);
    let package = section("package")?;
    let own = section("dependencies")?.iter().all(|(name, value)| name == "cfs-model" && value.is_str());
    let only = table.keys().all(|name| matches!(name.as_str(), "package" | "dependencies"));
    let named = package
        .keys()
        .all(|name| matches!(name.as_str(), "name" | "version" | "edition" | "publish" | "metadata"));
    let edition = package.get("edition").map_or(Some(EDITION), toml::Value::as_str)?;
    (own && only && named).then(|| edition.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Embedded, embedded, plain_edition};

    fn found(text: &str) -> Embedded {
        embedded(text).expect("complete").expect("a manifest")
    }

    #[test]
    fn a_file_without_a_manifest() {
        for text in [
            "",
            "fn main() {}",
            "//! Words.\n\nuse x::*;",
            "use x;\n//! ```cargo\n",
            "--\n",
            "--- x\n",
            "#![a]\n---b",
        ] {
            assert_eq!(embedded(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn front_matter_becomes_blank_lines() {
        let front = found("#!/usr/bin/env cfs\n\n---cargo\n[dependencies]\nä = \"1\"\n---\nfn main() {}\n");
        assert_eq!((front.manifest.as_str(), front.line), ("[dependencies]\nä = \"1\"\n", 4));
        assert_eq!(front.blanked.as_deref(), Some("#!/usr/bin/env cfs\n\n\n\n\n\nfn main() {}\n"));
        let longer = found("-----\n---\n-----\n");
        assert_eq!(longer.manifest, "---\n");
        let windows = found("---\r\na = 1\r\n---\r\nx\r\n");
        assert_eq!(found("\u{feff}---\na = 1\n---\n").manifest, "a = 1\n");
        assert_eq!(windows.blanked.as_deref(), Some("\r\n\r\n\r\nx\r\n"));
        assert_eq!(
            embedded("\n---\n[x]\n----\n"),
            Err("line 2: the front matter has no end: a line `---`".to_owned())
        );
    }

    #[test]
    fn documentation_holds_one_as_well() {
        let text = "//! Shop.\n//!\n//! ```cargo\n//! [dependencies]\n//! x = \"1\"\n//! ```\nfn main() {}\n";
        let doc = found(text);
        assert_eq!((doc.manifest.as_str(), doc.line, doc.blanked), ("[dependencies]\nx = \"1\"\n", 4, None));
        let block = found("/*!\n * Shop.\n * ```cargo\n * [dependencies]\n * ```\n */\n");
        assert_eq!((block.manifest.as_str(), block.line), ("[dependencies]\n", 4));
        assert!(embedded("//! ```cargo\n//! [dependencies]\nfn main() {}").is_err());
        assert_eq!(embedded("//! ```rust\n//! x\n//! ```\n"), Ok(None));
    }

    #[test]
    fn cargo_is_needed_for_other_dependencies_only() {
        let edition = |text: &str| plain_edition(&toml::from_str(text).expect("TOML"));
        assert_eq!(edition(""), Some("2024".to_owned()));
        assert_eq!(
            edition("package.edition = '2021'\ndependencies.cfs-model = '0.1'"),
            Some("2021".to_owned())
        );
        assert_eq!(edition("[dependencies]\nserde = '1'"), None);
        assert_eq!(edition("[dependencies]\ncfs-model = { path = '../model' }"), None);
        assert_eq!(edition("[profile.dev]\nopt-level = 1"), None);
    }
}
