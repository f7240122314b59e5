//! A call of every operation.

use super::{CallCase, instance, rust};
use crate::ir::{
    Api, Argument, BodyForm, FormPart, Operation as Op, Output, Param, PartKind, Sig, Take, TypeKind, Way,
};
use crate::lower::Lower;
use crate::read::{Operation, Parameter, ParameterPlace, Schema, media};
use codegen::doc::{Doc, Draft};

/// Makes the calls of one operation, one for each way to send its body.
pub(super) fn collect<'d>(
    lower: &mut Lower<'d>,
    api: &Api,
    operation: &Operation<'d>,
    op: &Op,
    crate_path: &str,
    cases: &mut Vec<CallCase>,
) {
    let (parameters, _) = operation.parameters(lower.document);
    let mut values = Values { lower, api, crate_path, parameters: &parameters };
    let given: Vec<String> = op.arguments.iter().filter_map(|argument| values.argument(argument)).collect();
    let setters: String = op
        .setters
        .iter()
        .map(|param| {
            format!(
                ".{}({}{})",
                param.name,
                if param.take == Take::Named { "\"name\", " } else { "" },
                values.param(param)
            )
        })
        .collect();
    let chain: String =
        api.chain(op.resource).iter().map(|resource| format!(".{}()", resource.accessor)).collect();
    for way in &op.ways {
        let body = values.body(operation, way);
        let arguments: Vec<String> = given.iter().cloned().chain(body).collect();
        cases.push(CallCase {
            operation: op.name.clone(),
            method: op.http_method,
            path: op.path.clone(),
            way: way.suffix.clone(),
            plain: format!("service{chain}.{}({})", way.method, arguments.join(", ")),
            request: format!("service{chain}.{}({}){setters}", way.method, arguments.join(", ")),
            socket: matches!(op.output, Output::Socket),
        });
    }
}

struct Values<'v, 'd> {
    lower: &'v mut Lower<'d>,
    api: &'v Api,
    crate_path: &'v str,
    parameters: &'v [Parameter<'d>],
}

impl<'d> Values<'_, 'd> {
    fn argument(&mut self, argument: &Argument) -> Option<String> {
        match argument {
            Argument::Scope => {
                Some("cfs_http::Scope::account(\"023e105f4ecef8ad9ca31a8372d0c353\")".to_owned())
            }
            Argument::Param(param) => Some(self.param(param)),
            Argument::Again(_) => None,
        }
    }

    /// A parameter's value as the method takes it.
    fn param(&mut self, param: &Param) -> String {
        let described =
            self.parameters.iter().find(|known| known.node.id() == param.node && known.name == param.wire);
        let schema = described.and_then(Parameter::schema);
        // An example of the parameter itself says more than its schema's.
        let stated = described.and_then(|parameter| parameter.node.get("example"));
        let draft = match (stated, schema) {
            (Some(example), _) if matches!(param.sig, Sig::Str) && example.as_str().is_some() => {
                Draft::Node(example)
            }
            (_, Some(schema)) => instance::instance(self.lower, schema, 0, true),
            _ => Draft::string("value"),
        };
        let in_path = described.is_some_and(|parameter| parameter.place == ParameterPlace::Path);
        self.value(&param.sig, &draft.to_json(), in_path)
    }

    /// JSON as a value of a type.
    fn value(&self, sig: &Sig, json: &str, in_path: bool) -> String {
        let json = json.trim();
        if *sig == Sig::Str {
            let text = Doc::parse(json).ok().and_then(|doc| doc.root().as_str().map(str::to_owned));
            let text = text.unwrap_or_else(|| json.to_owned());
            let usable = !text.is_empty() && text != "." && text != "..";
            return rust::literal(if usable || !in_path { &text } else { "value" });
        }
        self.read(sig, json)
    }

    fn read(&self, sig: &Sig, json: &str) -> String {
        format!("json::<{}>({})", rust::path(self.api, sig, self.crate_path), rust::literal(json.trim()))
    }

    fn body(&mut self, operation: &Operation<'d>, way: &Way) -> Option<String> {
        let schema = self.schema(operation, way);
        let json = |this: &mut Self, schema: Option<Schema<'d>>| match schema {
            Some(schema) => instance::instance(this.lower, schema, 0, true).to_json(),
            None => "{}".to_owned(),
        };
        Some(match &way.body {
            BodyForm::None => return None,
            BodyForm::Json(sig, _) => {
                let text = json(self, schema);
                let value = self.read(sig, &text);
                if way.optional { format!("Some({value})") } else { value }
            }
            BodyForm::UrlEncoded(sig) => {
                let text = json(self, schema);
                self.read(sig, &text)
            }
            BodyForm::Multipart(id) => {
                let draft = schema.map(|schema| instance::instance(self.lower, schema, 0, true));
                self.form(*id, draft.as_ref())
            }
            BodyForm::AnyMultipart => "cfs_http::Form::new().file(\"file\", \"content\")".to_owned(),
            BodyForm::Lines(sig, _) => {
                let text = json(self, schema.map(|schema| schema.items().unwrap_or(schema)));
                format!("vec![{}]", self.read(sig, if *sig == Sig::Json { "{}" } else { &text }))
            }
            BodyForm::Raw(_) => "\"content\"".to_owned(),
        })
    }

    /// The schema of the content type that a way sends.
    fn schema(&self, operation: &Operation<'d>, way: &Way) -> Option<Schema<'d>> {
        let wanted = way.body.media()?;
        media(operation.body(self.lower.document)?).find(|media| media.essence() == wanted)?.schema()
    }

    fn form(&mut self, id: crate::ir::TypeId, draft: Option<&Draft<'_>>) -> String {
        let ty = &self.api[id];
        let TypeKind::Form(form) = &ty.kind else { return "Default::default()".to_owned() };
        let stated = |wire: &str| match draft {
            Some(Draft::Object(members)) => {
                members.iter().find(|(key, _)| key == wire).map(|(_, value)| value)
            }
            _ => None,
        };
        let part = |part: &FormPart| match &part.kind {
            PartKind::Text(Sig::Str) => "\"text\"".to_owned(),
            PartKind::Text(sig) | PartKind::Json(sig) => match stated(&part.wire) {
                Some(value) => self.read(sig, &value.to_json()),
                None => format!("<{}>::default()", rust::path(self.api, sig, self.crate_path)),
            },
            PartKind::File => "\"content\"".to_owned(),
            PartKind::Files | PartKind::NamedFiles => {
                "[cfs_http::File::new(\"content\").name(\"file\")]".to_owned()
            }
        };
        let required: Vec<String> = form.parts.iter().filter(|p| p.required).map(part).collect();
        let optional: String = form
            .parts
            .iter()
            .filter(|p| !p.required && !matches!(p.kind, PartKind::Text(ref sig) if *sig != Sig::Str))
            .filter(|p| !matches!(p.kind, PartKind::Json(_)))
            .map(|p| format!(".{}({})", p.name, part(p)))
            .collect();
        format!("{}::{}::new({}){optional}", self.crate_path, ty.name, required.join(", "))
    }
}
