//! What is there at run time: variables and functions.

use super::{Hint, Planner};
use crate::ir::rust::{Gate, Give, Item, ItemKind, RTy, Receiver, Role, SysTy, Value};
use crate::ir::ts::{DeclId, Doc, FunctionDecl, Ty};
use crate::names;

impl Planner<'_> {
    /// Fills the item of a variable.
    pub(super) fn variable(&mut self, id: DeclId, ty: &Ty, hint: &Hint) {
        let decl = self.program.decl(id);
        let Some(item) = self.values.get(&id).copied() else { return };
        let mut hint = hint.clone();
        hint.words = vec![names::type_name(&decl.name)];
        hint.params.clear();
        let ty = self.rty(ty, &hint);
        if ty == RTy::Unit {
            self.skipped.push((decl.path(), "a value that is nothing".to_owned()));
            return;
        }
        self.items[item.0 as usize].kind = ItemKind::Value(Value {
            name: decl.name.clone(),
            function: names::value_name(&decl.name),
            namespace: names::reach(&decl.name, &decl.namespaces, decl.module.as_deref()),
            module: decl.module.clone(),
            ty,
            give: Give::default(),
            sys: SysTy::default(),
        });
    }

    /// Adds an item for each signature of a function.
    pub(super) fn functions(&mut self, id: DeclId, sigs: &[FunctionDecl], hint: &Hint) {
        let decl = self.program.decl(id);
        let mut methods = Vec::new();
        for sig in sigs {
            let mut hint = hint.clone();
            hint.words = vec![names::type_name(&decl.name)];
            // A function's parameters are its own, whatever a type of its name is called with.
            hint.params.clear();
            hint.span = sig.span;
            hint.variants = sig.variants;
            let mut method = self.method(&decl.name, &sig.sig, Receiver::Free, &sig.doc, &hint);
            method.namespace = names::reach(&decl.name, &decl.namespaces, decl.module.as_deref());
            method.module.clone_from(&decl.module);
            methods.push(method);
        }
        for method in methods {
            self.add(Item {
                name: method.name.clone(),
                home: hint.home.clone(),
                decl: Some(id),
                ts: decl.path(),
                keys: Vec::new(),
                params: Vec::new(),
                doc: Doc::default(),
                span: method.span,
                variants: method.variants,
                gate: Gate::default(),
                role: Role::default(),
                hidden: false,
                compared: false,
                kind: ItemKind::Function(method),
            });
        }
    }
}
