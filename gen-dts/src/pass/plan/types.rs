//! One type: TypeScript's to Rust's.

use super::{Hint, Planner};
use crate::ir::rust::{RTy, Untyped};
use crate::ir::ts::{Lit, Sig, Ty, TypeSide};
use crate::names;

/// Callbacks take at most as many arguments as the closures of the support crate.
const MOST_ARGUMENTS: usize = 5;

impl Planner<'_> {
    pub(super) fn rty(&mut self, ty: &Ty, hint: &Hint) -> RTy {
        let normal = self.eval.norm(ty);
        self.flush_notes(hint.span);
        match normal {
            Ty::Any | Ty::Unknown | Ty::Object => RTy::Js(Untyped::Declared),
            Ty::Never | Ty::Void | Ty::Undefined | Ty::Null => RTy::Unit,
            Ty::String | Ty::Template(..) | Ty::Lit(Lit::String(_)) => RTy::Str,
            Ty::Number | Ty::Lit(Lit::Number(_)) => RTy::F64,
            Ty::Boolean | Ty::Lit(Lit::Bool(_)) => RTy::Bool,
            Ty::BigInt => RTy::Std("BigInt"),
            Ty::Symbol => RTy::Std("Symbol"),
            Ty::This => match &hint.this {
                Some(this) => this.clone(),
                None => self.erased(hint, "`this` outside a class"),
            },
            Ty::Param(name) => {
                if hint.params.contains(&name) {
                    RTy::Param(names::type_name(&name))
                } else {
                    RTy::Js(Untyped::Declared)
                }
            }
            Ty::Ref(id, args) => self.reference(id, &args, hint),
            Ty::Std(name, args) => self.standard(&name, &args, hint),
            Ty::Union(branches) => self.union_type(&branches, hint),
            Ty::Array(item) => RTy::List(Box::new(self.rty(&item, &singular(hint)))),
            Ty::Tuple(items) => {
                if items.iter().any(|item| item.rest) || items.len() > 8 || items.is_empty() {
                    let types: Vec<_> = items.into_iter().map(|item| item.ty).collect();
                    let item = if types.is_empty() { Ty::Unknown } else { Ty::Union(types) };
                    return RTy::List(Box::new(self.rty(&item, &singular(hint))));
                }
                RTy::Tuple(
                    items
                        .iter()
                        .map(|item| {
                            let ty = self.rty(&item.ty, hint);
                            if item.optional { ty.optional() } else { ty }
                        })
                        .collect(),
                )
            }
            Ty::Function(sig) => self.callback(&sig, hint),
            Ty::Constructor(_) => RTy::Std("Function"),
            Ty::Anon(members) => self.anonymous(Ty::Anon(members), hint),
            Ty::Intersection(types) => self.anonymous(Ty::Intersection(types), hint),
            Ty::Unresolved(_) => RTy::Js(Untyped::Erased),
            Ty::Keyof(_) => RTy::Str,
            Ty::Mapped(_) => RTy::Js(Untyped::Declared),
            Ty::Indexed(..) => self.erased(hint, "a property of a type parameter"),
            Ty::Conditional(_) | Ty::Infer(_) | Ty::Typeof(_) => {
                self.erased(hint, "a type that cannot be decided")
            }
        }
    }

    fn reference(&mut self, id: crate::ir::ts::DeclId, args: &[Ty], hint: &Hint) -> RTy {
        let decl = self.program.decl(id);
        let Some(item) = self.by_decl.get(&id).copied() else {
            return match &decl.ty {
                Some(TypeSide::Alias(body)) => {
                    let env = self.eval.env(&decl.params, args);
                    let body = super::super::eval::subst(body, &env);
                    if self.eval.norm(&body) == Ty::Ref(id, args.to_vec()) {
                        return self.erased(hint, "a type that only refers to itself");
                    }
                    self.rty(&body, hint)
                }
                _ => RTy::Js(Untyped::Declared),
            };
        };
        let kept = self.kept_params(decl);
        // `GetOptions<"text">` holds a constant: a struct of its own, so that nobody has to write it.
        let fixed = kept.iter().find_map(|index| match self.eval.norm(args.get(*index)?) {
            Ty::Lit(Lit::String(text)) => Some(text),
            _ => None,
        });
        if let (Some(text), Some(members)) = (fixed, self.eval.members(&Ty::Ref(id, args.to_vec())))
            && !self.is_handle(&Ty::Ref(id, args.to_vec()))
        {
            let mut hint = hint.clone();
            hint.words = vec![self.item(item).name.clone(), names::type_name(&text)];
            hint.key = format!("{}<{text}>", super::place::key(decl));
            return self
                .anonymous(Ty::Anon(members.into_iter().map(crate::ir::ts::AnonMember).collect()), &hint);
        }
        if args.is_empty() || kept.is_empty() {
            return RTy::Item(item, Vec::new());
        }
        let mut types = Vec::new();
        for index in kept {
            types.push(match args.get(index) {
                Some(arg) => match self.rty(arg, hint) {
                    RTy::Unit => RTy::Js(Untyped::Declared),
                    ty => ty,
                },
                None => RTy::Js(Untyped::Declared),
            });
        }
        if types.iter().all(|ty| *ty == RTy::Js(Untyped::Declared)) {
            types.clear();
        }
        RTy::Item(item, types)
    }

    fn standard(&mut self, name: &str, args: &[Ty], hint: &Hint) -> RTy {
        let known = |index: usize| args.get(index).cloned().unwrap_or(Ty::Unknown);
        match name {
            "Promise" => RTy::Promise(Box::new(self.rty(&known(0), hint))),
            "Record" => RTy::Record(Box::new(self.rty(&known(1), &singular(hint)))),
            "Map" | "ReadonlyMap" => {
                let key = self.rty(&known(0), &hint.at("Key"));
                RTy::Map(Box::new(key), Box::new(self.rty(&known(1), &singular(hint))))
            }
            "Set" | "ReadonlySet" => RTy::Set(Box::new(self.rty(&known(0), &singular(hint)))),
            "Iterable" | "Iterator" | "IterableIterator" | "Generator" => {
                RTy::Iter(Box::new(self.rty(&known(0), &singular(hint))))
            }
            "AsyncIterable" | "AsyncIterator" | "AsyncIterableIterator" | "AsyncGenerator" => {
                RTy::AsyncIter(Box::new(self.rty(&known(0), &singular(hint))))
            }
            "ArrayBuffer" | "ArrayBufferLike" => RTy::Std("ArrayBuffer"),
            "Error" | "TypeError" | "RangeError" | "SyntaxError" | "ReferenceError" | "EvalError"
            | "URIError" => RTy::Std("Error"),
            _ => match STANDARD.iter().find(|known| **known == name) {
                Some(known) => RTy::Std(known),
                None => RTy::Std("Object"),
            },
        }
    }

    pub(super) fn callback(&mut self, sig: &Sig, hint: &Hint) -> RTy {
        if sig.args.iter().any(|arg| arg.rest) {
            return RTy::Std("Function");
        }
        if sig.args.len() > MOST_ARGUMENTS {
            self.warn(
                "dts::callback",
                hint.span,
                "a callback with more than five arguments is an untyped function",
            );
            return RTy::Std("Function");
        }
        let env = self.decided_env(&sig.params);
        let sig = super::super::eval::subst_sig(&Sig { params: Vec::new(), ..sig.clone() }, &env);
        let mut args = Vec::new();
        for arg in &sig.args {
            let ty = self.rty(&arg.ty, &hint.at(&names::type_name(&arg.name)));
            args.push(match ty {
                RTy::Unit => RTy::Js(Untyped::Declared),
                ty if arg.optional => ty.optional(),
                ty => ty,
            });
        }
        let awaited = self.awaited(&sig.ret);
        let (ret, promised) = match self.rty(awaited.as_ref().unwrap_or(&sig.ret), &hint.at("Result")) {
            RTy::Promise(ret) => (*ret, true),
            ret => (ret, false),
        };
        RTy::Callback(args, Box::new(ret), promised)
    }
}

/// `attachments: { … }[]` names its item `Attachment`.
pub(super) fn singular(hint: &Hint) -> Hint {
    let mut hint = hint.clone();
    if let Some(last) = hint.words.last_mut() {
        let words = codegen::names::singular_last(&names::name_words(last));
        if !words.is_empty() {
            *last = codegen::names::upper_camel(&words);
        }
    }
    hint
}

/// Types of `js_sys`, and the support crate's `ArrayBufferView`.
const STANDARD: &[&str] = &[
    "ArrayBufferView",
    "BigInt64Array",
    "BigUint64Array",
    "DataView",
    "Date",
    "Float32Array",
    "Float64Array",
    "Function",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "RegExp",
    "SharedArrayBuffer",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
];
