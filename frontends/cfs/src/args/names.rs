//! Names as people write them.

use cfs_catalogue::{Catalogue, Operation, Resource};

/// A name as a flag or a word of a command: `primaryLocationHint` and `primary_location_hint` are `primary-location-hint`.
pub(crate) fn kebab(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut last = ' ';
    // One word, however it is written.
    let name = name.replace("IPv", "Ipv");
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let next_is_small = characters.peek().is_some_and(char::is_ascii_lowercase);
        let begins = character.is_ascii_uppercase()
            && (last.is_ascii_lowercase()
                || last.is_ascii_digit()
                || last.is_ascii_uppercase() && next_is_small);
        if begins {
            out.push('-');
        }
        match character {
            '_' | ' ' | '[' | ']' => {
                if !out.ends_with('-') && character != ']' {
                    out.push('-');
                }
            }
            // Names such as `meta.<field>` show a shell what it would take for its own.
            '<' | '>' => {}
            other => out.push(other.to_ascii_lowercase()),
        }
        last = character;
    }
    out.trim_matches('-').to_owned()
}

/// Whether two names are one, but for the way in which their words are joined.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one == other || kebab(one) == kebab(other)
}

/// A word without the sign of several.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    let sibilant = ["sses", "shes", "ches", "xes", "zes", "uses"].iter().any(|end| word.ends_with(end));
    if sibilant {
        return word[..word.len() - 2].to_owned();
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with(['s', 'u', 'i']) && !stem.is_empty() => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The one of several names that is meant: as it is, or in the singular for the plural and the other way round.
pub(crate) fn meant<'n>(word: &str, names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    if let Some(name) = names.clone().find(|name| same(word, name)) {
        return Some(name);
    }
    let one = singular(&kebab(word));
    let mut alike = names.filter(|name| singular(&kebab(name)) == one);
    alike.next().filter(|_| alike.next().is_none())
}

/// The name that was probably meant.
pub(crate) fn nearest<'n>(word: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let word = kebab(word);
    let measured = names.map(|name| (strsim::osa_distance(&kebab(name), &word), name));
    let (apart, name) = measured.min_by_key(|(apart, _)| *apart)?;
    (apart <= 2.max(word.chars().count() / 3) && apart < word.len()).then_some(name)
}

/// The words of a resource: `dns records`.
pub(crate) fn of_resource(resource: Resource) -> String {
    spoken(&resource.name())
}

/// The words of an operation: `dns records list`.
pub(crate) fn of_operation(operation: Operation) -> String {
    spoken(&operation.name())
}

fn spoken(name: &str) -> String {
    name.replace('.', " ").replace('_', "-")
}

/// What words of a command lead to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node {
    /// All services.
    Top,
    /// A resource.
    Resource(Resource),
    /// An operation.
    Operation(Operation),
}

/// How far some words lead: the node, and as many of the words as that took.
pub(crate) struct Walked {
    /// Where the words lead.
    pub(crate) node: Node,
    /// As many words were used.
    pub(crate) used: usize,
}

/// Follows words from the top. A word may be a whole name (`d1.database.list`).
pub(crate) fn walk(catalogue: &'static Catalogue, words: &[String]) -> Walked {
    if let Some(first) = words.first().filter(|word| word.contains('.') && !word.contains('/')) {
        if let Some(operation) = catalogue.operation(first) {
            return Walked { node: Node::Operation(operation), used: 1 };
        }
        if let Some(resource) = catalogue.resource(first) {
            let rest = follow(resource, &words[1..]);
            return Walked { used: rest.used + 1, ..rest };
        }
    }
    let services: Vec<Resource> = catalogue.services().collect();
    let service = words.first().and_then(|word| child(services.iter().copied(), word));
    let walked = match service {
        None => Walked { node: Node::Top, used: 0 },
        Some(resource) => {
            let rest = follow(resource, &words[1..]);
            Walked { used: rest.used + 1, ..rest }
        }
    };
    if matches!(walked.node, Node::Operation(_)) {
        return walked;
    }
    // Other names of operations.
    let lengths = (walked.used + 1..=words.len()).rev();
    let alias = lengths.filter_map(|length| {
        let operation = catalogue.operation(&words[..length].join("."))?;
        Some(Walked { node: Node::Operation(operation), used: length })
    });
    alias.take(1).next().unwrap_or(walked)
}

fn child(mut all: impl Iterator<Item = Resource> + Clone, word: &str) -> Option<Resource> {
    let name = meant(word, all.clone().map(Resource::word))?;
    all.find(|resource| resource.word() == name)
}

fn follow(from: Resource, words: &[String]) -> Walked {
    let Some((word, rest)) = words.split_first() else {
        return Walked { node: Node::Resource(from), used: 0 };
    };
    let operations: Vec<Operation> = from.operations().collect();
    let below: Vec<Resource> = from.children().collect();
    let operation = || {
        let name = meant(word, operations.iter().map(|one| one.word()))?;
        operations.iter().copied().find(|one| one.word() == name)
    };
    let exact = operations.iter().any(|one| same(one.word(), word));
    let resource = child(below.iter().copied(), word).filter(|resource| {
        // A word that is both is the resource where it goes on below.
        !exact || same(resource.word(), word) && follow(*resource, rest).used > 0
    });
    if let Some(resource) = resource {
        let walked = follow(resource, rest);
        return Walked { used: walked.used + 1, ..walked };
    }
    match operation() {
        Some(operation) => Walked { node: Node::Operation(operation), used: 1 },
        None => Walked { node: Node::Resource(from), used: 0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cfs_catalogue::catalogue;

    fn walked(words: &str) -> (String, usize) {
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        let walked = walk(catalogue(), &words);
        let name = match walked.node {
            Node::Top => String::new(),
            Node::Resource(resource) => resource.name(),
            Node::Operation(operation) => operation.name(),
        };
        (name, walked.used)
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        for words in ["dns records list", "dns record list", "DNS Records list", "dns.records.list"] {
            assert_eq!(walked(words).0, "dns.records.list", "{words}");
        }
        assert_eq!(
            walked("zero-trust access application create"),
            ("zero_trust.access.applications.create".to_owned(), 4)
        );
        assert_eq!(walked("zeroTrust access applications"), ("zero_trust.access.applications".to_owned(), 3));
        assert_eq!(walked("zone get abc"), ("zones.get".to_owned(), 2));
        assert_eq!(walked("kv namespace values get ns key").0, "kv.namespaces.values.get");
        assert_eq!(walked("nothing at all").1, 0);
    }

    #[test]
    fn every_operation_is_reached_by_its_words() {
        for operation in catalogue().operations() {
            let words: Vec<String> = of_operation(operation).split(' ').map(str::to_owned).collect();
            let walked = walk(catalogue(), &words);
            let is = matches!(walked.node, Node::Operation(found) if found == operation);
            assert!(is && walked.used == words.len(), "{words:?}");
        }
    }

    #[test]
    fn names_become_flags() {
        for (name, flag) in [
            ("primary_location_hint", "primary-location-hint"),
            ("dateStart", "date-start"),
            ("cf-r2-jurisdiction", "cf-r2-jurisdiction"),
            ("enableIPv6", "enable-ipv6"),
            ("HTTPMethod", "http-method"),
            ("meta[key]", "meta-key"),
        ] {
            assert_eq!(kebab(name), flag);
        }
    }
}
