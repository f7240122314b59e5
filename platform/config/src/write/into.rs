//! Bindings written into a wrangler file that is there: only they change, comments and order stay.

use super::refer::Writer;
use super::{Resolve, Written};
use crate::document::{Data, Node, Object, item};
use crate::kinds::{KINDS, Kind};
use crate::{Finding, Model};
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// Writes the bindings of a Worker into the text of a `wrangler.toml`: those of the top level, or of the environment that the model
/// was made for. Bindings that the model does not have go; of the others only what differs is changed, and members that say nothing
/// of the binding itself (`preview_id`, `remote`, an id that is not known here) stay.
///
/// # Errors
///
/// The text is no TOML, or the model has no such Worker.
pub fn into_wrangler_toml(
    text: &str,
    model: &Model,
    worker: &str,
    resolve: Resolve<'_>,
) -> Result<Written, Finding> {
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| Finding::error(None, error.message().to_owned()))?;
    let found = model.workers.iter().find(|other| other.name == worker);
    let worker = found.ok_or_else(|| Finding::error(None, format!("the model has no Worker `{worker}`")))?;
    let mut writer = Writer::new(model, worker, resolve);
    writer.bindings();
    let mut lost = Vec::new();
    let mut table: &mut dyn TableLike = document.as_table_mut();
    if let Some(environment) = &model.environment {
        table = inner(table, "env")?;
        table = inner(table, environment)?;
    }
    let mut into = Into { wanted: &writer.out, lost: &mut lost };
    into.all(table)?;
    let mut notes = writer.notes;
    notes.extend(lost.iter().map(|path| super::cannot_be_toml(path)));
    Ok(Written { text: document.to_string(), notes })
}

/// A table within a table, made if it is not there.
fn inner<'t>(table: &'t mut dyn TableLike, name: &str) -> Result<&'t mut dyn TableLike, Finding> {
    if table.get(name).is_none() {
        let mut made = Table::new();
        made.set_implicit(true);
        table.insert(name, Item::Table(made));
    }
    let found = table.get_mut(name).and_then(Item::as_table_like_mut);
    found.ok_or_else(|| Finding::error(None, format!("`{name}` is no table in this file")))
}

struct Into<'a> {
    /// The fields as they would be written to a new file.
    wanted: &'a Object,
    lost: &'a mut Vec<String>,
}

impl Into<'_> {
    fn wanted(&self, path: &str) -> Option<&Node> {
        let mut parts = path.split('.');
        let first = &self.wanted.get(parts.next()?)?.node;
        parts.try_fold(first, |node, part| node.get(part))
    }

    fn entries(&self, path: &str) -> Vec<Object> {
        match self.wanted(path).map(|node| &node.data) {
            Some(Data::Array(items)) => items.iter().filter_map(Node::as_object).cloned().collect(),
            Some(Data::Object(members)) => vec![members.clone()],
            _ => Vec::new(),
        }
    }

    fn all(&mut self, table: &mut dyn TableLike) -> Result<(), Finding> {
        for kind in &KINDS {
            let entries = self.entries(kind.field);
            if kind.one {
                self.one(table, kind, entries.first())?;
            } else {
                self.list(table, kind.field, kind.name, &removable(kind), &entries)?;
            }
        }
        let entries = self.entries("unsafe.bindings");
        self.list(table, "unsafe.bindings", "name", &[], &entries)?;
        self.vars(table)?;
        self.secrets(table)
    }

    /// A field with one binding.
    fn one(&mut self, table: &mut dyn TableLike, kind: &Kind, entry: Option<&Object>) -> Result<(), Finding> {
        match entry {
            Some(entry) => {
                let table = inner(table, kind.field)?;
                self.members(table, entry, &removable(kind));
            }
            // Assets are more than their binding.
            None if kind.word == "assets" => {
                if let Some(table) = table.get_mut(kind.field).and_then(Item::as_table_like_mut) {
                    table.remove(kind.name);
                }
            }
            None => drop(table.remove(kind.field)),
        }
        Ok(())
    }

    /// A field with a list of bindings.
    fn list(
        &mut self,
        table: &mut dyn TableLike,
        path: &str,
        name: &str,
        removable: &[&str],
        entries: &[Object],
    ) -> Result<(), Finding> {
        let (table, field) = match path.split_once('.') {
            Some((outer, _)) if table.get(outer).is_none() && entries.is_empty() => return Ok(()),
            Some((outer, field)) => (inner(table, outer)?, field),
            None => (table, path),
        };
        let called =
            |entry: &Object| entry.get(name).and_then(|member| member.node.as_str()).map(str::to_owned);
        let wanted = |have: Option<&str>| entries.iter().find(|entry| called(entry).as_deref() == have);
        let mut seen = Vec::new();
        match table.get_mut(field) {
            Some(Item::ArrayOfTables(tables)) => {
                tables.retain(|table| wanted(table.get(name).and_then(Item::as_str)).is_some());
                for table in tables.iter_mut() {
                    let have = table.get(name).and_then(Item::as_str).map(str::to_owned);
                    if let Some(entry) = wanted(have.as_deref()) {
                        self.members(table, entry, removable);
                        seen.push(have);
                    }
                }
            }
            Some(Item::Value(Value::Array(values))) => {
                let is_wanted = |value: &Value| {
                    wanted(value.as_inline_table().and_then(|table| table.get(name)?.as_str())).is_some()
                };
                for at in (0..values.len()).rev() {
                    if !values.get(at).is_some_and(is_wanted) {
                        remove(values, at);
                    }
                }
                for table in values.iter_mut().filter_map(Value::as_inline_table_mut) {
                    let have = table.get(name).and_then(Value::as_str).map(str::to_owned);
                    if let Some(entry) = wanted(have.as_deref()) {
                        self.members(table, entry, removable);
                        seen.push(have);
                    }
                }
            }
            _ => {}
        }
        for entry in entries.iter().filter(|entry| !seen.contains(&called(entry))) {
            self.append(table, field, entry);
        }
        let is_empty = match table.get(field) {
            Some(Item::ArrayOfTables(tables)) => tables.is_empty(),
            Some(Item::Value(Value::Array(values))) => values.is_empty() && entries.is_empty(),
            _ => false,
        };
        if is_empty {
            table.remove(field);
        }
        Ok(())
    }

    /// Adds a binding to a list, in the form that the list has.
    fn append(&mut self, table: &mut dyn TableLike, field: &str, entry: &Object) {
        let node = Node::new(Data::Object(entry.clone()));
        match table.get_mut(field) {
            Some(Item::Value(Value::Array(values))) => {
                let Some(Ok(value)) = item(&node, self.lost).map(Item::into_value) else { return };
                append(values, value.decorated("", ""));
            }
            Some(Item::ArrayOfTables(tables)) => {
                if let Some(Item::Table(table)) = item(&node, self.lost) {
                    tables.push(table);
                }
            }
            _ => {
                let Some(Item::Table(first)) = item(&node, self.lost) else { return };
                let mut tables = ArrayOfTables::new();
                tables.push(first);
                table.insert(field, Item::ArrayOfTables(tables));
            }
        }
    }

    /// The members of one binding.
    fn members(&mut self, table: &mut dyn TableLike, entry: &Object, removable: &[&str]) {
        for name in removable {
            if !entry.contains_key(*name) {
                table.remove(name);
            }
        }
        for (name, member) in entry {
            self.member(table, name, &member.node);
        }
    }

    /// Sets a member, unless it says the same already.
    fn member(&mut self, table: &mut dyn TableLike, name: &str, node: &Node) {
        let have = table.get(name).map(crate::document::value_of);
        if have == Some(Some(node.value())) {
            return;
        }
        let Some(Ok(mut value)) = item(node, self.lost).map(Item::into_value) else { return };
        if let Some(old) = table.get(name).and_then(Item::as_value) {
            *value.decor_mut() = old.decor().clone();
        }
        match table.get_mut(name) {
            Some(old) => *old = Item::Value(value),
            None => {
                // The space before what closes an inline table goes behind the new last one.
                let last = table.iter().last().map(|(name, _)| name.to_owned());
                let last = last.and_then(|last| table.get_mut(&last)).and_then(Item::as_value_mut);
                if let Some(decor) = last.map(Value::decor_mut)
                    && let Some(space) = decor.suffix().and_then(|suffix| suffix.as_str()).map(str::to_owned)
                    && !space.is_empty()
                    && space.bytes().all(|byte| byte == b' ')
                {
                    decor.set_suffix("");
                    value.decor_mut().set_suffix(space);
                }
                table.insert(name, Item::Value(value));
            }
        }
    }

    fn vars(&mut self, table: &mut dyn TableLike) -> Result<(), Finding> {
        let wanted = self.entries("vars").into_iter().next().unwrap_or_default();
        if table.get("vars").is_none() && wanted.is_empty() {
            return Ok(());
        }
        let vars = inner(table, "vars")?;
        let gone: Vec<String> =
            vars.iter().map(|(name, _)| name.to_owned()).filter(|name| !wanted.contains_key(name)).collect();
        for name in gone {
            vars.remove(&name);
        }
        self.members(vars, &wanted, &[]);
        if wanted.is_empty() {
            table.remove("vars");
        }
        Ok(())
    }

    fn secrets(&mut self, table: &mut dyn TableLike) -> Result<(), Finding> {
        match self.wanted("secrets.required").cloned() {
            Some(node) => {
                let secrets = inner(table, "secrets")?;
                self.member(secrets, "required", &node);
            }
            None => drop(table.remove("secrets")),
        }
        Ok(())
    }
}

/// What stands behind a comma up to the end of its line belongs to the value before it.
fn first_line(text: &str) -> (&str, &str) {
    text.find('\n').map_or(("", text), |at| text.split_at(at))
}

fn prefix(value: &Value) -> String {
    value.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned()
}

/// Takes a value away, and its own comment, not that of the one before.
fn remove(values: &mut Array, at: usize) {
    let removed = values.get(at).map(prefix).unwrap_or_default();
    let (before, _) = first_line(&removed);
    values.remove(at);
    match values.get_mut(at) {
        Some(next) => {
            let own = prefix(next);
            let kept = if own.contains('\n') { first_line(&own).1 } else { &own };
            next.decor_mut().set_prefix(format!("{before}{kept}"));
        }
        None => {
            let own = values.trailing().as_str().unwrap_or_default().to_owned();
            let (_, kept) = first_line(&own);
            values.set_trailing(format!("{before}{kept}"));
        }
    }
}

/// Adds a value, on a line of its own where the others have one; comments stay behind the values that they stand behind.
fn append(values: &mut Array, mut value: Value) {
    let last = values.iter().last().map(prefix);
    let indent = last.as_deref().map(|last| last.rfind('\n').map_or(last, |at| &last[at..]).to_owned());
    let trailing = values.trailing().as_str().unwrap_or_default().to_owned();
    let (comment, rest) = first_line(&trailing);
    let suffix =
        values.iter().last().and_then(|last| last.decor().suffix()?.as_str()).unwrap_or_default().to_owned();
    match indent {
        None => {}
        Some(indent) if indent.contains('\n') => {
            let behind = if suffix.trim().is_empty() { comment } else { first_line(&suffix).0 };
            value.decor_mut().set_prefix(format!("{behind}{indent}"));
            if let Some(last) = values.len().checked_sub(1).and_then(|at| values.get_mut(at)) {
                last.decor_mut().set_suffix("");
            }
            values.set_trailing(if rest.is_empty() { "\n".to_owned() } else { rest.to_owned() });
            values.set_trailing_comma(true);
        }
        Some(_) => value.decor_mut().set_prefix(" "),
    }
    values.push_formatted(value);
}

/// Members that go where the model does not say them.
fn removable(kind: &Kind) -> Vec<&'static str> {
    let optional = kind.members.iter().filter(|member| !member.required).map(|member| member.wrangler);
    optional.chain((kind.word == "dispatch_namespace").then_some("outbound")).collect()
}
