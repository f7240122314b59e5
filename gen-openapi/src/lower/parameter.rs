//! Parameters.

use super::{Lower, Lowered};
use crate::ir::{Argument, ListStyle, OpId, Origin, Param, Place, Put, Role, Root, Sig, Take, TypeKind};
use crate::read::{Operation, OperationScope, Parameter, ParameterPlace, Schema};

/// Headers that the client sets itself.
const OWN_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl<'d> Lower<'d> {
    /// An operation's arguments and setters: path parameters in the order of the template, then required ones, then
    /// the rest.
    pub(crate) fn parameters(&mut self, id: OpId, operation: &Operation<'d>) -> (Vec<Argument>, Vec<Param>) {
        let (parameters, bad) = operation.parameters(self.document);
        for node in bad {
            self.note(
                "openapi::bad-parameter",
                node,
                "no parameter: it has no known place or name; left out",
            );
        }
        let mut arguments = self.path_arguments(id, operation, &parameters);
        let mut setters = Vec::new();
        for parameter in parameters.iter().filter(|parameter| parameter.place != ParameterPlace::Path) {
            let header = parameter.place == ParameterPlace::Header;
            if header && OWN_HEADERS.contains(&parameter.name.to_ascii_lowercase().as_str()) {
                continue;
            }
            let param = self.parameter(id, operation, parameter);
            if parameter.required() {
                arguments.push(Argument::Param(param));
            } else {
                setters.push(param);
            }
        }
        (arguments, setters)
    }

    fn path_arguments(
        &mut self,
        id: OpId,
        operation: &Operation<'d>,
        parameters: &[Parameter<'d>],
    ) -> Vec<Argument> {
        let mut arguments = Vec::new();
        let names: Vec<&'d str> = template_names(operation.path);
        let both = operation.scope() == Some(OperationScope::Both);
        let scoped = names.len() >= 2
            && names[0] == "accounts_or_zones"
            && operation.path.starts_with("/{accounts_or_zones}/{");
        if scoped || both {
            arguments.push(Argument::Scope);
        }
        let mut seen: Vec<(&'d str, usize)> = Vec::new();
        for name in names.into_iter().skip(if scoped { 2 } else { usize::from(both) }) {
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == name) {
                arguments.push(Argument::Again(*first));
                continue;
            }
            seen.push((name, arguments.len()));
            let described = parameters.iter().find(|p| p.place == ParameterPlace::Path && p.name == name);
            let param = match described {
                Some(parameter) => self.parameter(id, operation, parameter),
                None => {
                    let what = format!("`{{{name}}}` of the path has no parameter; read as a string");
                    self.note("openapi::undescribed-path-parameter", operation.id(), what);
                    Param {
                        wire: name.to_owned(),
                        name: String::new(),
                        place: Place::Path,
                        sig: Sig::Str,
                        style: ListStyle::Comma,
                        pattern: false,
                        reserved: false,
                        take: Take::default(),
                        put: Put::default(),
                        sample: None,
                        docs: String::new(),
                        facts: Box::default(),
                        deprecated: false,
                        node: operation.id(),
                    }
                }
            };
            arguments.push(Argument::Param(param));
        }
        arguments
    }

    fn parameter(&mut self, id: OpId, operation: &Operation<'d>, parameter: &Parameter<'d>) -> Param {
        let origin = Origin::Operation(id, Root::Param(parameter.name.to_owned()));
        let lowered = match parameter.schema() {
            Some(schema) => self.schema(schema, Role::Request, origin, parameter.name),
            None => {
                self.note(
                    "openapi::parameter-without-schema",
                    parameter.node.id(),
                    "a parameter without schema; read as a string",
                );
                Lowered { sig: Sig::Str, nullable: false, lost: true }
            }
        };
        self.count(&lowered);
        let sig = match lowered.sig {
            // Identifiers in paths stay strings whatever their format, so that they need no parsing before the call.
            Sig::Known(_) if parameter.place == ParameterPlace::Path => Sig::Str,
            Sig::Unit => Sig::Str,
            sig if parameter.place == ParameterPlace::Query || self.api.is_text(&sig) => sig,
            Sig::List(item) if self.takes_list(operation, parameter) && self.api.is_text(&item) => {
                Sig::List(item)
            }
            sig => {
                if !self.is_scalar_union(&sig) {
                    let what = "a list or an object outside the query; taken as the text to send";
                    self.note("openapi::parameter-shape", parameter.node.id(), what);
                }
                Sig::Str
            }
        };
        let own = parameter.description().filter(|text| !text.trim().is_empty());
        let docs = own.unwrap_or_else(|| parameter.schema().map_or("", |schema| self.docs(schema)));
        Param {
            wire: parameter.name.to_owned(),
            name: String::new(),
            place: match parameter.place {
                ParameterPlace::Path => Place::Path,
                ParameterPlace::Query => Place::Query,
                ParameterPlace::Header => Place::Header,
                ParameterPlace::Cookie => Place::Cookie,
            },
            sig,
            style: style(parameter),
            pattern: parameter.place == ParameterPlace::Query && parameter.name.contains('<'),
            reserved: parameter.allow_reserved(),
            take: Take::default(),
            put: Put::default(),
            sample: None,
            docs: docs.to_owned(),
            facts: Box::new(self.parameter_facts(parameter)),
            deprecated: parameter.deprecated() || parameter.schema().is_some_and(Schema::deprecated),
            node: parameter.node.id(),
        }
    }
}

impl Lower<'_> {
    /// Whether a parameter outside the query may be a list: in headers, and in the path where the template names it once.
    fn takes_list(&self, operation: &Operation<'_>, parameter: &Parameter<'_>) -> bool {
        let times = template_names(operation.path).iter().filter(|name| **name == parameter.name).count();
        match parameter.place {
            ParameterPlace::Header => !parameter.is_json(),
            ParameterPlace::Path => times == 1 && !parameter.is_json(),
            ParameterPlace::Query | ParameterPlace::Cookie => false,
        }
    }

    /// Whether a type is a union of values that have one text.
    fn is_scalar_union(&self, sig: &Sig) -> bool {
        matches!(sig, Sig::Type(id) if matches!(&self.api[*id].kind, TypeKind::Union(union)
            if union.variants.iter().all(|variant| self.api.is_text(&variant.sig))))
    }
}

fn style(parameter: &Parameter<'_>) -> ListStyle {
    if parameter.is_json() {
        return ListStyle::Json;
    }
    match (parameter.style(), parameter.explode()) {
        ("deepObject", _) => ListStyle::Deep,
        ("spaceDelimited", _) => ListStyle::Space,
        ("pipeDelimited", _) => ListStyle::Pipe,
        ("label", each) => ListStyle::Label(each),
        ("matrix", each) => ListStyle::Matrix(each),
        ("form", true) => ListStyle::Repeat,
        _ => ListStyle::Comma,
    }
}

/// The names in a path template, in order.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}
