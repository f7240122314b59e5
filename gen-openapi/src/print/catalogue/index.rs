//! The file: an index that is read in place, and a packed block a service.
//!
//! ```text
//! "CFSC"  u16 format  u16 0  u64 FNV-1a of all after the head  u32 length
//! 10 × { u32 offset, u32 count }, of these sections:
//! STR     u24 × (n+1) offsets, then UTF-8
//! RES     u16 word, parent, first child, children, first operation, operations, block, collection+1
//! OPS     u16 resource, word, summary, path; u8 method | gives << 3, flags, verb | scope << 4, 0; u16 collection+1; u32 shape
//! PATH    u16 segment; u8 kind, ends; u16 first child, children, first end, parent
//! END     u16 operation; u8 method, 0
//! ALIAS   u16 name, operation
//! DEPR    u16 operation, why not to use it any more
//! COL     u16 resource; u8 kind | batch << 4, scope; 7 × u16 operation+1; u16 block; u16 number in its block; u16 0
//! BLK     u32 offset, packed, raw, first type; u16 types, first operation
//! DATA    deflate streams
//! ```

use super::part::{Part, Row};
use super::paths::{self, Node};
use crate::ir::{CollectionKind, Owner, Verb};
use codegen::diag::Diagnostic;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::io::Write;

const MAGIC: &[u8] = b"CFSC";
const FORMAT: u16 = 1;
const SECTIONS: usize = 10;
const HEAD: usize = 20 + SECTIONS * 8;

/// The file, and how much of it is read in place.
pub(super) fn write(parts: &[Part]) -> Result<(Vec<u8>, usize), Diagnostic> {
    let tree = Tree::new(parts)?;
    let (paths, ends) = tree.paths()?;
    let (blocks, data) = tree.blocks()?;
    let packed = data.len();
    let sections: [(Vec<u8>, usize); SECTIONS] = [
        (tree.text_section(), tree.texts.len() + tree.path_texts.len()),
        counted(tree.resources()?),
        counted(tree.operations(&paths)?),
        counted(paths.rows),
        counted(ends),
        counted(tree.aliases()?),
        counted(tree.deprecations()?),
        counted(tree.collections()?),
        counted(blocks),
        (data, 0),
    ];
    let mut body = Vec::new();
    let mut table = Vec::new();
    for (bytes, count) in sections {
        table.extend(wide(HEAD + body.len())?);
        table.extend(wide(count)?);
        body.extend(bytes);
    }
    let mut file = MAGIC.to_vec();
    file.extend(FORMAT.to_le_bytes());
    file.extend([0, 0]);
    file.extend(hash(&body).to_le_bytes());
    file.extend(wide(HEAD + body.len())?);
    file.extend(table);
    file.extend(body);
    let index = file.len() - packed;
    Ok((file, index))
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn counted(rows: Vec<Vec<u8>>) -> (Vec<u8>, usize) {
    let count = rows.len();
    (rows.concat(), count)
}

fn wide(number: usize) -> Result<[u8; 4], Diagnostic> {
    u32::try_from(number).map(u32::to_le_bytes).map_err(|_| too_many(number))
}

fn narrow(number: usize) -> Result<[u8; 2], Diagnostic> {
    u16::try_from(number).map(u16::to_le_bytes).map_err(|_| too_many(number))
}

fn too_many(number: usize) -> Diagnostic {
    Diagnostic::error("catalogue::limit", format!("the catalogue has no room to count {number}"))
}

/// A row of 16-bit numbers.
fn row(numbers: &[usize]) -> Result<Vec<u8>, Diagnostic> {
    let bytes: Result<Vec<[u8; 2]>, Diagnostic> = numbers.iter().map(|number| narrow(*number)).collect();
    Ok(bytes?.concat())
}

/// Everything in its order.
struct Tree<'p> {
    parts: Vec<&'p Part>,
    /// The first operation of each part.
    first: Vec<usize>,
    /// The root, then every part's root, then the rest part by part, parents before children.
    resources: Vec<Resource<'p>>,
    /// By part and position in it: the resource's number.
    numbers: Vec<Vec<usize>>,
    texts: IndexMap<&'p str, usize>,
    path_texts: Vec<String>,
}

struct Resource<'p> {
    part: usize,
    path: &'p [String],
    parent: usize,
}

impl<'p> Tree<'p> {
    fn new(parts: &'p [Part]) -> Result<Self, Diagnostic> {
        let mut parts: Vec<&Part> = parts.iter().collect();
        parts.sort_by_key(|part| part.resources.first());
        let mut resources = vec![Resource { part: 0, path: &[], parent: 0 }];
        let mut numbers: Vec<Vec<usize>> = vec![Vec::new(); parts.len()];
        for (at, part) in parts.iter().enumerate() {
            numbers[at].push(resources.len());
            let path = part.resources.first().map_or(&[][..], Vec::as_slice);
            resources.push(Resource { part: at, path, parent: 0 });
        }
        for (at, part) in parts.iter().enumerate() {
            for path in part.resources.iter().skip(1) {
                let above = part.resources.iter().position(|known| path[..path.len() - 1] == **known);
                let parent = above.and_then(|above| numbers[at].get(above)).copied();
                let parent = parent.ok_or_else(|| unclear(&path.join("."), "stands below nothing"))?;
                numbers[at].push(resources.len());
                resources.push(Resource { part: at, path, parent });
            }
        }
        let mut first = Vec::new();
        let mut count = 0;
        for part in &parts {
            first.push(count);
            count += part.operations.len();
        }
        let mut tree =
            Self { parts, first, resources, numbers, texts: IndexMap::new(), path_texts: Vec::new() };
        tree.collect_texts();
        Ok(tree)
    }

    fn rows(&self) -> impl Iterator<Item = (usize, &'p Row)> {
        let parts: Vec<&'p Part> = self.parts.clone();
        parts.into_iter().enumerate().flat_map(|(at, part)| part.operations.iter().map(move |row| (at, row)))
    }

    /// Every text of the index once, in order.
    fn collect_texts(&mut self) {
        let mut all: BTreeSet<&'p str> = BTreeSet::from([""]);
        all.extend(self.resources.iter().filter_map(|resource| resource.path.last().map(String::as_str)));
        for (_, row) in self.rows() {
            all.extend([row.word.as_str(), &row.summary]);
            all.extend(row.aliases.iter().chain(&row.deprecated).map(String::as_str));
        }
        let segments: BTreeSet<String> =
            self.rows().flat_map(|(_, row)| paths::templates(row)).flatten().map(|(_, text)| text).collect();
        self.path_texts = segments.into_iter().filter(|text| !all.contains(text.as_str())).collect();
        self.texts = all.into_iter().zip(0..).collect();
    }

    fn text(&self, text: &str) -> usize {
        let own = || {
            let at = self.path_texts.binary_search_by(|known| known.as_str().cmp(text));
            at.map_or(0, |at| self.texts.len() + at)
        };
        self.texts.get(text).copied().unwrap_or_else(own)
    }

    fn text_section(&self) -> Vec<u8> {
        let all = || self.texts.keys().copied().chain(self.path_texts.iter().map(String::as_str));
        let mut offsets = Vec::new();
        let mut at = 0;
        for text in all().map(str::len).chain([0]) {
            offsets.extend((at as u32).to_le_bytes()[..3].iter());
            at += text;
        }
        offsets.extend(all().flat_map(str::bytes));
        offsets
    }

    fn resources(&self) -> Result<Vec<Vec<u8>>, Diagnostic> {
        let mut rows = Vec::new();
        for (number, resource) in self.resources.iter().enumerate() {
            let below = |one: &(usize, &Resource<'_>)| one.0 > 0 && one.1.parent == number;
            let mut children = self.resources.iter().enumerate().filter(below);
            let first = children.next().map(|(at, _)| at);
            let count = first.map_or(0, |_| 1 + children.count());
            let part = self.parts.get(resource.part);
            let own =
                self.numbers.get(resource.part).and_then(|known| known.iter().position(|n| *n == number));
            let is_own = |row: &Row| own == Some(row.resource);
            let operations = part.map_or(&[][..], |part| &part.operations);
            let first_operation = operations.iter().position(is_own);
            let base = self.first.get(resource.part).copied().unwrap_or_default();
            let collection = self.all_collections().position(|(at, one)| {
                (at, Some(one.resource)) == (resource.part, own) && one.kind != CollectionKind::Setting
            });
            rows.push(row(&[
                resource.path.last().map_or(0, |word| self.text(word)),
                resource.parent,
                first.unwrap_or_default(),
                count,
                first_operation.map_or(0, |at| base + at),
                operations.iter().filter(|row| is_own(row)).count(),
                resource.part,
                collection.map_or(0, |at| at + 1),
            ])?);
        }
        Ok(rows)
    }

    fn all_collections(&self) -> impl Iterator<Item = (usize, &'p super::part::CollectionRow)> {
        let parts: Vec<&'p Part> = self.parts.clone();
        parts.into_iter().enumerate().flat_map(|(at, part)| part.collections.iter().map(move |one| (at, one)))
    }

    fn operations(&self, paths: &Paths) -> Result<Vec<Vec<u8>>, Diagnostic> {
        let mut rows = Vec::new();
        for (number, (part, one)) in self.rows().enumerate() {
            let first: usize = self.parts[..part].iter().map(|part| part.collections.len()).sum();
            let (collection, verb) = one.role.map_or((0, 0), |(at, verb)| (first + at + 1, self::verb(verb)));
            let mut bytes = row(&[
                self.numbers[part][one.resource],
                self.text(&one.word),
                self.text(&one.summary),
                paths.of[number],
            ])?;
            bytes.push(method(one.method) | one.gives << 3);
            bytes.push(
                u8::from(one.deprecated.is_some())
                    | one.body << 1
                    | u8::from(one.bearer) << 3
                    | u8::from(one.secret) << 4,
            );
            bytes.push(verb | owner(one.scope) << 4);
            bytes.push(0);
            bytes.extend(narrow(collection)?);
            bytes.extend(one.shape.to_le_bytes());
            rows.push(bytes);
        }
        Ok(rows)
    }

    fn aliases(&self) -> Result<Vec<Vec<u8>>, Diagnostic> {
        let mut all: Vec<(&str, usize)> = self
            .rows()
            .enumerate()
            .flat_map(|(at, (_, row))| row.aliases.iter().map(move |alias| (alias.as_str(), at)))
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(alias, at)| row(&[self.text(alias), at])).collect()
    }

    fn deprecations(&self) -> Result<Vec<Vec<u8>>, Diagnostic> {
        let reasons =
            self.rows().enumerate().filter_map(|(at, (_, row))| Some((at, row.deprecated.as_ref()?)));
        reasons.map(|(at, reason)| row(&[at, self.text(reason)])).collect()
    }

    fn collections(&self) -> Result<Vec<Vec<u8>>, Diagnostic> {
        let mut rows = Vec::new();
        let mut last = (usize::MAX, 0);
        for (part, one) in self.all_collections() {
            last = if last.0 == part { (part, last.1 + 1) } else { (part, 0) };
            let mut bytes = narrow(self.numbers[part][one.resource])?.to_vec();
            let kind = match one.kind {
                CollectionKind::Collection => 0,
                CollectionKind::Setting => 1,
                CollectionKind::ReadOnly => 2,
            };
            bytes.push(kind | u8::from(one.batch) << 4);
            bytes.push(owner(one.scope));
            for verb in 1..=7 {
                let found = one.operations.iter().find(|(known, _)| self::verb(*known) == verb);
                bytes.extend(narrow(found.map_or(0, |(_, at)| self.first[part] + at + 1))?);
            }
            bytes.extend(row(&[part, last.1, 0])?);
            rows.push(bytes);
        }
        Ok(rows)
    }

    fn blocks(&self) -> Result<(Vec<Vec<u8>>, Vec<u8>), Diagnostic> {
        let (mut rows, mut data, mut types) = (Vec::new(), Vec::new(), 0);
        for (at, part) in self.parts.iter().enumerate() {
            let packed = pack(&part.block)?;
            let mut bytes = Vec::new();
            for number in [data.len(), packed.len(), part.block.len(), types] {
                bytes.extend(wide(number)?);
            }
            bytes.extend(row(&[part.types as usize, self.first[at]])?);
            rows.push(bytes);
            data.extend(packed);
            types += part.types as usize;
        }
        Ok((rows, data))
    }

    fn paths(&self) -> Result<(Paths, Vec<Vec<u8>>), Diagnostic> {
        let mut root = Node::default();
        for (number, (_, one)) in self.rows().enumerate() {
            for template in paths::templates(one) {
                let node = root.at(&template);
                if node.ends.iter().any(|(_, method)| *method == one.method) {
                    let shown = format!("{} {}", one.method, one.path);
                    return Err(unclear(&shown, "is there more than once, but for the names of parameters"));
                }
                node.ends.push((number, one.method));
            }
        }
        let mut paths = Paths { of: vec![0; self.rows().count()], rows: Vec::new() };
        let mut ends = Vec::new();
        // Level by level, so that the children of a node stand side by side.
        let mut level: Vec<(usize, usize, usize, &Node)> = vec![(0, 0, 0, &root)];
        let mut made = 1;
        while !level.is_empty() {
            let mut below = Vec::new();
            for (number, parent, kind, node) in level {
                let mut bytes = narrow(kind >> 2)?.to_vec();
                bytes.extend([(kind & 3) as u8, node.ends.len() as u8]);
                bytes.extend(row(&[made, node.children.len(), ends.len(), parent])?);
                for (operation, method) in &node.ends {
                    paths.of[*operation] = number;
                    let mut end = narrow(*operation)?.to_vec();
                    end.extend([self::method(method), 0]);
                    ends.push(end);
                }
                for ((kind, segment), child) in &node.children {
                    below.push((made, number, self.text(segment) << 2 | *kind as usize, child));
                    made += 1;
                }
                paths.rows.push(bytes);
            }
            level = below;
        }
        Ok((paths, ends))
    }
}

/// The path nodes, and which an operation ends at.
struct Paths {
    rows: Vec<Vec<u8>>,
    of: Vec<usize>,
}

fn unclear(what: &str, why: &str) -> Diagnostic {
    Diagnostic::error("catalogue::unclear", format!("`{what}` {why}"))
}

fn method(method: &str) -> u8 {
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
        .iter()
        .position(|known| *known == method)
        .unwrap_or(7) as u8
}

fn verb(verb: Verb) -> u8 {
    match verb {
        Verb::Create => 1,
        Verb::List => 2,
        Verb::Get => 3,
        Verb::Update => 4,
        Verb::Edit => 5,
        Verb::Delete => 6,
        Verb::Put => 7,
    }
}

fn owner(owner: Owner) -> u8 {
    match owner {
        Owner::None => 0,
        Owner::Account => 1,
        Owner::Zone => 2,
        Owner::Either => 3,
        Owner::User => 4,
        Owner::Organization => 5,
        Owner::Tenant => 6,
    }
}

fn pack(block: &[u8]) -> Result<Vec<u8>, Diagnostic> {
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
    let packed = packer.write_all(block).and_then(|()| packer.finish());
    packed.map_err(|error| Diagnostic::error("catalogue::pack", error.to_string()))
}
