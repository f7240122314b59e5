//! Every variant of every union: read as that variant, and written again with nothing lost.

use crate::{compare, generated};
use cfs_http::codec::{Codec, from_str, to_string};
use serde_json::Value;
use std::collections::BTreeMap;

/// A value of one variant.
pub struct Variant {
    /// The union, with its service: `dns::DnsRecord`.
    pub union: &'static str,
    /// The variant.
    pub variant: &'static str,
    /// Whether all members are there, rather than only those that must be.
    pub whole: bool,
    /// The value.
    pub json: &'static str,
    /// Reads it: the variant that it is, and the value written again.
    pub read: fn(&str) -> Result<(String, String), String>,
}

/// Reads a value as a union: the name of its variant, and the value written again.
pub fn read<T: Codec + Default>(json: &str) -> Result<(String, String), String> {
    let value: T = from_str(json).map_err(|fail| fail.to_string())?;
    let shown = format!("{value:?}");
    let variant = shown.split('(').next().unwrap_or_default().to_owned();
    Ok((variant, to_string(&value)))
}

/// Checks all variants. Prints the numbers, and what is not in the accepted list.
pub fn check(accepted: &str) -> bool {
    let accepted = std::fs::read_to_string(accepted).unwrap_or_default();
    let accepted: BTreeMap<&str, &str> =
        accepted.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": ")).collect();
    let all: Vec<&Variant> = generated::VARIANTS.iter().flat_map(|list| list.iter()).collect();
    let (mut equal, mut known) = (0, Vec::new());
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    for case in &all {
        let members = if case.whole { "whole" } else { "required" };
        let key = format!("{}::{} {members}", case.union, case.variant);
        match problem(case) {
            None => equal += 1,
            Some(_) if accepted.contains_key(key.as_str()) => known.push(key),
            Some(problem) => drop(unknown.insert(key, problem)),
        }
    }
    let unions: std::collections::BTreeSet<&str> = all.iter().map(|case| case.union).collect();
    println!(
        "{} values of the variants of {} unions: {equal} come back as they were, {} do not as accepted, {} otherwise",
        all.len(),
        unions.len(),
        known.len(),
        unknown.len()
    );
    figures::add("variants.all", all.len());
    figures::add("variants.unions", unions.len());
    figures::add("variants.equal", equal);
    figures::add("variants.accepted", known.len());
    for (key, problem) in &unknown {
        println!("{key}: {problem}");
    }
    let stale: Vec<&&str> = accepted.keys().filter(|key| !known.iter().any(|known| known == **key)).collect();
    for key in &stale {
        println!("accepted, but equal or gone: {key}");
    }
    unknown.is_empty() && stale.is_empty()
}

/// What is wrong with a variant, in a line.
fn problem(case: &Variant) -> Option<String> {
    let (variant, text) = match (case.read)(case.json) {
        Ok(read) => read,
        Err(fail) => return Some(format!("not read: {fail}")),
    };
    // With what must be there alone, a value may well be one of another variant too.
    if variant != case.variant && case.whole {
        return Some(format!("read as {variant}: {}", case.json));
    }
    let (Ok(before), Ok(after)) = (serde_json::from_str::<Value>(case.json), serde_json::from_str::<Value>(&text)) else {
        return Some(format!("written as {text}"));
    };
    let found = compare::differences(&before, &after);
    (!found.is_empty()).then(|| found.join("; "))
}
