//! The public names that the pinned document's crates have.

use codegen::names;
use gen_openapi::Ledger;
use segmenter::Segment;
use std::collections::{BTreeMap, BTreeSet};
use tests::real;

/// A block of a ledger: a type or request with where it was found and what it has.
struct Named<'l> {
    service: &'l str,
    kind: &'l str,
    name: &'l str,
    lines: Vec<&'l str>,
}

/// Every type and request of every crate, as the ledgers list them.
fn named() -> Vec<Named<'static>> {
    let run = real::run();
    let mut all = Vec::new();
    for (segment, output) in run.segmentation.segments.iter().zip(&run.outputs) {
        for line in output.ledger.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            if line.starts_with(' ') {
                let last: Option<&mut Named<'_>> = all.last_mut();
                last.expect("a block before its lines").lines.push(line);
            } else {
                let mut words = line.split(' ');
                let (kind, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
                all.push(Named { service: &segment.name, kind, name, lines: vec![line] });
            }
        }
    }
    all
}

/// Made once: everything below is about the same run.
#[test]
fn public_names_follow_the_rules() {
    let named = named();
    assert!(named.len() > 5_000, "the ledgers have only {} blocks", named.len());
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for one in &named {
        let mut problem = |what: &str| problems.push(format!("{}::{}: {what}", one.service, one.name));
        if one.name.len() > 40 {
            problem("longer than 40 characters");
        }
        if !seen.insert((one.service, one.name)) {
            problem("there twice");
        }
        if has_hash(one.name) {
            problem("has a hash");
        }
        if is_noise(one) {
            problem("says what a tool did, not what it is");
        }
        if is_last_resort(one, &named) {
            problem("told from another by a word that means nothing");
        }
        if let Some(number) = invented_number(one, &named) {
            problem(&format!("`{number}` stands in nothing it was made from"));
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

/// What an operation's body may be called: its resource, with those above before it, and its method. Of what there is only
/// one, the resource keeps its plural.
fn by_role(operation: &str) -> Vec<String> {
    let mut path: Vec<&str> = operation.split('.').collect();
    let mut ends = vec![names::words(path.pop().unwrap_or_default())];
    let mut found = Vec::new();
    for part in path.into_iter().rev() {
        let plural = names::words(part);
        let either = [names::singular_last(&plural), plural];
        ends = either.iter().flat_map(|part| ends.iter().map(|end| [&part[..], end].concat())).collect();
        found.extend(ends.iter().map(|words| names::upper_camel(words)));
    }
    found
}

#[test]
fn bodies_are_called_after_resource_and_method() {
    let named = named();
    let own: BTreeSet<(&str, &str)> = named
        .iter()
        .filter(|one| matches!(one.kind, "struct" | "union" | "type"))
        .map(|one| (one.service, one.name))
        .collect();
    let (mut bodies, mut otherwise) = (0, Vec::new());
    for request in named.iter().filter(|one| one.kind == "request") {
        let operation = request.lines[0].split(' ').nth(2).unwrap_or_default();
        let first = request.lines.iter().find_map(|line| line.strip_prefix("  -> "));
        let body = first.and_then(|line| line.rsplit(' ').next()).unwrap_or_default();
        if !own.contains(&(request.service, body)) {
            continue;
        }
        bodies += 1;
        if !by_role(operation).contains(&body.to_owned()) {
            otherwise.push(format!("{operation} takes {body}"));
        }
    }
    assert!(bodies > 900, "the ledgers have only {bodies} bodies");
    assert!(otherwise.is_empty(), "{otherwise:#?}");
}

#[test]
fn what_is_one_of_several_is_called_in_the_singular() {
    let named = named();
    let plural = named.iter().filter(|one| matches!(one.kind, "enum" | "union")).filter(|one| {
        let words = names::words(one.name);
        names::singular_last(&words) != words
    });
    let plural: Vec<String> = plural.map(|one| format!("{}::{}", one.service, one.name)).collect();
    assert!(plural.is_empty(), "{plural:#?}");
}

/// Runs of hexadecimal digits that no word of a language is: `2090BE18E612`.
fn has_hash(name: &str) -> bool {
    let run = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        text.len() >= 8 && digits >= 2 && text.len() > digits
    };
    name.split(|c: char| !c.is_ascii_hexdigit()).any(run)
}

#[test]
fn hashes_are_told_from_words() {
    assert!(has_hash("Inline2090BE18E612"));
    assert!(has_hash("Ref_d2a16d7ee1ad3a88"));
    assert!(!has_hash("DeadbeefSha256"));
}

/// Whether a name has a word that only tools use, and nothing it was made from has it.
fn is_noise(one: &Named<'_>) -> bool {
    const NOISE: [&str; 5] = ["Alias", "Inline", "Unnamed", "Schemas", "Parenthesis"];
    let own =
        one.lines[usize::from(one.kind != "request").min(one.lines.len() - 1)..].join("\n").to_lowercase();
    NOISE.iter().any(|noise| one.name.contains(noise) && !own.contains(&noise.to_lowercase()))
}

/// The numbers in a text, each with the letter before it, small: `r2`, `v4`.
fn numbers(text: &str) -> BTreeSet<String> {
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let mut found = BTreeSet::new();
    let mut at = 0;
    while at < chars.len() {
        let end =
            chars[at..].iter().position(|c| !c.is_ascii_digit()).map_or(chars.len(), |length| at + length);
        if end > at {
            let before = at.checked_sub(1).map(|before| chars[before]).filter(|c| c.is_alphanumeric());
            found.insert(before.into_iter().chain(chars[at..end].iter().copied()).collect());
        }
        at = end + 1;
    }
    found
}

/// The numbers in a name; one at its beginning has an `N` that is not its own.
fn numbers_of_name(name: &str) -> BTreeSet<String> {
    let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    numbers(name.strip_prefix('N').filter(|rest| number(rest)).unwrap_or(name))
}

#[test]
fn numbers_have_the_letter_before_them() {
    assert_eq!(numbers("R2BucketIpv4"), BTreeSet::from(["r2".to_owned(), "v4".to_owned()]));
    assert_eq!(numbers("llama-3.3-70b"), BTreeSet::from(["3".to_owned(), "70".to_owned()]));
    assert_eq!(numbers_of_name("N0rtt"), BTreeSet::from(["0".to_owned()]));
}

/// A number in a name that tells it from another, rather than standing in what it was made from: where it was found,
/// what it has, the requests that mention it.
fn invented_number(one: &Named<'_>, all: &[Named<'_>]) -> Option<String> {
    // Punctuation comes and goes between a wire name and a name: `tls_1_2`, `Tls1_2`, `Tls12`.
    let wanted = [numbers_of_name(one.name), numbers_of_name(&one.name.replace('_', ""))];
    if wanted[0].is_empty() {
        return None;
    }
    let mentions = |other: &&Named<'_>| {
        let words =
            |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == one.name);
        other.kind == "request" && other.service == one.service && other.lines.iter().any(|line| words(line))
    };
    let above = all.iter().filter(mentions).flat_map(|other| &other.lines);
    let own = one.lines.iter().skip(usize::from(one.kind != "request"));
    let mut known = numbers(one.service);
    for line in own.chain(above) {
        let plain: String = line.chars().filter(char::is_ascii_alphanumeric).collect();
        known.extend(numbers(line));
        known.extend(numbers(&plain));
    }
    let unknown =
        |numbers: &BTreeSet<String>| numbers.iter().find(|number| !known.contains(*number)).cloned();
    wanted.iter().map(unknown).reduce(Option::and).flatten()
}

/// Words that are added to a name when every proposal is taken.
const LAST: [&str; 9] = ["Other", "Alternate", "Further", "Extra", "More", "Added", "Next", "Later", "Final"];

/// A name without its last word, if it is one of those.
fn stem(name: &str) -> Option<&str> {
    LAST.iter().find_map(|word| name.strip_suffix(word))
}

/// Whether nothing but such a word tells a name from another.
fn is_last_resort(one: &Named<'_>, all: &[Named<'_>]) -> bool {
    let Some(own) = stem(one.name) else { return false };
    let rival = |other: &Named<'_>| {
        let same = other.service == one.service && other.name != one.name;
        same && (own == other.name || stem(other.name) == Some(own))
    };
    all.iter().any(rival)
}

/// A person renames types in the ledger: whatever becomes of what stands in them, the next run finds it all named.
#[test]
fn what_a_run_names_the_next_run_keeps() {
    let renamed = |ledger: &str| -> String {
        let lines = ledger.lines().map(|line| match line.split_once(' ') {
            Some((kind @ ("struct" | "enum" | "union" | "form" | "outcome"), name)) => {
                format!("{kind} Our{name}\n")
            }
            _ => format!("{line}\n"),
        });
        lines.collect()
    };
    let run = real::run();
    let segments: Vec<&Segment> = run.segmentation.segments.iter().collect();
    let named = |ledgers: &BTreeMap<String, String>| -> BTreeMap<String, String> {
        let with = |segment: &Segment| {
            let ledger = Ledger::parse(&segment.name, &ledgers[&segment.name])?;
            Ok((pipeline::service_config(&segment.name), ledger))
        };
        let surface =
            |segment: &Segment, model| Ok((segment.name.clone(), gen_openapi::print::surface(&model)));
        let made = pipeline::each(&segments, &with, |segment, _, model| surface(segment, model));
        made.expect("models").into_iter().collect()
    };
    let outputs = segments.iter().zip(&run.outputs);
    let first =
        named(&outputs.map(|(segment, output)| (segment.name.clone(), renamed(&output.ledger))).collect());
    let again = named(&first);
    let lost: Vec<String> = first
        .iter()
        .flat_map(|(service, first)| {
            let there: BTreeSet<&str> = again[service].lines().collect();
            let lost = first.lines().filter(move |line| !there.contains(line));
            lost.map(move |line| format!("{service}: {line}"))
        })
        .collect();
    assert!(lost.is_empty(), "{} lines: {:#?}", lost.len(), &lost[..lost.len().min(20)]);
}
