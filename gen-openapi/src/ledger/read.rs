//! Reading a ledger: what its lines mean here, and which of them a management crate's ledger does not have.

use super::{Ledger, Members, Placed, loosened, variant_key};
use codegen::diag::Diagnostic;
use codegen::names::{avoid_keyword, is_identifier};
use codegen::surface::{Block, Entry, Member, Surface, named};
use std::collections::BTreeSet;

/// What a block may be of.
const KINDS: [&str; 8] = ["resource", "request", "struct", "form", "union", "outcome", "enum", "type"];

impl Ledger {
    /// Reads a ledger; `name` is what diagnostics call it.
    ///
    /// # Errors
    /// At the first line that is none of a ledger's, or has a name that Rust could not write.
    pub fn parse(name: &str, text: &str) -> Result<Self, Diagnostic> {
        let mut reader = Reader::default();
        Surface::read(name, text, &mut |block, entry| match entry {
            None => reader.header(block),
            Some(entry) => reader.entry(block, entry),
        })?;
        Ok(reader.ledger)
    }
}

#[derive(Default)]
struct Reader {
    ledger: Ledger,
    /// The operation of the block, where it is a request.
    operation: String,
    /// Blocks that were there.
    seen: BTreeSet<(bool, String)>,
}

impl Reader {
    fn header(&mut self, block: &Block) -> Result<(), String> {
        let Block { kind, name, params, rest, .. } = block;
        if !KINDS.contains(&kind.as_str()) {
            return Err(format!("no block begins with `{kind}`"));
        }
        named(&format!("{name}{params}"))?;
        if !self.seen.insert((matches!(kind.as_str(), "request" | "resource"), name.clone())) {
            return Err(format!("`{name}` is there already"));
        }
        match kind.as_str() {
            "request" => self.request(name, rest),
            "resource" => match self.ledger.resources.insert(dotted(rest)?, name.clone()) {
                Some(_) => Err(format!("`{rest}` is there already")),
                None => Ok(()),
            },
            _ => self.module(name, rest),
        }
    }

    /// `access.applications`, or nothing for the crate's root; of another name of a type what it stands for follows.
    fn module(&mut self, name: &str, rest: &str) -> Result<(), String> {
        let module = rest.split(" = ").next().unwrap_or_default();
        let path = match module {
            "" => Vec::new(),
            module if module.starts_with("= ") => Vec::new(),
            module => dotted(module)?,
        };
        self.ledger.modules.insert(name.to_owned(), path);
        Ok(())
    }

    /// `d1.database.create POST /accounts/{account_id}/d1/database`
    fn request(&mut self, name: &str, rest: &str) -> Result<(), String> {
        let Some((place, operation)) = rest.split_once(' ') else {
            return Err("a request says resource and method, HTTP method and path".to_owned());
        };
        let mut path = dotted(place)?;
        let method = path.pop().filter(|_| !path.is_empty()).ok_or("a method belongs to a resource")?;
        let placed = Placed { request: name.to_owned(), path, method, ..Placed::default() };
        operation.clone_into(&mut self.operation);
        let loose = self.ledger.loose_operations.entry(loosened(operation));
        loose.or_insert_with(|| operation.to_owned());
        if self.ledger.operations.insert(operation.to_owned(), placed).is_some() {
            return Err(format!("`{operation}` is there already"));
        }
        Ok(())
    }

    fn entry(&mut self, block: &Block, entry: &Entry) -> Result<(), String> {
        let kind = block.kind.as_str();
        match entry {
            Entry::Key(key) => self.key(block, key),
            Entry::Member(member) => self.member(block, member),
            // What is written always has no name.
            Entry::Constant { .. } if matches!(kind, "request" | "struct" | "form") => Ok(()),
            Entry::Constant { .. } | Entry::Alias(_) => Err(format!("a {kind} has no such line")),
            Entry::Way(_) | Entry::Output(_) if kind != "request" => {
                Err(format!("a {kind} has no bodies and answers"))
            }
            Entry::Way(way) => self.way(way),
            // What a request gives is for people, as is the type of other members.
            Entry::Output(_) => Ok(()),
            Entry::Rest { name, .. } => named(name),
        }
    }

    fn key(&mut self, block: &Block, key: &str) -> Result<(), String> {
        match block.kind.as_str() {
            "request" => Err("a request has no place besides the one in its first line".to_owned()),
            "resource" => {
                self.ledger.paths.insert(dotted(key)?, dotted(&block.rest)?);
                Ok(())
            }
            _ => {
                self.ledger.types.insert(key.to_owned(), block.name.clone());
                self.ledger.loose.entry(loosened(key)).or_insert_with(|| block.name.clone());
                Ok(())
            }
        }
    }

    fn member(&mut self, block: &Block, Member { name, wire, rest }: &Member) -> Result<(), String> {
        named(name)?;
        if let Some(kind) = Members::of(&block.kind) {
            let members = self.ledger.members.entry((kind, block.name.clone())).or_default();
            if kind == Members::Variants {
                members.insert(variant_key(wire, rest), name.clone());
            }
            members.insert(wire.clone(), name.clone());
        }
        Ok(())
    }

    /// `create_multipart "multipart/form-data" ScriptForm`
    fn way(&mut self, way: &Member) -> Result<(), String> {
        let Some(placed) = self.ledger.operations.get_mut(&self.operation) else { return Ok(()) };
        named(&avoid_keyword(way.name.clone()))?;
        let Some(suffix) = way.name.strip_prefix(placed.method.as_str()) else {
            let method = &placed.method;
            return Err(format!("methods of this request begin with `{method}`, as its first line says"));
        };
        placed.suffixes.insert(way.wire.clone(), suffix.to_owned());
        Ok(())
    }
}

/// `d1.database`
fn dotted(text: &str) -> Result<Vec<String>, String> {
    let usable = |part: &str| is_identifier(&avoid_keyword(part.to_owned()));
    if text.split('.').all(usable) {
        Ok(text.split('.').map(str::to_owned).collect())
    } else {
        Err(format!("`{text}` are no names that Rust could write"))
    }
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Ledger, Members};

    const GOOD: &str = "# Names.\n\nstruct Shop\n  < schema Store\n  owner \"the \\\"owner\\\"\" required Keeper\n  = \"kind\" \"\\\"shop\\\"\"\n  rest: Json\n\n\
                        resource Shops shops.outlets\n  < shops.stores\n\n\
                        request ShopsGetRequest shops.outlets.get GET /shops/{id}\n  page \"page\" u64\n  \
                        -> get \"application/json\" Shop\n  -> get_form \"multipart/form-data\" Shop\n  <- Shop\n";

    #[test]
    fn what_is_written_is_read() {
        let ledger = Ledger::parse("shops.txt", GOOD).expect("a ledger");
        assert_eq!(ledger.type_name(["schema Store"]), Some("Shop"));
        assert_eq!(ledger.member(Members::Fields, "Shop", "the \"owner\""), Some("owner"));
        assert_eq!(ledger.member(Members::Parameters, "ShopsGetRequest", "page"), Some("page"));
        let words = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(ledger.resource(&words("shops.outlets")), Some("Shops"));
        assert_eq!(ledger.path(&words("shops.stores.doors")), words("shops.outlets.doors"));
        assert_eq!(ledger.chain(&words("shops.outlets")), Some(words("shops.stores").as_slice()));
        let (key, placed) = ledger.loose_operation("GET", "/shops/{shop_id}").expect("an operation");
        assert_eq!((key, placed.request.as_str()), ("GET /shops/{id}", "ShopsGetRequest"));
        assert_eq!((placed.path.join("."), placed.method.as_str()), ("shops.outlets".to_owned(), "get"));
        assert_eq!(placed.suffixes["multipart/form-data"], "_form");
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
            ("request Other shops.get", "a request says resource and method, HTTP method and path"),
            ("request Other get GET /", "a method belongs to a resource"),
            ("request Other shops.get GET /shops/{id}", "`GET /shops/{id}` is there already"),
            ("resource Other shops.outlets", "`shops.outlets` is there already"),
            ("resource Other shops.9", "`shops.9` are no names that Rust could write"),
            ("  -> fetch \"text/plain\" text", "methods of this request begin with `get`"),
            ("  -> get Shop", "this is no way to send a request"),
        ] {
            let error = Ledger::parse("shops.txt", &format!("{GOOD}{line}\n")).expect_err(line);
            let shown = error.render(false);
            assert!(shown.contains(what) && shown.contains("shops.txt:17"), "{shown}");
        }
        assert!(Ledger::parse("shops.txt", "  < schema Store\n").is_err());
    }
}
