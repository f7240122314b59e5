//! What variables are called.

use std::collections::BTreeSet;

/// Names that a variable would hide or may not have: what `cfs_model::*` brings, the closures' own, and words of the language.
const TAKEN: &[&str] = &[
    "a",
    "access_application",
    "agent_memory",
    "ai",
    "ai_search",
    "ai_search_namespace",
    "analytics",
    "analytics_engine",
    "app",
    "artifacts",
    "assets",
    "browser",
    "command",
    "data_blob",
    "durable_object",
    "env",
    "file",
    "flagship",
    "hello_world",
    "images",
    "inherit",
    "json_value",
    "k2",
    "logfwdr",
    "media",
    "messaging",
    "model",
    "monitor",
    "pool",
    "prompt",
    "ratelimit",
    "raw",
    "secret_key",
    "send_email",
    "service",
    "sources",
    "status",
    "stream",
    "text",
    "text_blob",
    "version_metadata",
    "vpc_network",
    "vpc_service",
    "vpc_tunnel",
    "wasm_module",
    "worker_loader",
    "workflow",
    "zone",
    // Parameters of closures.
    "class",
    "consumer",
    "container",
    "domain",
    "flow",
    "logs",
    "observability",
    "traces",
    // The language.
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "main",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "union",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

/// A variable for a thing, which no other has.
pub(super) fn variable(name: &str, kind: &str, taken: &mut BTreeSet<String>) -> String {
    let mut base = snake(name);
    let kind = snake(kind.rsplit('.').next().unwrap_or(kind));
    if base.is_empty() || base.starts_with(|c: char| c.is_ascii_digit()) {
        base = if base.is_empty() { kind.clone() } else { format!("{kind}_{base}") };
    }
    if !is_free(&base, taken) {
        base = format!("{base}_{kind}");
    }
    let numbered = (2..).map(|number| format!("{base}_{number}"));
    let mut free = std::iter::once(base.clone()).chain(numbered).filter(|name| is_free(name, taken));
    let name = free.next().unwrap_or(base);
    taken.insert(name.clone());
    name
}

fn is_free(name: &str, taken: &BTreeSet<String>) -> bool {
    !name.is_empty() && !TAKEN.contains(&name) && !taken.contains(name)
}

/// Small letters, digits and single underscores.
fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            if c.is_ascii_uppercase() && small {
                out.push('_');
            }
            small = !c.is_ascii_uppercase();
            out.push(c.to_ascii_lowercase());
        } else {
            small = false;
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
        }
    }
    out.trim_end_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{TAKEN, variable};
    use std::collections::BTreeSet;

    #[test]
    fn no_variable_hides_a_function() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../model/src/lib.rs");
        let text = std::fs::read_to_string(path).expect("the builder's sources");
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let text: String = lines.flat_map(|line| [line, " "]).collect();
        let lists =
            text.split("pub use ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(list, _)| list);
        let names =
            lists.flat_map(|list| list.split([',', '{', '}', ' ', ':'])).filter(|name| !name.is_empty());
        for name in names
            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()))
        {
            let module = ["app", "binding", "json", "resource", "value", "worker", "zone"].contains(&name);
            assert!(module || TAKEN.contains(&name), "{name}");
        }
    }

    #[test]
    fn names_are_words_of_rust() {
        let mut taken = BTreeSet::new();
        let mut of = |name: &str, kind: &str| variable(name, kind, &mut taken);
        assert_eq!(of("mail-dead", "queue"), "mail_dead");
        assert_eq!(of("mail dead", "queue"), "mail_dead_queue");
        assert_eq!(of("mail--dead", "queue"), "mail_dead_queue_2");
        assert_eq!(of("type", "kv"), "type_kv");
        assert_eq!(of("3d", "r2"), "r2_3d");
        assert_eq!(of("ü", "dns.records"), "records");
        assert_eq!(of("MyShop", "worker"), "my_shop");
    }
}
