//! Names of items: the one that stays, or a new one that is free.

use super::{Planner, nested};
use crate::ir::rust::{Gate, Home, Item, ItemId, ItemKind, Role};
use crate::ir::ts::DeclId;
use crate::names;
use crate::pass::place;

impl Planner<'_> {
    /// A constant's name: of those that differ in capitals only, the later say how they are written.
    pub(super) fn free_constant(&self, home: &Home, js: &str) -> String {
        let nested = nested(home);
        let taken = |name: &String| self.names.contains(&(home.krate, nested.clone(), name.clone()));
        let plain = names::constant_name(js);
        let told = format!("{plain}_{}", names::capitals(js).to_uppercase());
        let numbered = (2..).map(|place| format!("{told}_{place}"));
        [plain, told.clone()].into_iter().chain(numbered).find(|name| !taken(name)).unwrap_or(told)
    }

    pub(super) fn reserve(&mut self, id: DeclId, home: Home, name: &str, params: Vec<String>) -> ItemId {
        let decl = self.program.decl(id);
        let module =
            decl.module.as_deref().map(|module| module.rsplit(':').next().unwrap_or(module).to_owned());
        let mut words = vec![name.to_owned()];
        if let Some(module) = module {
            words.insert(0, module);
        }
        let name = self.name(&home, &words, 1);
        let item = Item {
            name,
            home,
            decl: Some(id),
            ts: decl.path(),
            keys: vec![place::key(decl)],
            params,
            kind: ItemKind::Pending,
            doc: decl.doc.clone(),
            span: decl.span,
            variants: decl.variants,
            gate: Gate::default(),
            role: Role::default(),
            hidden: false,
            compared: false,
        };
        self.add(item)
    }

    pub(super) fn add(&mut self, item: Item) -> ItemId {
        self.items.push(item);
        ItemId(self.items.len() as u32 - 1)
    }

    /// The next item's name: the one that stays, or a new one.
    pub(super) fn name(&mut self, home: &Home, words: &[String], least: usize) -> String {
        match self.held.name(self.items.len()) {
            Some(name) => name.to_owned(),
            None => self.free_name(home, words, least),
        }
    }

    /// The shortest name of the last `least` or more words that is free.
    fn free_name(&mut self, home: &Home, words: &[String], least: usize) -> String {
        let nested = nested(home);
        let mut free = |name: String| {
            let name = names::within(name);
            let free =
                !names::is_prelude(&name) && self.names.insert((home.krate, nested.clone(), name.clone()));
            free.then_some(name)
        };
        let from = words.len().saturating_sub(least);
        let shortest = (0..=from).rev().map(|start| match &words[start..] {
            [word] => word.clone(),
            words => names::type_name(&words.join("_")),
        });
        // Where meaning is exhausted it says what kind of thing it is.
        let whole = names::type_name(&words.join("_"));
        let kinds = ["Value", "Item", "Object", "Entry", "Detail", "Part", "Element", "Other"];
        let kinds = kinds.iter().map(|kind| format!("{whole}{kind}"));
        let numbered = (2..).map(|place| format!("{whole}{place}"));
        shortest.chain(kinds).chain(numbered).find_map(&mut free).unwrap_or(whole.clone())
    }
}
