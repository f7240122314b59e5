//! Who may call an operation, in a sentence; nothing where it says nothing new.

use super::words::code;
use crate::ir::Operation;

/// What a token or its owner needs.
pub(super) fn needs(operation: &Operation) -> Option<String> {
    if operation.permissions.is_empty() {
        return one_of("The caller needs", "right", &operation.rights);
    }
    one_of("A token needs", "permission", &operation.permissions)
}

fn one_of(who: &str, what: &str, names: &[String]) -> Option<String> {
    let names: Vec<String> = names.iter().map(|name| code(name)).collect();
    Some(match names.split_last()? {
        (only, []) => format!("{who} the {what} {only}."),
        (last, others) => format!("{who} one of the {what}s {} or {last}.", others.join(", ")),
    })
}

/// The plans that have it, where some have not.
pub(super) fn plans(operation: &Operation) -> Option<String> {
    if operation.plans.iter().all(|(_, part)| *part) {
        return None;
    }
    let with: Vec<String> =
        operation.plans.iter().filter(|(_, part)| *part).map(|(plan, _)| capital(plan)).collect();
    Some(match with.split_last() {
        None => "Part of no plan by default.".to_owned(),
        Some((only, [])) => format!("Part of the plan {only} only."),
        Some((last, others)) => format!("Part of the plans {} and {last} only.", others.join(", ")),
    })
}

/// Plans are written like names.
fn capital(plan: &str) -> String {
    let mut characters = plan.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
