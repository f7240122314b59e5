//! Declarations to items: what each becomes in Rust, and the types that mention it.

mod branches;
mod homes;
mod methods;
mod naming;
mod objects;
mod types;
mod unions;
mod values;

use self::homes::Placed;
use super::eval::{Env, Eval};
use super::place::{self, Manifest, Table};
use crate::ir::Writer;
use crate::ir::rust::{Crate, Crates, Handle, Home, Item, ItemId, ItemKind, RTy, Untyped};
use crate::ir::ts::{Decl, DeclId, MemberKind, Program, Span, Ty, TypeParam, TypeSide, ValueSide, Variants};
use crate::ledger::{Held, Ledger};
use crate::names;
use crate::source::Sources;
use codegen::diag::Diagnostic;
use indexmap::{IndexMap, IndexSet};
use std::cell::RefCell;

/// What planning gives: the crates, warnings, and declarations without an item with what became of each.
type Planned = (Crates, Vec<Diagnostic>, Vec<(String, String)>);

/// Plans every declaration. What has a name in the ledger keeps it, and no other takes it: which block an item has shows
/// only when all are planned, so it is done once to see that, and again with those names.
pub(crate) fn run<'l>(
    program: &Program,
    manifest: &Manifest,
    sources: &Sources,
    ledger: &'l Ledger,
) -> Result<(Planned, Held<'l>), Vec<Diagnostic>> {
    let homes = homes::homes(program, manifest, sources)?;
    let none = Held::default();
    let first = plan(program, manifest, sources, &homes, &none, IndexSet::new());
    let held = Held::of(ledger, &shown(&first.0));
    let taken: IndexSet<_> = held
        .names(&first.0.items)
        .map(|(item, name)| (item.home.krate, nested(&item.home), name.to_owned()))
        .collect();
    if taken.is_empty() {
        return Ok((first, held));
    }
    Ok((plan(program, manifest, sources, &homes, &held, taken), held))
}

/// What is planned as a ledger knows it: what only overloads take that are folded into others is in none, and must take
/// no name of what is found in the same place.
fn shown(crates: &Crates) -> Crates {
    let mut crates = crates.clone();
    super::options::run(&mut crates);
    super::params::run(&mut crates);
    super::members::run(&mut crates, &Held::default());
    super::literals::run(&mut crates);
    super::roles::run(&mut crates);
    crates
}

fn plan(
    program: &Program,
    manifest: &Manifest,
    sources: &Sources,
    homes: &[Placed],
    held: &Held<'_>,
    names: IndexSet<(usize, String, String)>,
) -> Planned {
    let mut planner = Planner {
        program,
        eval: Eval::new(program),
        writer: Writer::new(program),
        sources,
        homes,
        manifest,
        held,
        items: Vec::new(),
        by_decl: IndexMap::new(),
        values: IndexMap::new(),
        anonymous: Vec::new(),
        normal_aliases: RefCell::default(),
        names,
        diagnostics: Vec::new(),
        skipped: Vec::new(),
        ways: Vec::new(),
    };
    for (id, decl) in program.iter() {
        planner.declare(id, decl);
    }
    for (id, _) in program.iter() {
        planner.define(id);
    }
    let crates = manifest.crates.iter().map(|rule| Crate {
        name: rule.name.clone(),
        description: rule.description.clone(),
        usage: rule.usage.clone(),
        features: rule.features.keys().cloned().collect(),
        ..Crate::default()
    });
    let crates =
        Crates { crates: crates.collect(), items: planner.items, ways: planner.ways, files: Vec::new() };
    (crates, planner.diagnostics, planner.skipped)
}

/// The public module of a home, empty at the root.
fn nested(home: &Home) -> String {
    if home.nested { home.module.clone() } else { String::new() }
}

struct Planner<'p> {
    program: &'p Program,
    eval: Eval<'p>,
    writer: Writer<'p>,
    sources: &'p Sources,
    homes: &'p [Placed],
    manifest: &'p Manifest,
    /// Names that stay.
    held: &'p Held<'p>,
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
    /// Declarations that have no item of their own, and what became of each.
    skipped: Vec<(String, String)>,
    /// Types that are given, or arrive, without a call that says so.
    ways: Vec<(RTy, bool)>,
}

/// Where a type stands: names what has none, and gives warnings a place.
#[derive(Clone, Debug)]
struct Hint {
    home: Home,
    /// Words for a name, outermost first.
    words: Vec<String>,
    /// The same from the declaration on, whatever things are called.
    key: String,
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
        hint.push(word);
        hint
    }

    fn push(&mut self, word: &str) {
        self.words.push(word.to_owned());
        self.key = format!("{}.{word}", self.key);
    }
}

impl Planner<'_> {
    /// Gives every declaration that becomes an item its id and name, so that types can mention it.
    fn declare(&mut self, id: DeclId, decl: &Decl) {
        let home = self.homes[id.0 as usize].home.clone();
        let path = place::key(decl);
        if decl.name.starts_with("__") {
            self.skipped.push((path, "a brand of the type checker".to_owned()));
            return;
        }
        if self.manifest.crates[home.krate].table(decl).is_some() {
            self.skipped.push((path, "a table of types: those that it names have items".to_owned()));
            return;
        }
        if let Some(side) = &decl.ty {
            let computed = matches!(side, TypeSide::Alias(_))
                && !matches!(self.eval.norm(&Ty::Ref(id, self.own_params(decl))), Ty::Ref(same, _) if same == id);
            if computed {
                let reason = "a computed type: evaluated where it is used";
                self.skipped.push((path.clone(), reason.to_owned()));
            } else {
                let kept = self.kept_params(decl);
                let params = kept.iter().map(|index| names::type_name(&decl.params[*index].name)).collect();
                let name = names::type_name(&self.homes[id.0 as usize].name);
                let item = self.reserve(id, home.clone(), &name, params);
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
            self.skipped.push((path, "declares nothing".to_owned()));
        }
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
            home: self.homes[id.0 as usize].home.clone(),
            words: vec![name],
            key: place::key(decl),
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

    /// Which way the types go that a table names.
    fn table(&mut self, id: DeclId, table: &Table, hint: &Hint) {
        let members = self.eval.members(&Ty::Ref(id, Vec::new())).unwrap_or_default();
        for member in &members {
            let MemberKind::Property { ty, .. } = &member.kind else { continue };
            let way = [(&table.given, true), (&table.arrives, false)];
            for (_, given) in way.into_iter().filter(|(names, _)| names.contains(&member.name)) {
                let ty = self.rty(ty, &hint.at(&names::type_name(&member.name)));
                self.ways.push((ty, given));
            }
        }
        self.flush_notes(hint.span);
    }

    /// Fills a declaration's items.
    fn define(&mut self, id: DeclId) {
        let decl = self.program.decl(id);
        let hint = self.hint(id);
        if let Some(table) = self.manifest.crates[hint.home.krate].table(decl) {
            self.table(id, table, &hint);
            return;
        }
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
            Some(ValueSide::Variable(ty)) => self.variable(id, ty, &hint),
            Some(ValueSide::Function(sigs)) => self.functions(id, sigs, &hint),
            Some(ValueSide::Class) | None => {}
        }
        self.flush_notes(hint.span);
    }
}
