//! Unions: options, open string enumerations, enumerations of types.

use super::types::singular;
use super::{Hint, Planner};
use crate::ir::rust::{Branch, Gate, Item, ItemId, ItemKind, RTy, Role, Strings, Test, Untyped};
use crate::ir::ts::{DeclId, Doc, Lit, Ty, TypeSide};
use crate::names;

impl Planner<'_> {
    /// A union inside a union is part of it: `RequestInfo | URL` has three branches. Unions of texts keep their name.
    fn flattened(&self, branches: &[Ty]) -> Vec<Ty> {
        self.flattened_within(branches, &mut Vec::new())
    }

    /// `open` are the aliases that are being flattened: what leads back to one of them stays as it is.
    fn flattened_within(&self, branches: &[Ty], open: &mut Vec<DeclId>) -> Vec<Ty> {
        let mut flat: Vec<Ty> = Vec::new();
        for branch in branches {
            let inner = match branch {
                Ty::Ref(id, args) if !open.contains(id) => {
                    let decl = self.program.decl(*id);
                    match &decl.ty {
                        Some(TypeSide::Alias(body @ Ty::Union(_))) => {
                            match self
                                .eval
                                .norm(&crate::pass::eval::subst(body, &self.eval.env(&decl.params, args)))
                            {
                                Ty::Union(inner) => Some(inner),
                                _ => None,
                            }
                        }
                        _ => None,
                    }
                }
                _ => None,
            };
            let text = |ty: &Ty| matches!(ty, Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..));
            match inner {
                // Branches without a name of their own stay together under the alias's.
                Some(inner)
                    if !inner.iter().all(|ty| text(ty) || ty.is_nothing())
                        && !inner.iter().any(|ty| matches!(ty, Ty::Anon(_) | Ty::Intersection(_))) =>
                {
                    let Ty::Ref(id, _) = branch else { continue };
                    open.push(*id);
                    for ty in self.flattened_within(&inner, open) {
                        if !flat.contains(&ty) {
                            flat.push(ty);
                        }
                    }
                    open.pop();
                }
                _ if flat.contains(branch) => {}
                _ => flat.push(branch.clone()),
            }
        }
        flat
    }

    pub(super) fn union_type(&mut self, branches: &[Ty], hint: &Hint) -> RTy {
        if branches.iter().filter(|branch| !branch.is_nothing()).count() > 1 {
            let flat = self.flattened(branches);
            return self.flat_union(&flat, hint);
        }
        self.flat_union(branches, hint)
    }

    fn flat_union(&mut self, branches: &[Ty], hint: &Hint) -> RTy {
        let nothing = branches.iter().any(Ty::is_nothing);
        let real: Vec<Ty> = branches.iter().filter(|branch| !branch.is_nothing()).cloned().collect();
        let ty = self.real_union(real, hint);
        if nothing { ty.optional() } else { ty }
    }

    fn real_union(&mut self, real: Vec<Ty>, hint: &Hint) -> RTy {
        let any = |ty: &Ty| matches!(ty, Ty::Any | Ty::Unknown);
        if real.is_empty() {
            return RTy::Unit;
        }
        if real.iter().any(any) {
            return RTy::Js(Untyped::Declared);
        }
        if real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::Bool(_)) | Ty::Boolean)) {
            return RTy::Bool;
        }
        if real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::Number(_)) | Ty::Number)) {
            return RTy::F64;
        }
        if real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..))) {
            let texts = texts(&real);
            return if texts.len() < 2 { RTy::Str } else { self.named_union(Ty::Union(real), hint) };
        }
        // What a promise gives is known only once it is awaited: promises of several things are one.
        if let [first @ Ty::Std(name, _), ..] = real.as_slice()
            && (real.len() == 1 || name == "Promise")
            && real.iter().all(|ty| matches!(ty, Ty::Std(other, _) if other == name))
        {
            return self.rty(first, hint);
        }
        if real.len() == 1 {
            return self.rty(&real[0], hint);
        }
        self.named_union(Ty::Union(real), hint)
    }

    /// What a call gives, once it is awaited: `Response | Promise<Response>` is a promise of it, also behind an alias.
    pub(super) fn awaited(&self, ty: &Ty) -> Option<Ty> {
        let normal = self.eval.norm(ty);
        let branches = match &normal {
            Ty::Union(branches) => branches.clone(),
            Ty::Ref(id, args) => {
                let decl = self.program.decl(*id);
                let Some(TypeSide::Alias(body @ Ty::Union(_))) = &decl.ty else { return None };
                match self.eval.norm(&crate::pass::eval::subst(body, &self.eval.env(&decl.params, args))) {
                    Ty::Union(branches) => branches,
                    _ => return None,
                }
            }
            _ => return None,
        };
        let promise = |ty: &Ty| matches!(ty, Ty::Std(name, _) if name == "Promise");
        if !branches.iter().any(promise) {
            return None;
        }
        let inner = branches.into_iter().flat_map(|branch| match branch {
            Ty::Std(name, args) if name == "Promise" => args,
            other => vec![other],
        });
        Some(Ty::Std("Promise".to_owned(), vec![Ty::Union(inner.collect())]))
    }

    /// A union without a name gets one by its role; the same union in the same crate is the same type.
    fn named_union(&mut self, ty: Ty, hint: &Hint) -> RTy {
        let args: Vec<RTy> = hint.params.iter().map(|name| RTy::Param(names::type_name(name))).collect();
        let params: Vec<String> = hint.params.iter().map(|name| names::type_name(name)).collect();
        let known = self.anonymous.iter().find(|(krate, there, item)| {
            *krate == hint.home.krate && *there == ty && self.item(*item).params == params
        });
        if let Some(item) = known.map(|(_, _, item)| *item) {
            self.found(item, hint);
            return RTy::Item(item, args);
        }
        if let Some(item) = self.same_as_alias(&ty, hint.home.krate) {
            return RTy::Item(item, Vec::new());
        }
        let described = self.described(&ty);
        let name = match described {
            Some(name) => self.name(&hint.home, &[hint.words.join("_"), name], 1),
            None => self.name(&hint.home, &hint.words, hint.words.len().min(3)),
        };
        let item = self.add(Item {
            name,
            home: hint.home.clone(),
            decl: None,
            ts: self.writer.ty(&ty),
            keys: vec![hint.key.clone()],
            params,
            kind: ItemKind::Pending,
            doc: Doc::default(),
            span: hint.span,
            variants: hint.variants,
            gate: Gate::default(),
            role: Role::default(),
            hidden: false,
            compared: false,
        });
        self.anonymous.push((hint.home.krate, ty.clone(), item));
        let Ty::Union(branches) = ty else { return RTy::Item(item, args) };
        let kind = self.union_kind(item, &branches, hint);
        self.items[item.0 as usize].kind = kind;
        RTy::Item(item, args)
    }

    /// An alias of this crate or an earlier one that names the same union, in whatever order.
    fn same_as_alias(&mut self, ty: &Ty, krate: usize) -> Option<ItemId> {
        let Ty::Union(branches) = ty else { return None };
        let found = self.by_decl.iter().find(|(id, item)| {
            let decl = self.program.decl(**id);
            let Some(TypeSide::Alias(body @ Ty::Union(_))) = &decl.ty else { return false };
            if !decl.params.is_empty() || self.item(**item).home.krate > krate {
                return false;
            }
            let mut normal = self.normal_aliases.borrow_mut();
            let named = normal.entry(**id).or_insert_with(|| match self.eval.norm(body) {
                Ty::Union(named) => named,
                _ => Vec::new(),
            });
            named.len() == branches.len() && branches.iter().all(|branch| named.contains(branch))
        });
        let item = found.map(|(_, item)| *item);
        self.eval.take_notes();
        item
    }

    /// A name from the branches, where they have short names of their own: `TextOrUrl`.
    fn described(&mut self, ty: &Ty) -> Option<String> {
        let Ty::Union(branches) = ty else { return None };
        if branches.len() > 3 {
            return None;
        }
        let mut names = Vec::new();
        for branch in branches {
            names.push(match branch {
                Ty::String => "Text".to_owned(),
                Ty::Number => "Number".to_owned(),
                Ty::Boolean => "Bool".to_owned(),
                Ty::BigInt => "BigInt".to_owned(),
                Ty::Ref(id, args) if args.is_empty() => self.item(*self.by_decl.get(id)?).name.clone(),
                Ty::Std(name, args) if args.is_empty() && name != "Record" => {
                    name.replace("ArrayBufferView", "View")
                }
                _ => return None,
            });
        }
        let name = names.join("Or");
        (name.len() <= 40).then_some(name)
    }

    /// What a union becomes, once it has a name.
    pub(super) fn union_kind(&mut self, item: ItemId, branches: &[Ty], hint: &Hint) -> ItemKind {
        let branches = self.flattened(branches);
        let real: Vec<Ty> = branches.iter().filter(|branch| !branch.is_nothing()).cloned().collect();
        if real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..))) {
            let open = real.contains(&Ty::String);
            return strings(texts(&real).iter().map(|text| (text.as_str(), text.as_str())), open);
        }
        let own = self.item(item).name.clone();
        let mut planned: Vec<Branch> = Vec::new();
        let mut literals: Vec<Ty> = Vec::new();
        let mut rest = Vec::new();
        for ty in real {
            match ty {
                Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..) => literals.push(ty),
                other => rest.push(other),
            }
        }
        if !literals.is_empty() {
            let ty = self.real_union(literals, &hint.at("Text"));
            planned.push(Branch::new("Text".into(), ty, Test::Kind("string")));
        }
        let tags = self.tags(&rest);
        for (index, ty) in rest.iter().enumerate() {
            let label = tags[index].1.clone().unwrap_or_default();
            let branch_hint = if label.is_empty() { hint.clone() } else { hint.at(&label) };
            let rust = self.rty(ty, &branch_hint);
            if rust == RTy::Unit || planned.iter().any(|branch| same(&branch.ty, &rust)) {
                continue;
            }
            let test = match &tags[index].0 {
                Test::None => self.evidence(&rust),
                test => test.clone(),
            };
            let mut name = self.branch_name(&rust, &own);
            if planned.iter().any(|branch| branch.name == name) && !label.is_empty() {
                name = label;
            }
            while planned.iter().any(|branch| branch.name == name) || name == "Other" {
                name.push_str("Value");
            }
            planned.push(Branch::new(name, rust, test));
        }
        self.foreign_branches(&mut planned);
        planned.sort_by(|one, other| one.test.cmp(&other.test));
        ItemKind::Union(planned)
    }

    /// What an alias becomes.
    pub(super) fn alias(&mut self, item: ItemId, body: &Ty, hint: &Hint) -> ItemKind {
        let normal = self.eval.norm(body);
        self.flush_notes(hint.span);
        match normal {
            Ty::Union(branches) => {
                let real: Vec<_> = branches.iter().filter(|branch| !branch.is_nothing()).cloned().collect();
                let texts_only = real
                    .iter()
                    .all(|ty| matches!(ty, Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..)));
                let trivial = real.len() < 2
                    || real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::Bool(_)) | Ty::Boolean))
                    || real.iter().all(|ty| matches!(ty, Ty::Lit(Lit::Number(_)) | Ty::Number))
                    || real.iter().any(|ty| matches!(ty, Ty::Any | Ty::Unknown))
                    || (texts_only && texts(&real).len() < 2);
                if trivial || real.len() < branches.len() {
                    // `| null` belongs to the place that uses the alias: the alias is the whole.
                    return ItemKind::Alias(self.union_type(&branches, hint));
                }
                self.union_kind(item, &real, hint)
            }
            Ty::Anon(members) => self.anonymous_kind(item, &Ty::Anon(members), hint),
            Ty::Intersection(types) => self.anonymous_kind(item, &Ty::Intersection(types), hint),
            other => ItemKind::Alias(self.rty(&other, &singular(hint))),
        }
    }

    pub(super) fn enumeration(members: &[(String, Lit)]) -> ItemKind {
        let texts: Vec<_> = members
            .iter()
            .filter_map(|(name, value)| match value {
                Lit::String(text) => Some((name.as_str(), text.as_str())),
                _ => None,
            })
            .collect();
        if texts.len() == members.len() && !texts.is_empty() {
            strings(texts.into_iter(), false)
        } else {
            ItemKind::Alias(RTy::F64)
        }
    }
}

/// Whether two branches cannot be told apart: what promises give shows only when they are awaited.
fn same(one: &RTy, other: &RTy) -> bool {
    one == other || matches!((one, other), (RTy::Promise(_), RTy::Promise(_)))
}

fn texts(types: &[Ty]) -> Vec<String> {
    let mut texts = Vec::new();
    for ty in types {
        if let Some(text) = ty.as_text()
            && !texts.iter().any(|there| there == text)
        {
            texts.push(text.to_owned());
        }
    }
    texts
}

/// Variants by the names that the input gives them, or by their texts.
fn strings<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>, open: bool) -> ItemKind {
    let mut variants: Vec<(String, String)> = Vec::new();
    let mut aliases: Vec<(String, String)> = Vec::new();
    for (label, text) in texts {
        let mut name = names::type_name(label);
        if variants.iter().any(|(there, _)| *there == name) || name == "Other" {
            name = names::type_name(&codegen::names::spoken_words(label).join("_"));
        }
        if name == "Other" {
            name = "OtherText".into();
        }
        let taken = |name: &String| variants.iter().chain(&aliases).any(|(there, _)| there == name);
        while taken(&name) {
            name = format!("{}Text", name.trim_end_matches('_'));
        }
        name = codegen::names::avoid_type_keyword(name);
        match variants.iter().find(|(_, there)| there == text) {
            // Another name for the same value.
            Some((first, _)) => aliases.push((name, first.clone())),
            None => variants.push((name, text.to_owned())),
        }
    }
    ItemKind::Strings(Strings { variants, aliases, open })
}
