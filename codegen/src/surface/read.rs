//! Reading a ledger: by hand is changed what regeneration keeps, so a line that says nothing is an error.

use super::{Block, Entry, Member, Surface};
use crate::diag::Diagnostic;
use crate::doc::text_location;

/// What whoever reads a ledger has against a line; see [`Surface::read`].
pub type Check<'c> = dyn FnMut(&Block, Option<&Entry>) -> Result<(), String> + 'c;

impl Surface {
    /// Reads a ledger; `name` is what diagnostics call it.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        Self::read(name, text, &mut |_, _| Ok(()))
    }

    /// Reads a ledger and shows each line to `check`, which may have something against it: the block that it is of, as far as
    /// that was read, and its entry, or none where the line is the block's first.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's, or that `check` does not take.
    pub fn read(name: &str, text: &str, check: &mut Check<'_>) -> Result<Self, Diagnostic> {
        let mut surface = Self::new(super::package(text).unwrap_or_default());
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            surface.line(bare, check).map_err(|what| {
                Diagnostic::error("ledger::line", what)
                    .at(text_location(name, text, start, start + bare.len()))
                    .help("mend the line, or take back the committed ledger: names that are not read would change")
            })?;
            start += line.len();
        }
        Ok(surface)
    }

    fn line(&mut self, line: &str, check: &mut Check<'_>) -> Result<(), String> {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let Some(inside) = line.strip_prefix("  ") else {
            let block = header(line);
            check(&block, None)?;
            self.blocks.push(block);
            return Ok(());
        };
        let Some(block) = self.blocks.last_mut() else {
            return Err("a line before the first block".to_owned());
        };
        let entry = entry(inside)?;
        check(block, Some(&entry))?;
        block.entries.push(entry);
        Ok(())
    }
}

/// `struct back::Key<T> arrives`
fn header(line: &str) -> Block {
    let (kind, after) = line.split_once(' ').unwrap_or((line, ""));
    let (name, after) = after.split_at(after.find(['<', ' ']).unwrap_or(after.len()));
    let params = if after.starts_with('<') { after.rfind('>').map_or(0, |end| end + 1) } else { 0 };
    let (params, rest) = after.split_at(params);
    Block {
        kind: kind.to_owned(),
        name: name.to_owned(),
        params: params.to_owned(),
        rest: rest.trim().to_owned(),
        entries: Vec::new(),
    }
}

fn entry(line: &str) -> Result<Entry, String> {
    let owned = |text: &str| text.trim().to_owned();
    if let Some(key) = line.strip_prefix("< ") {
        return Ok(Entry::Key(key.to_owned()));
    }
    if let Some(output) = line.strip_prefix("<- ") {
        return Ok(Entry::Output(owned(output)));
    }
    if let Some(way) = line.strip_prefix("-> ") {
        return member(way).map(Entry::Way).ok_or_else(|| "this is no way to send a request".to_owned());
    }
    if let Some(is) = line.strip_prefix("= ") {
        let constant = || {
            let (wire, json) = quoted(is)?;
            Some(Entry::Constant { wire, json: quoted(json.trim())?.0 })
        };
        return if is.starts_with('"') {
            constant().ok_or_else(|| "this is no constant".to_owned())
        } else {
            Ok(Entry::Alias(owned(is)))
        };
    }
    let rest =
        || line.split_once(": ").map(|(name, ty)| Entry::Rest { name: name.to_owned(), ty: owned(ty) });
    member(line).map(Entry::Member).or_else(rest).ok_or_else(|| "this is no member".to_owned())
}

/// `name "wire" rest`
fn member(line: &str) -> Option<Member> {
    let (name, after) = line.split_at(line.find(" \"")?);
    let (wire, rest) = quoted(after.trim_start())?;
    Some(Member::new(name, wire, rest.trim()))
}

/// What stands in quotes, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut inside = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    loop {
        match chars.next()? {
            '"' => return Some((inside, chars.as_str())),
            '\\' => inside.push(match chars.next()? {
                'n' => '\n',
                other => other,
            }),
            c => inside.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::surface::{Block, Entry, Member, Surface, package};

    const TEXT: &str = "# Public names of cfs-shop. Regeneration keeps them: to rename something, change its line here.\n\n\
                        struct Shop outlets\n  < schema Store\n  owner \"the \\\"owner\\\"\\n\\\\\" required Keeper\n  = \"kind\" \"\\\"shop\\\"\"\n  \
                        others: BTreeMap<String, Json>\n\nrequest GetRequest shops.get GET /shops/{id}\n  -> get \
                        \"application/json\" Shop\n  <- Option<Shop>\n\nstruct back::Key<T, U> arrives\n  get \"get(): \
                        T\" sys get_value T\n\nalias Keys\n  = Vec<Key>\n";

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let surface = Surface::parse("shop.txt", TEXT).expect("a ledger");
        assert_eq!(surface.to_string(), TEXT);
        assert_eq!((surface.package.as_str(), package(TEXT)), ("cfs-shop", Some("cfs-shop")));
        assert_eq!(package("what the runtime lacks\n"), None);
    }

    #[test]
    fn each_line_is_what_it_begins_like() {
        let surface = Surface::parse("shop.txt", TEXT).expect("a ledger");
        let [shop, _, key, keys] = surface.blocks.as_slice() else { panic!("{surface:?}") };
        let mut wanted = Block::new("struct", "Shop", "outlets");
        wanted.key("schema Store");
        wanted.member("owner", "the \"owner\"\n\\", "required Keeper");
        wanted.constant("kind", "\"shop\"");
        wanted
            .entries
            .push(Entry::Rest { name: "others".to_owned(), ty: "BTreeMap<String, Json>".to_owned() });
        assert_eq!(shop, &wanted);
        assert_eq!(
            (key.name.as_str(), key.params.as_str(), key.rest.as_str()),
            ("back::Key", "<T, U>", "arrives")
        );
        let [Entry::Member(get)] = key.entries.as_slice() else { panic!("{key:?}") };
        assert_eq!(get.sys(), (Some("get_value"), "T"));
        assert_eq!(Member::new("get", "get", "T").sys(), (None, "T"));
        assert_eq!(keys.entries, [Entry::Alias("Vec<Key>".to_owned())]);
    }

    #[test]
    fn what_is_not_is_an_error_that_shows_its_line() {
        for (line, what) in [
            ("  owner", "this is no member"),
            ("  owner \"owner", "this is no member"),
            ("  -> get Shop", "this is no way to send a request"),
            ("  = \"kind\" shop", "this is no constant"),
        ] {
            let shown = Surface::parse("shop.txt", &format!("{TEXT}{line}\n")).expect_err(line).render(false);
            assert!(shown.contains(what) && shown.contains("shop.txt:18"), "{shown}");
        }
        assert!(Surface::parse("shop.txt", "  < schema Store\n").is_err());
    }

    #[test]
    fn whoever_reads_it_may_have_something_against_a_line() {
        let error = Surface::read("shop.txt", TEXT, &mut |block, entry| match entry {
            Some(Entry::Alias(_)) => Err(format!("{} is nothing else", block.name)),
            _ => Ok(()),
        });
        let shown = error.expect_err("an alias").render(false);
        assert!(shown.contains("Keys is nothing else") && shown.contains("shop.txt:17"), "{shown}");
    }
}
