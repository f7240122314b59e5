//! The calls that documentation shows: a value for every argument.

use crate::ir::{
    Api, Argument, BodyForm, Enum, Operation, PartKind, Place, Record, Shown, Sig, TypeId, TypeKind, Way,
};

/// How deep values nest before a default stands for the rest.
const MAX_DEPTH: usize = 3;

pub(super) fn run(api: &mut Api) {
    for index in 0..api.operations.len() {
        let operation = &api.operations[index];
        let shown: Vec<Vec<Shown>> =
            operation.ways.iter().map(|way| arguments(api, operation, way)).collect();
        for (way, shown) in api.operations[index].ways.iter_mut().zip(shown) {
            way.shown = shown;
        }
    }
}

fn arguments(api: &Api, operation: &Operation, way: &Way) -> Vec<Shown> {
    let values = Values { api };
    let given = operation.arguments.iter().filter_map(|argument| match argument {
        Argument::Again(_) | Argument::Fixed { .. } => None,
        Argument::Scope => Some(Shown::Scope),
        Argument::Param(param) if param.place == Place::Path && param.sig == Sig::Str => {
            Some(Shown::Text(param.wire.clone()))
        }
        Argument::Param(param) => Some(values.argument(&param.sig)),
    });
    given.chain(values.body(way)).collect()
}

struct Values<'a> {
    api: &'a Api,
}

impl Values<'_> {
    fn body(&self, way: &Way) -> Option<Shown> {
        Some(match &way.body {
            BodyForm::None => return None,
            BodyForm::Json(sig, _) if way.optional => match sig {
                Sig::Type(_) => self.value(sig, 0),
                _ => Shown::Some(Box::new(self.value(sig, 0))),
            },
            BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) => self.value(sig, 0),
            BodyForm::Multipart(id) => self.form(*id),
            BodyForm::AnyMultipart => Shown::Form,
            BodyForm::Lines(sig, _) => Shown::List(Box::new(self.value(sig, 0))),
            BodyForm::Raw(_) => Shown::Text("content".to_owned()),
        })
    }

    /// A value where anything that converts is taken.
    fn argument(&self, sig: &Sig) -> Shown {
        match sig {
            Sig::Str => text(),
            Sig::List(item) => Shown::Array(Box::new(self.item(item, 1))),
            sig => self.value(sig, 0),
        }
    }

    /// A value as a constructor takes it.
    fn setter(&self, sig: &Sig, depth: usize) -> Shown {
        match sig {
            Sig::List(item) => Shown::Array(Box::new(self.item(item, depth + 1))),
            Sig::Map(_) => Shown::Map,
            sig => self.value(sig, depth),
        }
    }

    /// An item where items that convert are taken.
    fn item(&self, sig: &Sig, depth: usize) -> Shown {
        if *sig == Sig::Str { text() } else { self.value(sig, depth) }
    }

    /// A value of exactly this type.
    fn value(&self, sig: &Sig, depth: usize) -> Shown {
        match sig {
            Sig::Unit => Shown::Unit,
            Sig::Bool => Shown::Bool,
            Sig::Int(_) => Shown::Int,
            Sig::Float => Shown::Float,
            Sig::Str => Shown::Owned("value".to_owned()),
            Sig::Known(known) => Shown::Known(*known),
            Sig::Json => Shown::Json,
            Sig::List(item) => Shown::List(Box::new(self.value(item, depth + 1))),
            Sig::Map(_) => Shown::Default,
            Sig::Maybe(inner) => Shown::Some(Box::new(self.value(inner, depth))),
            Sig::Type(id) | Sig::Boxed(id) => self.named(*id, depth),
        }
    }

    fn named(&self, id: TypeId, depth: usize) -> Shown {
        let ty = &self.api[id];
        match &ty.kind {
            _ if depth > MAX_DEPTH => Shown::DefaultOf(id),
            TypeKind::Enum(Enum { values, .. }) if !values.is_empty() => Shown::Value(id, 0),
            TypeKind::Record(Record { fields, constructor: Some(made), .. }) => {
                let required = made.arguments.iter().map(|at| match &fields[*at].sig {
                    Sig::Str => Shown::Text(fields[*at].wire.replace(['"', '\\'], "")),
                    sig => self.setter(sig, depth + 1),
                });
                Shown::New(id, required.collect())
            }
            TypeKind::Union(union) if ty.role.sends() => {
                match union.variants.iter().position(|variant| variant.sig != Sig::Json) {
                    Some(first) => {
                        let payload = self.value(&union.variants[first].sig, depth + 1);
                        Shown::Variant(id, first, Box::new(payload))
                    }
                    None => Shown::DefaultOf(id),
                }
            }
            _ => Shown::DefaultOf(id),
        }
    }

    fn form(&self, id: TypeId) -> Shown {
        let TypeKind::Form(form) = &self.api[id].kind else { return Shown::DefaultOf(id) };
        let file = || Shown::Text("content".to_owned());
        let required = form.constructor.arguments.iter().map(|at| {
            let part = &form.parts[*at];
            match &part.kind {
                PartKind::Text(Sig::Str) => Shown::Text(part.wire.clone()),
                PartKind::Text(sig) | PartKind::Json(sig) => self.setter(sig, 1),
                PartKind::File => file(),
                PartKind::Files | PartKind::NamedFiles => Shown::Array(Box::new(file())),
                PartKind::Constant(text) => Shown::Text(text.clone()),
            }
        });
        Shown::New(id, required.collect())
    }
}

fn text() -> Shown {
    Shown::Text("value".to_owned())
}
