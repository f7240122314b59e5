//! How values are taken and sent: what constructors, setters and methods accept, and what they do with it.

use crate::ir::{
    Api, BodyForm, Constructor, Conversion, Field, Form, Join, Known, ListStyle, Param, PartKind, PathStyle,
    Place, Presence, Put, Record, Role, Row, Sig, Take, TypeKind, Union, Way, Wrap,
};

pub(super) fn run(api: &mut Api) {
    for ty in api.types.iter_mut().filter(|ty| ty.live && ty.from.is_none()) {
        match &mut ty.kind {
            TypeKind::Record(record) => self::record(record, ty.role),
            TypeKind::Union(union) => self::union(union),
            TypeKind::Form(form) => self::form(form),
            TypeKind::Enum(_) | TypeKind::Outcome(_) => {}
        }
    }
    let mut operations = std::mem::take(&mut api.operations);
    for operation in &mut operations {
        operation.params_mut().for_each(|param| self::param(api, param));
        for setter in operation.setters.iter_mut().filter(|setter| setter.pattern) {
            (setter.take, setter.put, setter.reserved) = (Take::Named, Put::QueryNamed, false);
        }
        operation.ways.iter_mut().for_each(|way| way.take = body(api, way));
    }
    api.operations = operations;
    for id in api.optional_bodies() {
        if let TypeKind::Union(union) = &mut api[id].kind {
            union.optional = true;
        }
    }
}

fn record(record: &mut Record, role: Role) {
    for field in &mut record.fields {
        (field.wrap, field.take) = match field.presence {
            Presence::Required => (Wrap::Bare, taken(&field.sig)),
            Presence::RequiredNullable | Presence::Optional => (Wrap::Option, taken(&field.sig)),
            Presence::OptionalNullable => (Wrap::Nullable, Take::Nullable),
        };
        field.row = match (field.presence.is_required(), field.secret) {
            (true, false) => Row::Required,
            (false, false) => Row::Optional,
            (true, true) => Row::SecretRequired,
            (false, true) => Row::SecretOptional,
        };
    }
    // What is only sent is never odd, and what is only received is never made.
    record.keeps = role != Role::Request;
    record.constructor = role.sends().then(|| {
        let needed = |field: &Field| field.constant.is_none().then_some(field.presence == Presence::Required);
        let mut made = constructor(record.fields.iter().map(needed));
        made.arguments.sort_by_key(|at| record.fields[*at].rank);
        made
    });
}

/// The positions of what must be given and of the rest; not of what has one value.
fn constructor(needed: impl Iterator<Item = Option<bool>>) -> Constructor {
    let mut made = Constructor::default();
    for (at, needed) in needed.enumerate() {
        match needed {
            Some(true) => made.arguments.push(at),
            Some(false) => made.setters.push(at),
            None => {}
        }
    }
    made
}

/// How a constructor or setter takes a value.
fn taken(sig: &Sig) -> Take {
    match sig {
        Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Unit => Take::Plain,
        Sig::List(item) => match &**item {
            Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Unit | Sig::List(_) | Sig::Map(_) | Sig::Maybe(_) => {
                Take::Items
            }
            _ => Take::List,
        },
        Sig::Boxed(_) => Take::Boxed,
        _ => Take::Into,
    }
}

/// Which payloads convert into a union: those that mean one variant and nothing else.
fn union(union: &mut Union) {
    let sigs: Vec<Sig> = union.variants.iter().map(|variant| variant.sig.clone()).collect();
    for variant in &mut union.variants {
        let alone = sigs.iter().filter(|sig| **sig == variant.sig).count() == 1;
        variant.conversion = match &variant.sig {
            // It would take what is not known to be this variant.
            Sig::Json => Conversion::None,
            Sig::Str if alone => Conversion::Text,
            _ if alone => Conversion::Payload,
            _ => Conversion::None,
        };
    }
}

fn form(form: &mut Form) {
    for part in &mut form.parts {
        (part.wrap, part.take) = match &part.kind {
            PartKind::Text(sig) | PartKind::Json(sig) => (Wrap::Option, taken(sig)),
            PartKind::File => (Wrap::Option, Take::Into),
            PartKind::Files | PartKind::NamedFiles => (Wrap::List, Take::Files),
            PartKind::Constant(_) => continue,
        };
    }
    form.constructor =
        constructor(form.parts.iter().map(|part| (!part.is_constant()).then_some(part.required)));
}

fn param(api: &Api, param: &mut Param) {
    param.take = match &param.sig {
        _ if param.place == Place::Bearer => Take::Bearer,
        Sig::Bool | Sig::Int(_) | Sig::Float => Take::Plain,
        Sig::List(item) if api.is_text(item) => match &**item {
            Sig::Bool | Sig::Int(_) | Sig::Float => Take::Items,
            _ => Take::List,
        },
        _ => Take::Into,
    };
    param.put = match param.place {
        Place::Path => in_path(param),
        Place::Query => in_query(api, param),
        Place::Header => match &param.sig {
            Sig::List(item) if is_time(item) => Put::HeaderTimes,
            Sig::List(_) => Put::HeaderList,
            sig if is_time(sig) => Put::HeaderTime,
            _ => Put::Header,
        },
        Place::Cookie => Put::Cookie,
        Place::Bearer => Put::Bearer,
    };
    param.reserved &= param.place == Place::Query;
}

fn in_path(param: &Param) -> Put {
    let style = match param.style {
        ListStyle::Label(false) => Some(PathStyle::Label),
        ListStyle::Label(true) => Some(PathStyle::LabelEach),
        ListStyle::Matrix(false) => Some(PathStyle::Matrix),
        ListStyle::Matrix(true) => Some(PathStyle::MatrixEach),
        _ => None,
    };
    match (&param.sig, style) {
        (Sig::List(item), style) if is_time(item) => Put::PathTimes(style.unwrap_or(PathStyle::Simple)),
        (Sig::List(_), style) => Put::PathList(style.unwrap_or(PathStyle::Simple)),
        (_, Some(style)) => Put::PathItem(style),
        (_, None) if param.reserved => Put::Segments,
        (_, None) => Put::Path,
    }
}

/// Moments are written as the client says.
fn is_time(sig: &Sig) -> bool {
    matches!(sig, Sig::Known(Known::Timestamp))
}

fn in_query(api: &Api, param: &Param) -> Put {
    let join = match param.style {
        ListStyle::Json => return Put::QueryJson,
        ListStyle::Repeat => Join::Repeat,
        ListStyle::Comma | ListStyle::Label(_) | ListStyle::Matrix(_) => Join::Comma,
        ListStyle::Space => Join::Space,
        ListStyle::Pipe => Join::Pipe,
        ListStyle::Deep => Join::Brackets,
    };
    match &param.sig {
        Sig::List(item) if is_time(item) => Put::QueryTimes(join),
        Sig::List(item) if api.is_text(item) => Put::QueryList(join),
        sig if is_time(sig) => Put::QueryTime,
        Sig::Bool | Sig::Int(_) | Sig::Float | Sig::Str | Sig::Known(_) => Put::Query,
        _ => Put::QueryAny(join),
    }
}

/// How a method takes a body: text in any form, of a union also what converts into it, other values as they are, or a number
/// would have no type.
fn body(api: &Api, way: &Way) -> Take {
    match &way.body {
        BodyForm::Json(..) if way.optional => Take::Maybe,
        BodyForm::Json(Sig::Type(id), _) if matches!(api[*id].kind, TypeKind::Union(_)) => Take::Into,
        BodyForm::Json(Sig::Str, _) | BodyForm::Raw(_) => Take::Into,
        _ => Take::Plain,
    }
}
