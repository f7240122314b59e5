//! Files of at most so many lines: a module that is longer becomes a folder of parts, and what is too long by itself is
//! printed in several blocks.

use super::HEADER;
use super::file::{Piece, Source, join};
use crate::names;
use codegen::diag::Diagnostic;
use indexmap::{IndexMap, IndexSet};
use std::fmt::Write;
use syn::Item;

/// No generated file is longer; what stands around a part is in the difference to the 5,000 that are promised.
const MOST_LINES: usize = 4_900;

/// What a part begins with: what is split is named in parts that do not declare it.
const SIBLINGS: &str = "#[allow(unused_imports)]\nuse super::*;\n";

/// One file of a module.
#[derive(Debug, Default)]
struct Part {
    /// The first item in it, which names it.
    first: String,
    items: String,
    blocks: IndexMap<Source, String>,
    lines: usize,
}

impl Part {
    fn text(&self, head: &str) -> String {
        let blocks: String = self.blocks.values().map(String::as_str).collect();
        format!("{HEADER}\n{head}{}{blocks}", self.items)
    }
}

/// The files of a module, by their paths without `.rs`, made of its items' names and pieces.
pub(super) fn files<'n>(
    module: &str,
    head: &str,
    pieces: impl Iterator<Item = (&'n str, Result<Piece, Diagnostic>)>,
) -> Result<Vec<(String, String)>, Diagnostic> {
    let mut parts = vec![Part::default()];
    for (name, piece) in pieces {
        let piece = piece?;
        for text in piece.items {
            part_for(&mut parts, name, &text).items.push_str(&text);
        }
        for (source, text) in piece.blocks {
            join(part_for(&mut parts, name, &text).blocks.entry(source).or_default(), &text);
        }
    }
    if let [whole] = parts.as_slice() {
        return Ok(vec![(module.to_owned(), whole.text(head))]);
    }
    let mut taken = IndexSet::new();
    let mut index = format!("{HEADER}\n");
    let mut files = Vec::new();
    for part in &parts {
        let name = names::value_name(&part.first);
        let mut free = name.clone();
        for place in 2.. {
            if taken.insert(free.clone()) {
                break;
            }
            free = format!("{}_{place}", name.trim_end_matches('_'));
        }
        _ = writeln!(index, "mod {free};\n#[allow(unused_imports)]\npub use {free}::*;");
        files.push((format!("{module}/{free}"), part.text(&format!("{head}{SIBLINGS}"))));
    }
    files.insert(0, (module.to_owned(), index));
    Ok(files)
}

/// The last part, or a new one where the text does not fit any more.
fn part_for<'p>(parts: &'p mut Vec<Part>, name: &str, text: &str) -> &'p mut Part {
    let lines = text.lines().count();
    if parts.last().is_none_or(|last| last.lines > 0 && last.lines + lines > MOST_LINES) {
        parts.push(Part::default());
    }
    let last = parts.len() - 1;
    let part = &mut parts[last];
    if part.first.is_empty() {
        name.clone_into(&mut part.first);
    }
    part.lines += lines;
    part
}

/// Whether a text does not fit into a file.
pub(super) fn is_long(text: &str) -> bool {
    text.lines().count() > MOST_LINES
}

/// Prints items that make too long a text together: each by itself, what is too long still in halves.
pub(super) fn print(items: Vec<Item>) -> Result<Vec<String>, Diagnostic> {
    let mut texts = Vec::new();
    for item in items {
        let text = codegen::rust::print_file("", Vec::new(), vec![item.clone()])?;
        match halves(&item).filter(|_| is_long(&text)) {
            Some(halves) => texts.extend(print(halves.into())?),
            None => texts.push(text),
        }
    }
    Ok(texts)
}

/// A block of methods or externs as two.
fn halves(item: &Item) -> Option<[Item; 2]> {
    match item {
        Item::Impl(block) if block.trait_.is_none() && block.items.len() > 1 => {
            let (mut first, mut second) = (block.clone(), block.clone());
            second.items = first.items.split_off(block.items.len() / 2);
            Some([Item::Impl(first), Item::Impl(second)])
        }
        Item::ForeignMod(block) if block.items.len() > 1 => {
            let (mut first, mut second) = (block.clone(), block.clone());
            second.items = first.items.split_off(block.items.len() / 2);
            Some([Item::ForeignMod(first), Item::ForeignMod(second)])
        }
        _ => None,
    }
}
