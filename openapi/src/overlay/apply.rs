//! Doing what overlays say.

use super::read::{Action, What, read};
use super::{Rules, Stale};
use crate::assembly::{Assembly, Edit, Input, Reason, View};
use codegen::diag::Diagnostic;
use codegen::doc::{Doc, Node, Pointer, Source, unescape};

/// An overlay, and what its text says.
pub type Parsed<'o> = (&'o Source, Doc<'o>);

/// Reads the texts of overlays.
///
/// # Errors
/// When one is no JSON or YAML.
pub fn parsed(overlays: &[Source]) -> Result<Vec<Parsed<'_>>, Diagnostic> {
    overlays.iter().map(|source| Ok((source, source.parse()?))).collect()
}

/// Applies overlays to a document, one after the other; each sees what those before it made.
///
/// # Errors
/// When the document or an overlay cannot be read, or an action does nothing: all of these at once.
pub fn apply(base: &Assembly, overlays: &[Source], rules: Rules) -> Result<Assembly, Vec<Diagnostic>> {
    let doc = base.source().parse().map_err(|error| vec![error])?;
    let parsed = parsed(overlays).map_err(|error| vec![error])?;
    let mut edit = base.edit(&doc);
    correct(&mut edit, &parsed, rules)?;
    Ok(edit.finish())
}

/// Applies overlays to a document that is being changed.
///
/// # Errors
/// As [`apply`]; what was applied until then is in the document.
pub fn correct<'d>(
    edit: &mut Edit<'d>,
    overlays: &'d [Parsed<'d>],
    rules: Rules,
) -> Result<(), Vec<Diagnostic>> {
    let mut errors = Vec::new();
    for (source, overlay) in overlays {
        let actions = read(source, overlay, rules, &mut errors);
        let input = edit.input(source, overlay);
        let mut work = Work { edit, source, overlay, input };
        for action in &actions {
            let Err(error) = work.act(action) else { continue };
            if rules.stale == Stale::Warn && STALE.contains(&error.code) {
                work.edit.warn(Diagnostic { severity: codegen::diag::Severity::Warning, ..error });
            } else {
                errors.push(error);
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

const NO_MATCH: &str = "overlay::no-match";
const NO_CHANGE: &str = "overlay::no-change";
const NOT_NEW: &str = "overlay::not-new";

/// What says that a document is no longer the one that an overlay corrects.
const STALE: [&str; 3] = [NO_MATCH, NO_CHANGE, NOT_NEW];

struct Work<'w, 'd> {
    edit: &'w mut Edit<'d>,
    source: &'d Source,
    overlay: &'d Doc<'d>,
    input: Input,
}

/// What an update did.
#[derive(Default)]
struct Done {
    changed: bool,
    /// The first thing that was there before.
    known: Option<Pointer>,
    /// What an object, an array or a scalar would become something else of.
    reshaped: Option<String>,
}

impl<'d> Work<'_, 'd> {
    fn act(&mut self, action: &Action<'d>) -> Result<(), Diagnostic> {
        let location = self.source.location(self.overlay, action.node.id());
        self.edit.because(Reason::new(location, action.description));
        let found = action.path.select(self.edit.view());
        if found.is_empty() {
            return Err(self.stale(action, NO_MATCH, "matches nothing"));
        }
        match action.what {
            What::Remove => self.remove(action, found),
            What::Update(update) => self.update(action, update, &found),
        }
    }

    fn remove(&mut self, action: &Action<'d>, mut found: Vec<Pointer>) -> Result<(), Diagnostic> {
        // The last ones first: the items after one that is removed move up.
        found.sort_by_cached_key(order);
        let removed = found.iter().rev().filter(|pointer| self.edit.remove(pointer)).count();
        if removed == 0 {
            return Err(self.error(action, "overlay::kind", "would remove the whole document"));
        }
        Ok(())
    }

    fn update(
        &mut self,
        action: &Action<'d>,
        update: &'d Node<'d>,
        found: &[Pointer],
    ) -> Result<(), Diagnostic> {
        let mut done = Done::default();
        for pointer in found {
            let target = self.edit.view().resolve(pointer);
            let kind = target.map_or("nothing", View::kind);
            match kind {
                "object" if update.is_object() => self.merge(pointer, update, &mut done),
                "array" => self.append(pointer, update, &mut done),
                "object" => {
                    let what = format!("updates the object at {pointer} with {}", update.kind());
                    return Err(self.error(action, "overlay::kind", &what));
                }
                _ => {
                    let what = format!("updates {kind} at {pointer}, which is neither object nor array");
                    let error = self.error(action, "overlay::kind", &what);
                    return Err(error.help("let the target be the object around it"));
                }
            }
        }
        if let Some(what) = done.reshaped {
            let error = self.error(action, "overlay::kind", &what);
            return Err(error.help("if that is meant, let an action before it remove what is there"));
        }
        match done.known {
            Some(pointer) if action.new => {
                let what = format!("brings what is new, but {pointer} is there already");
                Err(self.stale(action, NOT_NEW, &what))
            }
            _ if !done.changed => Err(self.stale(action, NO_CHANGE, "changes nothing")),
            _ => Ok(()),
        }
    }

    /// Merges an object into an object.
    fn merge(&mut self, pointer: &Pointer, update: &'d Node<'d>, done: &mut Done) {
        for member in update.members() {
            let inner = pointer.join(&member.key);
            let existing = self.edit.view().resolve(&inner);
            match existing.map(|existing| (existing, existing.kind())) {
                Some((_, "object")) if member.node.is_object() => {
                    // An object without members says something by being there.
                    self.merge(&inner, &member.node, done);
                }
                Some((_, "array")) if member.node.is_array() => {
                    for item in member.node.items() {
                        self.append(&inner, item, done);
                    }
                }
                Some((existing, _)) if existing.same(View::from(&member.node)) => {
                    done.known.get_or_insert(inner);
                }
                Some((_, kind)) if shape(kind) != shape(member.node.kind()) => {
                    let what = || format!("puts {} in the place of {kind} at {inner}", member.node.kind());
                    done.reshaped.get_or_insert_with(what);
                }
                existing => {
                    if existing.is_some() {
                        done.known.get_or_insert(inner);
                    }
                    done.changed |= self.edit.set(pointer, &member.key, self.input.value(&member.node));
                }
            }
        }
    }

    /// Appends an item to an array that does not have it.
    fn append(&mut self, pointer: &Pointer, item: &'d Node<'d>, done: &mut Done) {
        done.known.get_or_insert_with(|| pointer.clone());
        let array = self.edit.view().resolve(pointer);
        let has = array.is_some_and(|array| array.items().iter().any(|known| known.same(View::from(item))));
        if !has {
            done.changed |= self.edit.push(pointer, self.input.value(item));
        }
    }

    fn stale(&self, action: &Action<'_>, code: &'static str, what: &str) -> Diagnostic {
        let help = "the document is another than it was when this was written: where it is right now, remove the action";
        self.error(action, code, what).help(help)
    }

    fn error(&self, action: &Action<'_>, code: &'static str, what: &str) -> Diagnostic {
        let location = self.source.location(self.overlay, action.node.id());
        Diagnostic::error(code, format!("the action on `{}` {what}", action.target)).at(location)
    }
}

/// What no merge changes: an object, an array or a scalar stays one.
fn shape(kind: &str) -> &str {
    if matches!(kind, "object" | "array") { kind } else { "scalar" }
}

/// Pointers in the order of the document: indices by their value.
fn order(pointer: &Pointer) -> Vec<(Option<usize>, String)> {
    pointer.tokens().map(|token| (token.parse().ok(), unescape(token).into_owned())).collect()
}
