//! Reading a ledger: by hand is changed what regeneration keeps, so a line that says nothing is an error.

use super::{Ledger, Members, Placed, loosened, variant_key};
use codegen::diag::Diagnostic;
use codegen::doc::text_location;
use codegen::names::{avoid_keyword, is_identifier};
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
    /// What the block is of: a request's operation, a resource's path.
    of: String,
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
        if !matches!(word, "resource" | "request" | "struct" | "form" | "union" | "outcome" | "enum" | "type")
        {
            return Err(format!("no block begins with `{word}`"));
        }
        named(name)?;
        if !self.seen.insert((matches!(word, "request" | "resource"), name.to_owned())) {
            return Err(format!("`{name}` is there already"));
        }
        self.of = words.collect::<Vec<_>>().join(" ");
        match word {
            "request" => self.request(name)?,
            "resource" => {
                let path = dotted(&self.of)?;
                if self.ledger.resources.insert(path, name.to_owned()).is_some() {
                    return Err(format!("`{}` is there already", self.of));
                }
            }
            _ => self.module(name)?,
        }
        self.block = Some((word.to_owned(), name.to_owned()));
        Ok(())
    }

    /// `access.applications`, or nothing for the crate's root; of another name of a type what it stands for follows.
    fn module(&mut self, name: &str) -> Result<(), String> {
        let module = self.of.split(" = ").next().unwrap_or_default();
        let path = match module {
            "" => Vec::new(),
            module if module.starts_with("= ") => Vec::new(),
            module => dotted(module)?,
        };
        self.ledger.modules.insert(name.to_owned(), path);
        Ok(())
    }

    /// `d1.database.create POST /accounts/{account_id}/d1/database`
    fn request(&mut self, name: &str) -> Result<(), String> {
        let Some((place, operation)) = self.of.split_once(' ') else {
            return Err("a request says resource and method, HTTP method and path".to_owned());
        };
        let mut path = dotted(place)?;
        let method = path.pop().filter(|_| !path.is_empty()).ok_or("a method belongs to a resource")?;
        let placed = Placed { request: name.to_owned(), path, method, ..Placed::default() };
        let operation = operation.to_owned();
        self.ledger.loose_operations.entry(loosened(&operation)).or_insert_with(|| operation.clone());
        if self.ledger.operations.insert(operation.clone(), placed).is_some() {
            return Err(format!("`{operation}` is there already"));
        }
        self.of = operation;
        Ok(())
    }

    /// `create_multipart "multipart/form-data" ScriptForm`
    fn way(&mut self, line: &str) -> Result<(), String> {
        let (Some((name, media, _)), Some(placed)) = (member(line), self.ledger.operations.get_mut(&self.of))
        else {
            return Err("this is no way to send a request".to_owned());
        };
        named(&avoid_keyword(name.clone()))?;
        let Some(suffix) = name.strip_prefix(placed.method.as_str()) else {
            let what =
                format!("methods of this request begin with `{}`, as its first line says", placed.method);
            return Err(what);
        };
        placed.suffixes.insert(media, suffix.to_owned());
        Ok(())
    }

    fn inside(&mut self, line: &str) -> Result<(), String> {
        let Some((word, block)) = &self.block else { return Err("a line before the first block".to_owned()) };
        if let Some(key) = line.strip_prefix("< ") {
            match word.as_str() {
                "request" => {
                    return Err("a request has no place besides the one in its first line".to_owned());
                }
                "resource" => {
                    self.ledger.paths.insert(dotted(key)?, dotted(&self.of)?);
                    return Ok(());
                }
                _ => {}
            }
            self.ledger.types.insert(key.to_owned(), block.clone());
            self.ledger.loose.entry(loosened(key)).or_insert_with(|| block.clone());
            return Ok(());
        }
        // What is written always has no name. What a request gives, and the type of other members, is for people.
        if line.starts_with("= ") && matches!(word.as_str(), "request" | "struct" | "form") {
            return Ok(());
        }
        match (line.strip_prefix("-> "), line.strip_prefix("<- ")) {
            (None, None) => {}
            _ if word != "request" => return Err(format!("a {word} has no bodies and answers")),
            (Some(way), _) => return self.way(way),
            (None, Some(_)) => return Ok(()),
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

/// `d1.database`
fn dotted(text: &str) -> Result<Vec<String>, String> {
    let usable = |part: &str| is_identifier(&avoid_keyword(part.to_owned()));
    if text.split('.').all(usable) {
        Ok(text.split('.').map(str::to_owned).collect())
    } else {
        Err(format!("`{text}` are no names that Rust could write"))
    }
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
