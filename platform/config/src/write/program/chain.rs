//! Chains of calls as statements.

use std::collections::BTreeSet;

/// How long a chain on one line may be: rustfmt breaks longer ones.
const ONE_LINE: usize = 60;

/// How a thing is declared, and what is said of it.
pub(super) struct Chain {
    pub(super) head: String,
    pub(super) ops: Vec<Op>,
}

/// A call: `.bind("DB", &db)`.
pub(super) struct Op {
    pub(super) text: String,
    /// The things that it names, by the order of their declaration.
    pub(super) mentions: BTreeSet<usize>,
    /// Calls of a group stay in their order; those of none have none.
    pub(super) group: &'static str,
}

/// Takes the calls that have to wait, since they name what is declared at this position or later.
pub(super) fn deferred(ops: &mut Vec<Op>, at: usize) -> Vec<Op> {
    let mut waiting = BTreeSet::new();
    let (now, later) = std::mem::take(ops).into_iter().partition(|op: &Op| {
        let waits = op.mentions.iter().any(|other| *other >= at) || waiting.contains(op.group);
        if waits && !op.group.is_empty() {
            waiting.insert(op.group);
        }
        !waits
    });
    *ops = now;
    later
}

/// A chain as a statement, on one line where that is short.
pub(super) fn statement(variable: Option<&str>, chain: &Chain) -> String {
    let mut text = joined(&chain.head, &chain.ops);
    let Some(variable) = variable else { return format!("{text};") };
    if let Some(first) = text.strip_prefix("app.").filter(|_| text.contains("\n    .")) {
        text = format!("app\n    .{first}");
    }
    format!("let {variable} = {text};")
}

/// A head and calls, each on a line of its own where that is long.
pub(super) fn joined(head: &str, ops: &[Op]) -> String {
    let line: String = std::iter::once(head).chain(ops.iter().map(|op| op.text.as_str())).collect();
    if ops.is_empty() || (line.len() <= ONE_LINE && !line.contains('\n')) {
        return line;
    }
    // A short name has its first call beside it.
    let beside = usize::from(!head.contains('(') && head.len() <= 4);
    let mut out = head.to_owned();
    for (index, op) in ops.iter().enumerate() {
        if index < beside {
            out.push_str(&op.text);
        } else {
            out.push_str("\n    ");
            out.push_str(&indented(&op.text, 4));
        }
    }
    out
}

/// Lines but the first further to the right.
pub(super) fn indented(text: &str, by: usize) -> String {
    text.replace('\n', &format!("\n{}", " ".repeat(by)))
}
