//! Every example of the document through the type that must read it.

use crate::{Example, compare, generated};
use serde_json::Value;
use std::collections::BTreeMap;

/// Checks all examples. Prints the numbers, and what is not in the accepted list.
pub fn check(accepted: &str) -> bool {
    let accepted = std::fs::read_to_string(accepted).unwrap_or_default();
    let accepted: BTreeMap<&str, &str> =
        accepted.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": ")).collect();
    let (mut equal, mut known, mut whole) = (0, 0, 0);
    let mut unknown: BTreeMap<String, String> = BTreeMap::new();
    let mut seen: Vec<String> = Vec::new();
    let examples: Vec<&Example> = generated::EXAMPLES.iter().flat_map(|list| list.iter()).collect();
    for example in &examples {
        whole += usize::from(example.whole);
        let key = format!("{} {}", if example.sent { "send" } else { "receive" }, example.operation);
        match problem(example) {
            None => equal += 1,
            Some(_) if accepted.contains_key(key.as_str()) => {
                known += 1;
                seen.push(key);
            }
            Some(problem) => drop(unknown.insert(key, format!("{problem} (at {})", example.pointer))),
        }
    }
    let stale: Vec<&&str> = accepted.keys().filter(|key| !seen.iter().any(|seen| seen == **key)).collect();
    println!(
        "{} examples ({whole} whole, {} composed): {equal} equal, {known} differ as accepted, {} differ otherwise",
        examples.len(),
        examples.len() - whole,
        unknown.len()
    );
    figures::add("examples.all", examples.len());
    figures::add("examples.equal", equal);
    figures::add("examples.accepted", known);
    for (key, problem) in &unknown {
        println!("{key}: {problem}");
    }
    for key in &stale {
        println!("accepted, but equal or gone: {key}");
    }
    unknown.is_empty() && stale.is_empty()
}

/// What is wrong with an example, in a line.
fn problem(example: &Example) -> Option<String> {
    let Ok(whole) = serde_json::from_str::<Value>(example.json) else { return Some("no JSON".to_owned()) };
    let mut before = &whole;
    for name in example.path.split('.').filter(|name| !name.is_empty()) {
        match before.get(name) {
            Some(inner) => before = inner,
            // An example of an error body, or of the result alone.
            None => return Some(format!("no `{name}` in the example")),
        }
    }
    if before.is_null() {
        return None;
    }
    match (example.run)(&before.to_string()) {
        Err(fail) => Some(format!("not read: {fail}")),
        Ok(text) => {
            let Ok(after) = serde_json::from_str::<Value>(&text) else { return Some(format!("written as {text}")) };
            let mut found = compare::differences(before, &after);
            let more = found.len().saturating_sub(3);
            found.truncate(3);
            let more = if more > 0 { format!("; and {more} more") } else { String::new() };
            (!found.is_empty()).then(|| format!("{}{more}", found.join("; ")))
        }
    }
}
