//! A runtime crate's ledger as the public API that it states: what users of wasm crates can name, without reading macros.

use super::krate::{Crate, Crates};
use super::model::{Api, Item, ItemKind, Member, MemberKind};
use codegen::artifact::Artifacts;
use codegen::diag::Diagnostic;
use std::collections::BTreeMap;

/// A ledger among the files of its crate.
pub(super) const LEDGER: &str = "ledger.txt";

/// How a ledger begins; the crate's name and a full stop follow.
const HEAD: &str = "# Public names of ";

/// The crates that ledgers are of, by name. Files that are no ledgers are none.
pub(super) fn crates(ledgers: &Artifacts, version: &str) -> Crates {
    let of = |text: &str| {
        let name = text.strip_prefix(HEAD)?.split(". ").next()?.to_owned();
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
/// A line that is in no block, or lacks its name.
pub(super) fn api(krate: &str, ledger: &str) -> Result<Api, Diagnostic> {
    let mut api = Api::default();
    let mut block: Option<Block> = None;
    for (at, line) in ledger.lines().enumerate() {
        let unreadable = || {
            Diagnostic::error("diff::ledger", format!("the ledger of {krate}, line {}: `{line}`", at + 1))
                .help("regenerate it: `cargo xtask regen`")
        };
        match line.strip_prefix("  ") {
            Some(member) => block.as_mut().ok_or_else(unreadable)?.member(member).ok_or_else(unreadable)?,
            None if line.is_empty() || line.starts_with('#') => {}
            None => {
                block.take().into_iter().for_each(|done| done.finish(&mut api));
                block = Some(Block::new(line).ok_or_else(unreadable)?);
            }
        }
    }
    block.into_iter().for_each(|done| done.finish(&mut api));
    Ok(api)
}

/// A block of a ledger: an item, or the functions of a module.
struct Block {
    kind: String,
    path: String,
    item: Item,
    /// Values of it only come from JavaScript: there is nothing to build one with.
    arrives: bool,
    /// The types of the members that its constructor asks for.
    required: Vec<String>,
}

impl Block {
    fn new(head: &str) -> Option<Self> {
        let (kind, rest) = head.split_once(' ')?;
        let end = rest.find(['<', ' ']).unwrap_or(rest.len());
        let (path, rest) = rest.split_at(end);
        let (generics, marks) = match rest.rsplit_once('>') {
            Some((generics, marks)) => (format!("{generics}>"), marks),
            None => (String::new(), rest),
        };
        let item_kind = match kind {
            "struct" | "handle" | "call" => ItemKind::Struct,
            "union" | "enum" => ItemKind::Enum,
            other => ItemKind::Other(other.to_owned()),
        };
        let item = Item { kind: item_kind, generics, non_exhaustive: true, ..Item::default() };
        let arrives = marks.split_whitespace().any(|mark| mark == "arrives");
        Some(Self { kind: kind.to_owned(), path: path.to_owned(), item, arrives, required: Vec::new() })
    }

    /// A line of the block: a name, in quotes what it is in JavaScript, and what that is in Rust.
    fn member(&mut self, line: &str) -> Option<()> {
        if line.starts_with("< ") {
            return Some(());
        }
        if let Some(alias) = line.strip_prefix("= ") {
            self.item.kind = ItemKind::Other(alias.to_owned());
            return Some(());
        }
        let (name, rest) = line.split_once(' ')?;
        let (js, rest) = quoted(rest)?;
        match self.kind.as_str() {
            "struct" => self.field(name, &js, rest),
            "union" => self.add(MemberKind::Variant, name, Member::of(js)),
            "enum" => self.add(MemberKind::Variant, name, Member { wire: js, ..Member::default() }),
            _ => self.call(name, &js, rest),
        }
        Some(())
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
    fn call(&mut self, name: &str, js: &str, rest: &str) {
        let (sys, rest) = match rest.strip_prefix("sys ") {
            Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
            None => (name, rest),
        };
        // A type has commas as well; names of forms have nothing but letters.
        let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let (mut gives, mut names) = (rest, vec![name]);
        while let Some((before, form)) = gives.rsplit_once(", ").filter(|(_, form)| is_name(form)) {
            names.push(form);
            gives = before;
        }
        let member = Member { arguments: vec![js.to_owned()], ..Member::of(gives) };
        for name in names.into_iter().filter(|name| *name != "_") {
            self.add(MemberKind::Method, name, member.clone());
        }
        self.add(MemberKind::Method, &format!("sys::{sys}"), Member { ty: String::new(), ..member });
    }

    fn finish(mut self, api: &mut Api) {
        if self.kind == "struct" && !self.arrives {
            let new = Member { arguments: std::mem::take(&mut self.required), ..Member::of("Self") };
            self.add(MemberKind::Method, "new", new);
        }
        api.items.insert(self.path, self.item);
    }
}

/// What stands in quotes, and the rest of the line after it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let text = text.strip_prefix('"')?;
    let (mut out, mut rest) = (String::new(), text.char_indices());
    while let Some((at, letter)) = rest.next() {
        match letter {
            '"' => return Some((out, text[at + 1..].trim_start())),
            '\\' => out.push(rest.next()?.1),
            other => out.push(other),
        }
    }
    None
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
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
