//! Where declarations live, and what they are called there.

use super::super::place::{self, Manifest};
use crate::ir::rust::Home;
use crate::ir::ts::{Decl, Program};
use crate::names;
use crate::source::Sources;
use codegen::diag::Diagnostic;

/// Where a declaration lives.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    /// The crate and module.
    pub(super) home: Home,
    /// What of its name its module does not say.
    pub(super) name: String,
}

/// Places every declaration.
///
/// # Errors
/// Declarations that the manifest does not place, or places twice.
pub(super) fn homes(
    program: &Program,
    manifest: &Manifest,
    sources: &Sources,
) -> Result<Vec<Placed>, Vec<Diagnostic>> {
    let mut homes = Vec::new();
    let mut errors = Vec::new();
    let mut missing = Vec::new();
    for (_, decl) in program.iter() {
        match manifest.find(decl) {
            Ok(Some((krate, module))) => homes.push(placed(program, manifest, decl, krate, module)),
            Ok(None) => missing.push(decl),
            Err(error) => errors.push(error.at(sources.at(decl.span))),
        }
    }
    if let Some(first) = missing.first() {
        let lines: Vec<_> = missing.iter().map(|decl| format!("  {:?},", place::key(decl))).collect();
        let message = format!("{} declarations are in no crate of the manifest", missing.len());
        errors.push(
            Diagnostic::error("manifest::unassigned", message)
                .at(sources.at(first.span))
                .help(format!("add to runtime.toml:\n[crate.modules]\nmodule = [\n{}\n]", lines.join("\n"))),
        );
    }
    if errors.is_empty() { Ok(homes) } else { Err(errors) }
}

fn placed(program: &Program, manifest: &Manifest, decl: &Decl, krate: usize, module: &str) -> Placed {
    if let Some((member, name)) = family(program, manifest, decl, krate) {
        return Placed { home: Home { krate, module: names::family_name(&member), nested: true }, name };
    }
    let nested = !decl.namespaces.is_empty();
    let module = if nested { names::module_name(&decl.namespaces.join("_")) } else { module.to_owned() };
    Placed { home: Home { krate, module, nested }, name: decl.name.clone() }
}

/// The family that a declaration's name begins with, and how its name goes on: of several the longest.
fn family(program: &Program, manifest: &Manifest, decl: &Decl, krate: usize) -> Option<(String, String)> {
    let (own, family) = manifest.crates[krate].family(decl)?;
    let name = place::behind(own, &decl.name)?;
    let names = program.iter().filter_map(|(_, other)| place::behind(family, &other.name));
    let rest = |member: &str| Some((member.to_owned(), continued(member, name)?.to_owned()));
    names.filter_map(rest).max_by_key(|(member, _)| member.len())
}

/// How a name goes on that begins with another, however either is written: `Ba3B` and `B_A3B` are one.
fn continued<'n>(begin: &str, name: &'n str) -> Option<&'n str> {
    let mut wanted = begin.chars().filter(|c| *c != '_').map(|c| c.to_ascii_lowercase()).peekable();
    for (at, c) in name.char_indices() {
        if c == '_' {
            if wanted.peek().is_none() {
                return Some(&name[at + 1..]).filter(|rest| !rest.is_empty());
            }
            continue;
        }
        wanted.next_if_eq(&c.to_ascii_lowercase())?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::continued;

    #[test]
    fn a_name_goes_on_after_its_family() {
        assert_eq!(continued("Qwen_Qwq_32B", "Qwen_Qwq_32B_Messages_1"), Some("Messages_1"));
        assert_eq!(continued("Qwen3_30B_A3B", "Qwen3_30Ba3B_Input"), Some("Input"));
        assert_eq!(continued("Deepgram_Aura_1", "Deepgram_Aura_12_Input"), None);
        assert_eq!(continued("Deepgram_Aura_1", "Deepgram_Aura_1"), None);
    }
}
