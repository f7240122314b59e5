//! How the branches of a union are told apart and called.

use super::Planner;
use crate::ir::rust::{Branch, Item, ItemKind, RTy, Test};
use crate::ir::ts::{Lit, Member, MemberKind, Ty, TypeSide};
use crate::names;

impl Planner<'_> {
    /// For each object branch: what tells it apart, and a word for it.
    pub(super) fn tags(&mut self, branches: &[Ty]) -> Vec<(Test, Option<String>)> {
        let members: Vec<_> = branches
            .iter()
            .map(|ty| match ty {
                Ty::Std(..) | Ty::Array(_) | Ty::Function(_) | Ty::Tuple(_) => None,
                other => self.eval.members(other),
            })
            .collect();
        self.eval.take_notes();
        let mut tags = Vec::new();
        for (index, own) in members.iter().enumerate() {
            let others = members.iter().enumerate().filter(|(at, _)| *at != index);
            let others: Vec<_> = others.filter_map(|(_, other)| other.as_deref()).collect();
            tags.push(own.as_deref().map_or((Test::None, None), |own| self.tag(own, &others)));
            self.eval.take_notes();
        }
        tags
    }

    /// What tells an object with these members from others.
    fn tag(&self, own: &[Member], others: &[&[Member]]) -> (Test, Option<String>) {
        for member in own {
            let MemberKind::Property { ty, optional: false, .. } = &member.kind else { continue };
            match self.eval.norm(ty) {
                Ty::Lit(Lit::String(text)) => {
                    let word = names::type_name(&text);
                    return (Test::Tagged(member.name.clone(), text), Some(word));
                }
                Ty::Lit(Lit::Bool(truth)) => {
                    let no = if truth { "" } else { "Not" };
                    let word = format!("{no}{}", names::type_name(&member.name));
                    return (Test::Flagged(member.name.clone(), truth), Some(word));
                }
                _ => {}
            }
        }
        let required = own.iter().filter(|member| match member.kind {
            MemberKind::Property { optional, .. } | MemberKind::Method { optional, .. } => !optional,
            _ => false,
        });
        let own_alone = required.filter(|member| {
            !member.name.is_empty()
                && !member.name.starts_with("@@")
                && others.iter().any(|other| !other.iter().any(|there| there.name == member.name))
        });
        let names: Vec<String> = own_alone.map(|member| member.name.clone()).collect();
        match names.first().map(|first| names::type_name(first)) {
            Some(word) => (Test::Has(names), Some(word)),
            None => (Test::None, None),
        }
    }

    /// What a value of a type looks like.
    pub(super) fn evidence(&self, ty: &RTy) -> Test {
        match ty {
            RTy::Str => Test::Kind("string"),
            RTy::F64 | RTy::Int(_) => Test::Kind("number"),
            RTy::Bool => Test::Kind("boolean"),
            RTy::Callback(..) | RTy::Std("Function") => Test::Kind("function"),
            RTy::Std("BigInt") => Test::Kind("bigint"),
            RTy::Std("Symbol") => Test::Kind("symbol"),
            RTy::Std("ArrayBufferView") => Test::Kind("view"),
            RTy::Std("Object") => Test::Object,
            RTy::Std(class) => Test::Instance((*class).to_owned()),
            RTy::List(item) => match self.evidence(item) {
                Test::None => Test::Array,
                test => Test::ArrayOf(Box::new(test)),
            },
            RTy::Tuple(_) => Test::Array,
            RTy::Iter(_) => Test::Kind("iterable"),
            RTy::AsyncIter(_) => Test::Kind("async_iterable"),
            RTy::Map(..) => Test::Instance("Map".into()),
            RTy::Set(_) => Test::Instance("Set".into()),
            RTy::Promise(_) => Test::Instance("Promise".into()),
            RTy::Record(_) => Test::Object,
            RTy::Opt(inner) | RTy::Boxed(inner) => self.evidence(inner),
            RTy::Item(id, _) => {
                let item = self.item(*id);
                match &item.kind {
                    ItemKind::Strings(_) => Test::Kind("string"),
                    ItemKind::Alias(ty) => self.evidence(ty),
                    ItemKind::Union(_) | ItemKind::Function(_) | ItemKind::Value(_) => Test::None,
                    // `Json[]` in `Json`: what its items are is being decided.
                    ItemKind::Pending if !self.is_declared_object(item) => Test::None,
                    ItemKind::Dict(_) => Test::Object,
                    ItemKind::Handle(_) | ItemKind::Pending => {
                        match item.decl.map(|id| self.program.decl(id)) {
                            Some(decl)
                                if decl.module.is_none()
                                    && decl.namespaces.is_empty()
                                    && decl.holder.is_none()
                                    && !decl.unlisted
                                    && matches!(&decl.ty, Some(TypeSide::Object(object)) if object.class) =>
                            {
                                Test::Instance(decl.name.clone())
                            }
                            _ => Test::Object,
                        }
                    }
                }
            }
            RTy::Js(_) | RTy::Param(_) | RTy::Unit => Test::None,
        }
    }

    /// Whether an item is of a declared class, interface or name, whatever is decided of it.
    fn is_declared_object(&self, item: &Item) -> bool {
        let side = item.decl.and_then(|id| self.program.decl(id).ty.as_ref());
        matches!(side, Some(TypeSide::Object(_) | TypeSide::Foreign))
    }

    /// Several types of which only the names are known: what the class of that name made is one, if there is such a
    /// class where the code runs.
    pub(super) fn foreign_branches(&self, branches: &mut [Branch]) {
        let class = |ty: &RTy| match ty {
            RTy::Item(id, _) => self
                .item(*id)
                .decl
                .map(|id| self.program.decl(id))
                .filter(|decl| decl.is_foreign())
                .map(|decl| decl.name.clone()),
            _ => None,
        };
        if branches.iter().filter(|branch| branch.test == Test::Object).count() < 2 {
            return;
        }
        for branch in branches.iter_mut().filter(|branch| branch.test == Test::Object) {
            if let Some(name) = class(&branch.ty) {
                branch.test = Test::Instance(name);
            }
        }
    }

    pub(super) fn branch_name(&self, ty: &RTy, union: &str) -> String {
        match ty {
            RTy::Str => "Text".into(),
            RTy::F64 | RTy::Int(_) => "Number".into(),
            RTy::Bool => "Bool".into(),
            RTy::Js(_) => "Any".into(),
            RTy::Param(name) => name.clone(),
            RTy::Item(id, _) => {
                let name = &self.item(*id).name;
                match name.strip_prefix(union) {
                    Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => rest.to_owned(),
                    _ => name.clone(),
                }
            }
            RTy::List(item) => format!("{}List", self.branch_name(item, union)),
            RTy::Tuple(_) => "Tuple".into(),
            RTy::Record(_) => "Record".into(),
            RTy::Map(..) => "Map".into(),
            RTy::Set(_) => "Set".into(),
            RTy::Promise(_) => "Promise".into(),
            RTy::Iter(item) => format!("{}Iter", self.branch_name(item, union)),
            RTy::AsyncIter(item) => format!("{}AsyncIter", self.branch_name(item, union)),
            RTy::Callback(..) => "Function".into(),
            RTy::Std("ArrayBufferView") => "View".into(),
            RTy::Std(name) => (*name).to_owned(),
            RTy::Opt(inner) | RTy::Boxed(inner) => self.branch_name(inner, union),
            RTy::Unit => "Nothing".into(),
        }
    }
}
