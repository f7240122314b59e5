//! What the document shows of its values: examples of bodies and answers, and values that parameters and bodies may have,
//! taken from examples or made up from what their schemas say.

mod example;
mod instance;

use super::Lower;
use crate::ir::{Api, BodyForm, Operation as Op, Param, Sig, Way};
use crate::read::{Document, Operation, Parameter, Schema, media};
use codegen::doc::Draft;

/// Collects samples.
pub(super) struct Samples<'d> {
    /// What reads schemas once more: its notes say nothing new.
    lower: Lower<'d>,
}

impl<'d> Samples<'d> {
    pub(super) fn new(document: Document<'d>) -> Self {
        Self { lower: Lower::new(document) }
    }

    /// Adds the samples of one operation.
    pub(super) fn collect(&mut self, api: &Api, operation: &Operation<'d>, op: &mut Op) {
        op.examples = example::of(&mut self.lower, api, operation, op);
        let (parameters, _) = operation.parameters(self.lower.document);
        for param in op.params_mut() {
            param.sample = Some(self.param(&parameters, param));
        }
        for way in &mut op.ways {
            way.sample = self.body(operation, way);
        }
    }

    fn param(&mut self, parameters: &[Parameter<'d>], param: &Param) -> String {
        let described =
            parameters.iter().find(|known| known.node.id() == param.node && known.name == param.wire);
        let schema = described.and_then(Parameter::schema);
        // An example of the parameter itself says more than its schema's.
        let stated = described.and_then(|parameter| parameter.node.get("example"));
        let draft = match (stated, schema) {
            (Some(example), _) if param.sig == Sig::Str && example.as_str().is_some() => Draft::Node(example),
            (_, Some(schema)) => instance::instance(&mut self.lower, schema, 0, true),
            _ => Draft::string("value"),
        };
        draft.to_json()
    }

    fn body(&mut self, operation: &Operation<'d>, way: &Way) -> Option<String> {
        let wanted = way.body.media()?;
        let body = operation.body(self.lower.document)?;
        let schema = media(body).find(|media| media.essence() == wanted)?.schema()?;
        let schema = match &way.body {
            BodyForm::Lines(..) => Schema::items(schema).unwrap_or(schema),
            _ => schema,
        };
        Some(instance::instance(&mut self.lower, schema, 0, true).to_json())
    }
}
