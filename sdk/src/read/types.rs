//! TypeScript's types.

use super::Reader;
use crate::model::{Kind, Member, Object, Type};
use oxc_ast::ast::{self, TSLiteral, TSSignature, TSType, TSTypeName};
use oxc_span::GetSpan;

impl Reader<'_> {
    pub(super) fn ty(&mut self, ty: &TSType<'_>) -> Type {
        let start = ty.span().start;
        let kind = match ty {
            TSType::TSUnknownKeyword(_) => Kind::Unknown,
            TSType::TSVoidKeyword(_) => Kind::Nothing,
            TSType::TSNullKeyword(_) | TSType::TSUndefinedKeyword(_) => Kind::Null,
            TSType::TSStringKeyword(_) => Kind::String,
            TSType::TSNumberKeyword(_) => Kind::Number,
            TSType::TSBooleanKeyword(_) => Kind::Boolean,
            TSType::TSLiteralType(it) => self.literal(&it.literal),
            TSType::TSParenthesizedType(it) => return self.ty(&it.type_annotation),
            TSType::TSUnionType(it) => Kind::Union(it.types.iter().map(|ty| self.ty(ty)).collect()),
            TSType::TSTypeLiteral(it) => Kind::Object(self.members(&it.members, Vec::new())),
            TSType::TSTypeReference(it) => self.reference(&it.type_name, it.type_arguments.as_deref()),
            // `string & {}` is how a string is written that may be none of the values beside it.
            TSType::TSIntersectionType(it) => match it.types.as_slice() {
                [TSType::TSStringKeyword(_), TSType::TSTypeLiteral(empty)] if empty.members.is_empty() => {
                    Kind::String
                }
                types => Kind::Object(Object {
                    extends: types.iter().map(|ty| self.ty(ty)).collect(),
                    ..Object::default()
                }),
            },
            other => {
                self.error(other.span(), "this kind of type is not known");
                Kind::Unknown
            }
        };
        Type { start, kind }
    }

    fn literal(&mut self, literal: &TSLiteral<'_>) -> Kind {
        match literal {
            TSLiteral::BooleanLiteral(it) => Kind::Bool(it.value),
            TSLiteral::StringLiteral(it) => Kind::Text(it.value.to_string()),
            other => {
                let digits = self.text(other.span());
                if digits.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()) {
                    return Kind::Digits(digits.to_owned());
                }
                self.error(other.span(), "this literal is neither text nor number");
                Kind::Unknown
            }
        }
    }

    pub(super) fn reference(
        &mut self,
        name: &TSTypeName<'_>,
        arguments: Option<&ast::TSTypeParameterInstantiation<'_>>,
    ) -> Kind {
        let name = self.text(name.span()).split_whitespace().collect::<String>();
        let arguments: Vec<&TSType<'_>> = arguments.into_iter().flat_map(|it| it.params.iter()).collect();
        match (name.as_str(), arguments.as_slice()) {
            ("Array", [item]) => Kind::List(Box::new(self.ty(item))),
            ("Record", [_, value]) => Kind::Map(Box::new(self.ty(value))),
            ("Omit", [of, names]) => Kind::Without(Box::new(self.ty(of)), self.texts(names)),
            ("Uploadable" | "ArrayBuffer" | "ArrayBufferView" | "Blob" | "DataView", []) => Kind::Upload,
            ("Response", []) if !self.declares("Response") => Kind::Bytes,
            (_, []) => Kind::Named(name),
            _ => Kind::Generic(name),
        }
    }

    /// The texts of a union of literals.
    fn texts(&mut self, ty: &TSType<'_>) -> Vec<String> {
        match self.ty(ty).kind {
            Kind::Text(text) => vec![text],
            Kind::Union(types) => types
                .into_iter()
                .filter_map(|ty| match ty.kind {
                    Kind::Text(text) => Some(text),
                    _ => None,
                })
                .collect(),
            _ => {
                self.error(ty.span(), "names of members are texts");
                Vec::new()
            }
        }
    }

    pub(super) fn interface(&mut self, it: &ast::TSInterfaceDeclaration<'_>) -> Type {
        let extends = it
            .extends
            .iter()
            .map(|base| Type {
                start: base.span.start,
                kind: self.reference(&base.type_name, base.type_arguments.as_deref()),
            })
            .collect();
        Type { start: it.span.start, kind: Kind::Object(self.members(&it.body.body, extends)) }
    }

    fn members(&mut self, signatures: &[TSSignature<'_>], extends: Vec<Type>) -> Object {
        let mut object = Object { extends, ..Object::default() };
        for signature in signatures {
            match signature {
                TSSignature::TSPropertySignature(it) => {
                    let (Some(name), Some(ty)) = (self.key(&it.key), &it.type_annotation) else {
                        self.error(it.span, "a member has a name and a type");
                        continue;
                    };
                    object.members.push(Member {
                        start: it.span.start,
                        name,
                        optional: it.optional,
                        doc: self.docs.at(it.span.start),
                        ty: self.ty(&ty.type_annotation),
                    });
                }
                TSSignature::TSIndexSignature(it) => {
                    object.others = Some(Box::new(self.ty(&it.type_annotation.type_annotation)));
                }
                other => self.error(other.span(), "this kind of member is not known"),
            }
        }
        object
    }
}
