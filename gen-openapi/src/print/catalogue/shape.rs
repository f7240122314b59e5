//! A number that changes when what an operation takes or gives does, however deep: names and kinds count, texts do not.

use crate::ir::{
    Api, Argument, BodyForm, Operation, Param, PartKind, Sig, Success, Type, TypeId, TypeKind, Value, Way,
};
use indexmap::IndexSet;

/// The shape of an operation and of all types it reaches.
pub(super) fn of(api: &Api, operation: &Operation) -> u32 {
    let mut shape = Shape { api, seen: IndexSet::new(), hash: 0x811c_9dc5 };
    for argument in &operation.arguments {
        match argument {
            Argument::Scope => shape.word("scope"),
            Argument::Param(param) => shape.param(param, true),
            Argument::Fixed { wire, text, put } => {
                shape.word(wire);
                shape.word(&format!("{put:?} {text}"));
            }
            Argument::Again(at) => shape.word(&at.to_string()),
        }
    }
    operation.setters.iter().for_each(|param| shape.param(param, false));
    operation.ways.iter().for_each(|way| shape.way(way));
    for answer in &operation.answers {
        shape.word(&answer.status);
        shape.word(answer.content_type.as_deref().unwrap_or_default());
        shape.success(&answer.success);
    }
    shape.hash
}

struct Shape<'a> {
    api: &'a Api,
    /// The types that were met, in this order: another mention is a number.
    seen: IndexSet<TypeId>,
    /// FNV-1a.
    hash: u32,
}

impl Shape<'_> {
    fn word(&mut self, word: &str) {
        // The last byte ends the word.
        for byte in word.bytes().chain([0]) {
            self.hash = (self.hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }

    fn flag(&mut self, flag: bool) {
        self.word(if flag { "yes" } else { "no" });
    }

    fn param(&mut self, param: &Param, required: bool) {
        self.word(&param.wire);
        self.word(&format!("{:?} {:?}", param.place, param.style));
        self.flag(required);
        self.sig(&param.sig);
    }

    fn way(&mut self, way: &Way) {
        self.flag(way.optional);
        match &way.body {
            BodyForm::None => self.word("none"),
            BodyForm::Json(sig, media) => {
                self.word(media.as_deref().unwrap_or("json"));
                self.sig(sig);
            }
            BodyForm::UrlEncoded(sig) => {
                self.word("form");
                self.sig(sig);
            }
            BodyForm::Multipart(id) => {
                self.word("multipart");
                self.mention(*id);
            }
            BodyForm::AnyMultipart => self.word("any multipart"),
            BodyForm::Lines(sig, media) => {
                self.word(media);
                self.sig(sig);
            }
            BodyForm::Raw(media) => self.word(media),
        }
    }

    fn success(&mut self, success: &Success) {
        self.word(match success {
            Success::Result(_) => "result",
            Success::Body(_) => "body",
            Success::Beside(_) => "beside",
            Success::Page(_) => "page",
            Success::Unit => "nothing",
            Success::Headers(_) => "headers",
            Success::Lines(_) => "lines",
            Success::Text => "text",
            Success::Bytes => "bytes",
            Success::Events(_) => "events",
        });
        success.each_sig(&mut |sig| self.sig(sig));
    }

    fn sig(&mut self, sig: &Sig) {
        match sig {
            Sig::Unit => self.word("unit"),
            Sig::Bool => self.word("bool"),
            Sig::Int(name) => self.word(name),
            Sig::Float => self.word("float"),
            Sig::Str => self.word("string"),
            Sig::Known(known) => self.word(known.rust()),
            Sig::Json => self.word("json"),
            Sig::List(inner) => self.around("list", inner),
            Sig::Map(inner) => self.around("map", inner),
            Sig::Maybe(inner) => self.around("maybe", inner),
            // Where a type is boxed changes nothing of what is sent.
            Sig::Type(id) | Sig::Boxed(id) => self.mention(*id),
        }
    }

    fn around(&mut self, word: &str, inner: &Sig) {
        self.word(word);
        self.sig(inner);
    }

    fn mention(&mut self, id: TypeId) {
        match self.seen.insert_full(id) {
            (_, true) => {
                let api = self.api;
                self.type_(&api[id]);
            }
            (at, false) => self.word(&at.to_string()),
        }
    }

    fn type_(&mut self, ty: &Type) {
        match &ty.kind {
            TypeKind::Record(record) => {
                self.word("record");
                for field in &record.fields {
                    self.word(&field.wire);
                    self.word(&format!("{:?}", field.presence));
                    self.word(field.constant.as_deref().unwrap_or_default());
                    self.sig(&field.sig);
                }
                record.rest.iter().for_each(|rest| self.around("rest", rest));
            }
            TypeKind::Union(union) => {
                self.word("union");
                self.word(union.tag.as_deref().unwrap_or_default());
                for variant in &union.variants {
                    variant.tags.iter().for_each(|tag| self.word(tag));
                    self.sig(&variant.sig);
                }
            }
            TypeKind::Enum(of) => self.values(&of.values),
            TypeKind::Form(form) => {
                self.word("form");
                for part in &form.parts {
                    self.word(&part.wire);
                    self.flag(part.required);
                    match &part.kind {
                        PartKind::Text(sig) => self.around("text", sig),
                        PartKind::Json(sig) => self.around("json", sig),
                        PartKind::File => self.word("file"),
                        PartKind::Files => self.word("files"),
                        PartKind::NamedFiles => self.word("named files"),
                        PartKind::Constant(text) => self.word(text),
                    }
                }
            }
            // The successes of an operation are among its answers.
            TypeKind::Outcome(_) => self.word("outcome"),
        }
        self.word("end");
    }

    fn values(&mut self, values: &[Value]) {
        self.word("enum");
        values.iter().for_each(|value| self.word(&value.json()));
    }
}
