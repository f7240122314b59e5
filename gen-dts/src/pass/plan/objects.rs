//! Classes, interfaces and object types: handles or plain structs.

use super::{Hint, Planner};
use crate::ir::rust::{
    Class, Dict, Field, Gate, Handle, Item, ItemId, ItemKind, Method, Place, RTy, Receiver, Role, Take,
    Untyped,
};
use crate::ir::ts::{DeclId, Doc, Lit, Member, MemberKind, Object, Ty, TypeSide};
use crate::names;
use crate::pass::eval::{Env, subst, subst_member};

impl Planner<'_> {
    /// A named class or interface.
    pub(super) fn object(
        &mut self,
        id: DeclId,
        item: ItemId,
        object: &Object,
        env: &Env,
        hint: &Hint,
    ) -> ItemKind {
        let decl = self.program.decl(id);
        if !self.is_handle(&Ty::Ref(id, self.own_params(decl))) {
            let members = self.eval.members(&Ty::Ref(id, self.own_params(decl))).unwrap_or_default();
            self.flush_notes(hint.span);
            let members: Vec<_> = members.iter().map(|member| subst_member(member, env)).collect();
            if let [Member { kind: MemberKind::Call(sig), .. }] = members.as_slice() {
                return ItemKind::Alias(self.callback(sig, hint));
            }
            let mut dict = self.dict(&members, hint);
            // What a foreign parent declares can still be set and read by name.
            if object.extends.iter().any(|parent| self.eval.is_foreign(parent)) {
                dict.rest.get_or_insert(RTy::Js(Untyped::Declared));
            }
            return ItemKind::Dict(dict);
        }
        let this = self.own_type(item);
        let mut hint = hint.clone();
        hint.this = Some(this);
        let mut parent = None;
        let mut members: Vec<Member> = Vec::new();
        for ty in &object.extends {
            let ty = subst(ty, env);
            let is_parent = parent.is_none()
                && (self.is_handle(&ty)
                    || self.eval.is_foreign(&ty)
                    || matches!(self.eval.norm(&ty), Ty::Std(..)));
            if is_parent {
                parent =
                    Some(self.rty(&ty, &hint)).filter(|ty| matches!(ty, RTy::Item(..) | RTy::Std("Error")));
            } else {
                members.extend(self.eval.members(&ty).unwrap_or_default());
            }
        }
        self.flush_notes(hint.span);
        members.retain(|inherited| !object.members.iter().any(|own| own.name == inherited.name));
        members.extend(object.members.iter().map(|member| subst_member(member, env)));
        let exists = decl.value.is_some() && object.class;
        let around: Vec<String> = decl.holder.iter().chain(&decl.namespaces).cloned().collect();
        let class = exists.then(|| Class {
            name: decl.name.clone(),
            namespace: names::reach(&decl.name, &around, decl.module.as_deref()),
            module: decl.module.clone(),
        });
        let members: Vec<_> = members
            .into_iter()
            .filter(|member| !(object.is_abstract && matches!(member.kind, MemberKind::Construct(_))))
            .collect();
        let mut methods = self.methods(&members, &hint);
        // A class that declares no constructor has the one without arguments, or its parent's.
        let declared = methods.iter().any(|method| method.receiver == Receiver::Constructor);
        if object.class && !object.is_abstract && !declared && object.extends.is_empty() {
            methods.push(self.default_constructor(&hint));
        }
        let extended = object.is_abstract && decl.module.is_some();
        ItemKind::Handle(Handle { class, parent, methods, extended, ..Handle::default() })
    }

    /// The item with its own parameters.
    fn own_type(&self, item: ItemId) -> RTy {
        RTy::Item(item, self.item(item).params.iter().map(|name| RTy::Param(name.clone())).collect())
    }

    /// An object type without a name gets one by its role.
    pub(super) fn anonymous(&mut self, ty: Ty, hint: &Hint) -> RTy {
        let members = self.eval.members(&ty).unwrap_or_default();
        self.flush_notes(hint.span);
        if let [only] = members.as_slice() {
            match &only.kind {
                MemberKind::Index { value, .. } => {
                    return RTy::Record(Box::new(self.rty(value, &super::types::singular(hint))));
                }
                MemberKind::Call(sig) => return self.callback(&sig.clone(), hint),
                _ => {}
            }
        }
        if members.is_empty() {
            return RTy::Std("Object");
        }
        let args: Vec<RTy> = hint.params.iter().map(|name| RTy::Param(names::type_name(name))).collect();
        let params: Vec<String> = hint.params.iter().map(|name| names::type_name(name)).collect();
        let known = self.anonymous.iter().find(|(krate, there, item)| {
            *krate == hint.home.krate && *there == ty && self.item(*item).params == params
        });
        if let Some(item) = known.map(|(_, _, item)| *item) {
            self.found(item, hint);
            return RTy::Item(item, args);
        }
        let name = self.name(&hint.home, &hint.words, hint.words.len().min(3));
        let item = self.add(Item {
            name: name.clone(),
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
        let mut inner = hint.clone();
        inner.words = vec![name];
        let kind = self.anonymous_kind(item, &ty, &inner);
        self.items[item.0 as usize].kind = kind;
        RTy::Item(item, args)
    }

    /// An item without a name of its own is the type of one more member.
    pub(super) fn found(&mut self, item: ItemId, hint: &Hint) {
        let keys = &mut self.items[item.0 as usize].keys;
        if !keys.contains(&hint.key) {
            keys.push(hint.key.clone());
        }
    }

    /// What an object type or intersection becomes, once it has a name.
    pub(super) fn anonymous_kind(&mut self, item: ItemId, ty: &Ty, hint: &Hint) -> ItemKind {
        let members = self.eval.members(ty).unwrap_or_default();
        self.flush_notes(hint.span);
        if let [only] = members.as_slice() {
            match &only.kind {
                MemberKind::Index { value, .. } => {
                    let value = self.rty(value, &super::types::singular(hint));
                    return ItemKind::Alias(RTy::Record(Box::new(value)));
                }
                MemberKind::Call(sig) => return ItemKind::Alias(self.callback(&sig.clone(), hint)),
                _ => {}
            }
        }
        if !self.is_handle(ty) {
            return ItemKind::Dict(self.dict(&members, hint));
        }
        let mut hint = hint.clone();
        hint.this = Some(self.own_type(item));
        // The first part of an intersection that is a handle is the parent; the rest is added to it.
        let mut parent = None;
        let mut own = members;
        if let Ty::Intersection(parts) = ty {
            for part in parts {
                if let Ty::Ref(..) = part
                    && (self.is_handle(part) || self.eval.is_foreign(part))
                    && let RTy::Item(id, args) = self.rty(part, &hint)
                    && id != item
                {
                    let inherited = self.eval.members(part).unwrap_or_default();
                    own.retain(|member| !inherited.iter().any(|there| there.name == member.name));
                    parent = Some(RTy::Item(id, args));
                    break;
                }
            }
        }
        let methods = self.methods(&own, &hint);
        ItemKind::Handle(Handle { parent, methods, ..Handle::default() })
    }

    /// Whether a type has behaviour, so that it stays a JavaScript object: a class, or anything with a method that is
    /// always there, an accessor, or a parent of that kind.
    pub(super) fn is_handle(&self, ty: &Ty) -> bool {
        let handle = self.handle_within(ty, 16);
        self.eval.take_notes();
        handle
    }

    fn handle_within(&self, ty: &Ty, depth: usize) -> bool {
        if depth == 0 {
            return false;
        }
        match self.eval.norm(ty) {
            Ty::Ref(id, args) => {
                let decl = self.program.decl(id);
                match &decl.ty {
                    Some(TypeSide::Object(object)) => {
                        object.class
                            || object.members.is_empty() && object.extends.is_empty()
                            || object.members.iter().any(behaves)
                            || object.extends.iter().any(|parent| self.handle_within(parent, depth - 1))
                    }
                    Some(TypeSide::Alias(body)) => {
                        let env = self.eval.env(&decl.params, &args);
                        !matches!(body, Ty::Union(_)) && self.handle_within(&subst(body, &env), depth - 1)
                    }
                    _ => false,
                }
            }
            Ty::Anon(members) => members.iter().any(|member| behaves(&member.0)),
            Ty::Intersection(parts) => parts.iter().any(|part| self.handle_within(part, depth - 1)),
            Ty::Std(name, _) => name == "Error",
            _ => false,
        }
    }

    /// A plain struct.
    fn dict(&mut self, members: &[Member], hint: &Hint) -> Dict {
        let mut dict = Dict::default();
        for member in members {
            let mut hint = hint.clone();
            hint.span = member.span;
            match &member.kind {
                MemberKind::Property { ty, optional, .. } => {
                    let hint = hint.at(&names::type_name(&member.name));
                    let constant = match self.eval.norm(ty) {
                        Ty::Lit(Lit::String(text)) if !optional => Some(Lit::String(text)),
                        Ty::Lit(Lit::Bool(truth)) if !optional => Some(Lit::Bool(truth)),
                        _ => None,
                    };
                    let ty = self.rty(ty, &hint);
                    self.field(&mut dict, member, ty, *optional, constant);
                }
                MemberKind::Method { sig, optional } => {
                    let ty = self.callback(sig, &hint.at(&names::type_name(&member.name)));
                    self.field(&mut dict, member, ty, *optional, None);
                }
                MemberKind::Index { value, .. } => {
                    dict.rest = Some(self.rty(value, &hint.at("Value")));
                }
                MemberKind::Construct(_) | MemberKind::Call(_) => {
                    let what = format!(
                        "`{}` can also be called; of a struct that is left out",
                        hint.words.join(" ")
                    );
                    self.warn("dts::callable", member.span, what);
                }
                MemberKind::Setter(_) => {}
            }
        }
        dict
    }

    fn field(&mut self, dict: &mut Dict, member: &Member, ty: RTy, optional: bool, constant: Option<Lit>) {
        if member.name.starts_with("@@") || dict.fields.iter().any(|field| field.js == member.name) {
            return;
        }
        let ty = match ty {
            // A property that is always `undefined` says that the branch lacks it.
            RTy::Unit if optional => return,
            RTy::Unit => RTy::Js(Untyped::Declared),
            ty if optional => ty.optional(),
            ty => ty,
        };
        dict.fields.push(Field {
            js: member.name.clone(),
            name: String::new(),
            optional,
            ty,
            constant,
            doc: member.doc.clone(),
            span: member.span,
            variants: member.variants,
            gate: Gate::default(),
            place: Place::default(),
            take: Take::default(),
        });
    }

    fn methods(&mut self, members: &[Member], hint: &Hint) -> Vec<Method> {
        let mut methods = Vec::new();
        for member in members {
            let mut hint = hint.clone();
            hint.span = member.span;
            hint.variants = member.variants;
            self.member(member, &hint, &mut methods);
        }
        methods
    }
}

/// Members that make an object more than data.
fn behaves(member: &Member) -> bool {
    match &member.kind {
        MemberKind::Method { optional, .. } => !optional && !member.name.starts_with("@@__"),
        MemberKind::Property { accessor, .. } => *accessor,
        MemberKind::Construct(_) => true,
        _ => false,
    }
}
