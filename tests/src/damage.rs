//! Documents damaged at random, the same every time.

use crate::tree::Tree;

/// A small generator of numbers (SplitMix64): the same seed gives the same damage on every machine.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A generator.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit; 0 if that is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.draw() % (limit.max(1) as u64)).unwrap_or_default()
    }

    /// One of some things.
    pub fn of<'t, T: ?Sized>(&mut self, things: &[&'t T]) -> &'t T {
        things[self.below(things.len())]
    }
}

/// Member names that mean something where they stand, or nothing anywhere.
const KEYS: [&str; 24] = [
    "",
    "$ref",
    "type",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "enum",
    "required",
    "nullable",
    "const",
    "additionalProperties",
    "discriminator",
    "schema",
    "content",
    "in",
    "name",
    "200",
    "\u{0}",
    "Self",
    "e\u{301}𝄞",
    "a/b~c",
    "self",
];

/// Texts that stand where others are expected.
const TEXTS: [&str; 14] = [
    "",
    "string",
    "object",
    "array",
    "null",
    "type",
    "#",
    "#/",
    "#/components/schemas/nothing",
    "other.yaml#/a",
    "*/",
    "\"#\\",
    "\u{202e}\u{0}\n",
    "$",
];

/// Damages a document: a few members are dropped, swapped, repeated, renamed, nested, or refer to something else.
pub fn damage(tree: &mut Tree, pointers: &[String], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let size = tree.size();
        let at = random.below(size);
        let other = tree.at(random.below(size)).clone();
        let value = tree.at(at);
        match random.below(11) {
            0 => drop_one(value, random),
            1 => *value = any_kind(random),
            2 => *value = other,
            3 => *value = Tree::one("$ref", pointer(pointers, random)),
            4 => nest(value, random),
            5 => repeat(value, random),
            6 => rename(value, random),
            7 => {
                let key = random.of(&["allOf", "oneOf", "anyOf"]).to_owned();
                let target = || Tree::one("$ref", pointer(pointers, &mut Random::new(size as u64)));
                *value = Tree::one(&key, Tree::List(vec![target(), other, target()]));
            }
            8 => drop(std::mem::replace(value.entry(random.of(&KEYS)), any_kind(random))),
            9 => *value = Tree::text(random.of(&TEXTS)),
            _ => *value.entry(random.of(&KEYS)) = other,
        }
    }
}

fn drop_one(value: &mut Tree, random: &mut Random) {
    match value {
        Tree::List(items) if !items.is_empty() => drop(items.remove(random.below(items.len()))),
        Tree::Map(members) if !members.is_empty() => drop(members.remove(random.below(members.len()))),
        other => *other = Tree::Null,
    }
}

fn any_kind(random: &mut Random) -> Tree {
    const NUMBERS: [&str; 5] = ["0", "-1", "1.5", "1e400", "123456789012345678901234567890"];
    match random.below(7) {
        0 => Tree::Null,
        1 => Tree::Bool(random.below(2) == 0),
        2 => Tree::Number(random.of(&NUMBERS).to_owned()),
        3 => Tree::List(Vec::new()),
        4 => Tree::Map(Vec::new()),
        5 => Tree::List(vec![Tree::Null, Tree::text("a"), Tree::Number("1".to_owned())]),
        _ => Tree::text(random.of(&TEXTS)),
    }
}

/// A reference to a place of the document, or to one that is none.
fn pointer(pointers: &[String], random: &mut Random) -> Tree {
    match pointers.get(random.below(pointers.len() + 2)) {
        Some(pointer) => Tree::text(pointer.as_str()),
        None => Tree::text(random.of(&TEXTS)),
    }
}

/// Puts a value under many levels of itself.
fn nest(value: &mut Tree, random: &mut Random) {
    const WAYS: [&str; 5] = ["items", "additionalProperties", "allOf", "oneOf", "properties"];
    let way = random.of(&WAYS);
    let levels = [3, 40, 90, 240, 400][random.below(5)];
    for _ in 0..levels {
        let inner = std::mem::replace(value, Tree::Null);
        *value = match way {
            "items" | "additionalProperties" => Tree::one(way, inner),
            "properties" => Tree::one(way, Tree::one("a", inner)),
            _ => Tree::one(way, Tree::List(vec![inner, Tree::one("type", Tree::text("object"))])),
        };
    }
}

/// Repeats a member or item.
fn repeat(value: &mut Tree, random: &mut Random) {
    match value {
        Tree::List(items) if !items.is_empty() => items.push(items[random.below(items.len())].clone()),
        Tree::Map(members) if !members.is_empty() => {
            let (key, _) = members[random.below(members.len())].clone();
            let (_, other) = members[random.below(members.len())].clone();
            members.push((key, other));
        }
        other => *other = Tree::List(vec![other.clone(), other.clone()]),
    }
}

fn rename(value: &mut Tree, random: &mut Random) {
    if let Tree::Map(members) = value
        && !members.is_empty()
    {
        let at = random.below(members.len());
        members[at].0 = match random.below(4) {
            0 => "x".repeat(300),
            _ => random.of(&KEYS).to_owned(),
        };
    }
}

/// Damages a text: cut off, bytes changed, in another encoding.
pub fn corrupt(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    match random.below(8) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] = u8::try_from(random.below(256)).unwrap_or_default();
            }
        }
        2 => drop(bytes.drain(..random.below(bytes.len()))),
        3 => {
            let at = random.below(bytes.len());
            bytes.splice(at..at, *b"\xff\xfe");
        }
        4 => bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        5 => drop(bytes.splice(0..0, *b"\xef\xbb\xbf")),
        6 => {
            let at = random.below(bytes.len());
            bytes.splice(at..at, *b"\\ud800\0");
        }
        _ => {
            let (from, to) = (random.below(bytes.len()), random.below(bytes.len()));
            bytes.swap(from, to);
        }
    }
    bytes
}
