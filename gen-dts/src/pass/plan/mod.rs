//! Declarations to items: what each becomes in Rust, and the types that mention it.

mod branches;
mod methods;
mod objects;
mod types;
mod unions;

use super::eval::{Env, Eval};
use super::place::{self, Manifest};
use crate::ir::Writer;
use crate::ir::rust::{
    Crate, Crates, Handle, Home, Item, ItemId, ItemKind, Method, RTy, Receiver, Untyped, Value,
};
use crate::ir::ts::{Decl, DeclId, Doc, Program, Span, Ty, TypeParam, TypeSide, ValueSide, Variants};
use crate::names;
use crate::source::Sources;
use codegen::diag::Diagnostic;
use indexmap::{IndexMap, IndexSet};
use std::cell::RefCell;

/// Plans every declaration.
pub(crate) fn run(
    program: &Program,
    manifest: &Manifest,
    sources: &Sources,
) -> Result<(Crates, Vec<Diagnostic>, Vec<Skipped>), Vec<Diagnostic>> {
    let homes = homes(program, manifest, sources)?;
    let mut planner = Planner {
        program,
        eval: Eval::new(program),
        writer: Writer::new(program),
        sources,
        homes,
        items: Vec::new(),
        by_decl: IndexMap::new(),
        values: IndexMap::new(),
        anonymous: Vec::new(),
        normal_aliases: RefCell::default(),
        names: IndexSet::new(),
        diagnostics: Vec::new(),
        skipped: Vec::new(),
    };
    for (id, decl) in program.iter() {
        planner.declare(id, decl);
    }
    for (id, _) in program.iter() {
        planner.define(id);
    }
    let crates = manifest
        .crates
        .iter()
        .map(|rule| Crate {
            name: rule.name.clone(),
            description: rule.description.clone(),
            call: rule.call.clone(),
            ..Crate::default()
        })
        .collect();
    Ok((Crates { crates, items: planner.items }, planner.diagnostics, planner.skipped))
}

/// A declaration that has no item of its own, and why.
#[derive(Clone, Debug)]
pub(crate) struct Skipped {
    /// The declaration.
    pub path: String,
    /// What became of it.
    pub reason: &'static str,
}

fn homes(program: &Program, manifest: &Manifest, sources: &Sources) -> Result<Vec<Home>, Vec<Diagnostic>> {
    let mut homes = Vec::new();
    let mut errors = Vec::new();
    let mut missing = Vec::new();
    for (_, decl) in program.iter() {
        match manifest.find(decl) {
            Ok(Some((krate, module))) => {
                let nested = !decl.namespaces.is_empty();
                let module =
                    if nested { names::module_name(&decl.namespaces.join("_")) } else { module.to_owned() };
                homes.push(Home { krate, module, nested });
            }
            Ok(None) => missing.push(decl),
            Err(error) => errors.push(error.at(sources.at(decl.span))),
        }
    }
    if let Some(first) = missing.first() {
        let lines: Vec<_> = missing.iter().map(|decl| format!("  {:?},", place::key(decl))).collect();
        let message = format!("{} declarations are in no crate of the manifest", missing.len());
        errors.push(
            Diagnostic::error("manifest::unassigned", message)
                .at(sources.at(first.span))
                .help(format!("add to runtime.toml:\n[crate.modules]\nmodule = [\n{}\n]", lines.join("\n"))),
        );
    }
    if errors.is_empty() { Ok(homes) } else { Err(errors) }
}

struct Planner<'p> {
    program: &'p Program,
    eval: Eval<'p>,
    writer: Writer<'p>,
    sources: &'p Sources,
    homes: Vec<Home>,
    items: Vec<Item>,
    by_decl: IndexMap<DeclId, ItemId>,
    /// Declarations whose value side needs an item beside the type.
    values: IndexMap<DeclId, ItemId>,
    /// Object types and unions without a name, by where they live.
    anonymous: Vec<(usize, Ty, ItemId)>,
    /// Branches of aliases of unions, evaluated: every union without a name is compared with all of them.
    normal_aliases: RefCell<IndexMap<DeclId, Vec<Ty>>>,
    /// Taken names: crate, nested module, name.
    names: IndexSet<(usize, String, String)>,
    diagnostics: Vec<Diagnostic>,
    skipped: Vec<Skipped>,
}

/// Where a type stands: names what has none, and gives warnings a place.
#[derive(Clone, Debug)]
struct Hint {
    home: Home,
    /// Words for a name, outermost first.
    words: Vec<String>,
    span: Span,
    variants: Variants,
    /// Type parameters that may be mentioned.
    params: Vec<String>,
    /// What `this` is.
    this: Option<RTy>,
}

impl Hint {
    fn at(&self, word: &str) -> Self {
        let mut hint = self.clone();
        hint.words.push(word.to_owned());
        hint
    }
}

impl Planner<'_> {
    /// Gives every declaration that becomes an item its id and name, so that types can mention it.
    fn declare(&mut self, id: DeclId, decl: &Decl) {
        let home = self.homes[id.0 as usize].clone();
        let path = place::key(decl);
        if decl.name.starts_with("__") {
            self.skipped.push(Skipped { path, reason: "a brand of the type checker" });
            return;
        }
        if let Some(side) = &decl.ty {
            let computed = matches!(side, TypeSide::Alias(_))
                && !matches!(self.eval.norm(&Ty::Ref(id, self.own_params(decl))), Ty::Ref(same, _) if same == id);
            if computed {
                self.skipped.push(Skipped {
                    path: path.clone(),
                    reason: "a computed type: evaluated where it is used",
                });
            } else {
                let kept = self.kept_params(decl);
                let params = kept.iter().map(|index| names::type_name(&decl.params[*index].name)).collect();
                let item = self.reserve(id, home.clone(), &names::type_name(&decl.name), params);
                self.by_decl.insert(id, item);
            }
        }
        match &decl.value {
            Some(ValueSide::Variable(_)) => {
                let name = self.free_constant(&home, &decl.name);
                let item = self.reserve(id, home, &name, Vec::new());
                self.values.insert(id, item);
            }
            Some(ValueSide::Function(_) | ValueSide::Class) | None => {}
        }
        if decl.ty.is_none() && decl.value.is_none() {
            self.skipped.push(Skipped { path, reason: "declares nothing" });
        }
    }

    /// A constant's name: of those that differ in capitals only, the later say how they are written.
    fn free_constant(&self, home: &Home, js: &str) -> String {
        let nested = if home.nested { home.module.clone() } else { String::new() };
        let taken = |name: &String| self.names.contains(&(home.krate, nested.clone(), name.clone()));
        let plain = names::constant_name(js);
        let told = format!("{plain}_{}", names::capitals(js).to_uppercase());
        let numbered = (2..).map(|place| format!("{told}_{place}"));
        [plain, told.clone()].into_iter().chain(numbered).find(|name| !taken(name)).unwrap_or(told)
    }

    fn reserve(&mut self, id: DeclId, home: Home, name: &str, params: Vec<String>) -> ItemId {
        let decl = self.program.decl(id);
        let module =
            decl.module.as_deref().map(|module| module.rsplit(':').next().unwrap_or(module).to_owned());
        let mut words = vec![name.to_owned()];
        if let Some(module) = module {
            words.insert(0, module);
        }
        let name = self.free_name(&home, &words, 1);
        let item = Item {
            name,
            home,
            decl: Some(id),
            ts: decl.path(),
            params,
            kind: ItemKind::Pending,
            doc: decl.doc.clone(),
            span: decl.span,
            variants: decl.variants,
        };
        self.add(item)
    }

    fn add(&mut self, item: Item) -> ItemId {
        self.items.push(item);
        ItemId(self.items.len() as u32 - 1)
    }

    /// The shortest name of the last `least` or more words that is free.
    fn free_name(&mut self, home: &Home, words: &[String], least: usize) -> String {
        let nested = if home.nested { home.module.clone() } else { String::new() };
        let from = words.len().saturating_sub(least);
        for start in (0..=from).rev() {
            let name = if words.len() - start == 1 {
                words[start].clone()
            } else {
                names::type_name(&words[start..].join("_"))
            };
            if !names::is_prelude(&name) && self.names.insert((home.krate, nested.clone(), name.clone())) {
                return name;
            }
        }
        // Meaning is exhausted: say what kind of thing it is.
        let whole = names::type_name(&words.join("_"));
        for suffix in ["Value", "Item", "Object", "Entry", "Detail", "Part", "Element", "Other"] {
            let name = format!("{whole}{suffix}");
            if self.names.insert((home.krate, nested.clone(), name.clone())) {
                return name;
            }
        }
        let mut name = whole;
        while !self.names.insert((home.krate, nested.clone(), name.clone())) {
            name.push('_');
        }
        name
    }

    fn own_params(&self, decl: &Decl) -> Vec<Ty> {
        decl.params.iter().map(|param| Ty::Param(param.name.clone())).collect()
    }

    /// The type parameters that stay generic: those that no primitive constraint decides.
    fn kept_params(&self, decl: &Decl) -> Vec<usize> {
        (0..decl.params.len()).filter(|index| self.decided(&decl.params[*index]).is_none()).collect()
    }

    /// What a type parameter always is, if its constraint says so.
    fn decided(&self, param: &TypeParam) -> Option<Ty> {
        let constraint = self.eval.norm(param.constraint.as_ref()?);
        self.eval.take_notes();
        let text =
            |ty: &Ty| matches!(ty, Ty::String | Ty::Lit(_) | Ty::Number | Ty::Boolean | Ty::Template(..));
        let decides = match &constraint {
            Ty::Union(branches) => branches.iter().all(text),
            Ty::Array(_) | Ty::Tuple(_) => true,
            other => text(other),
        };
        decides.then_some(constraint)
    }

    fn decided_env(&self, params: &[TypeParam]) -> Env {
        params.iter().filter_map(|param| Some((param.name.clone(), self.decided(param)?))).collect()
    }

    fn hint(&self, id: DeclId) -> Hint {
        let decl = self.program.decl(id);
        let params = self.kept_params(decl).iter().map(|index| decl.params[*index].name.clone()).collect();
        let name = self
            .by_decl
            .get(&id)
            .map_or_else(|| names::type_name(&decl.name), |item| self.item(*item).name.clone());
        Hint {
            home: self.homes[id.0 as usize].clone(),
            words: vec![name],
            span: decl.span,
            variants: decl.variants,
            params,
            this: None,
        }
    }

    fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0 as usize]
    }

    fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let warning = self.sources.warning(code, span, message);
        self.diagnostics.push(warning);
    }

    fn flush_notes(&mut self, span: Span) {
        let mut seen = Vec::new();
        for note in self.eval.take_notes() {
            if !seen.contains(&note) {
                self.warn(note.0, span, note.1.clone());
                seen.push(note);
            }
        }
    }

    fn erased(&mut self, hint: &Hint, what: &str) -> RTy {
        self.warn("dts::untyped", hint.span, format!("{what} is read as any value"));
        RTy::Js(Untyped::Erased)
    }

    /// Fills a declaration's items.
    fn define(&mut self, id: DeclId) {
        let decl = self.program.decl(id);
        let hint = self.hint(id);
        if let Some(item) = self.by_decl.get(&id).copied() {
            let env = self.decided_env(&decl.params);
            let kind = match &decl.ty {
                Some(TypeSide::Object(object)) => self.object(id, item, object, &env, &hint),
                Some(TypeSide::Alias(body)) => {
                    let body = super::eval::subst(body, &env);
                    self.alias(item, &body, &hint)
                }
                Some(TypeSide::Enum(members)) => Self::enumeration(members),
                Some(TypeSide::Foreign) => ItemKind::Handle(Handle { foreign: true, ..Handle::default() }),
                None => ItemKind::Pending,
            };
            self.items[item.0 as usize].kind = kind;
        }
        match &decl.value {
            Some(ValueSide::Variable(ty)) => {
                if let Some(item) = self.values.get(&id).copied() {
                    let mut hint = hint.clone();
                    hint.words = vec![names::type_name(&decl.name)];
                    hint.params.clear();
                    let ty = self.rty(ty, &hint);
                    self.items[item.0 as usize].kind = ItemKind::Value(Value {
                        name: decl.name.clone(),
                        function: names::value_name(&decl.name),
                        namespace: names::reach(&decl.name, &decl.namespaces, decl.module.as_deref()),
                        module: decl.module.clone(),
                        ty,
                    });
                }
            }
            Some(ValueSide::Function(sigs)) => {
                let methods: Vec<Method> = sigs
                    .iter()
                    .map(|sig| {
                        let mut hint = hint.clone();
                        hint.words = vec![names::type_name(&decl.name)];
                        // A function's parameters are its own, whatever a type of its name is called with.
                        hint.params.clear();
                        hint.span = sig.span;
                        hint.variants = sig.variants;
                        let mut method = self.method(&decl.name, &sig.sig, Receiver::Free, &sig.doc, &hint);
                        method.namespace = names::reach(&decl.name, &decl.namespaces, decl.module.as_deref());
                        method.module.clone_from(&decl.module);
                        method
                    })
                    .collect();
                for method in methods {
                    let home = hint.home.clone();
                    self.add(Item {
                        name: method.name.clone(),
                        home,
                        decl: Some(id),
                        ts: decl.path(),
                        params: Vec::new(),
                        doc: Doc::default(),
                        span: method.span,
                        variants: method.variants,
                        kind: ItemKind::Function(method),
                    });
                }
            }
            Some(ValueSide::Class) | None => {}
        }
        self.flush_notes(hint.span);
    }
}
