//! Methods that call the service. They have one form:
//!
//! ```ts
//! create(params: DatabaseCreateParams, options?: RequestOptions): APIPromise<D1> {
//!   const { account_id, ...body } = params;
//!   return (
//!     this._client.post(path`/accounts/${account_id}/d1/database`, { body, ...options }) as APIPromise<{ result: D1 }>
//!   )._thenUnwrap((obj) => obj.result);
//! }
//! ```

use super::Reader;
use crate::model::{Answer, Argument, Call, Data, Encoding, Kind, Part, Query, Source, Type};
use oxc_ast::ast::{self, Argument as Given, BindingPattern, ClassElement, Expression, Statement, TSType};
use oxc_span::{GetSpan, Span};
use std::collections::BTreeMap;

/// What the local names of a method stand for.
#[derive(Debug, Default)]
pub(super) struct Locals {
    names: BTreeMap<String, Data>,
}

impl Locals {
    pub(super) fn data(&self, name: &str) -> Option<Data> {
        self.names.get(name).cloned()
    }

    pub(super) fn source(&self, name: &str) -> Option<Source> {
        match self.names.get(name)? {
            Data::One(source) => Some(source.clone()),
            Data::Rest(..) => None,
        }
    }
}

impl Reader<'_> {
    pub(super) fn class(&mut self, class: &ast::Class<'_>) {
        // Clients and pages are classes, too.
        if !self.text(class.span).contains("static override readonly _key")
            && !self.text(class.span).contains("this._client")
        {
            return;
        }
        let mut resource = None;
        for element in &class.body.body {
            match element {
                ClassElement::PropertyDefinition(it) if self.key(&it.key).as_deref() == Some("_key") => {
                    resource = it.value.as_ref().map(strings).filter(|parts| !parts.is_empty());
                }
                ClassElement::MethodDefinition(it) => {
                    let resource = resource.as_ref().map(|parts| parts.join(".")).unwrap_or_default();
                    let errors = self.errors.len();
                    match self.method(it, resource) {
                        Some(call) => self.module.calls.push(call),
                        None if self.errors.len() == errors => {
                            self.error(it.span, "this method is not understood");
                        }
                        None => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn method(&mut self, it: &ast::MethodDefinition<'_>, resource: String) -> Option<Call> {
        let function = &it.value;
        let name = self.key(&it.key)?;
        if resource.is_empty() {
            self.error(it.span, "a class with methods says its key before them");
            return None;
        }
        let mut locals = Locals::default();
        let arguments = self.arguments(&function.params, &mut locals)?;
        let mut returned = None;
        for statement in &function.body.as_ref()?.statements {
            match statement {
                Statement::VariableDeclaration(it) => {
                    for variable in &it.declarations {
                        self.variable(variable, &mut locals)?;
                    }
                }
                // Whether an account or a zone is given, and not both.
                Statement::IfStatement(it)
                    if matches!(&it.consequent, Statement::BlockStatement(block)
                    if matches!(block.body.as_slice(), [Statement::ThrowStatement(_)])) => {}
                Statement::ReturnStatement(it) => returned = it.argument.as_ref(),
                other => {
                    self.error(other.span(), "this statement of a call is not known");
                    return None;
                }
            }
        }
        let (request, unwrapped) = self.unwrapped(returned?)?;
        let mut call = self.request(request, &locals)?;
        let declared = function.return_type.as_ref().map(|it| &it.type_annotation)?;
        call.answer = match unwrapped {
            Some(result) => Answer::Result(result),
            None => self.answer(declared, std::mem::replace(&mut call.answer, Answer::Whole(nothing())))?,
        };
        Some(Call {
            start: it.span.start,
            resource,
            name,
            doc: self.docs.at(it.span.start),
            arguments,
            ..call
        })
    }

    fn arguments(
        &mut self,
        params: &ast::FormalParameters<'_>,
        locals: &mut Locals,
    ) -> Option<Vec<Argument>> {
        let mut arguments = Vec::new();
        for param in &params.items {
            let BindingPattern::BindingIdentifier(id) = &param.pattern else {
                self.error(param.span, "an argument is a name");
                return None;
            };
            let name = id.name.to_string();
            if name == "options" {
                continue;
            }
            let ty = self.ty(&param.type_annotation.as_ref()?.type_annotation);
            locals.names.insert(name.clone(), Data::One(Source::Argument(name.clone())));
            let optional = param.optional || param.initializer.is_some();
            arguments.push(Argument { name, optional, ty });
        }
        Some(arguments)
    }

    /// `const { account_id, 'Upload-Creator': uploadCreator, ...body } = params;`
    fn variable(&mut self, it: &ast::VariableDeclarator<'_>, locals: &mut Locals) -> Option<()> {
        let (BindingPattern::ObjectPattern(pattern), Some(init)) = (&it.id, &it.init) else {
            self.error(it.span, "a variable takes an argument apart");
            return None;
        };
        // Which of account and zone it is, where there are both.
        if matches!(init, Expression::ConditionalExpression(_)) {
            return Some(());
        }
        let from = match init {
            Expression::Identifier(it) => it.name.to_string(),
            Expression::LogicalExpression(it) => match &it.left {
                Expression::Identifier(it) => it.name.to_string(),
                _ => return None,
            },
            _ => return None,
        };
        let mut taken = Vec::new();
        for property in &pattern.properties {
            let BindingPattern::BindingIdentifier(local) = &property.value else { return None };
            let member = self.key(&property.key)?;
            let source = Source::Member(from.clone(), member.clone());
            locals.names.insert(local.name.to_string(), Data::One(source));
            taken.push(member);
        }
        if let Some(rest) = &pattern.rest {
            let BindingPattern::BindingIdentifier(local) = &rest.argument else { return None };
            locals.names.insert(local.name.to_string(), Data::Rest(from, taken));
        }
        Some(())
    }

    /// The call inside `(… as APIPromise<{ result: T }>)._thenUnwrap((obj) => obj.result)`, and `T`.
    fn unwrapped<'e, 'a>(
        &mut self,
        expression: &'e Expression<'a>,
    ) -> Option<(&'e ast::CallExpression<'a>, Option<Type>)> {
        let Expression::CallExpression(call) = expression else { return None };
        let Expression::StaticMemberExpression(member) = &call.callee else { return None };
        let Expression::TSAsExpression(cast) = &member.object else { return Some((call, None)) };
        let (Expression::CallExpression(inner), "_thenUnwrap") =
            (&cast.expression, member.property.name.as_str())
        else {
            return None;
        };
        let Kind::Object(object) = self.promised(&cast.type_annotation)?.kind else { return None };
        let result = object.members.into_iter().find(|member| member.name == "result")?;
        Some((inner, Some(result.ty)))
    }

    /// `T` of `APIPromise<T>`.
    fn promised(&mut self, ty: &TSType<'_>) -> Option<Type> {
        let TSType::TSTypeReference(it) = ty else { return None };
        match (self.text(it.type_name.span()), it.type_arguments.as_ref()?.params.as_slice()) {
            ("APIPromise", [of]) => Some(self.ty(of)),
            _ => None,
        }
    }

    /// What comes back where nothing is unwrapped: a page of which the call says the class, or the whole body.
    fn answer(&mut self, declared: &TSType<'_>, page: Answer) -> Option<Answer> {
        match page {
            Answer::Page(..) => Some(page),
            _ => Some(Answer::Whole(self.promised(declared)?)),
        }
    }

    /// `this._client.get(path, { … })`, `this._client.getAPIList(path, Page<T>, { … })`
    fn request(&mut self, it: &ast::CallExpression<'_>, locals: &Locals) -> Option<Call> {
        let Expression::StaticMemberExpression(callee) = &it.callee else { return None };
        if self.text(callee.object.span()).split_whitespace().collect::<String>() != "this._client" {
            return None;
        }
        let mut given = it.arguments.iter().filter_map(Given::as_expression);
        let path = self.path(given.next()?, locals)?;
        let mut call = Call {
            start: it.span.start,
            resource: String::new(),
            name: String::new(),
            doc: crate::model::Doc::default(),
            method: callee.property.name.to_string(),
            path,
            arguments: Vec::new(),
            query: Query::None,
            body: None,
            encoding: Encoding::Json,
            headers: Vec::new(),
            accept: None,
            answer: Answer::Whole(nothing()),
        };
        if call.method == "getAPIList" {
            "get".clone_into(&mut call.method);
            let Expression::TSInstantiationExpression(page) = given.next()? else { return None };
            let [item] = page.type_arguments.params.as_slice() else { return None };
            call.answer = Answer::Page(self.text(page.expression.span()).to_owned(), self.ty(item));
        }
        if let Some(options) = given.next() {
            self.options(options, locals, &mut call)?;
        }
        Some(call)
    }

    /// `` path`/accounts/${account_id}/d1/database` ``, or a text.
    fn path(&mut self, expression: &Expression<'_>, locals: &Locals) -> Option<Vec<Part>> {
        let template = match expression {
            Expression::StringLiteral(it) => return Some(vec![Part::Fixed(it.value.to_string())]),
            Expression::TaggedTemplateExpression(it) => &it.quasi,
            _ => return None,
        };
        let mut parts = Vec::new();
        for (index, fixed) in template.quasis.iter().enumerate() {
            parts.push(Part::Fixed(fixed.value.raw.to_string()));
            let Some(Expression::Identifier(variable)) = template.expressions.get(index) else { continue };
            parts.push(match variable.name.as_str() {
                "accountOrZone" => Part::Scope,
                "accountOrZoneId" => Part::ScopeId,
                name => match locals.source(name) {
                    Some(source) => Part::Variable(source),
                    None => return self.unknown(variable.span),
                },
            });
        }
        let variables = parts.iter().filter(|part| !matches!(part, Part::Fixed(_))).count();
        (variables == template.expressions.len()).then_some(parts)
    }

    pub(super) fn unknown<T>(&mut self, span: Span) -> Option<T> {
        let name = self.text(span).to_owned();
        self.error(span, format!("`{name}` is none of the call's arguments"));
        None
    }
}

fn nothing() -> Type {
    Type { start: 0, kind: Kind::Nothing }
}

/// The texts in `Object.freeze(['d1', 'database'] as const)`.
fn strings(expression: &Expression<'_>) -> Vec<String> {
    match expression {
        Expression::CallExpression(it) => {
            it.arguments.iter().filter_map(Given::as_expression).flat_map(strings).collect()
        }
        Expression::TSAsExpression(it) => strings(&it.expression),
        Expression::ArrayExpression(it) => {
            it.elements.iter().filter_map(|element| element.as_expression()).flat_map(strings).collect()
        }
        Expression::StringLiteral(it) => vec![it.value.to_string()],
        _ => Vec::new(),
    }
}
