//! Statements to declarations.

use super::Lower;
use crate::ir::ts::{DeclId, Doc, FunctionDecl, Lit, Object, Ty, TypeSide, ValueSide, Variants};
use oxc_ast::ast::{
    BindingPattern, Class, Declaration, ExportDefaultDeclarationKind, Expression, Function, Statement,
    TSEnumDeclaration, TSEnumMemberName, TSInterfaceDeclaration, TSNamespaceDeclaration,
    TSNamespaceDeclarationBody, TSTypeAliasDeclaration, VariableDeclaration,
};
use oxc_span::GetSpan;

impl Lower<'_, '_> {
    pub(super) fn statements(&mut self, statements: &[Statement<'_>]) {
        for statement in statements {
            let start = statement.span().start;
            match statement {
                Statement::ExportDeclaration(export) => self.declaration(&export.declaration, start),
                Statement::ExportDefaultDeclaration(export) => match &export.declaration {
                    ExportDefaultDeclarationKind::FunctionDeclaration(it) => self.function(it, start),
                    ExportDefaultDeclarationKind::ClassDeclaration(it) => self.class(it, start),
                    ExportDefaultDeclarationKind::TSInterfaceDeclaration(it) => self.interface(it, start),
                    _ => {}
                },
                other => {
                    if let Some(declaration) = other.as_declaration() {
                        self.declaration(declaration, start);
                    }
                }
            }
        }
    }

    fn declaration(&mut self, declaration: &Declaration<'_>, start: u32) {
        match declaration {
            Declaration::VariableDeclaration(it) => self.variables(it, start),
            Declaration::FunctionDeclaration(it) => self.function(it, start),
            Declaration::ClassDeclaration(it) => self.class(it, start),
            Declaration::TSTypeAliasDeclaration(it) => self.alias(it, start),
            Declaration::TSInterfaceDeclaration(it) => self.interface(it, start),
            Declaration::TSEnumDeclaration(it) => self.enumeration(it, start),
            Declaration::TSExternalModuleDeclaration(it) => {
                if let Some(body) = &it.body {
                    self.inside(it.id.value.as_str(), |lower| lower.statements(&body.body));
                }
            }
            Declaration::TSNamespaceDeclaration(it) => self.namespace(it),
            Declaration::TSGlobalDeclaration(it) => {
                let outer = std::mem::replace(&mut self.scope, 0);
                self.statements(&it.body.body);
                self.scope = outer;
            }
            Declaration::TSImportEqualsDeclaration(it) => {
                self.warn("dts::import-equals", it.span, "`import … = …` is not followed");
            }
        }
    }

    fn namespace(&mut self, it: &TSNamespaceDeclaration<'_>) {
        self.inside(it.id.name.as_str(), |lower| match &it.body {
            TSNamespaceDeclarationBody::TSNamespaceDeclaration(nested) => lower.namespace(nested),
            TSNamespaceDeclarationBody::TSModuleBlock(block) => lower.statements(&block.body),
        });
    }

    fn inside(&mut self, name: &str, body: impl FnOnce(&mut Self)) {
        if let Some(inner) = self.scopes.all[self.scope].inside.get(name).copied() {
            let outer = std::mem::replace(&mut self.scope, inner);
            body(self);
            self.scope = outer;
        }
    }

    fn own(&mut self, name: &str, doc: Doc) -> Option<DeclId> {
        let id = self.scopes.all[self.scope].names.get(name).copied()?;
        let decl = &mut self.program.decls[id.0 as usize];
        if decl.doc.text.is_empty() {
            decl.doc = doc;
        }
        Some(id)
    }

    fn variables(&mut self, it: &VariableDeclaration<'_>, start: u32) {
        for variable in &it.declarations {
            let BindingPattern::BindingIdentifier(id) = &variable.id else { continue };
            let doc = self.docs.at(start);
            let Some(id) = self.own(id.name.as_str(), doc) else { continue };
            let ty = match (&variable.type_annotation, &variable.init) {
                (Some(annotation), _) => self.ty(&annotation.type_annotation),
                (None, Some(Expression::StringLiteral(text))) => Ty::Lit(Lit::String(text.value.to_string())),
                (None, Some(Expression::NumericLiteral(number))) => {
                    Ty::Lit(Lit::Number(number.value.to_string()))
                }
                _ => Ty::Any,
            };
            let decl = &mut self.program.decls[id.0 as usize];
            if decl.value.is_none() {
                decl.value = Some(ValueSide::Variable(ty));
            }
        }
    }

    fn function(&mut self, it: &Function<'_>, start: u32) {
        let name = it.id.as_ref().map_or("default", |id| id.name.as_str());
        let doc = self.docs.at(start);
        let Some(id) = self.own(name, doc.clone()) else { return };
        let sig = self.sig(it.type_parameters.as_deref(), &it.params, it.return_type.as_deref());
        let variants = Variants::of(self.file);
        let span = self.span(it.span);
        let decl = &mut self.program.decls[id.0 as usize];
        match &mut decl.value {
            Some(ValueSide::Function(sigs)) => match sigs.iter_mut().find(|there| there.sig == sig) {
                Some(there) => there.variants = there.variants.and(variants),
                None => sigs.push(FunctionDecl { sig, doc, span, variants }),
            },
            Some(_) => {}
            None => decl.value = Some(ValueSide::Function(vec![FunctionDecl { sig, doc, span, variants }])),
        }
    }

    fn class(&mut self, it: &Class<'_>, start: u32) {
        let name = it.id.as_ref().map_or("default", |id| id.name.as_str());
        let doc = self.docs.at(start);
        let Some(id) = self.own(name, doc) else { return };
        let params = self.type_params(it.type_parameters.as_deref());
        let depth = self.params.len();
        self.params.extend(params.iter().map(|param| param.name.clone()));
        let extends = it.heritage.as_ref().and_then(|heritage| self.heritage(heritage)).into_iter().collect();
        let members = it.body.body.iter().filter_map(|element| self.class_element(element)).collect();
        self.params.truncate(depth);
        let object = Object { class: true, is_abstract: it.r#abstract, extends, members };
        self.program.decls[id.0 as usize].value = Some(ValueSide::Class);
        self.merge_object(id, params, object);
    }

    fn interface(&mut self, it: &TSInterfaceDeclaration<'_>, start: u32) {
        let doc = self.docs.at(start);
        let Some(id) = self.own(it.id.name.as_str(), doc) else { return };
        let params = self.type_params(it.type_parameters.as_deref());
        let depth = self.params.len();
        self.params.extend(params.iter().map(|param| param.name.clone()));
        let extends = it
            .extends
            .iter()
            .map(|parent| self.reference(&parent.type_name, parent.type_arguments.as_deref(), parent.span))
            .collect();
        let members = it.body.body.iter().filter_map(|signature| self.signature(signature)).collect();
        self.params.truncate(depth);
        self.merge_object(id, params, Object { extends, members, ..Object::default() });
    }

    fn alias(&mut self, it: &TSTypeAliasDeclaration<'_>, start: u32) {
        let doc = self.docs.at(start);
        let Some(id) = self.own(it.id.name.as_str(), doc) else { return };
        let params = self.type_params(it.type_parameters.as_deref());
        let depth = self.params.len();
        self.params.extend(params.iter().map(|param| param.name.clone()));
        let ty = self.ty(&it.type_annotation);
        self.params.truncate(depth);
        let decl = &mut self.program.decls[id.0 as usize];
        // The experimental file comes later and is the wider one.
        match decl.ty.take() {
            None => {
                decl.params = params;
                decl.ty = Some(TypeSide::Alias(ty));
            }
            Some(TypeSide::Alias(earlier)) if self.file != 0 => {
                decl.params = params;
                decl.ty = Some(TypeSide::Alias(super::member::newer(earlier, ty)));
            }
            there => decl.ty = there,
        }
    }

    fn enumeration(&mut self, it: &TSEnumDeclaration<'_>, start: u32) {
        let doc = self.docs.at(start);
        let Some(id) = self.own(it.id.name.as_str(), doc) else { return };
        let mut next = 0.0_f64;
        let mut members = Vec::new();
        for member in &it.body.members {
            let name = match &member.id {
                TSEnumMemberName::Identifier(name) => name.name.to_string(),
                TSEnumMemberName::String(name) | TSEnumMemberName::ComputedString(name) => {
                    name.value.to_string()
                }
                TSEnumMemberName::ComputedTemplateString(_) => continue,
            };
            let value = match &member.initializer {
                Some(Expression::StringLiteral(text)) => Lit::String(text.value.to_string()),
                Some(Expression::NumericLiteral(number)) => {
                    next = number.value + 1.0;
                    Lit::Number(number.value.to_string())
                }
                _ => {
                    next += 1.0;
                    Lit::Number((next - 1.0).to_string())
                }
            };
            members.push((name, value));
        }
        self.program.decls[id.0 as usize].ty = Some(TypeSide::Enum(members));
    }

    /// Interfaces of one name are one interface, over scopes and files.
    fn merge_object(&mut self, id: DeclId, params: Vec<crate::ir::ts::TypeParam>, object: Object) {
        let variants = Variants::of(self.file);
        let decl = &mut self.program.decls[id.0 as usize];
        if decl.params.len() < params.len() {
            decl.params = params;
        }
        match &mut decl.ty {
            Some(TypeSide::Object(there)) => {
                there.class |= object.class;
                there.is_abstract |= object.is_abstract;
                for parent in object.extends {
                    if !there.extends.contains(&parent) {
                        there.extends.push(parent);
                    }
                }
                super::member::merge(&mut there.members, object.members, variants);
            }
            other => *other = Some(TypeSide::Object(object)),
        }
    }
}
