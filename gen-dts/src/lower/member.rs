//! Members of classes, interfaces and object types.

use super::Lower;
use crate::ir::ts::{AnonMember, Member, MemberKind, Sig, Ty, Variants};
use oxc_ast::ast::{
    ClassElement, MethodDefinitionKind, PropertyKey, TSAccessibility, TSMethodSignatureKind, TSSignature,
};
use oxc_span::GetSpan;

impl Lower<'_, '_> {
    pub(super) fn signature(&mut self, signature: &TSSignature<'_>) -> Option<Member> {
        let span = signature.span();
        let (name, kind) = match signature {
            TSSignature::TSIndexSignature(it) => {
                let key = self.ty(&it.parameter.type_annotation.type_annotation);
                let value = self.ty(&it.type_annotation.type_annotation);
                (String::new(), MemberKind::Index { key, value })
            }
            TSSignature::TSPropertySignature(it) => {
                let name = self.key(&it.key, it.computed)?;
                let ty = it.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
                (
                    name,
                    MemberKind::Property {
                        ty,
                        optional: it.optional,
                        readonly: it.readonly,
                        accessor: false,
                    },
                )
            }
            TSSignature::TSCallSignatureDeclaration(it) => {
                let sig = self.sig(it.type_parameters.as_deref(), &it.params, it.return_type.as_deref());
                (String::new(), MemberKind::Call(sig))
            }
            TSSignature::TSConstructSignatureDeclaration(it) => {
                let sig = self.sig(it.type_parameters.as_deref(), &it.params, it.return_type.as_deref());
                (String::new(), MemberKind::Construct(sig))
            }
            TSSignature::TSMethodSignature(it) => {
                let name = self.key(&it.key, it.computed)?;
                let sig = self.sig(it.type_parameters.as_deref(), &it.params, it.return_type.as_deref());
                let kind = match it.kind {
                    TSMethodSignatureKind::Method => MemberKind::Method { sig, optional: it.optional },
                    TSMethodSignatureKind::Get => getter(sig),
                    TSMethodSignatureKind::Set => MemberKind::Setter(first_argument(sig)),
                };
                (name, kind)
            }
        };
        Some(self.member(name, false, kind, span))
    }

    pub(super) fn class_element(&mut self, element: &ClassElement<'_>) -> Option<Member> {
        let span = element.span();
        match element {
            ClassElement::MethodDefinition(it) => {
                if it.accessibility == Some(TSAccessibility::Private) {
                    return None;
                }
                let function = &it.value;
                let sig = self.sig(
                    function.type_parameters.as_deref(),
                    &function.params,
                    function.return_type.as_deref(),
                );
                let name = self.key(&it.key, it.computed)?;
                let kind = match it.kind {
                    MethodDefinitionKind::Constructor => MemberKind::Construct(sig),
                    MethodDefinitionKind::Method => MemberKind::Method { sig, optional: it.optional },
                    MethodDefinitionKind::Get => getter(sig),
                    MethodDefinitionKind::Set => MemberKind::Setter(first_argument(sig)),
                };
                Some(self.member(name, it.r#static, kind, span))
            }
            ClassElement::PropertyDefinition(it) => {
                if it.accessibility == Some(TSAccessibility::Private) {
                    return None;
                }
                let name = self.key(&it.key, it.computed)?;
                let ty = it.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
                let kind = MemberKind::Property {
                    ty,
                    optional: it.optional,
                    readonly: it.readonly,
                    accessor: false,
                };
                Some(self.member(name, it.r#static, kind, span))
            }
            ClassElement::AccessorProperty(it) => {
                let name = self.key(&it.key, it.computed)?;
                let ty = it.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
                let kind = MemberKind::Property { ty, optional: false, readonly: false, accessor: true };
                Some(self.member(name, it.r#static, kind, span))
            }
            ClassElement::TSIndexSignature(it) => {
                let key = self.ty(&it.parameter.type_annotation.type_annotation);
                let value = self.ty(&it.type_annotation.type_annotation);
                Some(self.member(String::new(), it.r#static, MemberKind::Index { key, value }, span))
            }
            ClassElement::StaticBlock(_) => None,
        }
    }

    /// The members of `{ … }`, accessors paired.
    pub(super) fn anonymous(&mut self, members: &[TSSignature<'_>]) -> Ty {
        let mut merged = Vec::new();
        let members = members.iter().filter_map(|member| self.signature(member)).collect();
        merge(&mut merged, members, Variants::of(self.file));
        Ty::Anon(merged.into_iter().map(AnonMember).collect())
    }

    fn member(&self, name: String, is_static: bool, kind: MemberKind, span: oxc_span::Span) -> Member {
        let doc = self.docs.at(span.start);
        Member { name, is_static, kind, doc, span: self.span(span), variants: Variants::of(self.file) }
    }

    fn key(&mut self, key: &PropertyKey<'_>, computed: bool) -> Option<String> {
        match key {
            PropertyKey::StaticIdentifier(name) => Some(name.name.to_string()),
            PropertyKey::StringLiteral(text) => Some(text.value.to_string()),
            PropertyKey::NumericLiteral(number) => Some(number.value.to_string()),
            PropertyKey::StaticMemberExpression(member) if computed => {
                // `[Symbol.iterator]` and brands such as `[Rpc.__RPC_STUB_BRAND]`.
                Some(format!("@@{}", member.property.name))
            }
            PropertyKey::Identifier(name) if computed => Some(format!("@@{}", name.name)),
            PropertyKey::PrivateIdentifier(_) => None,
            other => {
                self.warn("dts::computed-name", other.span(), "a member with a computed name is left out");
                None
            }
        }
    }
}

fn getter(sig: Sig) -> MemberKind {
    MemberKind::Property { ty: sig.ret, optional: false, readonly: true, accessor: true }
}

fn first_argument(sig: Sig) -> Ty {
    sig.args.into_iter().next().map_or(Ty::Any, |arg| arg.ty)
}

/// The type of a declaration that two files make: the later one's, unless they mean the same. What both declare inside
/// it belongs to both.
pub(super) fn newer(earlier: Ty, mut later: Ty) -> Ty {
    if earlier == later {
        return earlier;
    }
    match (&earlier, &mut later) {
        (Ty::Anon(there), Ty::Anon(members)) => {
            for AnonMember(member) in members {
                let twin = there.iter().find(|twin| twin.0.name == member.name);
                if let Some(twin) = twin {
                    member.variants = member.variants.and(twin.0.variants);
                    if let (MemberKind::Property { ty: earlier, .. }, MemberKind::Property { ty, .. }) =
                        (&twin.0.kind, &mut member.kind)
                    {
                        let later = std::mem::replace(ty, Ty::Any);
                        *ty = newer(earlier.clone(), later);
                    }
                }
            }
        }
        _ => shared(&mut later),
    }
    later
}

/// Marks everything inside a type as declared by both files.
fn shared(ty: &mut Ty) {
    match ty {
        Ty::Anon(members) => {
            for AnonMember(member) in members {
                member.variants.stable = true;
                match &mut member.kind {
                    MemberKind::Property { ty, .. } | MemberKind::Setter(ty) => shared(ty),
                    MemberKind::Method { sig, .. } | MemberKind::Construct(sig) | MemberKind::Call(sig) => {
                        sig.args.iter_mut().for_each(|arg| shared(&mut arg.ty));
                        shared(&mut sig.ret);
                    }
                    MemberKind::Index { value, .. } => shared(value),
                }
            }
        }
        Ty::Union(types) | Ty::Intersection(types) | Ty::Ref(_, types) | Ty::Std(_, types) => {
            types.iter_mut().for_each(shared);
        }
        Ty::Array(item) => shared(item),
        Ty::Function(sig) | Ty::Constructor(sig) => {
            sig.args.iter_mut().for_each(|arg| shared(&mut arg.ty));
            shared(&mut sig.ret);
        }
        Ty::Conditional(parts) => parts.iter_mut().for_each(shared),
        _ => {}
    }
}

/// Adds members to those that are there: the same again only widens the variants, `set x` makes `get x` writable, a
/// member that changed between variants takes the later type.
pub(super) fn merge(there: &mut Vec<Member>, more: Vec<Member>, variants: Variants) {
    for member in more {
        let twin = there.iter_mut().find(|known| {
            known.name == member.name
                && known.is_static == member.is_static
                && match (&known.kind, &member.kind) {
                    (MemberKind::Property { .. }, MemberKind::Property { .. } | MemberKind::Setter(_))
                    | (MemberKind::Index { .. }, MemberKind::Index { .. }) => true,
                    _ => AnonMember((*known).clone()) == AnonMember(member.clone()),
                }
        });
        match twin {
            None => there.push(member),
            Some(known) => {
                known.variants = known.variants.and(variants);
                match (&mut known.kind, member.kind) {
                    (MemberKind::Property { readonly, .. }, MemberKind::Setter(_)) => *readonly = false,
                    (
                        MemberKind::Property { ty, optional, .. },
                        MemberKind::Property { ty: later, optional: later_optional, .. },
                    ) => {
                        let earlier = std::mem::replace(ty, Ty::Any);
                        *ty = newer(earlier, later);
                        *optional |= later_optional;
                    }
                    _ => {}
                }
            }
        }
    }
}
