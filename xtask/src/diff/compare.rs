//! Two APIs of one crate: what was added, changed and removed, and what that means to its users.

use super::model::{Api, Item, ItemKind, Member, MemberKind};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a change means to users, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// Documentation, and names that callers do not write.
    Docs,
    /// The same calls compile, and something else goes over the wire.
    Behaviour,
    /// There is more to call; everything that compiled still does.
    Addition,
    /// Something that compiled does not any more.
    Breaking,
}

/// What happened to an item or member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    /// It is new.
    Added,
    /// It is another.
    Changed,
    /// It is gone.
    Removed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Change {
    /// What happened.
    pub(crate) action: Action,
    /// What it means.
    pub(crate) effect: Effect,
    /// What kind of thing it is about.
    pub(crate) kind: String,
    /// Its path: `Database::new`, `Database.name`, `requests::DatabaseListRequest`.
    pub(crate) path: String,
    /// How it was written before; empty if it was not there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) was: String,
    /// How it is written now; empty if it is gone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) is: String,
    /// Whether the same member is still there, with another type somewhere in it.
    #[serde(skip)]
    pub(crate) only_types: bool,
}

/// Compares two states of a crate.
pub(super) fn compare(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Changes::default();
    both(&old.items, &new.items, |path, pair| match pair {
        Pair::Added(item) => changes.item(Action::Added, Effect::Addition, path, item),
        Pair::Removed(item) => changes.item(Action::Removed, Effect::Breaking, path, item),
        Pair::Both(old, new) => compare_items(path, old, new, &mut changes),
    });
    both(&old.features, &new.features, |name, pair| match pair {
        Pair::Added(_) => changes.add(Action::Added, Effect::Addition, "feature", name, "", ""),
        Pair::Removed(_) => changes.add(Action::Removed, Effect::Breaking, "feature", name, "", ""),
        Pair::Both(old, new) => {
            // A feature that switches on less takes something away from those who relied on it.
            let effect =
                if old.iter().all(|on| new.contains(on)) { Effect::Addition } else { Effect::Breaking };
            let only = |these: &[String], those: &[String]| {
                these.iter().filter(|on| !those.contains(on)).cloned().collect::<Vec<_>>().join(", ")
            };
            if old != new {
                changes.add(Action::Changed, effect, "feature", name, &only(old, new), &only(new, old));
            }
        }
    });
    if old.rust_version != new.rust_version {
        let (was, is) = (&old.rust_version, &new.rust_version);
        changes.add(Action::Changed, Effect::Addition, "rust-version", "Cargo.toml", was, is);
    }
    changes.0
}

enum Pair<'a, T> {
    Added(&'a T),
    Removed(&'a T),
    Both(&'a T, &'a T),
}

/// Visits the entries of two maps in the order of their keys.
fn both<K: Ord, T>(old: &BTreeMap<K, T>, new: &BTreeMap<K, T>, mut visit: impl FnMut(&K, Pair<'_, T>)) {
    let mut keys: Vec<&K> = old.keys().chain(new.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        match (old.get(key), new.get(key)) {
            (Some(old), Some(new)) => visit(key, Pair::Both(old, new)),
            (Some(old), None) => visit(key, Pair::Removed(old)),
            (None, Some(new)) => visit(key, Pair::Added(new)),
            (None, None) => {}
        }
    }
}

#[derive(Debug, Default)]
struct Changes(Vec<Change>);

impl Changes {
    fn add(&mut self, action: Action, effect: Effect, kind: &str, path: &str, was: &str, is: &str) {
        let [kind, path, was, is] = [kind, path, was, is].map(str::to_owned);
        self.0.push(Change { action, effect, kind, path, was, is, only_types: false });
    }

    fn item(&mut self, action: Action, effect: Effect, path: &str, item: &Item) {
        self.add(action, effect, item.kind.word(), path, "", "");
    }
}

fn compare_items(path: &str, old: &Item, new: &Item, changes: &mut Changes) {
    if old == new {
        return;
    }
    if std::mem::discriminant(&old.kind) != std::mem::discriminant(&new.kind) {
        let (was, is) = (old.kind.word(), new.kind.word());
        changes.add(Action::Changed, Effect::Breaking, "kind", path, was, is);
        return;
    }
    if let (ItemKind::Other(was) | ItemKind::Reexport(was), ItemKind::Other(is) | ItemKind::Reexport(is)) =
        (&old.kind, &new.kind)
        && was != is
    {
        changes.add(Action::Changed, Effect::Breaking, old.kind.word(), path, was, is);
    }
    if old.generics != new.generics {
        changes.add(Action::Changed, Effect::Breaking, "generics", path, &old.generics, &new.generics);
    }
    let open = |item: &Item| item.non_exhaustive || item.private;
    if open(old) != open(new) {
        let effect = if open(old) { Effect::Addition } else { Effect::Breaking };
        let word = |item: &Item| if open(item) { "non-exhaustive" } else { "exhaustive" };
        changes.add(Action::Changed, effect, "openness", path, word(old), word(new));
    }
    for gone in old.impls.difference(&new.impls) {
        changes.add(Action::Removed, Effect::Breaking, "trait", &format!("{gone} for {path}"), "", "");
    }
    for more in new.impls.difference(&old.impls) {
        changes.add(Action::Added, Effect::Addition, "trait", &format!("{more} for {path}"), "", "");
    }
    both(&old.members, &new.members, |(kind, name), pair| {
        let path = match kind {
            MemberKind::Field => format!("{path}.{name}"),
            MemberKind::Answer => path.to_owned(),
            _ => format!("{path}::{name}"),
        };
        match pair {
            Pair::Added(member) => {
                let closed = !open(old) && matches!(kind, MemberKind::Field | MemberKind::Variant);
                let effect = if closed { Effect::Breaking } else { Effect::Addition };
                changes.add(Action::Added, effect, kind.word(), &path, "", &member.text(*kind));
            }
            Pair::Removed(member) => {
                let was = member.text(*kind);
                changes.add(Action::Removed, Effect::Breaking, kind.word(), &path, &was, "");
            }
            Pair::Both(old, new) => compare_members(*kind, &path, old, new, changes),
        }
    });
    both(&old.wire, &new.wire, |what, pair| {
        let (was, is) = match pair {
            Pair::Added(is) => ("", is.as_str()),
            Pair::Removed(was) => (was.as_str(), ""),
            Pair::Both(was, is) => (was.as_str(), is.as_str()),
        };
        if was != is {
            changes.add(Action::Changed, Effect::Behaviour, what, path, was, is);
        }
    });
    notices(old.kind.word(), path, (&old.docs, old.deprecated), (&new.docs, new.deprecated), changes);
}

fn compare_members(kind: MemberKind, path: &str, old: &Member, new: &Member, changes: &mut Changes) {
    let (was, is) = (old.text(kind), new.text(kind));
    if was != is {
        let wider = kind == MemberKind::Method && old.ty == new.ty && accepts_more(old, new);
        let effect = if wider { Effect::Addition } else { Effect::Breaking };
        changes.add(Action::Changed, effect, kind.word(), path, &was, &is);
        let same_form = kind != MemberKind::Variant && old.arguments.len() == new.arguments.len();
        if let Some(change) = changes.0.last_mut() {
            change.only_types = same_form;
        }
    } else if old.names != new.names {
        let (was, is) = (old.names.join(", "), new.names.join(", "));
        changes.add(Action::Changed, Effect::Docs, "argument names", path, &was, &is);
    }
    if old.wire != new.wire {
        changes.add(Action::Changed, Effect::Behaviour, "wire form", path, &old.wire, &new.wire);
    }
    notices(kind.word(), path, (&old.docs, old.deprecated), (&new.docs, new.deprecated), changes);
}

/// Whether every argument is what it was, or anything that converts to it.
fn accepts_more(old: &Member, new: &Member) -> bool {
    old.arguments.len() == new.arguments.len()
        && old
            .arguments
            .iter()
            .zip(&new.arguments)
            .all(|(was, is)| was == is || *is == format!("impl Into<{was}>"))
}

fn notices(kind: &str, path: &str, old: (&String, bool), new: (&String, bool), changes: &mut Changes) {
    if old.1 != new.1 {
        let word = |deprecated: bool| if deprecated { "deprecated" } else { "" };
        let effect = if new.1 { Effect::Addition } else { Effect::Docs };
        changes.add(Action::Changed, effect, "deprecation", path, word(old.1), word(new.1));
    }
    if old.0 != new.0 {
        changes.add(Action::Changed, Effect::Docs, &format!("docs of {kind}"), path, "", "");
    }
}
