//! Unions: texts, scalars, objects that their members or one of them tell apart.

use super::config::UnionRule;
use super::model::{Field, Kind, Sig, Variant};
use super::names;
use super::plan::{At, Plan};
use crate::ir::ts::{Lit, Ty};
use crate::names::type_name;

impl Plan<'_> {
    pub(super) fn union(&mut self, branches: &[Ty], at: &At) -> (Sig, bool) {
        let nullable = branches.iter().any(Ty::is_nothing);
        let real: Vec<Ty> = branches.iter().filter(|branch| !branch.is_nothing()).cloned().collect();
        let text = |ty: &Ty| matches!(ty, Ty::Lit(Lit::String(_)) | Ty::String | Ty::Template(..));
        let sig = if real.iter().any(|ty| matches!(ty, Ty::Any | Ty::Unknown)) {
            Sig::Json
        } else if real.iter().all(|ty| matches!(ty, Ty::Boolean | Ty::Lit(Lit::Bool(_)))) {
            Sig::Bool
        } else if real.iter().all(|ty| matches!(ty, Ty::Number | Ty::Lit(Lit::Number(_)))) {
            Sig::Number
        } else if real.iter().all(text) {
            match real.iter().filter_map(Ty::as_text).map(str::to_owned).collect::<Vec<_>>() {
                values if values.len() < 2 => Sig::Text,
                values => self.strings(values, at),
            }
        } else if let [only] = real.as_slice() {
            let (sig, inner) = self.sig(only, at);
            return (sig, nullable || inner);
        } else {
            self.several(&real, at)
        };
        (sig, nullable)
    }

    /// Texts of which some are known.
    pub(super) fn strings(&mut self, values: Vec<String>, at: &At) -> Sig {
        let name = self.used.name(&at.path).map_or_else(|| at.name.clone(), str::to_owned);
        let ts = values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" | ");
        let index = self.reserve(&name, ts, "", at);
        let named = values.into_iter().map(|value| {
            let name = type_name(&value);
            (if name == "Other" { "OtherValue".to_owned() } else { name }, value)
        });
        self.model.types[index].kind = Kind::Strings(named.collect());
        Sig::Type(index)
    }

    /// Values of several types.
    fn several(&mut self, branches: &[Ty], at: &At) -> Sig {
        let name = self.used.name(&at.path).map_or_else(|| at.name.clone(), str::to_owned);
        let ts = branches.iter().map(|branch| self.writer.ty(branch)).collect::<Vec<_>>().join(" | ");
        let index = self.reserve(&name, ts, "", at);
        let rule = self.used.union(&at.path).cloned().unwrap_or_default();
        let mut variants = Vec::new();
        let (mut objects, mut more, mut empty) = (Vec::new(), Vec::new(), Vec::new());
        for branch in branches {
            match self.sig(branch, at) {
                (Sig::Type(at), _) if self.has_no_members(at) => empty.push(at),
                (Sig::Type(at), _) => objects.push(at),
                (sig, _) => variants.extend(self.scalar(sig, at)),
            }
        }
        for name in &rule.more {
            match self.used.record(name).cloned() {
                Some(record) => more.push(self.undeclared(&record, at)),
                None => {
                    self.error("native::record", at, format!("there is no record `{name}` in native.toml"));
                }
            }
        }
        variants.extend(self.objects(&objects, &rule, at));
        variants.extend(self.objects(&more, &rule, at));
        variants.extend(self.without_members(&empty, &rule, at));
        self.model.types[index].kind = Kind::Union { tag: rule.tag, variants };
        Sig::Type(index)
    }

    fn has_no_members(&self, at: usize) -> bool {
        matches!(&self.model.get(at).kind, Kind::Record(fields) if fields.is_empty())
    }

    fn scalar(&mut self, sig: Sig, at: &At) -> Option<Variant> {
        let (name, doc) = match sig {
            Sig::Text => ("Text", "A text."),
            Sig::Number => ("Number", "A number."),
            Sig::Bool => ("Bool", "A boolean."),
            _ => {
                self.error("native::union", at, format!("`{}` is a list or a map among others", at.path));
                return None;
            }
        };
        Some(Variant { name: name.to_owned(), sig, tag: None, doc: doc.to_owned() })
    }

    fn objects(&mut self, objects: &[usize], rule: &UnionRule, at: &At) -> Vec<Variant> {
        let types: Vec<String> = objects.iter().map(|at| self.model.get(*at).name.clone()).collect();
        let found = names::variants(&types.iter().map(String::as_str).collect::<Vec<_>>());
        let mut variants = Vec::new();
        for ((index, ty), name) in objects.iter().zip(&types).zip(found) {
            let name = self.used.name(&format!("{}.{ty}", at.path)).map_or(name, str::to_owned);
            let tag = rule.tag.as_ref().and_then(|tag| self.tag(*index, tag, rule, at));
            if rule.tag.is_none() {
                self.told.insert(*index);
            }
            let doc = self.model.get(*index).doc.split("\n\n").next().unwrap_or_default().to_owned();
            variants.push(Variant { name, sig: Sig::Type(*index), tag, doc });
        }
        variants
    }

    /// The text by which a variant is told, which is then no field of it.
    fn tag(&mut self, index: usize, tag: &str, rule: &UnionRule, at: &At) -> Option<String> {
        let ty = self.model.get(index).name.clone();
        let Some(value) = rule.values.get(&ty) else {
            self.error("native::tag", at, format!("native.toml does not say which `{tag}` means `{ty}`"));
            return None;
        };
        let mut found = false;
        if let Kind::Record(fields) = &mut self.model.types[index].kind {
            for field in fields.iter_mut().filter(|field| field.wire == tag) {
                found = true;
                *field = Field { constant: Some(value.clone()), required: true, ..field.clone() };
            }
        }
        if !found {
            self.error("native::tag", at, format!("`{ty}` has no member `{tag}`"));
        }
        Some(value.clone())
    }

    /// Declarations without members are one variant: nothing tells them apart.
    fn without_members(&mut self, empty: &[usize], rule: &UnionRule, at: &At) -> Option<Variant> {
        let known: Vec<String> = empty.iter().map(|at| format!("`{}`", self.model.get(*at).ts)).collect();
        match (&rule.without_members, known.is_empty()) {
            (_, true) => None,
            (Some(name), _) => {
                let doc = self.used.doc(&format!("{}.{name}", at.path)).map(str::to_owned);
                let doc = doc.unwrap_or_else(|| known.join(" or "));
                Some(Variant { name: name.clone(), sig: Sig::Nothing, tag: None, doc })
            }
            (None, _) => {
                let message = format!("nothing tells {} from any other object", known.join(" or "));
                self.error("native::union", at, message);
                None
            }
        }
    }
}
