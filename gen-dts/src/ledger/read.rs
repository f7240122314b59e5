//! Reading a ledger: what its lines mean here, and which of them a runtime crate's ledger does not have.

use super::{Block, Ledger, Member, UNNAMED};
use codegen::diag::Diagnostic;
use codegen::surface::{self, Entry, Surface, named};
use std::collections::BTreeSet;

/// What a block may be of.
const KINDS: [&str; 6] = ["handle", "struct", "union", "enum", "alias", "module"];

impl Ledger {
    /// Reads a crate's ledger; `name` is what diagnostics call it.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's, or has a name that Rust could not write.
    pub fn read(&mut self, krate: &str, name: &str, text: &str) -> Result<(), Diagnostic> {
        let mut seen = BTreeSet::new();
        let surface = Surface::read(name, text, &mut |block, entry| match entry {
            None if seen.insert((block.kind == "module", header(block)?)) => Ok(()),
            None => Err(format!("`{}` is there already", block.name)),
            Some(entry) => line(block, entry),
        })?;
        self.crates.entry(krate.to_owned()).or_default().extend(surface.blocks.iter().map(kept));
        Ok(())
    }
}

/// Module and name of a block that is one of a ledger's.
fn header(block: &surface::Block) -> Result<(Option<String>, String), String> {
    if !KINDS.contains(&block.kind.as_str()) {
        return Err(format!("no block begins with `{}`", block.kind));
    }
    let (module, name) = place(block);
    module.into_iter().chain(name).try_for_each(named)?;
    Ok((module.map(str::to_owned), name.unwrap_or_default().to_owned()))
}

/// Module and name: of `back::Key`, or of the functions of a module, which have no name of their own.
fn place(block: &surface::Block) -> (Option<&str>, Option<&str>) {
    let path = block.name.as_str();
    if block.kind == "module" {
        return (Some(path).filter(|path| *path != "crate"), None);
    }
    path.split_once("::").map_or((None, Some(path)), |(module, name)| (Some(module), Some(name)))
}

fn line(block: &surface::Block, entry: &Entry) -> Result<(), String> {
    match entry {
        Entry::Key(_) => Ok(()),
        Entry::Member(member) => {
            let names = [Some(member.name.as_str()).filter(|name| *name != UNNAMED), member.sys().0];
            names.into_iter().flatten().try_for_each(named)
        }
        // What an alias stands for is for people.
        Entry::Alias(_) if block.kind == "alias" => Ok(()),
        Entry::Alias(_) | Entry::Constant { .. } => Err("only an alias is another type".to_owned()),
        Entry::Way(_) | Entry::Output(_) | Entry::Rest { .. } => Err("this is no member".to_owned()),
    }
}

fn kept(block: &surface::Block) -> Block {
    let (module, name) = place(block);
    let mut kept = Block {
        kind: block.kind.clone(),
        module: module.map(str::to_owned),
        name: name.unwrap_or_default().to_owned(),
        ..Block::default()
    };
    for entry in &block.entries {
        match entry {
            Entry::Key(key) => kept.keys.push(key.clone()),
            Entry::Member(member) => kept.members.push(Member {
                name: if member.name == UNNAMED { String::new() } else { member.name.clone() },
                key: member.wire.clone(),
                sys: member.sys().0.map(str::to_owned),
            }),
            _ => {}
        }
    }
    kept
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
