//! Names of what the input has no name for.

use crate::names::{name_words, type_name, value_name};
use codegen::names::{singular_last, upper_camel};

/// A member. What is not declared is in a field of its own.
pub(super) fn of_field(member: &str) -> String {
    match value_name(member) {
        name if name == "rest" => "rest_".to_owned(),
        name => name,
    }
}

/// A type that is what a member holds: the owner's name and the member's.
pub(super) fn of_member(owner: &str, member: &str, items: bool) -> String {
    let words = name_words(member);
    let words = if items { singular_last(&words) } else { words };
    type_name(&format!("{owner}_{}", upper_camel(&words)))
}

/// Variants' names: the words that only they have, those that all begin or end with left out.
pub(super) fn variants(types: &[&str]) -> Vec<String> {
    let words: Vec<Vec<String>> = types.iter().map(|name| name_words(name)).collect();
    let shortest = words.iter().map(Vec::len).min().unwrap_or_default();
    let same = |at: &dyn Fn(&Vec<String>) -> Option<String>| {
        let mut all = words.iter().map(at);
        let first = all.next().flatten();
        first.is_some() && all.all(|word| word == first)
    };
    let mut before = 0;
    while before + 1 < shortest && same(&|words| words.get(before).cloned()) {
        before += 1;
    }
    let mut after = 0;
    while before + after + 1 < shortest && same(&|words| words.iter().rev().nth(after).cloned()) {
        after += 1;
    }
    words
        .iter()
        .zip(types)
        .map(|(words, name)| match words.get(before..words.len() - after) {
            Some(own) if !own.is_empty() && types.len() > 1 => type_name(&upper_camel(own)),
            _ => type_name(name),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn variants_are_called_by_what_only_they_say() {
        let names = super::variants(&["ItemFetchEventInfo", "ItemJsRpcEventInfo", "ItemAlarmEventInfo"]);
        assert_eq!(names, ["Fetch", "JsRpc", "Alarm"]);
        assert_eq!(super::variants(&["Message", "MessageClose"]), ["Message", "MessageClose"]);
        assert_eq!(super::variants(&["Alone"]), ["Alone"]);
    }

    #[test]
    fn what_a_list_holds_is_called_in_the_singular() {
        assert_eq!(super::of_member("TraceItem", "scriptTags", true), "TraceItemScriptTag");
        assert_eq!(super::of_member("TraceItem", "event", false), "TraceItemEvent");
    }
}
