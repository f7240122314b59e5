//! Type expressions.

use super::Lower;
use super::foreign::qualifier_path;
use crate::ir::ts::{Arg, Lit, Mapped, Sig, TupleItem, Ty, TypeParam};
use oxc_ast::ast::{
    BindingPattern, ClassHeritage, Expression, FormalParameters, TSConditionalType, TSImportType, TSLiteral,
    TSMappedType, TSMappedTypeModifierOperator, TSTupleElement, TSType, TSTypeAnnotation, TSTypeName,
    TSTypeOperatorOperator, TSTypeParameterDeclaration, TSTypeParameterInstantiation,
};

impl Lower<'_, '_> {
    pub(super) fn ty(&mut self, ty: &TSType<'_>) -> Ty {
        match ty {
            TSType::TSArrayType(it) => Ty::Array(Box::new(self.ty(&it.element_type))),
            TSType::TSParenthesizedType(it) => self.ty(&it.type_annotation),
            TSType::JSDocNullableType(it) => Ty::Union(vec![self.ty(&it.type_annotation), Ty::Null]),
            TSType::JSDocNonNullableType(it) => self.ty(&it.type_annotation),
            TSType::TSNamedTupleMember(it) => self.tuple_element(&it.element_type).ty,
            TSType::TSUnionType(it) => Ty::Union(it.types.iter().map(|ty| self.ty(ty)).collect()),
            TSType::TSIntersectionType(it) => {
                Ty::Intersection(it.types.iter().map(|ty| self.ty(ty)).collect())
            }
            TSType::TSTupleType(it) => {
                Ty::Tuple(it.element_types.iter().map(|element| self.tuple_element(element)).collect())
            }
            TSType::TSTypeLiteral(it) => self.anonymous(&it.members),
            TSType::TSFunctionType(it) => {
                let sig = self.sig(it.type_parameters.as_deref(), &it.params, Some(&it.return_type));
                Ty::Function(Box::new(sig))
            }
            TSType::TSConstructorType(it) => {
                let sig = self.sig(it.type_parameters.as_deref(), &it.params, Some(&it.return_type));
                Ty::Constructor(Box::new(sig))
            }
            TSType::TSIndexedAccessType(it) => {
                Ty::Indexed(Box::new(self.ty(&it.object_type)), Box::new(self.ty(&it.index_type)))
            }
            TSType::TSConditionalType(it) => self.conditional(it),
            TSType::TSInferType(it) => {
                let name = it.type_parameter.name.name.to_string();
                self.params.push(name.clone());
                Ty::Infer(name)
            }
            TSType::TSMappedType(it) => self.mapped(it),
            TSType::TSTypeOperatorType(it) => {
                let inner = self.ty(&it.type_annotation);
                match it.operator {
                    TSTypeOperatorOperator::Keyof => Ty::Keyof(Box::new(inner)),
                    TSTypeOperatorOperator::Readonly | TSTypeOperatorOperator::Unique => inner,
                }
            }
            TSType::TSTypeReference(it) => {
                self.reference(&it.type_name, it.type_arguments.as_deref(), it.span)
            }
            TSType::TSTypeQuery(it) => match it.expr_name.as_ts_type_name() {
                Some(name) => self.type_query(name, it.span),
                None => Ty::Any,
            },
            TSType::TSImportType(it) => self.import(it),
            TSType::TSLiteralType(it) => literal(&it.literal),
            TSType::TSTemplateLiteralType(it) => {
                let parts = it.quasis.iter().map(|quasi| quasi.value.raw.to_string()).collect();
                Ty::Template(parts, it.types.iter().map(|ty| self.ty(ty)).collect())
            }
            plain => keyword(plain),
        }
    }

    fn conditional(&mut self, it: &TSConditionalType<'_>) -> Ty {
        let check = self.ty(&it.check_type);
        let depth = self.params.len();
        let extends = self.ty(&it.extends_type);
        // `infer T` names are in scope of the true branch only.
        let then = self.ty(&it.true_type);
        self.params.truncate(depth);
        Ty::Conditional(Box::new([check, extends, then, self.ty(&it.false_type)]))
    }

    fn mapped(&mut self, it: &TSMappedType<'_>) -> Ty {
        let over = self.ty(&it.constraint);
        let key = it.key.name.to_string();
        self.params.push(key.clone());
        let name = it.name_type.as_ref().map(|ty| self.ty(ty));
        let value = it.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(ty));
        self.params.pop();
        let optional = it.optional.map(|operator| operator != TSMappedTypeModifierOperator::Minus);
        Ty::Mapped(Box::new(Mapped { key, over, name, value, optional }))
    }

    /// `import("module").Name`
    fn import(&mut self, it: &TSImportType<'_>) -> Ty {
        let args = self.arguments(it.type_arguments.as_deref());
        let path = it.qualifier.as_ref().map(qualifier_path).unwrap_or_default();
        if let Some(id) = self.foreign(&path, Some(it.source.value.as_str()), args.len(), it.span) {
            return Ty::Ref(id, args);
        }
        let name = format!("import(\"{}\")", it.source.value);
        self.warn("dts::unresolved", it.span, format!("`{name}` is another file: read as any value"));
        Ty::Unresolved(name)
    }

    fn tuple_element(&mut self, element: &TSTupleElement<'_>) -> TupleItem {
        match element {
            TSTupleElement::TSOptionalType(it) => {
                TupleItem { ty: self.ty(&it.type_annotation), optional: true, rest: false }
            }
            TSTupleElement::TSRestType(it) => {
                TupleItem { ty: self.ty(&it.type_annotation), optional: false, rest: true }
            }
            TSTupleElement::TSNamedTupleMember(it) => {
                let mut item = self.tuple_element(&it.element_type);
                item.optional |= it.optional;
                item
            }
            other => {
                let ty = other.as_ts_type().map_or(Ty::Any, |ty| self.ty(ty));
                TupleItem { ty, optional: false, rest: false }
            }
        }
    }

    pub(super) fn type_params(&mut self, params: Option<&TSTypeParameterDeclaration<'_>>) -> Vec<TypeParam> {
        let Some(params) = params else { return Vec::new() };
        let depth = self.params.len();
        self.params.extend(params.params.iter().map(|param| param.name.name.to_string()));
        let lowered = params
            .params
            .iter()
            .map(|param| TypeParam {
                name: param.name.name.to_string(),
                constraint: param.constraint.as_ref().map(|ty| self.ty(ty)),
                default: param.default.as_ref().map(|ty| self.ty(ty)),
            })
            .collect();
        self.params.truncate(depth);
        lowered
    }

    pub(super) fn sig(
        &mut self,
        params: Option<&TSTypeParameterDeclaration<'_>>,
        args: &FormalParameters<'_>,
        ret: Option<&TSTypeAnnotation<'_>>,
    ) -> Sig {
        let params = self.type_params(params);
        let depth = self.params.len();
        self.params.extend(params.iter().map(|param| param.name.clone()));
        let mut lowered = Vec::new();
        for (index, arg) in args.items.iter().enumerate() {
            let name = binding_name(&arg.pattern, index);
            let ty = arg.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
            lowered.push(Arg { name, ty, optional: arg.optional, rest: false });
        }
        if let Some(rest) = &args.rest {
            let name = binding_name(&rest.rest.argument, args.items.len());
            let ty = rest.type_annotation.as_ref().map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
            lowered.push(Arg { name, ty, optional: true, rest: true });
        }
        let ret = ret.map_or(Ty::Any, |ty| self.ty(&ty.type_annotation));
        // Only the own names leave: `(…args: infer P) => infer R` brings P and R into the scope around it.
        self.params.drain(depth..depth + params.len());
        Sig { params, args: lowered, ret }
    }

    pub(super) fn heritage(&mut self, heritage: &ClassHeritage<'_>) -> Option<Ty> {
        let mut path = Vec::new();
        let mut at = &heritage.expression;
        loop {
            match at {
                Expression::Identifier(name) => {
                    path.push(name.name.as_str());
                    break;
                }
                Expression::StaticMemberExpression(member) => {
                    path.push(member.property.name.as_str());
                    at = &member.object;
                }
                _ => return None,
            }
        }
        path.reverse();
        let args = self.arguments(heritage.type_arguments.as_deref());
        Some(self.named(&path, args, oxc_span::GetSpan::span(&heritage.expression)))
    }

    pub(super) fn reference(
        &mut self,
        name: &TSTypeName<'_>,
        arguments: Option<&TSTypeParameterInstantiation<'_>>,
        span: oxc_span::Span,
    ) -> Ty {
        let args = self.arguments(arguments);
        self.named(&type_path(name), args, span)
    }

    fn arguments(&mut self, arguments: Option<&TSTypeParameterInstantiation<'_>>) -> Vec<Ty> {
        arguments.map_or_else(Vec::new, |arguments| arguments.params.iter().map(|ty| self.ty(ty)).collect())
    }

    fn named(&mut self, path: &[&str], args: Vec<Ty>, span: oxc_span::Span) -> Ty {
        if let [name] = path
            && self.params.iter().any(|param| param == name)
        {
            return Ty::Param((*name).to_owned());
        }
        if let Some(id) = self.scopes.find(self.scope, path) {
            return Ty::Ref(id, args);
        }
        // A member of an enum is one of its values.
        if let Some((member, of)) = path.split_last()
            && let Some(id) = self.scopes.find(self.scope, of)
        {
            let member = Ty::Lit(Lit::String((*member).to_owned()));
            return Ty::Indexed(Box::new(Ty::Ref(id, Vec::new())), Box::new(member));
        }
        let name = path.join(".");
        if crate::stdlib::knows(&name) {
            return Ty::Std(name, args);
        }
        match self.foreign(path, None, args.len(), span) {
            Some(id) => Ty::Ref(id, args),
            None => Ty::Unresolved(name),
        }
    }

    fn type_query(&mut self, name: &TSTypeName<'_>, span: oxc_span::Span) -> Ty {
        let path = type_path(name);
        match path.as_slice() {
            ["globalThis"] => return Ty::Any,
            ["NaN" | "Infinity"] => return Ty::Number,
            ["undefined"] => return Ty::Undefined,
            _ => {}
        }
        if let Some(id) = self.scopes.find(self.scope, &path) {
            Ty::Typeof(id)
        } else if self.scopes.has_namespace(self.scope, &path) {
            // What it holds are the functions and classes of its module.
            Ty::Object
        } else {
            self.warn("dts::unresolved", span, format!("`typeof {}`: nothing declares it", path.join(".")));
            Ty::Unresolved(path.join("."))
        }
    }
}

/// Types that are a word, and what is told of an argument.
fn keyword(ty: &TSType<'_>) -> Ty {
    match ty {
        TSType::TSBigIntKeyword(_) => Ty::BigInt,
        TSType::TSBooleanKeyword(_) => Ty::Boolean,
        TSType::TSNeverKeyword(_) => Ty::Never,
        TSType::TSNullKeyword(_) => Ty::Null,
        TSType::TSNumberKeyword(_) => Ty::Number,
        TSType::TSObjectKeyword(_) => Ty::Object,
        TSType::TSStringKeyword(_) => Ty::String,
        TSType::TSSymbolKeyword(_) => Ty::Symbol,
        TSType::TSUndefinedKeyword(_) => Ty::Undefined,
        TSType::TSUnknownKeyword(_) => Ty::Unknown,
        TSType::TSVoidKeyword(_) => Ty::Void,
        TSType::TSThisType(_) => Ty::This,
        TSType::TSTypePredicate(it) if it.asserts => Ty::Void,
        TSType::TSTypePredicate(_) => Ty::Boolean,
        _ => Ty::Any,
    }
}

fn type_path<'n>(name: &'n TSTypeName<'_>) -> Vec<&'n str> {
    match name {
        TSTypeName::IdentifierReference(name) => vec![name.name.as_str()],
        TSTypeName::QualifiedName(name) => {
            let mut path = type_path(&name.left);
            path.push(name.right.name.as_str());
            path
        }
        TSTypeName::ThisExpression(_) => vec!["this"],
    }
}

fn binding_name(pattern: &BindingPattern<'_>, index: usize) -> String {
    match pattern {
        BindingPattern::BindingIdentifier(id) => id.name.to_string(),
        // `({ type, payload }: { … })`: an object taken apart is what callers know as options.
        BindingPattern::ObjectPattern(_) => "options".to_owned(),
        _ => format!("arg{index}"),
    }
}

fn literal(literal: &TSLiteral<'_>) -> Ty {
    match literal {
        TSLiteral::BooleanLiteral(it) => Ty::Lit(Lit::Bool(it.value)),
        TSLiteral::NumericLiteral(it) => Ty::Lit(Lit::Number(it.value.to_string())),
        TSLiteral::BigIntLiteral(_) => Ty::BigInt,
        TSLiteral::StringLiteral(it) => Ty::Lit(Lit::String(it.value.to_string())),
        TSLiteral::TemplateLiteral(it) => {
            let text = it.quasis.first().map(|quasi| quasi.value.raw.to_string()).unwrap_or_default();
            if it.expressions.is_empty() { Ty::Lit(Lit::String(text)) } else { Ty::String }
        }
        TSLiteral::UnaryExpression(it) => match &it.argument {
            Expression::NumericLiteral(number) => Ty::Lit(Lit::Number(format!("-{}", number.value))),
            _ => Ty::Number,
        },
    }
}
