//! Visits to the signatures in types and operations: what resolves, merges and counts types goes through these.

use super::{BodyForm, Operation, Output, PartKind, Sig, Success, Type, TypeKind};

impl Type {
    /// Visits every signature in the type.
    pub fn each_sig(&self, visit: &mut dyn FnMut(&Sig)) {
        match &self.kind {
            TypeKind::Record(record) => {
                record.fields.iter().for_each(|field| visit(&field.sig));
                record.rest.iter().for_each(visit);
            }
            TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.sig)),
            TypeKind::Enum(_) => {}
            TypeKind::Form(form) => form.parts.iter().for_each(|part| {
                if let PartKind::Text(sig) | PartKind::Json(sig) = &part.kind {
                    visit(sig);
                }
            }),
            TypeKind::Outcome(cases) => cases.iter().for_each(|case| case.success.each_sig(visit)),
        }
    }

    /// Visits every signature in the type, to change it.
    pub fn each_sig_mut(&mut self, visit: &mut dyn FnMut(&mut Sig)) {
        match &mut self.kind {
            TypeKind::Record(record) => {
                record.fields.iter_mut().for_each(|field| visit(&mut field.sig));
                record.rest.iter_mut().for_each(visit);
            }
            TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.sig)),
            TypeKind::Enum(_) => {}
            TypeKind::Form(form) => form.parts.iter_mut().for_each(|part| {
                if let PartKind::Text(sig) | PartKind::Json(sig) = &mut part.kind {
                    visit(sig);
                }
            }),
            TypeKind::Outcome(cases) => cases.iter_mut().for_each(|case| case.success.each_sig_mut(visit)),
        }
    }
}

impl Success {
    /// Visits its signature.
    pub fn each_sig(&self, visit: &mut dyn FnMut(&Sig)) {
        match self {
            Self::Result(sig)
            | Self::Body(sig)
            | Self::Beside(sig)
            | Self::Page(sig)
            | Self::Headers(sig)
            | Self::Lines(sig)
            | Self::Events(sig) => visit(sig),
            Self::Unit | Self::Text | Self::Bytes => {}
        }
    }

    /// Visits its signature, to change it.
    pub fn each_sig_mut(&mut self, visit: &mut dyn FnMut(&mut Sig)) {
        match self {
            Self::Result(sig)
            | Self::Body(sig)
            | Self::Beside(sig)
            | Self::Page(sig)
            | Self::Headers(sig)
            | Self::Lines(sig)
            | Self::Events(sig) => visit(sig),
            Self::Unit | Self::Text | Self::Bytes => {}
        }
    }
}

impl Operation {
    /// Visits every signature of the operation.
    pub fn each_sig(&self, visit: &mut dyn FnMut(&Sig)) {
        self.each_in_code(visit);
        self.answers.iter().for_each(|answer| answer.success.each_sig(visit));
        self.examples.iter().for_each(|example| visit(&example.sig));
    }

    /// Visits the signatures that its method and its request mention.
    pub fn each_in_code(&self, visit: &mut dyn FnMut(&Sig)) {
        self.params().for_each(|param| visit(&param.sig));
        for way in &self.ways {
            match &way.body {
                BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) | BodyForm::Lines(sig, _) => visit(sig),
                BodyForm::Multipart(id) => visit(&Sig::Type(*id)),
                BodyForm::None | BodyForm::AnyMultipart | BodyForm::Raw(_) => {}
            }
        }
        match &self.output {
            Output::One(success) => success.each_sig(visit),
            Output::Events { event, otherwise, .. } => {
                visit(event);
                otherwise.each_sig(visit);
            }
            Output::Outcome(id) => visit(&Sig::Type(*id)),
            Output::Socket => {}
        }
    }

    /// Visits every signature of the operation, to change it.
    pub fn each_sig_mut(&mut self, visit: &mut dyn FnMut(&mut Sig)) {
        self.params_mut().for_each(|param| visit(&mut param.sig));
        for way in &mut self.ways {
            match &mut way.body {
                BodyForm::Json(sig, _) | BodyForm::UrlEncoded(sig) | BodyForm::Lines(sig, _) => visit(sig),
                BodyForm::Multipart(id) => {
                    let mut sig = Sig::Type(*id);
                    visit(&mut sig);
                    *id = sig.type_id().unwrap_or(*id);
                }
                BodyForm::None | BodyForm::AnyMultipart | BodyForm::Raw(_) => {}
            }
        }
        match &mut self.output {
            Output::One(success) => success.each_sig_mut(visit),
            Output::Events { event, otherwise, .. } => {
                visit(event);
                otherwise.each_sig_mut(visit);
            }
            Output::Outcome(id) => {
                let mut sig = Sig::Type(*id);
                visit(&mut sig);
                *id = sig.type_id().unwrap_or(*id);
            }
            Output::Socket => {}
        }
        self.answers.iter_mut().for_each(|answer| answer.success.each_sig_mut(visit));
        self.examples.iter_mut().for_each(|example| visit(&mut example.sig));
    }
}
