//! Texts about what is the same in all commands.

/// A topic: its name, what it is about, its text.
const TOPICS: [(&str, &str, &str); 8] = [
    ("output", "formats, fields, order, files", include_str!("topics/output.txt")),
    ("exit-codes", "what the program ends with", include_str!("topics/exit-codes.txt")),
    ("environment", "variables and the file of settings", include_str!("topics/environment.txt")),
    ("expressions", "the language of --where", include_str!("topics/expressions.txt")),
    ("bodies", "bodies, members, files, forms", include_str!("topics/bodies.txt")),
    ("each", "one call per line of input", include_str!("topics/each.txt")),
    ("data", "files, secrets, and databases of this machine", include_str!("topics/data.txt")),
    ("copying", "cfs r2 cp and cfs r2 sync", include_str!("topics/copying.txt")),
];

/// The names of all topics.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|(name, ..)| *name)
}

/// The text of a topic.
pub(crate) fn text(name: &str) -> Option<String> {
    TOPICS.iter().find(|(known, ..)| *known == name).map(|(_, _, text)| (*text).to_owned())
}

/// All topics.
pub(crate) fn list() -> String {
    let mut text = "Topics:\n".to_owned();
    TOPICS.iter().for_each(|(name, about, _)| text.push_str(&format!("  {name:12}  {about}\n")));
    text.push_str("\nCommands explain themselves with --help.\n\nExample:\n  cfs help output\n");
    text
}
