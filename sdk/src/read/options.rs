//! What a call sends besides its path: `{ query: { force }, body, ...options, headers: buildHeaders([…]) }`.

use super::Reader;
use super::call::Locals;
use crate::model::{Call, Data, Encoding, Query, Source};
use oxc_ast::ast::{Argument as Given, Expression, ObjectExpression, ObjectProperty, ObjectPropertyKind};
use oxc_span::GetSpan;

impl Reader<'_> {
    pub(super) fn options(&mut self, it: &Expression<'_>, locals: &Locals, call: &mut Call) -> Option<()> {
        match it {
            Expression::Identifier(it) if it.name == "options" => Some(()),
            Expression::ObjectExpression(it) => self.object(it, locals, call),
            Expression::CallExpression(it) => {
                call.encoding = match self.text(it.callee.span()) {
                    "multipartFormRequestOptions" => Encoding::Form,
                    "maybeMultipartFormRequestOptions" => Encoding::MaybeForm,
                    _ => return None,
                };
                let Some(Expression::ObjectExpression(inner)) =
                    it.arguments.first().and_then(Given::as_expression)
                else {
                    return None;
                };
                self.object(inner, locals, call)
            }
            _ => None,
        }
    }

    fn object(&mut self, it: &ObjectExpression<'_>, locals: &Locals, call: &mut Call) -> Option<()> {
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => self.option(it, locals, call)?,
                ObjectPropertyKind::SpreadProperty(it) if self.text(it.argument.span()) == "options" => {}
                ObjectPropertyKind::SpreadProperty(it) => return self.unknown(it.argument.span()),
            }
        }
        Some(())
    }

    fn option(&mut self, it: &ObjectProperty<'_>, locals: &Locals, call: &mut Call) -> Option<()> {
        match self.key(&it.key)?.as_str() {
            "body" => call.body = Some(self.data(&it.value, locals)?),
            "query" => call.query = self.query(&it.value, locals)?,
            "method" => match &it.value {
                Expression::StringLiteral(method) => call.method = method.value.to_string(),
                _ => return None,
            },
            "headers" => self.headers(&it.value, locals, call)?,
            // How the answer is read follows from what it is.
            "__binaryResponse" => {}
            _ => return self.unknown(it.span),
        }
        Some(())
    }

    fn data(&mut self, it: &Expression<'_>, locals: &Locals) -> Option<Data> {
        let Expression::Identifier(name) = it else { return None };
        match locals.data(&name.name) {
            Some(data) => Some(data),
            None => self.unknown(name.span),
        }
    }

    fn query(&mut self, it: &Expression<'_>, locals: &Locals) -> Option<Query> {
        let Expression::ObjectExpression(object) = it else {
            return Some(Query::All(self.data(it, locals)?));
        };
        let mut names = Vec::new();
        for property in &object.properties {
            let ObjectPropertyKind::ObjectProperty(property) = property else { return None };
            let source = self.source(&property.value, locals)?;
            names.push((self.key(&property.key)?, source));
        }
        Some(Query::Some(names))
    }

    fn source(&mut self, it: &Expression<'_>, locals: &Locals) -> Option<Source> {
        match it {
            Expression::Identifier(name) => match locals.source(&name.name) {
                Some(source) => Some(source),
                None => self.unknown(name.span),
            },
            // `storage_class.toString()`, `storage_class?.toString()`
            Expression::CallExpression(call) => match &call.callee {
                Expression::StaticMemberExpression(member) if member.property.name == "toString" => {
                    self.source(&member.object, locals)
                }
                _ => None,
            },
            Expression::ChainExpression(chain) => match &chain.expression {
                oxc_ast::ast::ChainElement::CallExpression(call) => match &call.callee {
                    Expression::StaticMemberExpression(member) if member.property.name == "toString" => {
                        self.source(&member.object, locals)
                    }
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        }
    }

    /// `buildHeaders([{ Accept: 'text/plain', ...(ifMatch != null ? { 'If-Match': ifMatch } : undefined) }, …])`
    fn headers(&mut self, it: &Expression<'_>, locals: &Locals, call: &mut Call) -> Option<()> {
        let Expression::CallExpression(build) = it else { return None };
        let Some(Expression::ArrayExpression(lists)) = build.arguments.first().and_then(Given::as_expression)
        else {
            return None;
        };
        for list in lists.elements.iter().filter_map(|element| element.as_expression()) {
            // The others are the caller's own.
            if let Expression::ObjectExpression(object) = list {
                self.header_object(object, locals, call)?;
            }
        }
        Some(())
    }

    fn header_object(&mut self, it: &ObjectExpression<'_>, locals: &Locals, call: &mut Call) -> Option<()> {
        for property in &it.properties {
            match property {
                ObjectPropertyKind::ObjectProperty(it) => {
                    let name = self.key(&it.key)?;
                    match &it.value {
                        Expression::StringLiteral(value) if name.eq_ignore_ascii_case("accept") => {
                            call.accept = Some(value.value.to_string());
                        }
                        Expression::StringLiteral(value) if name.eq_ignore_ascii_case("content-type") => {
                            call.encoding = Encoding::Other(value.value.to_string());
                        }
                        value => {
                            let source = self.source(value, locals)?;
                            call.headers.push((name, source));
                        }
                    }
                }
                ObjectPropertyKind::SpreadProperty(it) => {
                    let Expression::ConditionalExpression(given) = &it.argument else { return None };
                    let Expression::ObjectExpression(object) = &given.consequent else { return None };
                    self.header_object(object, locals, call)?;
                }
            }
        }
        Some(())
    }
}
