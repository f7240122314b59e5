//! Mapped types and `typeof`.

use super::Eval;
use super::members::is_optional;
use super::subst::subst;
use crate::ir::ts::{AnonMember, DeclId, Mapped, Member, MemberKind, Sig, Span, Ty, ValueSide, Variants};

impl Eval<'_> {
    pub(super) fn mapped(&self, mapped: &Mapped) -> Ty {
        // `{ [K in keyof T]: … }` keeps what it knows of T's members.
        let source = match &mapped.over {
            Ty::Keyof(of) => self.members(of),
            _ => None,
        };
        let record = || {
            let value = subst(&mapped.value, &vec![(mapped.key.clone(), Ty::String)]);
            Ty::Std("Record".into(), vec![Ty::String, value])
        };
        let keys = match self.norm(&mapped.over) {
            Ty::Union(keys) => keys,
            key @ Ty::Lit(_) => vec![key],
            Ty::Never => Vec::new(),
            Ty::String | Ty::Number | Ty::Template(..) => {
                return record();
            }
            _ => {
                self.note("dts::mapped-type", "a mapped type over a type parameter is read as any object");
                return Ty::Object;
            }
        };
        if keys.iter().any(|key| key.as_text().is_none()) {
            return record();
        }
        // What each key is called; nothing where it is `never`, which leaves its member out.
        let mut names: Vec<Option<String>> = Vec::new();
        for key in &keys {
            let renamed =
                mapped.name.as_ref().map(|name| subst(name, &vec![(mapped.key.clone(), key.clone())]));
            let name = self.key_text(renamed.as_ref().unwrap_or(key));
            if name.is_none() && renamed.is_some_and(|renamed| self.norm(&renamed) != Ty::Never) {
                self.note(
                    "dts::mapped-type",
                    "a mapped type whose names cannot be decided is read as a record",
                );
                return record();
            }
            names.push(name);
        }
        let members = keys
            .iter()
            .zip(names)
            .filter_map(|(key, name)| {
                let (env, name) = (vec![(mapped.key.clone(), key.clone())], name?);
                let known =
                    source.iter().flatten().find(|member| Some(member.name.as_str()) == key.as_text());
                let optional = mapped.optional.unwrap_or_else(|| known.is_some_and(is_optional));
                let ty = subst(&mapped.value, &env);
                Some(AnonMember(Member {
                    name,
                    is_static: false,
                    kind: MemberKind::Property { ty, optional, readonly: false, accessor: false },
                    doc: known.map(|member| member.doc.clone()).unwrap_or_default(),
                    span: known.map_or_else(Span::default, |member| member.span),
                    variants: known
                        .map_or(Variants { stable: true, experimental: true }, |member| member.variants),
                }))
            })
            .collect();
        Ty::Anon(members)
    }

    /// The text that a type is: a literal, a template of such, or one in other letters.
    fn key_text(&self, ty: &Ty) -> Option<String> {
        match ty {
            Ty::Template(parts, holes) => {
                let mut text = parts.first()?.clone();
                for (hole, part) in holes.iter().zip(parts.iter().skip(1)) {
                    text += &self.key_text(hole)?;
                    text += part;
                }
                Some(text)
            }
            Ty::Std(name, args) => {
                let text = || self.key_text(args.first()?);
                let first = |change: fn(char) -> String| {
                    let text = text()?;
                    let mut signs = text.chars();
                    Some(signs.next().map(change).unwrap_or_default() + signs.as_str())
                };
                match name.as_str() {
                    "Uppercase" => text().map(|text| text.to_uppercase()),
                    "Lowercase" => text().map(|text| text.to_lowercase()),
                    "Capitalize" => first(|sign| sign.to_uppercase().collect()),
                    "Uncapitalize" => first(|sign| sign.to_lowercase().collect()),
                    _ => self.norm(ty).as_text().map(str::to_owned),
                }
            }
            Ty::Intersection(types) => {
                // `string & K` only says that a key is a text.
                let told: Vec<String> = types
                    .iter()
                    .filter(|ty| !matches!(ty, Ty::String))
                    .map(|ty| self.key_text(ty))
                    .collect::<Option<_>>()?;
                told.into_iter().next()
            }
            other => self.norm(other).as_text().map(str::to_owned),
        }
    }

    pub(super) fn type_of(&self, id: DeclId) -> Ty {
        let decl = self.program.decl(id);
        match &decl.value {
            Some(ValueSide::Variable(ty)) => self.norm(ty),
            Some(ValueSide::Function(sigs)) => {
                sigs.first().map_or(Ty::Any, |first| Ty::Function(Box::new(first.sig.clone())))
            }
            Some(ValueSide::Class) => {
                let params = decl.params.iter().map(|param| {
                    param.default.clone().or_else(|| param.constraint.clone()).unwrap_or(Ty::Unknown)
                });
                let ret = Ty::Ref(id, params.collect());
                let args = vec![crate::ir::ts::Arg {
                    name: "args".into(),
                    ty: Ty::Array(Box::new(Ty::Any)),
                    optional: true,
                    rest: true,
                }];
                Ty::Constructor(Box::new(Sig { params: Vec::new(), args, ret }))
            }
            None => Ty::Any,
        }
    }
}
