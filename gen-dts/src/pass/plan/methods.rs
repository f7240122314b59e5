//! Members of handles to methods, and signatures to arguments and results.

use super::{Hint, Planner};
use crate::ir::rust::{CallKind, Method, RArg, RTy, Receiver, Untyped};
use crate::ir::ts::{AnonMember, Arg, Doc, Lit, Member, MemberKind, Sig, Ty};
use crate::names;
use crate::pass::eval::{Env, subst_sig};

impl Planner<'_> {
    pub(super) fn member(&mut self, member: &Member, hint: &Hint, methods: &mut Vec<Method>) {
        let receiver = if member.is_static { Receiver::Static } else { Receiver::Instance };
        match &member.kind {
            MemberKind::Method { sig, .. } => {
                if let Some(name) = callable_name(&member.name) {
                    let mut method = self.method(&member.name, sig, receiver, &member.doc, hint);
                    name.clone_into(&mut method.name);
                    methods.push(method);
                }
            }
            MemberKind::Construct(sig) => {
                let mut method = self.method("new", sig, Receiver::Constructor, &member.doc, hint);
                method.is_async = false;
                methods.push(method);
            }
            MemberKind::Property { ty, optional, readonly, .. } => {
                if member.name.starts_with("@@") {
                    return;
                }
                if let Ty::Function(sig) = self.eval.norm(ty)
                    && !optional
                {
                    // `sleep: (…) => Promise<void>` is a method by another notation.
                    methods.push(self.method(&member.name, &sig, receiver, &member.doc, hint));
                    return;
                }
                self.property(member, ty, *optional, *readonly, receiver, hint, methods);
            }
            MemberKind::Setter(ty) => {
                let hint = hint.at(&names::type_name(&member.name));
                let ty = self.rty(ty, &hint);
                methods.push(self.setter(member, ty, receiver, &hint));
            }
            MemberKind::Call(_) => {
                let what = format!("`{}` can also be called; that is left out", hint.words.join(" "));
                self.warn("dts::callable", member.span, what);
            }
            MemberKind::Index { .. } => {}
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one property")]
    fn property(
        &mut self,
        member: &Member,
        ty: &Ty,
        optional: bool,
        readonly: bool,
        receiver: Receiver,
        hint: &Hint,
        methods: &mut Vec<Method>,
    ) {
        let named = hint.at(&names::type_name(&member.name));
        let mut rust = self.rty(ty, &named);
        if optional {
            rust = rust.optional();
        }
        let mut method = Method::new(&member.name, names::stem(&member.name), receiver, CallKind::Getter);
        self.writer.member(&mut method.ts, member);
        methods.push(Method {
            ret: rust.clone(),
            absent: optional,
            doc: member.doc.clone(),
            span: member.span,
            variants: member.variants,
            ..method
        });
        if !readonly {
            methods.push(self.setter(member, rust, receiver, hint));
        }
    }

    fn setter(&mut self, member: &Member, ty: RTy, receiver: Receiver, hint: &Hint) -> Method {
        let (ty, optional) = match ty {
            RTy::Opt(ty) => (*ty, true),
            RTy::Unit => (RTy::Js(Untyped::Declared), false),
            ty => (ty, false),
        };
        let name = format!("set_{}", names::stem(&member.name));
        let mut method = Method::new(&member.name, name, receiver, CallKind::Setter);
        self.writer.member(&mut method.ts, member);
        method.args = vec![RArg { name: "value".into(), ty, optional, ..RArg::default() }];
        let text = format!("Sets `{}`.", member.name);
        Method {
            doc: Doc { text, deprecated: member.doc.deprecated.clone() },
            span: hint.span,
            variants: member.variants,
            ..method
        }
    }

    pub(super) fn default_constructor(&mut self, hint: &Hint) -> Method {
        let sig = Sig { params: Vec::new(), args: Vec::new(), ret: Ty::This };
        self.method("new", &sig, Receiver::Constructor, &Doc::default(), hint)
    }

    /// One signature.
    pub(super) fn method(
        &mut self,
        js: &str,
        sig: &Sig,
        receiver: Receiver,
        doc: &Doc,
        hint: &Hint,
    ) -> Method {
        let mut method = Method::new(js, names::stem(js), receiver, CallKind::Call);
        method.ts = format!("{js}{}", self.writer.sig(sig, ": "));
        let (sig, params) = self.generics(sig);
        let mut within = hint.clone();
        // A constructor repeats its class's parameters.
        let params: Vec<String> = params.into_iter().filter(|name| !hint.params.contains(name)).collect();
        within.params.extend(params.iter().cloned());
        if receiver != Receiver::Free && js != "new" {
            within.push(&names::type_name(js));
        }
        for arg in &sig.args {
            let arg = self.argument(arg, &within, &method.args);
            method.args.push(arg);
        }
        let ret = match receiver {
            Receiver::Constructor => hint.this.clone().unwrap_or(RTy::Js(Untyped::Declared)),
            _ => {
                let awaited = self.awaited(&sig.ret);
                self.rty(awaited.as_ref().unwrap_or(&sig.ret), &within.at("Result"))
            }
        };
        (method.ret, method.is_async) = match ret {
            RTy::Promise(inner) => (*inner, true),
            ret => (ret, false),
        };
        Method {
            params: params.iter().map(|name| names::type_name(name)).collect(),
            doc: doc.clone(),
            span: hint.span,
            variants: hint.variants,
            ..method
        }
    }

    /// One argument, called otherwise than those before it.
    fn argument(&mut self, arg: &Arg, within: &Hint, before: &[RArg]) -> RArg {
        let constant = match self.eval.norm(&arg.ty) {
            Ty::Lit(literal) if !arg.optional => Some(literal),
            _ => None,
        };
        let hint = within.at(&names::type_name(&arg.name));
        let ty = match (&arg.ty, arg.rest) {
            (Ty::Array(item), true) => RTy::List(Box::new(self.rty(item, &hint))),
            (ty, false) => self.rty(ty, &hint),
            (ty, true) => match self.rty(ty, &hint) {
                // A type parameter or any value: the arguments themselves are what is known of it.
                RTy::Param(_) | RTy::Js(_) => RTy::List(Box::new(RTy::Js(Untyped::Declared))),
                ty => ty,
            },
        };
        let (ty, null) = match ty {
            RTy::Opt(ty) => (*ty, true),
            // What can only be iterated is given as a slice.
            RTy::Iter(item) => (RTy::List(item), false),
            RTy::Unit => (RTy::Js(Untyped::Declared), true),
            ty => (ty, false),
        };
        let mut name = names::value_name(&arg.name);
        if name == "self_" {
            name = "object".into();
        }
        while before.iter().any(|there| there.name == name) {
            name.push('_');
        }
        RArg {
            name,
            ty,
            literals: if arg.optional { Vec::new() } else { self.held_besides(&arg.ty) },
            optional: (arg.optional || (null && self.only_null(&arg.ty))) && !arg.rest,
            variadic: arg.rest,
            constant,
            ..RArg::default()
        }
    }

    /// What any value of a type holds: `T["inputs"] & { stream: true }`, where nothing is known of the inputs.
    fn held_besides(&self, ty: &Ty) -> Vec<(String, Lit)> {
        let Ty::Intersection(parts) = ty else { return Vec::new() };
        let known = !matches!(self.eval.norm(ty), Ty::Any | Ty::Unknown);
        self.eval.take_notes();
        let members = parts.iter().filter(|_| !known).filter_map(|part| match part {
            Ty::Anon(members) => Some(members),
            _ => None,
        });
        let literal = |member: &AnonMember| match &member.0.kind {
            MemberKind::Property { ty: Ty::Lit(literal), optional: false, .. } => {
                Some((member.0.name.clone(), literal.clone()))
            }
            _ => None,
        };
        members.flatten().filter_map(literal).collect()
    }

    /// Whether a nullable argument has no other form than one handle or primitive, so that `None` is how to pass null.
    /// Where it has several forms, null is one more that only the `sys` layer offers.
    fn only_null(&self, ty: &Ty) -> bool {
        match self.eval.norm(ty) {
            Ty::Union(branches) => branches.iter().filter(|branch| !branch.is_nothing()).count() <= 1,
            _ => true,
        }
    }

    /// Decides a signature's own type parameters: those with a primitive constraint are that; those that only
    /// describe an argument are any value; those of the result stay.
    fn generics(&self, sig: &Sig) -> (Sig, Vec<String>) {
        let mut env: Env = self.decided_env(&sig.params);
        let mut kept = Vec::new();
        for param in &sig.params {
            if env.iter().any(|(name, _)| *name == param.name) {
                continue;
            }
            if mentions(&sig.ret, &param.name) {
                kept.push(param.name.clone());
            } else {
                env.push((param.name.clone(), Ty::Unknown));
            }
        }
        let bare = Sig { params: Vec::new(), ..sig.clone() };
        (subst_sig(&bare, &env), kept)
    }
}

/// The Rust name of a method with a symbol for a name, if it has one.
fn callable_name(name: &str) -> Option<String> {
    match name {
        "@@iterator" => Some("iter".into()),
        "@@asyncIterator" => Some("stream".into()),
        "@@dispose" => Some("dispose".into()),
        "@@asyncDispose" => Some("dispose_async".into()),
        symbol if symbol.starts_with("@@") => None,
        plain => Some(names::stem(plain)),
    }
}

fn mentions(ty: &Ty, name: &str) -> bool {
    let mentions = |ty: &Ty| mentions(ty, name);
    match ty {
        Ty::Param(there) => there == name,
        Ty::Ref(_, args) | Ty::Std(_, args) | Ty::Union(args) | Ty::Intersection(args) => {
            args.iter().any(mentions)
        }
        Ty::Array(item) | Ty::Keyof(item) => mentions(item),
        Ty::Indexed(of, index) => mentions(of) || mentions(index),
        Ty::Conditional(parts) => parts.iter().any(mentions),
        Ty::Tuple(items) => items.iter().any(|item| mentions(&item.ty)),
        Ty::Function(sig) | Ty::Constructor(sig) => {
            mentions(&sig.ret) || sig.args.iter().any(|arg| mentions(&arg.ty))
        }
        Ty::Anon(members) => members.iter().any(|member| match &member.0.kind {
            MemberKind::Property { ty, .. } | MemberKind::Setter(ty) => mentions(ty),
            MemberKind::Method { sig, .. } | MemberKind::Construct(sig) | MemberKind::Call(sig) => {
                mentions(&sig.ret) || sig.args.iter().any(|arg| mentions(&arg.ty))
            }
            MemberKind::Index { value, .. } => mentions(value),
        }),
        Ty::Mapped(mapped) => mentions(&mapped.over) || mentions(&mapped.value),
        _ => false,
    }
}
