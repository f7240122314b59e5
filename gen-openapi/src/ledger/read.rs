//! Reading a ledger: by hand is changed what regeneration keeps, so a line that says nothing is an error.

use super::{Ledger, Members, loosened, variant_key};
use codegen::diag::Diagnostic;
use codegen::doc::text_location;
use codegen::names::is_identifier;
use std::collections::BTreeSet;

impl Ledger {
    /// Reads a ledger; `name` is what diagnostics call it.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's, or has a name that Rust could not write.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let mut reader = Reader::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            reader.line(bare).map_err(|what| {
                Diagnostic::error("ledger::line", what)
                    .at(text_location(name, text, start, start + bare.len()))
                    .help("mend the line, or take back the committed ledger: names that are not read would change")
            })?;
            start += line.len();
        }
        Ok(reader.ledger)
    }
}

#[derive(Default)]
struct Reader {
    ledger: Ledger,
    /// The block's word and name.
    block: Option<(String, String)>,
    /// Blocks that were there.
    seen: BTreeSet<(bool, String)>,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        match line.strip_prefix("  ") {
            Some(inside) => self.inside(inside),
            None => self.header(line),
        }
    }

    fn header(&mut self, line: &str) -> Result<(), String> {
        let mut words = line.split(' ');
        let (word, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if !matches!(word, "request" | "struct" | "form" | "union" | "outcome" | "enum") {
            return Err(format!("no block begins with `{word}`"));
        }
        named(name)?;
        if !self.seen.insert((word == "request", name.to_owned())) {
            return Err(format!("`{name}` is there already"));
        }
        self.block = Some((word.to_owned(), name.to_owned()));
        Ok(())
    }

    fn inside(&mut self, line: &str) -> Result<(), String> {
        let Some((word, block)) = &self.block else { return Err("a line before the first block".to_owned()) };
        if let Some(key) = line.strip_prefix("< ") {
            if word == "request" {
                return Err("a request has no place besides the one in its first line".to_owned());
            }
            self.ledger.types.insert(key.to_owned(), block.clone());
            self.ledger.loose.entry(loosened(key)).or_insert_with(|| block.clone());
            return Ok(());
        }
        // What a request sends and gives, and the type of other members: for people.
        if line.starts_with("-> ") || line.starts_with("<- ") {
            return if word == "request" {
                Ok(())
            } else {
                Err(format!("a {word} has no bodies and answers"))
            };
        }
        let Some((name, wire, rest)) = member(line) else {
            let rest = line.split_once(": ").map(|(name, _)| name);
            return rest.map_or_else(|| Err("this is no member".to_owned()), named);
        };
        named(&name)?;
        if let Some(kind) = Members::of(word) {
            let members = self.ledger.members.entry((kind, block.clone())).or_default();
            if kind == Members::Variants {
                members.insert(variant_key(&wire, &rest), name.clone());
            }
            members.insert(wire, name);
        }
        Ok(())
    }
}

fn named(name: &str) -> Result<(), String> {
    if is_identifier(name) { Ok(()) } else { Err(format!("`{name}` is no name that Rust could write")) }
}

/// `name "wire" rest`
fn member(line: &str) -> Option<(String, String, String)> {
    let (name, rest) = line.split_once(" \"")?;
    let mut wire = String::new();
    let mut chars = rest.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some((name.to_owned(), wire, chars.as_str().trim().to_owned())),
            '\\' => wire.push(match chars.next()? {
                'n' => '\n',
                other => other,
            }),
            c => wire.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Ledger, Members};

    const GOOD: &str = "# Names.\n\nstruct Shop\n  < schema Store\n  owner \"the \\\"owner\\\"\" required Keeper\n  rest: Json\n\n\
                        request ShopsGetRequest shops.get GET /shops\n  page \"page\" u64\n  <- Shop\n";

    #[test]
    fn what_is_written_is_read() {
        let ledger = Ledger::parse("shops.txt", GOOD).expect("a ledger");
        assert_eq!(ledger.type_name(["schema Store"]), Some("Shop"));
        assert_eq!(ledger.member(Members::Fields, "Shop", "the \"owner\""), Some("owner"));
        assert_eq!(ledger.member(Members::Parameters, "ShopsGetRequest", "page"), Some("page"));
    }

    #[test]
    fn what_is_not_is_an_error_that_shows_its_line() {
        for (line, what) in [
            ("strut Shop", "no block begins with `strut`"),
            ("struct 9lives", "`9lives` is no name that Rust could write"),
            ("<<<<<<< HEAD", "no block begins with `<<<<<<<`"),
            ("struct Shop", "`Shop` is there already"),
            ("  owner", "this is no member"),
            ("  < schema Other", "a request has no place besides the one in its first line"),
        ] {
            let error = Ledger::parse("shops.txt", &format!("{GOOD}{line}\n")).expect_err(line);
            let shown = error.render(false);
            assert!(shown.contains(what) && shown.contains("shops.txt:11"), "{shown}");
        }
        assert!(Ledger::parse("shops.txt", "  < schema Store\n").is_err());
    }
}
