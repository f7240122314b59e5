//! A runtime crate's ledger as the public API that it states: what users of wasm crates can name, without reading macros.

use super::krate::{Crate, Crates};
use super::model::{Api, Item, ItemKind, Member, MemberKind};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use codegen::surface::{self, Entry, Surface};
use std::collections::BTreeMap;

/// A ledger among the files of its crate.
pub(super) const LEDGER: &str = "ledger.txt";

/// The crates that ledgers are of, by name. Files that are no ledgers are none.
pub(super) fn crates(ledgers: &Artifacts, version: &str) -> Crates {
    let of = |text: &str| {
        let name = surface::package(text)?.to_owned();
        let files = BTreeMap::from([(LEDGER.to_owned(), text.to_owned())]);
        Some((name.clone(), Crate { name, version: version.to_owned(), files, ..Crate::default() }))
    };
    ledgers.iter().filter_map(|(_, text)| of(text)).collect()
}

/// Whether a ledger is all there is of a crate.
pub(super) fn is_of(krate: &Crate) -> bool {
    krate.files.contains_key(LEDGER)
}

/// What a ledger states.
///
/// # Errors
/// A line that is none of a ledger's.
pub(super) fn api(krate: &str, ledger: &str) -> Result<Api, Diagnostic> {
    let surface = Surface::parse(&format!("the ledger of {krate}"), ledger)?;
    Ok(Api { items: surface.blocks.iter().map(item).collect(), ..Api::default() })
}

/// An item, or the functions of a module, by path.
fn item(block: &surface::Block) -> (String, Item) {
    let mut stated = Stated::new(block);
    block.entries.iter().for_each(|entry| stated.entry(entry));
    (block.name.clone(), stated.finish())
}

/// What a block states so far.
struct Stated<'b> {
    kind: &'b str,
    item: Item,
    /// Values of it only come from JavaScript: there is nothing to build one with.
    arrives: bool,
    /// The types of the members that its constructor asks for.
    required: Vec<String>,
}

impl<'b> Stated<'b> {
    fn new(block: &'b surface::Block) -> Self {
        let kind = match block.kind.as_str() {
            "struct" | "handle" | "call" => ItemKind::Struct,
            "union" | "enum" => ItemKind::Enum,
            other => ItemKind::Other(other.to_owned()),
        };
        let item = Item { kind, generics: block.params.clone(), non_exhaustive: true, ..Item::default() };
        let arrives = block.rest.split_whitespace().any(|mark| mark == "arrives");
        Self { kind: &block.kind, item, arrives, required: Vec::new() }
    }

    fn entry(&mut self, entry: &Entry) {
        match entry {
            Entry::Alias(ty) => self.item.kind = ItemKind::Other(ty.clone()),
            Entry::Member(member) => self.member(member),
            // Where it was found; the others are lines of management's ledgers.
            _ => {}
        }
    }

    fn member(&mut self, member: &surface::Member) {
        let surface::Member { name, wire, rest } = member;
        match self.kind {
            "struct" => self.field(name, wire, rest),
            "union" => self.add(MemberKind::Variant, name, Member::of(wire.clone())),
            "enum" => {
                self.add(MemberKind::Variant, name, Member { wire: wire.clone(), ..Member::default() });
            }
            _ => self.call(member),
        }
    }

    fn add(&mut self, kind: MemberKind, name: &str, member: Member) {
        self.item.members.insert((kind, name.to_owned()), member);
    }

    fn field(&mut self, name: &str, js: &str, rest: &str) {
        if let Some(ty) = rest.strip_prefix("constant ") {
            // A struct may have several.
            let constants = self.item.wire.entry("constants").or_default();
            constants.push_str(&format!("{js}: {ty}; "));
            return;
        }
        let (ty, is_required) = match rest.strip_prefix("required ") {
            Some(ty) => (ty.to_owned(), true),
            None => (format!("Option<{rest}>"), false),
        };
        if is_required {
            self.required.push(ty.clone());
        } else if !self.arrives {
            self.add(
                MemberKind::Method,
                name,
                Member { arguments: vec![rest.to_owned()], ..Member::of("Self") },
            );
        }
        self.add(MemberKind::Field, name, Member { wire: js.to_owned(), ..Member::of(ty) });
    }

    /// A method or function, the declaration below it, and its other forms.
    fn call(&mut self, member: &surface::Member) {
        let name = member.name.as_str();
        let (sys, rest) = member.sys();
        // A type has commas as well; names of forms have nothing but letters.
        let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let (mut gives, mut names) = (rest, vec![name]);
        while let Some((before, form)) = gives.rsplit_once(", ").filter(|(_, form)| is_name(form)) {
            names.push(form);
            gives = before;
        }
        let member = Member { arguments: vec![member.wire.clone()], ..Member::of(gives) };
        for name in names.into_iter().filter(|name| *name != "_") {
            self.add(MemberKind::Method, name, member.clone());
        }
        let sys = sys.unwrap_or(name);
        self.add(MemberKind::Method, &format!("sys::{sys}"), Member { ty: String::new(), ..member });
    }

    fn finish(mut self) -> Item {
        if self.kind == "struct" && !self.arrives {
            let new = Member { arguments: std::mem::take(&mut self.required), ..Member::of("Self") };
            self.add(MemberKind::Method, "new", new);
        }
        self.item
    }
}

#[cfg(test)]
mod tests {
    use super::{LEDGER, api, crates};
    use crate::diff::compare::{Effect, compare};
    use codegen::artifact::Artifacts;

    const BEFORE: &str = "# Public names of cfs-runtime-kv. Regeneration keeps them.\n\nhandle Kv\n  < KVNamespace\n  get \"get(key: \
                          string): Promise<string | null>\" KvGetCall\n  put \"put(key: string)\" (), put_with\n\nstruct Options\n  < \
                          Options\n  ttl \"ttl\" f64\n  key \"key\" required String\n\nstruct Key<Metadata> arrives\n  name \
                          \"name\" required String\n\nunion Put\n  Text \"String\"\n\nenum Status\n  HIT \"hit\"\n";

    fn effect(from: &str, to: &str) -> Option<Effect> {
        let (old, new) = (BEFORE, BEFORE.replacen(from, to, 1));
        assert_ne!(old, new, "{from}");
        let changes = compare(&api("kv", old).expect("readable"), &api("kv", &new).expect("readable"));
        changes.iter().map(|change| change.effect).max()
    }

    #[test]
    fn what_is_gone_or_called_otherwise_breaks() {
        for (from, to) in [
            ("handle Kv", "handle KvNamespace"),
            ("  get ", "  get_text "),
            (", put_with", ""),
            ("required String", "required f64"),
            ("ttl \"ttl\" f64", "ttl \"ttl\" required f64"),
            ("struct Options", "struct Options arrives"),
            ("  Text ", "  String "),
            ("<Metadata>", "<Metadata, Value>"),
            ("  HIT \"hit\"\n", ""),
        ] {
            assert_eq!(effect(from, to), Some(Effect::Breaking), "{from} → {to}");
        }
    }

    #[test]
    fn what_is_new_breaks_nobody() {
        for (from, to) in [
            ("  HIT \"hit\"\n", "  HIT \"hit\"\n  MISS \"miss\"\n"),
            ("  ttl \"ttl\" f64\n", "  ttl \"ttl\" f64\n  more \"more\" bool\n"),
            ("> arrives\n", "> arrives\n  more \"more\" required bool\n"),
            ("\nenum Status", "\nhandle Other\n  < Other\n\nenum Status"),
        ] {
            assert_eq!(effect(from, to), Some(Effect::Addition), "{from} → {to}");
        }
        assert_eq!(effect("  < KVNamespace\n", "  < KVNamespace\n  < KV\n"), None, "where it is from");
    }

    #[test]
    fn a_ledger_names_its_crate_and_a_line_that_is_none_is_an_error() {
        let mut files = Artifacts::default();
        files.insert("kv.txt", BEFORE);
        files.insert("absent.txt", "what the runtime lacks\n");
        let crates = crates(&files, "0.1.0");
        assert_eq!(crates.keys().collect::<Vec<_>>(), ["cfs-runtime-kv"]);
        assert_eq!(crates["cfs-runtime-kv"].files[LEDGER], BEFORE);
        let error = api("kv", "  get \"get\" ()\n").expect_err("no block");
        assert!(error.to_string().contains("the ledger of kv:1"), "{error}");
    }
}
