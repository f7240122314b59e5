//! Reading a ledger: by hand is changed what regeneration keeps, so a line that says nothing is an error.

use super::{Block, Ledger, Member};
use codegen::diag::Diagnostic;
use codegen::doc::text_location;
use codegen::names::is_identifier;

/// What a block may be of.
const KINDS: [&str; 6] = ["handle", "struct", "union", "enum", "alias", "module"];

impl Ledger {
    /// Reads a crate's ledger; `name` is what diagnostics call it.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's, or has a name that Rust could not write.
    pub fn read(&mut self, krate: &str, name: &str, text: &str) -> Result<(), Diagnostic> {
        let blocks = self.crates.entry(krate.to_owned()).or_default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_end_matches(['\n', '\r']);
            take(blocks, bare).map_err(|what| {
                Diagnostic::error("ledger::line", what)
                    .at(text_location(name, text, start, start + bare.len()))
                    .help("mend the line, or take back the committed ledger: names that are not read would change")
            })?;
            start += line.len();
        }
        Ok(())
    }
}

fn take(blocks: &mut Vec<Block>, line: &str) -> Result<(), String> {
    if line.trim().is_empty() || line.starts_with('#') {
        return Ok(());
    }
    let Some(inside) = line.strip_prefix("  ") else {
        let block = header(line)?;
        if blocks.iter().any(|there| {
            there.name == block.name
                && there.module == block.module
                && (there.kind == "module") == (block.kind == "module")
        }) {
            return Err(format!("`{}` is there already", block.name));
        }
        blocks.push(block);
        return Ok(());
    };
    let Some(block) = blocks.last_mut() else { return Err("a line before the first block".to_owned()) };
    if let Some(key) = inside.strip_prefix("< ") {
        block.keys.push(key.to_owned());
        return Ok(());
    }
    // What an alias stands for is for people.
    if inside.starts_with("= ") {
        return if block.kind == "alias" { Ok(()) } else { Err("only an alias is another type".to_owned()) };
    }
    let member = member(inside).ok_or("this is no member")?;
    for name in
        [Some(&member.name).filter(|name| !name.is_empty()), member.sys.as_ref()].into_iter().flatten()
    {
        named(name)?;
    }
    block.members.push(member);
    Ok(())
}

/// `struct KvNamespaceListKey<Metadata> arrives`
fn header(line: &str) -> Result<Block, String> {
    let mut words = line.split(' ');
    let (kind, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !KINDS.contains(&kind) {
        return Err(format!("no block begins with `{kind}`"));
    }
    let path = path.split('<').next().unwrap_or_default();
    let block = Block { kind: kind.to_owned(), ..Block::default() };
    if kind == "module" {
        let module = Some(path).filter(|path| *path != "crate");
        module.map_or(Ok(()), named)?;
        return Ok(Block { module: module.map(str::to_owned), ..block });
    }
    let (module, name) = match path.split_once("::") {
        Some((module, name)) => (Some(module), name),
        None => (None, path),
    };
    module.map_or(Ok(()), named)?;
    named(name)?;
    Ok(Block { module: module.map(str::to_owned), name: name.to_owned(), ..block })
}

/// `name "key" sys other …`
fn member(line: &str) -> Option<Member> {
    let (name, rest) = line.split_once(" \"")?;
    let mut key = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => break,
            '\\' => key.push(match chars.next()? {
                'n' => '\n',
                other => other,
            }),
            c => key.push(c),
        }
    }
    let mut rest = chars.as_str().split_whitespace();
    let sys = rest.next().filter(|word| *word == "sys").and(rest.next()).map(str::to_owned);
    Some(Member { name: if name == "_" { String::new() } else { name.to_owned() }, key, sys })
}

fn named(name: &str) -> Result<(), String> {
    if is_identifier(name) { Ok(()) } else { Err(format!("`{name}` is no name that Rust could write")) }
}

#[cfg(test)]
mod tests {
    use super::Ledger;

    const GOOD: &str = "# Names.\n\nhandle Shop\n  < Store\n  open \"open(at: \\\"noon\\\"): void\" sys open_value ()\n\n\
                        struct back::Key<T> arrives\n  < Store.keys\n  name \"name\" required String\n\n\
                        alias Keys\n  < Keys\n  = Vec<Key>\n\nmodule crate\n  shop \"shop\" Shop\n";

    #[test]
    fn what_is_written_is_read() {
        let mut ledger = Ledger::default();
        ledger.read("shop", "shop.txt", GOOD).expect("a ledger");
        let blocks = &ledger.crates["shop"];
        assert_eq!(blocks.len(), 4);
        assert_eq!(blocks[0].keys, ["Store"]);
        assert_eq!(blocks[0].members[0].key, "open(at: \"noon\"): void");
        assert_eq!(blocks[0].members[0].sys.as_deref(), Some("open_value"));
        assert_eq!((blocks[1].module.as_deref(), blocks[1].name.as_str()), (Some("back"), "Key"));
    }

    #[test]
    fn what_is_not_is_an_error_that_shows_its_line() {
        for (line, what) in [
            ("strut Shop", "no block begins with `strut`"),
            ("struct 9lives", "`9lives` is no name that Rust could write"),
            ("<<<<<<< HEAD", "no block begins with `<<<<<<<`"),
            ("handle Shop", "`Shop` is there already"),
            ("  owner", "this is no member"),
            ("  9 \"nine\"", "`9` is no name that Rust could write"),
            ("  = Vec<Key>", "only an alias is another type"),
        ] {
            let error =
                Ledger::default().read("shop", "shop.txt", &format!("{GOOD}{line}\n")).expect_err(line);
            let shown = error.render(false);
            assert!(shown.contains(what) && shown.contains("shop.txt:17"), "{shown}");
        }
        assert!(Ledger::default().read("shop", "shop.txt", "  < Store\n").is_err());
    }
}
